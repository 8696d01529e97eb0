/* The operators' desk: calls that wait come up by themselves; one key takes the first. */
import { keys } from "./keys.js";
import { listen } from "./listen.js";
import { put } from "./stable.js";

document.documentElement.classList.add("script");
const list = document.querySelector("#waiting");
const title = document.title;

keys({
  F2: () => list.querySelector("button")?.click(),
  "Alt+N": () => document.querySelector("#open").click(),
});

listen("", {
  desk: ({ count, html, due }) => {
    if (!list.contains(document.activeElement) || !list.querySelector("button")) put(list, html);
    document.querySelector("#waiting-count").textContent = count;
    document.querySelector("#due").textContent = due;
    document.title = count ? `(${count}) ${title}` : title;
  },
});
