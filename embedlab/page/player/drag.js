// Two vectors to drag about: their dot product, norms, angle, cosine and shadow keep up.

import { ARROWS, controls, listen, pointer, repeat, set, tint, write } from "./dom.js";
import { arrow, measure } from "./geometry.js";
import { clamp, fixed, pair } from "./numbers.js";
import { makePlane } from "./plane.js";
import { makeGoals, makeProduct, quantities } from "./product.js";

const NO_ANGLE = "A vector of length 0 has no direction, so there is no angle and no cosine.";
const ARC = 26; // pixels: the radius of the arc between the vectors
const ASIDE = 32; // pixels from a tip to the middle of its name, outwards

// Fills the page, and gives back what lays it out when its width is known or has changed.
export function drag(root, data, el) {
  const vectors = data.vectors.map((v) => [...v]), { names, axes } = data, [a, b] = names;
  let last = null; // both vectors, as they were when a tip was taken
  const plane = makePlane(el, axes, data.bounds, draw);
  const arrows = repeat(el.vectors, names, (node, _, i) => tint(node, i));
  const ghosts = repeat(el.ghosts, names, (node, _, i) => tint(node, i));
  const labels = repeat(el.names, names, write);
  const tips = repeat(el.tips, names, (node, name, i) => {
    tint(node, i);
    set(node, { "aria-label": `vector ${name}` });
    const take = () => {
      node.focus({ preventScroll: true });
      keep();
    };
    pointer(node, take, (e) => move(i, plane.at(e)), say);
    listen(node, "focus", keep);
  });
  const titles = [
    a, b, `‖${a}‖`, `‖${b}‖`, `shadow of ${a} on ${b}`, "angle θ", `${a} · ${b}`, "cos θ",
  ];
  const rows = repeat(el.table, titles, (row, title) => write(row.firstElementChild, title));
  const product = makeProduct(el, names, data.bounds[2]);
  const tick = makeGoals(el, data.goals, quantities(measure(...data.vectors)));
  let news = []; // goals that were reached and not yet told

  function keep() {
    last = vectors.map((v) => [...v]);
  }
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
    const now = measure(...vectors), { cosine, share } = now, [va, vb] = vectors;
    const origin = plane.xy([0, 0]), ends = vectors.map(plane.xy);
    const foot = plane.xy(vb.map((value) => value * (share ?? 0)));
    ends.forEach((end, i) => {
      const moved = last?.[i].some((value, j) => value !== vectors[i][j]);
      set(arrows[i], { d: arrow(origin, end, 15) });
      set(ghosts[i], { d: moved ? arrow(origin, plane.xy(last[i]), 12) : "" });
      set(labels[i], nameAt(end, origin, labels[i].getComputedTextLength() / 2 + 4));
      set(tips[i], { transform: `translate(${pair(end, 2)})` });
    });
    set(el.shadow, { d: `M${origin}L${foot}` });
    el.shadow.classList.toggle("el-negative", now.dot < 0);
    set(el.fall, { d: share === null ? "" : `M${ends[0]}L${foot}` });
    set(el.arc, { d: cosine === null ? "" : arc(origin, ends) });
    const turn = Math.atan2(va[1], va[0]) - Math.atan2(vb[1], vb[0]);
    const before = last && quantities(measure(...last));
    product(quantities(now), turn, before);
    news.push(...tick(quantities(now)));
  }
  function nameAt([x, y], [ox, oy], half) { // beyond the tip, inside the plane
    const away = Math.hypot(x - ox, y - oy) || 1;
    const dx = (x - ox) / away, dy = away > 1 ? (y - oy) / away : -1;
    return {
      x: clamp(x + dx * (ASIDE + half / 2), half, plane.w - half),
      y: clamp(y + dy * ASIDE + 5, 16, plane.h - 6),
    };
  }
  function arc([ox, oy], ends) { // from the one arrow to the other, the short way
    const angles = ends.map(([x, y]) => Math.atan2(y - oy, x - ox));
    const [from, to] = angles.map((t) => [ox + ARC * Math.cos(t), oy + ARC * Math.sin(t)]);
    const turn = Number(Math.sin(angles[1] - angles[0]) > 0);
    return `M${from}A${ARC},${ARC} 0 0 ${turn} ${to}`;
  }
  function say() {
    const [angle, dot, cosine] = rows.slice(5).map((row) => row.lastElementChild.textContent);
    const goals = news.map((text) => `Reached: ${text}. `).join("");
    write(el.spoken, `${goals}dot product ${dot}, cosine ${cosine}, angle ${angle}`);
    news = [];
  }
  function reset() {
    last = null;
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
