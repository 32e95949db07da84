"""Training runs that play: `play` shows one, `live` trains on from where a row is dropped."""

import dataclasses

import numpy as np

from embedlab.page.link import Link
from embedlab.page.output import asset
from embedlab.page.planes import trace_picture
from embedlab.page.player.markup import player_page
from embedlab.page.player.packing import pack, place, view
from embedlab.training import Trace, resume

__all__ = ["live", "play"]


def play(trace, *, title="", start=0):
    """A training run to play and scrub through: vectors in the plane, loss, rows that changed.

    Tables with more than two dimensions are seen from the side on which the last one spreads most;
    that side stays fixed for the whole run.

    Parameters
    ----------
    trace : Trace
        At most 2,000 steps, and 200,000 points (steps × words).
    title : str, optional
        The finding, or what to look for.
    start : int
        Step that is shown first.

    Returns
    -------
    Shown
        Words under the pointer show their name and way; Enter or a click keeps a word marked.

    Examples
    --------
    >>> from embedlab.training import train
    >>> play(train(steps=60))
    Player: 60 steps, 38 words in 2 dimensions, mean loss 3.64 → 3.56 nats per pair
    """
    return _run_page("play", trace, title, start)


def live(trace, corpus, *, title="", start=0):
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


def _run_page(kind, trace, title, start, key=""):
    _check_trace(trace, start)
    (side, words), groups = view(trace), list(dict.fromkeys(trace.groups))
    name = "Live player" if kind == "live" else "Player"
    text = (
        f"{name}: {trace.steps} steps, {trace.V} words in {trace.d} dimensions, "
        f"mean loss {trace.losses[0]:.2f} → {trace.losses[-1]:.2f} nats per pair"
    )
    data = words | {
        "kind": kind,
        "title": title or "",
        "start": start,
        "words": trace.words,
        "groups": groups,
        "group": [groups.index(group) for group in trace.groups],
        "run": pack(trace, side),
    }
    return player_page(text, trace_picture(trace, title=title), data, key)


def _drop_row(trace, corpus, drop, side):
    """A run with one row moved at a step and trained on from there; a sentence about it."""
    step, row, word = drop["step"], drop["row"], trace.words[drop["row"]]
    E = place(trace.tables[step], row, drop["at"], side)
    new = resume(trace, corpus, step, E=E, steps=max(150, trace.steps - step))
    joined = {
        name: np.concatenate([getattr(trace, name)[: step + 1], getattr(new, name)[1:]])
        for name in ("tables", "output_tables", "losses", "gradients", "batches", "touched")
    }
    joined["tables"][step] = new.tables[0]  # the gradient and the batch stay: how it came there
    joined["losses"][step] = new.losses[0]
    run = dataclasses.replace(trace, **joined, stopped=new.stopped)
    _check_trace(run, step)
    sentence = f"Python moved “{word}” at step {step} and trained on for {new.steps} steps."
    return run, f"{sentence} {new.stopped}".strip()


def _check_trace(trace, start):
    __tracebackhide__ = True
    if not isinstance(trace, Trace):
        raise TypeError(
            f"the player shows a Trace, not {type(trace).__name__}; train(...) makes one."
        )
    if not len(trace.words) == len(trace.groups) == trace.V:
        raise ValueError(
            f"{len(trace.words)} words and {len(trace.groups)} groups do not fit {trace.V} rows."
        )
    if not (np.isfinite(trace.tables).all() and np.isfinite(trace.losses).all()):
        raise ValueError("the trace holds NaN or infinity; train with a smaller lr.")
    if trace.steps > 2000 or len(trace.tables) * trace.V > 200_000:
        raise ValueError(
            f"{trace.steps} steps of {trace.V} words are too long to play; at most 2,000 steps and "
            "200,000 points fit: train fewer steps or fewer words."
        )
    if isinstance(start, bool) or start not in range(trace.steps + 1):
        raise IndexError(f"there is no step {start!r}; the trace has steps 0 … {trace.steps}.")
