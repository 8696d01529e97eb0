/*
 * The web chat as one script without dependencies.
 *
 *   <script src="https://desk.example/widget.js" data-mingbai></script>   adds a button and a panel to any page
 *   <mingbai-chat mode="page"></mingbai-chat>                             fills its place on the desk's own page
 *
 * Promises: no cookie, no eval, no inline style, no HTML parsing (every text goes in as text), so a strict content
 * security policy of the host page needs only the desk's origin in script-src and connect-src.
 * The desk serves the files of this folder, in the order of their names, as one: settings, words, tools, keeping (storage,
 * HTTP), conversation (no DOM), drawing, the element in four steps, the style. This one opens what the last one closes.
 */
(() => {
  "use strict";
  if (!window.customElements || customElements.get("mingbai-chat")) return;
  // Without these a browser gets what the page itself says inside the element, not half a chat.
  if (!("adoptedStyleSheets" in Document.prototype) || !window.TextDecoderStream || !Element.prototype.replaceChildren) return;

  const SCRIPT = document.currentScript ?? document.querySelector("script[data-mingbai]");
  const BASE = baseOf(SCRIPT.src);
  const TEXT_LIMIT = 5000;
  const COUNTER_FROM = 4500;
  const FILE_LIMIT = 10 * 1024 * 1024;
  const FILE_TYPES = ["jpg", "jpeg", "png", "pdf", "doc", "docx"];
  const POST_TIMEOUT = 60_000;
  const STREAM_SILENCE = 70_000; // the desk sends a comment line more often than this; silence means a dead line
  const FIRST_PAUSE = 1_000;
  const LONGEST_PAUSE = 30_000;
  const SERVER_TRIES = 5;
  const HIDDEN_GRACE = 30_000; // a browser allows six connections to one host: hidden tabs give theirs back
  const NARROW = "(max-width: 560px)";
  const TYPING_EVERY = 3_000;
  const PROGRESS_AFTER = [2_000, 10_000];
