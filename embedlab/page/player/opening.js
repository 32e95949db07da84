// The start: fills the page before this script, or (where scripts do not know their place) all
// pages of its kind that wait.

import { partsOf, set, write } from "./dom.js";

const WIDE = 600; // pixels

function openPage(root, make) {
  const packed = root.querySelector("script"), data = JSON.parse(packed.textContent);
  packed.remove(); // the still picture stays: it is what prints
  root.insertAdjacentHTML("beforeend", data.page);
  for (const node of root.querySelectorAll(`[data-for]:not([data-for=${root.dataset.kind}])`)) {
    node.remove();
  }
  const el = partsOf(root), layout = make(root, data, el);
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

// make(root, data, el) fills a page of some kinds, and gives back what lays it out when its width
// is known or has changed.
export function openPages(kinds, make) {
  const waiting = `:is(${kinds.map((kind) => `[data-kind=${kind}]`)}):not([data-ready])`;
  const before = document.currentScript?.previousElementSibling;
  for (const root of before?.matches(waiting) ? [before] : document.querySelectorAll(waiting)) {
    openPage(root, make);
  }
}
