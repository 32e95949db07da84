"""The tasks inside lesson 13."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, mistake

__all__ = ["TASKS"]


# ---- where did the order go: transformer-try-multiset --------------------------------------------


def same_rows(x, y):
    return sorted(x) == sorted(y)


def draw_sentences(rng):
    """A second list of IDs with the same multiset, the same set, the same sum or another length."""
    x = [int(i) for i in rng.integers(1, 6, size=4)]
    x[1], x[2] = x[0], x[0] + 1
    other = rng.permutation(x).tolist()
    kind = int(rng.integers(4))
    if kind == 1:  # the same set
        other[other.index(x[0])] = x[2]
    elif kind == 2:  # the same sum
        other[0], other[1] = other[0] - 1, other[1] + 1
    elif kind == 3:
        other = other[:3]
    return x, other


@mistake(
    "You compare sets, so [1, 1, 2] and [1, 2, 2] count as equal. How many times does each row "
    "occur?"
)
def same_set(x, y):
    return set(x) == set(y)


@mistake(
    "You compare the lists in order, so [1, 2, 3] and [3, 2, 1] count as different. Does a "
    "multiset have an order?"
)
def same_list(x, y):
    return list(x) == list(y)


@mistake(
    "You compare sums of IDs, so [1, 3] and [2, 2] count as equal. Do they have the same rows?"
)
def same_sum(x, y):
    return sum(x) == sum(y)


@mistake("You compare the lengths. Which rows do the two sentences look up?")
def same_length(x, y):
    return len(x) == len(y)


@mistake("True and False are swapped. What should [1, 2, 3] and [3, 2, 1] give?")
def different_rows(x, y):
    return sorted(x) != sorted(y)


TRY_MULTISET = Function(
    name="transformer-try-multiset",
    reference=same_rows,
    cases=draw_sentences,
    small=([1, 1, 2], [1, 2, 2]),
    edges=(([1, 2, 3], [3, 2, 1]), ([1, 3], [2, 2]), ([4, 2], [4, 2]), ([2, 1], [2, 1, 1])),
    mistakes=(same_set, same_list, same_sum, same_length, different_rows),
    why="Sorting removes the order and keeps the repeats, which is what a multiset does.",
)


# ---- positions: transformer-try-difference ---------------------------------------------------


def difference(E, P, i, s, t):
    return (E[i] + P[s]) - (E[i] + P[t])


@mistake("You subtracted the first vector from the second. Which one does the task put first?")
def difference_reversed(E, P, i, s, t):
    return P[t] - P[s]


@mistake("You added the two positions. The task asks for a difference: what happens to E[i]?")
def positions_summed(E, P, i, s, t):
    return P[s] + P[t]


@mistake("This is 0, as if no positions were added. What does each vector contain besides E[i]?")
def no_difference(E, P, i, s, t):
    return np.zeros(E.shape[1])


@mistake("This is the first vector. What remains when you subtract the second one from it?")
def first_vector(E, P, i, s, t):
    return E[i] + P[s]


@mistake("You looked up E at the positions. Which table is for positions?")
def rows_at_positions(E, P, i, s, t):
    return E[s] - E[t]


def draw_difference(rng):
    E, P = rng.normal(size=(7, 3)).round(1), rng.normal(size=(6, 3)).round(1)
    s, t = rng.choice(6, size=2, replace=False)
    return E, P, int(rng.integers(7)), int(s), int(t)


TRY_DIFFERENCE = Function(
    name="transformer-try-difference",
    reference=difference,
    cases=draw_difference,
    small=(
        np.array([[1.0, 0.0], [2.0, 5.0], [4.0, 3.0]]),
        np.array([[0.0, 1.0], [3.0, 3.0], [7.0, 2.0]]),
        1,
        0,
        2,
    ),
    mistakes=(
        difference_reversed,
        positions_summed,
        no_difference,
        first_vector,
        rows_at_positions,
    ),
    why="E[i] is in both vectors and cancels: P[s] − P[t] is left, the same for every token.",
)


# ---- which tokens may attend to which: transformer-try-mask --------------------------------------


def may_attend(T):
    return np.tril(np.ones((T, T)))


@mistake("Row 0 of your mask attends to all later positions. Which half of the square is kept?")
def later_positions(T):
    return np.triu(np.ones((T, T)))


@mistake("Your diagonal is 0, so row 0 attends to nothing. May a position attend to itself?")
def without_itself(T):
    return np.tril(np.ones((T, T)), -1)


@mistake("Every position attends to every other one. Which pairs must a mask hide?")
def nothing_hidden(T):
    return np.ones((T, T))


@mistake("Each position attends to itself alone. To which earlier positions may it attend?")
def only_itself(T):
    return np.eye(T)


@mistake("Each position attends to the next one too. Is the next word known when it is predicted?")
def one_too_far(T):
    return np.tril(np.ones((T, T)), 1)


TRY_MASK = Function(
    name="transformer-try-mask",
    reference=may_attend,
    cases=lambda rng: (int(rng.integers(3, 9)),),
    small=(3,),
    edges=((1,),),
    mistakes=(later_positions, without_itself, nothing_hidden, only_itself, one_too_far),
    why="Row t has ones in the columns 0 … t: the lower triangle, with the diagonal.",
)


# ---- which tokens may attend to which: transformer-try-switch ------------------------------------


TRY_SWITCH = Choice(
    name="transformer-try-switch",
    choices={
        "a": "adding positions, not the causal mask",
        "b": "the causal mask, not adding positions",
        "c": "either of the two",
        "d": "neither, but both together",
    },
    answer="c",
    mistakes=(
        Mistake(
            "a",
            "Positions do. Now switch them off, choose the causal mask, and change the sentence. "
            "What happens to the row of “dog”?",
        ),
        Mistake(
            "b",
            "The mask does. Now choose no mask, switch the positions on, and change the sentence. "
            "What happens to the row of “dog”?",
        ),
        Mistake(
            "d",
            "Try each of them without the other. Does the row of “dog” change with the sentence?",
        ),
    ),
    why=(
        "Positions change the vectors. The causal mask changes which of them a token can mix: the "
        "first token has itself alone."
    ),
)


# ---- is a row of zeros a mask: transformer-try-lengths -------------------------------------------


def lengths(X, pad_id):
    return (pad_id != X).sum(axis=1)


@mistake("You counted the pads. How many tokens of each sentence are not pads?")
def pads_counted(X, pad_id):
    return (pad_id == X).sum(axis=1)


@mistake(
    "You counted for each position over the sentences. Which axis counts the positions of one "
    "sentence?"
)
def lengths_per_position(X, pad_id):
    return (pad_id != X).sum(axis=0)


@mistake("You counted in the whole batch. How many sentences does it have?")
def one_length(X, pad_id):
    return (pad_id != X).sum()


@mistake("You counted every ID except 0. Which ID marks a pad here?")
def pad_is_zero(X, pad_id):
    return (X != 0).sum(axis=1)


@mistake("You counted every position. Which positions contain real tokens?")
def all_positions_counted(X, pad_id):
    return np.full(X.shape[0], X.shape[1])


@mistake("You added up the IDs. What number should each real token add?")
def ids_summed(X, pad_id):
    return np.where(pad_id == X, 0, X).sum(axis=1)


def draw_lengths(rng):
    pad_id = int(rng.integers(1, 4))
    X = rng.integers(4, 9, size=(3, 5))
    X[0, 0] = 0
    X[0, 3:], X[1, 1:] = pad_id, pad_id
    return X, pad_id


TRY_LENGTHS = Function(
    name="transformer-try-lengths",
    reference=lengths,
    cases=draw_lengths,
    small=(np.array([[5, 0, 6, 3], [4, 3, 3, 3]]), 3),
    mistakes=(
        pads_counted,
        lengths_per_position,
        one_length,
        pad_is_zero,
        all_positions_counted,
        ids_summed,
    ),
    why="`(X != pad_id).sum(axis=1)`: True counts as 1, and axis 1 runs over one sentence.",
)


# ---- what must be correct: transformer-try-in-range ----------------------------------------------


def has_row(X, V):
    return (X >= 0) & (X < V)


def draw_batch(rng):
    """A batch that is not square, with a −1, a 0, a V − 1, a V and a V + 1."""
    V, shape = int(rng.integers(5, 9)), (2, int(rng.integers(4, 6)))
    X = rng.integers(1, V, size=shape).ravel()
    X[:5] = [-1, 0, V - 1, V, V + 1]
    return rng.permutation(X).reshape(shape), V


@mistake("You allow the ID V. A table has the rows 0 … V − 1. Which row would V be?")
def one_id_too_many(X, V):
    return (X >= 0) & (X <= V)


@mistake("You mark V − 1 as having no row. Which row is the last one of the table?")
def one_id_too_few(X, V):
    return (X >= 0) & (X < V - 1)


@mistake("You allow negative IDs. Which row does NumPy give for the ID −1?")
def negative_allowed(X, V):
    return X < V


@mistake("You mark 0 as having no row. Which row does it look up?")
def zero_refused(X, V):
    return (X > 0) & (X < V)


@mistake("You check that no ID is negative. Which IDs are too large for V rows?")
def upper_end_forgotten(X, V):
    return X >= 0


@mistake("True and False are swapped: you mark the IDs that have no row.")
def without_row(X, V):
    return (X < 0) | (X >= V)


@mistake("You returned one answer for the whole batch. Which of its IDs have no row?")
def one_answer(X, V):
    return ((X >= 0) & (X < V)).all()


TRY_IN_RANGE = Function(
    name="transformer-try-in-range",
    reference=has_row,
    cases=draw_batch,
    small=(np.array([[0, 5, 6], [-1, 1, 7]]), 6),
    mistakes=(
        one_id_too_many,
        one_id_too_few,
        negative_allowed,
        zero_refused,
        upper_end_forgotten,
        without_row,
        one_answer,
    ),
    why="`(X >= 0) & (X < V)`: the rows of a table are 0 … V − 1.",
)

TASKS = (TRY_MULTISET, TRY_DIFFERENCE, TRY_MASK, TRY_SWITCH, TRY_LENGTHS, TRY_IN_RANGE)
