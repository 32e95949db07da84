// What is in the cells of a film, also between two frames.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  between, cellText, ease, LANDED, progress, shadeOf, times, unpackFilm,
} from "../../embedlab/page/films/cells.js";
import { between as anyFrom, many } from "./random.js";

test("a frame begins as the one before and ends as itself, and never goes back", () => {
  for (const travels of [true, false]) {
    assert.equal(progress(0, travels).change, 0);
    assert.deepEqual(progress(1, travels), { way: 1, change: 1 });
    let before = { way: 0, change: 0 };
    for (let t = 0; t <= 1; t += 0.01) {
      const now = progress(t, travels);
      assert.ok(now.way >= before.way && now.change >= before.change);
      before = now;
    }
  }
});

test("no number changes while a row is on its way", () => {
  assert.equal(progress(LANDED, true).change, 0);
  assert.equal(progress(LANDED, true).way, 1);
  assert.ok(progress(LANDED / 2, true).way > 0.4);
});

test("a number on its way is between its ends", () => {
  many(200, (random) => {
    const a = anyFrom(random, -9, 9), b = anyFrom(random, -9, 9), x = between(a, b, ease(random()));
    assert.ok(x >= Math.min(a, b) - 1e-12 && x <= Math.max(a, b) + 1e-12);
    assert.equal(between(a, b, 1), b);
    assert.equal(between(a, b, 0), a);
  });
});

test("to and from empty cells and infinity a cell jumps once the row has landed", () => {
  assert.ok(Number.isNaN(between(NaN, 3, 0)));
  assert.equal(between(NaN, 3, 0.1), 3);
  assert.equal(between(2, -Infinity, 0), 2);
  assert.equal(between(2, -Infinity, 0.1), -Infinity);
});

test("cells are written with a true minus, and empty ones not at all", () => {
  assert.equal(cellText(-0.931, 2), "−0.93");
  assert.equal(cellText(-0.001, 2), "0.00");
  assert.equal(cellText(-3, 0), "−3");
  assert.equal(cellText(NaN, 2), "");
  assert.equal(cellText(-Infinity, 2), "−∞");
});

test("the strongest colour is at the limit, and none is stronger", () => {
  assert.deepEqual([-4, -2, 0, 1, 99].map((x) => shadeOf(x, 4)), [-100, -50, 0, 25, 100]);
});

test("a table that a frame does not have is the one of the frame before", () => {
  const about = [
    { rows: ["a"], columns: 4, digits: 1 },
    { rows: ["a", "b"], columns: 1, digits: 0 },
  ];
  const packed = (...halves) => btoa(String.fromCharCode(...halves)); // the lower half first
  const frames = unpackFilm([ // 3 + 2 · 15 = 33 = octal 41
    { tables: { 0: packed(0x49, 0x10, 0x02), 1: packed(0x57) }, sentence: "a" },
    { tables: { 1: packed(0x46) }, sentence: "b" },
  ], about);
  assert.deepEqual(frames[1].tables, { 0: [1.5, NaN, -Infinity, Infinity], 1: [-2, -1] });
  assert.deepEqual(frames[0].tables[1], [2, 1]);
  assert.equal(frames[1].sentence, "b");
});

test("a longer sentence stays longer", () => {
  const time = (n) => times({ arrows: [], sentence: "x".repeat(n) }).rest;
  assert.ok(time(100) > time(60) && time(5) >= 1000);
});
