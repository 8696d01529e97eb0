/* The chat's 长者模式 holds for the whole page: large type here too, remembered under the chat's own key. */
(() => {
  "use strict";
  const paint = (on) => document.documentElement.classList.toggle("elder", on);
  try {
    paint(localStorage.getItem(`mingbai:${location.origin}/:elder`) === "true");
  } catch {
    paint(false); // storage denied: nothing is remembered
  }
  document.addEventListener("mingbai:elder", (event) => paint(event.detail));
})();
