"""Progress that travels: to another computer, or from the browser to the desktop and back."""

import json
import os
from collections import Counter
from pathlib import Path

from embedlab.practice import store
from embedlab.practice.answers import said

__all__ = [
    "CannotTravel",
    "export_progress",
    "import_progress",
    "merged",
    "place_in_words",
    "receive",
    "send",
]


class CannotTravel(ValueError):
    """Why a file cannot be written or read, in one sentence."""


def export_progress(path="embedlab-progress.json"):
    """Write all progress to a file: exercises, reviews and opened lessons.

    Take the file to another computer, and call ``import_progress(path)`` there.
    """
    return answered(send, path)


def import_progress(path="embedlab-progress.json"):
    """Add the progress in a file to the one here; what is here stays.

    Reviews of both are kept, each once; an exercise has the larger number of tries and the
    earlier day on which it was solved. To import a file twice changes nothing.
    """
    return answered(receive, path)


def answered(act, path):
    try:
        return said([act(path)])
    except (CannotTravel, store.Unsaved) as error:
        return said([str(error)])


def send(path):
    """Write the progress to a file, and say so; a file that holds anything else stays."""
    path = Path(path).expanduser()
    state, note = store.load()
    try:
        if path.exists() and store.state_in(path) is None:
            raise CannotTravel(f"{path} is not a file of progress; choose another name.")
        half = path.with_name(f"{path.name}.tmp")
        half.write_text(json.dumps(state, sort_keys=True, indent=1), encoding="utf-8")
        os.replace(half, path)
    except OSError as error:
        raise CannotTravel(f"{path} could not be written: {reason(error)}.") from error
    return f"{note} {path} has your progress: {amount(state)}.".strip()


def receive(path):
    """Add the progress in a file to the one here, and say what it brought."""
    path = Path(path).expanduser()
    before, _ = store.load()
    try:
        other = store.state_in(path)
        if not path.exists():
            raise CannotTravel(f"There is no file {path}; export_progress writes one.")
        both = other and merged(before, other)
    except OSError as error:
        raise CannotTravel(f"{path} could not be read: {reason(error)}.") from error
    except RecursionError:  # thousands of brackets
        both = None
    if both is None:
        raise CannotTravel(
            f"{path} is damaged or not a file of progress, and nothing was changed; "
            "export it again."
        )
    if other["version"] > store.VERSION:
        raise CannotTravel(
            f"{path} was written by a newer version of embedlab, and nothing was changed; "
            "update embedlab here."
        )

    def change(state):
        both = merged(state, other)
        state.clear()
        state.update(both)

    state, note = store.update(change)
    new = len(state.get("reviews", [])) - len(before.get("reviews", []))
    brought = f"It added {new} reviews and {solved(state) - solved(before)} solved exercises."
    return f"{note} {path} was read. {brought} You have {amount(state)} now.".strip()


def place_in_words(state):
    """Where the progress is, for who wants to take it along; empty before the first answer."""
    if not state["exercises"] and not state.get("reviews"):
        return ""
    try:
        return f"Your progress is in {store.files()[0]}; `export_progress()` takes it along."
    except (OSError, store.Unsaved):
        return ""


def reason(error):
    return error.strerror or type(error).__name__


def amount(state):
    return f"{solved(state)} exercises solved, {len(state.get('reviews', []))} reviews"


def solved(state):
    return sum("solved" in one for one in state["exercises"].values())


# ---- merging


KINDS = (type(None), (int, float), str, list, dict)  # of JSON; what is not of one kind: the later


def merged(a, b):
    """Two states as one: nothing is lost, whichever comes first, however often.

    Tables key by key; of lists each entry as often as in the one that has it more often; the larger
    number; the smaller text, which is the earlier day.

    >>> merged({"tries": 2, "solved": "2026-11-24"}, {"tries": 3, "solved": "2026-11-29"})
    {'solved': '2026-11-24', 'tries': 3}
    """
    if kind(a) != kind(b):
        a = b = max(a, b, key=kind)
    if isinstance(a, dict):
        return {
            key: merged(a.get(key, b.get(key)), b.get(key, a.get(key)))
            for key in sorted(a.keys() | b.keys())
        }
    if isinstance(a, list):
        counts = Counter(map(written, a)) | Counter(map(written, b))
        return sorted(map(json.loads, counts.elements()), key=place_in_log)
    if isinstance(a, str):
        return min(a, b)
    return a if a is None else max(a, b, key=lambda number: (number, written(number)))


def kind(value):
    return next(k for k, types in enumerate(KINDS) if isinstance(value, types))


def written(value):
    return json.dumps(value, sort_keys=True)


def place_in_log(entry):
    """By the time of a review, its second part, and the same for all that have none."""
    when = entry[1] if isinstance(entry, list) and len(entry) > 1 else ""
    return when if isinstance(when, str) else "", written(entry)
