/* Nothing here is needed to work: it saves a clerk from sending twice and from losing words that were not sent. */
(() => {
  "use strict";
  const ticket = location.pathname.match(/^\/agency\/tickets\/[^/]+/)?.[0];
  const stored = (work) => { try { return work(sessionStorage); } catch { return null; } }; // storage denied: nothing is kept
  const key = (area) => `draft:${ticket}:${area.form.action}:${area.form.elements.outcome?.value ?? ""}`;

  const forget = () => stored((kept) => Object.keys(kept).filter((name) => name.startsWith(`draft:${ticket}:`)).forEach((name) => kept.removeItem(name)));
  const restore = (area) => {
    const draft = stored((kept) => kept.getItem(key(area)));
    if (!draft || draft === area.defaultValue) return;
    area.value = draft;
    area.closest("details")?.setAttribute("open", "");
    const note = document.createElement("p");
    note.className = "hint";
    note.setAttribute("role", "status");
    note.textContent = "已恢复您上次没有提交的内容。";
    area.after(note);
  };

  if (ticket) {
    if (document.querySelector(".flash")) forget();
    document.querySelectorAll("textarea:not([hidden])").forEach(restore);
    document.addEventListener("input", ({ target }) => {
      if (target.tagName === "TEXTAREA") stored((kept) => kept.setItem(key(target), target.value));
    });
  }
  // The longest room that this page lies in.
  const here = [...document.querySelectorAll(".rooms a")].filter(({ pathname }) => `${location.pathname}/`.startsWith(`${pathname}/`));
  here.sort((one, other) => one.pathname.length - other.pathname.length).at(-1)?.setAttribute("aria-current", "page");
  if (location.pathname === "/staff/sign-in") document.querySelector("#login")?.focus();
  document.addEventListener("submit", ({ target }) => {
    if (target.action.endsWith("/staff/sign-out")) stored((kept) => kept.clear());
    // After this turn, so that the pressed button's own value still goes along.
    if (target.method === "post") setTimeout(() => target.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  });
  // Coming back by the browser's own button: the page is as it was left.
  addEventListener("pageshow", () => document.querySelectorAll("form button").forEach((button) => { button.disabled = false; }));
})();
