/* The player: plays a training run step by step, or lets two vectors be dragged about.

A page is <div class="embedlab-player"> with its data as JSON inside. This script draws into that element and
needs nothing else: no kernel, no network, no library. To go to step k is to read snapshot k and draw it,
whatever was on the screen before; so a step forward and a step back end at the same picture. */
(() => {
  "use strict";
  const RATE = 10; // steps per second at speed 1×
  const SHAPES = [ // marks of about equal area: disc, square, triangle, diamond, plus, cross
    "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0", "M-4.5,-4.5h9v9h-9z", "M0,-5.8L5.6,4.4H-5.6z", "M0,-6.4L6.4,0L0,6.4L-6.4,0z",
    "M-1.9,-5.8h3.8v3.9h3.9v3.8h-3.9v3.9h-3.8v-3.9h-3.9v-3.8h3.9z",
    "M-5.4,-2.7L-2.7,-5.4L0,-2.7L2.7,-5.4L5.4,-2.7L2.7,0L5.4,2.7L2.7,5.4L0,2.7L-2.7,5.4L-5.4,2.7L-2.7,0z",
  ];
  const ICONS = { // 20 × 20
    "To the start": "M4,4h2v12h-2zM16,4v12L7,10z", "One step back": "M14,4v12L6,10z", "Play": "M5,3L17,10L5,17z",
    "Pause": "M5,3h3.6v14H5zM11.4,3H15v14h-3.6z", "One step forward": "M6,4v12L14,10z",
    "To the end": "M14,4h2v12h-2zM4,4v12L13,10z", "Zoom in": "M9,4h2v5h5v2h-5v5H9v-5H4V9h5z", "Zoom out": "M4,9h12v2H4z",
    "Fit all": "M3,3h5v2H5v3H3zM12,3h5v5h-2V5h-3zM3,12h2v3h3v2H3zM15,12h2v5h-5v-2h3z",
  };
  const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
  const listen = (node, type, act) => node.addEventListener(type, act);

  // ---- small tools ----
  function set(node, attributes) {
    for (const name in attributes) if (node.getAttribute(name) !== String(attributes[name])) node.setAttribute(name, attributes[name]);
    return node;
  }
  function svg(parent, tag, attributes = {}, text = "") {
    const node = parent.appendChild(set(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes));
    if (text) node.textContent = text;
    return node;
  }
  function html(parent, tag, attributes = {}, text = "") {
    const node = parent.appendChild(set(document.createElement(tag), attributes));
    node.textContent = text;
    return /^(button|input|select|summary)$/.test(tag) ? keep(node) : node;
  }
  // JupyterLab would otherwise take the keys of a focused control for its own: d d deletes the cell.
  const keep = (node) => set(node, { "data-lm-suppress-shortcuts": "true" });
  const box = (parent, name, attributes = {}) => html(parent, "div", { class: `el-${name}`, ...attributes });

  function button(parent, name, act) {
    const node = html(parent, "button", { type: "button", "aria-label": name, title: name, class: "el-icon" });
    svg(svg(node, "svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }), "path", { d: ICONS[name] });
    listen(node, "click", act);
    return node;
  }
  function toggle(parent, name, act) {
    const node = html(parent, "button", { type: "button", class: "el-toggle", "aria-pressed": "false" }, name);
    listen(node, "click", act);
    return node;
  }
  // One pointer that goes down on a node, moves and comes up, whatever lies under it meanwhile.
  function pointer(node, down, move, up = () => {}) {
    listen(node, "pointerdown", (start) => {
      if (start.button !== 0 || !down(start)) return;
      const on = (e) => move(e, e.clientX - start.clientX, e.clientY - start.clientY);
      const off = (e) => { node.removeEventListener("pointermove", on); up(e); };
      node.setPointerCapture(start.pointerId);
      listen(node, "pointermove", on);
      node.addEventListener("lostpointercapture", off, { once: true });
    });
  }
  // About n round numbers between low and high.
  function ticks(low, high, n, unit) {
    const rough = (high - low) / n || 1, power = 10 ** Math.floor(Math.log10(rough));
    unit = unit || power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999);
    const at = [];
    for (let i = Math.ceil(low / unit - 1e-9); i <= high / unit + 1e-9; i++) at.push(i * unit);
    return { at, unit, digits: Math.max(0, -Math.floor(Math.log10(unit) + 1e-9)) };
  }
  function arrow(x0, y0, x1, y1, size) { // a path: the shaft and an open head
    const length = Math.hypot(x1 - x0, y1 - y0), s = Math.min(size, length / 2), dx = (x1 - x0) / length, dy = (y1 - y0) / length;
    const end = (turn) => `${(x1 - s * (dx + turn * dy)).toFixed(1)},${(y1 - s * (dy - turn * dx)).toFixed(1)}`;
    const tip = `${x1.toFixed(1)},${y1.toFixed(1)}`;
    return length < 1.5 ? "" : `M${x0.toFixed(1)},${y0.toFixed(1)}L${tip}M${end(0.55)}L${tip}L${end(-0.55)}`;
  }

  // ---- a plane: equal scales, a frame, named axes, a view that can be zoomed and moved ----
  function makePlane(host, names, label, redraw) {
    const LEFT = 44, BOTTOM = 38, EDGE = 6;
    const outer = svg(host, "svg", { class: "el-plane", role: "group", "aria-label": label });
    const grid = svg(outer, "g", { "aria-hidden": "true" }), inner = svg(outer, "svg", { x: LEFT, y: EDGE });
    const plane = { outer, inner, w: 0, h: 0, cx: 0, cy: 0, s: 1, bounds: [-1, -1, 1, 1], factor: 0, unit: 1 };
    plane.x = (v) => (v - plane.cx) * plane.s + plane.w / 2;
    plane.y = (v) => (plane.cy - v) * plane.s + plane.h / 2;
    plane.inside = ([x, y]) => [clamp(x, plane.cx - plane.w / 2 / plane.s, plane.cx + plane.w / 2 / plane.s),
      clamp(y, plane.cy - plane.h / 2 / plane.s, plane.cy + plane.h / 2 / plane.s)];
    plane.at = (event) => {
      const { left, top } = outer.getBoundingClientRect(), { w, h, s, cx, cy } = plane;
      return plane.inside([(event.clientX - left - LEFT - w / 2) / s + cx, cy - (event.clientY - top - EDGE - h / 2) / s]);
    };
    plane.view = (changes) => { // factor 0: everything fits
      Object.assign(plane, changes);
      const [x0, y0, x1, y1] = plane.bounds;
      if (!plane.factor) Object.assign(plane, { cx: (x0 + x1) / 2, cy: (y0 + y1) / 2 });
      plane.s = (plane.factor || 1) * Math.min(plane.w / (x1 - x0), plane.h / (y1 - y0));
      if (plane.w > 0) { axes(); redraw(); }
    };
    plane.zoom = (times) => plane.view({ factor: times && clamp((plane.factor || 1) * times, 0.25, 64) });
    plane.size = (width, height) => {
      set(outer, { width, height, style: `width:${width}px;height:${height}px` });
      set(inner, { width: width - LEFT - EDGE, height: height - BOTTOM - EDGE });
      plane.view({ w: width - LEFT - EDGE, h: height - BOTTOM - EDGE });
    };
    function axes() {
      const { w, h, cx, cy, s } = plane, add = (tag, attributes, text) => svg(grid, tag, attributes, text);
      const across = ticks(cx - w / 2 / s, cx + w / 2 / s, w / 70), { unit, digits } = across;
      const zero = (v) => ({ class: Math.abs(v) < unit / 2 ? "el-zero" : "el-line" });
      grid.replaceChildren();
      add("rect", { class: "el-sheet", x: LEFT, y: EDGE, width: w, height: h });
      for (const v of across.at) {
        const x = plane.x(v);
        if (x > 6 && x < w - 6) add("path", { ...zero(v), d: `M${LEFT + x},${EDGE}v${h}` });
        if (x > 6 && x < w - 6) add("text", { x: LEFT + x, y: EDGE + h + 15, "data-x": v, "text-anchor": "middle" }, fixed(v, digits));
      }
      for (const v of ticks(cy - h / 2 / s, cy + h / 2 / s, 1, unit).at) {
        const y = plane.y(v);
        if (y > 6 && y < h - 6) add("path", { ...zero(v), d: `M${LEFT},${EDGE + y}h${w}` });
        if (y > 6 && y < h - 6) add("text", { x: LEFT - 6, y: EDGE + y + 4, "data-y": v, "text-anchor": "end" }, fixed(v, digits));
      }
      add("rect", { class: "el-frame", x: LEFT, y: EDGE, width: w, height: h });
      add("text", { class: "el-name", x: LEFT + w / 2, y: EDGE + h + 32, "text-anchor": "middle" }, names[0]);
      add("text", { class: "el-name", transform: `translate(10,${EDGE + h / 2}) rotate(-90)`, "text-anchor": "middle" }, names[1]);
      plane.unit = unit;
    }
    let from = [0, 0];
    pointer(outer, (e) => !e.target.closest("[tabindex]") && (from = [plane.cx, plane.cy]),
      (e, dx, dy) => plane.view({ factor: plane.factor || 1, cx: from[0] - dx / plane.s, cy: from[1] + dy / plane.s }));
    const zooms = box(host, "zoom", { role: "group", "aria-label": "Zoom" });
    [["Zoom in", 1.5], ["Zoom out", 1 / 1.5], ["Fit all", 0]].forEach(([name, times]) => button(zooms, name, () => plane.zoom(times)));
    const times = { "+": 1.5, "=": 1.5, "-": 1 / 1.5, "0": 0 };
    plane.key = (key) => key in times && (plane.zoom(times[key]), true);
    return plane;
  }

  // Words beside their marks so that none covers another; the ones that find no place stay hidden.
  // wanted: words, the most important first; before: the places one step ago, kept where they still fit.
  function placeLabels(points, widths, wanted, plane, before) {
    const H = 13, { w: W, h: T } = plane, places = new Array(points.length).fill(null);
    const shown = ([x, y]) => x > -4 && y > -4 && x < W + 4 && y < T + 4;
    const taken = points.filter(shown).map(([x, y]) => [x - 5, y - 5, x + 5, y + 5]);
    const free = (b) => b[0] > 1 && b[1] > 1 && b[2] < W - 1 && b[3] < T - 1
      && taken.every((t) => b[0] >= t[2] || b[2] <= t[0] || b[1] >= t[3] || b[3] <= t[1]);
    const gaps = points.length > 80 ? [3] : [3, 13, 26]; // pixels between a mark and its word
    for (const i of wanted) {
      const [x, y] = points[i], w = widths[i], outward = Math.round(Math.atan2(y - plane.y(0), x - plane.x(0)) / Math.PI * 4);
      const tries = gaps.flatMap((gap) => [0, 1, -1, 2, -2, 3, -3, 4].map((turn) => [gap, outward + turn]));
      if (before && before[i]) tries.unshift(before[i].place);
      for (const [gap, eighth] of shown(points[i]) ? tries : []) {
        const [dx, dy] = [Math.cos, Math.sin].map((f) => Math.round(1.4 * f(eighth * Math.PI / 4))), r = gap + (dx && dy ? 2 : 5);
        const left = x + dx * r + (dx - 1) * w / 2, top = y + dy * r + (dy - 1) * H / 2;
        if (!free([left, top, left + w, top + H])) continue;
        taken.push([left, top, left + w, top + H]);
        places[i] = { place: [gap, eighth], left, top, leader: gap > 10 && [clamp(x, left, left + w), clamp(y, top, top + H)] };
        break;
      }
    }
    return places;
  }

  // ---- a training run, as the page carries it ----
  function unpack(data) {
    const raw = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const xy = new Int16Array(raw(data.positions).buffer), losses = new Float32Array(raw(data.losses).buffer);
    const touched = raw(data.touched), lengths = data.lengths && raw(data.lengths), V = data.touched_rows;
    return { ...data, losses, S: losses.length - 1,
      at: (k, i) => [xy[2 * (k * V + i)] * data.scale, xy[2 * (k * V + i) + 1] * data.scale],
      touched: (k, i) => (touched[(k * V + i) >> 3] >> (7 - ((k * V + i) & 7))) & 1,
      change: (k, i, lane) => { // what step k added to row i: along each axis, and the length of the whole
        if (lane === 2) return lengths[k * V + i] / 255 * data.full;
        const j = 2 * (k * V + i) + lane;
        return k ? (xy[j] - xy[j - 2 * V]) * data.scale : 0;
      } };
  }

  // ---- play and live ----
  function play(root, data) {
    const { words, groups, group, axes, origin } = data, V = words.length, live = data.kind === "live";
    const tint = (i) => `el-g${group[i] % 6}`, shape = (g) => SHAPES[(g + Math.floor(g / 6)) % 6];
    let run = unpack({ ...data.run, touched_rows: V }), step = clamp(data.start, 0, run.S), playing = false, speed = 1, last = 0;
    let arrows = false, trails = false, current = 0, hover = -1, moved = null, link = null, ways = null, widths = [], late = 0;
    const pinned = new Set(), cache = new Map(), front = (i) => pinned.has(i) || i === hover || (moved !== null && moved.row === i);

    // the page
    box(root, "title").textContent = data.title;
    const [stage, bar, side, strip] = ["stage", "bar", "side", "strip"].map((name) => box(root, name));
    const plane = makePlane(stage, axes, `${V} vectors in the plane`, () => { cache.clear(); ways = null; draw(); });
    const layer = (name, more) => svg(plane.inner, "g", { class: `el-${name}`, ...more });
    const trailLines = words.map(((g) => (_, i) => svg(g, "polyline", { class: tint(i) }))(layer("trails")));
    const shafts = words.map(((g) => (_, i) => svg(g, "path", { class: tint(i) }))(layer("shafts")));
    const leaders = svg(layer("leaders"), "path"), listbox = { role: "listbox", "aria-label": "Words", "aria-multiselectable": "true" };
    const marks = words.map(((g) => (word, i) => {
      const node = keep(svg(g, "g", { class: `el-word ${tint(i)}`, role: "option", tabindex: i ? -1 : 0, "aria-selected": "false" }));
      svg(node, "circle", { r: 11 });
      svg(node, "path", { d: shape(group[i]) });
      return set(node, { "aria-label": `${word}, ${groups[group[i]]}`, "data-row": i });
    })(layer("words", listbox)));
    const updates = svg(layer("update"), "path");
    const labels = words.map(((g) => (word) => svg(g, "text", {}, word))(layer("labels", { "aria-hidden": "true" })));

    const transport = box(bar, "transport", { role: "group", "aria-label": "Transport" });
    const [, , playButton] = [["To the start", () => go(0)], ["One step back", () => go(step - 1)], ["Play", () => (playing ? pause() : start())],
      ["One step forward", () => go(step + 1)], ["To the end", () => go(run.S)]].map((item) => button(transport, ...item));
    const scrub = html(bar, "input", { type: "range", min: 0, step: 1, "aria-label": "Step", class: "el-scrub" });
    listen(scrub, "input", () => go(+scrub.value));
    const readout = box(bar, "readout"), numbers = ["step", "time", "loss"].map((name) => {
      const cell = html(readout, "span", { class: "el-number" });
      html(cell, "small", {}, name);
      return html(cell, "b");
    });
    const speeds = html(readout, "select", { "aria-label": "Speed", title: "Speed", class: "el-speed" });
    [["¼×", 0.25], ["½×", 0.5], ["1×", 1], ["2×", 2], ["4×", 4]].forEach(([name, value]) => html(speeds, "option", { value }, name));
    speeds.value = "1";
    listen(speeds, "change", () => { speed = +speeds.value; draw(); });

    const lossBox = box(side, "loss");
    box(lossBox, "caption").textContent = "mean loss (nats per pair)";
    const lossPicture = svg(lossBox, "svg"), lossAxes = svg(lossPicture, "g", { "aria-hidden": "true" });
    const wholeLine = svg(lossPicture, "path", { class: "el-whole" }), clip = svg(lossPicture, "svg");
    const pastLine = svg(clip, "path", { class: "el-past" });
    const mark = keep(svg(lossPicture, "g", { class: "el-mark", role: "slider", tabindex: 0, "aria-label": "Step on the loss curve" }));
    svg(mark, "circle", { r: 5.5 });
    const curve = { left: 34, top: 8, w: 0, h: 0, low: 0, high: 1 };
    curve.x = (k) => curve.left + k / (run.S || 1) * curve.w;
    curve.y = (loss) => curve.top + (curve.high - loss) / (curve.high - curve.low) * curve.h;
    const seek = (e) => go(Math.round((e.clientX - lossPicture.getBoundingClientRect().left - curve.left) / curve.w * run.S));
    pointer(lossPicture, (e) => { seek(e); return true; }, seek);

    const legend = html(side, "ul", { class: "el-legend", "aria-label": "Legend" });
    groups.forEach((name, g) => {
      const item = html(legend, "li");
      svg(svg(item, "svg", { viewBox: "-8 -8 16 16", class: `el-g${g % 6}`, "aria-hidden": "true" }), "path", { d: shape(g) });
      html(item, "span", {}, name);
    });
    const key = html(legend, "li", { class: "el-key" });
    svg(svg(key, "svg", { viewBox: "-14 -8 28 16", "aria-hidden": "true" }), "path", { class: "el-arrow", d: arrow(-12, 0, 12, 0, 8) });
    const magnified = html(key, "span"), choices = box(side, "choices", { role: "group", "aria-label": "View" });
    const views = ["Points", "Arrows"].map((name, i) => toggle(choices, name, () => { arrows = i === 1; draw(); }));
    const trailButton = toggle(choices, "Trails", () => { trails = !trails; draw(); });
    const note = html(side, "p", { class: "el-note" }), message = html(side, "p", { class: "el-message", role: "status" });
    const help = html(side, "details", { class: "el-help" });
    html(help, "summary", {}, "Keys");
    html(help, "p", {}, "Space plays and pauses. ← → go one step, with Shift ten; Home and End to the ends; + − 0 zoom. Tab leads to the words; "
      + (live ? "Page Up and Page Down go from word to word; ← → ↑ ↓ move one, with Shift further; Enter lets it go, Escape puts it back."
        : "↑ ↓ go from word to word; Enter keeps one marked, with its trail."));
    const stripTitle = box(strip, "caption"), stripPicture = svg(strip, "svg", { role: "img" });
    const stripAxes = svg(stripPicture, "g"), bars = ["up", "down", "length"].map((name) => svg(stripPicture, "path", { class: `el-${name}` }));
    const columns = words.map((word) => svg(stripPicture, "text", { class: "el-column", "text-anchor": "end" }, word));
    const spoken = box(root, "spoken", { role: "status" }), cells = { left: 98, lane: 30, pitch: 0 };

    // what is seen at a step
    const position = (k, i) => (moved && moved.row === i && k === step ? moved.at : run.at(k, i));
    const pixels = (k) => words.map((_, i) => { const [x, y] = position(k, i); return [plane.x(x), plane.y(y)]; });
    // Places are counted up from the last step that is a multiple of 16: words rest, and a step looks the same however it was reached.
    function places(k) {
      if (!cache.has(k)) cache.set(k, placeLabels(pixels(k), widths, words.keys(), plane, k % 16 ? places(k - 1) : null));
      return cache.get(k);
    }
    function placesNow(points) {
      const ahead = [...words.keys()].filter(front);
      return ahead.length ? placeLabels(points, widths, new Set([...ahead, ...words.keys()]), plane, places(step)) : places(step);
    }
    function trail(i) {
      const every = Math.ceil(run.S / 200) || 1;
      ways = ways || words.map((_, j) => Array.from({ length: Math.floor(run.S / every) + 1 }, (_, n) => {
        const [x, y] = run.at(n * every, j);
        return `${plane.x(x).toFixed(1)},${plane.y(y).toFixed(1)}`;
      }));
      return ways[i].slice(0, Math.floor(step / every) + 1).join(" ");
    }
    function draw() {
      if (!plane.w) return;
      const points = pixels(step), at = placesNow(points), m = run.magnify, [ox, oy] = [plane.x(origin[0]), plane.y(origin[1])];
      let leaderPath = "", updatePath = "";
      for (let i = 0; i < V; i++) {
        const [x, y] = points[i], tip = `${x.toFixed(2)},${y.toFixed(2)}`, lead = at[i] && at[i].leader;
        set(marks[i], { transform: `translate(${tip})` });
        const near = Math.min(1, 7 / (Math.hypot(x - ox, y - oy) || 1)); // the head ends at the mark's edge
        if (arrows) set(shafts[i], { d: arrow(ox, oy, x - near * (x - ox), y - near * (y - oy), 8) });
        labels[i].style.display = at[i] ? "" : "none";
        if (at[i]) set(labels[i], { x: at[i].left.toFixed(1), y: (at[i].top + 10).toFixed(1), class: front(i) ? "el-front" : "" });
        if (lead) leaderPath += `M${tip}L${lead[0].toFixed(1)},${lead[1].toFixed(1)}`;
        const [x0, y0] = run.at(Math.max(0, step - 1), i), [x1, y1] = run.at(step, i);
        if (!moved) updatePath += arrow(plane.x(x0), plane.y(y0), plane.x(x0 + m * (x1 - x0)), plane.y(y0 + m * (y1 - y0)), 6);
        const way = trails || front(i);
        trailLines[i].style.display = way ? "" : "none";
        if (way) set(trailLines[i], { points: `${trail(i)} ${tip}` });
        shafts[i].style.display = arrows ? "" : "none";
        set(marks[i], { "aria-selected": pinned.has(i) });
      }
      set(leaders, { d: leaderPath });
      set(updates, { d: updatePath });
      [!arrows, arrows].forEach((on, i) => set(views[i], { "aria-pressed": on }));
      set(trailButton, { "aria-pressed": trails });
      drawNumbers();
      drawStrip();
    }
    function drawNumbers() {
      const seconds = (k) => fixed(k / RATE / speed, 1), loss = fixed(run.losses[step], 3), x = curve.x(step);
      [`${step} / ${run.S}`, `${seconds(step)} / ${seconds(run.S)} s`, loss].forEach((text, i) => { numbers[i].textContent = text; });
      const now = { "aria-valuetext": `step ${step} of ${run.S}, loss ${loss} nats per pair` };
      scrub.value = step;
      set(scrub, { ...now, style: `--part:${step / (run.S || 1) * 100}%` });
      set(mark, { ...now, "aria-valuenow": step, "aria-valuemax": run.S, transform: `translate(${x.toFixed(2)},${curve.y(run.losses[step]).toFixed(2)})` });
      set(clip, { width: x.toFixed(2) });
    }
    function drawStrip() {
      const half = cells.lane / 2, width = Math.max(1.5, cells.pitch * 0.7), paths = ["", "", ""], looked = words.filter((_, i) => run.touched(step, i));
      for (let i = 0; i < V; i++) {
        const x = cells.left + (i + 0.5) * cells.pitch - width / 2;
        run.lanes.forEach((_, lane) => {
          const share = clamp(run.change(step, i, lane) / run.full, -1, 1), rise = -share * (half - 1), foot = lane === 2 ? cells.lane : half;
          const bar = `M${x.toFixed(1)},${lane * (cells.lane + 4) + foot}v${(rise * foot / half).toFixed(1)}h${width.toFixed(1)}V${lane * (cells.lane + 4) + foot}z`;
          if (Math.abs(rise) > 0.3) paths[lane === 2 ? 2 : share > 0 ? 0 : 1] += bar;
        });
        set(columns[i], { class: `el-column${run.touched(step, i) ? " el-on" : ""}${front(i) ? " el-front" : ""}` });
      }
      bars.forEach((bar, i) => set(bar, { d: paths[i] }));
      stripTitle.textContent = step ? `Rows changed by step ${step} (bold: looked up, ${looked.length} of ${V}; a full bar: ${run.full.toPrecision(1)} or more)` : "Rows of E: no step has changed them yet";
      if (!playing) set(stripPicture, { "aria-label": `${stripTitle.textContent}: ${looked.join(", ") || "none"}` });
    }

    // sizes, and what changes only with them
    function layout() {
      const W = root.clientWidth, wide = W >= 640;
      if (!W) return;
      root.classList.toggle("el-wide", wide);
      if (!widths.length) widths = labels.map((label) => label.getComputedTextLength() + 2);
      layoutLoss(side.clientWidth);
      layoutStrip(strip.clientWidth);
      plane.size(stage.clientWidth, Math.round(clamp(stage.clientWidth * 0.76, wide ? 400 : 280, 440)));
    }
    function layoutLoss(W) {
      const H = root.classList.contains("el-wide") ? 210 : 150, [low, high] = [Math.min(...run.losses), Math.max(...run.losses)], pad = (high - low) * 0.06 || 0.1;
      Object.assign(curve, { w: W - curve.left - 10, h: H - curve.top - 34, low: low - pad, high: high + pad });
      set(lossPicture, { width: W, height: H, style: `width:${W}px;height:${H}px` });
      lossAxes.replaceChildren();
      const foot = curve.top + curve.h, y = ticks(curve.low, curve.high, curve.h / 36), x = ticks(0, run.S || 1, W / 70);
      svg(lossAxes, "rect", { class: "el-sheet", x: curve.left, y: curve.top, width: curve.w, height: curve.h });
      y.at.forEach((v) => svg(lossAxes, "path", { class: "el-line", d: `M${curve.left},${curve.y(v)}h${curve.w}` }));
      y.at.forEach((v) => svg(lossAxes, "text", { x: curve.left - 6, y: curve.y(v) + 4, "text-anchor": "end" }, fixed(v, y.digits)));
      x.at.forEach((v) => v % 1 || svg(lossAxes, "text", { x: curve.x(v), y: foot + 15, "text-anchor": "middle" }, String(v)));
      svg(lossAxes, "rect", { class: "el-frame", x: curve.left, y: curve.top, width: curve.w, height: curve.h });
      svg(lossAxes, "text", { class: "el-name", x: curve.left + curve.w / 2, y: foot + 30, "text-anchor": "middle" }, "step");
      const every = Math.ceil(run.S / 600) || 1, path = [];
      run.losses.forEach((loss, k) => (k % every && k < run.S) || path.push(`${curve.x(k).toFixed(1)},${curve.y(loss).toFixed(1)}`));
      [wholeLine, pastLine].forEach((line) => set(line, { d: `M${path.join("L")}` }));
      set(clip, { x: 0, y: 0, height: H });
    }
    function layoutStrip(W) {
      const lanes = run.lanes.length, deep = lanes * (cells.lane + 4), named = (cells.pitch = (W - cells.left - 4) / V) >= 8.8;
      const H = deep + (named ? Math.min(74, 8 + Math.max(...widths)) : 4);
      set(stripPicture, { width: W, height: H, style: `width:${W}px;height:${H}px` });
      stripAxes.replaceChildren();
      run.lanes.forEach((name, lane) => {
        const top = lane * (cells.lane + 4), foot = top + (lane === 2 ? cells.lane : cells.lane / 2);
        svg(stripAxes, "rect", { class: "el-sheet", x: cells.left, y: top, width: W - cells.left - 4, height: cells.lane });
        svg(stripAxes, "path", { class: "el-zero", d: `M${cells.left},${foot}H${W - 4}` });
        svg(stripAxes, "text", { x: 0, y: top + cells.lane / 2 + 4 }, name);
        if (lane < 2) svg(stripAxes, "text", { x: cells.left - 6, y: top + 10, "text-anchor": "end" }, "+");
        if (lane < 2) svg(stripAxes, "text", { x: cells.left - 6, y: top + cells.lane - 3, "text-anchor": "end" }, "−");
      });
      columns.forEach((text, i) => {
        text.style.display = named ? "" : "none";
        text.style.fontSize = cells.pitch < 11 ? "9.5px" : "";
        set(text, { transform: `translate(${(cells.left + (i + 0.5) * cells.pitch + 3.5).toFixed(1)},${deep + 3}) rotate(-90)` });
      });
    }

    // going about
    function go(k) {
      if (playing) pause();
      step = clamp(k, 0, run.S);
      if (moved && !moved.held) moved = null;
      draw();
    }
    function start() {
      if (step >= run.S) go(0);
      playing = true;
      face("Pause");
      last = performance.now();
      requestAnimationFrame(tick);
    }
    function tick(now) { // shows every step: on a slow machine a run takes longer
      if (!playing) return;
      const stride = reduced() ? Math.max(1, Math.round(RATE * speed / 2)) : 1, wait = 1000 * stride / RATE / speed;
      if (now - last >= wait - 2) {
        last = Math.max(last + wait, now - wait);
        step = clamp(step + stride, 0, run.S);
        moved = null;
        draw();
        if (step === run.S || !root.isConnected) return pause();
      }
      requestAnimationFrame(tick);
    }
    function pause() {
      playing = false;
      face("Play");
      drawStrip();
      spoken.textContent = `${step === run.S ? "End" : "Paused"}: step ${step} of ${run.S}, loss ${fixed(run.losses[step], 3)}`;
    }
    function face(name) {
      set(playButton, { "aria-label": name, title: name });
      set(playButton.querySelector("path"), { d: ICONS[name] });
    }
    function point(i) { // the word under the pointer, or with the focus
      if (i === hover) return;
      hover = i;
      if (i >= 0) describe(i);
      draw();
    }
    function describe(i) {
      const [x, y] = position(step, i).map((v) => fixed(v, 2));
      set(marks[i], { "aria-label": `${words[i]}, ${groups[group[i]]}: ${axes[0]} ${x}, ${axes[1]} ${y}` });
    }
    function pin(i) {
      if (!pinned.delete(i)) pinned.add(i);
      draw();
    }
    function focusOn(i) {
      set(marks[current], { tabindex: -1 });
      current = (i + V) % V;
      set(marks[current], { tabindex: 0 }).focus({ preventScroll: true });
      const [x, y] = position(step, current), [px, py] = [plane.x(x), plane.y(y)];
      if (px < 0 || py < 0 || px > plane.w || py > plane.h) plane.view({ cx: x, cy: y, factor: plane.factor || 1 });
    }
    marks.forEach((node, i) => {
      listen(node, "pointerenter", () => point(i));
      listen(node, "pointerleave", () => point(-1));
      listen(node, "focus", () => { if (i !== current) focusOn(i); point(i); });
      listen(node, "blur", () => point(-1));
      if (!live) listen(node, "click", () => pin(i));
      else pointer(node, () => { node.focus({ preventScroll: true }); return true; }, (e) => move(i, plane.at(e)), () => drop());
    });
    const column = (e) => Math.floor((e.clientX - stripPicture.getBoundingClientRect().left - cells.left) / cells.pitch);
    listen(stripPicture, "pointermove", (e) => point(column(e) >= 0 && column(e) < V ? column(e) : -1));
    listen(stripPicture, "pointerleave", () => point(-1));

    // live: a row is dragged, Python trains on from there
    function move(i, at) {
      if (playing) pause();
      moved = { row: i, at, held: true };
      describe(i);
      draw();
    }
    function drop() {
      if (!moved || !moved.held) return;
      moved.held = false;
      message.textContent = link ? `Python trains on from step ${step} …` : "Run the cell to let Python train on from here.";
      if (!link) return;
      link({ step, row: moved.row, at: moved.at });
      late = setTimeout(() => { message.textContent = "Python does not answer; run the cell again to train on from here."; }, 8000);
    }
    if (live) {
      message.textContent = "Drag a word: Python trains on from there.";
      const hear = ({ detail: model }) => { // the widget of this page: its key says so
        if (link || !root.isConnected || model.get("key") !== root.dataset.liveKey) return;
        link = (drop) => model.send(drop);
        model.on("msg:custom", trained);
      };
      const trained = (answer) => {
        clearTimeout(late);
        message.textContent = answer.sentence;
        if (!answer.run) return;
        run = unpack({ ...answer.run, touched_rows: V });
        moved = null;
        news();
        start();
      };
      listen(document, "embedlab-model", hear);
      document.dispatchEvent(new CustomEvent("embedlab-page", { detail: root }));
    }
    function news() {
      set(scrub, { max: run.S });
      [magnified, note].forEach((node, i) => { node.textContent = [`this step’s update, × ${run.magnify}`, run.note][i]; });
      [0, 1, 2].forEach((i) => { numbers[i].style.minWidth = [`${2 * String(run.S).length + 3}ch`, `${2 * fixed(run.S / RATE * 4, 1).length + 5}ch`, "6ch"][i]; });
      plane.bounds = run.bounds;
      layout();
    }

    listen(root, "keydown", (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.target === speeds) return;
      const word = e.target.closest(".el-word"), far = e.shiftKey ? 10 : 1, direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
      const press = e.target.matches("button, summary") && /^( |Enter)$/.test(e.key);
      const acts = { " ": () => (playing ? pause() : start()), Home: () => go(0), End: () => go(run.S), ArrowLeft: () => go(step - far), ArrowRight: () => go(step + far) };
      if (word) Object.assign(acts, { PageUp: () => focusOn(current - 1), PageDown: () => focusOn(current + 1) },
        live ? { Enter: drop, Escape: () => { moved = null; draw(); } } : { Enter: () => pin(current), ArrowUp: () => focusOn(current - 1), ArrowDown: () => focusOn(current + 1) });
      if (word && live && direction) acts[e.key] = () => move(current, plane.inside(position(step, current).map((v, j) => v + direction[j] * far * plane.unit / 20)));
      const act = acts[e.key] || (() => plane.key(e.key));
      if (press || act() === false) return;
      e.preventDefault();
      e.stopPropagation();
    });
    news();
    return layout;
  }

  // ---- drag: two vectors, their dot product and the cosine ----
  function drag(root, data) {
    const vectors = data.vectors.map((v) => [...v]), names = data.names;
    box(root, "title").textContent = data.title;
    const stage = box(root, "stage"), panel = box(root, "side el-panel");
    const plane = makePlane(stage, data.axes, `${names[0]} and ${names[1]} in the plane`, () => draw());
    const [shadow, fall, arc] = ["shadow", "fall", "arc"].map((name) => svg(plane.inner, "path", { class: `el-${name}` }));
    const arrows = [1, 0].map((i) => svg(plane.inner, "path", { class: `el-vector el-g${i}` })).reverse();
    const tips = names.map((name, i) => {
      const node = keep(svg(plane.inner, "g", { class: `el-word el-g${i}`, role: "slider", tabindex: 0, "aria-label": `vector ${name}` }));
      svg(node, "circle", { r: 14 });
      svg(node, "path", { d: SHAPES[i] });
      pointer(node, () => { node.focus({ preventScroll: true }); return true; }, (e) => move(i, plane.at(e)), say);
      return node;
    });
    const labels = names.map((name) => svg(plane.inner, "text", { class: "el-vector-name", "text-anchor": "middle" }, name));
    const table = html(panel, "dl"), [a, b] = names;
    const cells = [a, b, `‖${a}‖`, `‖${b}‖`, `shadow of ${a} on ${b}`, "angle θ", `${a} · ${b}`, "cos θ"].map((name, i) => {
      html(table, "dt", { class: i > 5 ? "el-big" : "" }, name);
      return html(table, "dd", { class: i > 5 ? "el-big" : "" });
    });
    const scale = svg(panel, "svg", { class: "el-scale", "aria-hidden": "true", viewBox: "0 0 300 40", style: "width:100%;height:auto" });
    svg(scale, "path", { class: "el-line", d: "M10,12H290M10,6v12M150,3v18M290,6v12" });
    [["−1", 10], ["0", 150], ["1", 290]].forEach(([text, x]) => svg(scale, "text", { x, y: 35, "text-anchor": "middle" }, text));
    const bar = svg(scale, "path", { class: "el-cosine" }), formula = html(panel, "p", { class: "el-formula" });
    const choices = box(panel, "choices"), spoken = box(root, "spoken", { role: "status" });
    toggle(choices, "Back to the start", () => { vectors.forEach((v, i) => v.splice(0, 2, ...data.vectors[i])); draw(); say(); }).removeAttribute("aria-pressed");
    html(panel, "p", { class: "el-note" }, "Drag a tip, or Tab to it and press the arrow keys (with Shift: further). + − 0 zoom.");

    function move(i, at) {
      vectors[i] = plane.inside(at).map((v) => Math.round(v * 100) / 100);
      draw();
    }
    function measure() {
      const [[ax, ay], [bx, by]] = vectors, dot = ax * bx + ay * by, [la, lb] = [Math.hypot(ax, ay), Math.hypot(bx, by)];
      const cosine = la && lb ? clamp(dot / la / lb, -1, 1) : null;
      return { dot, la, lb, cosine, shadow: lb ? dot / lb : null };
    }
    function draw() {
      if (!plane.w) return;
      const { dot, la, lb, cosine, shadow: length } = measure(), o = [plane.x(0), plane.y(0)];
      const ends = vectors.map(([x, y]) => [plane.x(x), plane.y(y)]), pair = (v) => `(${fixed(v[0], 2)}, ${fixed(v[1], 2)})`;
      const foot = lb ? vectors[1].map((v) => v / lb * length) : [0, 0], end = [plane.x(foot[0]), plane.y(foot[1])];
      ends.forEach(([x, y], i) => {
        const l = Math.hypot(x - o[0], y - o[1]) || 1, [dx, dy] = [(x - o[0]) / l, (y - o[1]) / l];
        set(arrows[i], { d: arrow(...o, x, y, 15) });
        set(tips[i], { transform: `translate(${x.toFixed(2)},${y.toFixed(2)})`, "aria-valuenow": vectors[i][0], "aria-valuetext": `${data.axes[0]} ${fixed(vectors[i][0], 2)}, ${data.axes[1]} ${fixed(vectors[i][1], 2)}` });
        set(labels[i], { x: clamp(x + dx * 20, 12, plane.w - 12), y: clamp(y + dy * 20 + 5, 16, plane.h - 6) });
      });
      set(shadow, { d: `M${o}L${end}` });
      set(fall, { d: lb ? `M${ends[0]}L${end}` : "" });
      const [ta, tb] = ends.map(([x, y]) => Math.atan2(y - o[1], x - o[0])), r = 26, turn = Math.atan2(Math.sin(tb - ta), Math.cos(tb - ta));
      const on = (t) => `${o[0] + r * Math.cos(t)},${o[1] + r * Math.sin(t)}`;
      set(arc, { d: cosine === null ? "" : `M${on(ta)}A${r},${r} 0 0 ${turn > 0 ? 1 : 0} ${on(tb)}` });
      set(bar, { d: cosine === null ? "" : `M150,7H${150 + 140 * cosine}V17H150z` });
      const none = "undefined", angle = cosine === null ? none : `${fixed(Math.acos(cosine) * 180 / Math.PI, 1)}°`;
      [pair(vectors[0]), pair(vectors[1]), fixed(la, 3), fixed(lb, 3), length === null ? none : fixed(length, 3), angle, fixed(dot, 3),
        cosine === null ? none : fixed(cosine, 3)].forEach((text, i) => { cells[i].textContent = text; });
      formula.textContent = cosine === null ? "A vector of length 0 has no direction, so there is no angle and no cosine."
        : `cos θ = ${a} · ${b} / (‖${a}‖ ‖${b}‖) = ${fixed(dot, 3)} / (${fixed(la, 3)} × ${fixed(lb, 3)})`;
    }
    function say() {
      spoken.textContent = `dot product ${cells[6].textContent}, cosine ${cells[7].textContent}, angle ${cells[5].textContent}`;
    }
    listen(root, "keydown", (e) => {
      const i = tips.indexOf(e.target), far = e.shiftKey ? 10 : 1, d = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
      if (e.ctrlKey || e.metaKey || e.altKey || !(i >= 0 && d ? (move(i, vectors[i].map((v, j) => v + d[j] * far * plane.unit / 10)), true) : plane.key(e.key))) return;
      e.preventDefault();
      e.stopPropagation();
    });
    listen(root, "keyup", (e) => e.key.startsWith("Arrow") && say());
    plane.bounds = data.bounds;
    return () => {
      const wide = root.classList.toggle("el-wide", root.clientWidth >= 560);
      plane.size(stage.clientWidth, Math.round(clamp(stage.clientWidth * 0.76, wide ? 400 : 280, 440)));
    };
  }

  // ---- start: the element before this script, or (where scripts do not know their place) all that wait ----
  const before = document.currentScript && document.currentScript.previousElementSibling;
  const waiting = ".embedlab-player:not([data-ready])";
  for (const root of before && before.matches(waiting) ? [before] : document.querySelectorAll(waiting)) {
    const data = JSON.parse(root.querySelector("script").textContent);
    root.replaceChildren();
    set(root, { "data-ready": "true" });
    const layout = (data.kind === "drag" ? drag : play)(root, data);
    let width = 0;
    new ResizeObserver(() => { if (root.clientWidth !== width) { width = root.clientWidth; layout(); } }).observe(root);
  }
})();
