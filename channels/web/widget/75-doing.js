  // ---------------------------------------------------------------- the element: what the citizen does

  class Doing extends Hearing {
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
        const note = await this.conversation.upload(file, id);
        this.state(id, "sent", this.language === "zh" && note ? note : this.words.uploaded);
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
  }
