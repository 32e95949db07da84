// The names in the plane: few that rest, and those of the words in front.

import { repeat, set, write } from "./dom.js";
import { covers, drawName, markBox, nameBox, placeNames } from "./labels.js";
import { shortWord } from "./numbers.js";
import { inOrder, makeResting } from "./resting.js";

const FEW = 8; // names of words beside those of the groups
// Pixels at the lower edge that names leave free: for the scale bar or the button to start, and for
// the zoom buttons.
const BELOW = { scale: [130, 48], start: [226, 64], zoom: [142, 48] };

export function makeNames(el, data, now, plane, position) {
  const { words, groups, group } = data, V = words.length;
  const all = [...words, ...groups], few = V <= 12 ? V : FEW;
  const texts = repeat(el.labels, all.map((word) => shortWord(word)), (node, word, i) => {
    write(node, word);
    if (i >= V) node.classList.add("el-middle");
  });
  const looks = texts.map((node) => node.getAttribute("class") ?? "");
  const isLone = groups.length < 2 || groups.length > V / 2;
  let widths = null, order = null, resting = null;

  const reserved = () => {
    const [left, up] = now.opening ? BELOW.start : BELOW.scale, [right, high] = BELOW.zoom;
    return [
      [0, plane.h - up, left, plane.h],
      [plane.w - right, plane.h - high, plane.w, plane.h],
    ];
  };
  function rest() {
    if (resting) return resting;
    widths = widths || texts.map((text) => text.getComputedTextLength() + 2);
    if (order?.run !== now.run) order = { run: now.run, words: inOrder(now.run, group) };
    const always = new Set([...now.follow, ...now.pinned]);
    const wanted = [...always, ...order.words.filter((i) => !always.has(i))];
    const most = few + (isLone ? 0 : groups.length);
    resting = makeResting({
      run: now.run, group, wanted, always, most, sheet: plane, reserved: reserved(),
      widths: isLone ? widths.slice(0, V) : widths, cornersAt: plane.cornersAt,
    });
    return resting;
  }
  function draw() {
    const places = new Map(rest()(now.step)), { run, step } = now;
    const points = words.map((_, i) => plane.xy(position(i)));
    const anchor = (key) => (key < V ? points[key] : middle(key - V, run, step));
    const front = [now.hover, now.chosen, now.moved?.row ?? -1].filter((i) => i >= 0);
    const ahead = placeNames({
      names: front.map((i) => ({
        key: i, width: widths[i], kind: "word", points: [points[i]], always: true,
      })),
      marks: [points.map(markBox)], sheet: plane, reserved: reserved(),
      origin: plane.xy(run.origin),
      before: new Map([...places].filter(([key]) => front.includes(key))),
    });
    const taken = [...ahead].map(([key, { spot }]) => nameBox(points[key], widths[key], spot));
    for (const [key, place] of places) {
      if (!ahead.has(key) && covers(anchor(key), widths[key], place, taken)) places.delete(key);
    }
    for (const [key, place] of ahead) places.set(key, place);
    let leaders = "";
    texts.forEach((text, key) => {
      const place = places.get(key);
      if (!place) {
        set(text, { x: 0, y: 0, display: "none", class: looks[key] });
        return;
      }
      const { at, leader, turn } = drawName(anchor(key), widths[key], place, plane);
      if (key < V) leaders += leader;
      const isFront = now.inFront(key) || now.follow.has(key);
      const faint = now.follow.size && !isFront && key < V ? " el-faint" : "";
      const look = `${looks[key]} el-turn${turn}${isFront ? " el-front" : ""}${faint}`;
      set(text, { ...at, class: look.trim() });
    });
    set(el.leaders, { d: leaders });
    return V - [...places.keys()].filter((key) => key < V).length;
  }
  function middle(g, run, step) {
    const mine = words.map((_, i) => i).filter((i) => group[i] === g);
    const sum = mine.map((i) => run.at(step, i)).reduce(([x, y], [a, b]) => [x + a, y + b]);
    return plane.xy(sum.map((value) => value / mine.length));
  }
  return { draw, forget() { resting = null; } };
}
