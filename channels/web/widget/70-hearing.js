  // ---------------------------------------------------------------- the element: what the conversation tells

  class Hearing extends Built {
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
      if (!entry || (entry.state === state && (note === undefined || entry.note === note))) return; // told twice, by answer and by stream
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
      const follow = this.entries.length > 0 && (this.following || this.nearEnd());
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
  }
