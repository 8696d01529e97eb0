/* Beside the agency console's forms: drafts kept on the desk while they are written, who else is at a ticket, ticking many.
   Every act works without it. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const SAVE_AFTER = 1500, RETRY_AFTER = 10000, BEAT = 20000, STILL_WRITING = 60000;
  const stored = (work) => { try { return work(sessionStorage); } catch { return null; } }; // storage denied: nothing is kept here
  let typedAt = 0;

  /* A form whose words are kept on the desk; while that cannot be reached, in this tab. */
  const keep = (form) => {
    const key = `draft:${form.dataset.draft}:${form.elements.written_for?.value ?? ""}`, note = form.querySelector(".draft-note");
    const say = (words, kind) => { note.textContent = words; note.className = `hint draft-note ${kind}`; };
    // A file is sent by its own button, not with every word that is typed.
    const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "file"].includes(one.type) && one.tagName !== "BUTTON");
    const words = () => { const found = new FormData(form); found.delete("file"); return found; };
    const copy = () => fields().map((one) => [one.name, one.type, one.type === "checkbox" || one.type === "radio" ? one.checked : one.value]);
    let timer = 0, dirty = false, busy = false;
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const save = async () => {
      if (!dirty || busy) return;
      busy = true; dirty = false;
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body: words(), headers: { Accept: "application/json" }, redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 403) return say("登录已经过期。写的内容先存在本机，重新登录后打开本页会恢复。", "lost");
        if (!answer.ok) return say(answer.status === 409 || answer.status === 404 ? "工单已有变化，草稿没有存。请复制您写的内容，刷新页面。" : "草稿没有存上，请点“存草稿”再试。", "lost");
        say(`草稿已存 ${(await answer.json()).kept}`, "kept");
        if (!dirty) stored((kept) => kept.removeItem(key));
      } catch {
        dirty = true;
        say("没有连上网络，草稿先存在本机，连上后自动保存。", "lost");
        later(RETRY_AFTER);
      } finally { busy = false; if (dirty) later(SAVE_AFTER); }
    };
    const touched = () => {
      typedAt = Date.now(); dirty = true;
      stored((kept) => kept.setItem(key, JSON.stringify(copy())));
      later(SAVE_AFTER);
    };
    const restore = () => {
      const left = stored((kept) => JSON.parse(kept.getItem(key) ?? "null"));
      if (!left || left.length !== fields().length) return;
      fields().forEach((one, place) => { typeof left[place][2] === "boolean" ? one.checked = left[place][2] : one.value = left[place][2]; });
      form.closest("details")?.setAttribute("open", "");
      say("已恢复您上次没有存上的内容。", "kept");
      dirty = true; later(SAVE_AFTER);
    };
    restore();
    form.addEventListener("input", ({ target }) => { if (target.type !== "file") touched(); });
    form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; stored((kept) => kept.removeItem(key)); });
    addEventListener("online", save);
    addEventListener("pagehide", () => { if (dirty) navigator.sendBeacon(form.dataset.draft, words()); });
  };
  document.querySelectorAll("form[data-draft]").forEach(keep);

  /* A file that is too large is told before it is sent: the desk would refuse the whole form. */
  document.querySelectorAll("input[type=file][data-most]").forEach((input) => input.addEventListener("change", () => {
    const note = input.closest("[role=group]").querySelector(".too-large");
    const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
    note.hidden = !large;
    if (large) input.value = "";
  }));

  /* Who else has this ticket open. */
  const line = document.querySelector("#presence");
  if (line) {
    const send = (doing) => {
      const body = new FormData();
      body.set("csrf", line.dataset.csrf); body.set("doing", doing);
      if (doing === "gone") return navigator.sendBeacon(line.dataset.address, body);
      return fetch(line.dataset.address, { method: "POST", body, redirect: "manual" }).then((answer) => (answer.ok ? answer.json() : null)).then(show).catch(() => null);
    };
    const show = (now) => {
      if (!now) return;
      const words = now.others.join("，");
      const moved = String(now.version) !== line.dataset.version;
      if (line.dataset.shown === `${words}${moved}`) return;
      line.dataset.shown = `${words}${moved}`;
      line.replaceChildren(words);
      if (moved) {
        const link = document.createElement("a");
        link.href = location.pathname + location.search; link.textContent = "刷新看最新情况";
        line.append(`${words ? "。" : ""}这张工单刚刚有了变化。`, link);
      }
      line.hidden = !words && !moved;
    };
    const doing = () => (Date.now() - typedAt < STILL_WRITING ? "writing" : "reading");
    const beat = () => { if (!document.hidden) send(doing()); };
    let told = "reading";
    document.addEventListener("input", ({ target }) => { if (target.closest("form[data-draft]") && told !== "writing") { told = "writing"; typedAt = Date.now(); beat(); } });
    setInterval(() => { told = doing(); beat(); }, BEAT);
    document.addEventListener("visibilitychange", () => (document.hidden ? send("gone") : beat()));
    addEventListener("pagehide", () => send("gone"));
    beat();
  }

  /* The list: ticking all, and how many are ticked. */
  const bulk = document.querySelector("form.bulk");
  const all = bulk?.querySelector(".pick-all");
  if (all) {
    const boxes = [...bulk.querySelectorAll("input[name=ticket]")], count = bulk.querySelector(".count");
    const tell = () => {
      const picked = boxes.filter((box) => box.checked).length;
      count.textContent = picked ? `已选 ${picked} 张：` : "勾选后一起办：";
      all.checked = picked === boxes.length; all.indeterminate = picked > 0 && picked < boxes.length;
      bulk.classList.toggle("picking", picked > 0);
    };
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
    bulk.addEventListener("change", ({ target }) => { if (target.name === "ticket") tell(); });
    addEventListener("pageshow", tell);
    tell();
  }

  /* Back to the list as it was left. */
  if (location.pathname === "/agency") stored((kept) => kept.setItem("list", location.search));
  const list = stored((kept) => kept.getItem("list"));
  if (list) document.querySelectorAll('.back a[href="/agency"]').forEach((link) => { link.search = list; });
  // Came by an address that names an act: its form is open.
  document.querySelector("details.act:target")?.setAttribute("open", "");
})();
