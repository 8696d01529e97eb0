/*
 * The web chat as one script without dependencies.
 *
 *   <script src="https://desk.example/widget.js" data-mingbai></script>   adds a button and a panel to any page
 *   <mingbai-chat mode="page"></mingbai-chat>                             fills its place on the desk's own page
 *
 * Promises: no cookie, no eval, no inline style, no HTML parsing (every text goes in as text), so a strict content
 * security policy of the host page needs only the desk's origin in script-src and connect-src.
 * Read from top to bottom: settings, words, storage, HTTP, conversation (no DOM), drawing, the element, the style.
 */
(() => {
  "use strict";
  if (!window.customElements || customElements.get("mingbai-chat")) return;
  // Without these a browser gets what the page itself says inside the element, not half a chat.
  if (!("adoptedStyleSheets" in Document.prototype) || !window.TextDecoderStream || !Element.prototype.replaceChildren) return;

  const SCRIPT = document.currentScript ?? document.querySelector("script[data-mingbai]");
  const BASE = baseOf(SCRIPT.src);
  const TEXT_LIMIT = 5000;
  const COUNTER_FROM = 4500;
  const FILE_LIMIT = 10 * 1024 * 1024;
  const FILE_TYPES = ["jpg", "jpeg", "png", "pdf", "doc", "docx"];
  const POST_TIMEOUT = 60_000;
  const STREAM_SILENCE = 70_000; // the desk sends a comment line more often than this; silence means a dead line
  const FIRST_PAUSE = 1_000;
  const LONGEST_PAUSE = 30_000;
  const SERVER_TRIES = 5;
  const HIDDEN_GRACE = 30_000; // a browser allows six connections to one host: hidden tabs give theirs back
  const NARROW = "(max-width: 560px)";
  const TYPING_EVERY = 3_000;
  const PROGRESS_AFTER = [2_000, 10_000];

  // ---------------------------------------------------------------- words

  const WORDS = {
    zh: {
      title: "信息公开服务台", subtitle: "有问必答，答必有据", open: "打开信息公开服务台", close: "关闭", launch: "信息公开咨询",
      unread: (n) => `${n} 条未读`, elder: "长者模式", other: "EN", otherName: "Switch to English", renew: "新对话",
      hello: "您好，这里是政府信息公开服务台。", lead: "请选一项，或者直接写下您的问题。", try: "常问：",
      examples: ["申请信息公开多久能答复？", "申请信息公开要收费吗？"],
      privacy: "身份信息加密保存，只用于办理您提交的事项。", log: "对话记录", input: "请输入您的问题", placeholder: "写下您的问题……",
      send: "发送", attach: "上传附件（jpg、png、pdf、doc、docx，不超过 10 MB）", desk: "服务台", operator: "工作人员", you: "您",
      agency: "承办单位答复", waiting: "等待发送", failed: "没有发出", retry: "重试", uploading: "正在上传……", uploaded: "已上传",
      progress: ["正在查找，请稍候……", "还在处理，请不要重复发送。"], typing: "正在输入",
      queued: ({ ahead, there }) => (!there ? "工作人员上班后会在这里回复您。" : ahead ? `正在等工作人员，您前面还有 ${ahead} 位。` : "正在等工作人员，您排在第一位。"),
      unqueue: "不等了", attended: "工作人员正在为您服务。", writes: "工作人员正在输入……", source: "依据", viewSource: "查看原文",
      draft: "请核对内容", confirm: "确认提交", change: "修改", cancel: "取消",
      changeHint: "请写要改哪一项，例如：联系电话改为……", receipt: "受理回执", progressCard: "工单进度", number: "工单编号", code: "查询码",
      kind: "事项", handler: "承办单位", due: "答复期限", provisional: "暂定", provisionalWhy: "放假安排公布后会重新核算。",
      keep: "请记下编号和查询码，凭这两项可以查进度。", print: "打印回执", opens: "（在新窗口打开）", fresh: "有新消息",
      offline: "网络已断开。您写的内容会保存在本机，恢复后自动发送。", troubled: "服务台暂时没有回应，请稍后重试。",
      refused: "没有发出，请检查内容后重试。", expired: "上次的对话已经结束，已为您开始新的对话。",
      over: (n) => `内容超过 ${TEXT_LIMIT} 字，请删去 ${n} 字，或作为附件上传。`, count: (n) => `已写 ${n} / ${TEXT_LIMIT} 字`,
      badType: "只能上传 jpg、png、pdf、doc、docx 格式的文件。", tooBig: "文件超过 10 MB，请压缩或拆分后再上传。",
      emptyFile: "这个文件是空的，请重新选择。", uploadFailed: "上传没有成功，请重试。",
      renewAsk: "清除后，本机不再显示这次对话；已提交的工单不受影响。", renewYes: "清除", renewNo: "保留",
      kinds: { application: "依申请公开", complaint: "投诉", consultation: "咨询", suggestion: "建议" },
    },
    en: {
      title: "Information desk", subtitle: "Answers with their sources", open: "Open the information desk", close: "Close",
      launch: "Ask the desk", unread: (n) => `${n} unread`, elder: "Large type", other: "中文", otherName: "切换到中文", renew: "New conversation",
      hello: "Welcome to the government information desk.", lead: "Choose a service or write your question.", try: "Often asked:",
      examples: ["申请信息公开多久能答复？", "申请信息公开要收费吗？"],
      privacy: "Identity details are encrypted and used only to handle what you file.", log: "Conversation", input: "Your question",
      placeholder: "Write your question…", send: "Send", attach: "Attach a file (jpg, png, pdf, doc, docx, up to 10 MB)", desk: "Desk",
      operator: "Staff", you: "You", agency: "Reply of the agency", waiting: "Waiting to send", failed: "Not sent", retry: "Try again",
      uploading: "Uploading…", uploaded: "Uploaded", progress: ["Looking it up…", "Still working on it. No need to send again."],
      typing: "Typing",
      queued: ({ ahead, there }) => (!there ? "Our staff will reply here in office hours." : ahead ? `Waiting for our staff: ${ahead} before you.` : "Waiting for our staff: you are next."),
      unqueue: "Stop waiting", attended: "You are talking with our staff.", writes: "Our staff is typing…", source: "Source", viewSource: "Read the source", draft: "Please check", confirm: "Submit", change: "Change",
      cancel: "Cancel", changeHint: "Say what to change, for example: 联系电话改为……", receipt: "Receipt", progressCard: "Ticket",
      number: "Number", code: "Query code", kind: "Kind", handler: "Agency", due: "Reply due", provisional: "Provisional",
      provisionalWhy: "Will be recalculated when the holiday calendar is announced.",
      keep: "Keep the number and the code: with both you can look up progress.", print: "Print receipt", opens: " (opens a new window)",
      fresh: "New messages", offline: "You are offline. What you write is kept here and sent when the connection returns.",
      troubled: "The desk is not answering at the moment. Please try again later.", refused: "Not sent. Please check and try again.",
      expired: "The last conversation has ended. A new one has begun.",
      over: (n) => `Over ${TEXT_LIMIT} characters: please remove ${n}, or attach a file.`, count: (n) => `${n} / ${TEXT_LIMIT} characters`,
      badType: "Only jpg, png, pdf, doc and docx files can be attached.", tooBig: "The file is larger than 10 MB.",
      emptyFile: "This file is empty. Please choose another.", uploadFailed: "The upload failed. Please try again.",
      renewAsk: "This device will no longer show this conversation. Filed tickets are not affected.", renewYes: "Clear", renewNo: "Keep",
      kinds: { application: "Disclosure application", complaint: "Complaint", consultation: "Consultation", suggestion: "Suggestion" },
    },
  };

  // The desk understands Chinese in every case, so the English buttons send the same Chinese sentences.
  const SERVICES = [
    { icon: "book", text: "我想问信息公开的规定", zh: ["问规定", "期限、费用、程序"], en: ["Ask about rules", "Periods, fees, steps"] },
    { icon: "doc", text: "我要申请信息公开", zh: ["申请信息公开", "向行政机关要信息"], en: ["Request information", "File an application"] },
    { icon: "flag", text: "我要投诉", zh: ["投诉", "反映问题"], en: ["Complain", "Report a problem"] },
    { icon: "ask", text: "我要咨询", zh: ["咨询", "请单位解答"], en: ["Consult", "Ask an agency"] },
    { icon: "bulb", text: "我要提建议", zh: ["建议", "说说您的想法"], en: ["Suggest", "Share an idea"] },
    { icon: "search", text: "我要查进度", zh: ["查进度", "凭编号和查询码"], en: ["Track a ticket", "Number and code"] },
  ];

  const INPUT_MODES = { contact_phone: "tel", postal_code: "numeric", email: "email" };

  const ICONS = {
    chat: "M4 5.5h16v11H10l-6 4z M8.5 10h7 M8.5 13h4",
    book: "M5 4.5h11a3 3 0 0 1 3 3V20H8a3 3 0 0 1-3-3z M5 17a3 3 0 0 1 3-3h11",
    doc: "M7 3.5h7l4.5 4.5v12.5H7z M14 3.5V8h4.5 M10 12.5h5.5 M10 16h5.5",
    flag: "M6 21V4.5h12l-2.5 4 2.5 4H6",
    ask: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z M9.6 9.7a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6 M12 16.6v.1",
    bulb: "M9.5 18h5 M10.5 21h3 M12 3.5a6 6 0 0 0-3.6 10.8c.7.6 1.1 1.2 1.1 2v.7h5v-.7c0-.8.4-1.4 1.1-2A6 6 0 0 0 12 3.5z",
    search: "M11 4.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z M15.8 15.8 20.5 20.5",
    clip: "M19 11.5l-7.2 7.2a4.4 4.4 0 0 1-6.2-6.2l7.6-7.6a3 3 0 0 1 4.2 4.2l-7.5 7.5a1.5 1.5 0 0 1-2.1-2.1l6.7-6.7",
    send: "M4 12 20 4.5 14.5 20l-3.2-6.6z M11.3 13.4 20 4.5",
    close: "M6.5 6.5l11 11 M17.5 6.5l-11 11",
    renew: "M5 8.5A8 8 0 1 1 4 12 M5 4v4.5h4.5",
    down: "M12 5v14 M6 13l6 6 6-6",
    print: "M7 9V4h10v5 M7 17H4.5V9h15v8H17 M7 14h10v6H7z",
  };

  // ---------------------------------------------------------------- small tools

  /** The desk's address, from the address of this script: /widget.js or /static/web/widget.js below it. */
  function baseOf(src) {
    const found = src.match(/^(.*?\/)(?:static\/web\/)?widget\.js(?:[?#].*)?$/);
    return found ? found[1] : new URL("/", src).href;
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID(); // absent on plain http
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, at) => {
      const fixed = at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte;
      return fixed.toString(16).padStart(2, "0");
    }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value == null || value === false) continue;
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child != null && child !== false));
    return node;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** The address when it is a web address, else null: a source never runs script. */
  function webAddress(url) {
    try {
      const parsed = new URL(url, BASE);
      return url && ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null;
    } catch {
      return null;
    }
  }

  const SHANGHAI = { timeZone: "Asia/Shanghai" };
  const clockTime = (at) => new Date(at).toLocaleTimeString("zh-CN", { ...SHANGHAI, hour: "2-digit", minute: "2-digit", hour12: false });
  const dayOf = (at, language) => new Date(at).toLocaleDateString(language === "en" ? "en-GB" : "zh-CN", { ...SHANGHAI, year: "numeric", month: "long", day: "numeric" });
  const dateWords = (date, language) => (language === "en" ? date : date.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日"));
  const lengthOf = (text) => [...text].length;

  // ---------------------------------------------------------------- storage

  /** Values kept in the host page's localStorage, or in memory where the browser denies it. */
  class Store {
    constructor() {
      this.prefix = `mingbai:${BASE}:`;
      this.memory = new Map();
    }

    get(name) {
      try {
        return JSON.parse(localStorage.getItem(this.prefix + name)) ?? this.memory.get(name) ?? null;
      } catch {
        return this.memory.get(name) ?? null;
      }
    }

    set(name, value) {
      this.memory.set(name, value);
      try {
        localStorage.setItem(this.prefix + name, JSON.stringify(value));
      } catch {
        this.denied = true; // memory holds it for as long as the page is open
      }
    }

    remove(name) {
      this.memory.delete(name);
      try {
        localStorage.removeItem(this.prefix + name);
      } catch {
        this.denied = true;
      }
    }
  }

  /** Messages not yet taken by the desk. Read afresh at every step, because two tabs may share it. */
  class Outbox {
    constructor(store) {
      this.store = store;
    }

    all() {
      return this.store.get("outbox") ?? [];
    }

    next() {
      return this.all().find((entry) => !entry.failed);
    }

    add(entry) {
      this.store.set("outbox", [...this.all(), entry]);
    }

    remove(id) {
      this.store.set("outbox", this.all().filter((entry) => entry.id !== id));
    }

    mark(id, failed) {
      this.store.set("outbox", this.all().map((entry) => (entry.id === id ? { ...entry, failed } : entry)));
    }
  }

  // ---------------------------------------------------------------- HTTP

  /** A refusal of the desk (status and its Chinese sentence), or no connection (status 0). */
  class Refusal extends Error {
    constructor(status, message) {
      super(message);
      this.status = status;
    }

    get final() {
      return this.status >= 400 && this.status < 500;
    }
  }

  async function request(path, { token, language, headers = {}, signal, ...rest } = {}) {
    const sent = { "Accept-Language": language === "en" ? "en" : "zh-CN", ...headers };
    if (token) sent.Authorization = `Bearer ${token}`;
    let response;
    try {
      response = await fetch(`${BASE}api/chat/${path}`, { ...rest, headers: sent, signal, credentials: "omit", cache: "no-store" });
    } catch {
      throw new Refusal(0, "");
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    throw new Refusal(response.status, body?.error?.message ?? "");
  }

  async function requestJson(path, options) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), POST_TIMEOUT);
    try {
      const response = await request(path, { signal: limit.signal, ...options });
      return await response.json().catch(() => {
        throw new Refusal(0, ""); // cut off in the middle: as good as not received
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Splits a byte stream into server-sent events; calls `took({event, id, data})` for each. */
  async function readEvents(body, took, alive) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let event = {};
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === "") {
          if (event.data !== undefined || event.id) took(event);
          event = {};
          continue;
        }
        const [, field, text] = line.match(/^([^:]*):? ?(.*)$/s);
        if (field === "data") event.data = event.data === undefined ? text : `${event.data}\n${text}`;
        else if (field) event[field] = text;
      }
    }
  }

  // ---------------------------------------------------------------- conversation

  /**
   * One citizen's conversation: its token, what waits to be sent, what has been heard. Knows no screen; tells `hear`:
   * own(entry), history(items), item(item), state(id, state, note), busy(yes), connected(yes), person(standing), typing(news), ended().
   */
  class Conversation {
    constructor(store, hear) {
      this.store = store;
      this.hear = hear;
      this.outbox = new Outbox(store);
      this.pause = FIRST_PAUSE;
      this.clear();
    }

    get token() {
      return this.store.get("token");
    }

    get language() {
      return this.store.get("language") ?? "zh";
    }

    forget() {
      this.store.remove("token");
      this.clear();
    }

    clear() {
      this.generation = (this.generation ?? 0) + 1;
      this.known = new Set();
      this.mine = [];
      this.lastId = null;
      this.loaded = false;
      this.line?.abort();
    }

    ask(path, options = {}) {
      return requestJson(path, { token: this.token, language: this.language, ...options });
    }

    /** The session, made at the first message; several callers share one request. */
    session() {
      if (this.token) return Promise.resolve();
      this.opening ??= requestJson("sessions", { method: "POST", language: this.language })
        .then(({ token }) => {
          this.store.set("token", token);
          this.loaded = true; // a new conversation has no history
        })
        .finally(() => { this.opening = null; });
      return this.opening;
    }

    // ---- sending

    say(text) {
      const entry = { id: uuid(), text, at: new Date().toISOString() };
      this.outbox.add(entry);
      this.mine.push({ id: entry.id, text });
      this.hear.own(entry);
      this.flush();
    }

    retry(id) {
      this.outbox.mark(id, undefined);
      this.flush();
    }

    /** Sends what waits, in order, one at a time; stops at the first that must wait. */
    async flush() {
      clearTimeout(this.later);
      if (this.flushing) return;
      this.flushing = true;
      try {
        const renewed = new Set();
        let entry;
        while ((entry = this.outbox.next()) && (await this.deliver(entry, renewed)));
      } finally {
        this.flushing = false;
      }
    }

    async deliver(entry, renewed) {
      this.hear.state(entry.id, "sending");
      this.hear.busy(true);
      let answer;
      try {
        answer = await this.send(entry);
      } catch (problem) {
        return this.undelivered(entry, problem, renewed);
      } finally {
        this.hear.busy(false);
      }
      this.delivered(entry, answer);
      return true;
    }

    async send({ id, text }) {
      await this.session();
      this.listen();
      return this.ask("messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text, client_message_id: id }),
      });
    }

    delivered({ id }, { replies }) {
      this.outbox.remove(id);
      this.pause = FIRST_PAUSE;
      this.tries = 0;
      this.hear.connected(true);
      this.hear.state(id, "sent");
      replies.forEach((reply) => this.take({ from: "desk", ...reply }));
    }

    /** Whether the next message may be tried: yes after a final refusal, no while there is no connection. */
    undelivered(entry, problem, renewed) {
      if (!(problem instanceof Refusal)) throw problem;
      if (problem.status === 401 && !renewed.has(entry.id)) {
        renewed.add(entry.id);
        this.expire();
        return true;
      }
      this.tries = problem.status >= 500 ? (this.tries ?? 0) + 1 : 0;
      if (problem.final || this.tries >= SERVER_TRIES) {
        this.tries = 0;
        const sentence = problem.message || WORDS[this.language][problem.final ? "refused" : "troubled"];
        this.outbox.mark(entry.id, sentence);
        this.hear.state(entry.id, "failed", sentence);
        return true;
      }
      this.hear.state(entry.id, "waiting");
      this.hear.connected(false);
      this.later = setTimeout(() => this.flush(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
      return false;
    }

    async upload(file, id) {
      const form = new FormData();
      form.append("file", file, file.name);
      form.append("client_message_id", id);
      this.mine.push({ id, text: file.name });
      await this.session();
      this.listen();
      const answer = await this.ask("attachments", { method: "POST", body: form });
      (answer.replies ?? []).forEach((reply) => this.take({ from: "desk", ...reply }));
    }

    // ---- hearing

    /** Shows an item once, however often and by whatever way it comes. */
    take(item) {
      if (this.isNew(item)) this.hear.item(item);
    }

    isNew(item) {
      if (this.known.has(item.id)) return false;
      this.known.add(item.id);
      return item.from !== "citizen" || !this.isMine(item);
    }

    isMine({ client_message_id: id, text }) {
      const mine = this.mine.find((sent) => (id ? sent.id === id : !sent.heard && sent.text === text));
      if (!mine) return false;
      mine.heard = true;
      this.hear.state(mine.id, "sent");
      return true;
    }

    /** Takes up an earlier conversation of this browser: what waits, the history, the open line. */
    resume() {
      const waiting = this.outbox.all();
      this.stopped = false;
      this.mine.push(...waiting.map(({ id, text }) => ({ id, text })));
      waiting.forEach((entry) => this.hear.own(entry));
      if (waiting.length) this.flush();
      if (this.token) this.listen();
    }

    async loadHistory() {
      const { generation } = this;
      const items = [];
      let page;
      do { // the desk gives a long history in pages
        const last = items[items.length - 1]?.id;
        page = (await this.ask(last === undefined ? "messages" : `messages?after=${encodeURIComponent(last)}`)).messages;
        items.push(...page);
      } while (page.length);
      if (generation !== this.generation) return; // a new conversation began meanwhile
      this.loaded = true;
      this.lastId = items[items.length - 1]?.id ?? null;
      this.hear.history(items.filter((item) => this.isNew(item)));
    }

    async listen() {
      if (this.listening) return;
      this.listening = true;
      let wait = FIRST_PAUSE;
      while (this.token && !this.stopped) {
        const { generation } = this;
        try {
          if (!this.loaded) await this.loadHistory();
          await this.readLine(() => { wait = FIRST_PAUSE; });
        } catch (problem) {
          if (problem.status === 401 && generation === this.generation) this.expire();
          else if (!this.resting && (!navigator.onLine || wait >= 4 * FIRST_PAUSE)) this.hear.connected(false);
        }
        await this.sleep(this.resting ? 2 ** 31 - 1 : wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, LONGEST_PAUSE);
      }
      this.listening = false;
    }

    async readLine(opened) {
      this.line = new AbortController();
      const { line } = this;
      let watchdog;
      const alive = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => line.abort(), STREAM_SILENCE);
      };
      alive();
      try {
        const headers = this.lastId ? { "Last-Event-ID": String(this.lastId) } : {};
        const response = await request("stream", { token: this.token, language: this.language, headers, signal: line.signal });
        opened();
        this.hear.connected(true);
        this.flush();
        await readEvents(response.body, (event) => this.takeEvent(event), alive);
      } finally {
        clearTimeout(watchdog);
      }
    }

    takeEvent({ event, id, data }) {
      if (id) this.lastId = id; // also of an event without data, which only says where the line begins
      if (data === undefined) return;
      if (event === "message" || event === undefined) this.take(JSON.parse(data));
      if (event === "person" || event === "typing") this.hear[event](JSON.parse(data));
    }

    /** Tells a person of the staff that something is being written; nothing is lost where that fails. */
    typing() {
      if (Date.now() - (this.toldTyping ?? 0) < TYPING_EVERY) return;
      this.toldTyping = Date.now();
      request("typing", { method: "POST", token: this.token, language: this.language }).catch((problem) => problem);
    }

    sleep(duration) {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, duration);
        this.rouse = () => { clearTimeout(timer); resolve(); };
      });
    }

    // ---- the world around

    /** The connection may be back: try at once. */
    wake() {
      this.pause = FIRST_PAUSE;
      this.flush();
      this.rouse?.();
    }

    rest() {
      this.resting = true;
      this.line?.abort();
    }

    unrest() {
      if (!this.resting) return;
      this.resting = false;
      this.wake();
    }

    stop() {
      this.stopped = true;
      clearTimeout(this.later);
      this.line?.abort();
      this.rouse?.();
    }

    expire() {
      this.forget();
      this.mine = this.outbox.all().map(({ id, text }) => ({ id, text }));
      this.hear.ended();
    }
  }

  // ---------------------------------------------------------------- drawing: each returns a node, `ui` is the element

  function drawWelcome(ui) {
    const { words, language } = ui;
    const service = ({ icon: name, text, [language]: [label, hint] }) =>
      h("button", { type: "button", class: "service", onclick: () => ui.say(text) }, icon(name), h("span", {}, h("b", {}, label), h("small", {}, hint)));
    const example = (text) => h("button", { type: "button", class: "example", lang: "zh-CN", onclick: () => ui.say(text) }, text);
    return h("div", { class: "welcome" },
      h("p", { class: "hello" }, words.hello), h("p", { class: "lead" }, words.lead),
      h("div", { class: "services" }, SERVICES.map(service)),
      h("p", { class: "examples" }, h("span", {}, words.try), words.examples.map(example)),
      h("p", { class: "privacy" }, words.privacy));
  }

  function drawOwn(ui, { text, state, note, id, at, file }) {
    const { words } = ui;
    const status = { waiting: words.waiting, failed: note || words.failed, uploading: words.uploading }[state];
    return h("div", { class: `message citizen ${state ?? ""}` },
      h("p", { class: "who" }, h("span", { class: "unseen" }, words.you), at && h("time", { datetime: at }, clockTime(at))),
      h("div", { class: "bubble" }, file ? h("p", { class: "text file" }, icon("clip"), text) : h("p", { class: "text" }, text)),
      status && h("p", { class: "state" }, h("span", {}, status),
        state === "failed" && h("button", { type: "button", onclick: () => ui.retry(id) }, words.retry)));
  }

  function drawItem(ui, item) {
    const { words } = ui;
    if (item.from === "citizen") return drawOwn(ui, { text: item.text, at: item.at, file: item.attachments?.length > 0 });
    const agency = item.from === "agency";
    const name = agency ? [words.agency, item.ticket?.agency].filter(Boolean).join(" · ") : words[item.from] ?? words.desk;
    const review = item.asks === "review";
    return h("div", { class: `message ${item.from}` },
      h("p", { class: "who" }, h("span", {}, name), item.at && h("time", { datetime: item.at }, clockTime(item.at))),
      h("div", { class: "bubble", lang: "zh-CN" },
        agency && item.ticket && h("p", { class: "about" }, `${words.number} ${item.ticket.number}`),
        review ? drawDraft(ui, item.text) : item.text && h("p", { class: "text" }, item.text),
        item.citations?.length > 0 && drawCitations(ui, item.citations),
        !agency && item.ticket && drawTicket(ui, item)),
      drawOptions(ui, review ? reviewOptions(ui, item.options) : item.options ?? []));
  }

  function drawOptions(ui, options) {
    if (!options.length) return null;
    const button = ({ label, text, act, main }) =>
      h("button", { type: "button", class: main ? "main" : null, onclick: act ?? (() => ui.say(text)) }, label);
    return h("div", { class: "options" }, options.map(button));
  }

  /** The three ways on from a draft; further options of the desk stay. */
  function reviewOptions(ui, offered = []) {
    const { words } = ui;
    return [
      { label: words.confirm, text: "确认", main: true },
      { label: words.change, act: () => ui.edit() },
      { label: words.cancel, text: "取消" },
      ...offered.filter(({ text }) => !/^(确认|修改|取消)/.test(text)),
    ];
  }

  /** A draft's lines「名称：内容」as a list that can be checked line by line; other lines as they are. */
  function drawDraft({ words }, text) {
    const card = h("section", { class: "card draft" }, h("h3", {}, icon("doc"), words.draft));
    let list = null;
    for (const line of text.split("\n").filter((each) => each.trim())) {
      const [, name, value] = line.match(/^\s*[-•·]?\s*([^：:。，]{1,14})[：:]\s*(.*)$/) ?? [];
      if (!value) list = card.appendChild(h("p", { class: "text" }, line)) && null;
      else (list ??= card.appendChild(h("dl"))).append(h("div", {}, h("dt", {}, name), h("dd", {}, value)));
    }
    return card;
  }

  function drawCitations({ words }, citations) {
    const one = ({ source, article, quote, url }) => {
      const address = webAddress(url);
      const label = [`《${source.replace(/^《|》$/g, "")}》`, article].filter(Boolean).join(" ");
      return h("li", {},
        h("p", { class: "law" }, label),
        quote && h("blockquote", {}, quote),
        address && h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words.viewSource, h("span", { class: "unseen" }, `${label}${words.opens}`)));
    };
    return h("section", { class: "card sources" }, h("h3", {}, icon("book"), words.source), h("ul", {}, citations.map(one)));
  }

  /** A receipt after filing; the same facts as a progress card when a ticket was only looked up. */
  function drawTicket({ words, language }, { ticket, outcome }) {
    const row = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
    const due = ticket.due_on && row(words.due, dateWords(ticket.due_on, language),
      " ", ticket.provisional && h("span", { class: "tag", title: words.provisionalWhy }, words.provisional));
    const key = new URLSearchParams({ number: ticket.number, ...(ticket.query_code && { code: ticket.query_code }) });
    return h("section", { class: "card ticket" },
      h("h3", {}, icon("doc"), outcome === "looked_up" ? words.progressCard : words.receipt),
      h("p", { class: "number" }, h("small", {}, words.number), h("b", {}, ticket.number)),
      h("dl", {},
        ticket.query_code && row(words.code, h("b", { class: "code" }, ticket.query_code)),
        row(words.kind, words.kinds[ticket.kind] ?? ticket.kind), ticket.agency && row(words.handler, ticket.agency), due),
      ticket.due_on && ticket.provisional && h("p", { class: "hint" }, words.provisionalWhy),
      ticket.query_code && h("p", { class: "hint" }, words.keep),
      // After the # nothing is sent to a server: the query code reaches no log on its way to the printable page.
      ticket.query_code && h("a", { class: "button", href: `${BASE}ticket#${key}`, target: "_blank", rel: "noopener noreferrer" },
        icon("print"), words.print, h("span", { class: "unseen" }, words.opens)));
  }

  // ---------------------------------------------------------------- the element

  class MingbaiChat extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) this.prepare();
      this.leaving = new AbortController();
      const { signal } = this.leaving;
      addEventListener("online", () => this.conversation.wake(), { signal });
      addEventListener("offline", () => this.connected(false), { signal });
      document.addEventListener("visibilitychange", () => this.visibility(), { signal });
      window.visualViewport?.addEventListener("resize", () => this.fitKeyboard(), { signal });
      this.fitKeyboard();
      this.conversation.resume();
    }

    disconnectedCallback() {
      this.leaving.abort();
      this.conversation.stop();
    }

    prepare() {
      this.page = this.getAttribute("mode") === "page";
      this.isOpen = this.page;
      this.unread = 0;
      this.entries = [];
      this.store = new Store();
      if (!this.store.get("language")) this.store.set("language", this.getAttribute("language") === "en" ? "en" : "zh");
      this.conversation = new Conversation(this.store, this);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      this.build();
    }

    get language() {
      return this.store.get("language") === "en" ? "en" : "zh";
    }

    get words() {
      return WORDS[this.language];
    }

    get heading() {
      return (this.language === "zh" && this.getAttribute("heading")) || this.words.title;
    }

    // ---- building

    build() {
      const { words } = this;
      const written = this.input?.value ?? "";
      this.root = h("section", { lang: this.language === "en" ? "en" : "zh-CN", "aria-label": this.heading });
      this.panel = this.buildPanel();
      this.root.append(this.panel);
      if (!this.page) this.root.append((this.launcher = this.buildLauncher()));
      this.shadowRoot.replaceChildren(this.root);
      this.input.value = written;
      this.paintModes();
      this.redraw();
      this.paintUnread();
      this.measure();
      this.connected(this.online ?? true);
      this.person(this.standing ?? {});
      this.busyMark.setAttribute("aria-label", words.typing);
    }

    buildLauncher() {
      this.badge = h("span", { class: "badge", "aria-hidden": "true" });
      return h("button", { type: "button", class: "launcher", "aria-expanded": String(this.isOpen), onclick: () => (this.isOpen ? this.close() : this.open()) },
        icon("chat"), h("span", {}, this.words.launch), this.badge);
    }

    buildPanel() {
      const attributes = this.page ? { class: "panel" } : { class: "panel", role: "dialog", "aria-label": this.heading, tabindex: "-1", hidden: !this.isOpen };
      return h("div", { ...attributes, onkeydown: (event) => this.escape(event) },
        this.buildHeader(), this.buildLog(), this.buildFresh(), this.buildNotices(), this.buildComposer());
    }

    buildHeader() {
      const { words } = this;
      const tool = (name, attributes, ...children) => h("button", { type: "button", class: `tool ${name}`, ...attributes }, ...children);
      this.elderSwitch = tool("words", { onclick: () => this.switchElder() }, words.elder);
      return h("header", {},
        h("span", { class: "mark", "aria-hidden": "true", lang: "zh-CN" }, "明"),
        h("div", { class: "title" }, h("h2", {}, this.heading), h("p", {}, words.subtitle)),
        h("div", { class: "tools" },
          this.elderSwitch,
          tool("words", { "aria-label": words.otherName, lang: this.language === "en" ? "zh-CN" : "en", onclick: () => this.switchLanguage() }, words.other),
          tool("renew", { "aria-label": words.renew, title: words.renew, onclick: () => this.askRenew() }, icon("renew")),
          !this.page && tool("shut", { "aria-label": words.close, title: words.close, onclick: () => this.close() }, icon("close"))));
    }

    buildLog() {
      const unfollow = () => { this.following = false; };
      this.list = h("div", { class: "list" });
      this.pending = h("div", { class: "list" });
      this.progress = h("span", { role: "status" });
      this.busyMark = h("div", { class: "busy", role: "img", hidden: true }, h("i"), h("i"), h("i"));
      this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": this.words.log, tabindex: "0", onscroll: () => this.scrolled(),
        onwheel: unfollow, ontouchmove: unfollow, onkeydown: unfollow },
        drawWelcome(this), this.list, this.pending, h("div", { class: "working" }, this.busyMark, this.progress));
      return this.log;
    }

    buildFresh() {
      this.fresh = h("button", { type: "button", class: "fresh", hidden: true, onclick: () => this.scrollLog(this.log.scrollHeight) }, icon("down"), this.words.fresh);
      return this.fresh;
    }

    buildNotices() {
      this.lineNotice = h("p", { class: "notice", role: "status" });
      this.personNotice = h("div", { class: "notice person", role: "status" });
      this.notice = h("div", { class: "notice", role: "alert" });
      return h("div", { class: "notices" }, this.lineNotice, this.personNotice, this.notice);
    }

    buildComposer() {
      const { words } = this;
      this.file = h("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true", "aria-label": words.attach,
        accept: FILE_TYPES.map((type) => `.${type}`).join(","), onchange: () => this.chosen() });
      this.input = h("textarea", { rows: "1", "aria-label": words.input, placeholder: words.placeholder, "aria-describedby": "counter",
        oninput: () => this.wrote(), onkeydown: (event) => this.typed(event) });
      this.counter = h("p", { id: "counter", class: "counter", role: "status" });
      this.sendButton = h("button", { type: "submit", class: "send" }, icon("send"), h("span", {}, words.send));
      return h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
        this.counter,
        h("div", { class: "field" },
          h("button", { type: "button", class: "attach", "aria-label": words.attach, title: words.attach, onclick: () => this.file.click() }, icon("clip")),
          this.file, this.input, this.sendButton));
    }

    paintModes() {
      const elder = Boolean(this.store.get("elder"));
      this.root.className = ["root", this.page ? "page" : "float", elder && "elder", this.getAttribute("side") === "left" && "left", this.isOpen && "opened"].filter(Boolean).join(" ");
      this.elderSwitch.setAttribute("aria-pressed", String(elder));
    }

    redraw() {
      this.log.setAttribute("aria-busy", "true"); // what was read before is not read out again
      this.list.replaceChildren();
      this.pending.replaceChildren();
      this.lastDay = null;
      this.entries.forEach((entry) => this.place(entry));
      this.log.removeAttribute("aria-busy");
      this.scrollLog(this.entries.length ? this.log.scrollHeight : 0, true);
    }

    /** Draws an entry anew where it belongs: what waits stays below what has been said. */
    place(entry) {
      const home = entry.state === "waiting" ? this.pending : this.list;
      const node = entry.item ? drawItem(this, entry.item) : drawOwn(this, entry);
      const fromCitizen = !entry.item || entry.item.from === "citizen";
      if (entry.node?.parentNode === home) entry.node.replaceWith(node);
      else {
        entry.node?.remove();
        if (fromCitizen) this.list.querySelectorAll(".options").forEach((options) => options.remove());
        this.placeDay(home, entry.item?.at ?? entry.at);
        home.append(node);
      }
      entry.node = node;
    }

    placeDay(home, at) {
      const day = at && dayOf(at, this.language);
      if (!day || day === this.lastDay || home === this.pending) return;
      if (this.lastDay || day !== dayOf(Date.now(), this.language)) home.append(h("p", { class: "day" }, day));
      this.lastDay = day;
    }

    // ---- what the conversation tells

    own(entry) {
      if (this.entries.some(({ id }) => id === entry.id)) return;
      const shown = { ...entry, state: entry.state ?? (entry.failed ? "failed" : "waiting"), note: entry.failed };
      this.entries.push(shown);
      this.place(shown);
      this.following = true; // until the citizen scrolls: the answer to this is to be seen
      this.scrollLog(this.log.scrollHeight);
    }

    state(id, state, note) {
      const entry = this.entries.find((each) => each.id === id);
      if (!entry || (entry.state === state && entry.note === note)) return;
      Object.assign(entry, { state, note });
      this.place(entry);
    }

    history(items) {
      const seen = this.store.get("seen");
      const news = items.slice(items.findIndex(({ id }) => id === seen) + 1).filter(({ from }) => from !== "citizen");
      this.entries.unshift(...items.map((item) => ({ item })));
      this.redraw();
      if (this.isOpen) this.markSeen();
      else if (seen !== null) this.unread = news.length;
      this.paintUnread();
    }

    item(item) {
      const entry = { item: { at: new Date().toISOString(), ...item } };
      const follow = this.following || this.nearEnd();
      this.entries.push(entry);
      this.place(entry);
      this.input.setAttribute("inputmode", INPUT_MODES[item.asks] ?? "text");
      if (follow || item.from === "citizen") this.scrollLog(Math.min(this.log.scrollHeight, entry.node.offsetTop - 12));
      else this.fresh.hidden = false;
      if (this.isOpen) this.markSeen();
      else if (item.from !== "citizen") this.unread += 1;
      this.paintUnread();
    }

    busy(yes) {
      this.busyMark.hidden = !yes;
      this.progress.textContent = "";
      (this.timers ?? []).forEach(clearTimeout);
      this.timers = yes ? PROGRESS_AFTER.map((after, step) => setTimeout(() => this.showProgress(step), after)) : [];
      if (yes && (this.following || this.nearEnd())) this.scrollLog(this.log.scrollHeight);
    }

    /** Where the wish for a person of the staff is: waiting in the queue, being met, or nowhere. */
    person(standing) {
      this.standing = standing;
      const { words } = this;
      const { state } = standing;
      const follow = this.following || this.nearEnd();
      const stop = () => h("button", { type: "button", onclick: () => this.say("不等了") }, words.unqueue);
      this.personNotice.replaceChildren(...(state === "waiting" ? [h("span", {}, words.queued(standing)), stop()] : state === "taken" ? [h("span", {}, words.attended)] : []));
      if (state !== "taken") this.typing({ on: false });
      if (follow) this.scrollLog(this.log.scrollHeight);
    }

    typing({ on }) {
      this.busyMark.hidden = !on;
      this.progress.textContent = on ? this.words.writes : "";
      if (on && (this.following || this.nearEnd())) this.scrollLog(this.log.scrollHeight);
    }

    showProgress(step) {
      this.progress.textContent = this.words.progress[step];
      if (this.nearEnd()) this.scrollLog(this.log.scrollHeight);
    }

    connected(yes) {
      this.online = yes;
      this.lineNotice.textContent = yes ? "" : this.words.offline;
    }

    ended() {
      this.person({});
      this.entries = this.entries.filter(({ item, state }) => !item && state !== "sent");
      this.store.remove("seen");
      this.redraw();
      this.tell(this.words.expired);
    }

    // ---- what the citizen does

    say(text) {
      this.clearNotice();
      this.conversation.say(text);
      this.keepFocus();
    }

    /** Focus to where one writes; on a touch screen that would raise the keyboard over what is to be read. */
    keepFocus() {
      if (this.shadowRoot.activeElement === this.input) return;
      const touch = matchMedia("(pointer: coarse)").matches;
      (touch ? this.log : this.input).focus({ preventScroll: true });
    }

    submit() {
      const text = this.input.value.trim();
      if (!text || this.excess() > 0) return;
      this.input.value = "";
      this.input.placeholder = this.words.placeholder;
      this.measure();
      this.say(text);
    }

    typed(event) {
      // During composition Enter takes the candidate; Safari reports that one key only by its code 229.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    }

    wrote() {
      this.measure();
      if (this.standing?.state === "taken") this.conversation.typing();
    }

    excess() {
      return lengthOf(this.input.value.trim()) - TEXT_LIMIT;
    }

    measure() {
      const length = lengthOf(this.input.value.trim());
      const excess = this.excess();
      this.counter.textContent = excess > 0 ? this.words.over(excess) : length >= COUNTER_FROM ? this.words.count(length) : "";
      this.counter.classList.toggle("bad", excess > 0);
      this.sendButton.setAttribute("aria-disabled", String(!length || excess > 0));
      this.input.style.height = "auto";
      if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight}px`;
    }

    edit() {
      this.input.placeholder = this.words.changeHint;
      this.input.focus();
    }

    retry(id) {
      const entry = this.entries.find((each) => each.id === id);
      if (entry.file) this.upload(entry);
      else this.conversation.retry(id);
      this.keepFocus();
    }

    chosen() {
      const [file] = this.file.files;
      if (!file) return;
      this.file.value = "";
      const problem = this.fileProblem(file);
      if (problem) this.tell(problem);
      else {
        this.clearNotice();
        const entry = { id: uuid(), text: file.name, at: new Date().toISOString(), file, state: "uploading" };
        this.own(entry);
        this.upload(entry);
      }
      this.input.focus();
    }

    fileProblem({ name, size }) {
      if (!FILE_TYPES.includes(name.split(".").pop().toLowerCase())) return this.words.badType;
      if (size > FILE_LIMIT) return this.words.tooBig;
      return size === 0 ? this.words.emptyFile : null;
    }

    async upload({ id, file }) {
      this.state(id, "uploading");
      try {
        await this.conversation.upload(file, id);
        this.state(id, "sent");
      } catch (problem) {
        this.state(id, "failed", problem.message || this.words.uploadFailed);
      }
    }

    tell(text, ...actions) {
      this.notice.replaceChildren(h("span", {}, text), ...actions);
    }

    clearNotice() {
      this.notice.replaceChildren();
    }

    askRenew() {
      const yes = h("button", { type: "button", onclick: () => this.renew() }, this.words.renewYes);
      const no = h("button", { type: "button", onclick: () => { this.clearNotice(); this.input.focus(); } }, this.words.renewNo);
      this.tell(this.words.renewAsk, yes, no);
      no.focus();
    }

    renew() {
      this.conversation.forget();
      this.person({});
      ["outbox", "seen"].forEach((name) => this.store.remove(name));
      this.entries = [];
      this.clearNotice();
      this.redraw();
      this.input.focus();
    }

    switchElder() {
      this.store.set("elder", !this.store.get("elder"));
      this.paintModes();
      this.measure();
      this.dispatchEvent(new CustomEvent("mingbai:elder", { bubbles: true, composed: true, detail: Boolean(this.store.get("elder")) }));
    }

    switchLanguage() {
      this.store.set("language", this.language === "en" ? "zh" : "en");
      this.build();
      this.input.focus();
    }

    // ---- panel, focus, scrolling

    /** Opens the panel; also for a page's own button: document.querySelector("mingbai-chat").open(). */
    open() {
      if (this.page || this.isOpen) return;
      this.setOpen(true);
      this.markSeen();
      this.scrollLog(this.entries.length ? this.log.scrollHeight : 0, true);
      this.measure();
      // On a touch screen the keyboard would cover what is to be read first.
      (matchMedia("(pointer: coarse)").matches ? this.panel : this.input).focus();
    }

    close() {
      if (this.page || !this.isOpen) return;
      this.setOpen(false);
      this.launcher.focus();
    }

    setOpen(open) {
      this.isOpen = open;
      this.panel.hidden = !open;
      this.panel.setAttribute("aria-modal", String(matchMedia(NARROW).matches));
      this.launcher.setAttribute("aria-expanded", String(open));
      this.paintModes();
      this.paintUnread();
    }

    escape(event) {
      if (event.key !== "Escape" || event.isComposing || this.page) return;
      event.stopPropagation();
      this.close();
    }

    markSeen() {
      this.unread = 0;
      const items = this.entries.filter(({ item }) => item);
      if (items.length) this.store.set("seen", items[items.length - 1].item.id);
      this.paintUnread();
    }

    paintUnread() {
      if (this.page) return;
      const { words, unread } = this;
      this.badge.textContent = unread ? String(Math.min(unread, 99)) : "";
      this.launcher.setAttribute("aria-label", [this.isOpen ? words.close : words.open, unread && words.unread(unread)].filter(Boolean).join("，"));
    }

    nearEnd() {
      return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 160;
    }

    scrolled() {
      if (this.nearEnd()) this.fresh.hidden = true;
    }

    scrollLog(top, atOnce = false) {
      const calm = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.log.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
    }

    visibility() {
      clearTimeout(this.hiding);
      if (document.hidden) this.hiding = setTimeout(() => this.conversation.rest(), HIDDEN_GRACE);
      else this.conversation.unrest();
    }

    /** A phone's keyboard covers a fixed panel: the panel takes the height that is left. */
    fitKeyboard() {
      this.style.setProperty("--seen-height", `${window.visualViewport?.height ?? innerHeight}px`);
    }
  }

  // ---------------------------------------------------------------- style

  const DARK = `
    --ink:#e8ecf2; --soft:#a7b2c1; --line:#364153; --paper:#1b2330; --ground:#121822; --brand:#8fbcf7; --brand-fill:#2a5fa8;
    --tint:#22304a; --tint-ink:#d9e7fb; --own:#2a5fa8; --own-ink:#fff; --seal:#f0a79f; --good:#8fd3ae; --good-tint:#173428;
    --bad:#ffb4ab; --bad-tint:#43211e; --warn:#f3cc8b; --warn-tint:#3a2d14; --shade:0 12px 40px rgba(0,0,0,.55);`;

  const STYLE = `
  :host { all: initial; display: block; }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  .root {
    --ink:#1b2431; --soft:#566274; --line:#d8dfe8; --paper:#fff; --ground:#f3f6fa; --brand:#1a4f93; --brand-fill:#1a4f93;
    --tint:#e9f1fb; --tint-ink:#173f75; --own:#1a4f93; --own-ink:#fff; --seal:#a8322a; --good:#1a6242; --good-tint:#eaf6f0;
    --bad:#a3261d; --bad-tint:#fdeeec; --warn:#7a4a00; --warn-tint:#fff5e2; --shade:0 12px 40px rgba(20,40,80,.2);
    color: var(--ink); font-size: 16px; line-height: 1.65; text-align: start; letter-spacing: 0;
    font-family: system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
    -webkit-text-size-adjust: 100%; color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) { .root { ${DARK} } }
  .root.elder {
    --ink:#000; --soft:#26303d; --line:#5d6a7c; --ground:#fff; --brand:#0a3570; --brand-fill:#0a3570; --own:#0a3570;
    --tint:#e4eefb; --tint-ink:#06264f; --seal:#8a1710; --good:#0c4a2e; --bad:#86130b; --warn:#5c3600;
    font-size: 21px; font-weight: 500; line-height: 1.7;
  }
  @media (prefers-color-scheme: dark) { .root.elder {
    --ink:#fff; --soft:#e3e8ef; --line:#8d9aad; --paper:#10151d; --ground:#000; --brand:#cfe3ff; --brand-fill:#0f4c9c; --own:#0f4c9c;
    --tint:#1c2c47; --tint-ink:#fff; --seal:#ffd0ca; --good:#c4f2d8; --bad:#ffd3cd; --warn:#ffe2b0; } }
  button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  button, a.button { cursor: pointer; min-height: 44px; -webkit-tap-highlight-color: transparent; }
  p, h2, h3, ul, dl, dd, blockquote { margin: 0; padding: 0; }
  ul { list-style: none; }
  svg { width: 1.3em; height: 1.3em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
  :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; opacity: 0; }
  span.unseen { opacity: 1; }

  .panel { display: flex; flex-direction: column; position: relative; overflow: hidden; background: var(--ground); }
  .page, .page .panel { height: 100%; }
  :host([mode="page"]) { height: 100%; }
  .float .panel {
    position: fixed; z-index: 2147483001; right: max(24px, env(safe-area-inset-right)); bottom: calc(24px + env(safe-area-inset-bottom));
    width: 410px; height: min(700px, calc(100vh - 48px)); border: 1px solid var(--line); border-radius: 18px; box-shadow: var(--shade);
  }
  .float.elder .panel { width: min(520px, calc(100vw - 48px)); height: min(860px, calc(100vh - 48px)); }
  .float.left .panel { right: auto; left: max(24px, env(safe-area-inset-left)); }
  .launcher {
    position: fixed; z-index: 2147483000; right: max(24px, env(safe-area-inset-right)); bottom: calc(24px + env(safe-area-inset-bottom));
    display: flex; align-items: center; gap: .55em; min-height: 54px; padding: 0 1.25em 0 1.05em; border: 0; border-radius: 27px;
    background: var(--brand-fill); color: #fff; font-weight: 600; box-shadow: var(--shade);
  }
  .launcher:focus-visible { outline-color: #fff; box-shadow: 0 0 0 6px var(--brand-fill); }
  .left .launcher { right: auto; left: max(24px, env(safe-area-inset-left)); }
  .opened .launcher { display: none; }
  .badge:empty { display: none; }
  .badge { position: absolute; top: -6px; right: -4px; min-width: 1.6em; padding: 0 .35em; border: 2px solid #fff; border-radius: 1em;
    background: #b3261e; color: #fff; font-size: .82em; line-height: 1.5; text-align: center; }

  header { display: flex; align-items: center; gap: .7em; padding: 12px 10px 12px 18px; background: var(--paper); border-bottom: 1px solid var(--line); }
  .mark { display: grid; place-items: center; width: 2.35em; height: 2.35em; flex: none; border-radius: .6em; background: var(--brand-fill); color: #fff; font-size: 1.05em; font-weight: 700; }
  .title { flex: 1; min-width: 0; }
  h2 { font-size: 1.05em; line-height: 1.3; font-weight: 700; letter-spacing: .02em; }
  .title p { color: var(--soft); font-size: .8em; line-height: 1.4; }
  .float .title p { display: none; }
  .float h2 { font-size: 1em; }
  .tools { display: flex; flex: none; gap: 2px; }
  .tool { display: grid; place-items: center; min-width: 44px; padding: 0 .55em; border: 1px solid transparent; border-radius: 12px; background: none; color: var(--soft); font-size: .86em; }
  .float .tool { padding: 0 .25em; }
  .tool svg { width: 1.5em; height: 1.5em; }
  .tool:hover { background: var(--ground); color: var(--ink); }
  .tool[aria-pressed="true"] { border-color: var(--brand); background: var(--tint); color: var(--tint-ink); font-weight: 700; }

  .log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 20px 18px 8px; scrollbar-width: thin; position: relative; }
  .log:focus-visible { outline-offset: -3px; }
  .page .log > * { max-width: 780px; margin-inline: auto; }
  .welcome { padding-bottom: 10px; }
  .hello { font-size: 1.22em; font-weight: 700; line-height: 1.45; }
  .lead { margin-top: 2px; color: var(--soft); }
  .services { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(9.6em, 30%)), 1fr)); gap: 10px; margin-top: 16px; }
  .service { display: flex; align-items: center; gap: .7em; min-height: 68px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 14px; background: var(--paper); text-align: start; }
  .service > svg { padding: .38em; width: 2.2em; height: 2.2em; border-radius: .65em; background: var(--tint); color: var(--brand); }
  .service span { display: flex; flex-direction: column; min-width: 0; line-height: 1.4; }
  .service small { color: var(--soft); font-size: .8em; }
  .service:hover, .options button:hover { border-color: var(--brand); background: var(--tint); color: var(--tint-ink); }
  .service:hover small { color: inherit; }
  .examples { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin-top: 12px; color: var(--soft); font-size: .92em; }
  .example { padding: 0; border: 0; border-radius: 8px; background: none; color: var(--brand); text-align: start; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .3em; }
  .privacy { margin-top: 6px; color: var(--soft); font-size: .84em; }

  .list:empty { display: none; }
  .list { display: flow-root; }
  .day { margin: 18px 0 4px; color: var(--soft); font-size: .8em; text-align: center; }
  .message { display: flex; flex-direction: column; align-items: flex-start; margin: 14px 0; }
  .who { display: flex; gap: .6em; margin-bottom: 4px; color: var(--soft); font-size: .8em; }
  .bubble { max-width: min(92%, 40em); padding: 10px 15px; border: 1px solid var(--line); border-radius: 4px 16px 16px 16px; background: var(--paper); }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; }
  .citizen { align-items: flex-end; }
  .citizen .bubble { border-color: transparent; border-radius: 16px 4px 16px 16px; background: var(--own); color: var(--own-ink); }
  .citizen.waiting .bubble, .citizen.uploading .bubble { background: var(--tint); border: 1px dashed var(--brand); color: var(--tint-ink); }
  .citizen.failed .bubble { background: var(--bad-tint); border: 1px solid var(--bad); color: var(--bad); }
  .file { display: flex; align-items: center; gap: .4em; }
  .state { display: flex; align-items: center; gap: .6em; margin-top: 3px; color: var(--soft); font-size: .85em; max-width: 92%; }
  .failed .state { color: var(--bad); }
  .state button, .notice button { flex: none; padding: 0 1em; border: 1px solid currentColor; border-radius: 22px; background: var(--paper); font-weight: 600; }
  .agency .bubble { border: 1px solid var(--good); border-inline-start-width: 5px; background: var(--good-tint); }
  .agency .who span, .operator .who span { padding: 0 .6em; border-radius: 1em; background: var(--good-tint); color: var(--good); font-weight: 700; }
  .about { color: var(--good); font-size: .85em; font-variant-numeric: tabular-nums; }

  .card { margin-top: 12px; }
  .card:first-child { margin-top: 2px; }
  h3 { display: flex; align-items: center; gap: .45em; font-size: .9em; font-weight: 700; color: var(--brand); }
  .sources { padding: 10px 13px; border-radius: 10px; background: var(--tint); color: var(--tint-ink); font-size: .94em; }
  .sources li { margin-top: 5px; }
  .sources li + li { margin-top: 9px; padding-top: 9px; border-top: 1px solid var(--line); }
  .law { font-weight: 600; margin-inline-start: -.5em; }
  .sources li .law:lang(en) { margin: 0; }
  blockquote { margin-top: 3px; padding-inline-start: .8em; border-inline-start: 3px solid var(--brand); white-space: pre-wrap; overflow-wrap: anywhere; font-size: .94em; }
  .sources a { display: inline-flex; align-items: center; min-height: 44px; color: var(--brand); text-underline-offset: .3em; }
  dl { margin-top: 6px; }
  dl > div { display: grid; grid-template-columns: 6em 1fr; gap: .8em; padding: 6px 0; border-bottom: 1px solid var(--line); }
  dl > div:last-child { border-bottom: 0; }
  dt { color: var(--soft); overflow-wrap: anywhere; }
  dd { overflow-wrap: anywhere; white-space: pre-wrap; }
  .draft { min-width: min(24em, 66vw); }
  .draft > .text { margin-top: 6px; }
  .ticket { min-width: min(22em, 66vw); padding: 14px 15px 12px; border: 1px solid var(--line); border-top: 4px solid var(--seal); border-radius: 8px; background: var(--paper); color: var(--ink); }
  .ticket h3 { color: var(--seal); }
  .number { display: flex; flex-direction: column; margin-top: 8px; padding-bottom: 8px; border-bottom: 2px dashed var(--line); line-height: 1.4; }
  .number small { color: var(--soft); font-size: .82em; }
  .number b { font-size: 1.28em; letter-spacing: .03em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 1.1em; letter-spacing: .12em; }
  .tag { display: inline-block; padding: 0 .5em; border: 1px solid currentColor; border-radius: .4em; background: var(--warn-tint); color: var(--warn); font-size: .82em; white-space: nowrap; }
  .hint { margin-top: 4px; color: var(--soft); font-size: .85em; }
  a.button { display: flex; align-items: center; justify-content: center; gap: .5em; margin-top: 12px; border: 1px solid var(--brand); border-radius: 22px; color: var(--brand); font-weight: 600; text-decoration: none; }
  a.button:hover { background: var(--tint); color: var(--tint-ink); }

  .options { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
  .options button { padding: 4px 1.15em; border: 1px solid var(--brand); border-radius: 22px; background: var(--paper); color: var(--brand); font-weight: 600; text-align: start; }
  .options .main, .options .main:hover { border-color: var(--brand-fill); background: var(--brand-fill); color: #fff; }

  .working { display: flex; align-items: center; gap: .8em; min-height: 30px; color: var(--soft); font-size: .9em; }
  .busy { display: flex; gap: 5px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 4px 16px 16px 16px; background: var(--paper); }
  .busy i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); }
  .fresh { position: absolute; z-index: 1; left: 50%; bottom: 92px; transform: translateX(-50%); display: flex; align-items: center; gap: .4em; padding: 0 1.1em; border: 1px solid var(--line); border-radius: 22px; background: var(--paper); color: var(--brand); font-size: .9em; font-weight: 600; box-shadow: var(--shade); }

  .notice { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 9px 18px; background: var(--warn-tint); color: var(--warn); font-size: .92em; }
  .notice:empty { padding: 0; }
  .notice.person { background: var(--good-tint); color: var(--good); }
  .notice span { flex: 1; min-width: 12em; }
  .composer { padding: 10px 14px calc(12px + env(safe-area-inset-bottom)); background: var(--paper); border-top: 1px solid var(--line); }
  .field { display: flex; align-items: flex-end; gap: 4px; max-width: 800px; margin-inline: auto; padding: 4px; border: 1px solid var(--soft); border-radius: 27px; background: var(--paper); }
  .field:focus-within { border-color: var(--brand); box-shadow: 0 0 0 2px var(--brand); }
  textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 9.5em; padding: calc((44px - 1.5em) / 2) 4px; border: 0; background: none; resize: none; line-height: 1.5; overflow-y: auto; }
  textarea:focus-visible { outline: 0; }
  .elder textarea { padding-block: 6px; }
  textarea::placeholder { color: var(--soft); opacity: 1; }
  .attach { display: grid; place-items: center; width: 44px; flex: none; padding: 0; border: 0; border-radius: 22px; background: none; color: var(--soft); }
  .attach:hover { background: var(--ground); color: var(--brand); }
  .send { display: flex; align-items: center; gap: .4em; flex: none; padding: 0 1.1em; border: 0; border-radius: 22px; background: var(--brand-fill); color: #fff; font-weight: 600; }
  .send[aria-disabled="true"] { background: var(--ground); color: var(--soft); }
  .counter { padding: 0 6px 6px; color: var(--soft); font-size: .85em; max-width: 800px; margin-inline: auto; }
  .counter:empty { display: none; }
  .counter.bad { color: var(--bad); font-weight: 600; }

  @media ${NARROW} {
    .float .panel, .float.elder .panel, .float.left .panel { inset: 0 0 auto 0; width: 100%; height: var(--seen-height, 100dvh); border: 0; border-radius: 0; padding-top: env(safe-area-inset-top); }
    header { padding: 8px 6px 8px 12px; gap: .55em; }
    .elder header { flex-wrap: wrap; }
    .elder .tools { margin-inline-start: auto; }
    .mark { width: 2.1em; height: 2.1em; }
    .elder .title p { display: none; }
    .examples span { flex-basis: 100%; margin-bottom: -.5em; }
    dl > div { grid-template-columns: 5em 1fr; }
    .tool { padding: 0 .3em; }
    .log { padding: 16px 14px 6px; }
    .service { padding: 9px 10px; gap: .55em; }
    .service > svg { width: 2em; height: 2em; }
    .services { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9em), 1fr)); gap: 8px; }
    .bubble { max-width: 96%; }
    .composer { padding: 8px 10px calc(8px + env(safe-area-inset-bottom)); }
    .send span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .send { width: 44px; padding: 0; justify-content: center; }
  }
  @media (prefers-reduced-motion: no-preference) {
    .busy i { animation: breathe 1.2s infinite ease-in-out; }
    .busy i:nth-child(2) { animation-delay: .18s; }
    .busy i:nth-child(3) { animation-delay: .36s; }
    .service, .options button, .tool, .launcher { transition: background-color .15s, border-color .15s, color .15s; }
    .message { animation: arrive .22s ease-out; }
    @keyframes breathe { 0%, 60%, 100% { transform: none; opacity: .5; } 30% { transform: translateY(-4px); opacity: 1; } }
    @keyframes arrive { from { transform: translateY(6px); } }
  }
  @media (forced-colors: active) { .send, .launcher, .options button { border: 1px solid ButtonText; } }
  `;

  customElements.define("mingbai-chat", MingbaiChat);

  /** `data-mingbai` on the script tag asks for a button on this page; data-heading, -side and -language pass through. */
  function settle() {
    if (!SCRIPT.hasAttribute("data-mingbai") || document.querySelector("mingbai-chat")) return;
    const chat = document.createElement("mingbai-chat");
    for (const name of ["heading", "side", "language"]) if (SCRIPT.dataset[name]) chat.setAttribute(name, SCRIPT.dataset[name]);
    document.body.append(chat);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", settle);
  else settle();
})();
