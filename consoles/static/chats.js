/*
 * The operators' conversations while the page is open: the queue and the talk by themselves, typing, answers with one key.
 * Without it every act still works as a plain form. Read from top to bottom: the page, the line, what comes over it, writing.
 */
(() => {
  "use strict";
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;
  document.documentElement.classList.add("live");
  const desk = document.querySelector(".workplace");
  const log = document.querySelector("[data-log]");
  const state = document.querySelector("[data-line]");
  const composer = document.querySelector("[data-say]");
  const box = composer?.elements.text;
  const answers = document.querySelector("[data-answers]");
  const search = document.querySelector("[data-search]");
  const title = document.title;
  const number = desk?.dataset.chat;
  let newest = Number(desk?.dataset.newest ?? 0);

  const post = (path, fields = {}) => {
    const body = new URLSearchParams({ csrf: queue.dataset.csrf, ...fields });
    return fetch(path, { method: "POST", body, headers: { "X-Requested-With": "script" } });
  };
  const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };

  // ---------------------------------------------------------------- the line

  const RETRY = 5_000;
  let line = null;

  const open = () => {
    if (line && line.readyState !== EventSource.CLOSED) return;
    const address = new URL(queue.dataset.stream, location.href);
    if (number) address.searchParams.set("after", newest);
    line = new EventSource(address);
    line.onopen = () => tell("");
    line.onerror = () => {
      tell("连接断开，正在重连……");
      if (line?.readyState === EventSource.CLOSED) setTimeout(open, RETRY); // refused: a browser does not try again by itself
    };
    for (const [name, hear] of Object.entries(heard)) line.addEventListener(name, (event) => hear(JSON.parse(event.data), event));
  };
  const rest = () => {
    line?.close();
    line = null;
  };

  // A browser allows six lines to one host. While another tab of these pages is in view, a hidden one gives its line back:
  // one page's sign of life holds everything that the operator has.
  const tabs = new BroadcastChannel("mingbai-chats");
  tabs.onmessage = ({ data }) => {
    if (document.hidden) (data === "in view" ? rest : open)();
  };
  const inView = () => {
    if (document.hidden) return;
    tabs.postMessage("in view");
    open();
  };
  document.addEventListener("visibilitychange", inView);
  addEventListener("pageshow", inView);
  addEventListener("pagehide", () => {
    rest();
    if (!document.hidden) tabs.postMessage("gone");
  });
  const tell = (words) => { if (state.textContent !== words) state.textContent = words; };

  // ---------------------------------------------------------------- what comes over it

  const heard = {
    /** The desk asks whether this page is still open; a page that does not answer loses its conversations. */
    async beat() {
      const answer = await post("/staff/chats/here").catch(() => null); // no connection: the line says so
      if (answer && (answer.redirected || answer.status === 403)) tell("登录已失效，请刷新页面重新登录。");
    },

    queue({ html, waiting, unanswered }) {
      const focused = queue.contains(document.activeElement) ? document.activeElement : null;
      const key = focused && (focused.getAttribute("href") ?? focused.form?.getAttribute("action"));
      queue.innerHTML = html;
      if (key) [...queue.querySelectorAll("a, button")].find((one) => (one.getAttribute("href") ?? one.form?.getAttribute("action")) === key)?.focus();
      const count = waiting + unanswered;
      document.title = count ? `(${count}) ${title}` : title;
    },

    message({ html, citizen }, { lastEventId }) {
      newest = Number(lastEventId);
      if (!log || document.getElementById(`m${lastEventId}`)) return;
      const follow = nearEnd();
      log.querySelector("ol").insertAdjacentHTML("beforeend", html);
      if (follow) toEnd();
      if (citizen && box && !search.elements.q.value) lookUp(log.querySelector("li.said:last-child .words")?.textContent ?? "");
    },

    state({ state: now, mine, urgent }) {
      if (now !== desk.dataset.state || (mine ? "yes" : "no") !== desk.dataset.mine) location.reload();
      else if (urgent && !("urgent" in desk.dataset)) {
        desk.dataset.urgent = "";
        tell("市民的话里有危险，请看最后一句，需要时请他拨打 110、119 或 120。");
      }
    },

    typing({ on }) {
      const sign = document.querySelector("[data-typing]");
      if (sign) sign.textContent = on ? "市民正在输入……" : "";
    },
  };

  // ---------------------------------------------------------------- answers at hand

  const lookUp = async (question) => {
    const answer = await post(`/staff/chats/${number}/look`, { q: question }).catch(() => null);
    const found = answer?.ok ? await answer.text().catch(() => null) : null; // the page may go on while it is read
    if (found !== null) answers.innerHTML = found;
  };

  /** Puts words where the cursor is; nothing is sent. */
  const insert = (words) => {
    const before = box.value.slice(0, box.selectionStart);
    box.setRangeText((before && !before.endsWith("\n") ? "\n" : "") + words, box.selectionStart, box.selectionEnd, "end");
    box.focus();
    wrote();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button || !box) return;
    event.preventDefault();
    insert(button.dataset.insert);
  });
  search?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // no button of it is to be switched off: the page stays
    lookUp(search.elements.q.value);
  });

  const KEYS = {
    F2: () => answers?.querySelector("[data-insert]")?.click(),
    F4: () => search?.elements.q.select(),
    F9: () => {
      const next = queue.querySelector("[data-next='1']");
      if (next) next.click();
      else if (!number) queue.querySelector("button.take")?.click();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  // ---------------------------------------------------------------- writing

  const TYPING_EVERY = 3_000;
  const kept = `chat:${number}`;
  const stored = (work) => { try { return work(sessionStorage); } catch { return null; } }; // storage denied: nothing is kept
  let toldTyping = 0;

  const wrote = () => {
    stored((store) => (box.value ? store.setItem(kept, box.value) : store.removeItem(kept)));
    drawSlash();
    if (Date.now() - toldTyping < TYPING_EVERY || !box.value) return;
    toldTyping = Date.now();
    post(`/staff/chats/${number}/typing`).catch(() => null); // only a sign: nothing is lost without it
  };

  const refused = (words) => {
    const place = composer.querySelector("[data-refused]");
    place.textContent = words;
    place.hidden = !words;
  };

  const send = async () => {
    const text = box.value;
    if (!text.trim() || composer.dataset.sending) return;
    composer.dataset.sending = "yes";
    const answer = await post(`/staff/chats/${number}/say`, { text, key: composer.elements.key.value }).catch(() => null);
    delete composer.dataset.sending;
    if (!answer) return refused("没有发出：连接断开了，请再发一次。"); // the same key: said once, however often it is sent
    if (!answer.ok || answer.redirected) {
      const said = await answer.json().catch(() => null);
      return refused(said?.error ?? "没有发出，请刷新页面后再试。");
    }
    refused("");
    composer.elements.key.value = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (box.value === text) box.value = "";
    toldTyping = 0;
    wrote();
  };

  // Typing / at the beginning offers the canned answers.
  const list = document.querySelector("[data-slash]");
  const canned = [...document.querySelectorAll(".canned [data-insert]")].map(({ dataset }, at) => ({ at: at + 1, title: dataset.title, text: dataset.insert }));
  let chosen = 0;

  const offered = () => {
    const asked = box.value.match(/^[/／](.{0,12})$/)?.[1].trim();
    return asked === undefined ? [] : canned.filter(({ at, title: name, text }) => !asked || String(at) === asked || name.includes(asked) || text.includes(asked));
  };
  const drawSlash = () => {
    const found = offered();
    chosen = Math.min(chosen, Math.max(found.length - 1, 0));
    list.hidden = !found.length;
    list.replaceChildren(...found.map((one, at) => {
      const item = document.createElement("li");
      item.id = `slash-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(at === chosen));
      item.textContent = `${one.at}. ${one.title}：${one.text}`;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); pick(one); });
      return item;
    }));
    if (found.length) box.setAttribute("aria-activedescendant", `slash-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const pick = ({ text }) => {
    box.value = "";
    chosen = 0;
    insert(text);
  };

  const typed = (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method takes this key
    const found = offered();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length && step) {
      event.preventDefault();
      chosen = (chosen + step + found.length) % found.length;
      drawSlash();
    } else if (found.length && event.key === "Escape") {
      box.value = "";
      wrote();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (found.length) pick(found[chosen]);
      else send();
    }
  };

  if (composer) {
    box.required = false; // an empty reply is simply not sent
    box.value ||= stored((store) => store.getItem(kept)) ?? "";
    box.setAttribute("aria-controls", (list.id = "slash"));
    box.addEventListener("input", wrote);
    box.addEventListener("keydown", typed);
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      send();
    });
    if (matchMedia("(pointer: fine)").matches) box.focus({ preventScroll: true });
  }
  if (log) toEnd();
  open();
  inView();
})();
