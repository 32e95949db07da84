"""The program that closes the exercises of lesson 07."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["RACE"]


def race(sigmas, pairs, V, d, lr, steps, seed):
    centres, contexts = np.array(pairs).T
    losses = {}
    for sigma in sigmas:
        E, W = np.random.default_rng(seed).normal(0, sigma, (2, V, d))
        for step in range(steps + 1):
            H = E[centres]  # (N, d)
            logits = H @ W.T  # (N, V)
            logits = logits - logits.max(axis=1, keepdims=True)
            log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
            loss = -log_p[np.arange(len(pairs)), contexts].mean()
            if step == 0 and loss > 1.1 * np.log(V):
                break  # this start is too large
            losses[sigma] = loss
            dz = (np.exp(log_p) - np.eye(V)[contexts]) / len(pairs)
            dE = np.zeros((V, d))
            np.add.at(dE, centres, dz @ W)
            E, W = E - lr * dE, W - lr * dz.T @ H
    return min(losses, key=losses.get), losses


RING = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]]


def draw_race(rng, steps=60):
    small, large = float(rng.choice([0.01, 0.02])), float(rng.choice([0.15, 0.2]))
    return [small, 0.0, 9.0, large], RING, 5, 4, 1.0, steps, int(rng.integers(1000))


def too_large_is_left_out(program, rng):
    best, losses = program(*draw_race(rng))
    return 9.0 not in losses or f"σ = 9 is in losses, and the best σ is {best:g}."


def others_are_kept(program, rng):
    sigmas, *rest = draw_race(rng)
    _, losses = program(sigmas, *rest)
    missing = {sigma for sigma in sigmas if sigma < 1} - set(losses)
    return not missing or f"σ = {min(missing):g} is missing from losses."


def small_starts_begin_at_ln_v(program, rng):
    sigmas, *rest = draw_race(rng, steps=0)
    _, losses = program(sigmas, *rest)
    return bool(np.isclose(losses[sigmas[0]], np.log(5), atol=0.01))


def zeros_never_learn(program, rng):
    _, losses = program(*draw_race(rng))
    return bool(np.isclose(losses[0.0], np.log(5)))


def rows_that_differ_learn(program, rng):
    sigmas, *rest = draw_race(rng, steps=300)
    _, losses = program([sigmas[0], sigmas[3]], *rest)
    return (
        losses[sigmas[3]] < 0.5 or f"σ = {sigmas[3]:g} ends with a loss of {losses[sigmas[3]]:.3g}."
    )


def best_has_the_lowest_loss(program, rng):
    best, losses = program(*draw_race(rng))
    return best == min(losses, key=losses.get)


def the_loss_is_a_mean(program, rng):
    sigmas, pairs, *rest = draw_race(rng)
    once, twice = program(sigmas, pairs, *rest)[1], program(sigmas, pairs + pairs, *rest)[1]
    return all(np.isclose(once[sigma], twice[sigma]) for sigma in once)


def the_seed_decides(program, rng):
    sigmas, *rest, seed = draw_race(rng)
    first, again, other = (program(sigmas, *rest, n)[1] for n in (seed, seed, seed + 1))
    if first[sigmas[3]] != again[sigmas[3]]:
        return "Two calls with one seed gave different losses."
    return first[sigmas[3]] != other[sigmas[3]] or "Two seeds gave the same loss."


@mistake("σ = 9 takes part. How large may the loss be before the first step, compared with ln V?")
def without_the_alarm(sigmas, pairs, V, d, lr, steps, seed):
    _, losses = race(sigmas, pairs, V, d, lr, steps, seed)
    losses |= {sigma: 1000.0 for sigma in sigmas if sigma not in losses}
    return min(losses, key=losses.get), losses


@mistake("You returned the σ with the highest loss. Is a high loss good or bad?")
def worst_start(sigmas, pairs, V, d, lr, steps, seed):
    _, losses = race(sigmas, pairs, V, d, lr, steps, seed)
    return max(losses, key=losses.get), losses


@mistake("The tables do not move: the last losses are those before the first step.")
def never_steps(sigmas, pairs, V, d, lr, steps, seed):
    return race(sigmas, pairs, V, d, 0.0, steps, seed)


@mistake("The loss grows from step to step. Does a step add or subtract η times the gradient?")
def uphill(sigmas, pairs, V, d, lr, steps, seed):
    return race(sigmas, pairs, V, d, -lr, steps, seed)


@mistake("Your loss is a sum over the pairs. With twice as many pairs it is twice as large.")
def loss_summed(sigmas, pairs, V, d, lr, steps, seed):
    best, losses = race(sigmas, pairs, V, d, lr, steps, seed)
    return best, {sigma: len(pairs) * loss for sigma, loss in losses.items()}


RACE = Program(
    name="initialization-race",
    task=(
        "**A program: a race of initial values**\n\n"
        "Put lessons 05, 06 and 07 together. For each σ in `sigmas`, draw E and W, shape (V, d), "
        "from N(0, σ²) with the given seed. Compute the mean of −ln p over all `pairs` (centre, "
        "context), with the logits z = W e. If this first loss is more than 10% above ln V, leave "
        "the σ out. Otherwise do `steps` steps of gradient descent on both tables with this mean "
        "loss, all pairs at once.\n\n"
        "Return the σ with the lowest loss at the end, and a dict from each σ that was not left "
        "out to its last loss."
    ),
    stub="def race(sigmas, pairs, V, d, lr, steps, seed):\n    ...\n    return best, losses",
    reference=race,
    small=([0.1, 1.0, 10.0], [[0, 1], [1, 0], [2, 1]], 3, 2, 0.5, 20, 0),
    properties=(
        (
            "A σ whose first loss is more than 10% above ln V should be left out.",
            too_large_is_left_out,
        ),
        ("Every other σ should be in losses.", others_are_kept),
        ("With small σ and no step, the loss should be about ln V.", small_starts_begin_at_ln_v),
        ("The loss should be a mean: each pair twice must change nothing.", the_loss_is_a_mean),
        ("With σ = 0 the loss should remain at ln V.", zeros_never_learn),
        ("A ring of five pairs should be learned in 300 steps.", rows_that_differ_learn),
        (
            "The first result should be the σ with the lowest loss in losses.",
            best_has_the_lowest_loss,
        ),
        ("The seed should decide the random numbers, and nothing else.", the_seed_decides),
    ),
    mistakes=(without_the_alarm, worst_start, never_steps, uphill, loss_summed),
    hints=(
        "Write the loss of all pairs first: H = E[centres], logits H Wᵀ, softmax along the last "
        "axis, and the mean of −ln p at the contexts.",
        "With dz = (p − y) / N, the gradient of W is dzᵀ H. That of E adds the rows of dz W at "
        "the centres: `np.add.at`.",
        "Draw both tables from one generator, `np.random.default_rng(seed).normal(0, sigma, (2, V, "
        "d))`: with two generators of one seed, E and W would be equal.",
    ),
    why=(
        "One look at the first loss sorts out a start that is too large; only training shows which "
        "of the others is fast."
    ),
)
