// A training run to play (kind "play"), or to drag a row of and train on (kind "live").

import { controls, listen, pointer, set, write } from "./dom.js";
import { makeLink } from "./live.js";
import { clamp } from "./numbers.js";
import { makePlane } from "./plane.js";
import { makeReadout } from "./readout.js";
import { readings, unpack } from "./run.js";
import { makeStrip } from "./strip.js";
import { makeTransport } from "./transport.js";
import { makeWords } from "./words.js";

// Fills the page, and gives back what lays it out when its width is known or has changed.
export function play(root, data, el) {
  const V = data.words.length, live = data.kind === "live";
  const views = root.querySelectorAll("[aria-pressed]");
  // What is shown. number: Python's of this run; hover: the word in front, or −1; moved: a row on
  // its way; pinned: words that stay marked; playing: the request for the next picture, or 0.
  const now = {
    run: unpack(data.run), number: 0, step: data.start, playing: 0,
    hover: -1, moved: null, pinned: new Set(), arrows: false, trails: false,
  };
  let current = 0; // the word that Tab leads to

  // ---- what is seen at a step
  const plane = makePlane(el, data.axes, now.run.bounds, () => {
    words.forget();
    draw();
  });
  const words = makeWords(el, data, now, plane);
  const readout = makeReadout(root, el, now);
  const strip = makeStrip(el, data, now, words.inFront);
  const transport = makeTransport(root, el, now, show, paused);

  function draw() {
    words.draw();
    [now.arrows, now.trails].forEach((on, i) => { set(views[i], { "aria-pressed": on }); });
    readout.draw();
    strip.draw();
  }
  function show(changes) {
    Object.assign(now, changes);
    draw();
  }
  function layout() { // sizes, and what changes only with them or with the run
    write(el.factor, `this step’s update, × ${now.run.magnify}`);
    readout.layout();
    strip.layout(words.widths());
    plane.bounds = now.run.bounds;
    plane.layout();
  }
  function paused() {
    const { run, step } = now, where = step === run.S ? "End" : "Paused";
    strip.describe();
    write(el.spoken, `${where}: step ${step} of ${run.S}, loss ${readings(run, step)[2]}`);
  }

  // ---- going about
  function go(step) {
    transport.pause();
    show({ step: clamp(step, 0, now.run.S), moved: null });
  }
  const seek = (e) => go(readout.stepAt(e));
  pointer(el.loss, seek, seek);
  listen(el.scrub, "input", () => go(+el.scrub.value));

  // ---- words: the one under the pointer or with the focus shows its way, pinned ones keep it
  function point(i) {
    if (i !== now.hover) show({ hover: i });
  }
  function pin(i) {
    if (!now.pinned.delete(i)) now.pinned.add(i);
    draw();
  }
  function focusOn(i) {
    current = (i + V) % V;
    words.marks.forEach((mark, j) => { set(mark, { tabindex: j === current ? 0 : -1 }); });
    words.marks[current].focus({ preventScroll: true });
    const [cx, cy] = words.position(current);
    if (!plane.has(plane.xy([cx, cy]))) plane.view({ cx, cy, factor: plane.factor || 1 });
  }
  words.marks.forEach((mark, i) => {
    listen(mark, "pointerenter", () => point(i));
    listen(mark, "focus", () => {
      if (i !== current) focusOn(i);
      point(i);
    });
    for (const type of ["pointerleave", "blur"]) listen(mark, type, () => point(-1));
    const take = () => mark.focus({ preventScroll: true });
    if (live) pointer(mark, take, (e) => move(i, plane.at(e)), drop);
    else listen(mark, "click", () => pin(i));
  });
  listen(el.rows, "pointermove", (e) => point(strip.wordAt(e)));
  listen(el.rows, "pointerleave", () => point(-1));

  // ---- live: a row is dragged, Python trains on from there
  function move(row, at) {
    transport.pause();
    show({ moved: { row, at, held: true } });
  }
  function drop() {
    const { moved, step, number } = now;
    if (!moved?.held) return;
    moved.held = false;
    send({ run: number, step, row: moved.row, at: moved.at });
  }
  function trained(answer) {
    const run = unpack(answer.run);
    const step = Math.min(now.step, run.S);
    Object.assign(now, { run, number: answer.number, step, moved: null });
    layout();
    transport.start();
  }
  const send = live ? makeLink(root, el, trained) : null;

  // ---- keys and buttons
  controls(root, (where, far) => {
    const acts = {
      ...plane.acts,
      " ": now.playing ? transport.pause : transport.start,
      Home: () => go(0),
      End: () => go(now.run.S),
      ArrowLeft: () => go(now.step - far),
      ArrowRight: () => go(now.step + far),
      Arrows: () => show({ arrows: !now.arrows }),
      Trails: () => show({ trails: !now.trails }),
    };
    if (!where.closest(".el-word")) return acts;
    const back = () => focusOn(current - 1), onward = () => focusOn(current + 1);
    Object.assign(acts, { PageUp: back, PageDown: onward });
    if (!live) {
      return { ...acts, ArrowUp: back, ArrowDown: onward, Enter: () => pin(current) };
    }
    const nudges = plane.nudges(words.position(current), far, (at) => move(current, at));
    return { ...acts, ...nudges, Enter: drop, Escape: () => show({ moved: null }) };
  });

  write(el.note, data.note);
  for (const part of [words, readout, strip]) part.describe(); // read before it is ever laid out
  return layout;
}
