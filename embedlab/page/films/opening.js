// The start: fills the film before this script, or (where scripts do not know their place) all
// films that wait. The still picture stays; it is what prints.

import { partsOf, set, write } from "../player/dom.js";
import { film } from "./reel.js";

const WAITING = ".embedlab-film:not([data-ready])";

function open(root) {
  const data = JSON.parse(root.querySelector("script").textContent);
  root.insertAdjacentHTML("beforeend", data.page);
  const el = partsOf(root), layout = film(root, data, el);
  write(el.title, data.title);
  for (const node of root.querySelectorAll("button, input, select, summary")) {
    // or JupyterLab takes the keys of a control: d d deletes the cell
    set(node, { "data-lm-suppress-shortcuts": "true" });
  }
  set(root, { "data-ready": "true" });
  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    if (width) layout(); // 0: out of sight
  }).observe(root);
}

const before = document.currentScript?.previousElementSibling;
for (const root of before?.matches(WAITING) ? [before] : document.querySelectorAll(WAITING)) {
  open(root);
}
