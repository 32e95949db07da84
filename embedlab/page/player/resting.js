// Which names rest where while a run plays: few, each at its place for many steps. What is seen at
// a step depends on the step alone, however it was reached.

import { scaleTo, toPixels } from "./geometry.js";
import { markBox, placeNames } from "./labels.js";

export const HOLD = 20; // steps for which a name keeps its place
const BLOCKS = 8; // after so many of these, places are found without looking back
const TOGETHER = 0.62; // a group closer than this part of all words' spread has its name beside it

// run: see run.js; widths of the words and then of the groups; wanted: words, the most important
// first; always: those that must be seen; most: how many names; cornersAt(k): what is seen.
export function makeResting(given) {
  const { run, group, widths, wanted, always, most, sheet, reserved, cornersAt } = given;
  const blocks = new Map(), groups = widths.length - run.V;

  function stepsOf(block) { // the points of its steps, in pixels
    const first = block * HOLD, count = Math.min(HOLD, run.S - first + 1);
    return Array.from({ length: count }, (_, n) => {
      const k = first + n, scale = scaleTo(sheet, cornersAt(k));
      const points = Array.from({ length: run.V }, (_x, i) => toPixels(scale, run.at(k, i)));
      return { points, origin: toPixels(scale, run.origin) };
    });
  }
  function namesOf(steps) {
    const words = wanted.map((i) => ({
      key: i, width: widths[i], kind: "word", always: always.has(i),
      points: steps.map(({ points }) => points[i]),
    }));
    const middles = Array.from({ length: groups }, (_, g) => {
      const mine = steps.map(({ points }) => points.filter((_x, i) => group[i] === g));
      const all = steps[0].points, near = spread(mine[0]) < TOGETHER * spread(all);
      return near && {
        key: run.V + g, width: widths[run.V + g], kind: "group", points: mine.map(middleOf),
      };
    });
    return [...middles.filter(Boolean), ...words];
  }
  return function placesAt(k) {
    const block = Math.floor(k / HOLD);
    if (!blocks.has(block)) {
      const before = block % BLOCKS ? placesAt(k - HOLD) : null, steps = stepsOf(block);
      const marks = steps.map(({ points }) => points.map(markBox));
      const names = namesOf(steps), [{ origin }] = steps;
      blocks.set(block, placeNames({ names, marks, sheet, reserved, origin, before, most }));
    }
    return blocks.get(block);
  };
}

const middleOf = (points) => [0, 1].map((j) => (
  points.reduce((sum, point) => sum + point[j], 0) / points.length
));

function spread(points) { // the root of the mean square distance from the middle
  const [x, y] = middleOf(points);
  return Math.sqrt(points.reduce((sum, p) => sum + (p[0] - x) ** 2 + (p[1] - y) ** 2, 0)
    / points.length);
}

// Words in the order in which they earn a name: from each group in turn the one that goes farthest.
export function inOrder(run, group) {
  const way = (i) => Math.hypot(...run.at(run.S, i).map((value, j) => value - run.at(0, i)[j]));
  const far = Array.from({ length: run.V }, (_, i) => i).sort((a, b) => way(b) - way(a));
  const rank = far.map((i, n) => far.slice(0, n).filter((j) => group[j] === group[i]).length);
  return far.map((i, n) => [rank[n], n, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([, , i]) => i);
}
