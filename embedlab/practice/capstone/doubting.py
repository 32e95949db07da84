"""Part 5: what would prove you wrong? Rated by the learner, with a rubric and our own answer."""

import difflib
import re

from embedlab.practice.exercises.parts import Item

__all__ = ["HINTS", "MODEL", "RUBRIC", "judge"]

MOST, SENTENCES, LEAST_WORDS, COPIED = 5, 5, 6, 0.6
RUBRIC = (
    "Is it about this table, with a number that you measured?",
    "Does it name a result that would make you give up a claim, with a limit set in advance?",
    "Does it name another cause that a good result could have: luck, frequency, a leak?",
    "Does it say for which words, texts or uses nothing was tested?",
    "Could another person repeat the test from what it says: data, seed, measure?",
)
MODEL = (
    "I claim that my table of module names (154 words, seeds 1 and 2) puts modules near each other "
    "that are imported together: 73% of their ten neighbours agree between the seeds. "
    "If a third seed agreed with the first in less than 40%, I would take the claim back. "
    "The agreement could come from frequency alone, so I would compare with a table trained on "
    "the same baskets with their items shuffled, and expect 7%. "
    "I tested the 154 modules that are in at least five files; for rarer ones I know nothing. "
    "There are only ten queries, and I wrote them myself: a colleague's ten, with the same search "
    "and recall@5 below 4, would prove me wrong."
)
HINTS = (
    "Take one number that a check gave you. Which value of it would you not have believed?",
    "Which simple cause would give the same number without any meaning in the table?",
)


def judge(text, rating=None):
    """The item of the five sentences; without a rating, the rubric and our answer."""
    if not isinstance(text, str):
        says = f"text is of type {type(text).__name__}; write your five sentences in quotes."
        return [Item(0, MOST, says)]
    sentences = [
        s for s in re.split(r"(?<=[.!?])\s+", text.strip()) if len(s.split()) >= LEAST_WORDS
    ]
    if len(set(sentences)) < SENTENCES:
        says = f"these are {len(set(sentences))} sentences of {LEAST_WORDS} words or more; "
        return [Item(0, MOST, f"{says}{SENTENCES} different ones are needed.")]
    if not re.search(r"\d", text):
        says = "there is no number in it. Which of your measurements do you mean?"
        return [Item(0, MOST, says)]
    if difflib.SequenceMatcher(None, text.split(), MODEL.split()).ratio() > COPIED:
        return [Item(0, MOST, "these are our sentences, about our table. What is true of yours?")]
    if rating is None:
        asked = [f"({k}) {question}" for k, question in enumerate(RUBRIC, 1)]
        says = ["now compare. Our answer:", f"“{MODEL}”", "Then rate yours:", *asked]
        says += ["Hand in `rating=[True, False, …]`, one for each question."]
        return [Item(0, MOST, "\n".join(says))]
    if not (
        isinstance(rating, list | tuple)
        and len(rating) == len(RUBRIC)
        and all(isinstance(one, bool) for one in rating)
    ):
        says = "rating must be five of True and False, one for each question of the rubric."
        return [Item(0, MOST, says)]
    says = f"by your own rating, {sum(rating)} of {len(RUBRIC)} questions have a yes."
    if not all(rating):
        says += f" Next, think about this: {RUBRIC[list(rating).index(False)]}"
    return [Item(sum(rating), MOST, says)]
