/* The form fills itself from the words; what the operator writes stays as it was written. */
import { put } from "./stable.js";

const form = document.querySelector("#call");
const holder = document.querySelector("#fields");
const control = (row) => row.querySelector("input:not([type=hidden]), select, textarea");
const busy = (row) => row.contains(document.activeElement) && document.activeElement === control(row);

function rowOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/* `value` false: the operator is at work in it; only what is said beside it is renewed. */
function renew(row, field, value = true) {
  const input = control(row);
  row.classList.toggle("own", field.own);
  row.classList.toggle("lacking", !field.value && Boolean(row.querySelector("i")));
  row.querySelector(".from").textContent = field.source;
  row.querySelector(".from").title = field.source;
  if (field.value) row.querySelector(".fault").hidden = true;
  if (value && input.value !== field.value) {
    input.value = field.value;
    row.classList.add("heard-now");
    setTimeout(() => row.classList.remove("heard-now"), 1500);
  }
  const release = row.querySelector(".release");
  if (field.own && !release) row.append(rowOf(field.html).querySelector(".release"));
  if (!field.own) release?.remove();
}

/* `unsent`: fields that were written into and not sent yet. */
export function showFields(fields, unsent) {
  const rows = new Map([...holder.children].map((row) => [row.dataset.slot, row]));
  let before = null;
  for (const field of fields) {
    let row = rows.get(field.slot);
    rows.delete(field.slot);
    if (!row) {
      row = rowOf(field.html);
      holder.insertBefore(row, before ? before.nextSibling : holder.firstChild);
    } else if (!unsent.has(field.slot)) {
      renew(row, field, !busy(row));
    }
    before = row;
  }
  for (const row of rows.values()) if (!busy(row)) row.remove();
}

export function showMarks(marks, behalf, unsent) {
  const box = document.querySelector("#marks");
  const rows = new Map([...box.children].map((row) => [row.dataset.slot, row]));
  for (const mark of marks) {
    let row = rows.get(mark.slot);
    rows.delete(mark.slot);
    if (!row) {
      row = document.createElement("div");
      row.className = "tick";
      row.dataset.slot = mark.slot;
      box.append(row);
    }
    if (!unsent.has(mark.slot) && !row.contains(document.activeElement)) put(row, mark.html);
  }
  for (const row of rows.values()) row.remove();
  const row = document.querySelector(".marks .field");
  if (!unsent.has("on_behalf_of")) renew(row, behalf, !busy(row));
}

export function values() {
  const found = {};
  for (const input of form.elements) {
    if (!input.name?.startsWith("f.")) continue;
    found[input.name.slice(2)] = input.type === "checkbox" ? (input.checked ? input.value : "") : input.value;
  }
  return found;
}

export function showFaults(faults) {
  form.querySelectorAll(".fault").forEach((node) => { node.hidden = true; });
  const rest = [];
  let first = null, says = null;
  for (const [slot, words] of Object.entries(faults)) {
    const row = form.querySelector(`[data-slot="${CSS.escape(slot)}"]`);
    const fault = row?.querySelector(".fault");
    if (!fault) { rest.push(words); continue; }
    fault.textContent = words;
    fault.hidden = false;
    says ??= fault;
    first ??= row.querySelector("input:not([type=hidden]), select, textarea");
  }
  const refused = document.querySelector("#refused");
  refused.textContent = rest.join(" ");
  refused.hidden = !rest.length;
  first?.focus({ preventScroll: true });
  (says ?? (rest.length ? refused : null))?.scrollIntoView({ block: "nearest" }); // what is wrong is seen, not only where
}
