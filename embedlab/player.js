/* The player: plays a training run step by step, or lets two vectors be dragged about.

A page is <div class="embedlab-player"> with its data as JSON inside, the markup of player.html among them. This script
puts that markup into the element once, and from then on changes attributes. It needs nothing else: no kernel, no network,
no library. To go to step k is to read snapshot k and draw it, whatever was on the screen before; so a step forward and a
step back end at the same picture. */
(() => {
  "use strict";
  const RATE = 10; // steps per second at speed 1×
  const LANE = 34, foot = (j) => (j === 2 ? 30 : 15); // a lane of the strip in pixels, and its zero: a length has no sign
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  // ---- small tools ----
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
  const pair = (point, digits = 1) => point.map((v) => v.toFixed(digits)).join();
  const listen = (node, type, act) => node.addEventListener(type, act);
  const tint = (g) => `el-g${g % 6}`;
  const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };
  function set(node, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
    }
  }
  const size = (svg, width, height) => set(svg, { width, height, style: `width:${width}px;height:${height}px` });
  // The parts of a page by the name that their class gives them: <p class="el-note"> is `note`.
  const parts = (root) => Object.fromEntries([...root.querySelectorAll("[class^=el-]")].map((n) => [n.classList[0].slice(3), n]));
  // Copies of a node's only child, one per item.
  function repeat(parent, items, fill) {
    const copies = items.map(() => parent.firstElementChild.cloneNode(true));
    parent.replaceChildren(...copies);
    copies.forEach((copy, i) => fill(copy, items[i], i));
    return copies;
  }
  function dress(el, node, g) { // as a group is marked: six shapes and colours, then other pairs of them
    node.classList.add(tint(g));
    set(node.querySelector("path"), { d: el.shapes.children[(g + Math.floor(g / 6)) % 6].getAttribute("d") });
  }
  // One pointer that goes down on a node, moves and comes up, whatever lies under it meanwhile.
  function pointer(node, down, move, up = () => {}) {
    listen(node, "pointerdown", (e) => e.button === 0 && down(e) !== false && node.setPointerCapture(e.pointerId));
    listen(node, "pointermove", (e) => node.hasPointerCapture(e.pointerId) && move(e));
    listen(node, "lostpointercapture", up);
  }
  // Keys and buttons do the same: acts(where, how far) says what, by the name of the key.
  function controls(root, acts) {
    listen(root, "click", ({ target }) => {
      const button = target.closest("[data-key]");
      if (button) acts(button, 1)[button.dataset.key]();
    });
    listen(root, "keydown", (e) => {
      const pressed = e.target.matches("button, summary") && /^( |Enter)$/.test(e.key);
      const act = acts(e.target, e.shiftKey ? 10 : 1)[e.key];
      if (!act || pressed || e.ctrlKey || e.metaKey || e.altKey || e.target.matches("select")) return;
      act();
      e.preventDefault();
      e.stopPropagation();
    });
  }
  // A path: the shaft, and an open head that ends `gap` pixels before its goal.
  function arrow([x0, y0], [x1, y1], head, gap = 0) {
    const whole = Math.hypot(x1 - x0, y1 - y0), length = whole - gap, s = Math.min(head, length / 2);
    const dx = (x1 - x0) / whole, dy = (y1 - y0) / whole, x = x0 + dx * length, y = y0 + dy * length;
    const end = (turn) => pair([x - s * (dx + turn * dy), y - s * (dy - turn * dx)]);
    return length < 1.5 ? "" : `M${pair([x0, y0])}L${pair([x, y])}M${end(0.55)}L${pair([x, y])}L${end(-0.55)}`;
  }

  // ---- a frame: a sheet with lines and numbers, where a value stands on it, which value stands where ----
  function makeFrame(svg, names) {
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
  function makePlane(el, names, bounds, redraw) {
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

  // Words beside their marks so that none covers another; the ones that find no place stay hidden.
  // wanted: words, the most important first; before: the places one step ago, kept where they still fit.
  function placeLabels(points, widths, wanted, plane, before) {
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

  // ---- a training run, as the page carries it ----
  function unpack(data) {
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const xy = new Int16Array(bytes(data.positions).buffer), losses = new Float32Array(bytes(data.losses).buffer);
    const touched = bytes(data.touched), lengths = bytes(data.lengths), V = xy.length / 2 / losses.length;
    const at = (k, i) => [xy[2 * (k * V + i)] * data.scale, xy[2 * (k * V + i) + 1] * data.scale];
    const change = (k, i) => { // what step k added to row i: along each axis, and the length of the whole
      const [x0, y0] = at(Math.max(0, k - 1), i), [x, y] = at(k, i);
      return [x - x0, y - y0, lengths[k * V + i] / 255 * data.full];
    };
    return { ...data, losses, at, change, S: losses.length - 1, touched: (k, i) => touched[k * V + i] === 1 };
  }

  // ---- play and live ----
  function play(root, data, el) {
    const { words, groups, group, lanes, axes } = data, V = words.length, live = data.kind === "live";
    const numbers = root.querySelectorAll("b"), views = root.querySelectorAll("[aria-pressed]");
    const tinted = (node, _, i) => node.classList.add(tint(group[i]));
    const ways = repeat(el.trails, words, tinted), shafts = repeat(el.shafts, words, tinted);
    const labels = repeat(el.labels, words, write), columns = repeat(el.columns, words, write);
    const marks = repeat(el.words, words, (node, _, i) => {
      set(node, { "data-row": i, tabindex: i ? -1 : 0 });
      dress(el, node, group[i]);
    });
    repeat(el.legend, groups, (item, name, g) => { write(item.lastElementChild, name); dress(el, item.firstElementChild, g); });
    repeat(el.lanes, lanes, (lane, name) => write(lane.querySelector("text"), name));
    write(el.note, data.note);

    // hover: the word in front; moved: a row on its way; number: Python's of this run; current: the word that Tab leads to
    const now = { step: data.start, hover: -1, moved: null, arrows: false, trails: false, pinned: new Set() };
    let run = unpack(data.run), number = 0, link = null, late = 0, current = 0, playing = 0, last = 0;
    let paths = null, places = new Map(), widths = null, pitch = 0;
    const front = (i) => now.pinned.has(i) || i === now.hover || (now.moved !== null && now.moved.row === i);
    const curve = makeFrame(el.loss, ["step", "mean loss (nats per pair)"]);
    const plane = makePlane(el, axes, run.bounds, () => { places = new Map(); paths = null; draw(); });

    // what is seen at a step
    const position = (i) => (now.moved && now.moved.row === i ? now.moved.at : run.at(now.step, i));
    // Places are counted up from the last step that is a multiple of 16: words rest, and a step looks the same
    // however it was reached.
    function placesAt(k) {
      const before = () => (k % 16 ? placesAt(k - 1) : null), points = () => words.map((_, i) => plane.xy(run.at(k, i)));
      if (!places.has(k)) places.set(k, placeLabels(points(), widths, words.keys(), plane, before()));
      return places.get(k);
    }
    function trail(i) {
      const every = Math.ceil(run.S / 200) || 1, length = Math.floor(run.S / every) + 1;
      paths = paths || words.map((_, j) => Array.from({ length }, (_, n) => pair(plane.xy(run.at(n * every, j)))));
      return paths[i].slice(0, Math.floor(now.step / every) + 1).join(" ");
    }
    function update(i) {
      const [x, y] = run.at(Math.max(0, now.step - 1), i), [dx, dy] = run.change(now.step, i), m = run.magnify;
      return arrow(plane.xy([x, y]), plane.xy([x + m * dx, y + m * dy]), 6);
    }
    function draw() {
      const { step, arrows, trails, moved, pinned } = now, origin = plane.xy(run.origin);
      const points = words.map((_, i) => plane.xy(position(i)));
      const ahead = [...words.keys()].filter(front), wanted = new Set([...ahead, ...words.keys()]);
      const at = ahead.length ? placeLabels(points, widths, wanted, plane, placesAt(step)) : placesAt(step);
      points.forEach((point, i) => {
        const tip = pair(point, 2), seen = position(i).map((v, j) => `${axes[j]} ${fixed(v, 2)}`);
        const label = `${words[i]}, ${groups[group[i]]}${front(i) ? `: ${seen.join(", ")}` : ""}`;
        set(marks[i], { transform: `translate(${tip})`, "aria-selected": pinned.has(i), "aria-label": label });
        set(shafts[i], { d: arrows ? arrow(origin, point, 8, 7) : "" });
        set(ways[i], { points: trails || front(i) ? `${trail(i)} ${tip}` : "" });
        set(labels[i], { ...at[i].at, class: front(i) ? "el-front" : "" });
      });
      set(el.leaders, { d: at.map((place) => place.leader).join("") });
      set(el.update, { d: moved ? "" : words.map((_, i) => update(i)).join("") });
      [arrows, trails].forEach((on, i) => set(views[i], { "aria-pressed": on }));
      drawNumbers(step);
      drawStrip(step);
    }
    const show = (changes) => { Object.assign(now, changes); draw(); };
    const readings = (k) => [`${k} / ${run.S}`, `${fixed(k / RATE, 1)} / ${fixed(run.S / RATE, 1)} s`, fixed(run.losses[k], 3)];
    function drawNumbers(step) {
      const texts = readings(step), [x, y] = curve.xy([step, run.losses[step]]);
      const said = { "aria-valuetext": `step ${step} of ${run.S}, loss ${texts[2]} nats per pair` };
      texts.forEach((text, i) => write(numbers[i], text));
      set(el.scrub, { ...said, max: run.S, style: `--part:${step / (run.S || 1) * 100}%` });
      el.scrub.value = step;
      set(el.mark, { ...said, "aria-valuenow": step, "aria-valuemax": run.S, transform: `translate(${pair([x, y], 2)})` });
      set(el.clip, { width: x.toFixed(2) });
    }
    function drawStrip(step) {
      const bars = ["", "", ""], looked = words.filter((_, i) => run.touched(step, i));
      words.forEach((_, i) => run.change(step, i).slice(0, lanes.length).forEach((change, j) => {
        const rise = clamp(change / run.full, -1, 1) * (foot(j) - 1), from = pair([(i + 0.5) * pitch, j * LANE + foot(j)]);
        if (Math.abs(rise) > 0.3) bars[j === 2 ? 2 : +(rise < 0)] += `M${from}v${(-rise).toFixed(1)}`;
      }));
      [el.up, el.down, el.length].forEach((node, i) => set(node, { d: bars[i] }));
      columns.forEach((text, i) => {
        set(text, { class: `el-column${run.touched(step, i) ? " el-on" : ""}${front(i) ? " el-front" : ""}` });
      });
      write(el.caption, !step ? "Rows of E: no step has changed them yet" : `Rows changed by step ${step} `
        + `(bold: looked up, ${looked.length} of ${V}; a full bar: ${run.full.toPrecision(1)} or more)`);
      if (!playing) set(el.rows, { "aria-label": `${el.caption.textContent}: ${looked.join(", ") || "none"}` });
    }

    // sizes, and what changes only with them or with the run
    function layout() {
      widths = widths || labels.map((label) => label.getComputedTextLength() + 2);
      readings(run.S).forEach((text, i) => { numbers[i].style.minWidth = `${text.length + i}ch`; });
      write(el.factor, `this step’s update, × ${run.magnify}`);
      const [low, high] = [Math.min(...run.losses), Math.max(...run.losses)], edge = Math.max(0.05, (high - low) * 0.06);
      curve.size(el.loss.parentNode.clientWidth, 210);
      curve.show([0, low - edge, run.S || 1, high + edge], Math.max(70, curve.w / (run.S || 1)), 36);
      const d = `M${[...run.losses].map((loss, k) => pair(curve.xy([k, loss]))).join("L")}`;
      [el.whole, el.past].forEach((line) => set(line, { d }));
      set(el.clip, { height: curve.h });

      const W = el.strip.clientWidth - 102, deep = lanes.length * LANE, named = W / V >= 8.8; // or words would collide
      pitch = W / V;
      columns.forEach((text, i) => set(text, { transform: `translate(${(i + 0.5) * pitch + 3.5},${deep + 3}) rotate(-90)` }));
      set(el.columns, { display: named ? "inline" : "none", "font-size": pitch < 11 ? 9.5 : 11 });
      [el.up, el.down, el.length].forEach((bars) => set(bars, { "stroke-width": Math.max(1.5, pitch * 0.7) }));
      set(el.cells, { width: W });
      size(el.rows, W + 102, deep + (named ? Math.min(74, 8 + Math.max(...widths)) : 0));

      plane.bounds = run.bounds;
      plane.layout();
    }

    // going about
    const go = (k) => { if (playing) pause(); show({ step: clamp(k, 0, run.S), moved: null }); };
    function start() {
      if (now.step >= run.S) go(0);
      if (!playing) playing = requestAnimationFrame(tick);
      last = performance.now();
      set(el.play, { "aria-label": "Pause", title: "Pause" });
    }
    function tick(time) { // shows every step: on a slow machine a run takes longer; with reduced motion 2 pictures a second
      const rate = RATE * el.speed.value, reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const stride = reduced ? Math.max(1, Math.round(rate / 2)) : 1, wait = 1000 * stride / rate;
      if (time - last >= wait - 2) {
        last = Math.max(last + wait, time - wait);
        show({ step: Math.min(now.step + stride, run.S), moved: null });
        if (now.step === run.S || !root.isConnected) return pause();
      }
      playing = requestAnimationFrame(tick);
    }
    function pause() {
      cancelAnimationFrame(playing);
      playing = 0; // a request for a picture otherwise
      set(el.play, { "aria-label": "Play", title: "Play" });
      drawStrip(now.step);
      write(el.spoken, `${now.step === run.S ? "End" : "Paused"}: step ${now.step} of ${run.S}, loss ${readings(now.step)[2]}`);
    }
    const seek = (e) => go(Math.round(curve.at(e)[0]));
    pointer(el.loss, seek, seek);
    listen(el.scrub, "input", () => go(+el.scrub.value));

    // words: the one under the pointer or with the focus shows its way, pinned ones keep it
    const point = (i) => i !== now.hover && show({ hover: i });
    const pin = (i) => { if (!now.pinned.delete(i)) now.pinned.add(i); draw(); };
    function focusOn(i) {
      current = (i + V) % V;
      marks.forEach((node, j) => set(node, { tabindex: j === current ? 0 : -1 }));
      marks[current].focus({ preventScroll: true });
      const [cx, cy] = position(current);
      if (!plane.has(plane.xy([cx, cy]))) plane.view({ cx, cy, factor: plane.factor || 1 });
    }
    marks.forEach((node, i) => {
      listen(node, "pointerenter", () => point(i));
      listen(node, "focus", () => { if (i !== current) focusOn(i); point(i); });
      ["pointerleave", "blur"].forEach((type) => listen(node, type, () => point(-1)));
      if (live) pointer(node, () => node.focus({ preventScroll: true }), (e) => move(i, plane.at(e)), drop);
      else listen(node, "click", () => pin(i));
    });
    const column = (e) => Math.floor((e.clientX - el.cells.getBoundingClientRect().left) / pitch);
    listen(el.rows, "pointermove", (e) => point(words[column(e)] ? column(e) : -1));
    listen(el.rows, "pointerleave", () => point(-1));

    // live: a row is dragged, Python trains on from there
    const move = (row, at) => { if (playing) pause(); show({ moved: { row, at, held: true } }); };
    function drop() {
      const { moved, step } = now;
      if (!moved || !moved.held) return;
      moved.held = false;
      write(el.message, link ? `Python trains on from step ${step} …` : "Run the cell to let Python train on from here.");
      clearTimeout(late);
      if (!link) return;
      link.send({ run: number, step, row: moved.row, at: moved.at });
      late = setTimeout(write, 8000, el.message, "Python does not answer; run the cell again to train on from here.");
    }
    function trained(answer) {
      clearTimeout(late);
      write(el.message, answer.sentence);
      if (!answer.run) return;
      [run, number] = [unpack(answer.run), answer.number];
      Object.assign(now, { step: Math.min(now.step, run.S), moved: null });
      layout();
      start();
    }
    listen(document, "embedlab-model", ({ detail: model }) => { // the widget of this page: its key says so
      if (!live || link || !root.isConnected || model.get("key") !== root.dataset.liveKey) return;
      link = model;
      model.on("msg:custom", trained);
    });
    document.dispatchEvent(new CustomEvent("embedlab-page", { detail: root }));

    controls(root, (where, far) => {
      const acts = { ...plane.acts, " ": () => (playing ? pause() : start()), Home: () => go(0), End: () => go(run.S),
        ArrowLeft: () => go(now.step - far), ArrowRight: () => go(now.step + far),
        Arrows: () => show({ arrows: !now.arrows }), Trails: () => show({ trails: !now.trails }) };
      if (!where.closest(".el-word")) return acts;
      const back = () => focusOn(current - 1), onward = () => focusOn(current + 1);
      const nudges = plane.nudges(position(current), far, (at) => move(current, at));
      return { ...acts, PageUp: back, PageDown: onward, ...(live ? { Enter: drop, Escape: () => show({ moved: null }), ...nudges }
        : { Enter: () => pin(current), ArrowUp: back, ArrowDown: onward }) };
    });
    return layout;
  }

  // ---- drag: two vectors, their dot product and the cosine ----
  function drag(root, data, el) {
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

  // ---- start: the element before this script, or (where scripts do not know their place) all that wait ----
  const before = document.currentScript && document.currentScript.previousElementSibling;
  const waiting = ".embedlab-player:not([data-ready])";
  for (const root of before && before.matches(waiting) ? [before] : document.querySelectorAll(waiting)) {
    const data = JSON.parse(root.querySelector("script").textContent);
    root.innerHTML = data.page;
    root.querySelectorAll(`[data-for]:not([data-for~=${data.kind}])`).forEach((node) => node.remove());
    const el = parts(root), layout = (data.kind === "drag" ? drag : play)(root, data, el);
    write(el.title, data.title);
    root.querySelectorAll("button, input, select, summary, [tabindex]").forEach((node) => {
      set(node, { "data-lm-suppress-shortcuts": "true" }); // or JupyterLab takes a control's keys: d d deletes the cell
    });
    set(root, { "data-ready": "true" });
    let width = 0;
    new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      root.classList.toggle("el-wide", width >= 600);
      if (width) layout(); // 0: out of sight
    }).observe(root);
  }
})();
