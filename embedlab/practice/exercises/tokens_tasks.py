"""The tasks inside lesson 01."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


TRY_ENCODE = Numbers(
    name="tokens-try-encode",
    task="**Encode a text.** Replace `...` with code that gives the IDs of “the dog sat”.",
    answer=(0, 6, 2),
    mistakes=(
        Mistake((1, 7, 3), "All three IDs are one too high. What ID does the first word have?"),
        Mistake((0, 1, 2), "These are positions in “the dog sat”. Which IDs are in `vocabulary`?"),
        Mistake((2, 6, 0), "These IDs are correct, but reversed. Which word comes first?"),
    ),
    working='`[vocabulary[word] for word in "the dog sat".split()]` gives [0, 6, 2].',
    why="The tokenizer maps each token to its ID in the vocabulary.",
)

TRY_SCORE = Numbers(
    name="tokens-try-score",
    task="**Compute a score.** Replace `...` with the score of “ dog”: w · ID + b.",
    answer=-17.1,
    mistakes=(
        Mistake(32.9, "This is w · ID. What does the linear layer add to it?"),
        Mistake(82.9, "You subtracted b. Which operation is in w · ID + b?"),
        Mistake(-12.03, "This is the score of “ cat”. What ID does “ dog” have?"),
        Mistake(3290, "This is the ID. What does the linear layer compute from it?"),
        Mistake(32.4, "You added b before you multiplied. Which operation comes first?"),
    ),
    working='`w * gpt.id(" dog") + b` is 0.01 · 3290 − 50 = −17.1.',
    why="With raw IDs, the score depends on where a token is in the list.",
)


def score_of(i, E, w, b):
    return w[0] * E[i, 0] + w[1] * E[i, 1] + b  # or w @ E[i] + b


def draw_scores(rng):
    V = int(rng.integers(4, 7))
    E, w = rng.normal(size=(V, 2)).round(2), rng.normal(size=2).round(2)
    return int(rng.integers(2, V)), E, w, round(3 + rng.normal(), 2)


@mistake("Your score is computed from the ID. The model gets the row of numbers: what is E[i]?")
def from_the_id(i, E, w, b):
    return w[0] * i + b


@mistake("You left out b. What does a linear layer add to the weighted sum?")
def without_bias(i, E, w, b):
    return w @ E[i]


@mistake("You used only the first number of the row. Where does the second one count?")
def first_number(i, E, w, b):
    return w[0] * E[i, 0] + b


@mistake("You used the row before. What is the index of the first row of E?")
def row_before(i, E, w, b):
    return w @ E[i - 1] + b


@mistake("You returned a score for every token of the table. Which row belongs to the ID i?")
def all_scores(i, E, w, b):
    return E @ w + b


@mistake("You returned two numbers, one per weight. The score is a single number: their sum and b.")
def not_summed(i, E, w, b):
    return w * E[i] + b


TRY_ROW_SCORE = Function(
    name="tokens-try-row-score",
    reference=score_of,
    cases=draw_scores,
    small=(2, np.array([[3.0, 1.0], [2.0, 5.0], [1.0, -2.0]]), np.array([2.0, 1.0]), 4.0),
    mistakes=(from_the_id, without_bias, first_number, row_before, all_scores, not_summed),
    why="The ID only names a row. The score is computed from the numbers in that row.",
)

TASKS = (TRY_ENCODE, TRY_SCORE, TRY_ROW_SCORE)
