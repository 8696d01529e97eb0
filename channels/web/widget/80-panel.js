  // ---------------------------------------------------------------- the element: panel, focus, scrolling

  class MingbaiChat extends Doing {
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
