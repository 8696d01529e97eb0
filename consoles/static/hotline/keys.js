/* One key for everything that is done often. Keys with Alt go by their place on the keyboard: what Alt types differs from system to system. */
export function keys(map) {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || document.querySelector("dialog[open]")) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const digit = event.code.match(/^(?:Digit|Numpad)([1-9])$/)?.[1];
    let act;
    if (plain && event.altKey && digit) act = map.digit && (() => map.digit(Number(digit)));
    else if (plain && event.altKey) act = map[`Alt+${event.code.replace("Key", "")}`];
    else if (plain) act = map[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
