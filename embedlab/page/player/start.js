// The start: fills the page before this script, or (where scripts do not know their place) all
// pages that wait.

import { partsOf, set, write } from "./dom.js";
import { drag } from "./drag.js";
import { play } from "./play.js";

const WAITING = ".embedlab-player:not([data-ready])", WIDE = 600; // pixels

function fill(root) {
  const packed = root.querySelector("script"), data = JSON.parse(packed.textContent);
  packed.remove(); // the still picture stays: it is what prints
  root.insertAdjacentHTML("beforeend", data.page);
  for (const node of root.querySelectorAll(`[data-for]:not([data-for~=${data.kind}])`)) {
    node.remove();
  }
  const el = partsOf(root), layout = (data.kind === "drag" ? drag : play)(root, data, el);
  write(el.title, data.title);
  for (const node of root.querySelectorAll("button, input, select, summary, [tabindex]")) {
    // or JupyterLab takes the keys of a control: d d deletes the cell
    set(node, { "data-lm-suppress-shortcuts": "true" });
  }
  set(root, { "data-ready": "true" });
  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    root.classList.toggle("el-wide", width >= WIDE);
    if (width) layout(); // 0: out of sight
  }).observe(root);
}

const before = document.currentScript?.previousElementSibling;
for (const root of before?.matches(WAITING) ? [before] : document.querySelectorAll(WAITING)) {
  fill(root);
}
