"""Predictions that a learner locks in before running the next cell: a page that needs no kernel."""

import html
import json
from base64 import b64encode

import numpy as np

from embedlab.page.output import Shown, asset, joined, marked, style_sheet

__all__ = ["predict", "written_numbers"]

STYLE = style_sheet(asset("predictions.css"))
SCRIPT = joined(asset("predictions.js"))
SCRIPT_FOR_NUMBERS = joined(asset("typed_numbers.js"), asset("predictions.js"))


def predict(question, *choices, key, answer=None, unit="", says=None, tolerance=0.005, model=""):
    """Ask for a prediction that the learner locks in before running the next cell.

    The page remembers the prediction in the browser, needs no kernel, and repeats it above the
    result of the next cell, with what there is to say about it. Where scripts do not run, question
    and choices stay readable. There are three forms.

    - **A number**: give `answer`. Beside the result stands "You predicted 12. It is 38 rows." or
      "You predicted 38: correct." Numbers are read as people type them: 3,000, 1e-3, ½, 10^6, −2.
      For a list or a shape, several are typed: ``2 0 1``, ``[2, 0, 1]``, ``(2, 3)``, ``2x3``,
      ``(30,000, 512)``.
    - **A choice**: give two or more `choices`. They stay in the order in which you give them, so
      move the correct one about: across a lesson each place should have it about equally often.
    - **The learner's own words**: give neither, and preferably a `model`.

    Parameters
    ----------
    question : str
        One question; `backticks` set code.
    *choices : str
        The answers to choose from. Or one dict, ``{choice: sentence}``: the sentence says, beside
        the result, why that choice was correct or wrong.
    key : str
        The name under which the answer is kept: one per question in the whole course.
    answer : number, list or tuple of numbers, optional
        What comes out. It is in the page, but not to be read there.
    unit : str
        What is counted, such as "rows" or "MB": stands behind the place to type and the answer.
    says : dict, optional
        A sentence for each foreseen number, ``{5: "That is V, the number of rows."}``. A tuple
        stands for several numbers. One for `answer` itself is added to "correct".
    tolerance : float
        By how much a number may differ, as a fraction of the answer. More than the usual 0.005 is
        called close: with 0.5, "You predicted 0.5; it is 0.46: close." Give 0 where a count must
        be exact, since 1,001 is within 0.005 of 1,000.
    model : str
        For own words: an answer to compare with, shown beside the result.

    Returns
    -------
    Shown
        As text: the question with its numbered choices, or with a place for a number.

    Examples
    --------
    >>> predict("Which row does ID 2 read?", "the second", "the third", key="lookup-row")
    Predict: Which row does ID 2 read?
      1. the second
      2. the third
    >>> predict("How many rows does the step change?", answer=2, unit="rows", key="step-rows",
    ...         says={5: "That is V. Rows that no ID reads have the gradient 0."})
    Predict: How many rows does the step change?
      … rows
    >>> predict("What is the shape of E[X]?", answer=(2, 6, 3), key="batch-shape",
    ...         says={(12, 3): "That is flat: the batch keeps its two axes."})
    Predict: What is the shape of E[X]?
    >>> predict("Why is the cosine 0?", model="They share no axis.", key="cosine-why")
    Predict: Why is the cosine 0?
    """
    sentences = choices[0] if len(choices) == 1 and isinstance(choices[0], dict) else {}
    sentences = {str(choice).strip(): str(said).strip() for choice, said in sentences.items()}
    choices = list(sentences) or [str(choice).strip() for choice in choices]
    for name, text in (("question", question), ("key", key)):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{name} is empty; predict needs text there.")
    if len(choices) == 1 or len(set(choices)) < len(choices) or "" in choices:
        raise ValueError(f"choices must be none, or two or more that differ; got {choices}.")
    if bool(choices) + (answer is not None) + bool(model) > 1:
        raise ValueError("A prediction has choices, an answer or a model; give one of them.")
    if answer is None and (unit or says):
        raise ValueError("unit and says belong to a number; give its answer, too.")
    later = {"model": model} if model else told_of_number(answer, unit, says or {}, tolerance)
    kept = f' data-later="{b64encode(json.dumps(later).encode()).decode()}"' if later else ""
    rows = [
        f'<li data-says="{html.escape(sentences[choice])}">{marked(choice)}</li>'
        if sentences.get(choice)
        else f"<li>{marked(choice)}</li>"
        for choice in choices
    ]
    below = f"<ol>{''.join(rows)}</ol>" if rows else ""
    below += f"<p><i>…</i> {marked(unit)}</p>" if unit else ""
    script = SCRIPT if answer is None else SCRIPT_FOR_NUMBERS
    page = (
        f'<div class="embedlab-predict" data-key="{html.escape(key)}"{kept}>{STYLE}'
        f"<p>{marked(question)}</p>{below}"
        f"<script>(() => {{{script}}})()</script></div>"
    )
    lines = [f"  {n}. {choice}" for n, choice in enumerate(choices, start=1)]
    lines += [f"  … {unit}"] * bool(unit)
    return Shown(page, "\n".join([f"Predict: {question}", *lines]))


def told_of_number(answer, unit, says, tolerance):
    """What the page needs to compare a typed number with the answer; empty if there is none."""
    if answer is None:
        return {}
    if not isinstance(tolerance, (int, float)) or not tolerance >= 0:
        raise ValueError(f"tolerance must be 0 or more, a fraction of the answer; got {tolerance}.")
    right = plain_numbers("answer", answer)
    space = "" if unit in ("", "%") else " "
    return {
        "right": right,
        "shown": f"{written_numbers(right)}{space}{unit}",
        "unit": unit,
        "tolerance": tolerance,
        "says": [[plain_numbers("says", number), str(said)] for number, said in says.items()],
    }


def plain_numbers(name, value):
    """A number, or a list or tuple of numbers, without NumPy's types."""
    numbers = np.asarray(value)
    if not numbers.size or numbers.dtype.kind not in "iuf" or not np.isfinite(numbers).all():
        raise ValueError(f"{name} must hold finite numbers; got {value!r}.")
    numbers = numbers.tolist()
    return tuple(numbers) if isinstance(value, tuple) else numbers


def written_numbers(value):
    """A number, a list (a vector) or a tuple (a shape) as people write it.

    >>> written_numbers([38_597_376, -0.5, 2 / 3])
    '[38,597,376, −0.5, 0.6667]'
    """
    if isinstance(value, (list, tuple)):
        text = ", ".join(map(written_numbers, value))
        return f"({text})" if isinstance(value, tuple) else f"[{text}]"
    if not np.isfinite(value):
        raise ValueError(f"the answer is {value}")
    if float(value).is_integer():
        text = f"{value:,.0f}"
    else:
        text = f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"
    return text.replace("-", "−")
