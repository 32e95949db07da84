// A training run to play (kind "play"), or to drag a row of and continue training (kind "live").

import { controls, dress, listen, pointer, repeat, set, write } from "./dom.js";
import { makeChapters } from "./chapters.js";
import { makeLink } from "./live.js";
import { clamp } from "./numbers.js";
import { makeReadout } from "./readout.js";
import { readings } from "./run.js";
import { makeScene } from "./scene.js";
import { makeTable } from "./table.js";
import { makeTransport } from "./transport.js";
import { makeWhy } from "./why.js";

const TOGGLES = ["Arrows", "Trails", "Fixed", "Outputs"];

// Fills the page, and gives back what lays it out when its width is known or has changed.
export function play(root, data, el) {
  const V = data.words.length, live = root.dataset.kind === "live", many = data.runs.length > 1;
  // What is shown. number: Python's of this run; hover: the word in front, or −1; moved: a row on
  // its way; pinned: words that stay marked; playing: the request for the next picture, or 0;
  // opening: nothing was asked for yet.
  const now = {
    number: 0, step: data.start, playing: 0, opening: data.opening,
    hover: -1, chosen: -1, moved: null, pinned: new Set(), follow: new Set(data.follow),
    arrows: false, trails: false, fixed: false, outputs: false,
    inFront: (i) => now.pinned.has(i) || [now.hover, now.chosen, now.moved?.row].includes(i),
  };
  let current = 0; // the word that Tab leads to

  // ---- what is seen at a step
  root.classList.toggle("el-many", many);
  const stages = repeat(el.stages, data.runs, () => {});
  const heights = many ? [200, 330] : [280, 390];
  const scenes = stages.map((stage, n) => makeScene(stage, data, n, now, draw, heights));
  const [first] = scenes, { plane, words } = first;
  now.runs = () => scenes.map((scene) => scene.now.run);
  const longest = () => now.runs().reduce((a, b) => (b.S > a.S ? b : a));
  Object.defineProperty(now, "run", { get: longest });
  const readout = makeReadout(root, el, data, now, now.runs);
  const table = many ? null : makeTable(el, data, first.now, { point, goTo });
  if (many) el.strip.remove();
  const why = makeWhy(root, el, first.el, data, first.now, plane);
  const chapters = makeChapters(el, data, now, go);
  const parts = [readout, table, why, chapters].filter(Boolean);
  const transport = makeTransport(root, el, now, show, paused);
  repeat(el.legend, data.groups, (item, name, g) => {
    write(item.lastElementChild, name);
    dress(first.el, item.firstElementChild, g);
  });

  function draw() {
    if (scenes.some((scene) => !scene.plane.w)) return; // still to be laid out
    const [{ times, hidden }] = scenes.map((scene) => scene.draw());
    write(el.factor, `this step’s update, × ${times}`);
    const wait = `${hidden} of ${V} words show their name when you point at them.`;
    write(el.hidden, hidden ? wait : "");
    for (const name of TOGGLES) {
      const on = now[name.toLowerCase()];
      set(root.querySelector(`[data-key=${name}]`), { "aria-pressed": on });
    }
    root.toggleAttribute("data-opening", now.opening);
    for (const part of parts) part.draw();
  }
  function show(changes) {
    if (now.opening) {
      now.opening = false;
      forget();
    }
    Object.assign(now, changes);
    draw();
  }
  const forget = () => { for (const { names } of scenes) names.forget(); };
  function layout() { // sizes, and what changes only with them or with the run
    readout.layout();
    if (table) table.layout();
    for (const scene of scenes) scene.layout();
  }
  function paused() {
    const { run, step } = now, where = step === run.S ? "End" : "Paused";
    draw(); // what is seen in a pause only
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
    if (i === now.hover) return;
    now.hover = i;
    draw();
  }
  function pin(i) {
    now.chosen = now.pinned.delete(i) ? -1 : i;
    if (now.chosen === i) now.pinned.add(i);
    forget();
    draw();
  }
  function rove(nodes, i) { // the one node of many that Tab leads to
    nodes.forEach((node, j) => { set(node, { tabindex: j === i ? 0 : -1 }); });
    nodes[i].focus({ preventScroll: true });
  }
  function focusOn(i) {
    current = (i + V) % V;
    rove(words.marks, current);
    const [cx, cy] = words.position(current);
    if (!plane.has(plane.xy([cx, cy]))) plane.view({ cx, cy, factor: plane.factor || 1 });
  }
  const rowOf = (i) => rove(table.rows, (i + V) % V);
  function goTo(i) { // from its row in the table
    if (!now.pinned.has(i)) pin(i);
    focusOn(i);
  }
  for (const { words: { marks } } of scenes) marks.forEach((mark, i) => {
    listen(mark, "pointerenter", () => point(i));
    listen(mark, "focus", () => {
      if (marks === words.marks && i !== current) focusOn(i);
      point(i);
    });
    for (const type of ["pointerleave", "blur"]) listen(mark, type, () => point(-1));
    const take = () => mark.focus({ preventScroll: true });
    if (live) pointer(mark, take, (e) => move(i, plane.at(e)), drop);
    else listen(mark, "click", () => pin(i));
  });

  // ---- live: a row is dragged, Python continues training from there
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
    first.take(answer.run);
    const step = Math.min(now.step, now.run.S);
    Object.assign(now, { number: answer.number, step, moved: null });
    layout();
    transport.start();
  }
  const send = live ? makeLink(root, el, trained) : null;

  // ---- keys and buttons
  listen(el.when, "click", () => go(why.next()));
  if (many || !first.now.run.output) root.querySelector("[data-key=Outputs]").hidden = true;
  const toggle = (name) => () => {
    forget();
    show({ [name]: !now[name] });
  };
  controls(root, (where, far) => {
    const toggles = TOGGLES.map((name) => [name, toggle(name.toLowerCase())]);
    const zooms = Object.keys(plane.acts).map((key) => [key, () => {
      for (const scene of scenes) scene.plane.acts[key]();
    }]);
    const acts = {
      ...Object.fromEntries(zooms),
      " ": now.playing ? transport.pause : transport.start,
      Home: () => go(0),
      End: () => go(now.run.S),
      ArrowLeft: () => go(now.step - far),
      ArrowRight: () => go(now.step + far),
      ...Object.fromEntries(toggles),
    };
    const row = +(where.dataset.row ?? -1), inTable = where.closest(".el-rows");
    if (row < 0) return acts;
    const to = inTable ? rowOf : focusOn;
    const back = () => to(row - 1), onward = () => to(row + 1);
    Object.assign(acts, { PageUp: back, PageDown: onward, e: () => (inTable ? goTo : rowOf)(row) });
    if (inTable) return { ...acts, ArrowUp: back, ArrowDown: onward, Enter: () => goTo(row) };
    if (!live) return { ...acts, ArrowUp: back, ArrowDown: onward, Enter: () => pin(row) };
    const nudges = plane.nudges(words.position(row), far, (at) => move(row, at));
    return { ...acts, ...nudges, Enter: drop, Escape: () => show({ moved: null }) };
  });

  write(el.note, data.runs[0].note);
  for (const part of [...scenes.map((scene) => scene.words), readout, table]) {
    if (part) part.describe(); // read before it is ever laid out
  }
  return layout;
}
