  customElements.define("mingbai-chat", MingbaiChat);

  /** `data-mingbai` on the script tag asks for a button on this page; data-heading, -side and -language pass through. */
  function settle() {
    if (!SCRIPT.hasAttribute("data-mingbai") || document.querySelector("mingbai-chat")) return;
    const chat = document.createElement("mingbai-chat");
    for (const name of ["heading", "side", "language"]) if (SCRIPT.dataset[name]) chat.setAttribute(name, SCRIPT.dataset[name]);
    document.body.append(chat);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", settle);
  else settle();
})();
