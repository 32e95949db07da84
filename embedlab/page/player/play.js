import { RATE, LANE, foot, clamp, fixed, pair, listen, tint, write, set, size, repeat, dress, pointer, controls, arrow } from "./tools.js";
import { makeFrame, makePlane } from "./frame.js";
import { placeLabels } from "./labels.js";
import { unpack } from "./unpack.js";

// ---- play and live ----
export function play(root, data, el) {
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
