"""Exercises of lesson 10: one table in two roles."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES"]


# ---- tying-saved ---------------------------------------------------------------------------------


def saved(V, d):
    n = V * d
    return {"V": V, "d": d, "n": n, "bytes": 4 * n, "MB": 4 * n / 1e6}


def draw_saved(rng):
    return saved(1000 * int(rng.integers(10, 60)), int(rng.choice([128, 256, 512, 768])))


SAVED = Numbers(
    name="tying-saved",
    task=(
        "**What does tying save?**\n\n"
        "A model has V = {V:,} tokens and d = {d}, in 32-bit floats. It is changed from two "
        "tables to one tied table. How many parameters does that save, and how many megabytes (1 "
        "MB = 10⁶ bytes)?\n\n"
        "Give both, the megabytes to one decimal: `[parameters, megabytes]`."
    ),
    stub="answer = ...",
    answer=lambda n, MB: (n, MB),
    tolerance=0.051,
    draw=draw_saved,
    first=saved(32_000, 512),
    mistakes=(
        Mistake(
            lambda V, d: (V + d, (V + d) * 4 / 1e6),
            "You added V and d. Each of the V rows holds d numbers: which operation counts them?",
        ),
        Mistake(
            lambda n, MB: (2 * n, 2 * MB),
            "You counted two tables. Two is what an untied model has: how many are left after "
            "tying?",
        ),
        Mistake(
            lambda n: (n, n * 4 / 2**20),
            "The parameters are right; the size is in MiB, units of 2²⁰ bytes. Which unit was "
            "asked for?",
        ),
        Mistake(
            lambda n: (n, n * 32 / 1e6),
            "The parameters are right; you counted the bits of each number. How many bits make a "
            "byte?",
        ),
        Mistake(
            lambda n: (n, n / 1e6),
            "The parameters are right; you took one byte for each number. How many does a 32-bit "
            "float take?",
        ),
        Mistake(
            lambda d: (d * d, d * d * 4 / 1e6),
            "You counted a matrix of d × d. Which table is not needed any more, and what is its "
            "shape?",
        ),
    ),
    hints=(
        "The table that goes has one row per token.",
        "Parameters: V·d. Then count the bytes of each.",
        "{V:,} · {d} parameters, 4 bytes each, divided by 10⁶.",
    ),
    why=(
        "Tying saves one whole table, V·d numbers; what that is worth depends on how large the "
        "rest is."
    ),
    working=(
        "One table of shape (V, d) goes: {V:,} · {d} = {n:,} parameters. At 4 bytes each "
        "that is {bytes:,} bytes, {MB:g} MB."
    ),
)


# ---- tying-two-roles -----------------------------------------------------------------------------


def tied_gradient(ids, G, H, dlogits):
    as_input = np.zeros((dlogits.shape[1], H.shape[1]))
    np.add.at(as_input, ids, G)  # the input role: only rows that were read
    as_output = dlogits.T @ H  # (V, d), the output role: every row
    return as_input + as_output


def draw_two_roles(rng):
    V, d, B = 7, 3, 5
    ids = rng.integers(V - 1, size=B)  # the last row is never read
    ids[-1] = ids[0]
    G, H = rng.normal(size=(2, B, d)).round(2)
    return ids, G, H, rng.normal(size=(B, V)).round(2)


@mistake(
    "Only rows that were read have a gradient here. The same table also made the logits: which "
    "rows took part in that?"
)
def input_role(ids, G, H, dlogits):
    as_input = np.zeros((dlogits.shape[1], H.shape[1]))
    np.add.at(as_input, ids, G)
    return as_input


@mistake(
    "This is what the table gets for scoring, and nothing for being read. The table was used "
    "twice: what becomes of the other gradient?"
)
def output_role(ids, G, H, dlogits):
    return dlogits.T @ H


@mistake(
    "Each number is half of what it must be. L depends on E along two paths: does the derivative "
    "of a sum average its terms?"
)
def mean_of_roles(ids, G, H, dlogits):
    return tied_gradient(ids, G, H, dlogits) / 2


@mistake(
    "The rows that were read hold only their input part; the output part is gone there. Can a row "
    "get a gradient from both roles?"
)
def input_overwrites_output(ids, G, H, dlogits):
    dE = dlogits.T @ H
    read = input_role(ids, G, H, dlogits)
    dE[ids] = read[ids]
    return dE


@mistake(
    "A token that was read twice got only one of its two gradients as input. What does `[ids] +=` "
    "do with an ID that repeats?"
)
def last_repeat_counts(ids, G, H, dlogits):
    as_input = np.zeros((dlogits.shape[1], H.shape[1]))
    as_input[ids] += G
    return as_input + dlogits.T @ H


@mistake(
    "The output part was built from `G`. Which vectors were multiplied with the table to make the "
    "logits?"
)
def upstream_for_hidden(ids, G, H, dlogits):
    return input_role(ids, G, H, dlogits) + dlogits.T @ G


TWO_ROLES = Function(
    name="tying-two-roles",
    task=(
        "**One table, two roles**\n\n"
        "A tied table is read and it scores. Backpropagation has come as far as this, for a batch "
        "of B tokens:\n\n"
        "- `ids` (B,): the tokens that were read; `G` (B, d): the gradient that reaches each "
        "looked-up row\n"
        "- `H` (B, d): what was multiplied with the table to make the logits; `dlogits` (B, V): "
        "the gradient of each logit\n\n"
        "The input role is done. Write the output role, and return ∂L/∂E, of shape (V, d)."
    ),
    stub=(
        "def tied_gradient(ids, G, H, dlogits):\n"
        "    as_input = np.zeros((dlogits.shape[1], H.shape[1]))\n"
        "    np.add.at(as_input, ids, G)  # the input role: only rows that were read\n"
        "    as_output = ...  # (V, d), the output role\n"
        "    return ..."
    ),
    reference=tied_gradient,
    cases=draw_two_roles,
    small=(
        np.array([1, 1]),
        np.array([[2.0], [1.0]]),
        np.array([[3.0], [1.0]]),
        np.array([[1.0, 0, -1], [0, -2, 2]]),
    ),
    edges=(
        (
            np.array([2]),
            np.array([[1.0, -1.0]]),
            np.array([[0.5, 2.0]]),
            np.array([[0.25, 0.5, -1.0, 0.25]]),
        ),
    ),
    mistakes=(
        input_role,
        output_role,
        mean_of_roles,
        input_overwrites_output,
        last_repeat_counts,
        upstream_for_hidden,
    ),
    hints=(
        "logits = H @ E.T. How does a change of row k of E change the logits?",
        "Row k of the output part is the sum over the batch of dlogits[b, k] · H[b].",
        "That sum is `dlogits.T @ H`. Two uses, two gradients: they add up.",
    ),
    why=(
        "The input role reaches the rows that were read, the output role reaches all, and a tied "
        "table gets the sum."
    ),
)


# ---- tying-symmetric -----------------------------------------------------------------------------


SYMMETRIC = Choice(
    name="tying-symmetric",
    task=(
        "**New York, York New**\n\n"
        "In a corpus *York* often follows *New*, and *New* never follows *York*. A tied bigram "
        "model with nothing between scores the pair (i, j) as `E[i] @ E[j]`. What will its score "
        "of *York* after *New* be, compared with its score of *New* after *York*? Choose, and "
        "give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "higher, if d is large enough and training long enough",
        "b": "the same, at each step of the training",
        "c": "different at the start, the same at the end",
    },
    reasons={
        1: "E Eᵀ equals its own transpose, whatever stands in E.",
        2: "With enough dimensions a row can tell before from after.",
        3: "Each step adds the gradients of both roles, and that evens the scores out.",
        4: "The loss falls only if the pair that occurs gets the higher score.",
    },
    answer=("b", 1),
    mistakes=(
        Mistake(
            ("a", 2),
            "You trust in more dimensions. Write out the two scores as sums of d products: what "
            "tells one from the other, for d = 1 and for d = 1,000?",
        ),
        Mistake(
            ("a", 4),
            "The loss does ask for that. But can the model give it? Write out both scores, and "
            "look at what one step could change.",
        ),
        Mistake(
            ("c", 3),
            "You expect training to even the scores out. Take two random rows before the first "
            "step, and compute both scores.",
        ),
        Mistake(
            ("b", 3),
            "The choice is right, the reason is not: it would not hold before the first step. "
            "Compute both scores for two random rows.",
        ),
        Mistake(
            ("b", 2),
            "The choice is right, but the reason speaks against it. What do the two scores look "
            "like as sums of products?",
        ),
    ),
    hints=(
        "Take E[New] = [1, 2] and E[York] = [3, −1], and compute both scores.",
        "Does a dot product depend on the order of its two vectors?",
    ),
    why=(
        "E Eᵀ is symmetric; only something between, such as a matrix M, lets a tied table tell "
        "direction."
    ),
    working=(
        "`E[i] @ E[j]` and `E[j] @ E[i]` are the same sum of products, so the two scores are "
        "equal for any table, before, during and after training: choice b, reason 1. A matrix M "
        "between, with scores `E[i] @ M @ E[j]`, lifts it."
    ),
)


# ---- tying-start ---------------------------------------------------------------------------------


def start_of(root):
    return {"d": root * root, "root": root}


def draw_start(rng):
    return start_of(int(rng.integers(4, 24)))


START = Numbers(
    name="tying-start",
    task=(
        "**Sure before it has learned anything**\n\n"
        "A tied bigram model with nothing between, d = {d}. All entries of E are drawn from N(0, "
        "1), PyTorch's default. Before the first step: (1) how large is the score of a token "
        "after itself, `E[i] @ E[i]`, on average? (2) How far do the scores of other tokens, "
        "`E[i] @ E[j]`, spread (their standard deviation)? Give both: `[mean, spread]`."
    ),
    stub="answer = ...",
    answer=lambda d, root: (d, root),
    tolerance=0.5,
    draw=draw_start,
    first=start_of(8),
    mistakes=(
        Mistake(
            (1, 1), "That is one product out of each sum. How many products does a score add up?"
        ),
        Mistake(
            lambda d: (d, d),
            "The first is right. In the second sum positive and negative products meet, and many "
            "cancel: it is variances that add up. What does that say about the standard deviation?",
        ),
        Mistake(
            lambda root: (root, root),
            "The second is right. In the first sum each entry meets itself: can a product be "
            "negative, and does anything cancel?",
        ),
        Mistake(
            lambda d, root: (root, d),
            "You have both numbers, but which belongs to which? In one of the sums products "
            "cancel, in the other they cannot.",
        ),
        Mistake(
            lambda d: (d, 1),
            "The first is right. For the second, each product has variance 1: what is the "
            "variance of the sum of all d of them?",
        ),
        Mistake(
            lambda root: (0, root),
            "The second is right. The first is not a product of two independent rows: what does "
            "an entry times itself give on average?",
        ),
    ),
    hints=(
        "Both scores are sums of {d} products.",
        "x² is 1 on average for x from N(0, 1). The product of two independent ones has mean 0, "
        "variance 1.",
        "The means add up, and so do the variances; the standard deviation is the root of the "
        "variance.",
    ),
    why=(
        "A tied table drawn from N(0, 1) starts out sure that each token repeats; σ = 0.02 avoids "
        "it."
    ),
    working=(
        "A token with itself: {d} squares with mean 1, sum {d}. With another: {d} products with "
        "mean 0 and variance 1, variance {d}, standard deviation √{d} = {root}. After softmax a "
        "score of {d} drowns all others."
    ),
)


# ---- tying-one-pair ------------------------------------------------------------------------------


def pair_gradient(E, token, target):
    h = E[token]
    p = np.exp(E @ h)
    p = p / p.sum()
    dlogits = p - (np.arange(len(E)) == target)
    dE = np.outer(dlogits, h)  # every row, as output
    dE[token] += dlogits @ E  # one row more, as input
    return dE


def draw_pair(rng):
    V, d = 6, 4
    token, target = rng.choice(V, size=2, replace=False)
    return rng.normal(size=(V, d)).round(2), int(token), int(target)


def logit_gradients(E, token, target):
    p = np.exp(E @ E[token])
    p = p / p.sum()
    p[target] -= 1
    return p


@mistake(
    "Only the row of the token that came in has a gradient. All rows took part in the softmax: "
    "which role is missing?"
)
def pair_input_only(E, token, target):
    dE = np.zeros(np.shape(E))
    dE[token] = logit_gradients(E, token, target) @ E
    return dE


@mistake(
    "This is the gradient for scoring. The row of the token that came in was also read: what does "
    "it get for that?"
)
def pair_output_only(E, token, target):
    return np.outer(logit_gradients(E, token, target), E[token])


@mistake(
    "All logits are pushed down, the one of the target too. What is the gradient of the target's "
    "logit?"
)
def pair_probabilities(E, token, target):
    p = np.exp(E @ E[token])
    p = p / p.sum()
    dE = np.outer(p, E[token])
    dE[token] += p @ E
    return dE


@mistake("The 1 was taken off at the token that came in. Which token should come out?")
def pair_wrong_target(E, token, target):
    dlogits = logit_gradients(E, token, token)
    dE = np.outer(dlogits, E[token])
    dE[token] += dlogits @ E
    return dE


@mistake(
    "Each number has the wrong sign: this is the way down. What was asked for is ∂L/∂E; the step "
    "takes it off later."
)
def pair_uphill(E, token, target):
    return -pair_gradient(E, token, target)


@mistake(
    "In the row of the token that came in, the output part is gone. That row plays both roles: "
    "what happens to its two gradients?"
)
def pair_overwrites(E, token, target):
    dlogits = logit_gradients(E, token, target)
    dE = np.outer(dlogits, E[token])
    dE[token] = dlogits @ E
    return dE


@mistake("The input part stands in the row of the target. Which row was read?")
def pair_input_at_target(E, token, target):
    dlogits = logit_gradients(E, token, target)
    dE = np.outer(dlogits, E[token])
    dE[target] += dlogits @ E
    return dE


ONE_PAIR = Function(
    name="tying-one-pair",
    task=(
        "**All of it, for one pair**\n\n"
        "A tied bigram model: `token` comes in, `logits = E @ E[token]`, and `target` should come "
        "next. The loss is −log of the probability that softmax gives to `target`. Return ∂L/∂E, "
        "of shape (V, d), with both roles in it."
    ),
    stub="def pair_gradient(E, token, target):\n    ...",
    reference=pair_gradient,
    cases=draw_pair,
    small=(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, -1.0]]), 2, 0),
    edges=((np.array([[0.5, 1.0, 0.0], [1.0, -0.5, 2.0]]), 1, 1),),
    mistakes=(
        pair_input_only,
        pair_output_only,
        pair_probabilities,
        pair_wrong_target,
        pair_uphill,
        pair_overwrites,
        pair_input_at_target,
    ),
    hints=(
        "Begin with the logits: the gradient of each is its probability, minus 1 for the target.",
        "Output role: each logit's gradient times h = E[token], for all rows: `np.outer`.",
        "Input role: `dlogits @ E`, added to row `token`.",
    ),
    why="One pair moves every row of a tied table, and the row that was read for two reasons.",
)


EXERCISES = (SAVED, TWO_ROLES, SYMMETRIC, START, ONE_PAIR)
