// The word that was chosen, in a pause: arrows for what pulled at its row, and a sentence.

import { repeat, set, tint, write } from "./dom.js";
import { arrow } from "./geometry.js";
import { clamp, fixed, timesThatFit } from "./numbers.js";
import { pullsOn, stepThatReads } from "./pulls.js";

const REACH = 0.3; // of the sheet: how far the longest arrow may go
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
  }
  // What is drawn: by how much, its name, how it looks.
  const listed = ({ towards, expected, sum }) => [
    ...towards.slice(0, MOST).map(({ word, times, by }) => (
      { by, look: "towards", tone: group[word], name: named(word, times) }
    )),
    { by: expected, look: "away", name: "expected rows" },
    { by: sum, look: "sum", name: "sum" },
  ];
  const named = (word, times) => `W[${words[word]}]${times > 1 ? ` × ${times}` : ""}`;

  function lay(list, i) {
    const { run, step } = now, from = i >= 0 ? run.at(Math.max(0, step - 1), i) : [0, 0];
    const longest = Math.max(...list.map(({ by }) => Math.hypot(...by)), 1e-12);
    const times = timesThatFit(longest * plane.sx, REACH * plane.h);
    const taken = [];
    arrows.forEach((node, n) => {
      const one = list[n], text = ends[n];
      if (!one) {
        set(node, { d: "", class: "" });
        set(text, { x: 0, y: 0, display: "none" });
        return;
      }
      const tip = plane.xy(from.map((value, j) => value + times * one.by[j]));
      set(node, { d: arrow(plane.xy(from), tip, 9), class: `el-${one.look}` });
      if (one.tone !== undefined) tint(node, one.tone);
      write(text, one.name);
      const y = freeHeight(tip, taken), half = one.name.length * 3.8;
      const aside = one.by[0] < 0 ? -half - 6 : half + 6;
      const x = clamp(tip[0] + aside, half, plane.w - half);
      set(text, { x: x.toFixed(1), y: y.toFixed(1), display: "inline" });
    });
    if (list.length) write(el.factor, `pulls at the row, × ${times}`);
  }
  function freeHeight([x, y], taken) { // so that no name covers another
    const isFree = (top) => top > 12 && top < plane.h
      && !taken.some(([a, b]) => Math.abs(a - x) < 110 && Math.abs(b - top) < 15);
    const tries = [...Array(2 * MOST).keys()].map((n) => y + 4 + (n % 2 ? -1 : 1) * 8 * n);
    const top = tries.find(isFree) ?? y;
    taken.push([x, top]);
    return top;
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
      const why = step ? `was not looked up in step ${step}, so no pair pulls at its row.`
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
      ...seen, `: each adds lr/B · W[neighbour], the expected rows are taken away. ${end}`,
    );
    return undefined;
  }
  return { draw, next: () => next };
}
