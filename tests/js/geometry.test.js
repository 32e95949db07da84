// Points in values and in pixels, views, arrows, and what two vectors make together.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arrow, inside, measure, scaleTo, toPixels, toValues, viewOf, zoomed,
} from "../../embedlab/page/player/geometry.js";
import { between, many } from "./random.js";

const near = (a, b, slack = 1e-9) => assert.ok(Math.abs(a - b) <= slack, `${a} is not ${b}`);
const point = (random, reach) => [between(random, -reach, reach), between(random, -reach, reach)];

function sheetAndBounds(random) {
  const [x, y] = point(random, 10);
  const bounds = [x, y, x + between(random, 0.1, 20), y + between(random, 0.1, 20)];
  return [{ w: between(random, 100, 900), h: between(random, 100, 500) }, bounds];
}

test("values become pixels and come back, and the corners are the corners of the sheet", () => {
  many(200, (random) => {
    const [sheet, bounds] = sheetAndBounds(random), [x0, y0, x1, y1] = bounds;
    const scale = scaleTo(sheet, bounds);
    const value = [between(random, x0, x1), between(random, y0, y1)];
    const back = toValues(scale, sheet, toPixels(scale, value));
    [0, 1].forEach((j) => { near(back[j], value[j], 1e-9); });
    assert.deepEqual(toPixels(scale, [x0, y1]), [0, 0]);
    near(toPixels(scale, [x1, y0])[0], sheet.w);
    near(toPixels(scale, [x1, y0])[1], sheet.h);
  });
});

test("a pixel beside the sheet counts as its edge", () => {
  const sheet = { w: 100, h: 50 }, scale = scaleTo(sheet, [0, 0, 10, 5]);
  assert.deepEqual(toValues(scale, sheet, [-20, 400]), [0, 0]);
  assert.deepEqual(toValues(scale, sheet, [120, -1]), [10, 5]);
});

test("a point is inside with its edge, and outside beyond it", () => {
  const sheet = { w: 10, h: 5 };
  assert.ok(inside([0, 5], sheet));
  assert.ok(!inside([10.1, 2], sheet));
  assert.ok(inside([10.1, 2], sheet, 1));
  assert.ok(!inside([5, -1.1], sheet, 1));
});

test("a view has one scale for both axes", () => {
  many(200, (random) => {
    const [sheet, bounds] = sheetAndBounds(random);
    const factor = [0, 1, 3.7][Math.floor(3 * random())];
    const { sx, sy } = scaleTo(sheet, viewOf(sheet, bounds, { cx: 1, cy: 2, factor }).corners);
    near(sx / sy, 1);
  });
});

test("without a factor all of the bounds is seen, in the middle, and as large as can be", () => {
  many(200, (random) => {
    const [sheet, bounds] = sheetAndBounds(random), [x0, y0, x1, y1] = bounds;
    const { centre, corners } = viewOf(sheet, bounds, { cx: 99, cy: 99, factor: 0 });
    near(centre[0], (x0 + x1) / 2);
    near(centre[1], (y0 + y1) / 2);
    const beyond = [x0 - corners[0], y0 - corners[1], corners[2] - x1, corners[3] - y1];
    assert.ok(Math.min(...beyond) >= -1e-9, "all is seen");
    near(Math.min(...beyond), 0);
  });
});

test("a factor enlarges around the centre that is given", () => {
  const sheet = { w: 200, h: 100 }, bounds = [0, 0, 4, 4];
  const wide = viewOf(sheet, bounds, { cx: 3, cy: 1, factor: 1 }).corners;
  const close = viewOf(sheet, bounds, { cx: 3, cy: 1, factor: 2 }).corners;
  assert.deepEqual(wide, [-1, -1, 7, 3]);
  assert.deepEqual(close, [1, 0, 5, 2]);
});

test("zooming in and out again ends where it began, and ends at its limits", () => {
  near(zoomed(zoomed(2, 1.5), 1 / 1.5), 2);
  assert.equal(zoomed(0, 1.5), 1.5);
  assert.equal(zoomed(60, 1.5), 64);
  assert.equal(zoomed(0.3, 1 / 1.5), 0.25);
});

const numbersIn = (path) => path.match(/-?[\d.]+/g).map(Number);

test("an arrow ends a gap before its goal, on the line to it", () => {
  many(200, (random) => {
    const start = point(random, 200), goal = point(random, 200), gap = between(random, 0, 5);
    const whole = Math.hypot(goal[0] - start[0], goal[1] - start[1]);
    if (whole - gap < 1.6) return;
    const [x0, y0, x, y] = numbersIn(arrow(start, goal, 8, gap));
    near(x0, start[0], 0.051);
    near(y0, start[1], 0.051);
    near(Math.hypot(goal[0] - x, goal[1] - y), gap, 0.15);
    near(Math.hypot(x - start[0], y - start[1]), whole - gap, 0.15);
  });
});

test("the barbs of an arrow are alike, behind its tip, and not longer than half of it", () => {
  many(200, (random, n) => {
    const reach = n % 2 ? 200 : 5, start = point(random, reach), goal = point(random, reach);
    const whole = Math.hypot(goal[0] - start[0], goal[1] - start[1]);
    if (whole < 1.6) return;
    const [, , x, y, ax, ay, , , bx, by] = numbersIn(arrow(start, goal, 8));
    const along = ([px, py]) =>
      ((px - start[0]) * (goal[0] - start[0]) + (py - start[1]) * (goal[1] - start[1])) / whole;
    near(Math.hypot(ax - x, ay - y), Math.hypot(bx - x, by - y), 0.2);
    near(along([ax, ay]), whole - Math.min(8, whole / 2), 0.2);
    near(along([bx, by]), whole - Math.min(8, whole / 2), 0.2);
  });
});

test("an arrow that is too short to be seen is none", () => {
  assert.equal(arrow([3, 3], [3, 3], 8), "");
  assert.equal(arrow([0, 0], [8, 0], 8, 7), "");
  assert.equal(arrow([0, 0], [Number.NaN, 0], 8), "");
});

test("the measures of two vectors agree with each other", () => {
  many(200, (random) => {
    const a = point(random, 5), b = point(random, 5);
    const { dot, lengths, cosine, angle, share } = measure(a, b);
    near(lengths[0] ** 2, a[0] ** 2 + a[1] ** 2);
    near(dot, lengths[0] * lengths[1] * cosine);
    near(Math.cos((angle * Math.PI) / 180), cosine);
    const rest = a.map((value, j) => value - share * b[j]); // falls onto b at a right angle
    near(rest[0] * b[0] + rest[1] * b[1], 0);
  });
});

test("a vector of length 0 has no angle, and nothing falls onto it", () => {
  const nothing = measure([0, 0], [1, 2]);
  assert.deepEqual([nothing.cosine, nothing.angle, nothing.share], [null, null, 0]);
  assert.equal(measure([1, 2], [0, 0]).share, null);
});

test("a cosine never leaves −1 … 1, so that there is an angle", () => {
  many(500, (random) => {
    const a = point(random, 3), times = between(random, 0.1, 9);
    near(measure(a, a.map((value) => value * times)).angle, 0, 1e-5);
    near(measure(a, a.map((value) => -value * times)).angle, 180, 1e-5);
  });
});
