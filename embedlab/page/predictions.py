"""Predictions that a learner locks in before running the next cell: a page that needs no kernel."""

import html

from embedlab.page.output import KEYS_STAY, Shown, asset, marked

__all__ = ["predict"]

STYLE, SCRIPT = asset("predictions.css"), asset("predictions.js")


def predict(question, *choices, key):
    """Ask for a prediction that the learner locks in before running the next cell.

    The page remembers the prediction in the browser and needs no kernel. Where scripts do not run,
    the question and its choices stay readable.

    Parameters
    ----------
    question : str
        One question; `backticks` set code.
    *choices : str
        Two or more answers to choose from; none for an answer in the learner's own words.
    key : str
        The name under which the answer is kept: one per question in the whole course.

    Returns
    -------
    Shown
        As text: the question and its numbered choices.

    Examples
    --------
    >>> predict("Which row does ID 2 read?", "the second", "the third", key="02-row")
    Predict: Which row does ID 2 read?
      1. the second
      2. the third
    """
    choices = [str(choice).strip() for choice in choices]
    for name, text in (("question", question), ("key", key)):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{name} is empty; predict needs text there.")
    if len(choices) == 1 or len(set(choices)) < len(choices) or "" in choices:
        raise ValueError(f"choices must be none, or two or more that differ; got {choices}.")
    name = html.escape(key)
    rows = [
        f'<label><input type="radio" name="embedlab-{name}" value="{html.escape(choice)}" '
        f"{KEYS_STAY}><span>{marked(choice)}</span></label>"
        for choice in choices
    ]
    rows = rows or [
        f'<input type="text" aria-label="{html.escape(question)}" autocomplete="off" {KEYS_STAY}>'
    ]
    page = (
        f'<div class="embedlab-predict" data-key="{name}"><style>{STYLE}</style>'
        f"<fieldset><legend>{marked(question)}</legend>{''.join(rows)}</fieldset>"
        '<div class="embedlab-predict-foot">'
        f'<button type="button" hidden {KEYS_STAY}>Lock in my prediction</button>'
        f'<button type="button" hidden {KEYS_STAY}>Change it</button>'
        '<span role="status"></span></div>'
        f"<script>(() => {{{SCRIPT}}})()</script></div>"
    )
    numbered = [f"  {n}. {choice}" for n, choice in enumerate(choices, start=1)]
    return Shown(page, "\n".join([f"Predict: {question}", *numbered]))
