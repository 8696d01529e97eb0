  // ---------------------------------------------------------------- drawing: each returns a node, `ui` is the element

  function drawWelcome(ui) {
    const { words, language } = ui;
    const service = ({ icon: name, [language]: [label, hint, text] }) =>
      h("button", { type: "button", class: "service", onclick: () => ui.say(text) }, icon(name), h("span", {}, h("b", {}, label), h("small", {}, hint)));
    const example = (text) => h("button", { type: "button", class: "example", onclick: () => ui.say(text) }, text);
    return h("div", { class: "welcome" },
      h("p", { class: "hello" }, words.hello), h("p", { class: "lead" }, words.lead),
      h("div", { class: "services" }, SERVICES.map(service)),
      h("p", { class: "examples" }, h("span", {}, words.try), words.examples.map(example)),
      h("p", { class: "privacy" }, words.privacy));
  }

  function drawOwn(ui, { text, state, note, id, at, file }) {
    const { words } = ui;
    const status = { waiting: words.waiting, failed: note || words.failed, uploading: words.uploading, sent: note }[state];
    return h("div", { class: `message citizen ${state ?? ""}` },
      h("p", { class: "who" }, h("span", { class: "unseen" }, words.you), at && h("time", { datetime: at }, clockTime(at))),
      h("div", { class: "bubble" }, file ? h("p", { class: "text file" }, icon("clip"), text) : h("p", { class: "text" }, text)),
      status && h("p", { class: "state" }, h("span", {}, status),
        state === "failed" && h("button", { type: "button", onclick: () => ui.retry(id) }, words.retry)));
  }

  function drawItem(ui, item) {
    const { words } = ui;
    if (item.from === "citizen") return drawOwn(ui, { text: item.text, at: item.at, file: item.attachments?.length > 0 });
    const agency = item.from === "agency";
    const name = agency ? [words.agency, item.ticket?.agency].filter(Boolean).join(" · ") : words[item.from] ?? words.desk;
    const review = item.asks === "review";
    return h("div", { class: `message ${item.from}` },
      h("p", { class: "who" }, h("span", {}, name), item.at && h("time", { datetime: item.at }, clockTime(item.at))),
      h("div", { class: "bubble", lang: "zh-CN" },
        agency && item.ticket && h("p", { class: "about" }, `${words.number} ${item.ticket.number}`),
        review ? drawDraft(ui, item.text) : item.text && h("p", { class: "text" }, item.text),
        drawCalls(ui, item),
        item.citations?.length > 0 && drawCitations(ui, item.citations),
        !agency && item.ticket && drawTicket(ui, item)),
      drawOptions(ui, review ? reviewOptions(ui, item.options) : item.options ?? []));
  }

  function drawOptions(ui, options) {
    if (!options.length) return null;
    const button = ({ label, text, act, main }) =>
      h("button", { type: "button", class: main ? "main" : null, onclick: act ?? (() => ui.say(text)) }, label);
    return h("div", { class: "options" }, options.map(button));
  }

  /** The three ways on from a draft; further options of the desk stay. */
  function reviewOptions(ui, offered = []) {
    const { words } = ui;
    return [
      { label: words.confirm, text: "确认", main: true },
      { label: words.change, act: () => ui.edit() },
      { label: words.cancel, text: "取消" },
      ...offered.filter(({ text }) => !/^(确认|修改|取消)/.test(text)),
    ];
  }

  /** A draft's lines「名称：内容」as a list that can be checked line by line; other lines as they are. */
  function drawDraft({ words }, text) {
    const card = h("section", { class: "card draft" }, h("h3", {}, icon("doc"), words.draft));
    let list = null;
    for (const line of text.split("\n").filter((each) => each.trim())) {
      const [, name, value] = line.match(/^\s*[-•·]?\s*([^：:。，]{1,14})[：:]\s*(.*)$/) ?? [];
      if (!value) list = card.appendChild(h("p", { class: "text" }, line)) && null;
      else (list ??= card.appendChild(h("dl"))).append(h("div", {}, h("dt", {}, name), h("dd", {}, value)));
    }
    return card;
  }

  /** The numbers of the emergency services that were named, each to be dialled by one touch. */
  function drawCalls({ words }, { outcome, citations = [] }) {
    const numbers = outcome === "safety" ? citations.map(({ article }) => article).filter((article) => /^\d{3,5}$/.test(article)) : [];
    if (!numbers.length) return null;
    return h("p", { class: "calls" }, [...new Set(numbers)].map((number) => h("a", { class: "button", href: `tel:${number}` }, icon("phone"), words.call(number))));
  }

  /** Articles of one law in a row stand in one line; what brings its wording or an address has a line of its own. */
  function inOneLine(citations) {
    const lines = [];
    for (const each of citations) {
      const last = lines[lines.length - 1];
      if (last && last.source === each.source && !(last.quote || last.url || each.quote || each.url)) last.article = [last.article, each.article].filter(Boolean).join("、");
      else lines.push({ ...each });
    }
    return lines;
  }

  function drawCitations({ words }, citations) {
    const one = ({ source, article, quote, url }) => {
      const address = webAddress(url);
      const borrowed = source.startsWith("参照") ? "参照" : "";
      const label = [`${borrowed}《${source.slice(borrowed.length).replace(/^《|》$/g, "")}》`, article].filter(Boolean).join(" ");
      return h("li", {},
        h("p", { class: "law" }, label),
        quote && h("blockquote", {}, quote),
        address && h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words.viewSource, h("span", { class: "unseen" }, `${label}${words.opens}`)));
    };
    return h("section", { class: "card sources" }, h("h3", {}, icon("book"), words.source), h("ul", {}, inOneLine(citations).map(one)));
  }

  /** A receipt after filing; the same facts as a progress card when a ticket was only looked up. */
  function drawTicket({ words, language }, { ticket, outcome }) {
    const row = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
    const due = ticket.due_on && row(words.due, dateWords(ticket.due_on, language),
      " ", ticket.provisional && h("span", { class: "tag", title: words.provisionalWhy }, words.provisional));
    const key = new URLSearchParams({ number: ticket.number, ...(ticket.query_code && { code: ticket.query_code }) });
    return h("section", { class: "card ticket" },
      h("h3", {}, icon("doc"), outcome === "looked_up" ? words.progressCard : words.receipt),
      h("p", { class: "number" }, h("small", {}, words.number), h("b", {}, ticket.number)),
      h("dl", {},
        ticket.query_code && row(words.code, h("b", { class: "code" }, ticket.query_code)),
        row(words.kind, words.kinds[ticket.kind] ?? ticket.kind), ticket.agency && row(words.handler, ticket.agency), due),
      ticket.due_on && ticket.provisional && h("p", { class: "hint" }, words.provisionalWhy),
      ticket.query_code && h("p", { class: "hint" }, words.keep),
      // After the # nothing is sent to a server: the query code reaches no log on its way to the printable page.
      ticket.query_code && h("a", { class: "button", href: `${BASE}ticket#${key}`, target: "_blank", rel: "noopener noreferrer" },
        icon("print"), words.print, h("span", { class: "unseen" }, words.opens)));
  }
