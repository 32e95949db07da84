// Numbers as the player writes them, and the marks of an axis.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp, fixed, pair, shortWord, ticks } from "../../embedlab/page/player/numbers.js";
import { between, many } from "./random.js";

test("a number has a true minus sign, and a zero has none", () => {
  assert.equal(fixed(1.25, 1), "1.3");
  assert.equal(fixed(-1.5, 2), "−1.50");
  assert.equal(fixed(-0, 1), "0.0");
  assert.equal(fixed(-0.04, 1), "0.0");
  assert.equal(fixed(-0.05, 1), "−0.1");
  assert.equal(fixed(-12, 0), "−12");
});

test("a number that is written can be read back to the last digit", () => {
  many(200, (random) => {
    const value = between(random, -1000, 1000), digits = Math.floor(4 * random());
    const read = Number(fixed(value, digits).replace("−", "-"));
    assert.ok(Math.abs(read - value) <= 0.5 * 10 ** -digits + 1e-9);
    assert.ok(!fixed(value, digits).includes("-"));
  });
});

test("a point is written as SVG reads it, with a hyphen for minus", () => {
  assert.equal(pair([1, -2.25]), "1.0,-2.3");
  assert.equal(pair([1, -2.25], 2), "1.00,-2.25");
});

test("clamp keeps what lies between and moves what does not to the edge", () => {
  assert.deepEqual([-1, 0.5, 3].map((value) => clamp(value, 0, 2)), [0, 0.5, 2]);
});

// An axis with `pixels` from low to high, and lines at least `gap` pixels apart.
function axis(random) {
  const span = 10 ** between(random, -4, 5), low = between(random, -100, 100) * span;
  const high = low + span, pixels = between(random, 100, 900);
  const gap = between(random, 20, 90), scale = pixels / (high - low);
  return { low, high, scale, gap, ...ticks(low, high, scale, gap) };
}

test("marks are multiples of 1, 2 or 5 times a power of ten, and none is left out", () => {
  many(500, (random) => {
    const { low, high, unit, marks } = axis(random);
    const first = unit / 10 ** Math.floor(Math.log10(unit) + 1e-9);
    assert.ok([1, 2, 5].some((m) => Math.abs(first - m) < 1e-6), `unit ${unit}`);
    const slack = 1e-6 * unit;
    for (const { value } of marks) {
      assert.ok(value >= low - slack && value <= high + slack);
      assert.ok(Math.abs(value / unit - Math.round(value / unit)) < 1e-6);
    }
    marks.slice(1).forEach(({ value }, i) => {
      assert.ok(Math.abs(value - marks[i].value - unit) < slack);
    });
    assert.ok(marks.length === 0 || marks[0].value - unit < low);
    assert.ok(marks.length === 0 || marks.at(-1).value + unit > high);
    assert.ok(marks.length >= Math.floor((high - low) / unit));
  });
});

test("marks are at least a gap apart, and less than two and a half", () => {
  many(500, (random) => {
    const { scale, gap, unit } = axis(random);
    assert.ok(unit * scale >= gap * 0.998);
    assert.ok(unit * scale <= gap * 2.5 + 1e-6);
  });
});

test("the texts of marks are their values, in as many digits as tell them apart", () => {
  many(500, (random) => {
    const { unit, marks } = axis(random);
    for (const { value, text } of marks) {
      assert.ok(Math.abs(Number(text.replace("−", "-")) - value) < 1e-6 * unit, text);
    }
    assert.equal(new Set(marks.map(({ text }) => text)).size, marks.length);
  });
});

test("an axis through zero has a mark at zero, without a sign", () => {
  const { unit, marks } = ticks(-1.3, 1.3, 100, 70);
  assert.equal(unit, 1);
  assert.deepEqual(marks.map(({ text }) => text), ["−1", "0", "1"]);
  assert.deepEqual(ticks(-0.3, 0.3, 400, 70).marks.map(({ text }) => text), ["−0.2", "0.0", "0.2"]);
});

test("a long word is cut to its beginning, a short one stays", () => {
  assert.equal(shortWord("cat"), "cat");
  assert.equal(shortWord("x".repeat(24)), "x".repeat(24));
  assert.equal(shortWord("y".repeat(120)), `${"y".repeat(23)}…`);
});
