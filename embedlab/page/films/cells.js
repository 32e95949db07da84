// The numbers of a film: what is in a cell, also on the way from one frame to the next.
//
// Empty cells are NaN. A time in a frame goes from 0, where the frame before is seen, to 1. Rows
// that travel are on their way until LANDED; only then do numbers change.

import { clamp, fixed, numbersOf, signedOf } from "../player/numbers.js";

export const LANDED = 0.6;

export const ease = (t) => t * t * (3 - 2 * t);

// How far rows have travelled at a time, and how far numbers have changed.
export function progress(t, travels) {
  if (!travels) return { way: 1, change: ease(t) };
  const after = clamp((t - LANDED) / (1 - LANDED), 0, 1);
  return { way: ease(clamp(t / LANDED, 0, 1)), change: ease(after) };
}

// A cell between two numbers. To or from an empty cell or infinity it jumps.
export function between(before, after, change) {
  if (before === after || change >= 1) return after;
  if (Number.isFinite(before) && Number.isFinite(after)) return before + (after - before) * change;
  return change > 0 ? after : before;
}

// A number in a cell, with `digits` after the point.
export function cellText(value, digits) {
  if (Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  return fixed(value, digits);
}

// How strong the colour of a cell is, −100 … 100, by the number of the strongest colour.
export const shadeOf = (value, limit) => Math.round(clamp((100 * value) / limit, -100, 100));

const NAMED = [NaN, -Infinity, Infinity];

// The frames with all their tables: lists of numbers, row by row. about: what reel.py says of each.
export function unpackFilm(frames, about) {
  let tables = {};
  const read = ([n, text]) => {
    const { rows, columns, digits } = about[n], next = numbersOf(text), whole = 10 ** digits;
    return [n, Array.from({ length: rows.length * columns }, () => {
      const number = next();
      return number < 3 ? NAMED[number] : signedOf(number - 3) / whole;
    })];
  };
  return frames.map((frame) => {
    tables = { ...tables, ...Object.fromEntries(Object.entries(frame.tables).map(read)) };
    return { ...frame, tables };
  });
}

// Milliseconds at speed 1: for the way into a frame, and for reading its sentence.
export function times({ arrows, sentence }) {
  return { way: arrows.length ? 1000 : 500, rest: Math.max(1000, 38 * sentence.length) };
}
