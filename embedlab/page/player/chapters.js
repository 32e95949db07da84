// Chapters of a run: marks on the bar, and buttons that lead to their steps.

import { listen, repeat, set, write } from "./dom.js";

export function makeChapters(el, { chapters }, now, go) {
  if (!chapters.length) el.chapters.remove();
  const ticks = repeat(el.ticks, chapters, () => {});
  const buttons = repeat(el.chapters, chapters, (button, [step, text]) => {
    write(button.firstElementChild, `step ${step}`);
    write(button.lastElementChild, text);
    listen(button, "click", () => go(step));
  });
  function draw() {
    const last = now.run.S || 1, here = chapters.findLastIndex(([step]) => step <= now.step);
    chapters.forEach(([step], n) => {
      set(ticks[n], { style: `--at:${step / last}` });
      set(buttons[n], { "aria-current": n === here ? "step" : "false" });
    });
  }
  return { draw };
}
