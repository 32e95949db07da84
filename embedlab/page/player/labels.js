// Names beside their marks for a number of steps: in none of them does a name cover another one, a
// mark or what is reserved; those that find no place stay hidden.

import { inside } from "./geometry.js";
import { clamp, pair } from "./numbers.js";

const WORD_HEIGHT = 16, MARK = 5; // pixels; a mark reaches that far to each side
const NEAR = 4; // a mark that lies so far beside the sheet still has its name
const AWAY = { word: [3, 13, 26], group: [8, 20, 34, 50] }; // pixels between a mark and its name

// Boxes are [left, top, right, bottom].
export const markBox = ([x, y]) => [x - MARK, y - MARK, x + MARK, y + MARK];
const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

// names: { key, width, points: where the mark is at each step, kind: "word" or "group", always: it
// must be seen }, the most important first. marks: the boxes at each step. before: the places of
// the steps before, kept where they fit. Gives back places by key: { spot, turn }; turn counts how
// often the place has changed.
export function placeNames({ names, marks, sheet, reserved, origin, before, most = Infinity }) {
  const places = new Map(), placed = [];
  const isFree = (boxes) => boxes.every((box, step) => (
    box[0] > 1 && box[1] > 1 && box[2] < sheet.w - 1 && box[3] < sheet.h - 1
    && !reserved.some((other) => overlap(box, other))
    && !marks[step].some((other) => overlap(box, other))
    && !placed.some((others) => overlap(box, others[step]))
  ));
  const seenBefore = ({ key, always }) => (always ? 2 : Number(before?.has(key) ?? false));
  for (const name of [...names].sort((a, b) => seenBefore(b) - seenBefore(a))) {
    const { key, width, points, kind, always } = name, old = before?.get(key);
    if (!points.every((point) => inside(point, sheet, NEAR))) continue;
    if (placed.length >= most && !always) continue;
    const spots = spotsAround(points[0], origin, AWAY[kind]);
    if (old) spots.unshift(old.spot);
    const boxesAt = (spot) => points.map((point) => nameBox(point, width, spot));
    const spot = spots.find((each) => isFree(boxesAt(each))) ?? (always ? spots[0] : null);
    if (!spot) continue;
    placed.push(boxesAt(spot));
    const moved = old && String(old.spot) !== String(spot);
    places.set(key, { spot, turn: (old?.turn ?? 0) + Number(moved ?? 0) });
  }
  return places;
}

// Whether a name at its place covers one of the boxes.
export const covers = (point, width, { spot }, boxes) => {
  const box = nameBox(point, width, spot);
  return boxes.some((other) => overlap(box, other));
};

// A spot is [gap, eighth of a turn]: outward from the origin first, then more and more aside.
function spotsAround([x, y], [ox, oy], gaps) {
  const outward = Math.round((Math.atan2(y - oy, x - ox) / Math.PI) * 4);
  return gaps.flatMap((gap) => [0, 1, -1, 2, -2, 3, -3, 4].map((turn) => [gap, outward + turn]));
}

export function nameBox([x, y], width, [gap, eighth]) {
  const angle = (eighth * Math.PI) / 4;
  const dx = Math.round(1.4 * Math.cos(angle)), dy = Math.round(1.4 * Math.sin(angle));
  const away = gap + (dx && dy ? 2 : 5);
  const left = x + dx * away + ((dx - 1) * width) / 2;
  const top = y + dy * away + ((dy - 1) * WORD_HEIGHT) / 2;
  return [left, top, left + width, top + WORD_HEIGHT];
}

// How a name is drawn: where its text begins, and a line to its mark if that is far.
export function drawName(point, width, { spot, turn }, sheet) {
  const [left, top, right, bottom] = nameBox(point, width, spot);
  const x = clamp(left, 1, sheet.w - width), y = clamp(top, 1, sheet.h - WORD_HEIGHT);
  const nearest = [clamp(point[0], left, right), clamp(point[1], top, bottom)];
  const leader = spot[0] > 10 ? `M${pair(point)}L${pair(nearest)}` : "";
  const at = { x: x.toFixed(1), y: (y + 12.5).toFixed(1), display: "inline" };
  return { leader, at, turn: turn % 2 };
}
