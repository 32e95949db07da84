// The dot product as a rectangle, and goals of two vectors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "../../embedlab/page/player/geometry.js";
import { productBox, quantities, reached } from "../../embedlab/page/player/product.js";
import { between, many } from "./random.js";

const vector = (random) => [between(random, -4, 4), between(random, -4, 4)];
const of = (a, b) => quantities(measure(a, b));

test("the signed area of the rectangle is the dot product", () => {
  many(200, (random) => {
    const a = vector(random), b = vector(random), now = of(a, b);
    const { width, height, scale } = productBox(now["‖b‖"], now.shadow, 3);
    const dot = a[0] * b[0] + a[1] * b[1];
    assert.ok(Math.abs((width / scale) * (height / scale) - dot) < 1e-9);
    assert.equal(Math.sign(height), Math.sign(dot));
  });
});

test("the rectangle stays in its room, and its grid can be seen", () => {
  many(200, (random) => {
    const { width, height, scale, unit } = productBox(
      between(random, 0, 30), between(random, -30, 30), between(random, 0.1, 9),
    );
    assert.ok(width <= 132.001 && Math.abs(height) <= 66.001);
    assert.ok(unit * scale >= 9.98 && unit * scale <= 26);
  });
});

test("a rectangle without width or height is drawn in the scale of the start", () => {
  assert.equal(productBox(0, 0, 3).scale, productBox(1, 1, 3).scale);
});

test("a number is reached within its slack, from both sides", () => {
  const start = of([2, 1], [1, 2]);
  assert.ok(reached({ cosine: 0 }, of([2, 0], [0, 3]), start));
  assert.ok(reached({ cosine: -1 }, of([1, 1], [-2, -2]), start));
  assert.ok(reached({ angle: 45 }, of([1, 0], [1, 1.01]), start));
  assert.ok(!reached({ dot: 0 }, of([2, 1], [1, -1.9]), start));
});

test("the same and another are meant against the start", () => {
  const start = of([2, 1], [1, 2]), goal = { cosine: "same", dot: "other" };
  assert.ok(!reached(goal, start, start));
  assert.ok(reached(goal, of([4, 2], [1, 2]), start));
  assert.ok(!reached(goal, of([4, -2], [1, 2]), start));
  assert.ok(reached({ dot: "same", cosine: "other" }, of([4, 0], [1, 5]), start));
});

test("what is undefined reaches no goal", () => {
  const start = of([2, 1], [1, 2]);
  assert.ok(!reached({ cosine: 0 }, of([0, 0], [1, 2]), start));
  assert.ok(!reached({ cosine: "other" }, of([1, 1], [1, 2]), of([0, 0], [1, 2])));
  assert.ok(reached({ dot: 0 }, of([0, 0], [1, 2]), start));
});
