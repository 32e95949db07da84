import { ARROWS, clamp, fixed, set, size, pointer, up } from "./tools.js";

// ---- a frame: a sheet with lines and numbers, where a value stands on it, which value stands where ----
export function makeFrame(svg, names) {
  const LEFT = 52, TOP = 6, [grid, inner] = svg.children, frame = { w: 0, h: 0, x0: 0, y1: 0, sx: 1, sy: 1 };
  frame.xy = ([x, y]) => [(x - frame.x0) * frame.sx, (frame.y1 - y) * frame.sy];
  frame.back = ([x, y]) => [clamp(x, 0, frame.w) / frame.sx + frame.x0, frame.y1 - clamp(y, 0, frame.h) / frame.sy];
  frame.at = (e) => {
    const { left, top } = svg.getBoundingClientRect();
    return frame.back([e.clientX - left - LEFT, e.clientY - top - TOP]);
  };
  frame.size = (width, height) => {
    Object.assign(frame, { w: width - LEFT - 8, h: height - TOP - 38 });
    size(svg, width, height);
    set(inner, { width: frame.w, height: frame.h });
  };
  // Multiples of the first of 1, 2, 5, 10, 20 … that takes `gap` pixels.
  function ticks(low, high, scale, gap, markup) {
    const power = 10 ** Math.floor(Math.log10(gap / scale));
    const unit = power * [1, 2, 5, 10].find((m) => m * power * scale >= gap * 0.999);
    const digits = Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
    let text = "";
    for (let i = Math.ceil(low / unit - 1e-9); i <= high / unit + 1e-9; i++) {
      const v = i * unit, [x, y] = frame.xy([v, v]);
      text += markup(i ? "el-line" : "el-zero", LEFT + x, TOP + y, v, fixed(v, digits));
    }
    return [unit, text];
  }
  frame.show = ([x0, y0, x1, y1], gapX, gapY) => {
    const { w, h } = frame, sheet = (name) => `<rect class="el-${name}" x="${LEFT}" y="${TOP}" width="${w}" height="${h}"/>`;
    Object.assign(frame, { x0, y1, sx: w / (x1 - x0), sy: h / (y1 - y0) });
    const [unit, across] = ticks(x0, x1, frame.sx, gapX, (tone, x, _, v, text) => `<path class="${tone}" d="M${x},${TOP}v${h}"/>
      <text x="${x}" y="${TOP + h + 15}" data-x="${v}">${text}</text>`);
    const [, up] = ticks(y0, y1, frame.sy, gapY, (tone, _, y, v, text) => `<path class="${tone}" d="M${LEFT},${y}h${w}"/>
      <text x="${LEFT - 6}" y="${y + 4}" data-y="${v}">${text}</text>`);
    grid.innerHTML = `${sheet("sheet")}${across}${up}${sheet("frame")}
      <text class="el-name" x="${LEFT + w / 2}" y="${TOP + h + 32}">${names[0]}</text>
      <text class="el-name" transform="translate(10,${TOP + h / 2}) rotate(-90)">${names[1]}</text>`;
    frame.unit = unit;
  };
  return frame;
}

// ---- a plane: a frame with equal scales and a view that can be zoomed and moved ----
export function makePlane(el, names, bounds, redraw) {
  const plane = Object.assign(makeFrame(el.plane, names), { cx: 0, cy: 0, factor: 0, bounds }); // factor 0: all fits
  plane.has = ([x, y], edge = 0) => x >= -edge && y >= -edge && x <= plane.w + edge && y <= plane.h + edge;
  plane.view = (changes) => {
    Object.assign(plane, changes);
    const [x0, y0, x1, y1] = plane.bounds, s = (plane.factor || 1) * Math.min(plane.w / (x1 - x0), plane.h / (y1 - y0));
    if (!plane.factor) Object.assign(plane, { cx: (x0 + x1) / 2, cy: (y0 + y1) / 2 });
    const { cx, cy } = plane, dx = plane.w / s / 2, dy = plane.h / s / 2;
    plane.show([cx - dx, cy - dy, cx + dx, cy + dy], 70, 70);
    redraw();
  };
  plane.layout = () => { plane.size(el.stage.clientWidth, clamp(el.stage.clientWidth, 280, 440)); plane.view(); };
  const zoom = (times) => () => plane.view({ factor: clamp((plane.factor || 1) * times, 0.25, 64) });
  plane.acts = { "+": zoom(1.5), "=": zoom(1.5), "-": zoom(1 / 1.5), "0": () => plane.view({ factor: 0 }) };
  plane.nudges = (point, far, move) => Object.fromEntries(Object.entries(ARROWS).map(([key, way]) => [key,
    () => move(plane.back(plane.xy(point.map((v, j) => v + way[j] * far * plane.unit / 10))))]));
  let held = null; // the place of the plane that the pointer took hold of
  pointer(el.plane, (e) => { held = plane.at(e); return e.target.closest("[tabindex]") === null; }, (e) => {
    const [x, y] = plane.at(e);
    plane.view({ factor: plane.factor || 1, cx: plane.cx + held[0] - x, cy: plane.cy + held[1] - y });
  });
  return plane;
}
