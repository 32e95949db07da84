// Why a row moves: what the pairs of one step add to it, from the numbers of the page alone.
//
// For a pair (centre, neighbour) the loss is -ln p(neighbour), p = softmax(W e). Its gradient for e
// is (rows expected) - W[neighbour], so that a step of SGD adds lr / B times W[neighbour] and
// subtracts as much of the rows expected.

// Of row i in step k: { towards: [{ word, times, by }], expected, sum, change, exact }, or null if
// the step did not look it up. exact: the sum is the change, as with plain SGD.
export function pullsOn(run, k, i) {
  const pairs = run.pairsAt(k), mine = pairs.filter(([centre]) => centre === i);
  if (!mine.length) return null;
  const part = run.lr / pairs.length, times = new Map();
  for (const [, neighbour] of mine) times.set(neighbour, (times.get(neighbour) ?? 0) + 1);
  const towards = [...times].map(([word, count]) => (
    { word, times: count, by: scaled(run.output(k - 1, word), part * count) }
  ));
  const expected = scaled(expectedRow(run, k - 1, i), -part * mine.length);
  const sum = [0, 1].map((j) => towards.reduce((all, { by }) => all + by[j], expected[j]));
  const change = run.change(k, i), off = Math.hypot(sum[0] - change[0], sum[1] - change[1]);
  const exact = off <= 3 * (run.E.scale + part * mine.length * run.W.scale)
    + 0.002 * Math.hypot(...sum);
  return { towards, expected, sum, change, exact };
}

const scaled = (row, times) => row.map((value) => value * times);

// The mean row of W, each weighted with the probability that the model gives to its word.
function expectedRow(run, k, i) {
  const e = run.at(k, i), rows = Array.from({ length: run.V }, (_, j) => run.output(k, j));
  const logits = rows.map((row) => row[0] * e[0] + row[1] * e[1]), most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const all = weights.reduce((sum, weight) => sum + weight);
  return [0, 1].map((j) => rows.reduce((sum, row, n) => sum + row[j] * weights[n], 0) / all);
}

// The next step after k that looks row i up, or the last one before; null if there is none.
export function stepThatReads(run, k, i) {
  for (let next = k + 1; next <= run.S; next++) if (run.touched(next, i)) return next;
  for (let before = k - 1; before > 0; before--) if (run.touched(before, i)) return before;
  return null;
}
