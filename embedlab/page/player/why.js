// The word that was chosen, in a pause: arrows for what pulled on its row, and a sentence.

import { repeat, set, tint, write } from "./dom.js";
import { arrow } from "./geometry.js";
import { clamp, fixed, timesThatFit } from "./numbers.js";
import { pullsOn, stepThatReads } from "./pulls.js";

const REACH = 0.45; // of the sheet: how far the longest arrow may go
const MOST = 9; // arrows for which there are nodes

export function makeWhy(root, el, stage, data, now, plane) {
  const { words, group } = data, count = Math.min(words.length, MOST) + 2;
  const arrows = repeat(stage.pulls, [...Array(count).keys()], () => {});
  const ends = repeat(stage.ends, arrows, () => {});
  let next = null; // the step to which the button leads

  function draw() {
    const { run, step, chosen: i } = now, isOn = i >= 0 && !now.playing && run.pairsAt;
    el.why.hidden = !(i >= 0 && run.pairsAt);
    const pulls = isOn ? pullsOn(run, step, i) : null;
    root.toggleAttribute("data-pulls", pulls !== null);
    lay(pulls ? listed(pulls, i) : [], i);
    if (isOn) tell(pulls, i);
    else if (i >= 0 && now.playing) {
      write(el.because, `Pause to see what pulls on the row of ${words[i]}.`);
      el.when.hidden = true;
    }
  }
  // What is drawn: by how much, its name, how it looks; what finds room for its name first, first.
  const listed = ({ towards, expected, sum }) => [
    { by: sum, look: "sum", name: "sum" },
    { by: expected, look: "away", name: "expected rows" },
    ...towards.map(({ word, times, by }) => (
      { by, look: "towards", tone: group[word], name: named(word, times) }
    )).sort((a, b) => Math.hypot(...b.by) - Math.hypot(...a.by)).slice(0, MOST),
  ];
  const named = (word, times) => `W[${words[word]}]${times > 1 ? ` × ${times}` : ""}`;

  function lay(list, i) {
    const { run, step } = now, from = i >= 0 ? run.at(Math.max(0, step - 1), i) : [0, 0];
    const longest = Math.max(...list.map(({ by }) => Math.hypot(...by)), 1e-12);
    const times = timesThatFit(longest * plane.sx, REACH * plane.h), taken = [];
    arrows.forEach((node, n) => {
      const one = list[n], text = ends[n];
      set(text, { x: 0, y: 0, display: "none" });
      if (!one) {
        set(node, { d: "", class: "" });
        return;
      }
      const tip = plane.xy(from.map((value, j) => value + times * one.by[j]));
      set(node, { d: arrow(plane.xy(from), tip, 9), class: `el-${one.look}` });
      if (one.tone !== undefined) tint(node, one.tone);
      write(text, one.name);
      const place = placeAt(tip, one.by[0] < 0 ? -1 : 1, one.name.length * 3.9, taken);
      if (place) set(text, { x: place[0].toFixed(1), y: place[1].toFixed(1), display: "inline" });
    });
    if (list.length) write(el.factor, `pulls on the row, × ${times}`);
  }
  // Beside the tip of an arrow, where no other name is; without room the sentence names it.
  function placeAt([x, y], side, half, taken) {
    const middle = clamp(x + side * (half + 6), half, plane.w - half);
    const isFree = (top) => top > 12 && top < plane.h && !taken.some(([a, b, c]) => (
      Math.abs(a - middle) < c + half && Math.abs(b - top) < 15
    ));
    const top = [4, -8, 16, -20, 28].map((down) => y + down).find(isFree);
    if (top === undefined) return null;
    taken.push([middle, top, half]);
    return [middle, top];
  }

  // ---- the sentence
  const part = (name, text) => {
    const node = document.createElement(name);
    node.textContent = text;
    return node;
  };
  function tell(pulls, i) {
    const { run, step } = now, centre = part("b", words[i]);
    next = pulls ? null : stepThatReads(run, step, i);
    el.when.hidden = next === null;
    if (next !== null) write(el.when, `Go to step ${next}`);
    if (!pulls) {
      const why = step ? `was not looked up in step ${step}, so no pair pulls on its row.`
        : "has not moved yet.";
      return el.because.replaceChildren(centre, ` ${why}`);
    }
    const { towards, sum, exact } = pulls, all = towards.reduce((n, { times }) => n + times, 0);
    const seen = towards.flatMap(({ word, times }, n) => [
      n ? ", " : "", part("mark", words[word]), times > 1 ? ` × ${times}` : "",
    ]);
    const total = `(${sum.map((value) => fixed(value, 4)).join(", ")})`;
    const end = exact ? `The sum ${total} is the update.`
      : `The sum ${total} is −lr · gradient; the optimizer or a hand moved the row otherwise.`;
    el.because.replaceChildren(
      centre, ` was looked up ${all === 1 ? "once" : `${all} times`} in step ${step}, next to `,
      ...seen, `: each adds lr/B · W[neighbour], the expected rows are subtracted. ${end}`,
    );
    return undefined;
  }
  return { draw, next: () => next };
}
