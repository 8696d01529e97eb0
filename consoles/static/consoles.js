/* Nothing here is needed to work: a form sent once is not sent again by a second click, and unsent words are not lost unasked. */
(() => {
  "use strict";
  let unsent = false;
  document.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA") unsent = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    unsent = false;
    // After this turn, so that the pressed button's own value still goes along.
    setTimeout(() => event.target.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  });
  addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
  // Coming back by the browser's own button: the page may be as it was left.
  addEventListener("pageshow", () => document.querySelectorAll("form button").forEach((button) => { button.disabled = false; }));
})();
