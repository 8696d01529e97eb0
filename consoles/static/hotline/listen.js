/* What the desk sends of itself: the browser comes again by itself when the line breaks. */
export function listen(call, { call: onCall, desk: onDesk, lost }) {
  const stream = new EventSource(`/hotline/stream${call ? `?call=${call}` : ""}`);
  stream.addEventListener("call", ({ data }) => onCall?.(JSON.parse(data)));
  stream.addEventListener("desk", ({ data }) => onDesk?.(JSON.parse(data)));
  stream.addEventListener("signed-out", () => { stream.close(); lost?.(true); });
  stream.addEventListener("open", () => lost?.(false));
  stream.addEventListener("error", () => lost?.(true));
  addEventListener("pagehide", () => stream.close());
  return stream;
}
