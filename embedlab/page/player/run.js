// A training run as a page carries it; packing.py wrote it.

import { fixed } from "./numbers.js";

export const RATE = 10; // steps per second at speed 1×

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// at(k, i): where row i is after step k; change(k, i): what step k added to it, along each axis and
// the length of the whole; touched(k, i): whether step k looked it up. S: steps, V: rows.
export function unpack(data) {
  const xy = new Int16Array(bytesOf(data.positions).buffer);
  const losses = new Float32Array(bytesOf(data.losses).buffer);
  const touched = bytesOf(data.touched), lengths = bytesOf(data.lengths);
  const V = xy.length / 2 / losses.length;
  const at = (k, i) => {
    const n = 2 * (k * V + i);
    return [xy[n] * data.scale, xy[n + 1] * data.scale];
  };
  const change = (k, i) => {
    const [x0, y0] = at(Math.max(0, k - 1), i), [x, y] = at(k, i);
    return [x - x0, y - y0, (lengths[k * V + i] / 255) * data.full];
  };
  return {
    ...data,
    losses,
    at,
    change,
    S: losses.length - 1,
    V,
    touched: (k, i) => touched[k * V + i] === 1,
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
