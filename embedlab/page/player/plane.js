// A plane: a frame with both axes in one scale, and a view that can be zoomed and moved.

import { ARROWS, pointer } from "./dom.js";
import { makeFrame } from "./frame.js";
import { inside, viewOf, zoomed } from "./geometry.js";
import { clamp } from "./numbers.js";

const BETWEEN_LINES = 70, PLANE_HEIGHTS = [280, 440]; // pixels

// redraw is called whenever the view has changed.
export function makePlane(el, names, bounds, redraw) {
  const plane = Object.assign(makeFrame(el.plane, names), { cx: 0, cy: 0, factor: 0, bounds });
  plane.has = (point, edge = 0) => inside(point, plane, edge);
  plane.view = (changes) => {
    Object.assign(plane, changes);
    const { centre: [cx, cy], corners } = viewOf(plane, plane.bounds, plane);
    Object.assign(plane, { cx, cy });
    plane.show(corners, BETWEEN_LINES, BETWEEN_LINES);
    redraw();
  };
  plane.layout = () => {
    const width = el.stage.clientWidth;
    plane.size(width, clamp(width, ...PLANE_HEIGHTS));
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
