// Why a row moves: the arrows, against the gradients of embedlab and against finite differences.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pullsOn, stepThatReads } from "../../embedlab/page/player/pulls.js";
import { run, training, V } from "./training.js";

const rows = [...Array(V).keys()], unit = run.E.scale;
const near = (a, b, slack) => a.forEach((value, j) => {
  assert.ok(Math.abs(value - b[j]) <= slack, `${value} is not ${b[j]}`);
});

test("the sum is −lr times the gradient that embedlab computes, for every row looked up", () => {
  for (const [step, gradients] of Object.entries(training.gradients)) {
    const k = Number(step);
    for (const i of rows) {
      const pulls = pullsOn(run, k, i);
      assert.equal(pulls !== null, run.touched(k, i));
      if (pulls) near(pulls.sum, gradients[i].map((value) => -training.lr * value), unit);
      else near(gradients[i], [0, 0], 0);
    }
  }
});

test("the arrows sum to the update, within the precision of the page, at every step", () => {
  let tried = 0;
  for (let k = 1; k <= run.S; k++) {
    for (const i of rows) {
      const pulls = pullsOn(run, k, i);
      if (!pulls) continue;
      const parts = [pulls.expected, ...pulls.towards.map(({ by }) => by)];
      near(pulls.sum, [0, 1].map((j) => parts.reduce((sum, by) => sum + by[j], 0)), 1e-12);
      near(pulls.sum, pulls.change, 2 * unit);
      assert.ok(pulls.exact);
      tried += 1;
    }
  }
  assert.ok(tried > 2000);
});

test("the sum leads down the loss of the pairs, as finite differences see it", () => {
  const k = 57, i = rows.find((row) => run.touched(k, row)), eps = 1e-5;
  const W = rows.map((j) => run.output(k - 1, j)), pairs = run.pairsAt(k);
  const loss = (e) => {
    const logits = W.map((row) => row[0] * e[0] + row[1] * e[1]);
    const all = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const mine = pairs.filter(([centre]) => centre === i);
    return mine.reduce((sum, [, neighbour]) => sum + all - logits[neighbour], 0) / pairs.length;
  };
  const e = run.at(k - 1, i);
  const slope = [0, 1].map((j) => {
    const [up, down] = [1, -1].map((sign) => loss(e.map((v, n) => v + (n === j ? sign * eps : 0))));
    return (up - down) / 2 / eps;
  });
  near(pullsOn(run, k, i).sum, slope.map((value) => -training.lr * value), 1e-7);
});

test("each neighbour pulls along its row of W, as often as it occurs", () => {
  const { towards } = pullsOn(run, 57, run.pairsAt(57)[0][0]), pairs = run.pairsAt(57);
  const times = towards.reduce((sum, one) => sum + one.times, 0);
  assert.equal(times, pairs.filter(([centre]) => centre === pairs[0][0]).length);
  for (const { word, by, times: often } of towards) {
    near(by, run.output(56, word).map((value) => (value * often * run.lr) / pairs.length), 1e-12);
  }
});

test("a row that something else moved is not said to be exact", () => {
  const i = run.pairsAt(57)[0][0];
  const pushed = { ...run, change: () => [0.3, -0.2] };
  assert.ok(!pullsOn(pushed, 57, i).exact);
});

test("the next step that looks a row up is found, else the last one before", () => {
  const seen = { S: 9, touched: (k) => k === 3 || k === 7 };
  assert.deepEqual([0, 3, 5, 8].map((k) => stepThatReads(seen, k, 0)), [3, 7, 7, 7]);
  assert.equal(stepThatReads({ S: 9, touched: () => false }, 4, 0), null);
});
