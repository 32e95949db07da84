"""Exercises of lesson 10: one table in two roles."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, Program, mistake
from embedlab.tying import tied_gradients

__all__ = ["EXERCISES", "TASKS"]


# ---- in the lesson: tying-try-logits -------------------------------------------------------------


def tied_logits(E, i):
    return np.asarray(E) @ np.asarray(E)[i]


def draw_table(rng):
    return rng.normal(size=(6, 3)).round(1), int(rng.integers(6))


@mistake("This is the row of the token. Which scores does the last layer make from it?")
def row_alone(E, i):
    return E[i]


@mistake("These are scores of all tokens with all tokens. Which one is the input?")
def all_pairs(E, i):
    return E @ E.T


@mistake(
    "This is one number: the score of the token against itself. Each of the V tokens needs one."
)
def score_against_itself(E, i):
    return E[i] @ E[i]


@mistake("You divided by the norms. A logit is the dot product itself.")
def cosines(E, i):
    return E @ E[i] / np.sqrt((E**2).sum(axis=1) * (E[i] @ E[i]))


TRY_LOGITS = Function(
    name="tying-try-logits",
    reference=tied_logits,
    cases=draw_table,
    small=(np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]]), 1),
    mistakes=(row_alone, all_pairs, score_against_itself, cosines),
    why="`E @ E[i]`: the same table is looked up, and then scores the result.",
)


# ---- in the lesson: tying-try-output -------------------------------------------------------------


def output_part(dlogits, h):
    return np.outer(dlogits, h)


def draw_logits(rng):
    return rng.normal(size=5).round(1), rng.normal(size=3).round(1)


@mistake("This has the shape (d, V). The table has one row per token: swap the two.")
def output_transposed(dlogits, h):
    return np.outer(h, dlogits)


@mistake("Only one row has a gradient here. Which rows made a logit?")
def largest_only(dlogits, h):
    part = np.zeros((len(dlogits), len(h)))
    k = np.abs(dlogits).argmax()
    part[k] = dlogits[k] * h
    return part


@mistake("Every row is h here. By what must the row of each logit be multiplied?")
def h_everywhere(dlogits, h):
    return np.tile(h, (len(dlogits), 1))


TRY_OUTPUT = Function(
    name="tying-try-output",
    reference=output_part,
    cases=draw_logits,
    small=(np.array([-0.75, 0.25, 0.5]), np.array([2.0, -1.0])),
    mistakes=(output_transposed, largest_only, h_everywhere),
    why="`np.outer(dlogits, h)`: row k gets the gradient of its logit, times h.",
)

TASKS = (TRY_LOGITS, TRY_OUTPUT)


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
            lambda n, MB: (2 * n, MB),
            "The megabytes are correct. Your parameters are those of two tables. How many of the "
            "two does the tied model do without?",
        ),
        Mistake(
            lambda n: (n, n * 4 / 2**20),
            "The parameters are correct; the size is in MiB, units of 2²⁰ bytes. Which unit does "
            "the task ask for?",
        ),
        Mistake(
            lambda n: (n, n * 32 / 1e6),
            "The parameters are correct; you counted the bits of each number. How many bits make a "
            "byte?",
        ),
        Mistake(
            lambda n: (n, n / 1e6),
            "The parameters are correct; you took one byte for each number. How many does a 32-bit "
            "float take?",
        ),
        Mistake(
            lambda d: (d * d, d * d * 4 / 1e6),
            "You counted a matrix of d × d. Which table is not needed any more, and what is its "
            "shape?",
        ),
        Mistake(
            lambda n, MB: (4 * n, MB),
            "The megabytes are correct. Your first number counts bytes. How many bytes does one "
            "parameter take?",
        ),
        Mistake(
            lambda n, MB: (n, 2 * MB),
            "The parameters are correct. Your megabytes are those of two tables. How many of the "
            "two does the tied model do without?",
        ),
    ),
    hints=(
        "The table that is saved has one row per token.",
        "Parameters: V·d. Then count the bytes of each.",
        "{V:,} · {d} parameters, 4 bytes each, divided by 10⁶.",
    ),
    why=(
        "Tying saves one whole table, V·d numbers. How much of the model that is depends on the "
        "size of the other layers."
    ),
    working=(
        "One table of shape (V, d) is saved: {V:,} · {d} = {n:,} parameters. At 4 bytes each "
        "that is {bytes:,} bytes, {MB:g} MB."
    ),
)


# ---- tying-two-roles -----------------------------------------------------------------------------


def tied_gradient(ids, G, H, dlogits):
    as_input = np.zeros((dlogits.shape[1], H.shape[1]))
    np.add.at(as_input, ids, G)  # the input role: only rows that were looked up
    as_output = dlogits.T @ H  # (V, d), the output role: every row
    return as_input + as_output


def draw_two_roles(rng):
    V, d, B = 7, 3, 5
    ids = rng.integers(V - 1, size=B)  # the last row is never looked up
    ids[-1] = ids[0]
    G, H = rng.normal(size=(2, B, d)).round(2)
    return ids, G, H, rng.normal(size=(B, V)).round(2)


@mistake(
    "Only rows that were looked up have a gradient here. The same table also made the logits: "
    "which rows took part in that?"
)
def input_role(ids, G, H, dlogits):
    as_input = np.zeros((dlogits.shape[1], H.shape[1]))
    np.add.at(as_input, ids, G)
    return as_input


@mistake(
    "This is the gradient of the output role alone. The table was also looked up. What happens to "
    "the gradient of that role?"
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
    "The rows that were looked up contain only their input part; the output part is gone there. "
    "Can a row get a gradient from both roles?"
)
def input_overwrites_output(ids, G, H, dlogits):
    dE = dlogits.T @ H
    read = input_role(ids, G, H, dlogits)
    dE[ids] = read[ids]
    return dE


@mistake(
    "A token that was looked up twice got only one of its two gradients as input. What does `[ids] "
    "+=` do with an ID that repeats?"
)
def last_repeat_counts(ids, G, H, dlogits):
    as_input = np.zeros((dlogits.shape[1], H.shape[1]))
    as_input[ids] += G
    return as_input + dlogits.T @ H


@mistake(
    "The output part was built from `G`. Which vectors were multiplied by the table to make the "
    "logits?"
)
def upstream_for_hidden(ids, G, H, dlogits):
    return input_role(ids, G, H, dlogits) + dlogits.T @ G


@mistake(
    "Your output role has the shape (d, V), which does not match (V, d). Which of its axes should "
    "count the tokens?"
)
def output_transposed_too(ids, G, H, dlogits):
    return input_role(ids, G, H, dlogits) + H.T @ dlogits


TWO_ROLES = Function(
    name="tying-two-roles",
    task=(
        "**One table, two roles**\n\n"
        "This exercise uses lesson 05. A tied table is looked up, and it also makes the logits. "
        "Backpropagation has given you, for a batch of B tokens:\n\n"
        "- `ids` (B,): the tokens that were looked up; `G` (B, d): the gradient that reaches each "
        "looked-up row\n"
        "- `H` (B, d): what was multiplied by the table to make the logits; `dlogits` (B, V): "
        "the gradient of each logit\n\n"
        "The input role is done. Write the output role, and return ∂L/∂E, of shape (V, d)."
    ),
    stub=(
        "def tied_gradient(ids, G, H, dlogits):\n"
        "    as_input = np.zeros((dlogits.shape[1], H.shape[1]))\n"
        "    np.add.at(as_input, ids, G)  # the input role: only rows that were looked up\n"
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
        output_transposed_too,
    ),
    hints=(
        "logits = H @ E.T. How does a change of row k of E change the logits?",
        "Row k of the output part is the sum over the batch of dlogits[b, k] · H[b].",
        "That sum is `dlogits.T @ H`. Two uses, two gradients: they add up.",
    ),
    why=(
        "The input role reaches the rows that were looked up, the output role reaches all, and a "
        "tied table gets the sum."
    ),
)


# ---- tying-symmetric -----------------------------------------------------------------------------


SYMMETRIC = Choice(
    name="tying-symmetric",
    task=(
        "**New York, York New**\n\n"
        "In a corpus *York* often follows *New*, and *New* never follows *York*. A tied bigram "
        "model with no layer in between scores the pair (i, j) as `E[i] @ E[j]`. What will its "
        "score of *York* after *New* be, compared with its score of *New* after *York*? Choose, "
        "and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "higher, if d is large enough and training long enough",
        "b": "the same, at each step of the training",
        "c": "different at the start, the same at the end",
    },
    reasons={
        1: "E Eᵀ equals its own transpose, whatever E contains.",
        2: "With enough dimensions a row can distinguish before from after.",
        3: "Each step adds the gradients of both roles, and that makes the scores equal.",
        4: "The loss falls only if the pair that occurs gets the higher score.",
    },
    answer=("b", 1),
    mistakes=(
        Mistake(
            ("a", 2),
            "You expect more dimensions to help. Write out the two scores as sums of d products: "
            "how do they differ, for d = 1 and for d = 1,000?",
        ),
        Mistake(
            ("a", 4),
            "The loss does ask for that. But can the model give it? Write out both scores, and "
            "look at what one step could change.",
        ),
        Mistake(
            ("c", 3),
            "You expect training to make the scores equal. Take two random rows before the first "
            "step, and compute both scores.",
        ),
        Mistake(
            ("b", 3),
            "The choice is correct, but not for that reason: it would not hold before the first "
            "step. Compute both scores for two random rows.",
        ),
        Mistake(
            ("b", 2),
            "The choice is correct, but the reason contradicts it. What do the two scores look "
            "like as sums of products?",
        ),
    ),
    hints=(
        "Take E[New] = [1, 2] and E[York] = [3, −1], and compute both scores.",
        "Does a dot product depend on the order of its two vectors?",
    ),
    why=(
        "E Eᵀ is symmetric; only a layer in between, such as a matrix M, lets a tied table "
        "distinguish the two orders."
    ),
    working=(
        "`E[i] @ E[j]` and `E[j] @ E[i]` are the same sum of products, so the two scores are "
        "equal for any table, before, during and after training: choice b, reason 1. A matrix M "
        "in between, with scores `E[i] @ M @ E[j]`, breaks the symmetry."
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
        "A tied bigram model with no layer in between, d = {d}. All entries of E are drawn from "
        "N(0, 1), PyTorch's default. Before the first step: (1) how large is the score of a token "
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
            "The first number is correct. In the second sum positive and negative products meet, "
            "and many cancel: it is variances that add up. What does that say about the standard "
            "deviation?",
        ),
        Mistake(
            lambda root: (root, root),
            "The second number is correct. In the first sum each entry meets itself: can a "
            "product be negative, and does anything cancel?",
        ),
        Mistake(
            lambda d, root: (root, d),
            "These are the correct numbers, the other way round. In one of the sums products "
            "cancel, in the other they cannot: which is larger?",
        ),
        Mistake(
            lambda d: (d, 1),
            "The first number is correct. For the second, each product has variance 1: what is the "
            "variance of the sum of all d of them?",
        ),
        Mistake(
            lambda root: (0, root),
            "The second number is correct. The first is not a product of two independent rows: "
            "what does an entry times itself give on average?",
        ),
        Mistake(
            lambda d: (d, 0),
            "The first number is correct. About 0 is the mean of the other scores. How far from it "
            "is a single one of them?",
        ),
        Mistake(
            lambda d: (0, d),
            "About 0 is the mean of the scores of two different rows, and {d} is the variance of "
            "these. What does an entry times itself give, and what is the standard deviation?",
        ),
    ),
    hints=(
        "Both scores are sums of {d} products.",
        "x² is 1 on average for x from N(0, 1). The product of two independent ones has mean "
        "0 and variance 1.",
        "The means add up, and so do the variances; the standard deviation is the square root of "
        "the variance.",
    ),
    why=(
        "A tied table drawn from N(0, 1) starts out sure that each token repeats; σ = 0.02 avoids "
        "it."
    ),
    working=(
        "A token with itself: {d} squares with mean 1, sum {d}. With another: {d} products with "
        "mean 0 and variance 1, variance {d}, standard deviation √{d} = {root}. So a "
        "token's score against itself is {root} standard deviations above the others."
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
    "Only the row of the input token has a gradient. All rows took part in the softmax: "
    "which role is missing?"
)
def pair_input_only(E, token, target):
    dE = np.zeros(np.shape(E))
    dE[token] = logit_gradients(E, token, target) @ E
    return dE


@mistake(
    "This is the gradient for scoring. The row of the input token was also looked up: what does "
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


@mistake("You subtracted 1 at the input token. Which token should come out?")
def pair_wrong_target(E, token, target):
    dlogits = logit_gradients(E, token, token)
    dE = np.outer(dlogits, E[token])
    dE[token] += dlogits @ E
    return dE


@mistake(
    "Each number has the wrong sign: this is −∂L/∂E. The task asks for ∂L/∂E; the step "
    "subtracts it later."
)
def pair_uphill(E, token, target):
    return -pair_gradient(E, token, target)


@mistake(
    "In the row of the input token, the output part is gone. That row plays both roles: "
    "what happens to its two gradients?"
)
def pair_overwrites(E, token, target):
    dlogits = logit_gradients(E, token, target)
    dE = np.outer(dlogits, E[token])
    dE[token] = dlogits @ E
    return dE


@mistake("The input part is in the row of the target. Which row was looked up?")
def pair_input_at_target(E, token, target):
    dlogits = logit_gradients(E, token, target)
    dE = np.outer(dlogits, E[token])
    dE[target] += dlogits @ E
    return dE


@mistake("Every row got the input part. Which rows were looked up?")
def pair_input_everywhere(E, token, target):
    dlogits = logit_gradients(E, token, target)
    return np.outer(dlogits, E[token]) + dlogits @ E


@mistake(
    "You subtracted the target from the logits. Which function makes probabilities of them first?"
)
def pair_without_softmax(E, token, target):
    dlogits = E @ E[token] - (np.arange(len(E)) == target)
    dE = np.outer(dlogits, E[token])
    dE[token] += dlogits @ E
    return dE


ONE_PAIR = Function(
    name="tying-one-pair",
    task=(
        "**The whole gradient of one pair**\n\n"
        "This exercise uses lesson 06 (p − y). The input of a tied bigram model is `token`, "
        "`logits = E @ E[token]`, and the next token is `target`. The loss is −ln of the "
        "probability that softmax gives to `target`. Return ∂L/∂E, of shape (V, d), with both "
        "roles in it."
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
        pair_input_everywhere,
        pair_without_softmax,
    ),
    hints=(
        "Begin with the logits: the gradient of each is its probability, minus 1 for the target.",
        "Output role: each logit's gradient times h = E[token], for all rows: `np.outer`.",
        "Input role: `dlogits @ E`, added to row `token`.",
    ),
    why="One pair moves every row of a tied table, and the row that was looked up for two reasons.",
)


# ---- tying-train ---------------------------------------------------------------------------------


def train_tied(pairs, V, d, steps, lr, seed):
    tokens, targets = np.array(pairs).T
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for _ in range(steps):
        h = E[tokens]  # (B, d)
        p = np.exp(h @ E.T)
        dlogits = p / p.sum(axis=1, keepdims=True)  # (B, V)
        dlogits[np.arange(len(targets)), targets] -= 1
        dlogits /= len(targets)
        dE = dlogits.T @ h  # every row, in the output role
        np.add.at(dE, tokens, dlogits @ E)  # and the rows that were looked up
        E = E - lr * dE
    return E


def loss_of(E, pairs):
    tokens, targets = np.array(pairs).T
    logits = np.asarray(E, float)[tokens] @ np.asarray(E, float).T
    top = logits.max(axis=1, keepdims=True)
    logs = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(targets)), targets].mean()


def some_pairs(rng, V=6):
    return [[int(a), int(b)] for a, b in rng.integers(V - 1, size=(7, 2))]  # V − 1 never occurs


def starts_small(program, rng):
    E = np.asarray(program(some_pairs(rng), 6, 40, 0, 0.5, int(rng.integers(99))))
    return E.shape == (6, 40) and 0.07 < E.std() < 0.13


def same_seed_same_table(program, rng):
    pairs = some_pairs(rng)
    A, B, C = (np.asarray(program(pairs, 6, 3, 4, 0.5, seed)) for seed in (5, 5, 6))
    return np.array_equal(A, B) and not np.allclose(A, C)


def steps_along_the_gradient(program, rng):
    pairs, seed = some_pairs(rng), int(rng.integers(99))
    before, after = (np.asarray(program(pairs, 6, 3, n, 0.5, seed)) for n in (3, 4))
    as_input, as_output, _ = tied_gradients(before, *np.array(pairs).T)
    wrong = np.abs(before - after - 0.5 * (as_input + as_output)).max(axis=1) > 1e-6
    return (
        f"Rows {np.flatnonzero(wrong).tolist()} moved by something else." if wrong.any() else True
    )


def learns(program, rng):
    pairs = [[0, 1], [1, 0], [2, 3], [3, 2]]
    loss = loss_of(program(pairs, 4, 4, 300, 1.0, int(rng.integers(99))), pairs)
    return (
        True if loss < 0.8 else f"After 300 steps the loss is {loss:.2f}; ln 2 = 0.69 is possible."
    )


@mistake(
    "The rows that were looked up don't get their input part. The table has two roles: where is "
    "the first?"
)
def output_role_alone(pairs, V, d, steps, lr, seed):
    tokens, targets = np.array(pairs).T
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for _ in range(steps):
        h = E[tokens]
        p = np.exp(h @ E.T)
        dlogits = p / p.sum(axis=1, keepdims=True) - np.eye(V)[targets]
        E = E - lr * dlogits.T @ h / len(targets)
    return E


@mistake("Only rows that were looked up move. Which role reaches all the others?")
def input_role_alone(pairs, V, d, steps, lr, seed):
    tokens, targets = np.array(pairs).T
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for _ in range(steps):
        p = np.exp(E[tokens] @ E.T)
        dlogits = p / p.sum(axis=1, keepdims=True) - np.eye(V)[targets]
        dE = np.zeros_like(E)
        np.add.at(dE, tokens, dlogits @ E / len(targets))
        E = E - lr * dE
    return E


@mistake(
    "Your steps are too long: you added the losses of the pairs. The task asks for their mean."
)
def sum_for_mean(pairs, V, d, steps, lr, seed):
    return train_tied(pairs, V, d, steps, lr * len(pairs), seed)


@mistake(
    "If a token is looked up by several pairs, only one of its gradients counts. What does "
    "`dE[ids] += G` do with IDs that occur twice?"
)
def duplicates_lost(pairs, V, d, steps, lr, seed):
    tokens, targets = np.array(pairs).T
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for _ in range(steps):
        h = E[tokens]
        p = np.exp(h @ E.T)
        dlogits = (p / p.sum(axis=1, keepdims=True) - np.eye(V)[targets]) / len(targets)
        dE = dlogits.T @ h
        dE[tokens] += dlogits @ E
        E = E - lr * dE
    return E


TRAIN = Program(
    name="tying-train",
    task=(
        "**Train a tied bigram model**\n\n"
        "This exercise uses lesson 05 (the step) and lesson 06 (softmax and p − y). "
        "`pairs` is a list of [token, next token]. Draw E of shape (V, d) from N(0, 0.1²) with "
        "`seed`. Then make `steps` steps of plain SGD, each on all pairs at once. The loss is the "
        "mean cross-entropy of the pairs, with `logits = E @ E[token]` and nothing in between. "
        "Return E.\n\n"
        "The gradient has both roles, and a token may be in several pairs."
    ),
    stub=(
        "def train_tied(pairs, V, d, steps, lr, seed):\n"
        "    tokens, targets = np.array(pairs).T\n"
        "    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))\n"
        "    ..."
    ),
    reference=train_tied,
    small=([[0, 1], [1, 2], [0, 2]], 4, 2, 1, 0.5, 0),
    properties=(
        ("Before the first step, E should be drawn from N(0, 0.1²).", starts_small),
        ("The same seed should give the same table.", same_seed_same_table),
        ("A step should follow the gradient of the mean loss.", steps_along_the_gradient),
        ("It does not learn.", learns),
    ),
    mistakes=(output_role_alone, input_role_alone, sum_for_mean, duplicates_lost),
    hints=(
        "For all pairs at once: `h = E[tokens]` is (B, d), the logits `h @ E.T` are (B, V).",
        "`dlogits` is the softmax, minus 1 at the target of each pair, divided by the number of "
        "pairs.",
        "Output role: `dlogits.T @ h`. Input role: `np.add.at(dE, tokens, dlogits @ E)`.",
    ),
    why="Both roles in one gradient: every row moves in every step, even one that never occurs.",
)


EXERCISES = (SAVED, TWO_ROLES, SYMMETRIC, START, ONE_PAIR, TRAIN)
