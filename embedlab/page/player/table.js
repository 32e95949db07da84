// E as a table: a row per word, a cell per dimension, coloured by its number. Rows that the step
// wrote are framed, so that they flash as it plays; the names of those it looked up are bold.

import { listen, repeat, set, setSize, write } from "./dom.js";
import { fixed, shortWord } from "./numbers.js";

const NAME = 56, CELL = 22, GAP = 8, ROW = 16, HEIGHT = 225; // pixels
const LONGEST = 51; // pixels of a name, which ends 5 before its cells

// acts.point(i): the word under the pointer or with the focus; acts.goTo(i): its mark is wanted.
export function makeTable(el, data, now, acts) {
  const { words, runs: [{ columns }] } = data, across = [...Array(columns).keys()];
  const rows = repeat(el.rows, words, (row, word, i) => {
    write(row.querySelector("text"), shortWord(word, 8));
    repeat(row.querySelector("g"), across, () => {});
    set(row, { tabindex: i ? -1 : 0, "data-row": i });
    listen(row, "pointerenter", () => acts.point(i));
    listen(row, "focus", () => acts.point(i));
    for (const type of ["pointerleave", "blur"]) listen(row, type, () => acts.point(-1));
    listen(row, "click", () => acts.goTo(i));
  });
  const cells = rows.map((row) => [...row.lastElementChild.children]);
  const names = rows.map((row) => row.querySelector("text"));
  const frames = rows.map((row) => row.lastElementChild.previousElementSibling);
  const wrote = (k, i) => k > 0 && across.some((j) => (
    now.run.cell(k, i, j) !== now.run.cell(k - 1, i, j)
  ));

  // What is read and said; needs no sizes.
  function describe() {
    const { run, step } = now, count = words.filter((_, i) => run.touched(step, i)).length;
    const looked = `E, step ${step}: ${count} looked up (bold)`;
    write(el.caption, step ? looked : "E before the first step");
    if (now.playing) return; // not at each of its steps
    rows.forEach((row, i) => {
      const numbers = across.map((j) => fixed(run.cell(step, i, j), 2)).join(", ");
      const looked = run.touched(step, i) ? ", looked up" : "";
      set(row, { "aria-label": `${words[i]}: ${numbers}${looked}` });
    });
  }
  function draw() {
    describe();
    const { run, step } = now, { scale } = run.cells ?? run.E;
    const limit = scale * (run.cells ? 127 : 32767);
    cells.forEach((row, i) => {
      const on = run.touched(step, i) ? " el-on" : "", front = now.inFront(i) ? " el-front" : "";
      set(names[i], { class: `el-column${on}${front}` });
      set(frames[i], { class: wrote(step, i) ? "el-flash" : "el-still" });
      row.forEach((cell, j) => {
        const value = run.cell(step, i, j), sign = value < 0 ? "el-below" : "el-above";
        set(cell, { class: sign, "fill-opacity": Math.abs(value / limit).toFixed(2) });
      });
    });
  }
  function layout() {
    const width = el.rows.parentNode.parentNode.clientWidth, V = words.length;
    const wide = NAME + GAP + Math.max(32, Math.min(columns * CELL * 0.7, 56));
    const stacks = Math.max(1, Math.min(4, Math.floor((width + GAP) / wide), Math.ceil(V / 4)));
    const deep = Math.ceil(V / stacks), high = Math.max(3, Math.min(ROW, HEIGHT / deep));
    const named = deep <= 24, height = named ? ROW : high; // or names would collide
    const stack = Math.min((width + GAP) / stacks, NAME + columns * CELL + 4 * GAP);
    const cell = Math.min(CELL, (stack - GAP - (named ? NAME : 0)) / columns);
    rows.forEach((row, i) => {
      const x = Math.floor(i / deep) * stack, y = (i % deep) * height, left = named ? NAME : 0;
      set(row, { transform: `translate(${x.toFixed(1)},${y})` });
      set(names[i], { display: named ? "inline" : "none" });
      set(row.querySelector("rect"), { width: left + cell * columns + 4, height });
      set(frames[i], { x: left, y: 0.5, width: columns * cell, height: height - 1 });
      cells[i].forEach((node, j) => {
        const [w, h] = [cell - (cell > 4), height - (height > 4)];
        set(node, { x: left + j * cell, y: 0.5, width: w, height: h });
      });
    });
    if (named) names.forEach(fit);
    setSize(el.rows.parentNode, width, deep * height);
  }
  // A name that would be too long when it is bold is drawn narrower.
  function fit(name) {
    const look = name.getAttribute("class") ?? "";
    set(name, { class: "el-column el-on" });
    name.removeAttribute("textLength");
    const long = name.getComputedTextLength() > LONGEST;
    if (long) set(name, { textLength: LONGEST, lengthAdjust: "spacingAndGlyphs" });
    set(name, { class: look });
  }
  return { rows, describe, draw, layout };
}
