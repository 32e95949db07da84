import { write, set, parts } from "./tools.js";
import { play } from "./play.js";
import { drag } from "./drag.js";

// ---- start: the element before this script, or (where scripts do not know their place) all that wait ----
const before = document.currentScript && document.currentScript.previousElementSibling;
const waiting = ".embedlab-player:not([data-ready])";
for (const root of before && before.matches(waiting) ? [before] : document.querySelectorAll(waiting)) {
  const data = JSON.parse(root.querySelector("script").textContent);
  root.innerHTML = data.page;
  root.querySelectorAll(`[data-for]:not([data-for~=${data.kind}])`).forEach((node) => node.remove());
  const el = parts(root), layout = (data.kind === "drag" ? drag : play)(root, data, el);
  write(el.title, data.title);
  root.querySelectorAll("button, input, select, summary, [tabindex]").forEach((node) => {
    set(node, { "data-lm-suppress-shortcuts": "true" }); // or JupyterLab takes a control's keys: d d deletes the cell
  });
  set(root, { "data-ready": "true" });
  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    root.classList.toggle("el-wide", width >= 600);
    if (width) layout(); // 0: out of sight
  }).observe(root);
}
