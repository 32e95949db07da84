// A chart of curves over the steps: what is past is strong, the rest faint.

import { repeat, set, tint } from "./dom.js";
import { makeFrame } from "./frame.js";
import { pair } from "./numbers.js";

// series: { values, an array by step; tone: the number of a colour }. Gaps stand for NaN.
export function makeChart(svg, names, count) {
  const curve = makeFrame(svg, names), sheet = svg.lastElementChild;
  const [faint, clip, line] = sheet.children, numbers = [...Array(count).keys()];
  const toned = (path, _, i) => {
    tint(path, i);
    set(path, { "data-line": i });
  };
  const whole = repeat(faint, numbers, toned);
  const past = repeat(clip.firstElementChild, numbers, toned);
  curve.layout = (width, height, all, edges) => {
    const last = Math.max(...all.map((values) => values.length - 1)) || 1;
    const numbers = all.flatMap((values) => [...values].filter(Number.isFinite));
    const low = Math.min(...numbers), high = Math.max(...numbers);
    const edge = Math.max(0.05, (high - low) * 0.06);
    const [from, to] = edges ?? [low - edge, high + edge];
    curve.size(width, height);
    curve.show([0, from, last, to], Math.max(70, curve.w / last), 30);
    all.forEach((values, i) => {
      const d = pathOf([...values].map((value, k) => [k, value]));
      for (const lines of [whole, past]) set(lines[i], { d });
    });
    set(clip, { height: curve.h });
  };
  const pathOf = (points) => points.reduce(([d, pen], point) => {
    if (!Number.isFinite(point[1])) return [d, "M"];
    return [`${d}${pen}${pair(curve.xy(point))}`, "L"];
  }, ["", "M"])[0];
  curve.draw = (step) => {
    const x = curve.xy([step, 0])[0].toFixed(2);
    set(clip, { width: x });
    set(line, { d: `M${x},0V${curve.h}` });
  };
  return curve;
}
