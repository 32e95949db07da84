"""The tasks inside lesson 15."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


def sigmoid(score):
    return 1 / (1 + np.exp(-score))


# ---- scale-try-yes -------------------------------------------------------------------------------


def probability_of_yes(E, W, i, j):
    return 1 / (1 + np.exp(-(E[i] @ W[j])))


def draw_word_and_neighbour(rng):
    i, j = rng.choice(6, size=2, replace=False)
    return *(0.7 * rng.normal(size=(2, 6, 3))).round(2), int(i), int(j)


@mistake("This is the score. A score may be any number: what turns it into a probability?")
def score_alone(E, W, i, j):
    return E[i] @ W[j]


@mistake("This is the probability of “no”. What sign does the score have inside `exp`?")
def probability_of_no(E, W, i, j):
    return sigmoid(-(E[i] @ W[j]))


@mistake("You scored two rows of E. In which table does the neighbour have its row?")
def both_rows_of_E(E, W, i, j):
    return sigmoid(E[i] @ E[j])


@mistake("Word and neighbour are swapped: i looks up a row of E, and j a row of W.")
def tables_swapped(E, W, i, j):
    return sigmoid(W[i] @ E[j])


@mistake("This is the softmax over all words of W. Here one pair gets an answer of its own.")
def softmax_over_words(E, W, i, j):
    p = np.exp(W @ E[i])
    return p[j] / p.sum()


TRY_YES = Function(
    name="scale-try-yes",
    reference=probability_of_yes,
    cases=draw_word_and_neighbour,
    small=(
        np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 2.0]]),
        np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 0.5]]),
        1,
        2,
    ),
    mistakes=(score_alone, probability_of_no, both_rows_of_E, tables_swapped, softmax_over_words),
    why="The dot product of a row of E and a row of W, then the sigmoid: 2 rows, whatever V is.",
)


# ---- scale-try-miss ------------------------------------------------------------------------------


def gradient_of_scores(scores, label):
    return 1 / (1 + np.exp(-scores)) - label


def draw_scores(rng):
    label = np.array([1, 0, 0, 0, 0, 0])
    return rng.normal(size=6).round(1), label


@mistake("You subtracted the label from the score. What turns a score into a probability?")
def score_minus_label(scores, label):
    return scores - label


@mistake("Each sign is flipped: this is label − probability, the way down.")
def label_minus_probability(scores, label):
    return label - sigmoid(scores)


@mistake("These probabilities sum to 1, as with softmax. Here each score gets its own sigmoid.")
def softmax_minus_label(scores, label):
    p = np.exp(scores)
    return p / p.sum() - label


@mistake("These are the probabilities. The real neighbour should get 1: where does the label go?")
def no_label(scores, label):
    return sigmoid(scores)


@mistake("You multiplied by the slope of the sigmoid as well. With −ln p as the loss it cancels.")
def slope_too(scores, label):
    p = sigmoid(scores)
    return (p - label) * p * (1 - p)


TRY_MISS = Function(
    name="scale-try-miss",
    reference=gradient_of_scores,
    cases=draw_scores,
    small=(np.array([0.5, -1.0, 2.0, 0.0, -0.5, 1.0]), np.array([1, 0, 0, 0, 0, 0])),
    mistakes=(score_minus_label, label_minus_probability, softmax_minus_label, no_label, slope_too),
    why="Probability − label, as with softmax; but each score has a probability of its own.",
)


# ---- scale-try-rows ------------------------------------------------------------------------------


def rows_to_compare(cell, best):
    return np.flatnonzero(np.isin(cell, best))


def draw_cells(rng):
    cell = rng.permutation(np.append(np.arange(6), rng.integers(6, size=14)))
    return cell, rng.choice(6, size=2, replace=False).tolist()


@mistake("This is True or False for each row. Which function gives the places of all True?")
def as_a_mask(cell, best):
    return np.isin(cell, best)


@mistake("These are the numbers of the cells. You need the IDs of the rows that are in them.")
def cells_for_rows(cell, best):
    return cell[np.isin(cell, best)]


@mistake("Only the rows of one cell are here. `best` may hold several.")
def first_cell_only(cell, best):
    return np.flatnonzero(cell == best[0])


@mistake("You took `best` for row IDs. It holds the numbers of cells, and `cell` has one per row.")
def cells_as_ids(cell, best):
    return cell[best]


@mistake("These are the rows of all other cells. Which ones do you want to keep?")
def the_other_rows(cell, best):
    return np.flatnonzero(~np.isin(cell, best))


TRY_ROWS = Function(
    name="scale-try-rows",
    reference=rows_to_compare,
    cases=draw_cells,
    small=(np.array([2, 0, 1, 2, 3, 0, 2]), [2, 1]),
    mistakes=(as_a_mask, cells_for_rows, first_cell_only, cells_as_ids, the_other_rows),
    why="`np.flatnonzero(np.isin(cell, best))`: the IDs of all rows whose cell is among the best.",
)


# ---- scale-try-owner -----------------------------------------------------------------------------


TRY_OWNER = Numbers(
    name="scale-try-owner",
    answer=(4711 % 4, 4711 // 4),
    mistakes=(
        Mistake((1177, 3), "Both numbers are correct, in the other order: the worker comes first."),
        Mistake(
            (4, 1178), "You count from 1. Workers and rows begin at 0: which worker holds row 0?"
        ),
        Mistake(
            (3, 4711),
            "The worker is correct. It holds only every fourth row. Which of its rows is this?",
        ),
        Mistake(
            (3, 1178),
            "The worker is correct. Row 3 is its row 0: how many of its rows come before this one?",
        ),
        Mistake(
            (3, 1177.75),
            "The worker is correct. A row has a whole number: what remains of 4,711 / 4?",
        ),
    ),
    why="4,711 = 4 · 1,177 + 3: worker 3, and there row 1,177.",
)

TASKS = (TRY_YES, TRY_MISS, TRY_ROWS, TRY_OWNER)
