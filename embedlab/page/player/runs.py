"""Training runs that play: `play` shows one, `live` trains on from where a row is dropped."""

import dataclasses

import numpy as np

from embedlab.page.curves import loss_curves
from embedlab.page.link import Link
from embedlab.page.output import asset
from embedlab.page.pictures import png
from embedlab.page.planes import trace_picture
from embedlab.page.player.asked import (
    check_chapters,
    check_follow,
    check_step,
    check_trace,
    check_traces,
)
from embedlab.page.player.markup import moving_page
from embedlab.page.player.packing import cosines, encode, pack, place, view
from embedlab.training import resume
from embedlab.vectors import Vectors

__all__ = ["live", "play"]

PLAYERS = {"play": "Player", "live": "Live player"}
_BY_STEP = ("tables", "output_tables", "losses", "gradients", "batches", "touched", "neighbours")


def play(trace, *, title="", start=None, follow=(), chapters=None):
    """A training run to play and scrub through: vectors in the plane, losses, the table E.

    Tables with more than two dimensions are seen from the side on which the last one spreads most;
    that side stays fixed for the whole run.

    Parameters
    ----------
    trace : Trace, Vectors that kept one, or dict of str to Trace
        At most 2,000 steps, and 200,000 points (steps × words). Two to four runs of the same words,
        by name, are shown side by side.
    title : str, optional
        The finding, or what to look for.
    start : int, optional
        Step that is shown first; by default the last one, with a button that plays from the start.
    follow : sequence of str
        Words to follow: they keep their trail, the others are faint, and a second chart shows the
        cosine of the first one with each other one.
    chapters : dict of int to str, optional
        What happens at some steps, such as ``{28: "animals leave the crowd"}``: buttons that lead
        there.

    Returns
    -------
    Shown
        Words under the pointer show their name and way; Enter or a click chooses a word and, in two
        dimensions, shows what pulled on its row in this step.

    Examples
    --------
    >>> from embedlab.training import train
    >>> play(train(steps=60), follow=["dog", "cat"])
    Player: 60 steps, 38 words in 2 dimensions, mean loss 3.64 → 3.56 nats per pair
    """
    if isinstance(trace, Vectors):
        return trace.play(title=title, start=start, follow=follow, chapters=chapters)
    return _run_page("play", trace, title, start, follow=follow, chapters=chapters)


def live(trace, corpus, *, title="", start=None):
    """A run as in `play`, in which a row can be dragged away: Python then trains on from there.

    Parameters
    ----------
    trace, title, start
        As in `play`.
    corpus : Corpus
        The one that the trace was trained on.

    Returns
    -------
    Shown
        Drag a word, or focus it, move it with the arrow keys and press Enter. Without a kernel the
        page plays the run as it was and asks to run the cell.

    Examples
    --------
    >>> from embedlab.training import template_corpus, train
    >>> corpus = template_corpus()
    >>> live(train(corpus, steps=60), corpus)
    Live player: 60 steps, 38 words in 2 dimensions, mean loss 3.64 → 3.56 nats per pair
    """
    link, runs = Link(asset("link.js", package="embedlab.page.player")), [trace]
    shown = _run_page("live", trace, title, start, key=link.key)
    side, _ = view(trace)
    if getattr(corpus, "words", None) != trace.words:
        raise ValueError(
            "the corpus and the trace must have the same words; "
            "give the corpus that was trained on."
        )

    def train_on(_, drop, __):
        try:
            run, sentence = _drop_row(runs[drop["run"]], corpus, drop, side)
        except (IndexError, TypeError, ValueError) as error:
            return link.send({"sentence": f"Python could not train on: {error}"})
        runs.append(run)
        link.send({"sentence": sentence, "number": len(runs) - 1, "run": pack(run, side)})

    link.on_msg(train_on)
    return link.shown(shown.html, shown.words)


def _run_page(kind, trace, title, start, key="", follow=(), chapters=None):
    traces = check_traces(trace)
    first = next(iter(traces.values()))
    steps = max(one.steps for one in traces.values())
    follow = check_follow(follow, first.words)
    groups = list(dict.fromkeys(first.groups))
    told = [
        f"{name}: {one.steps} steps, {one.V} words in {one.d} dimensions, "
        f"mean loss {one.losses[0]:.2f} → {one.losses[-1]:.2f} nats per pair"
        for name, one in traces.items()
    ]
    many = len(traces) > 1
    text = "Players side by side. " + "; ".join(told) if many else f"{PLAYERS[kind]}{told[0]}"
    still = (
        loss_curves({name: one.losses for name, one in traces.items()}, title=title or "Losses")
        if many
        else trace_picture(first, title=title)
    )
    data = {
        "title": title or "",
        "start": steps if start is None else check_step(start, steps),
        "opening": start is None and kind == "play",
        "follow": follow,
        "chapters": check_chapters(chapters or {}, steps),
        "words": first.words,
        "groups": groups,
        "group": [groups.index(group) for group in first.groups],
        "runs": [_one_run(name, one, follow, not many) for name, one in traces.items()],
    }
    return moving_page(kind, text, text, png(still, dpi=90, colours=32), data, key)


def _one_run(name, trace, follow, pulls):
    side, words = view(trace)
    lines = [encode(line) for line in cosines(trace, follow)]
    return words | {"name": name, "run": pack(trace, side, pulls), "cosines": lines}


def _drop_row(trace, corpus, drop, side):
    """A run with one row moved at a step and trained on from there; a sentence about it."""
    step, row, word = drop["step"], drop["row"], trace.words[drop["row"]]
    E = place(trace.tables[step], row, drop["at"], side)
    new = resume(trace, corpus, step, E=E, steps=max(150, trace.steps - step))
    joined = {
        name: np.concatenate([getattr(trace, name)[: step + 1], getattr(new, name)[1:]])
        for name in _BY_STEP
        if getattr(trace, name) is not None
    }
    joined["tables"][step] = new.tables[0]  # the gradient and the batch stay: how it came there
    joined["losses"][step] = new.losses[0]
    run = dataclasses.replace(trace, **joined, stopped=new.stopped)
    check_trace(run)
    sentence = f"Python moved “{word}” at step {step} and trained on for {new.steps} steps."
    return run, f"{sentence} {new.stopped}".strip()
