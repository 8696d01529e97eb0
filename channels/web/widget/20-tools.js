  // ---------------------------------------------------------------- small tools

  /** The desk's address, from the address of this script: /widget.js or /static/web/widget.js below it. */
  function baseOf(src) {
    const found = src.match(/^(.*?\/)(?:static\/web\/)?widget\.js(?:[?#].*)?$/);
    return found ? found[1] : new URL("/", src).href;
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID(); // absent on plain http
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, at) => {
      const fixed = at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte;
      return fixed.toString(16).padStart(2, "0");
    }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value == null || value === false) continue;
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child != null && child !== false));
    return node;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** The address when it is a web address, else null: a source never runs script. */
  function webAddress(url) {
    try {
      const parsed = new URL(url, BASE);
      return url && ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null;
    } catch {
      return null;
    }
  }

  const SHANGHAI = { timeZone: "Asia/Shanghai" };
  const clockTime = (at) => new Date(at).toLocaleTimeString("zh-CN", { ...SHANGHAI, hour: "2-digit", minute: "2-digit", hour12: false });
  const dayOf = (at, language) => new Date(at).toLocaleDateString(language === "en" ? "en-GB" : "zh-CN", { ...SHANGHAI, year: "numeric", month: "long", day: "numeric" });
  const dateWords = (date, language) => (language === "en" ? date : date.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日"));
  const lengthOf = (text) => [...text].length;
