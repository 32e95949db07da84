// A frame: a sheet with lines and numbers; where a value is on it, and which value is where.

import { set, setSize } from "./dom.js";
import { scaleTo, toPixels, toValues } from "./geometry.js";
import { ticks } from "./numbers.js";

// Pixels around the sheet, for numbers and names.
const MARGIN = { left: 52, right: 8, top: 6, bottom: 38 };

// svg holds a group for the lines, and an inner svg for what is drawn on the sheet.
export function makeFrame(svg, names) {
  const { left, right, top, bottom } = MARGIN, [grid, inner] = svg.children;
  const frame = { w: 0, h: 0, x0: 0, y1: 0, sx: 1, sy: 1, unit: 1 };
  frame.xy = (values) => toPixels(frame, values);
  frame.back = (pixels) => toValues(frame, frame, pixels);
  frame.at = (e) => { // the values under the pointer
    const corner = svg.getBoundingClientRect();
    return frame.back([e.clientX - corner.left - left, e.clientY - corner.top - top]);
  };
  frame.size = (width, height) => {
    Object.assign(frame, { w: width - left - right, h: height - top - bottom });
    setSize(svg, width, height);
    set(inner, { width: frame.w, height: frame.h });
  };
  frame.show = (corners, gapX, gapY) => {
    const [x0, y0, x1, y1] = corners;
    Object.assign(frame, scaleTo(frame, corners));
    const across = ticks(x0, x1, frame.sx, gapX), up = ticks(y0, y1, frame.sy, gapY);
    frame.unit = across.unit;
    grid.innerHTML = sheet("sheet") + columns(across) + rows(up) + sheet("frame") + axes();
  };

  // ---- markup of the grid
  const sheet = (name) =>
    `<rect class="el-${name}" x="${left}" y="${top}" width="${frame.w}" height="${frame.h}"/>`;
  const tone = (value) => (value ? "el-line" : "el-zero");
  const columns = ({ marks }) => marks.map(({ value, text }) => {
    const x = left + frame.xy([value, 0])[0];
    return `<path class="${tone(value)}" d="M${x},${top}v${frame.h}"/>
      <text x="${x}" y="${top + frame.h + 15}" data-x="${value}">${text}</text>`;
  }).join("");
  const rows = ({ marks }) => marks.map(({ value, text }) => {
    const y = top + frame.xy([0, value])[1];
    return `<path class="${tone(value)}" d="M${left},${y}h${frame.w}"/>
      <text x="${left - 6}" y="${y + 4}" data-y="${value}">${text}</text>`;
  }).join("");
  const axes = () => {
    const [x, y] = [left + frame.w / 2, top + frame.h / 2];
    return `
      <text class="el-name" x="${x}" y="${top + frame.h + 32}">${names[0]}</text>
      <text class="el-name" transform="translate(10,${y}) rotate(-90)">${names[1]}</text>`;
  };
  return frame;
}
