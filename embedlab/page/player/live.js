// A live page: a row is dragged away, and Python continues training from there.

import { listen, write } from "./dom.js";

const PATIENCE = 8000; // milliseconds
const TEXTS = {
  stored: "Run this cell, then drag a word: Python continues training from there.",
  ready: "Drag a word: Python continues training from there.",
  alone: "Run the cell to let Python continue training from here.",
  silent: "Python does not answer; run the cell again to continue training from here.",
  gone: "Python was restarted; run this cell again.",
};

// trained(answer) is told what Python sends: a sentence, and a new run with its number.
export function makeLink(root, el, trained) {
  let link = null, late = 0;
  function heard(answer) {
    clearTimeout(late);
    write(el.message, answer.sentence);
    if (answer.run) trained(answer);
  }
  function take() {
    if (link || !root.pythonModel) return;
    link = root.pythonModel;
    link.on("msg:custom", heard);
    write(el.message, TEXTS.ready);
  }
  el.message.dataset.talk = "yes"; // where waiting.js says what is true without Python
  write(el.message, TEXTS.stored);
  listen(root, "embedlab-model", take); // page and widget come in either order
  listen(root, "embedlab-gone", () => {
    clearTimeout(late);
    link = null;
    root.dataset.says = TEXTS.gone;
    write(el.message, TEXTS.gone);
  });
  take();

  // Ask Python to train on from a step, with a row at another place.
  return function send(drop) {
    clearTimeout(late);
    if (!link) return write(el.message, root.dataset.says || TEXTS.alone);
    write(el.message, `Python continues training from step ${drop.step} …`);
    late = setTimeout(write, PATIENCE, el.message, TEXTS.silent);
    try {
      link.send(drop);
    } catch { // the kernel that made the page is gone
      clearTimeout(late);
      write(el.message, TEXTS.silent);
    }
  };
}
