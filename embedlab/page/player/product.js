// What two vectors make together, as two small pictures: the dot product as the area of a
// rectangle, the cosine on the unit circle. And goals, which are about the same numbers.

import { repeat, set, write } from "./dom.js";
import { arrow } from "./geometry.js";
import { fixed, pair } from "./numbers.js";

const BOX = { x: 30, y: 76, width: 132, half: 66 }; // its corner and room, in units of the drawing
const CIRCLE = { x: 85, y: 76, r: 60 };
const SQUARE = 10; // at least so wide is a square of the grid

// The rectangle ‖b‖ × shadow: its scale, and the side of a grid square in values. It is drawn in
// the scale in which `reach` fits; in a smaller one if it is larger.
export function productBox(wide, high, reach) {
  const fits = [BOX.half / reach, BOX.width / wide, BOX.half / Math.abs(high)];
  const scale = Math.min(...fits.filter(Number.isFinite));
  const power = 10 ** Math.floor(Math.log10(SQUARE / scale));
  const unit = [1, 2, 5, 10].map((m) => m * power).find((u) => u * scale >= SQUARE * 0.999);
  return { width: wide * scale, height: high * scale, scale, unit };
}

// The numbers that a goal may be about, and how near is near.
const SLACK = { dot: 0.02, cosine: 0.01, angle: 1, shadow: 0.02, "‖a‖": 0.02, "‖b‖": 0.02 };

export function quantities({ dot, cosine, angle, share, lengths: [la, lb] }) {
  const shadow = share === null ? null : share * lb;
  return { dot, cosine, angle, shadow, "‖a‖": la, "‖b‖": lb };
}

// Whether a goal is reached: each number has its value, is the same as at the start, or another.
export function reached(wanted, now, start) {
  return Object.entries(wanted).every(([name, value]) => {
    if (now[name] === null || (start[name] === null && typeof value === "string")) return false;
    const goal = typeof value === "string" ? start[name] : value;
    const away = Math.abs(now[name] - goal) / (name === "angle" ? 1 : Math.max(1, Math.abs(goal)));
    return value === "other" ? away >= 10 * SLACK[name] : away <= SLACK[name];
  });
}

// Lists the goals; update(numbers) ticks those that are reached, and gives back the new ones.
export function makeGoals(el, goals, start) {
  const open = new Map(Object.entries(goals)), items = new Map();
  if (!open.size) el.goals.remove();
  else {
    const texts = [...open.keys()];
    repeat(el.goals, texts, (item, text) => {
      write(item.lastElementChild, text);
      items.set(text, item);
    });
  }
  return (now) => {
    const news = [...open.keys()].filter((text) => reached(open.get(text), now, start));
    for (const text of news) {
      open.delete(text);
      items.get(text).classList.add("el-done");
      set(items.get(text).firstElementChild, { "aria-label": "reached" });
      write(items.get(text).firstElementChild, "✓");
    }
    return news;
  };
}

const boxPath = ({ width, height }) => `M${BOX.x},${BOX.y}h${width}v${-height}h${-width}z`;

export function makeProduct(el, names, reach) {
  const [a, b] = names;
  // numbers: quantities of now; last: those of the last place, or null; turn: from b to a, radians.
  function box({ dot, shadow, "‖b‖": lb }, last) {
    const { width, height, scale, unit } = productBox(lb, shadow ?? 0, reach);
    const old = last && productBox(last["‖b‖"], last.shadow ?? 0, reach);
    const ghost = old && { width: last["‖b‖"] * scale, height: (last.shadow ?? 0) * scale };
    const fits = ghost && ghost.width <= BOX.width && Math.abs(ghost.height) <= BOX.half;
    const step = unit * scale, grid = [];
    for (let x = 0; x <= BOX.width + 0.01; x += step) {
      grid.push(`M${(BOX.x + x).toFixed(1)},${BOX.y - BOX.half}v${2 * BOX.half}`);
    }
    for (let y = 0; y <= BOX.half + 0.01; y += step) {
      for (const at of y ? [BOX.y - y, BOX.y + y] : [BOX.y]) {
        grid.push(`M${BOX.x},${at.toFixed(1)}h${BOX.width}`);
      }
    }
    set(el.units, { d: grid.join("") });
    set(el.axis, {
      d: `M${BOX.x},${BOX.y}h${BOX.width}M${BOX.x},${BOX.y - BOX.half}v${2 * BOX.half}`,
    });
    set(el.oldbox, { d: fits ? boxPath(ghost) : "" });
    set(el.box, { d: boxPath({ width, height }) });
    set(el.long, { d: `M${BOX.x},${BOX.y}h${width}` });
    set(el.high, { d: `M${BOX.x},${BOX.y}v${-height}` });
    set(el.longname, { x: BOX.x + width / 2, y: BOX.y + (height < 0 ? -7 : 17) });
    set(el.highname, { x: BOX.x - 6, y: BOX.y - height / 2 + 4 });
    write(el.longname, lb ? `‖${b}‖` : "");
    write(el.square, `□ = ${Number((unit * unit).toPrecision(3))}`);
    const size = `${fixed(lb, 2)} × ${fixed(shadow ?? 0, 2)}`;
    const area = `Rectangle: ‖${b}‖ × shadow = ${size}, area ${fixed(dot, 2)}`;
    set(el.product, { "aria-label": area });
    write(el.area, `‖${b}‖ × shadow = ${fixed(dot, 2)}`);
  }
  function circle({ cosine }, turn, last) {
    const { x, y, r } = CIRCLE, at = (t) => [x + r * Math.cos(t), y - r * Math.sin(t)];
    const shown = cosine !== null, tip = shown ? at(turn) : [x, y];
    set(el.round, { cx: x, cy: y, r });
    const ticks = [x - r, x, x + r].map((across) => `M${across},${y - 4}v8`).join("");
    set(el.ticks, { d: `M${x - r - 8},${y}H${x + r + 8}${ticks}` });
    set(el.unitb, { d: shown ? arrow([x, y], [x + r, y], 9) : "" });
    set(el.unita, { d: shown ? arrow([x, y], tip, 9) : "" });
    set(el.drop, { d: shown ? `M${pair(tip)}V${y}` : "" });
    set(el.cosine, { d: shown ? `M${x},${y}H${tip[0].toFixed(1)}` : "" });
    const [ax, ay] = [x + (r + 10) * Math.cos(turn), y + 4 - (r + 8) * Math.sin(turn)];
    set(el.unitname, { x: ax.toFixed(1), y: ay.toFixed(1) });
    write(el.unitname, shown && a.length < 4 ? a : "");
    write(el.axisname, shown && b.length < 4 ? b : "");
    const old = last && last.cosine !== null ? x + r * last.cosine : null;
    set(el.oldcosine, { d: old === null ? "" : `M${old.toFixed(1)},${y - 9}v18` });
    set(el.circle, {
      "aria-label": shown
        ? `Unit circle: ${a} scaled to length 1 ends ${fixed(cosine, 2)} along ${b}`
        : "Unit circle: without a direction there is no cosine",
    });
    write(el.cosname, shown ? `cos θ = ${fixed(cosine, 2)}` : "no cosine");
  }
  return (numbers, turn, last) => {
    el.pictures.classList.toggle("el-negative", numbers.dot < 0);
    box(numbers, last);
    circle(numbers, turn, last);
  };
}
