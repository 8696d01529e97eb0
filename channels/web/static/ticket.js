/*
 * Opens a ticket from the chat's link /ticket#number=…&code=…: what stands after the # is sent to no server, so the
 * query code gets into no address and no log. It is taken out of the address bar, filled in and sent by POST.
 */
(() => {
  "use strict";
  const form = document.querySelector("main form.lookup");
  const given = new URLSearchParams(location.hash.slice(1));
  if (form && given.get("number")) {
    history.replaceState(null, "", location.pathname);
    form.elements.number.value = given.get("number");
    form.elements.code.value = given.get("code") ?? "";
    if (given.get("code")) form.requestSubmit();
    else form.elements.code.focus();
  }
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
