// The tables of a film on the page: cells, marks, arrows, and rows that travel.

import { pair } from "../player/numbers.js";
import { repeat, set, setSize, write } from "../player/dom.js";
import { between, cellText, progress, shadeOf } from "./cells.js";

export function makeStage(el, data, frames) {
  const cells = [], lines = []; // by table: the cells in one list, the rows
  repeat(el.stacks, data.stacks, (stack, numbers) => {
    repeat(stack, numbers, (table, n) => fillTable(table, n, data.tables[n]));
  });
  const seen = data.tables.map(() => []); // what each cell shows
  let places = null, drawn = -1, travellers = [];

  function fillTable(table, n, { name, rows, columns }) {
    const heads = [...Array(columns).keys()];
    write(table.querySelector("caption"), name);
    const [corner, head] = table.tHead.rows[0].cells;
    write(corner, `${rows.length} × ${columns}`);
    corner.after(...heads.map((j) => {
      const copy = head.cloneNode(true);
      write(copy, j);
      return copy;
    }));
    head.remove();
    lines[n] = repeat(table.tBodies[0], rows, (row, word) => {
      const [title, cell] = row.cells;
      write(title, word);
      title.after(...heads.map(() => cell.cloneNode(true)));
      cell.remove();
    });
    cells[n] = lines[n].flatMap((row) => [...row.cells].slice(1));
  }

  // ---- numbers
  function drawCell(n, i, value) {
    const { digits } = data.tables[n], text = cellText(value, digits);
    const shade = Number.isFinite(value) ? shadeOf(value, data.limit) : text;
    const shown = `${text}|${shade}`, cell = cells[n][i];
    if (seen[n][i] === shown) return;
    seen[n][i] = shown;
    write(cell, text);
    cell.className = Number.isFinite(value) ? "" : `el-${text ? "infinite" : "empty"}`;
    const name = shade < 0 ? "below" : "above";
    cell.style.background = Number.isFinite(shade) && shade !== 0
      ? `color-mix(in srgb, var(--pale-${name}) ${Math.abs(shade)}%, var(--paper))` : "";
  }
  function drawNumbers(k, change) {
    const after = frames[k].tables, before = change < 1 ? frames[k - 1].tables : after;
    const leaving = new Set(frames[k].arrows.map(([n, i]) => `${n},${i}`)); // they have changed
    cells.forEach((list, n) => {
      const { columns } = data.tables[n];
      list.forEach((_, i) => {
        const far = leaving.has(`${n},${Math.floor(i / columns)}`) ? 1 : change;
        drawCell(n, i, between(before[n][i], after[n][i], far));
      });
    });
  }

  // ---- marks, arrows and travellers; need sizes
  function rowBox(n, i) {
    const { left, right, names, tops, height } = places[n];
    return { left, right, names, top: tops[i], height };
  }
  function markBox([n, i, j]) {
    const { left, right, top, height } = rowBox(n, i), { columns } = data.tables[n];
    const wide = (right - left) / columns, one = j !== undefined;
    return { x: left + (one ? j * wide : 0), y: top, width: one ? wide : right - left, height };
  }
  function arrowPath([n, i, m, j]) { // from side to side of two rows, behind the tables
    const from = rowBox(n, i), to = rowBox(m, j);
    const y0 = from.top + from.height / 2, y = to.top + to.height / 2;
    const onward = to.names > from.right, back = to.right < from.names;
    const leave = back ? -1 : 1, arrive = onward ? 1 : -1; // one below the other: at the right
    const x0 = back ? from.names - 3 : from.right + 3, x = onward ? to.names - 4 : to.right + 4;
    const bend = onward || back ? Math.max(14, Math.abs(x - x0) / 2) : 30;
    const head = [-4, 0, 4].map((dy) => pair([x - (dy ? 6 * arrive : 0), y + dy])).join("L");
    const ends = [[x0 + bend * leave, y0], [x - bend * arrive, y], [x, y]].map((p) => pair(p));
    return `M${pair([x0, y0])}C${ends.join(" ")}M${head}`;
  }
  function drawFrame(k) {
    const { marked, arrows } = frames[k], rows = new Set(marked.map(String));
    lines.forEach((list, n) => {
      list.forEach((row, i) => {
        if (rows.has(`${n},${i}`)) set(row, { "aria-current": "true" });
        else row.removeAttribute("aria-current");
      });
    });
    if (!places) return;
    const rect = (mark) => {
      const { x, y, width, height } = markBox(mark);
      return `M${pair([x, y])}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;
    };
    set(el.marks, { d: marked.map(rect).join("") });
    set(el.arrows, { d: arrows.map(arrowPath).join("") });
    travellers = repeat(el.travellers, arrows.length ? arrows : [[]], (node, [n, i]) => {
      if (n === undefined) return;
      const source = [...lines[n][i].cells].slice(1).map((cell) => cell.cloneNode(true));
      node.replaceChildren(...source.map((cell) => Object.assign(document.createElement("span"), {
        textContent: cell.textContent, style: cell.style.cssText,
      })));
      node.style.width = `${markBox([n, i]).width}px`;
    });
    drawn = k;
  }
  function drawTravellers(k, way) {
    const moving = way < 1 && places && frames[k].arrows.length > 0;
    el.travellers.hidden = !moving;
    if (!moving) return;
    frames[k].arrows.forEach(([n, i, m, j], a) => {
      const from = markBox([n, i]), to = markBox([m, j]);
      const [x, y] = ["x", "y"].map((axis) => from[axis] + (to[axis] - from[axis]) * way);
      travellers[a].style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
    });
  }

  return {
    draw(k, t) {
      const { way, change } = progress(t, frames[k].arrows.length > 0);
      drawNumbers(k, change);
      if (k !== drawn) drawFrame(k);
      drawTravellers(k, way);
    },
    layout() {
      const corner = el.stacks.getBoundingClientRect();
      places = lines.map((rows) => {
        const boxes = rows.map((row) => [...row.cells].map((cell) => cell.getBoundingClientRect()));
        const [names, first] = boxes[0], last = boxes[0].at(-1);
        return {
          names: names.left - corner.left,
          left: first.left - corner.left,
          right: last.right - corner.left,
          tops: boxes.map((row) => row[0].top - corner.top),
          height: first.height,
        };
      });
      setSize(el.under, el.stacks.offsetWidth, el.stacks.offsetHeight);
      setSize(el.over, el.stacks.offsetWidth, el.stacks.offsetHeight);
      drawn = -1;
    },
  };
}
