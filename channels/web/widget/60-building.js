  // ---------------------------------------------------------------- the element: life and building

  class Built extends HTMLElement {
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
  }
