  // ---------------------------------------------------------------- style

  const DARK = `
    --ink:#e8ecf2; --soft:#a7b2c1; --line:#364153; --paper:#1b2330; --ground:#121822; --brand:#8fbcf7; --brand-fill:#2a5fa8;
    --tint:#22304a; --tint-ink:#d9e7fb; --own:#2a5fa8; --own-ink:#fff; --seal:#f0a79f; --good:#8fd3ae; --good-tint:#173428;
    --bad:#ffb4ab; --bad-tint:#43211e; --warn:#f3cc8b; --warn-tint:#3a2d14; --shade:0 12px 40px rgba(0,0,0,.55);`;

  const STYLE = `
  :host { all: initial; display: block; }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  .root {
    --ink:#1b2431; --soft:#566274; --line:#d8dfe8; --paper:#fff; --ground:#f3f6fa; --brand:#1a4f93; --brand-fill:#1a4f93;
    --tint:#e9f1fb; --tint-ink:#173f75; --own:#1a4f93; --own-ink:#fff; --seal:#a8322a; --good:#1a6242; --good-tint:#eaf6f0;
    --bad:#a3261d; --bad-tint:#fdeeec; --warn:#7a4a00; --warn-tint:#fff5e2; --shade:0 12px 40px rgba(20,40,80,.2);
    color: var(--ink); font-size: 16px; line-height: 1.65; text-align: start; letter-spacing: 0;
    font-family: system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
    -webkit-text-size-adjust: 100%; color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) { .root { ${DARK} } }
  .root.elder {
    --ink:#000; --soft:#26303d; --line:#5d6a7c; --ground:#fff; --brand:#0a3570; --brand-fill:#0a3570; --own:#0a3570;
    --tint:#e4eefb; --tint-ink:#06264f; --seal:#8a1710; --good:#0c4a2e; --bad:#86130b; --warn:#5c3600;
    font-size: 21px; font-weight: 500; line-height: 1.7;
  }
  @media (prefers-color-scheme: dark) { .root.elder {
    --ink:#fff; --soft:#e3e8ef; --line:#8d9aad; --paper:#10151d; --ground:#000; --brand:#cfe3ff; --brand-fill:#0f4c9c; --own:#0f4c9c;
    --tint:#1c2c47; --tint-ink:#fff; --seal:#ffd0ca; --good:#c4f2d8; --bad:#ffd3cd; --warn:#ffe2b0; } }
  button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  button, a.button { cursor: pointer; min-height: 44px; -webkit-tap-highlight-color: transparent; }
  p, h2, h3, ul, dl, dd, blockquote { margin: 0; padding: 0; }
  ul { list-style: none; }
  svg { width: 1.3em; height: 1.3em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
  :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; opacity: 0; }
  span.unseen { opacity: 1; }

  .panel { display: flex; flex-direction: column; position: relative; overflow: hidden; background: var(--ground); }
  .page, .page .panel { height: 100%; }
  :host([mode="page"]) { height: 100%; }
  .float .panel {
    position: fixed; z-index: 2147483001; right: max(24px, env(safe-area-inset-right)); bottom: calc(24px + env(safe-area-inset-bottom));
    width: 410px; height: min(700px, calc(100vh - 48px)); border: 1px solid var(--line); border-radius: 18px; box-shadow: var(--shade);
  }
  .float.elder .panel { width: min(520px, calc(100vw - 48px)); height: min(860px, calc(100vh - 48px)); }
  .float.left .panel { right: auto; left: max(24px, env(safe-area-inset-left)); }
  .launcher {
    position: fixed; z-index: 2147483000; right: max(24px, env(safe-area-inset-right)); bottom: calc(24px + env(safe-area-inset-bottom));
    display: flex; align-items: center; gap: .55em; min-height: 54px; padding: 0 1.25em 0 1.05em; border: 0; border-radius: 27px;
    background: var(--brand-fill); color: #fff; font-weight: 600; box-shadow: var(--shade);
  }
  .launcher:focus-visible { outline-color: #fff; box-shadow: 0 0 0 6px var(--brand-fill); }
  .left .launcher { right: auto; left: max(24px, env(safe-area-inset-left)); }
  .opened .launcher { display: none; }
  .badge:empty { display: none; }
  .badge { position: absolute; top: -6px; right: -4px; min-width: 1.6em; padding: 0 .35em; border: 2px solid #fff; border-radius: 1em;
    background: #b3261e; color: #fff; font-size: .82em; line-height: 1.5; text-align: center; }

  header { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .7em; padding: 12px 10px 12px 18px; background: var(--paper); border-bottom: 1px solid var(--line); }
  .mark { display: grid; place-items: center; width: 2.35em; height: 2.35em; flex: none; border-radius: .6em; background: var(--brand-fill); color: #fff; font-size: 1.05em; font-weight: 700; }
  .title { flex: 1 1 6em; min-width: 0; }
  h2 { text-wrap: balance; font-size: 1.05em; line-height: 1.3; font-weight: 700; letter-spacing: .02em; }
  .title p { color: var(--soft); font-size: .8em; line-height: 1.4; }
  .float .title p { display: none; }
  .float h2 { font-size: 1em; }
  .tools { display: flex; flex: none; gap: 2px; margin-inline-start: auto; max-width: 100%; }
  .tool { display: grid; place-items: center; min-width: 44px; padding: 0 .55em; border: 1px solid transparent; border-radius: 12px; background: none; color: var(--soft); font-size: .86em; }
  .float .tool { padding: 0 .25em; }
  .tool svg { width: 1.5em; height: 1.5em; }
  .tool:hover { background: var(--ground); color: var(--ink); }
  .tool[aria-pressed="true"] { border-color: var(--brand); background: var(--tint); color: var(--tint-ink); font-weight: 700; }

  .log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 20px 18px 8px; scrollbar-width: thin; position: relative; }
  .log:focus-visible { outline-offset: -3px; }
  .page .log > * { max-width: 780px; margin-inline: auto; }
  .welcome { padding-bottom: 10px; }
  .hello { font-size: 1.22em; font-weight: 700; line-height: 1.45; }
  .lead { margin-top: 2px; color: var(--soft); }
  .services { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(9.6em, 30%)), 1fr)); gap: 10px; margin-top: 16px; }
  .service { display: flex; align-items: center; gap: .7em; min-height: 68px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 14px; background: var(--paper); text-align: start; }
  .service > svg { padding: .38em; width: 2.2em; height: 2.2em; border-radius: .65em; background: var(--tint); color: var(--brand); }
  .service span { display: flex; flex-direction: column; min-width: 0; line-height: 1.4; }
  .service small { color: var(--soft); font-size: .8em; }
  .service:hover, .options button:hover { border-color: var(--brand); background: var(--tint); color: var(--tint-ink); }
  .service:hover small { color: inherit; }
  .examples { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin-top: 12px; color: var(--soft); font-size: .92em; }
  .example { padding: 0; border: 0; border-radius: 8px; background: none; color: var(--brand); text-align: start; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .3em; }
  .privacy { margin-top: 6px; color: var(--soft); font-size: .84em; }

  .list:empty { display: none; }
  .list { display: flow-root; }
  .day { margin: 18px 0 4px; color: var(--soft); font-size: .8em; text-align: center; }
  .message { display: flex; flex-direction: column; align-items: flex-start; margin: 14px 0; }
  .who { display: flex; gap: .6em; margin-bottom: 4px; color: var(--soft); font-size: .8em; }
  .bubble { max-width: min(92%, 40em); padding: 10px 15px; border: 1px solid var(--line); border-radius: 4px 16px 16px 16px; background: var(--paper); }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; }
  .citizen { align-items: flex-end; }
  .citizen .bubble { border-color: transparent; border-radius: 16px 4px 16px 16px; background: var(--own); color: var(--own-ink); }
  .citizen.waiting .bubble, .citizen.uploading .bubble { background: var(--tint); border: 1px dashed var(--brand); color: var(--tint-ink); }
  .citizen.failed .bubble { background: var(--bad-tint); border: 1px solid var(--bad); color: var(--bad); }
  .file { display: flex; align-items: center; gap: .4em; }
  .state { display: flex; align-items: center; gap: .6em; margin-top: 3px; color: var(--soft); font-size: .85em; max-width: 92%; }
  .failed .state { color: var(--bad); }
  .state button, .notice button { flex: none; padding: 0 1em; border: 1px solid currentColor; border-radius: 22px; background: var(--paper); font-weight: 600; }
  .agency .bubble { border: 1px solid var(--good); border-inline-start-width: 5px; background: var(--good-tint); }
  .agency .who span, .operator .who span { padding: 0 .6em; border-radius: 1em; background: var(--good-tint); color: var(--good); font-weight: 700; }
  .about { color: var(--good); font-size: .85em; font-variant-numeric: tabular-nums; }

  .card { margin-top: 12px; }
  .card:first-child { margin-top: 2px; }
  h3 { display: flex; align-items: center; gap: .45em; font-size: .9em; font-weight: 700; color: var(--brand); }
  .sources { padding: 10px 13px; border-radius: 10px; background: var(--tint); color: var(--tint-ink); font-size: .94em; }
  .sources li { margin-top: 5px; }
  .sources li + li { margin-top: 9px; padding-top: 9px; border-top: 1px solid var(--line); }
  .law { font-weight: 600; text-indent: -.5em; }
  .sources li .law:lang(en) { text-indent: 0; }
  blockquote { margin-top: 3px; padding-inline-start: .8em; border-inline-start: 3px solid var(--brand); white-space: pre-wrap; overflow-wrap: anywhere; font-size: .94em; }
  .sources a { display: inline-flex; align-items: center; min-height: 44px; color: var(--brand); text-underline-offset: .3em; }
  dl { margin-top: 6px; }
  dl > div { display: grid; grid-template-columns: 6em 1fr; gap: .8em; padding: 6px 0; border-bottom: 1px solid var(--line); }
  dl > div:last-child { border-bottom: 0; }
  dt { color: var(--soft); overflow-wrap: anywhere; }
  dd { overflow-wrap: anywhere; white-space: pre-wrap; }
  .draft { min-width: min(24em, 66vw); }
  .draft > .text { margin-top: 6px; }
  .ticket { min-width: min(22em, 66vw); padding: 14px 15px 12px; border: 1px solid var(--line); border-top: 4px solid var(--seal); border-radius: 8px; background: var(--paper); color: var(--ink); }
  .ticket h3 { color: var(--seal); }
  .number { display: flex; flex-direction: column; margin-top: 8px; padding-bottom: 8px; border-bottom: 2px dashed var(--line); line-height: 1.4; }
  .number small { color: var(--soft); font-size: .82em; }
  .number b { font-size: 1.28em; letter-spacing: .03em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .code { white-space: nowrap; font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 1.1em; letter-spacing: .12em; }
  .tag { display: inline-block; padding: 0 .5em; border: 1px solid currentColor; border-radius: .4em; background: var(--warn-tint); color: var(--warn); font-size: .82em; white-space: nowrap; }
  .hint { margin-top: 4px; color: var(--soft); font-size: .85em; }
  a.button { display: flex; align-items: center; justify-content: center; gap: .5em; margin-top: 12px; border: 1px solid var(--brand); border-radius: 22px; color: var(--brand); font-weight: 600; text-decoration: none; }
  .calls { display: flex; flex-wrap: wrap; gap: 0 10px; }
  .calls a.button, .calls a.button:hover { flex: 1 1 7em; border-color: var(--bad); background: var(--paper); color: var(--bad); font-size: 1.1em; }
  a.button:hover { background: var(--tint); color: var(--tint-ink); }

  .options { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
  .options button { padding: 4px 1.15em; border: 1px solid var(--brand); border-radius: 22px; background: var(--paper); color: var(--brand); font-weight: 600; text-align: start; }
  .options .main, .options .main:hover { border-color: var(--brand-fill); background: var(--brand-fill); color: #fff; }

  .working { display: flex; align-items: center; gap: .8em; min-height: 30px; color: var(--soft); font-size: .9em; }
  .busy { display: flex; gap: 5px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 4px 16px 16px 16px; background: var(--paper); }
  .busy i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); }
  .fresh { position: absolute; z-index: 1; left: 50%; bottom: 92px; transform: translateX(-50%); display: flex; align-items: center; gap: .4em; padding: 0 1.1em; border: 1px solid var(--line); border-radius: 22px; background: var(--paper); color: var(--brand); font-size: .9em; font-weight: 600; box-shadow: var(--shade); }

  .notice { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 9px 18px; background: var(--warn-tint); color: var(--warn); font-size: .92em; }
  .notice:empty { padding: 0; }
  .notice.person { background: var(--good-tint); color: var(--good); }
  .notice span { flex: 1; min-width: 12em; }
  .composer { padding: 10px 14px calc(12px + env(safe-area-inset-bottom)); background: var(--paper); border-top: 1px solid var(--line); }
  .field { display: flex; align-items: flex-end; gap: 4px; max-width: 800px; margin-inline: auto; padding: 4px; border: 1px solid var(--soft); border-radius: 27px; background: var(--paper); }
  .field:focus-within { border-color: var(--brand); box-shadow: 0 0 0 2px var(--brand); }
  textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 9.5em; padding: calc((44px - 1.5em) / 2) 4px; border: 0; background: none; resize: none; line-height: 1.5; overflow-y: auto; }
  textarea:focus-visible { outline: 0; }
  .elder textarea { padding-block: 6px; }
  textarea::placeholder { color: var(--soft); opacity: 1; }
  .attach { display: grid; place-items: center; width: 44px; flex: none; padding: 0; border: 0; border-radius: 22px; background: none; color: var(--soft); }
  .attach:hover { background: var(--ground); color: var(--brand); }
  .send { display: flex; align-items: center; gap: .4em; flex: none; padding: 0 1.1em; border: 0; border-radius: 22px; background: var(--brand-fill); color: #fff; font-weight: 600; }
  .send[aria-disabled="true"] { background: var(--ground); color: var(--soft); }
  .counter { padding: 0 6px 6px; color: var(--soft); font-size: .85em; max-width: 800px; margin-inline: auto; }
  .counter:empty { display: none; }
  .counter.bad { color: var(--bad); font-weight: 600; }

  @media ${NARROW} {
    .float .panel, .float.elder .panel, .float.left .panel { inset: 0 0 auto 0; width: 100%; height: var(--seen-height, 100dvh); border: 0; border-radius: 0; padding-top: env(safe-area-inset-top); }
    header { padding: 8px 6px 8px 14px; gap: 0 .55em; }
    .mark { display: none; }
    .elder .title p { display: none; }
    .examples span { flex-basis: 100%; margin-bottom: -.5em; }
    dl > div { grid-template-columns: 5em 1fr; }
    .elder dl > div { grid-template-columns: 1fr; gap: 0; }
    .tool { padding: 0 .3em; }
    .log { padding: 16px 14px 6px; }
    .service { padding: 9px 10px; gap: .55em; }
    .service > svg { width: 2em; height: 2em; }
    .services { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9em), 1fr)); gap: 8px; }
    .bubble { max-width: 96%; }
    .composer { padding: 8px 10px calc(8px + env(safe-area-inset-bottom)); }
    .send span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .send { width: 44px; padding: 0; justify-content: center; }
  }
  @media (prefers-reduced-motion: no-preference) {
    .busy i { animation: breathe 1.2s infinite ease-in-out; }
    .busy i:nth-child(2) { animation-delay: .18s; }
    .busy i:nth-child(3) { animation-delay: .36s; }
    .service, .options button, .tool, .launcher { transition: background-color .15s, border-color .15s, color .15s; }
    .message { animation: arrive .22s ease-out; }
    @keyframes breathe { 0%, 60%, 100% { transform: none; opacity: .5; } 30% { transform: translateY(-4px); opacity: 1; } }
    @keyframes arrive { from { transform: translateY(6px); } }
  }
  @media (forced-colors: active) { .send, .launcher, .options button { border: 1px solid ButtonText; } }
  `;
