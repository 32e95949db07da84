// A training run as a page carries it; packing.py wrote it.

import { bytesOf, fixed, numbersOf, signedOf } from "./numbers.js";

export const RATE = 10; // steps per second at speed 1×

export const floatsOf = (text) => new Float32Array(bytesOf(text).buffer);

// Bits that stand for yes or no, eight in a byte, the lowest first.
function bitsOf(text) {
  const bytes = bytesOf(text);
  return (n) => ((bytes[n >> 3] >> (n & 7)) & 1) === 1;
}

// All tables of a run, V rows of `width` numbers each, from the steps of the rows that changed:
// where row i is after step k.
function tablesOf({ steps, changed, scale }, V, count, width) {
  const next = numbersOf(steps), isChanged = bitsOf(changed);
  const all = new Int16Array(count * V * width);
  for (let row = 0; row < count * V; row++) {
    const moves = isChanged(row);
    for (let here = row * width; here < (row + 1) * width; here++) {
      all[here] = (all[here - V * width] ?? 0) + (moves ? signedOf(next()) : 0);
    }
  }
  return (k, i, j) => all[(k * V + i) * width + j] * scale;
}

// at(k, i): where row i is in the plane after step k; cell(k, i, j): its number in column j;
// change(k, i): what step k added to it in the plane; touched(k, i): whether step k looked it up.
// S: steps, V: rows.
export function unpack(data, V, columns) {
  const losses = floatsOf(data.losses), steps = losses.length;
  const inPlane = tablesOf(data.E, V, steps, 2), touched = bitsOf(data.touched);
  const at = (k, i) => [inPlane(k, i, 0), inPlane(k, i, 1)];
  const change = (k, i) => {
    const [x0, y0] = at(Math.max(0, k - 1), i), [x, y] = at(k, i);
    return [x - x0, y - y0];
  };
  return {
    ...data,
    losses,
    at,
    change,
    S: steps - 1,
    V,
    cell: data.cells ? tablesOf(data.cells, V, steps, columns) : inPlane,
    touched: (k, i) => touched(k * V + i),
    ...(data.W && pullsOf(data, V, steps)),
  };
}

// Of a run in two dimensions also: output(k, i), row i of W after step k, and pairsAt(k), the
// [centre, neighbour] of step k.
function pullsOf({ W, pairs }, V, steps) {
  const outputs = tablesOf(W, V, steps, 2), next = numbersOf(pairs.steps);
  const all = Array.from({ length: steps - 1 }, () => {
    let code = 0;
    return Array.from({ length: pairs.each }, () => {
      code += next();
      return [Math.floor(code / V), code % V];
    });
  });
  return {
    output: (k, i) => [outputs(k, i, 0), outputs(k, i, 1)],
    pairsAt: (k) => (k ? all[k - 1] : []),
  };
}

// The read-out at step k: step, time, loss.
export function readings(run, k) {
  return [
    `${k} / ${run.S}`,
    `${fixed(k / RATE, 1)} / ${fixed(run.S / RATE, 1)} s`,
    fixed(run.losses[k], 3),
  ];
}

// The steps that a trail goes through, 200 at most.
export function trailSteps(S) {
  const every = Math.ceil(S / 200) || 1;
  return Array.from({ length: Math.floor(S / every) + 1 }, (_, n) => n * every);
}

// How many steps a picture goes on and how many milliseconds it stays, at a speed. With reduced
// motion there are two pictures a second.
export function pace(speed, reduced) {
  const rate = RATE * speed, stride = reduced ? Math.max(1, Math.round(rate / 2)) : 1;
  return { stride, wait: (1000 * stride) / rate };
}
