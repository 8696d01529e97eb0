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
      return answer.note;
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
