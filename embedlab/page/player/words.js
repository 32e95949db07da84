// The words of a run in the plane: marks, names, shafts, trails, and what the step has changed.

import { dress, repeat, set, tint, write } from "./dom.js";
import { arrow } from "./geometry.js";
import { placeLabels } from "./labels.js";
import { fixed, pair, shortWord } from "./numbers.js";
import { trailSteps } from "./run.js";

// now: what is shown, see play.js.
export function makeWords(el, data, now, plane) {
  const { words, groups, group, axes } = data;
  const tinted = (node, _, i) => tint(node, group[i]);
  const trails = repeat(el.trails, words, tinted), shafts = repeat(el.shafts, words, tinted);
  const labels = repeat(el.labels, words.map((word) => shortWord(word)), write);
  const marks = repeat(el.words, words, (node, _, i) => {
    set(node, { "data-row": i, tabindex: i ? -1 : 0 });
    dress(el, node, group[i]);
  });
  repeat(el.legend, groups, (item, name, g) => {
    write(item.lastElementChild, name);
    dress(el, item.firstElementChild, g);
  });
  let widths = null, places = new Map(), ways = null;

  const inFront = (i) => now.pinned.has(i) || i === now.hover || now.moved?.row === i;
  const position = (i) => (now.moved?.row === i ? now.moved.at : now.run.at(now.step, i));

  const labelsAt = (points, wanted, before) => {
    const origin = plane.xy([0, 0]);
    return placeLabels({ points, widths, wanted, sheet: plane, origin, before });
  };
  // Places are counted up from the last step that is a multiple of 16: words rest, and a step looks
  // the same however it was reached.
  function placesAt(k) {
    if (!places.has(k)) {
      const before = k % 16 ? placesAt(k - 1) : null;
      const points = words.map((_, i) => plane.xy(now.run.at(k, i)));
      places.set(k, labelsAt(points, words.keys(), before));
    }
    return places.get(k);
  }
  function trail(i) {
    if (!ways) {
      const { run } = now, steps = trailSteps(run.S);
      const way = (j) => steps.map((k) => pair(plane.xy(run.at(k, j))));
      ways = { steps, points: words.map((_, j) => way(j)) };
    }
    const seen = ways.steps.findLastIndex((k) => k <= now.step) + 1;
    return ways.points[i].slice(0, seen).join(" ");
  }
  function update(i) {
    const { run, step } = now, [x, y] = run.at(Math.max(0, step - 1), i);
    const [dx, dy] = run.change(step, i), m = run.magnify;
    return arrow(plane.xy([x, y]), plane.xy([x + m * dx, y + m * dy]), 6);
  }

  // What a screen reader says of each word; needs no sizes.
  function describe() {
    marks.forEach((mark, i) => {
      const place = position(i).map((value, j) => `${axes[j]} ${fixed(value, 2)}`).join(", ");
      const name = `${words[i]}, ${groups[group[i]]}`;
      const label = inFront(i) ? `${name}: ${place}` : name;
      set(mark, { "aria-selected": now.pinned.has(i), "aria-label": label });
    });
  }
  function draw() {
    describe();
    const origin = plane.xy(now.run.origin), points = words.map((_, i) => plane.xy(position(i)));
    const front = [...words.keys()].filter(inFront);
    const wanted = new Set([...front, ...words.keys()]), resting = placesAt(now.step);
    const spots = front.length ? labelsAt(points, wanted, resting) : resting;
    points.forEach((point, i) => {
      const tip = pair(point, 2), way = now.trails || inFront(i) ? `${trail(i)} ${tip}` : "";
      set(marks[i], { transform: `translate(${tip})` });
      set(shafts[i], { d: now.arrows ? arrow(origin, point, 8, 7) : "" });
      set(trails[i], { points: way });
      set(labels[i], { ...spots[i].at, class: inFront(i) ? "el-front" : "" });
    });
    set(el.leaders, { d: spots.map((spot) => spot.leader).join("") });
    set(el.update, { d: now.moved ? "" : words.map((_, i) => update(i)).join("") });
  }
  return {
    marks,
    inFront,
    position,
    describe,
    draw,
    widths() { // of all names, in pixels; measured once
      widths = widths || labels.map((label) => label.getComputedTextLength() + 2);
      return widths;
    },
    forget() { // what was counted for another view or another run
      places = new Map();
      ways = null;
    },
  };
}
