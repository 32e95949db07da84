"""Slider to picture, 30 words, 200 steps: the blitted redraw of `explore` and a full redraw."""

import io
from dataclasses import replace
from itertools import count

from matplotlib.figure import Figure

from benchmarks.rows import OURS, compare
from embedlab.corpora import template_corpus
from embedlab.page.planes import moving_trace, plane_limits
from embedlab.page.sliders import explore, trace_stepper
from embedlab.training import train


def thirty_words(**settings):
    """A 200-step run of the template corpus with its sentences kept to 30 words."""
    corpus = template_corpus()
    kept = tuple(s for s in (tuple(i for i in s if i < 30) for s in corpus.sentences) if len(s) > 1)
    return train(
        replace(corpus, words=corpus.words[:30], groups=corpus.groups[:30], sentences=kept),
        steps=200,
        **settings,
    )


def main(rounds=15):
    trace, fig = thirty_words(), Figure(figsize=(8.4, 4.7))
    update = moving_trace(fig, trace, limits=plane_limits(trace))
    stepper = explore(trace_stepper(trace), step=(0, 200))
    runner = explore(thirty_words, seed=(0, 99))
    steps, seeds = count(1), count(1)  # a slider that is set to the value that it has does nothing

    def redraw():
        update(trace, 13 * next(steps) % 201)
        fig.savefig(io.BytesIO(), format="png", dpi=150)

    yield from compare(
        "picture of a step, 30 words",
        {
            OURS: lambda: setattr(stepper.sliders["step"], "value", 13 * next(steps) % 201),
            "matplotlib's full redraw": redraw,
        },
        rounds=rounds,
    )
    run, alone = compare(
        "slider of a seed, 200 steps, picture",
        {
            OURS: lambda: setattr(runner.sliders["seed"], "value", next(seeds) % 100),
            "the training alone": lambda: thirty_words(seed=next(seeds) % 100),
        },
        rounds=rounds,
    )
    yield from (run._replace(aim="≤ 100"), alone)
