"""Predictions that a learner locks in before running the next cell: a page that needs no kernel."""

import html

from embedlab.page.output import Shown, asset, joined, marked, style_sheet

__all__ = ["predict"]

STYLE, SCRIPT = style_sheet(asset("predictions.css")), joined(asset("predictions.js"))


def predict(question, *choices, key):
    """Ask for a prediction that the learner locks in before running the next cell.

    The page remembers the prediction in the browser, needs no kernel, and repeats it above the
    result of the next cell. Where scripts do not run, question and choices stay readable.

    Parameters
    ----------
    question : str
        One question; `backticks` set code.
    *choices : str
        Two or more answers to choose from; none for an answer in the learner's own words. Or one
        dict, ``{choice: sentence}``: the sentence says, beside the result, why that choice was
        right or wrong.
    key : str
        The name under which the answer is kept: one per question in the whole course.

    Returns
    -------
    Shown
        As text: the question and its numbered choices.

    Examples
    --------
    >>> predict("Which row does ID 2 read?", "the second", "the third", key="lookup-row")
    Predict: Which row does ID 2 read?
      1. the second
      2. the third
    """
    says = choices[0] if len(choices) == 1 and isinstance(choices[0], dict) else {}
    says = {str(choice).strip(): str(sentence).strip() for choice, sentence in says.items()}
    choices = list(says) or [str(choice).strip() for choice in choices]
    for name, text in (("question", question), ("key", key)):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{name} is empty; predict needs text there.")
    if len(choices) == 1 or len(set(choices)) < len(choices) or "" in choices:
        raise ValueError(f"choices must be none, or two or more that differ; got {choices}.")
    rows = [
        f'<li data-says="{html.escape(says[choice])}">{marked(choice)}</li>'
        if says.get(choice)
        else f"<li>{marked(choice)}</li>"
        for choice in choices
    ]
    listed = f"<ol>{''.join(rows)}</ol>" if rows else ""
    page = (
        f'<div class="embedlab-predict" data-key="{html.escape(key)}">{STYLE}'
        f"<p>{marked(question)}</p>{listed}"
        f"<script>(() => {{{SCRIPT}}})()</script></div>"
    )
    numbered = [f"  {n}. {choice}" for n, choice in enumerate(choices, start=1)]
    return Shown(page, "\n".join([f"Predict: {question}", *numbered]))
