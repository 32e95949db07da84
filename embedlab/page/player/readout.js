// Where in the run we are: step, time and loss in numbers, on the bar and on the curves.

import { makeChart } from "./chart.js";
import { set, write } from "./dom.js";
import { fixed, pair } from "./numbers.js";
import { readings } from "./run.js";

const CHART = { alone: 170, both: 128 }; // pixels of a chart, alone or with another one

// runs: gives all runs that are shown, the first one in numbers.
export function makeReadout(root, el, data, now, runs) {
  const numbers = root.querySelectorAll("b"), { words, follow, runs: [{ cosines }] } = data;
  const losses = makeChart(el.loss, ["step", "mean loss (nats/pair)"], data.runs.length);
  const cosine = cosines && makeChart(el.cosines, ["step", "cosine"], cosines.length);
  if (!cosine) el.cosines.parentNode.remove();
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
    if (!cosines) return;
    const [first, ...others] = follow.map((i) => words[i]);
    write(el.together, others.map((word, n) => (
      `cos(${first}, ${word}) = ${fixed(cosines[n][step], 2)}`
    )).join(", "));
  }
  function draw() {
    describe();
    const [{ losses: values, S }] = runs();
    for (const chart of [losses, cosine]) chart?.draw(now.step);
    const at = losses.xy([now.step, values[Math.min(now.step, S)]]);
    set(el.mark, { transform: `translate(${pair(at, 2)})` });
  }
  function layout() {
    const run = longest(), width = el.loss.parentNode.clientWidth;
    readings(run, run.S).forEach((text, i) => {
      const times = i === 2 ? runs().length * 1.4 - 0.4 : 1;
      numbers[i].style.minWidth = `${text.length * times + i}ch`;
    });
    const height = cosine ? CHART.both : CHART.alone;
    losses.layout(width, height, runs().map((each) => each.losses));
    cosine?.layout(width, height, cosines, [-1.05, 1.05]);
  }
  return { describe, draw, layout, stepAt: (e) => Math.round(losses.at(e)[0]) };
}
