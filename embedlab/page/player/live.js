// A live page: a row is dragged away, and Python trains on from there.

import { listen, write } from "./dom.js";

const PATIENCE = 8000; // milliseconds
const TEXTS = {
  alone: "Run the cell to let Python train on from here.",
  silent: "Python does not answer; run the cell again to train on from here.",
};

// trained(answer) is told what Python sends: a sentence, and a new run with its number.
export function makeLink(root, el, trained) {
  let link = null, late = 0;
  function heard(answer) {
    clearTimeout(late);
    write(el.message, answer.sentence);
    if (answer.run) trained(answer);
  }
  listen(document, "embedlab-model", ({ detail: model }) => { // the widget of this page has its key
    if (link || !root.isConnected || model.get("key") !== root.dataset.liveKey) return;
    link = model;
    model.on("msg:custom", heard);
  });
  document.dispatchEvent(new CustomEvent("embedlab-page", { detail: root }));

  // Ask Python to train on from a step, with a row at another place.
  return function send(drop) {
    clearTimeout(late);
    if (!link) return write(el.message, TEXTS.alone);
    write(el.message, `Python trains on from step ${drop.step} …`);
    late = setTimeout(write, PATIENCE, el.message, TEXTS.silent);
    try {
      link.send(drop);
    } catch { // the kernel that made the page is gone
      clearTimeout(late);
      write(el.message, TEXTS.silent);
    }
  };
}
