// Playing: the steps one after the other, each of them shown.

import { set } from "./dom.js";
import { pace } from "./run.js";

const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// show(changes) draws what is now; paused() is told when playing ends.
export function makeTransport(root, el, now, show, paused) {
  let last = 0; // when the picture came that is on the screen

  function tick(time) { // on a slow machine a run takes longer, and shows every step all the same
    const { stride, wait } = pace(el.speed.value, reducedMotion());
    if (time - last >= wait - 2) {
      last = Math.max(last + wait, time - wait);
      show({ step: Math.min(now.step + stride, now.run.S), moved: null });
      if (now.step === now.run.S || !root.isConnected) return pause();
    }
    now.playing = requestAnimationFrame(tick);
  }
  function start() {
    if (now.step >= now.run.S) show({ step: 0, moved: null });
    if (!now.playing) now.playing = requestAnimationFrame(tick);
    last = performance.now();
    set(el.play, { "aria-label": "Pause", title: "Pause" });
  }
  function pause() {
    if (!now.playing) return;
    cancelAnimationFrame(now.playing);
    now.playing = 0;
    set(el.play, { "aria-label": "Play", title: "Play" });
    paused();
  }
  return { start, pause };
}
