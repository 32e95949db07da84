"""The tasks inside lesson 05."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


TRY_RATE = Numbers(
    name="gradient-try-rate",
    answer=0.5,
    tolerance=0.011,
    mistakes=(
        Mistake(0.0, "With η = 0 the row never moves. Find another η at which e[0] ends at 1."),
        Mistake(0.4, "With η = 0.4 the row ends at the best point. Move the slider further."),
        Mistake(
            0.52, "With η = 0.52 the row ends beyond the figure. Move the slider back a little."
        ),
        Mistake(1.0, "That is e[0] itself. The question asks for η, which the slider shows."),
    ),
    why=(
        "Along dimension 0 a step multiplies the distance to the best point by 1 − 4η; with "
        "η = 0.5 that is −1."
    ),
)


def rows_backward(W, dZ):
    return dZ @ W


def draw_positions(rng):
    m, T = (int(n) for n in rng.permutation([3, 4, 5])[:2])
    return rng.normal(size=(m, m)).round(1) + 0.05, rng.normal(size=(T, m)).round(1)


@mistake(
    "The shapes fit because this W is square, but each row of dZ is multiplied by Wᵀ. Take one "
    "position: which product gives Wᵀ ∂L/∂z as a row?"
)
def times_the_transpose(W, dZ):
    return dZ @ W.T


@mistake("The result is (d, T): one column per position. Rows are positions in this course.")
def positions_as_columns(W, dZ):
    return W.T @ dZ.T


@mistake("You added up the positions. Each position keeps a gradient of its own, shape (T, d).")
def positions_summed(W, dZ):
    return (dZ @ W).sum(axis=0)


TRY_BATCH = Function(
    name="gradient-try-batch",
    reference=rows_backward,
    cases=draw_positions,
    small=(
        np.array([[2.0, 1.0], [0.0, 1.0], [1.0, -1.0]]),
        np.array([[3.0, 4.0, -1.0], [1.0, 0.0, 0.0]]),
    ),
    mistakes=(times_the_transpose, positions_as_columns, positions_summed),
    why="Row t of dZ @ W is Wᵀ times row t of dZ: (T, m)(m, d) = (T, d).",
)


def table_gradient(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    for t, i in enumerate(ids):
        dE[i] = dE[i] + G[t]
    return dE


def draw_gradients(rng):
    V, d, T = 6, int(rng.integers(2, 4)), 5
    a, b, c = rng.permutation(V)[:3]
    return np.array([a, b, a, c, a]), rng.normal(size=(T, d)).round(1) + 0.05, V


@mistake(
    "A later position replaced an earlier one: row i contains the last gradient of a repeated ID. "
    "What must happen to the earlier ones?"
)
def last_gradient(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


@mistake("You subtracted the gradients. That is the step; here you collect ∂L/∂E itself.")
def subtracted(ids, G, V):
    return -table_gradient(ids, G, V)


@mistake("Position t got the gradient G[i]. G has one row per position, and i is an ID.")
def gradient_of_the_id(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    for i in ids:
        dE[i] = dE[i] + G[i % len(G)]
    return dE


TRY_ADD = Function(
    name="gradient-try-add",
    stub=(
        "def table_gradient(ids, G, V):\n"
        "    dE = np.zeros((V, G.shape[1]))\n"
        "    for t, i in enumerate(ids):\n"
        "        dE[i] = ...  # G[t] is the upstream gradient of position t\n"
        "    return dE"
    ),
    reference=table_gradient,
    cases=draw_gradients,
    small=(np.array([3, 1, 1, 0]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0], [-1.0, 1.0]]), 4),
    mistakes=(last_gradient, subtracted, gradient_of_the_id),
    why="dE[i] + G[t]: each position adds its gradient to the row that it looked up.",
)


def slope(above, below, t):
    return (above - below) / (2 * t)


def draw_losses(rng):
    above, below = rng.normal(size=2).round(2) + np.array([3.005, 2])
    return float(above), float(below), float(rng.choice([0.1, 0.01, 0.25]))


@mistake("You divided by t. How far apart are the two points at which the loss was computed?")
def one_side(above, below, t):
    return (above - below) / t


@mistake("The sign is flipped: a loss that grows with the entry must give a positive derivative.")
def flipped(above, below, t):
    return (below - above) / (2 * t)


@mistake(
    "That is the change of the loss. A derivative is the change per unit: divide by a distance."
)
def change_only(above, below, t):
    return above - below


@mistake("Without brackets, Python divides by 2 and then multiplies by t. Put 2 * t in brackets.")
def brackets_missing(above, below, t):
    return (above - below) / 2 * t


@mistake("Without brackets, Python divides only `below`. Which numbers belong in brackets?")
def only_below_divided(above, below, t):
    return above - below / (2 * t)


TRY_DIFFERENCE = Function(
    name="gradient-try-difference",
    reference=slope,
    cases=draw_losses,
    small=(5.06, 5.0, 0.01),
    mistakes=(one_side, flipped, change_only, brackets_missing, only_below_divided),
    why="(above − below) / (2t): the two points are 2t apart.",
)


TASKS = (TRY_RATE, TRY_BATCH, TRY_ADD, TRY_DIFFERENCE)
