"""Make a call of the public maths, and say what is wrong with what came back."""

import linecache
import re
import traceback
import warnings
from pathlib import Path

import numpy as np

import embedlab
from tools.fuzz import gradients, models, similarity  # noqa: F401 – their recipes
from tools.fuzz.arrays import ALWAYS_REFUSED, SPOILS, Draw
from tools.fuzz.judging import CALLS

__all__ = ["fault", "refusal_fault"]

PACKAGE = str(Path(embedlab.__file__).parent)
LONGEST_REFUSAL = 300
OPTIONAL = {"resume", "train"}  # None as their table: a new one


def refusal_fault(error):
    """What is wrong with an exception as a refusal of ours, or ""."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    ours = linecache.getline(last.filename, last.lineno).strip().startswith("raise ")
    text = str(error)
    if not (isinstance(error, TypeError | ValueError | LookupError) and ours):
        return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {text[:200]}"
    one_sentence = len(text) <= LONGEST_REFUSAL and not re.search(r"\n|[.!?] [A-Z]", text)
    if not last.filename.startswith(PACKAGE) or not one_sentence:
        return f"no sentence of ours: {text[:200]}"
    return ""


def snapshot(arrays):
    return [np.asarray(a).tobytes() for a in arrays]


def fault(seed, number, *, name=None, spoiled=0.3, **kinds):
    """Make call `number` of this seed; its function, what was spoiled, and what is wrong or "".

    The function may be named, and the types and layouts of the arrays may be few.
    """
    draw = Draw(np.random.default_rng([seed, number]), **kinds)
    name = name or draw.of(*CALLS)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        call = CALLS[name](draw)
        spoil, arrays = "", list(call.arrays)
        spoilable = [k for k, a in enumerate(arrays) if np.size(a) and np.asarray(a).dtype != bool]
        if spoilable and draw.chance(spoiled):
            spoil, k = draw.of(*SPOILS), draw.of(*spoilable)
            arrays[k] = SPOILS[spoil](arrays[k])
        before = None if spoil else snapshot(arrays)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            answer = call.function(*arrays, **call.settings)
    except Exception as error:
        wrong = refusal_fault(error)
        if not (wrong or spoil) and call.fits:
            wrong = f"refused: {error}"
        return name, spoil, wrong
    if spoil:
        due = spoil in ALWAYS_REFUSED and not (spoil == "None" and name in OPTIONAL)
        return name, spoil, "answered" if due else ""
    if snapshot(arrays) != before:
        return name, spoil, "an array was changed"
    try:
        with np.errstate(all="ignore"):
            call.judge(answer)
    except AssertionError as error:
        return name, spoil, f"wrong: {error}"
    return name, spoil, ""
