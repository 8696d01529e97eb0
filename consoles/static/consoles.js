/* Nothing here is needed to work: it saves from sending twice, and shows where one is. */
(() => {
  "use strict";
  const stored = (work) => { try { return work(sessionStorage); } catch { return null; } }; // storage denied: nothing is kept
  // The longest room that this page lies in.
  const here = [...document.querySelectorAll(".rooms a")].filter(({ pathname }) => `${location.pathname}/`.startsWith(`${pathname}/`));
  here.sort((one, other) => one.pathname.length - other.pathname.length).at(-1)?.setAttribute("aria-current", "page");
  if (location.pathname === "/staff/sign-in") document.querySelector("#login")?.focus();
  // A page that shows how far something is comes back by itself; without script a link does.
  const growing = document.querySelector("[data-reload]");
  if (growing) setTimeout(() => location.reload(), 1000 * growing.dataset.reload);
  document.addEventListener("submit", ({ target }) => {
    if (target.action.endsWith("/staff/sign-out")) stored((kept) => kept.clear());
    // After this turn, so that the pressed button's own value still goes along. One that only fetches a file stays: the page does too.
    if (target.method === "post") setTimeout(() => target.querySelectorAll("button:not([data-stays])").forEach((button) => { button.disabled = true; }));
  });
  // Leaving a page with words that are kept nowhere yet: the browser asks.
  document.querySelectorAll("form[data-unsaved]").forEach((form) => {
    let written = false;
    form.addEventListener("input", () => { written = true; });
    form.addEventListener("submit", () => { written = false; });
    addEventListener("beforeunload", (leaving) => { if (written) leaving.preventDefault(); });
  });
  // Ticking all rows of a table, and how many are ticked.
  document.querySelectorAll("form[data-picks]").forEach((form) => {
    const boxes = [...form.querySelectorAll(`input[name="${form.dataset.picks}"]`)], all = form.querySelector(".pick-all"), count = form.querySelector(".picked-count");
    const tell = () => {
      const picked = boxes.filter((box) => box.checked).length;
      count.textContent = picked ? `已选 ${picked} 张。` : "还没有选。";
      all.checked = picked === boxes.length; all.indeterminate = picked > 0 && picked < boxes.length;
    };
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
    form.addEventListener("change", ({ target }) => { if (boxes.includes(target)) tell(); });
    addEventListener("pageshow", tell);
    tell();
  });
  // Coming back by the browser's own button: the page is as it was left.
  addEventListener("pageshow", () => document.querySelectorAll("form button").forEach((button) => { button.disabled = false; }));
})();
