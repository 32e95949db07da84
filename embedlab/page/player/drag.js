// Two vectors to drag about: their dot product, norms, angle, cosine and shadow keep up.

import { ARROWS, controls, dress, listen, pointer, repeat, set, tint, write } from "./dom.js";
import { arrow, measure } from "./geometry.js";
import { clamp, fixed, pair } from "./numbers.js";
import { makePlane } from "./plane.js";

const NO_ANGLE = "A vector of length 0 has no direction, so there is no angle and no cosine.";
const ARC = 26; // pixels: the radius of the arc between the vectors
const SCALE = { middle: 150, half: 140 }; // of the cosine, −1 … 1, in the units of its drawing

// Fills the page, and gives back what lays it out when its width is known or has changed.
export function drag(root, data, el) {
  const vectors = data.vectors.map((v) => [...v]), { names, axes } = data, [a, b] = names;
  const plane = makePlane(el, axes, data.bounds, draw);
  const arrows = repeat(el.vectors, names, (node, _, i) => tint(node, i));
  const labels = repeat(el.names, names, write);
  const tips = repeat(el.tips, names, (node, name, i) => {
    dress(el, node, i);
    set(node, { "aria-label": `vector ${name}` });
    const take = () => node.focus({ preventScroll: true });
    pointer(node, take, (e) => move(i, plane.at(e)), say);
  });
  const titles = [
    a, b, `‖${a}‖`, `‖${b}‖`, `shadow of ${a} on ${b}`, "angle θ", `${a} · ${b}`, "cos θ",
  ];
  const rows = repeat(el.table, titles, (row, title) => write(row.firstElementChild, title));

  function move(i, at) {
    vectors[i] = at.map((value) => Math.round(value * 100) / 100);
    draw();
  }

  // What is read and said; needs no sizes.
  function describe() {
    const { dot, lengths, cosine, angle, share } = measure(...vectors), [la, lb] = lengths;
    vectors.forEach((v, i) => {
      const said = v.map((value, j) => `${axes[j]} ${fixed(value, 2)}`).join(", ");
      set(tips[i], { "aria-valuenow": v[0], "aria-valuetext": said });
    });
    const or = (value, write) => (value === null ? "undefined" : write(value));
    const texts = [
      ...vectors.map(([x, y]) => `(${fixed(x, 2)}, ${fixed(y, 2)})`),
      fixed(la, 3),
      fixed(lb, 3),
      or(share, (times) => fixed(times * lb, 3)),
      or(angle, (degrees) => `${fixed(degrees, 1)}°`),
      fixed(dot, 3),
      or(cosine, (value) => fixed(value, 3)),
    ];
    texts.forEach((text, i) => { write(rows[i].lastElementChild, text); });
    const formula = `cos θ = ${a} · ${b} / (‖${a}‖ ‖${b}‖) = `
      + `${fixed(dot, 3)} / (${fixed(la, 3)} × ${fixed(lb, 3)})`;
    write(el.formula, cosine === null ? NO_ANGLE : formula);
  }
  function draw() {
    describe();
    const [, vb] = vectors, { cosine, share } = measure(...vectors);
    const origin = plane.xy([0, 0]), ends = vectors.map(plane.xy);
    const foot = plane.xy(vb.map((value) => value * (share ?? 0)));
    vectors.forEach(([, value], i) => {
      const [x, y] = ends[i], half = labels[i].getComputedTextLength() / 2 + 4;
      const aside = value < 0 ? 26 : -14;
      set(arrows[i], { d: arrow(origin, ends[i], 15) });
      set(labels[i], { x: clamp(x, half, plane.w - half), y: clamp(y + aside, 16, plane.h - 6) });
      set(tips[i], { transform: `translate(${pair(ends[i], 2)})` });
    });
    set(el.shadow, { d: `M${origin}L${foot}` });
    set(el.fall, { d: share === null ? "" : `M${ends[0]}L${foot}` });
    set(el.arc, { d: cosine === null ? "" : arc(origin, ends) });
    const { middle, half } = SCALE, end = middle + half * (cosine ?? 0);
    set(el.cosine, { d: `M${middle},7H${end}V17H${middle}z` });
  }
  function arc([ox, oy], ends) { // from the one arrow to the other, the short way
    const angles = ends.map(([x, y]) => Math.atan2(y - oy, x - ox));
    const [from, to] = angles.map((t) => [ox + ARC * Math.cos(t), oy + ARC * Math.sin(t)]);
    const turn = Number(Math.sin(angles[1] - angles[0]) > 0);
    return `M${from}A${ARC},${ARC} 0 0 ${turn} ${to}`;
  }
  function say() {
    const [angle, dot, cosine] = rows.slice(5).map((row) => row.lastElementChild.textContent);
    write(el.spoken, `dot product ${dot}, cosine ${cosine}, angle ${angle}`);
  }
  function reset() {
    data.vectors.forEach((v, i) => { move(i, v); });
    say();
  }

  listen(root, "keyup", (e) => e.key in ARROWS && say());
  controls(root, (where, far) => {
    const i = tips.indexOf(where), acts = { ...plane.acts, Back: reset };
    return i < 0 ? acts : { ...acts, ...plane.nudges(vectors[i], far, (at) => move(i, at)) };
  });
  describe(); // read before it is ever laid out
  return plane.layout;
}
