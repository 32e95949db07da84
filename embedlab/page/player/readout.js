// Where in the run we are: step, time and loss in numbers, on the bar and on the loss curve.

import { set, write } from "./dom.js";
import { makeFrame } from "./frame.js";
import { pair } from "./numbers.js";
import { readings } from "./run.js";

const CURVE_HEIGHT = 210; // pixels of the loss curve

export function makeReadout(root, el, now) {
  const numbers = root.querySelectorAll("b");
  const curve = makeFrame(el.loss, ["step", "mean loss (nats per pair)"]);

  // What is read and said; needs no sizes.
  function describe() {
    const { run, step } = now, texts = readings(run, step);
    const said = { "aria-valuetext": `step ${step} of ${run.S}, loss ${texts[2]} nats per pair` };
    texts.forEach((text, i) => { write(numbers[i], text); });
    set(el.scrub, { ...said, max: run.S, style: `--part:${(step / (run.S || 1)) * 100}%` });
    el.scrub.value = step;
    set(el.mark, { ...said, "aria-valuenow": step, "aria-valuemax": run.S });
  }
  function draw() {
    describe();
    const [x, y] = curve.xy([now.step, now.run.losses[now.step]]);
    set(el.mark, { transform: `translate(${pair([x, y], 2)})` });
    set(el.clip, { width: x.toFixed(2) });
  }
  function layout() {
    const { losses, S } = now.run, last = S || 1;
    readings(now.run, S).forEach((text, i) => {
      numbers[i].style.minWidth = `${text.length + i}ch`;
    });
    const low = Math.min(...losses), high = Math.max(...losses);
    const edge = Math.max(0.05, (high - low) * 0.06);
    curve.size(el.loss.parentNode.clientWidth, CURVE_HEIGHT);
    curve.show([0, low - edge, last, high + edge], Math.max(70, curve.w / last), 36);
    const d = `M${[...losses].map((loss, k) => pair(curve.xy([k, loss]))).join("L")}`;
    for (const line of [el.whole, el.past]) set(line, { d });
    set(el.clip, { height: curve.h });
  }
  return { describe, draw, layout, stepAt: (e) => Math.round(curve.at(e)[0]) };
}
