"""The program that closes the exercises of lesson 05."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["FIT_ROWS"]


def fit_rows(E, W, ids, targets, lr, steps):
    E, losses = E.copy(), []
    for _ in range(steps):
        H = E[ids]  # (T, d)
        dZ = H @ W.T - targets  # (T, m)
        losses.append(0.5 * (dZ**2).sum())
        G = dZ @ W  # (T, d): upstream gradient of the lookup
        dE = np.zeros(E.shape)
        np.add.at(dE, ids, G)
        E -= lr * dE
    return E, losses


def draw_fit(rng, steps=1, lr=0.02):
    V, d, m = 6, 3, int(rng.integers(2, 5))
    a, b, c = rng.permutation(V)[:3]
    return (
        rng.normal(size=(V, d)).round(2),
        rng.normal(size=(m, d)).round(2),
        np.array([a, b, a, c]),
        rng.normal(size=(4, m)).round(2),
        lr,
        steps,
    )


def loss_at(E, W, ids, targets):
    return 0.5 * ((np.array(E)[ids] @ W.T - targets) ** 2).sum()


def numerical(E, W, ids, targets):
    """∂L/∂E by finite differences."""
    G = np.zeros(E.shape)
    for place in np.ndindex(*E.shape):
        up, down = E.copy(), E.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        G[place] = (loss_at(up, W, ids, targets) - loss_at(down, W, ids, targets)) / 2e-5
    return G


def step_agrees(program, rng):
    E, W, ids, targets, lr, _ = draw_fit(rng)
    new, _ = program(E, W, ids, targets, lr, 1)
    wanted = E - lr * numerical(E, W, ids, targets)
    return bool(np.allclose(new, wanted, atol=1e-6))


def first_loss_is_of_the_given_table(program, rng):
    E, W, ids, targets, lr, _ = draw_fit(rng)
    _, losses = program(E, W, ids, targets, lr, 2)
    return bool(np.isclose(losses[0], loss_at(E, W, ids, targets)))


def one_loss_per_step(program, rng):
    E, W, ids, targets, lr, _ = draw_fit(rng)
    _, losses = program(E, W, ids, targets, lr, 7)
    return len(losses) == 7 or f"With steps = 7 there are {len(losses)} losses."


def absent_rows_do_not_move(program, rng):
    E, W, ids, targets, lr, _ = draw_fit(rng)
    new, _ = program(E, W, ids, targets, lr, 5)
    absent = np.setdiff1d(np.arange(len(E)), ids)
    moved = [int(i) for i in absent if not np.array_equal(np.array(new)[i], E[i])]
    return not moved or f"The IDs are {ids.tolist()}, and row {moved[0]} moved."


def two_steps_are_one_after_the_other(program, rng):
    E, W, ids, targets, lr, _ = draw_fit(rng)
    twice, losses = program(E, W, ids, targets, lr, 2)
    once, _ = program(E, W, ids, targets, lr, 1)
    again, second = program(np.array(once, float), W, ids, targets, lr, 1)
    return bool(np.allclose(twice, again) and np.isclose(losses[1], second[0]))


@mistake(
    "`E[ids] -= …` or `dE[ids] += …` keeps one gradient of a repeated ID and loses the others. How "
    "do you add all of them?"
)
def fit_with_lost_gradients(E, W, ids, targets, lr, steps):
    E, losses = E.copy(), []
    for _ in range(steps):
        dZ = E[ids] @ W.T - targets
        losses.append(0.5 * (dZ**2).sum())
        E[ids] -= lr * dZ @ W
    return E, losses


@mistake("The loss grows from step to step. Does a step add or subtract η times the gradient?")
def fit_uphill(E, W, ids, targets, lr, steps):
    return fit_rows(E, W, ids, targets, -lr, steps)


@mistake("The loss is not halved: L is half the sum of the squared differences.")
def fit_with_double_loss(E, W, ids, targets, lr, steps):
    new, losses = fit_rows(E, W, ids, targets, lr, steps)
    return new, [2 * loss for loss in losses]


FIT_ROWS = Program(
    name="gradient-fit-rows",
    task=(
        "**Train a table**\n\n"
        "This exercise uses lesson 02 (lookup). Each step looks up the rows of `ids` (T,), "
        "computes the scores z = W e for each position, and compares them with `targets` (T, m). "
        "The loss is half the sum of all squared differences, as in the lesson. Do `steps` steps "
        "of plain SGD on E; W does not change. Return the new table and a list with the loss "
        "before each step. Work on a copy of E."
    ),
    stub="def fit_rows(E, W, ids, targets, lr, steps):\n    ...\n    return E, losses",
    reference=fit_rows,
    small=(
        np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0]]),
        np.array([[2.0, 1.0], [0.0, 1.0], [1.0, -1.0]]),
        np.array([2, 0, 2]),
        np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        0.1,
        2,
    ),
    properties=(
        ("There must be one loss per step.", one_loss_per_step),
        (
            "The first loss must be that of the table that was given, before any step.",
            first_loss_is_of_the_given_table,
        ),
        ("A row that no ID asks for must not move.", absent_rows_do_not_move),
        (
            "One step must be E − η ∂L/∂E, and finite differences give a different ∂L/∂E.",
            step_agrees,
        ),
        (
            "Two steps must give the same as one step, and then one more from there.",
            two_steps_are_one_after_the_other,
        ),
    ),
    mistakes=(fit_with_lost_gradients, fit_uphill, fit_with_double_loss),
    hints=(
        "One step needs four things in this order: the rows, the differences dZ = z − target, "
        "the upstream gradient of the lookup, and ∂L/∂E.",
        "For all positions at once: dZ has shape (T, m), and dZ @ W has shape (T, d).",
        "`np.add.at(dE, ids, dZ @ W)` adds the gradients of repeated IDs; then subtract lr · dE.",
    ),
    why="Look up, compare, send back, add up, step: every training of a table has these parts.",
)
