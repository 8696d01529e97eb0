/* A call's screen: words go out as they are typed or heard, suggestions come back into their places, keys pick them. */
import { callId, post, Refused, Sender } from "./net.js";
import { showFaults, showFields, showMarks, values } from "./form.js";
import { growing, places, put } from "./stable.js";
import { keys } from "./keys.js";
import { listen } from "./listen.js";

const $ = (selector) => document.querySelector(selector);
const screen = $("#screen"), typed = $("#typed"), form = $("#call"), pane = $("#pane"), agency = $("#agency");
document.documentElement.classList.add("script");

const state = {
  revision: Number(screen.dataset.revision), sheet: Number(screen.dataset.sheet), kind: screen.dataset.kind, picked: "", panes: new Map(), unsent: new Set(),
};

// — what comes back ————————————————————————————————————————————————————————

function saved(words, lost = false) {
  $("#saved").textContent = words;
  $("#saved").classList.toggle("lost", lost);
}

function showSays(says) {
  state.panes = new Map(says.map((say) => [say.key, say.pane]));
  const spots = [...$("#says").children];
  const known = new Set(spots.map((spot) => spot.dataset.key));
  places($("#says"), says, (spot, say) => {
    const button = spot.querySelector("button");
    button.hidden = !say;
    put(button, say ? say.html : "");
    if (say && !known.has(say.key)) spot.classList.add("new");
    if (!say || say.done) spot.classList.remove("new");
  }, (spot) => spot.dataset.key === state.picked);
  // What is being read out stays. Otherwise the latest answer is shown whole.
  const shown = pane.dataset.key;
  const kept = shown && (shown === state.picked || pane.matches(":hover, :focus-within")) && (state.panes.has(shown) || shown === state.picked);
  if (!kept) showPane(says[0]?.key ?? "");
  else if (state.panes.has(shown) && !pane.contains(document.activeElement)) put(pane, state.panes.get(shown));
}

function showPane(key) {
  if (!key && !pane.dataset.key) return;
  pane.dataset.key = key;
  put(pane, state.panes.get(key) ?? '<p class="empty">来电人问到规定时，答复和依据显示在这里。</p>');
  pane.classList.toggle("picked", Boolean(key) && key === state.picked);
  for (const spot of $("#says").children) spot.classList.toggle("current", Boolean(key) && spot.dataset.key === key);
}

const item = (spot, one) => put(spot.querySelector(".item"), one ? one.html : "");

function show(found) {
  if (found.revision < state.revision) return;
  state.revision = found.revision;
  if (found.state !== "talking") { location.reload(); return; }
  if (found.sheet !== state.sheet) newForm(found);
  put($("#headline"), found.headline);
  growing($("#alarms"), found.alarms, () => Object.assign(document.createElement("section"), { className: "alarm" }));
  showSays(found.says);
  places($("#questions"), found.questions, item);
  $("#no-questions").hidden = found.questions.length > 0;
  places($("#choices"), found.choices, item);
  places($("#alike"), found.alike, item);
  $("#no-alike").hidden = found.alike.length > 0;
  put($("#asked-about"), found.asked_about);
  put($("#others"), found.others);
  if (growing($("#lines"), found.lines, lineOf)) $("#lines").scrollTop = $("#lines").scrollHeight;
  $("#no-lines").hidden = found.lines.length > 0;
  growing($("#receipts"), found.receipts, () => document.createElement("div"));
  $("#read-back").textContent = found.read_back;
  state.kind = found.kind;
  const radio = form.querySelector(`[name=kind][value="${found.kind}"]`);
  if (!state.unsent.has("kind") && !radio.checked) radio.checked = true;
  if (!state.unsent.has("agency") && document.activeElement !== agency) agency.value = found.agency;
  showFields(found.fields, state.unsent);
  showMarks(found.marks, found.behalf, state.unsent);
}

function lineOf(line) {
  const node = document.createElement("li");
  node.className = line.html.includes(">来电人<") ? "caller" : "operator";
  return node;
}

function newForm(found) {
  state.sheet = found.sheet;
  state.unsent.clear();
  showFaults({});
}

/* How long a word took to come to suggestions on the screen; read by the measurements, shown to nobody. */
function measured(at) {
  requestAnimationFrame(() => {
    performance.measure("hotline:suggested", { start: at, end: performance.now() });
    document.dispatchEvent(new CustomEvent("hotline:suggested", { detail: performance.now() - at }));
  });
}

const sender = new Sender((found, at, everything) => {
  if (everything) state.unsent.clear();
  saved("已保存");
  show(found);
  measured(at);
}, (error) => {
  if (error instanceof Refused && error.status === 401) saved("登录已失效，请在新窗口登录后继续。", true);
  else if (error instanceof Refused) saved(error.message, true);
  else saved("连不上服务台，正在重试；您写的内容还在。", true);
});

// — what goes out ——————————————————————————————————————————————————————————

typed.addEventListener("input", (event) => {
  if (event.isComposing) return; // a syllable is no word yet
  sender.change({ typed: typed.value });
});
typed.addEventListener("compositionend", () => sender.change({ typed: typed.value }));

form.addEventListener("input", ({ target, isComposing }) => {
  if (isComposing) return;
  if (target.name === "kind") { state.unsent.add("kind"); sender.change({ kind: target.value }); }
  if (target.name === "agency") { state.unsent.add("agency"); sender.change({ agency: target.value }); }
  if (!target.name?.startsWith("f.")) return;
  const slot = target.name.slice(2);
  state.unsent.add(slot);
  sender.change({ own: { [slot]: target.type === "checkbox" ? (target.checked ? target.value : "") : target.value } });
});

async function done(what, key, title) {
  show(await post("done", { what, key, title }));
}

function pickSay(key) {
  if (!key) return;
  state.picked = key;
  showPane(key);
  const spot = [...$("#says").children].find((node) => node.dataset.key === key);
  spot?.classList.remove("new");
  attempt(() => done("answer", key, spot?.querySelector(".pick")?.textContent ?? ""));
}

function ask(button) {
  const label = `【${button.dataset.label}】`;
  const lead = typed.value && !typed.value.endsWith("\n") ? "\n" : "";
  typed.value += `${lead}${label}`;
  typed.focus();
  typed.setSelectionRange(typed.value.length, typed.value.length);
  typed.scrollTop = typed.scrollHeight;
  sender.change({ typed: typed.value });
}

function pickAgency(name) {
  agency.value = agency.value === name && state.unsent.has("agency") ? "" : name;
  state.unsent.add("agency");
  sender.change({ agency: agency.value });
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused && error.faults) showFaults(error.faults);
    else saved(error instanceof Refused ? error.message : "连不上服务台，请再试一次。", true);
    return undefined;
  }
}

let filing = false;
async function file(act = "file", more = {}) {
  if (filing) return;
  filing = true;
  $("#file").disabled = true;
  try {
    await sender.settled();
    const found = await attempt(() => post(act, { sheet: state.sheet, kind: form.elements.kind.value, agency: agency.value, values: values(), ...more }));
    if (found) {
      showFaults({});
      show(found);
      saved(`已登记 ${found.filed}`);
      $("#receipts").scrollIntoView({ block: "nearest" });
      typed.focus();
    }
  } finally {
    filing = false;
    $("#file").disabled = false;
  }
}

async function leave(act) {
  await sender.settled();
  const found = await attempt(() => post(act, {}));
  if (found) location.assign(found.next);
}

async function reveal() {
  const found = await attempt(() => post("number", {}));
  if (found) { $("#caller").textContent = found.number; $("#reveal").hidden = true; }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value === "end") leave("end");
  else if (event.submitter?.value === "file") file();
  else typed.focus(); // Enter in a field: what was written is kept already, and the call goes on
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { done: what, key, title, ask: slot, agency: name, join, release, flag } = button.dataset;
  if (what) attempt(() => done(what, key, title));
  else if (slot) ask(button);
  else if (name) pickAgency(name);
  else if (join) file("join", { number: join });
  else if (release) { state.unsent.delete(release); button.closest(".field").classList.remove("own"); sender.change({ own: { [release]: null } }); }
  else if (flag) flagAnswer(button, flag);
  else if ("say" in button.dataset) pickSay(button.closest("li").dataset.key);
  else if (button.id === "reveal") reveal();
  else if (button.id === "help-open") $("#help").showModal();
  else if (button.id === "give-back") leave("back");
});

async function flagAnswer(button, entry) {
  const remark = button.closest("form").querySelector("textarea").value;
  if (await attempt(() => post("flag", { entry, remark }))) {
    button.disabled = true;
    button.textContent = "已告诉知识编辑";
  }
}

// — keys ———————————————————————————————————————————————————————————————————

const nth = (list, n, selector) => list.children[n]?.querySelector(selector);
keys({
  Escape: () => typed.focus(),
  F1: () => $("#help").showModal(),
  F2: () => $("#incoming button")?.click(),
  F4: () => file(),
  F6: () => $("#alike button")?.click(),
  F7: () => $("#alarms button")?.click(),
  F8: () => { if ($("#reveal") && !$("#reveal").hidden) reveal(); },
  F9: () => leave("end"),
  digit: (n) => {
    if (n <= 3) pickSay($("#says").children[n - 1]?.dataset.key);
    else if (n <= 6) nth($("#questions"), n - 4, "button")?.click();
    else nth($("#choices"), n - 7, "button")?.click();
  },
});

// — the clock, and what others send ————————————————————————————————————————

const since = Date.parse(screen.dataset.since);
setInterval(() => {
  const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
  $("#timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}, 1000);

listen(callId, {
  call: (found) => { show(found); document.dispatchEvent(new CustomEvent("hotline:pushed", { detail: found.revision })); },
  desk: ({ count, mine, html }) => {
    const box = $("#incoming");
    box.hidden = !mine;
    if (mine && put(box, `<ul class="calls">${html}</ul>`)) box.querySelectorAll("li:not(.mine)").forEach((row) => row.remove());
    document.title = document.title.replace(/^\(\d+\) /, "").replace(/^/, count ? `(${count}) ` : "");
  },
  lost: (lost) => { if (lost) saved("连接断了，正在重连；您写的内容还在。", true); else if ($("#saved").classList.contains("lost")) saved("已重新连上"); },
});

addEventListener("beforeunload", (event) => { if (sender.pending) event.preventDefault(); });
typed.focus();
typed.setSelectionRange(typed.value.length, typed.value.length);
showPane($("#says").children[0]?.dataset.key ?? "");
