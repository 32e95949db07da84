// The words of a run in the plane: marks, shafts, trails, and what the step has changed.

import { dress, repeat, set, tint } from "./dom.js";
import { arrow } from "./geometry.js";
import { fixed, pair, timesThatFit } from "./numbers.js";
import { trailSteps } from "./run.js";

const LONG = 0.1; // of the sheet: how far a long step's arrow may reach when it is drawn out

// now: what is shown, see play.js.
export function makeWords(el, data, now, plane) {
  const { words, groups, group } = data, { axes } = now;
  const tinted = (node, _, i) => tint(node, group[i]);
  const trails = repeat(el.trails, words, tinted), shafts = repeat(el.shafts, words, tinted);
  const marks = repeat(el.words, words, (node, _, i) => {
    set(node, { "data-row": i, tabindex: i ? -1 : 0 });
    dress(el, node, group[i]);
  });
  const hollow = repeat(el.outputs, words, (node, _, i) => {
    tint(node, group[i]);
    set(node, { d: marks[i].querySelector("path").getAttribute("d") });
  });
  const position = (i) => (now.moved?.row === i ? now.moved.at : now.run.at(now.step, i));
  let ways = null; // the whole way of each word, in values

  function trail(i) {
    const { run, step } = now;
    if (ways?.run !== run) {
      const steps = trailSteps(run.S);
      const way = (j) => steps.map((k) => pair(run.at(k, j), 5));
      ways = { run, steps, points: words.map((_, j) => way(j)) };
    }
    const seen = ways.steps.findLastIndex((k) => k <= step) + 1;
    return `${ways.points[i].slice(0, seen).join(" ")} ${pair(position(i), 5)}`;
  }
  // How many times its length an arrow is drawn, so that a step can be seen in this view.
  const factor = () => timesThatFit(now.run.full * plane.sx, LONG * plane.w);
  function update(i, times) {
    const { run, step } = now, [x, y] = run.at(Math.max(0, step - 1), i);
    const [dx, dy] = run.change(step, i);
    return arrow(plane.xy([x, y]), plane.xy([x + times * dx, y + times * dy]), 6);
  }

  // What a screen reader says of each word; needs no sizes.
  function describe() {
    marks.forEach((mark, i) => {
      const name = `${words[i]}, ${groups[group[i]]}`;
      const place = () => position(i).map((value, j) => `${axes[j]} ${fixed(value, 2)}`).join(", ");
      const label = now.inFront(i) ? `${name}: ${place()}` : name;
      set(mark, { "aria-selected": now.pinned.has(i), "aria-label": label });
    });
  }
  function draw() {
    describe();
    const origin = plane.xy(now.run.origin), times = factor(), { x0, y1, sx, sy } = plane;
    const withOutputs = now.outputs && Boolean(now.run.output);
    const shown = (i) => now.trails || now.opening || now.inFront(i) || now.follow.has(i);
    const aside = (i) => (now.follow.size && !now.follow.has(i) && i !== now.hover ? "aside" : "");
    set(el.trails, { transform: `matrix(${sx} 0 0 ${-sy} ${-x0 * sx} ${y1 * sy})` });
    words.forEach((_, i) => {
      const point = plane.xy(position(i));
      set(marks[i], { transform: `translate(${pair(point, 2)})`, "data-look": aside(i) });
      set(shafts[i], { d: now.arrows ? arrow(origin, point, 8, 7) : "" });
      const faint = now.opening && !now.follow.has(i) ? "faint" : aside(i);
      set(trails[i], { points: shown(i) ? trail(i) : "", "data-look": faint });
      if (withOutputs) {
        const at = plane.xy(now.run.output(now.step, i));
        set(hollow[i], { transform: `translate(${pair(at)})` });
      }
    });
    set(el.outputs, { display: withOutputs ? "inline" : "none" });
    const changed = now.moved || now.opening || now.chosen >= 0 ? [] : [...words.keys()];
    set(el.update, { d: changed.map((i) => update(i, times)).join("") });
    return times;
  }
  return { marks, position, describe, draw };
}
