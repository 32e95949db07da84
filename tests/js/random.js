// Random numbers that are the same in each run.

// A generator of numbers in [0, 1), by its seed (mulberry32).
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Many cases: act(random, n) with generators of their own.
export function many(cases, act) {
  for (let n = 0; n < cases; n++) act(seeded(n), n);
}

export const between = (random, low, high) => low + (high - low) * random();
