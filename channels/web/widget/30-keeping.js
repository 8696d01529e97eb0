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
