// Names that rest while a real run plays: how often they jump, how long a place is held.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraPath } from "../../embedlab/page/player/camera.js";
import { scaleTo, toPixels, viewOf } from "../../embedlab/page/player/geometry.js";
import { nameBox } from "../../embedlab/page/player/labels.js";
import { HOLD, inOrder, makeResting } from "../../embedlab/page/player/resting.js";
import { run, training, V } from "./training.js";

const { words, groups, group } = training, path = cameraPath(run);
const widths = [...words, ...groups].map((word) => 8 * word.length + 2);

function resting(w, h) {
  const sheet = { w, h }, cornersAt = (k) => viewOf(sheet, path[k], { factor: 0 }).corners;
  const places = makeResting({
    run, group, widths, wanted: inOrder(run, group), always: new Set(), most: 13, sheet,
    reserved: [[0, h - 48, 130, h], [w - 142, h - 48, w, h]], cornersAt,
  });
  const pixels = (k) => {
    const scale = scaleTo(sheet, cornersAt(k));
    return words.map((_, i) => toPixels(scale, run.at(k, i)));
  };
  return { places, pixels };
}
const spotOf = (place) => (place ? String(place.spot) : "hidden");
const SHEETS = [[498, 346], [640, 346], [300, 280]];

test("names that jump, appear or vanish are half a name per step or fewer, on average", () => {
  for (const [w, h] of SHEETS) {
    const { places } = resting(w, h);
    let jumps = 0;
    for (let k = 1; k <= run.S; k++) {
      const [before, after] = [places(k - 1), places(k)];
      for (const key of new Set([...before.keys(), ...after.keys()])) {
        jumps += spotOf(before.get(key)) !== spotOf(after.get(key));
      }
    }
    assert.ok(jumps / run.S <= 0.5, `${(jumps / run.S).toFixed(2)} jumps per step at ${w} × ${h}`);
  }
});

test("a place is held for at least 15 steps", () => {
  const { places } = resting(...SHEETS[0]);
  assert.ok(HOLD >= 15);
  for (let k = 0; k <= run.S; k++) assert.equal(places(k), places(k - (k % HOLD)));
});

test("about eight words and the groups that have come together are named", () => {
  const { places } = resting(...SHEETS[0]);
  for (let k = 0; k <= run.S; k++) {
    const named = [...places(k).keys()].filter((key) => key < V);
    assert.ok(named.length >= 5 && named.length <= 13, `${named.length} words at step ${k}`);
  }
  const inTheEnd = [...places(run.S).keys()].filter((key) => key >= V);
  assert.ok(inTheEnd.length >= 3, "animals, foods, numbers, cities");
});

test("at no step does a name of a word cover a mark or another name", () => {
  const { places, pixels } = resting(...SHEETS[0]);
  for (let k = 0; k <= run.S; k++) {
    const points = pixels(k), named = [...places(k)].filter(([key]) => key < V);
    const boxes = named.map(([key, { spot }]) => nameBox(points[key], widths[key], spot));
    const marks = points.map(([x, y]) => [x - 5, y - 5, x + 5, y + 5]);
    boxes.forEach((a, n) => {
      for (const b of [...marks, ...boxes.slice(n + 1)]) {
        assert.ok(a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1], `step ${k}`);
      }
    });
  }
});

test("a step looks the same however it was reached", () => {
  const onward = resting(...SHEETS[0]).places, back = resting(...SHEETS[0]).places;
  for (let k = 0; k <= run.S; k++) onward(k);
  for (const k of [200, 150, 77, 0]) assert.deepEqual(back(k), onward(k));
});

test("at step 0 each mark can be told from the others", () => {
  const points = resting(...SHEETS[0]).pixels(0);
  const gaps = points.flatMap(([x, y], i) => (
    points.slice(i + 1).map(([a, b]) => Math.hypot(a - x, b - y))
  ));
  assert.ok(Math.min(...gaps) >= 4, `${Math.min(...gaps).toFixed(1)} pixels`);
});

test("the first names are one of each group", () => {
  const first = inOrder(run, group).slice(0, groups.length).map((i) => group[i]);
  assert.equal(new Set(first).size, groups.length);
});
