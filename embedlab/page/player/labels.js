// Words beside their marks, so that none covers another or a mark; the ones that find no place stay
// hidden.

import { inside } from "./geometry.js";
import { clamp, pair } from "./numbers.js";

const WORD_HEIGHT = 13, MARK = 5; // pixels; a mark reaches that far to each side
const BUTTONS = { w: 40, h: 104 }; // the zoom buttons, in the corner below on the right
const NEAR = 4; // a mark that lies so far beside the sheet still has its word
const HIDDEN = { leader: "", at: { x: 0, y: 0, display: "none" } };

// points, widths: of all words, in pixels; wanted: their numbers, the most important first;
// before: the places one step ago, kept where they still fit.
export function placeLabels({ points, widths, wanted, sheet, origin, before }) {
  const places = points.map(() => HIDDEN);
  const taken = points.filter((point) => inside(point, sheet, NEAR)).map(markBox);
  taken.push([sheet.w - BUTTONS.w, sheet.h - BUTTONS.h, sheet.w, sheet.h]);
  const gaps = points.length > 80 ? [3] : [3, 13, 26]; // pixels between a mark and its word
  for (const i of wanted) {
    if (!inside(points[i], sheet, NEAR)) continue;
    const spots = spotsAround(points[i], origin, gaps);
    if (before?.[i].spot) spots.unshift(before[i].spot);
    for (const spot of spots) {
      const box = wordBox(points[i], widths[i], spot);
      if (!isFree(box, sheet, taken)) continue;
      taken.push(box);
      places[i] = placeOf(points[i], box, spot);
      break;
    }
  }
  return places;
}

// A spot is [gap, eighth of a turn]: outward from the origin first, then more and more aside.
function spotsAround([x, y], [ox, oy], gaps) {
  const outward = Math.round((Math.atan2(y - oy, x - ox) / Math.PI) * 4);
  return gaps.flatMap((gap) => [0, 1, -1, 2, -2, 3, -3, 4].map((turn) => [gap, outward + turn]));
}

// Boxes are [left, top, right, bottom].
const markBox = ([x, y]) => [x - MARK, y - MARK, x + MARK, y + MARK];

function wordBox([x, y], width, [gap, eighth]) {
  const angle = (eighth * Math.PI) / 4;
  const dx = Math.round(1.4 * Math.cos(angle)), dy = Math.round(1.4 * Math.sin(angle));
  const away = gap + (dx && dy ? 2 : 5);
  const left = x + dx * away + ((dx - 1) * width) / 2;
  const top = y + dy * away + ((dy - 1) * WORD_HEIGHT) / 2;
  return [left, top, left + width, top + WORD_HEIGHT];
}

function isFree([left, top, right, bottom], sheet, taken) {
  const fits = left > 1 && top > 1 && right < sheet.w - 1 && bottom < sheet.h - 1;
  return fits && taken.every((t) => left >= t[2] || right <= t[0] || top >= t[3] || bottom <= t[1]);
}

function placeOf([x, y], [left, top, right, bottom], spot) {
  const nearest = [clamp(x, left, right), clamp(y, top, bottom)];
  const leader = spot[0] > 10 ? `M${pair([x, y])}L${pair(nearest)}` : ""; // a line to a far word
  const at = { x: left.toFixed(1), y: (top + 10).toFixed(1), display: "inline" };
  return { spot, leader, at };
}
