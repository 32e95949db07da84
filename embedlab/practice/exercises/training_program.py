"""The program that closes the exercises of lesson 06."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake
from embedlab.practice.exercises.training_tasks import score_gradient, softmax

__all__ = ["TWO_TABLES"]


def train_pairs(pairs, E, W, lr, epochs):
    E, W, losses = E.copy(), W.copy(), []
    for _ in range(epochs):
        total = 0.0
        for centre, context in pairs:
            e = E[centre].copy()
            p = np.exp(W @ e)
            p = p / p.sum()
            total += -np.log(p[context])
            dz = p.copy()
            dz[context] -= 1  # p − y
            E[centre] -= lr * W.T @ dz
            W -= lr * np.outer(dz, e)
        losses.append(total / len(pairs))
    return E, W, losses


def draw_run(rng, n=6):
    V, d = 7, 3
    E, W = 0.5 * rng.normal(size=(2, V, d)).round(2)
    words = rng.permutation(V)[: V - 2]  # two words are in no pair
    pairs = rng.choice(words, size=(n, 2))
    return pairs, E, W, 0.1


def pair_loss(E, W, centre, context):
    z = W @ E[centre]
    return np.log(np.exp(z).sum()) - z[context]


def nudged(loss, A):
    """The gradient of a loss by finite differences."""
    G = np.zeros(A.shape)
    for place in np.ndindex(*A.shape):
        up, down = A.copy(), A.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        G[place] = (loss(up) - loss(down)) / 2e-5
    return G


def one_pair_agrees(program, rng):
    pairs, E, W, lr = draw_run(rng, n=1)
    new_E, new_W, _ = program(pairs, E, W, lr, 1)
    i, j = pairs[0]
    wanted_E = E - lr * nudged(lambda A: pair_loss(A, W, i, j), E)
    wanted_W = W - lr * nudged(lambda A: pair_loss(E, A, i, j), W)
    if not np.allclose(new_E, wanted_E, atol=1e-6):
        return f"For the pair ({i}, {j}), E differs."
    return bool(np.allclose(new_W, wanted_W, atol=1e-6)) or f"For the pair ({i}, {j}), W differs."


def absent_centres_do_not_move(program, rng):
    pairs, E, W, lr = draw_run(rng)
    new_E, _, _ = program(pairs, E, W, lr, 3)
    absent = np.setdiff1d(np.arange(len(E)), pairs[:, 0])
    moved = [int(i) for i in absent if not np.array_equal(np.array(new_E)[i], E[i])]
    return not moved or f"Word {moved[0]} is the centre of no pair, and its row of E moved."


def one_loss_per_epoch(program, rng):
    pairs, E, W, lr = draw_run(rng)
    losses = program(pairs, E, W, lr, 5)[2]
    return len(losses) == 5 or f"With epochs = 5 there are {len(losses)} losses."


def first_loss_is_before_the_step(program, rng):
    pairs, E, W, lr = draw_run(rng, n=1)
    losses = program(pairs, E, W, lr, 1)[2]
    return bool(np.isclose(losses[0], pair_loss(E, W, *pairs[0])))


def pairs_come_one_after_the_other(program, rng):
    _, E, W, lr = draw_run(rng)
    pairs = np.array([[2, 0], [2, 5]])  # one centre twice: their order matters
    both = program(pairs, E, W, lr, 1)
    first = program(pairs[:1], E, W, lr, 1)
    second = program(pairs[1:], np.array(first[0], float), np.array(first[1], float), lr, 1)
    tables = all(np.allclose(a, b) for a, b in zip(both[:2], second[:2], strict=True))
    return tables and bool(np.isclose(both[2][0], (first[2][0] + second[2][0]) / 2))


@mistake(
    "W is updated with the new row of E. Both gradients belong to the loss before the step: what "
    "do you have to keep before you change E?"
)
def w_after_new_row(pairs, E, W, lr, epochs):
    E, W, losses = E.copy(), W.copy(), []
    for _ in range(epochs):
        total = 0.0
        for centre, context in pairs:
            p = softmax(W @ E[centre])
            total -= np.log(p[context])
            dz = score_gradient(p, context)
            E[centre] -= lr * W.T @ dz
            W -= lr * np.outer(dz, E[centre])
        losses.append(total / len(pairs))
    return E, W, losses


@mistake("The losses are sums over the pairs. The question asks for the mean of each epoch.")
def sums_for_means(pairs, E, W, lr, epochs):
    E, W, losses = train_pairs(pairs, E, W, lr, epochs)
    return E, W, [loss * len(pairs) for loss in losses]


@mistake("The loss grows: each step goes uphill. Does a step add or subtract?")
def all_uphill(pairs, E, W, lr, epochs):
    return train_pairs(pairs, E, W, -lr, epochs)


@mistake("Centre and context word are swapped: the second word of each pair is looked up.")
def swapped(pairs, E, W, lr, epochs):
    return train_pairs(pairs[:, ::-1], E, W, lr, epochs)


TWO_TABLES = Program(
    name="training-two-tables",
    task=(
        "**A skip-gram trainer**\n\n"
        "This exercise uses lesson 02 (lookup) and lesson 05 (the step). `pairs` has shape (N, 2): "
        "a centre and a context word per row. In each epoch, go through the pairs in order. For "
        "each pair, compute the logits z = W e and the loss −ln p[context], then do one step of "
        "plain SGD on both tables, with both gradients taken before the step. Return E, W, and a "
        "list with the mean loss of each epoch, where the loss of a pair is the one before its "
        "step. Work on copies of both tables."
    ),
    stub="def train_pairs(pairs, E, W, lr, epochs):\n    ...\n    return E, W, losses",
    reference=train_pairs,
    small=(
        np.array([[0, 1], [1, 0]]),
        np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
        np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]),
        0.1,
        2,
    ),
    properties=(
        ("There must be one loss per epoch.", one_loss_per_epoch),
        (
            "With one pair and one epoch, the loss must be that of the tables that were given.",
            first_loss_is_before_the_step,
        ),
        ("A row of E moves only if its word is a centre.", absent_centres_do_not_move),
        (
            "One pair must move both tables by −η times their gradients; finite differences "
            "give different ones.",
            one_pair_agrees,
        ),
        (
            "Two pairs must give the same as the first pair alone, and then the second from there.",
            pairs_come_one_after_the_other,
        ),
    ),
    mistakes=(w_after_new_row, sums_for_means, all_uphill, swapped),
    hints=(
        "Two loops: over the epochs, and over the pairs. `training-one-step` is the body.",
        "Keep `e = E[centre].copy()`; then the gradients are Wᵀ(p − y) for the row of the centre, "
        "and the outer product of p − y with e for W.",
        "Add −ln p[context] to a sum before the step, and divide by the number of pairs at the end "
        "of the epoch.",
    ),
    why=(
        "Pairs, softmax, p − y, and two updates: this loop is all of skip-gram with a full softmax."
    ),
)
