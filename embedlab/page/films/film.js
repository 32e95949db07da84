// A film: its frames one after the other, each with the way into it.

import { clamp } from "../player/numbers.js";
import { controls, listen, repeat, set, write } from "../player/dom.js";
import { times, unpackFilm } from "./cells.js";
import { makeStage } from "./stage.js";

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Fills the page, and gives back what lays it out when its width is known or has changed.
export function film(root, data, el) {
  const frames = unpackFilm(data.frames, data.tables), last = frames.length - 1;
  const stage = makeStage(el, data, frames);
  el.ticks.remove(); // of chapters
  const sentences = repeat(el.sentences, frames, (node, { sentence }) => write(node, sentence));
  // The frame, and the time in it: 0, where the frame before is seen, … 1. moving: the request for
  // the next picture, or 0; playing: whether the next frame follows.
  const now = { frame: last, time: 1, moving: 0, playing: false, since: 0 };

  function draw() {
    const { frame, time } = now, place = `${frame + 1} of ${frames.length}`;
    sentences.forEach((node, k) => { node.classList.toggle("el-now", k === frame); });
    write(el.number.lastElementChild, `${frame + 1} / ${frames.length}`);
    set(el.scrub, { "aria-valuetext": `frame ${place}: ${frames[frame].sentence}`, max: last });
    set(el.scrub, { style: `--part:${(100 * frame) / (last || 1)}%` });
    el.scrub.value = frame;
    stage.draw(frame, time);
  }
  function say() {
    write(el.spoken, `Frame ${now.frame + 1} of ${frames.length}: ${frames[now.frame].sentence}`);
  }

  // ---- time
  function tick(moment) {
    const { way, rest } = times(frames[now.frame]), speed = Number(el.speed.value);
    const passed = Math.max(0, moment - now.since) * speed;
    now.moving = requestAnimationFrame(tick);
    if (now.time < 1) {
      now.time = Math.min(1, passed / way);
      draw();
    } else if (!now.playing || !root.isConnected) halt();
    else if (passed >= way + rest) enter(now.frame + 1, moment);
    if (now.time === 1 && now.frame === last) halt();
  }
  function enter(frame, moment) { // by the way that leads into it
    Object.assign(now, { frame, time: frame && !still() ? 0 : 1, since: moment });
    now.moving ||= requestAnimationFrame(tick);
    draw();
  }
  function halt() {
    cancelAnimationFrame(now.moving);
    if (now.playing) say();
    Object.assign(now, { moving: 0, playing: false });
    set(el.play, { "aria-label": "Play", title: "Play" });
  }
  function start() {
    now.playing = true;
    set(el.play, { "aria-label": "Pause", title: "Pause" });
    enter(now.frame === last ? 0 : now.frame + 1, performance.now());
  }
  function pause() {
    halt();
    now.time = 1;
    draw();
  }
  function jump(frame) { // without a way
    halt();
    Object.assign(now, { frame: clamp(frame, 0, last), time: 1 });
    draw();
    say();
  }
  function go(step) { // one step forward is a way, others are jumps
    const goal = clamp(now.frame + step, 0, last);
    if (step !== 1 || goal === now.frame) return jump(goal);
    halt();
    enter(goal, performance.now());
    say();
  }

  listen(el.scrub, "input", () => jump(+el.scrub.value));
  controls(root, (where, far) => {
    const ends = { Home: () => jump(0), End: () => jump(last) };
    const acts = { ...ends, " ": now.playing ? pause : start };
    if (where === el.scene) return acts; // there the arrow keys scroll
    return { ...acts, ArrowLeft: () => go(-far), ArrowRight: () => go(far) };
  });
  draw();
  return () => {
    stage.layout();
    const scrolls = el.scene.scrollWidth > el.scene.clientWidth;
    if (scrolls) set(el.scene, { tabindex: 0, "data-lm-suppress-shortcuts": "true" });
    else el.scene.removeAttribute("tabindex");
    draw();
  };
}
