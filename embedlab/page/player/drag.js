import { foot, ARROWS, clamp, fixed, pair, listen, tint, write, set, repeat, dress, pointer, controls, arrow } from "./tools.js";
import { makePlane } from "./frame.js";

// ---- drag: two vectors, their dot product and the cosine ----
export function drag(root, data, el) {
  const vectors = data.vectors.map((v) => [...v]), { names, axes } = data, [a, b] = names;
  const plane = makePlane(el, axes, data.bounds, draw);
  const arrows = repeat(el.vectors, names, (node, _, i) => node.classList.add(tint(i)));
  const labels = repeat(el.names, names, write);
  const tips = repeat(el.tips, names, (node, name, i) => {
    dress(el, node, i);
    set(node, { "aria-label": `vector ${name}` });
    pointer(node, () => node.focus({ preventScroll: true }), (e) => move(i, plane.at(e)), say);
  });
  const rows = repeat(el.table, [a, b, `‖${a}‖`, `‖${b}‖`, `shadow of ${a} on ${b}`, "angle θ", `${a} · ${b}`, "cos θ"],
    (row, name) => write(row.firstElementChild, name));

  const move = (i, at) => { vectors[i] = at.map((v) => Math.round(v * 100) / 100); draw(); };
  function draw() {
    const [[ax, ay], [bx, by]] = vectors, dot = ax * bx + ay * by, [la, lb] = vectors.map((v) => Math.hypot(...v));
    const known = la > 0 && lb > 0, cosine = known ? clamp(dot / la / lb, -1, 1) : 0, share = lb ? dot / lb / lb : 0;
    const [ox, oy] = plane.xy([0, 0]), tip = vectors.map(plane.xy), foot = plane.xy([bx * share, by * share]);
    const angles = tip.map(([x, y]) => Math.atan2(y - oy, x - ox)), turn = +(Math.sin(angles[1] - angles[0]) > 0);
    const around = (i, r) => [ox + r * Math.cos(angles[i]), oy + r * Math.sin(angles[i])];
    vectors.forEach((v, i) => {
      const [x, y] = tip[i], half = labels[i].getComputedTextLength() / 2 + 4, aside = v[1] < 0 ? 26 : -14;
      set(arrows[i], { d: arrow([ox, oy], tip[i], 15) });
      set(labels[i], { x: clamp(x, half, plane.w - half), y: clamp(y + aside, 16, plane.h - 6) });
      set(tips[i], { transform: `translate(${pair(tip[i], 2)})`, "aria-valuenow": v[0],
        "aria-valuetext": v.map((value, j) => `${axes[j]} ${fixed(value, 2)}`).join(", ") });
    });
    set(el.shadow, { d: `M${ox},${oy}L${foot}` });
    set(el.fall, { d: lb ? `M${tip[0]}L${foot}` : "" });
    set(el.arc, { d: known ? `M${around(0, 26)}A26,26 0 0 ${turn} ${around(1, 26)}` : "" });
    set(el.cosine, { d: `M150,7H${150 + 140 * cosine}V17H150z` });
    const or = (there, text) => (there ? text : "undefined"), place = (v) => `(${fixed(v[0], 2)}, ${fixed(v[1], 2)})`;
    [...vectors.map(place), fixed(la, 3), fixed(lb, 3), or(lb, fixed(share * lb, 3)),
      or(known, `${fixed(Math.acos(cosine) * 180 / Math.PI, 1)}°`), fixed(dot, 3), or(known, fixed(cosine, 3)),
    ].forEach((text, i) => write(rows[i].lastElementChild, text));
    write(el.formula, !known ? "A vector of length 0 has no direction, so there is no angle and no cosine."
      : `cos θ = ${a} · ${b} / (‖${a}‖ ‖${b}‖) = ${fixed(dot, 3)} / (${fixed(la, 3)} × ${fixed(lb, 3)})`);
  }
  function say() {
    const [angle, dot, cosine] = rows.slice(5).map((row) => row.lastElementChild.textContent);
    write(el.spoken, `dot product ${dot}, cosine ${cosine}, angle ${angle}`);
  }
  listen(root, "keyup", (e) => e.key in ARROWS && say());
  controls(root, (where, far) => {
    const i = tips.indexOf(where), back = () => { data.vectors.forEach((v, j) => move(j, v)); say(); };
    return { ...plane.acts, Back: back, ...(i >= 0 && plane.nudges(vectors[i], far, (at) => move(i, at))) };
  });
  return plane.layout;
}
