"""What a player is asked to show, or a refusal in one sentence."""

import numpy as np

from embedlab.training import Trace

__all__ = ["check_chapters", "check_follow", "check_step", "check_trace", "check_traces"]


def check_traces(trace):
    """Runs by name, from one run (its name is empty) or from two to four of the same words."""
    __tracebackhide__ = True
    if not isinstance(trace, dict):
        check_trace(trace)
        return {"": trace}
    if not 2 <= len(trace) <= 4:
        raise ValueError(f"{len(trace)} runs do not fit side by side; give 2, 3 or 4.")
    first = next(iter(trace.values()))
    for name, one in trace.items():
        if not (isinstance(name, str) and name.strip()):
            raise ValueError(f"{name!r} does not name a run; give each run a text as its key.")
        check_trace(one)
        if (one.words, one.groups) != (first.words, first.groups):
            raise ValueError(
                f"the run {name!r} has other words than the first one; runs side by side need the "
                "same words in the same order."
            )
    return trace


def check_trace(trace):
    """Refuse a run that cannot be shown."""
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


def check_step(step, steps):
    """A step of a run, as an int."""
    __tracebackhide__ = True
    if isinstance(step, bool) or step not in range(steps + 1):
        raise IndexError(f"there is no step {step!r}; the trace has steps 0 … {steps}.")
    return int(step)


def check_follow(follow, words):
    """The rows of the words that are followed."""
    __tracebackhide__ = True
    follow = [follow] if isinstance(follow, str) else list(follow)
    for word in follow:
        if word not in words:
            raise ValueError(
                f"{word!r} is not a word of this run, so it cannot be followed; trace.words "
                "holds the words."
            )
    if len(set(follow)) < len(follow) or len(follow) > 6:
        raise ValueError(f"follow needs up to six different words, not {follow}.")
    return [words.index(word) for word in follow]


def check_chapters(chapters, steps):
    """Steps and what happens there, in the order of the steps."""
    __tracebackhide__ = True
    if not isinstance(chapters, dict):
        raise TypeError(
            f"chapters must be a dict of steps and texts, not {type(chapters).__name__}; "
            'write {28: "animals leave the crowd"}.'
        )
    for step, text in chapters.items():
        check_step(step, steps)
        if not (isinstance(text, str) and text.strip()):
            raise ValueError(f"chapter {step} needs a text that says what happens, not {text!r}.")
    return [[int(step), chapters[step]] for step in sorted(chapters)]
