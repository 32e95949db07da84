// One run in one plane: its camera, its words, their names.

import { cameraPath } from "./camera.js";
import { partsOf, set, tint, write } from "./dom.js";
import { makeNames } from "./names.js";
import { makePlane } from "./plane.js";
import { unpack } from "./run.js";
import { makeWords } from "./words.js";

// Corners with room below, where the button to start is.
const START = 52; // pixels
const lifted = ([x0, y0, x1, y1], h) => [x0, y0 - ((y1 - y0) * START) / (h - START), x1, y1];

// now: what is shown of all runs; a scene sees it with its own run, at the last step of a shorter
// one.
export function makeScene(stage, data, number, now, redraw, heights) {
  const { name, axes, run, columns } = data.runs[number], V = data.words.length;
  const el = { ...partsOf(stage), stage };
  const mine = Object.create(now, {
    run: { value: unpack(run, V, columns), writable: true },
    axes: { value: axes },
    step: { get: () => Math.min(now.step, mine.run.S) },
  });
  let paths = new Map(); // of the camera, without and with the rows of W
  const pathNow = () => {
    const wide = now.outputs && Boolean(mine.run.output);
    if (!paths.has(wide)) paths.set(wide, cameraPath(mine.run, wide));
    return paths.get(wide);
  };
  const plane = makePlane(el, axes, mine.run.bounds, () => {
    names.forget();
    redraw();
  }, heights);
  const cornersOf = (k) => {
    const corners = now.fixed ? mine.run.bounds : pathNow()[k];
    return now.opening ? lifted(corners, plane.h) : corners;
  };
  plane.cornersAt = (k) => (plane.factor ? plane.corners : plane.fitted(cornersOf(k)));
  const words = makeWords(el, data, mine, plane);
  const names = makeNames(el, data, mine, plane, words.position);
  if (name) {
    write(el.run, name);
    set(el.run, { "data-line": number });
    tint(el.run, number);
  }
  return {
    el, plane, words, names, now: mine,
    draw() {
      plane.follow(cornersOf(mine.step));
      return { times: words.draw(), hidden: names.draw() };
    },
    take(packed) { // another run in place of this one
      mine.run = unpack(packed, V, columns);
      paths = new Map();
    },
    layout() {
      plane.layout(() => cornersOf(mine.step));
    },
  };
}
