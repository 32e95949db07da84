// What the camera sees: all points at each step, as large as the data allow, without jumps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraPath } from "../../embedlab/page/player/camera.js";
import { between, many } from "./random.js";
import { run, V } from "./training.js";

function wandering(random, S = 60, rows = 5) {
  const point = () => [between(random, -1, 1), between(random, -1, 1)];
  const start = Array.from({ length: rows }, point), steps = Array.from({ length: S + 1 }, point);
  const at = (k, i) => start[i].map((value, j) => value + k * steps[k][j]);
  return { S, V: rows, origin: [0, 0], at };
}

test("no point ever leaves the picture, and neither does the origin", () => {
  many(40, (random, n) => {
    const one = n ? wandering(random) : run, path = cameraPath(one);
    path.forEach(([x0, y0, x1, y1], k) => {
      const points = Array.from({ length: one.V }, (_, i) => one.at(k, i));
      for (const [x, y] of [one.origin, ...points]) {
        assert.ok(x >= x0 && x <= x1 && y >= y0 && y <= y1);
      }
    });
  });
});

test("step 0 of a training fills the square: its points reach over two thirds of it", () => {
  const [x0, y0, x1, y1] = cameraPath(run)[0];
  const points = Array.from({ length: V }, (_, i) => run.at(0, i));
  const spans = [0, 1].map((j) => {
    const values = points.map((point) => point[j]);
    return Math.max(...values) - Math.min(...values);
  });
  assert.ok(Math.max(spans[0] / (x1 - x0), spans[1] / (y1 - y0)) > 2 / 3);
  assert.ok(x1 - x0 < (run.bounds[2] - run.bounds[0]) / 5, "the whole run is far wider");
});

test("from one step to the next the picture grows or shrinks by less than a tenth", () => {
  const sides = cameraPath(run).map(([x0, y0, x1, y1]) => Math.max(x1 - x0, y1 - y0));
  sides.slice(1).forEach((side, k) => {
    assert.ok(Math.abs(Math.log(side / sides[k])) < 0.1, `step ${k + 1}`);
  });
});

test("points that are all one still have a picture", () => {
  const [[x0, , x1]] = cameraPath({ S: 0, V: 1, origin: [0, 0], at: () => [0, 0] });
  assert.ok(x1 - x0 > 0);
});
