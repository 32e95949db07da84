// Where in the run we are: step, time and loss in numbers, on the bar and on the curves.

import { makeChart } from "./chart.js";
import { set, write } from "./dom.js";
import { fixed, pair } from "./numbers.js";
import { floatsOf, readings } from "./run.js";

const CHART = { alone: 170, both: 106 }; // pixels of a chart, alone or with another one

// runs: gives all runs that are shown, the first one in numbers.
export function makeReadout(root, el, data, now, runs) {
  const numbers = root.querySelectorAll(".el-number b"), { words, follow } = data;
  const lines = data.runs.map((run) => run.cosines.map(floatsOf)), cosines = lines.flat();
  const loss = cosines.length ? "loss (nats)" : "loss (nats per pair)"; // the room there is
  const losses = makeChart(el.loss, ["step", loss], data.runs.length);
  const cosine = cosines.length && makeChart(el.cosines, ["step", "cosine"], cosines.length);
  if (!cosine) el.cosines.parentNode.remove();
  const at = (values) => values[Math.min(now.step, values.length - 1)];
  const longest = () => runs().reduce((a, b) => (b.S > a.S ? b : a));

  // What is read and said; needs no sizes.
  function describe() {
    const { step } = now, run = longest(), texts = readings(run, step);
    const lost = runs().map((each) => fixed(each.losses[Math.min(step, each.S)], 3));
    const said = `step ${step} of ${run.S}, loss ${lost.join(", ")} nats per pair`;
    texts[2] = lost.join(" · ");
    texts.forEach((text, i) => { write(numbers[i], text); });
    set(el.scrub, {
      "aria-valuetext": said, max: run.S, style: `--part:${(step / (run.S || 1)) * 100}%`,
    });
    el.scrub.value = step;
    set(el.mark, { "aria-valuetext": said, "aria-valuenow": step, "aria-valuemax": run.S });
    if (!cosine) return;
    const [first, ...others] = follow.map((i) => words[i]);
    write(el.together, others.map((word, n) => {
      const values = lines.map((line) => at(line[n]));
      const read = values.map((value) => (Number.isFinite(value) ? fixed(value, 2) : "undefined"));
      return `cos(${first}, ${word}) = ${read.join(" · ")}`;
    }).join(", "));
  }
  function draw() {
    describe();
    const [{ losses: values, S }] = runs();
    for (const chart of [losses, cosine]) if (chart) chart.draw(now.step);
    const point = losses.xy([now.step, values[Math.min(now.step, S)]]);
    set(el.mark, { transform: `translate(${pair(point, 2)})` });
  }
  function layout() {
    const run = longest(), width = el.loss.parentNode.clientWidth;
    readings(run, run.S).forEach((text, i) => {
      const times = i === 2 ? runs().length * 1.4 - 0.4 : 1;
      numbers[i].style.minWidth = `${text.length * times + i}ch`;
    });
    const height = cosine ? CHART.both : CHART.alone;
    losses.layout(width, height, runs().map((each) => each.losses));
    if (cosine) cosine.layout(width, height, cosines, [-1.05, 1.05]);
  }
  return { describe, draw, layout, stepAt: (e) => Math.round(losses.at(e)[0]) };
}
