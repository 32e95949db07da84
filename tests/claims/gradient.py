"""Claims of lesson 05: what a step does to the rows."""

from functools import cache, partial

import numpy as np

import embedlab as el
from tests.claims import Claim

W, START, BEST = np.diag([2.0, 1.0]), np.array([1.0, -1.0]), np.array([-0.5, -5.0])
OPTIMIZERS = {"momentum": (el.momentum, 0.2), "adam": (el.adam, 0.05), "sgd": (el.sgd, 2.0)}


def drawn(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


# ---- one row ----------------------------------------------------------------------------------


def layer_gradient(seed):
    """Wᵀ dz, W dz and ∂L/∂e by finite differences, for a square W and L = dz · W e."""
    W, dz, e = drawn(seed, 3, 3), drawn(seed + 100, 3), drawn(seed + 200, 1, 3)
    return W.T @ dz, W @ dz, el.finite_difference(lambda e: (W @ e[0]) @ dz, e)[0]


def climbs_fastest(seed, along=None):
    """Whether no random direction climbs faster than this one, which is the gradient if not given.

    The loss is ½ ‖z − wanted‖² of the lesson, at a random place.
    """
    rng = np.random.default_rng(seed)
    e = rng.normal(size=2)
    loss = lambda e: 0.5 * ((W @ (e - BEST)) ** 2).sum()  # noqa: E731
    g = W.T @ W @ (e - BEST) if along is None else rng.normal(size=2)
    climb = lambda v: loss(e + 1e-3 * v / np.linalg.norm(v)) - loss(e)  # noqa: E731
    return climb(g) >= max(climb(v) for v in rng.normal(size=(200, 2))) - 1e-9


def path(lr, steps=20):
    rows = [START]
    for _ in range(steps):
        rows.append(rows[-1] - lr * W.T @ W @ (rows[-1] - BEST))
    return np.array(rows)


def losses(lr):
    return 0.5 * (((path(lr) - BEST) @ W.T) ** 2).sum(axis=1)


def transposed_is_an_error(seed, m=4):
    try:
        el.linear_backward(drawn(seed, m, 3).T, np.ones(m))
    except ValueError:
        return True
    return False


# ---- a batch ----------------------------------------------------------------------------------


def table_gradients(seed):
    """By finite differences; by the sum over positions; by what += leaves."""
    rng = np.random.default_rng(seed)
    ids, G = np.array([3, 1, 1, 0]), rng.normal(size=(4, 2))
    lost = np.zeros((4, 2))
    lost[ids] += G
    true = el.finite_difference(lambda E: (E[ids] * G).sum(), rng.normal(size=(4, 2)))
    return true, el.row_gradient(ids, G, 4), lost, G


def second_write_wins(seed):
    _, _, lost, G = table_gradients(seed)
    return np.array_equal(lost[1], G[2])


def first_write_wins(seed):
    _, _, lost, G = table_gradients(seed)
    return np.array_equal(lost[1], G[1])


# ---- optimizers -------------------------------------------------------------------------------


@cache
def moves(seed, steps, name):
    """(which rows moved, which were looked up, which had been before), each (steps, V)."""
    optimizer, lr = OPTIMIZERS[name]
    run = el.train(batch=4, lr=lr, steps=steps, optimizer=optimizer, seed=seed)
    moved, read = (np.diff(run.tables, axis=0) != 0).any(axis=2), run.touched[1:]
    return moved, read, np.cumsum(read, axis=0) > read


def known_rows_move(case, name=""):
    seed, steps, optimizer = case
    moved, read, before = moves(seed, steps, name or optimizer)
    return moved[~read & before].all() and not moved[~read & ~before].any()


def absent_rows_keep_still(case, name="sgd"):
    moved, read, _ = moves(*case, name)
    return not moved[~read].any() and moved[read].any()


def row_after(optimizer, gradients, row=0.0, **settings):
    E, state, ends = np.array([[row]]), None, []
    for g in gradients:
        E, state = optimizer(E, np.array([[float(g)]]), state, **settings)
        ends.append(E.item())
    return np.array(ends)


def velocity_shrinks_by(factor, seed):
    g = 1 + seed
    ends = row_after(el.momentum, [g, 0, 0, 0, 0], lr=0.1)
    steps = np.diff([0, *ends])
    return np.allclose(steps[1:], factor * steps[:-1]) and np.allclose(ends[1], -0.1 * g * 1.9)


def decay_multiplies_by(factor, case):
    x, lr, decay = case
    end = row_after(el.adamw, [0], x, lr=lr, weight_decay=decay)[0]
    return np.isclose(end, x * factor(lr, decay))


def padding(seed, **settings):
    E, batch = drawn(seed, 3, 2), np.array([[1, 2], [1, 0], [0, 2]])
    E[0] = 0
    return el.gradient_step(E, batch, drawn(seed + 1, 3, 2, 2), 0.1, **settings)[0]


def every_row_of_the_output_moves(seed):
    E, h = drawn(seed, 5, 2), drawn(seed + 1, 2)
    dscores = drawn(seed + 2, 5)
    true = el.finite_difference(lambda E: (E @ h) @ dscores, E)
    return (true != 0).any(axis=1).all() and np.allclose(true, np.outer(dscores, h))


DECAYS = [(x, lr, d) for x in (2.0, -4.0) for lr in (0.5, 3e-4) for d in (0.1, 0.2)]

CLAIMS = (
    Claim(
        quote="∂L/∂e[j] = Σₖ W[k, j] · ∂L/∂z[k]",
        kind="always",
        covers=("gradient-backwards", "gradient-not-symmetric", "gradient-step"),
        holds=lambda seed: np.allclose(*layer_gradient(seed)[::2], atol=1e-6),
        not_this=lambda seed: np.allclose(*layer_gradient(seed)[1:], atol=1e-6),
    ),
    Claim(
        quote="The gradient points to where the loss grows fastest.",
        kind="always",
        covers=("gradient-sign",),
        holds=climbs_fastest,
        not_this=lambda seed: climbs_fastest(seed, along="at random"),
    ),
    Claim(
        quote="One step with η = 0.1 takes the loss from 12.5 to 8.1.",
        kind="always",
        cases=(None,),
        holds=lambda _: np.allclose(losses(0.1)[:2], [12.5, 8.1]),
        not_this=lambda _: np.allclose(losses(0.2)[:2], [12.5, 8.1]),
    ),
    Claim(
        quote="the row is back at e[0] = 1 after its 20 steps, because each step overshoots by as "
        "much as it corrects",
        kind="always",
        covers=("explore-learning-rates",),
        cases=(None,),
        holds=lambda _: np.allclose(path(0.5)[::2, 0], 1) and np.allclose(path(0.5)[1::2, 0], -2),
        not_this=lambda _: np.allclose(path(0.4)[-1, 0], 1),
    ),
    Claim(
        quote="Above that limit, each step overshoots by more than it corrects, and after a few "
        "steps the loss grows without limit.",
        kind="always",
        cases=(0.52, 0.54, 0.6, 0.8, 1.0, 2.0),
        holds=lambda lr: (np.diff(losses(lr)[5:]) > 0).all(),
        not_this=lambda lr: (np.diff(losses(lr)) > 0).all(),
    ),
    Claim(
        quote=(
            "With a square W there is no error, and unless W is symmetric, the numbers are wrong."
        ),
        kind="always",
        holds=lambda seed: transposed_is_an_error(seed) and not transposed_is_an_error(seed, m=3),
        not_this=lambda seed: np.allclose(*layer_gradient(seed)[:2]),
    ),
    Claim(
        quote="the derivative of a sum is the sum of the derivatives",
        kind="always",
        covers=("gradient-duplicates",),
        holds=lambda seed: np.allclose(*table_gradients(seed)[:2], atol=1e-6),
        not_this=lambda seed: np.allclose(*table_gradients(seed)[:3:2], atol=1e-6),
    ),
    Claim(
        quote="Row 1 is written twice, and the second write replaces the first.",
        kind="always",
        covers=("gradient-lost", "gradient-plus-equals", "film-of-the-scatter-add"),
        holds=second_write_wins,
        not_this=first_write_wins,
    ),
    Claim(
        quote="it compares a gradient with finite differences, which use neither formula",
        kind="always",
        covers=("gradient-check",),
        holds=lambda seed: np.allclose(
            el.finite_difference(lambda E: (E**3).sum(), drawn(seed, 2, 2)),
            3 * drawn(seed, 2, 2) ** 2,
            atol=1e-6,
        ),
    ),
    Claim(
        quote="Each step looks up four tokens; the other rows of E do not move",
        kind="always",
        covers=("play-a-real-run", "gradient-unread"),
        cases=[(seed, steps) for seed in range(5) for steps in (20, 60)],
        holds=absent_rows_keep_still,
        not_this=partial(absent_rows_keep_still, name="momentum"),
    ),
    Claim(
        quote="once a row has been in a batch, it moves in every later step",
        kind="always",
        covers=("gradient-gone-row", "gradient-adam"),
        cases=[(s, n, name) for s in range(5) for n in (20, 60) for name in ("momentum", "adam")],
        holds=known_rows_move,
        not_this=partial(known_rows_move, name="sgd"),
    ),
    Claim(
        quote="With momentum and Adam, 81% of the absent rows moved in this run.",
        kind="in this run",
    ),
    Claim(
        quote="The velocity shrinks by a tenth in each step",
        kind="always",
        covers=("momentum-and-adam", "gradient-momentum"),
        holds=partial(velocity_shrinks_by, 0.9),
        not_this=partial(velocity_shrinks_by, 1.0),
    ),
    Claim(
        quote="AdamW multiplies each entry by 1 − η · decay, whether its row was looked up or not.",
        kind="always",
        covers=("gradient-decay-step", "gradient-decay"),
        cases=DECAYS,
        holds=partial(decay_multiplies_by, lambda lr, decay: 1 - lr * decay),
        not_this=partial(decay_multiplies_by, lambda lr, decay: 1 - decay),
    ),
    Claim(
        quote="the row loses 3% in 1,000 steps",
        kind="always",
        cases=(None,),
        holds=lambda _: round(100 * (1 - (1 - 3e-4 * 0.1) ** 1000)) == 3,
        not_this=lambda _: round(100 * (1 - (1 - 0.5 * 0.1) ** 1000)) == 3,
    ),
    Claim(
        quote="then every row takes part in the answer, and every row has a gradient",
        kind="always",
        holds=every_row_of_the_output_moves,
    ),
    Claim(
        quote="To the step, row 0 is a row like any other.",
        kind="always",
        covers=("gradient-pad-row", "gradient-pad"),
        holds=lambda seed: padding(seed).any() and not padding(seed, pad_id=0).any(),
        not_this=lambda seed: not padding(seed).any(),
    ),
)
