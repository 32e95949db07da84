// Points, in values and in pixels. A sheet is { w, h } in pixels; pixels count from its top left.

import { clamp, pair } from "./numbers.js";

export function inside([x, y], sheet, edge = 0) {
  return x >= -edge && y >= -edge && x <= sheet.w + edge && y <= sheet.h + edge;
}

// What part of the values a sheet shows, and how large: its corners are [x0, y0, x1, y1].
export function scaleTo(sheet, [x0, y0, x1, y1]) {
  return { x0, y1, sx: sheet.w / (x1 - x0), sy: sheet.h / (y1 - y0) };
}

export function toPixels({ x0, y1, sx, sy }, [x, y]) {
  return [(x - x0) * sx, (y1 - y) * sy];
}

// Pixels beside the sheet count as its edge.
export function toValues({ x0, y1, sx, sy }, sheet, [x, y]) {
  return [clamp(x, 0, sheet.w) / sx + x0, y1 - clamp(y, 0, sheet.h) / sy];
}

// The view of a plane, both axes in one scale: its centre and its corners. factor: how many times
// as large as when all of bounds fits; 0 stands for: fit all, in the middle.
export function viewOf(sheet, [x0, y0, x1, y1], { cx, cy, factor }) {
  const fits = Math.min(sheet.w / (x1 - x0), sheet.h / (y1 - y0));
  const scale = (factor || 1) * fits;
  const centre = factor ? [cx, cy] : [(x0 + x1) / 2, (y0 + y1) / 2];
  const dx = sheet.w / scale / 2, dy = sheet.h / scale / 2;
  const [x, y] = centre;
  return { centre, corners: [x - dx, y - dy, x + dx, y + dy] };
}

export const zoomed = (factor, times) => clamp((factor || 1) * times, 0.25, 64);

// An arrow as a path: the shaft, and an open head that ends `gap` pixels before its goal.
export function arrow([x0, y0], [x1, y1], head, gap = 0) {
  const whole = Math.hypot(x1 - x0, y1 - y0), length = whole - gap;
  if (!(length >= 1.5)) return "";
  const dx = (x1 - x0) / whole, dy = (y1 - y0) / whole, s = Math.min(head, length / 2);
  const x = x0 + dx * length, y = y0 + dy * length;
  const barb = (turn) => pair([x - s * (dx + turn * dy), y - s * (dy - turn * dx)]);
  const tip = pair([x, y]);
  return `M${pair([x0, y0])}L${tip}M${barb(0.55)}L${tip}L${barb(-0.55)}`;
}

// What two vectors make together. Without a direction (length 0) there is no angle: cosine is null;
// onto b of length 0 nothing falls: share is null.
export function measure([ax, ay], [bx, by]) {
  const dot = ax * bx + ay * by, a = Math.hypot(ax, ay), b = Math.hypot(bx, by);
  const cosine = a && b ? clamp(dot / a / b, -1, 1) : null;
  return {
    dot,
    lengths: [a, b],
    cosine,
    angle: cosine === null ? null : (Math.acos(cosine) * 180) / Math.PI,
    share: b ? dot / b / b : null, // the shadow of a on b is this multiple of b
  };
}
