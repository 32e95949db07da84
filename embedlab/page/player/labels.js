import { clamp, pair } from "./tools.js";

// Words beside their marks so that none covers another; the ones that find no place stay hidden.
// wanted: words, the most important first; before: the places one step ago, kept where they still fit.
export function placeLabels(points, widths, wanted, plane, before) {
  const H = 13, { w: W, h: T } = plane, [ox, oy] = plane.xy([0, 0]);
  const places = points.map(() => ({ leader: "", at: { x: 0, y: 0, display: "none" } }));
  const taken = points.filter((p) => plane.has(p, 4)).map(([x, y]) => [x - 5, y - 5, x + 5, y + 5]);
  taken.push([W - 40, T - 104, W, T]); // the buttons
  const free = (b) => b[0] > 1 && b[1] > 1 && b[2] < W - 1 && b[3] < T - 1
    && taken.every((t) => b[0] >= t[2] || b[2] <= t[0] || b[1] >= t[3] || b[3] <= t[1]);
  const gaps = points.length > 80 ? [3] : [3, 13, 26]; // pixels between a mark and its word
  for (const i of wanted) {
    const [x, y] = points[i], w = widths[i], outward = Math.round(Math.atan2(y - oy, x - ox) / Math.PI * 4);
    const tries = gaps.flatMap((gap) => [0, 1, -1, 2, -2, 3, -3, 4].map((turn) => [gap, outward + turn]));
    if (before && before[i].spot) tries.unshift(before[i].spot);
    for (const [gap, eighth] of plane.has(points[i], 4) ? tries : []) {
      const [dx, dy] = [Math.cos, Math.sin].map((f) => Math.round(1.4 * f(eighth * Math.PI / 4)));
      const r = gap + (dx && dy ? 2 : 5), left = x + dx * r + (dx - 1) * w / 2, top = y + dy * r + (dy - 1) * H / 2;
      if (!free([left, top, left + w, top + H])) continue;
      taken.push([left, top, left + w, top + H]);
      const leader = gap > 10 ? `M${pair([x, y])}L${pair([clamp(x, left, left + w), clamp(y, top, top + H)])}` : "";
      places[i] = { spot: [gap, eighth], leader, at: { x: left.toFixed(1), y: (top + 10).toFixed(1), display: "inline" } };
      break;
    }
  }
  return places;
}
