// A run as a page carries it: what is unpacked is what Python packed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pace, readings, trailSteps, unpack } from "../../embedlab/page/player/run.js";

const file = new URL("../data/packed_run.json", import.meta.url);
const { packed, numbers } = JSON.parse(readFileSync(file, "utf8"));
const run = unpack(packed, numbers.positions[0].length, numbers.cells[0][0].length);

function eachRow(act) {
  for (let k = 0; k <= run.S; k++) for (let i = 0; i < run.V; i++) act(k, i);
}

test("a run has its steps and rows", () => {
  assert.equal(run.S, numbers.losses.length - 1);
  assert.equal(run.V, numbers.positions[0].length);
});

test("positions are those of the table, to half a unit of 16 bits", () => {
  eachRow((k, i) => {
    run.at(k, i).forEach((value, j) => {
      assert.ok(Math.abs(value - numbers.positions[k][i][j]) <= packed.E.scale * 0.5001);
    });
  });
});

test("losses are exact to 32 bits", () => {
  assert.deepEqual([...run.losses], numbers.losses.map(Math.fround));
});

test("looked-up rows are those of the trace", () => {
  eachRow((k, i) => { assert.equal(run.touched(k, i), numbers.touched[k][i]); });
  assert.ok(numbers.touched.flat().includes(true));
});

test("cells are the numbers of the table, to half a unit of 8 bits", () => {
  eachRow((k, i) => {
    numbers.cells[k][i].forEach((value, j) => {
      assert.ok(Math.abs(run.cell(k, i, j) - value) <= packed.cells.scale * 0.5001);
    });
  });
});

test("a change is the difference of two positions", () => {
  eachRow((k, i) => {
    const [dx, dy] = run.change(k, i), before = numbers.positions[Math.max(0, k - 1)][i];
    const [x, y] = numbers.positions[k][i];
    assert.ok(Math.abs(dx - (x - before[0])) <= packed.E.scale * 1.001);
    assert.ok(Math.abs(dy - (y - before[1])) <= packed.E.scale * 1.001);
  });
});

test("what else a run carries stays as it is", () => {
  assert.deepEqual(run.bounds, packed.bounds);
  assert.deepEqual(run.origin, [0, 0]);
  assert.equal(run.full, packed.full);
});

test("the read-out says step, time and loss", () => {
  assert.deepEqual(readings({ S: 40, losses: [3.64, 2.5] }, 1), ["1 / 40", "0.1 / 4.0 s", "2.500"]);
});

test("a trail has every step of a short run, and 201 points at most", () => {
  assert.deepEqual(trailSteps(3), [0, 1, 2, 3]);
  assert.deepEqual(trailSteps(0), [0]);
  for (const S of [199, 200, 201, 777, 2000]) {
    const steps = trailSteps(S);
    assert.ok(steps.length <= 201);
    assert.ok(steps[0] === 0 && steps.at(-1) <= S);
    assert.ok(S - steps.at(-1) < steps[1]);
  }
});

test("ten pictures a second show each step; with reduced motion two show as many steps", () => {
  assert.deepEqual(pace(1, false), { stride: 1, wait: 100 });
  assert.deepEqual(pace(4, false), { stride: 1, wait: 25 });
  for (const speed of [1, 2, 4]) {
    const { stride, wait } = pace(speed, true);
    assert.equal(wait, 500);
    assert.equal(stride / wait, speed / 100);
  }
  assert.equal(pace(0.25, true).stride, 1);
});
