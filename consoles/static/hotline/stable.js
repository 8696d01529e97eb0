/* Lists that do not jump: every item keeps its place as long as it is suggested, and while somebody reads or points at it. */

const reading = (node) => node.matches(":hover, :focus-within");

/* A fixed number of places. An item stays where it is; a new one takes a free place, or that of one no longer suggested.
   `fill(place, item)` shows an item in its place; `item` null empties it. `keep(place)`: this one is not to be changed now. */
export function places(list, items, fill, keep = () => false) {
  const spots = [...list.children];
  const byKey = new Map(items.slice(0, spots.length).map((item) => [item.key, item]));
  const free = [];
  for (const spot of spots) {
    const item = byKey.get(spot.dataset.key);
    if (item) {
      byKey.delete(item.key);
      fill(spot, item);
    } else if (!spot.dataset.key || !(keep(spot) || reading(spot))) {
      free.push(spot);
    }
  }
  for (const item of byKey.values()) {
    const spot = free.shift();
    if (!spot) break;
    spot.dataset.key = item.key;
    fill(spot, item);
  }
  for (const spot of free) {
    if (!spot.dataset.key) continue;
    delete spot.dataset.key;
    fill(spot, null);
  }
}

/* HTML of the desk's own making (every word in it escaped there), put in only where it differs. */
export function put(node, html) {
  if (node.dataset.html === html) return false;
  node.dataset.html = html;
  node.innerHTML = html;
  return true;
}

/* A list that only grows at its end: known items are changed in place, gone ones removed. */
export function growing(list, items, make) {
  const known = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let grown = false;
  for (const item of items) {
    let node = known.get(item.key);
    known.delete(item.key);
    if (!node) {
      node = make(item);
      node.dataset.key = item.key;
      list.append(node);
      grown = true;
    }
    grown = put(node, item.html) || grown;
  }
  for (const gone of known.values()) gone.remove();
  return grown;
}
