/* The end of a call: the same key that ended it finishes it. */
import { keys } from "./keys.js";

document.documentElement.classList.add("script");
keys({ F9: () => document.querySelector("#close")?.click(), F4: () => document.querySelector("#resume")?.click() });
