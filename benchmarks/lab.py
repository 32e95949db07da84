"""Slider to picture: the blitted redraw of `explore` against matplotlib's full redraw, 30 words, 200 steps."""

import io
import statistics
import time
from dataclasses import replace

from matplotlib.figure import Figure

from embedlab.charts import moving_trace, plane_limits
from embedlab.lab import explore, trace_stepper
from embedlab.training import template_corpus, train


def thirty_words(**settings):
    """A 200-step run of the template corpus with its sentences kept to 30 words."""
    corpus = template_corpus()
    kept = tuple(s for s in (tuple(i for i in s if i < 30) for s in corpus.sentences) if len(s) > 1)
    return train(replace(corpus, words=corpus.words[:30], groups=corpus.groups[:30], sentences=kept), steps=200,
                 **settings)


def timed(act):
    begin = time.perf_counter()
    act()
    return 1e3 * (time.perf_counter() - begin)


def main(rounds=15):
    trace, fig = thirty_words(), Figure(figsize=(8.4, 4.7))
    update = moving_trace(fig, trace, limits=plane_limits(trace))
    stepper = explore(trace_stepper(trace), step=(0, 200))
    runner = explore(thirty_words, seed=(0, 99))
    whole, step, run, train_alone = [], [], [], []
    for k in range(1, rounds + 1):  # interleaved: a busy machine slows all alike
        step.append(timed(lambda k=k: setattr(stepper.sliders["step"], "value", 13 * k)))
        run.append(timed(lambda k=k: setattr(runner.sliders["seed"], "value", k)))
        train_alone.append(timed(lambda k=k: thirty_words(seed=k)))
        update(trace, 13 * k)
        whole.append(timed(lambda: fig.savefig(io.BytesIO(), format="png", dpi=150)))
    whole, step, run, train_alone = map(statistics.median, (whole, step, run, train_alone))
    print(f"full redraw {whole:.0f} ms, explore's redraw {step:.0f} ms: {whole / step:.1f} × faster")
    print(f"a 200-step run from slider to PNG: {run:.0f} ms (budget 100), of which training {train_alone:.0f}")


if __name__ == "__main__":
    main()
