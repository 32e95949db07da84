// A plane: a frame with both axes in one scale, and a view that can be zoomed and moved.

import { ARROWS, pointer, set, write } from "./dom.js";
import { makeFrame } from "./frame.js";
import { inside, viewOf, zoomed } from "./geometry.js";
import { clamp, fixed, ticks } from "./numbers.js";

const BETWEEN_LINES = 70, BESIDE_ZOOM = 160; // pixels

// redraw is called whenever a hand or a new size has changed the view. As long as no hand has, the
// view follows plane.bounds; heights: of the plane, at least and at most.
export function makePlane(el, names, bounds, redraw, heights = [280, 440]) {
  const plane = Object.assign(makeFrame(el.plane, names), { cx: 0, cy: 0, factor: 0, bounds });
  plane.has = (point, edge = 0) => inside(point, plane, edge);
  const look = () => {
    const { centre: [cx, cy], corners } = viewOf(plane, plane.bounds, plane);
    Object.assign(plane, { cx, cy, corners });
    plane.show(corners, BETWEEN_LINES, BETWEEN_LINES);
    if (!el.unit) return;
    const room = Math.max(40, plane.w - BESIDE_ZOOM); // on a phone it is shorter than a square
    const { unit } = ticks(0, 0, plane.sx, Math.min(BETWEEN_LINES, room / 2.5));
    const long = unit * plane.sx;
    set(el.unit.firstElementChild, { d: `M10,${plane.h - 10}v-5m0,5h${long}v-5` });
    set(el.unit.lastElementChild, { x: 10 + long / 2, y: plane.h - 15 });
    write(el.unit.lastElementChild, fixed(unit, Math.max(0, -Math.floor(Math.log10(unit) + 1e-9))));
  };
  plane.fitted = (corners) => viewOf(plane, corners, { factor: 0 }).corners;
  plane.follow = (corners) => { // the view without a hand on it
    if (plane.factor || plane.bounds === corners) return;
    plane.bounds = corners;
    look();
  };
  plane.view = (changes) => {
    Object.assign(plane, changes);
    look();
    redraw();
  };
  plane.layout = (bounds = () => plane.bounds) => {
    const width = el.stage.clientWidth;
    plane.size(width, clamp(width, ...heights));
    if (!plane.factor) plane.bounds = bounds();
    plane.view();
  };

  const zoom = (times) => () => plane.view({ factor: zoomed(plane.factor, times) });
  const fit = () => plane.view({ factor: 0 });
  plane.acts = { "+": zoom(1.5), "=": zoom(1.5), "-": zoom(1 / 1.5), "0": fit };

  // The arrow keys move a point by a tenth of the unit between two lines, `far` times.
  plane.nudges = (point, far, move) => {
    const nudge = (way) => () => {
      const there = point.map((value, j) => value + (way[j] * far * plane.unit) / 10);
      move(plane.back(plane.xy(there)));
    };
    return Object.fromEntries(Object.entries(ARROWS).map(([key, way]) => [key, nudge(way)]));
  };

  let held = null; // the values that the pointer took hold of
  const take = (e) => {
    held = plane.at(e);
    return e.target.closest("[tabindex]") === null;
  };
  const pull = (e) => {
    const [x, y] = plane.at(e), factor = plane.factor || 1;
    plane.view({ factor, cx: plane.cx + held[0] - x, cy: plane.cy + held[1] - y });
  };
  pointer(el.plane, take, pull);
  return plane;
}
