// The strip of rows: a column per word, a lane per axis, and bars for what the step has changed.

import { repeat, set, setSize, write } from "./dom.js";
import { clamp, pair, shortWord } from "./numbers.js";

const LANE = 34; // pixels: the height of a lane
const BESIDE = { left: 98, right: 4 }; // pixels beside the columns
const LENGTH = 2; // the lane of the length, which has no sign
const zeroOf = (lane) => (lane === LENGTH ? 30 : 15); // where a lane has its 0, from its top

export function makeStrip(el, data, now, inFront) {
  const { words, lanes } = data;
  const columns = repeat(el.columns, words.map((word) => shortWord(word, 12)), write);
  repeat(el.lanes, lanes, (lane, name) => { write(lane.querySelector("text"), name); });
  let pitch = 0; // pixels from column to column

  // What is read and said; needs no sizes.
  function describe() {
    const { run, step } = now, looked = words.filter((_, i) => run.touched(step, i));
    write(el.caption, step
      ? `Rows changed by step ${step} (bold: looked up, ${looked.length} of ${words.length}; a `
        + `full bar: ${run.full.toPrecision(1)} or more)`
      : "Rows of E: no step has changed them yet");
    if (now.playing) return; // not at each of its steps
    set(el.rows, { "aria-label": `${el.caption.textContent}: ${looked.join(", ") || "none"}` });
  }
  function bars() { // paths of bars up, bars down, lengths
    const paths = ["", "", ""], { run, step } = now;
    words.forEach((_, i) => {
      run.change(step, i).slice(0, lanes.length).forEach((change, lane) => {
        const zero = zeroOf(lane), rise = clamp(change / run.full, -1, 1) * (zero - 1);
        if (Math.abs(rise) <= 0.3) return;
        const path = lane === LENGTH ? 2 : Number(rise < 0);
        paths[path] += `M${pair([(i + 0.5) * pitch, lane * LANE + zero])}v${(-rise).toFixed(1)}`;
      });
    });
    return paths;
  }
  function draw() {
    describe();
    const paths = bars();
    [el.up, el.down, el.length].forEach((node, i) => { set(node, { d: paths[i] }); });
    columns.forEach((text, i) => {
      const on = now.run.touched(now.step, i) ? " el-on" : "";
      const front = inFront(i) ? " el-front" : "";
      set(text, { class: `el-column${on}${front}` });
    });
  }
  function layout(widths) {
    const width = el.strip.clientWidth - BESIDE.left - BESIDE.right, deep = lanes.length * LANE;
    pitch = width / words.length;
    const named = pitch >= 8.8; // or words would collide
    columns.forEach((text, i) => {
      const x = (i + 0.5) * pitch + 3.5;
      set(text, { transform: `translate(${x},${deep + 3}) rotate(-90)` });
    });
    const display = named ? "inline" : "none";
    set(el.columns, { display, "font-size": pitch < 11 ? 9.5 : 11 });
    for (const path of [el.up, el.down, el.length]) {
      set(path, { "stroke-width": Math.max(1.5, pitch * 0.7) });
    }
    set(el.cells, { width });
    const below = named ? Math.min(74, 8 + Math.max(...widths)) : 0;
    setSize(el.rows, width + BESIDE.left + BESIDE.right, deep + below);
  }
  function wordAt(e) { // the word under the pointer, or −1
    const column = Math.floor((e.clientX - el.cells.getBoundingClientRect().left) / pitch);
    return words[column] ? column : -1;
  }
  return { describe, draw, layout, wordAt };
}
