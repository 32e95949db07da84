"""Exercises of lesson 05: what a step does to the rows."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES"]


# ---- gradient-backwards --------------------------------------------------------------------------


def row_after_step(W, e, dz, lr):
    de = W.T @ dz
    return e - lr * de


def draw_layer(rng):
    d = int(rng.integers(2, 5))  # square: only then does a forgotten transpose run without an error
    W = rng.normal(size=(d, d)).round(1) + 3 * np.eye(d)
    W[0, 1] = W[1, 0] + 2  # never symmetric
    return (
        W,
        rng.normal(size=d).round(1),
        rng.normal(size=d).round(1),
        float(rng.choice([0.01, 0.1, 0.5])),
    )


@mistake(
    "The shapes fit where W is square, but ∂L/∂e[0] came out as 2·3 + 1·4 in the smallest case: "
    "you walked along row 0 of W. Which scores does e[0] reach, and through which entries of W?"
)
def transpose_forgotten(W, e, dz, lr):
    return e - lr * W @ dz


@mistake(
    "The row moved along ∂L/∂z itself. Between the row and the scores stands W: how much does "
    "z[0] change if e[0] changes by 1?"
)
def layer_skipped(W, e, dz, lr):
    return e - lr * dz


@mistake(
    "You solved W x = ∂L/∂z, which undoes the layer. A gradient does not ask which e gives this "
    "z, but how much L changes if an entry of e is moved a little."
)
def layer_undone(W, e, dz, lr):
    return e - lr * np.linalg.solve(W, dz)


@mistake(
    "The row moved to where the loss grows: [1.6, −0.3] in the smallest case. Which way does a "
    "gradient point?"
)
def row_uphill(W, e, dz, lr):
    return e + lr * W.T @ dz


@mistake(
    "The row moved by the whole gradient: [−5, −8] in the smallest case, with η = 0.1. Where does "
    "`lr` come in?"
)
def rate_left_out(W, e, dz, lr):
    return e - W.T @ dz


@mistake(
    "[6, 7] in the smallest case is ∂L/∂e. Asked for is the row after the step that follows from "
    "it."
)
def gradient_itself(W, e, dz, lr):
    return W.T @ dz


@mistake("[−0.6, −0.7] in the smallest case is how far the row moves. Where does it get to?")
def step_itself(W, e, dz, lr):
    return -lr * W.T @ dz


@mistake(
    "You sent the scores z back through W, and `dz` was not used. What travels backwards: the "
    "values or their gradients?"
)
def scores_sent_back(W, e, dz, lr):
    return e - lr * W.T @ (W @ e)


BACKWARDS = Function(
    name="gradient-backwards",
    task=(
        "**Back through the layer**\n\n"
        "A row `e` (d,) was looked up and went through a linear layer: z = W e, with W of shape "
        "(m, d). The gradient ∂L/∂z arrives as `dz` (m,). Return the row after one step of plain "
        "gradient descent. One line is missing."
    ),
    stub="def row_after_step(W, e, dz, lr):\n    de = ...  # ∂L/∂e\n    return e - lr * de",
    reference=row_after_step,
    cases=draw_layer,
    small=(np.array([[2.0, 1.0], [0.0, 1.0]]), np.array([1.0, -1.0]), np.array([3.0, 4.0]), 0.1),
    edges=(
        (
            np.array([[2.0, 1.0], [0.0, 1.0], [1.0, -1.0]]),
            np.array([1.0, -1.0]),
            np.array([3.0, 4.0, -1.0]),
            0.1,
        ),
    ),
    mistakes=(
        transpose_forgotten,
        layer_skipped,
        layer_undone,
        row_uphill,
        rate_left_out,
        gradient_itself,
        step_itself,
        scores_sent_back,
    ),
    hints=(
        "e[j] reaches score k through W[k, j]. Add over all k what each score passes back.",
        "∂L/∂e[j] = Σₖ W[k, j] · dz[k]: that walks down a *column* of W.",
        "Turn W on its side with `.T`, then multiply it with `dz`.",
    ),
    why=(
        "Forwards each score adds along a row of W, so backwards each entry of e adds along a "
        "column: Wᵀ dz."
    ),
)


# ---- gradient-by-hand ----------------------------------------------------------------------------


def step_by_hand(E, r, q, G):
    """A step reads row r, row q, row r; row u is not read."""
    E, G, ids = np.array(E), np.array(G), [r, q, r]
    dE = np.zeros_like(E)
    np.add.at(dE, ids, G)
    names = {"E": E, "G": G, "ids": ids, "dE": dE, "after": E - 0.5 * dE, "r": r, "q": q}
    return names | {"u": 3 - r - q, "g": G, "given": dE[r], "kept": E[3 - r - q]}


def with_row(table, i, row):
    table = table.copy()
    table[i] = row
    return table


def draw_step_by_hand(rng):
    """Halves of what rows r and q receive are whole numbers."""
    r, q = (int(i) for i in rng.permutation(3)[:2])
    G = rng.integers(-3, 5, size=(3, 2))
    G[1] *= 2
    G[2] += (G[0] + G[2]) % 2
    return step_by_hand(rng.integers(-2, 5, size=(3, 2)), r, q, G)


BY_HAND = Numbers(
    name="gradient-by-hand",
    task=(
        "**A step by hand**\n\n"
        "E = {E}. A step reads the IDs {ids}, and the upstream gradients "
        "are {G}, one per position. η = 0.5, plain SGD, no decay, no "
        "padding. What is E after the step? Give all three rows."
    ),
    stub="answer = ...  # three rows, such as [[0, 0], [0, 0], [0, 0]]",
    answer=lambda after: after,
    draw=draw_step_by_hand,
    first=step_by_hand(((1, 0), (0, 2), (3, 1)), 2, 0, ((1, 2), (0, 4), (3, 0))),
    mistakes=(
        Mistake(
            lambda E, G, after, r: with_row(after, r, E[r] - 0.5 * G[2]),
            "The other rows are right. In row {r} only the last of its two gradients, {g[2]}, has "
            "counted. What did the reading at position 0 do to the loss?",
        ),
        Mistake(
            lambda E, G, after, r: with_row(after, r, E[r] - 0.5 * G[0]),
            "The other rows are right. In row {r} only the first of its two gradients, {g[0]}, has "
            "counted. What did the reading at position 2 do to the loss?",
        ),
        Mistake(
            lambda E, dE, after, r: with_row(after, r, E[r] - 0.25 * dE[r]),
            "The other rows are right. Row {r} moved by the mean of its two gradients. The loss "
            "depends on it at two places: what is the derivative of a sum?",
        ),
        Mistake(
            lambda E, dE: E + 0.5 * dE,
            "The rows moved by the right amounts, in the direction in which the loss grows. Which "
            "sign does a step have?",
        ),
        Mistake(
            lambda dE: dE,
            "This is ∂L/∂E, and it is right. What is asked for is the table after the step.",
        ),
        Mistake(
            lambda dE: -0.5 * dE, "This is how far each row moves. Where does each one get to?"
        ),
        Mistake(
            lambda E, dE: E - dE,
            "The rows moved by the whole gradient. Which share of it does a step take?",
        ),
        Mistake(
            lambda E, G: E - 0.5 * G.sum(axis=0),
            "All three rows moved by the same amount. Which rows did this step read, and what can "
            "a row that was not read do to the loss?",
        ),
        Mistake(
            lambda E, G: E - 0.5 * G,
            "The upstream gradients were taken off rows 0, 1, 2 in order. Which row does each "
            "position belong to?",
        ),
    ),
    hints=(
        "Keep a ledger: for each row, which gradients does it receive?",
        "Row {r} receives {g[0]} and {g[2]}; row {q} receives {g[1]}; row {u} nothing.",
        "Add up what each row receives, halve it, take it off.",
    ),
    why=(
        "Each position hands its gradient to the row that it read; a row that was read twice "
        "moves by the sum."
    ),
    working=(
        "∂L/∂E: row {q} gets {g[1]}, row {u} nothing, row {r} gets {g[0]} + {g[2]} = {given}. "
        "Then E − 0.5 · ∂L/∂E = {after}; row {u}, {kept}, stays as it was."
    ),
)


# ---- gradient-mend-step --------------------------------------------------------------------------


def step(E, ids, upstream, lr, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, ids, upstream)  # a row that is read twice gets both
    dE[pad_id] = 0
    return E - lr * dE


def draw_step(rng):
    V, d = int(rng.integers(5, 8)), int(rng.integers(2, 5))
    E = rng.normal(size=(V, d)).round(1)
    pad_id, a, b, c = (int(i) for i in rng.permutation(np.arange(1, V))[:4])
    E[pad_id] = 0
    ids = np.array([b, a, 0, pad_id, c, a, pad_id, a])[: 6 + int(rng.integers(1, 3))]
    order = rng.permutation(len(ids))
    return (
        E,
        ids[order],
        rng.normal(size=(len(ids), d)).round(1),
        float(rng.choice([0.1, 0.2, 0.5])),
        pad_id,
    )


@mistake(
    "Both mistakes are still there. In the smallest case the pad row 0 moved, and row 1 was read "
    "twice but felt only one of its gradients. Begin with one of the two."
)
def both_bugs(E, ids, upstream, lr, pad_id):
    new = E.copy()
    new[ids] -= lr * upstream
    return new


@mistake(
    "The pad row is right now. Row 1 was read twice in the smallest case, and only the later "
    "gradient counts. How often does `new[ids] -= …` write a row whose ID repeats?"
)
def last_reading_only(E, ids, upstream, lr, pad_id):
    new = both_bugs(E, ids, upstream, lr, pad_id)
    new[pad_id] = E[pad_id]
    return new


@mistake(
    "The pad row is right now. Row 1 was read twice in the smallest case, and only the earlier "
    "gradient counts. What becomes of the other one?"
)
def first_reading_only(E, ids, upstream, lr, pad_id):
    return last_reading_only(E, ids[::-1], upstream[::-1], lr, pad_id)


@mistake(
    "Repeated IDs are right now. But the pad row moved to [−0.1, −0.1] in the smallest case: what "
    "keeps a row from learning?"
)
def pad_row_trained(E, ids, upstream, lr, pad_id):
    new = E.copy()
    np.subtract.at(new, ids, lr * upstream)
    return new


@mistake(
    "Row 1 moved by the mean of its two gradients. The loss depends on the row at two places: "
    "what is the derivative of a sum?"
)
def readings_averaged(E, ids, upstream, lr, pad_id):
    times = np.bincount(ids, minlength=len(E))
    return step(E, ids, upstream / times[ids][:, None], lr, pad_id)


@mistake(
    "Each row moved by a share of what it should: you divided by the number of positions. Is "
    "`upstream` a sum that still has to be shared out?"
)
def mean_over_batch(E, ids, upstream, lr, pad_id):
    return step(E, ids, upstream, lr / len(ids), pad_id)


@mistake("Each row moved by the right amount in the wrong direction. Which sign does a step have?")
def step_uphill(E, ids, upstream, lr, pad_id):
    return step(E, ids, -upstream, lr, pad_id)


@mistake(
    "Row 2 of the smallest case was not read, and it moved. Which rows can have changed the loss?"
)
def every_row_moves(E, ids, upstream, lr, pad_id):
    new = E - lr * upstream.sum(axis=0)
    new[pad_id] = E[pad_id]
    return new


@mistake(
    "Row 0 stays where it is in every case, but the pad row is not always row 0. Which argument "
    "says where it is?"
)
def row_0_masked(E, ids, upstream, lr, pad_id):
    return step(E, ids, upstream, lr, 0)


@mistake(
    "The pad positions were taken out of `ids` but not out of `upstream`, so that gradients reach "
    "the wrong rows. What belongs to each position?"
)
def pads_shift_others(E, ids, upstream, lr, pad_id):
    new = E.copy()
    read = ids[ids != pad_id]
    np.subtract.at(new, read, lr * upstream[: len(read)])
    return new


MEND_STEP = Function(
    name="gradient-mend-step",
    task=(
        "**Find the bugs: a step that runs and is wrong**\n\n"
        "This function should make one step of plain SGD on the rows of E that the batch has "
        "read. `ids` has the shape (T,), `upstream` (T, d). The row `pad_id` is all zeros and "
        "must not learn. The code runs without an error and does two things wrong. Mend it."
    ),
    stub=(
        "def step(E, ids, upstream, lr, pad_id):\n"
        "    new = E.copy()\n"
        "    new[ids] -= lr * upstream\n"
        "    return new"
    ),
    reference=step,
    cases=draw_step,
    small=(
        np.array([[0.0, 0.0], [2.0, 0.0], [-1.0, 3.0], [4.0, -2.0]]),
        np.array([3, 1, 0, 1]),
        np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 2.0]]),
        0.1,
        0,
    ),
    edges=(
        (
            np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]),
            np.array([1, 1, 0]),
            np.array([[5.0, 0.0, 1.0], [1.0, 1.0, 1.0], [2.0, -1.0, 0.5]]),
            0.5,
            1,
        ),
        (  # row 0 is all zeros, too, but it is no padding
            np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 2.0]]),
            np.array([0, 1, 2, 0]),
            np.array([[1.0, 0.0], [1.0, 1.0], [2.0, 0.5], [3.0, -1.0]]),
            0.1,
            1,
        ),
    ),
    mistakes=(
        both_bugs,
        last_reading_only,
        first_reading_only,
        pad_row_trained,
        readings_averaged,
        mean_over_batch,
        step_uphill,
        every_row_moves,
        row_0_masked,
        pads_shift_others,
    ),
    hints=(
        "Print `ids` and the rows that moved. One row moved that should not; one moved too little.",
        "`new[ids] -= …` reads all rows, subtracts, writes all rows: a repeated ID is written "
        "twice, and the last writing stays.",
        "Add the gradients up first, with `np.add.at` or a loop, and set the gradient of the pad "
        "row to 0.",
    ),
    why=(
        "Repeated IDs add up only if the code says so, and a pad row stays at 0 only if its "
        "gradient is masked."
    ),
)


# ---- gradient-adam-unread ------------------------------------------------------------------------


ADAM_UNREAD = Choice(
    name="gradient-adam-unread",
    task=(
        "**An hour later**\n\n"
        "A model is trained with Adam, η = 0.1, without weight decay, on a table that is only "
        "read. Row 7 starts at 0. In step 1 its gradient is 1, and Adam moves it to −0.1. In step "
        "2 row 7 is not read. Where is it after step 2? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "still at −0.1",
        "b": "a little back towards 0, at about −0.09",
        "c": "further on, at about −0.167",
        "d": "further on, at −0.2",
    },
    reasons={
        1: "Its gradient is 0 in step 2, and a row with gradient 0 does not move.",
        2: "Adam follows a running mean of the gradients, and that is smaller now but not 0.",
        3: "Adam moves every row by η in each step, whatever the gradients.",
        4: "The running mean fades, and the row fades with it.",
    },
    answer=("c", 2),
    mistakes=(
        Mistake(
            ("a", 1),
            "That is true of plain SGD. Adam keeps a running mean of past gradients: what is that "
            "mean of row 7 after step 2?",
        ),
        Mistake(
            ("a", 2),
            "The reason speaks against the choice: if Adam follows a mean that is not 0, can the "
            "row stay?",
        ),
        Mistake("a", "The row is not read, true. But does Adam look at this step's gradient only?"),
        Mistake(
            ("b", 4),
            "The mean does fade. But it is how far the row *moves*, not where it is: which way "
            "does a step along a smaller mean lead?",
        ),
        Mistake(
            "b",
            "To go back, the row would need a step of the other sign. Which sign has the mean of "
            "the gradients 1 and 0?",
        ),
        Mistake(
            ("d", 3),
            "About η per entry, as long as the gradient stays the same. Compare the running mean "
            "after the gradients 1, 1 with that after 1, 0.",
        ),
        Mistake(
            "d",
            "A second step as long as the first would need a second gradient like the first. What "
            "does the running mean make of 1 and then 0?",
        ),
        Mistake(
            ("c", 3),
            "The choice is right, the reason is not: with it the row would be at −0.2. How does "
            "−0.167 differ from that?",
        ),
        Mistake(
            ("c", 1), "The choice is right, but the reason says that the row stays. What moves it?"
        ),
        Mistake(
            ("c", 4),
            "The choice is right, but the reason says that the row comes back. What is it that "
            "fades?",
        ),
    ),
    hints=(
        "What does Adam keep from step to step, and is it 0 for row 7 when step 2 begins?",
        "With β₁ = 0.9 the running mean after 1, 0 is 0.9 · 0.1 = 0.09, before the correction for "
        "the start.",
    ),
    why=(
        "Dense Adam goes on moving a row after its last gradient; only a sparse Adam leaves "
        "unread rows alone."
    ),
    working=(
        "Mean: 0.9 · 0.1 + 0.1 · 0 = 0.09, divided by 1 − 0.9² = 0.19 gives 0.474. Square: 0.999 "
        "· 0.001 = 0.000999, divided by 1 − 0.999² = 0.001999 gives 0.4997, root 0.707. Step: 0.1 "
        "· 0.474 / 0.707 = 0.067. So −0.1 − 0.067 = −0.167: choice c, reason 2."
    ),
)


# ---- gradient-unread-rows ------------------------------------------------------------------------


def train_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay) - lr * velocity  # every row, read or not
    return E


def draw_run(rng):
    V, d, steps = int(rng.integers(5, 8)), int(rng.integers(2, 4)), int(rng.integers(4, 6))
    gradients = rng.normal(size=(steps, V, d)).round(1) + 0.05
    read = rng.random((steps, V)) < 0.4
    read[:, 0] = False  # row 0 is never read
    read[:4, 1] = [True, False, True, False]  # row 1 is read, gone, read again
    return (
        rng.uniform(1, 3, size=(V, d)).round(1),
        gradients * read[:, :, None],
        float(rng.choice([0.1, 0.25])),
        float(rng.choice([0.5, 0.8])),
        float(rng.choice([0.1, 0.3])),
    )


def was_read(G):
    return (G != 0).any(axis=1, keepdims=True)


@mistake(
    "Row 2 of the smallest case was never read and is still 3; row 0 did not move in step 2. Does "
    "either rule ask whether a row was read?"
)
def only_read_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = np.where(was_read(G), beta * velocity + G, velocity)
        E = np.where(was_read(G), E * (1 - lr * decay) - lr * velocity, E)
    return E


@mistake(
    "Row 0 of the smallest case was read in step 1 only, and in step 2 it shrank but did not move "
    "on. What is its velocity when its gradient is 0?"
)
def velocity_of_read_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = np.where(was_read(G), beta * velocity + G, velocity)
        E = E * (1 - lr * decay) - lr * velocity * was_read(G)
    return E


@mistake(
    "Row 0 of the smallest case was read in step 1 only, and in step 2 it shrank but did not move "
    "on. Its velocity is not 0 then: what does the rule do with it?"
)
def velocity_waits(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay) - lr * velocity * was_read(G)
    return E


@mistake(
    "Row 0 of the smallest case lost its velocity when it was not read in step 2. What is β times "
    "the old velocity plus 0?"
)
def velocity_dropped(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = (beta * velocity + G) * was_read(G)
        E = E * (1 - lr * decay) - lr * velocity
    return E


@mistake("Row 2 of the smallest case was never read and is still 3. Does decay need a gradient?")
def decay_of_read_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay * was_read(G)) - lr * velocity
    return E


@mistake(
    "Row 0 of the smallest case did not move on in step 2. Each step used its own gradient only: "
    "what is kept from the step before?"
)
def no_velocity(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, 0, decay)


@mistake(
    "Row 2 of the smallest case was never read and is still 3; momentum is right. Which rule "
    "makes entries smaller?"
)
def no_decay(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, beta, 0)


@mistake("The rows moved along the velocity. Which way does a step go?")
def velocity_uphill(E, gradients, lr, beta, decay):
    return train_rows(E, -gradients, lr, beta, decay)


@mistake(
    "The velocity took only the share 1 − β of each gradient, as Adam's mean does. Read the rule "
    "for the velocity once more."
)
def velocity_as_mean(E, gradients, lr, beta, decay):
    return train_rows(E, (1 - beta) * gradients, lr, beta, decay)


@mistake(
    "The velocity carried row 0 of the smallest case as far in step 2 as in step 1. Which share "
    "of it is kept?"
)
def velocity_never_fades(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, 1, decay)


@mistake(
    "You put the decay into the gradient, so that the velocity remembers it too. The rule takes "
    "it off the entry directly: what should the velocity be made of?"
)
def decay_in_gradient(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G + decay * E
        E = E - lr * velocity
    return E


@mistake(
    "Row 2 of the smallest case went from 3 to 2.43. Each step kept the share 1 − `decay` of it. "
    "What stands before `decay` in the rule?"
)
def decay_without_rate(E, gradients, lr, beta, decay):
    return train_rows(E, lr * gradients, 1, beta, decay)


@mistake(
    "Row 1 of the smallest case gets its gradient in step 2, and only decay has moved it. Does "
    "the loop get to the last step?"
)
def first_step_only(E, gradients, lr, beta, decay):
    return train_rows(E, gradients[:1], lr, beta, decay)


UNREAD_ROWS = Function(
    name="gradient-unread-rows",
    task=(
        "**Momentum and decay, for all rows**\n\n"
        "Train a table with momentum and weight decay, and return it after the last step. "
        "`gradients` has the shape (steps, V, d): one ∂L/∂E per step, with zeros in the rows that "
        "were not read. In each step the velocity, 0 at first, becomes β times the old velocity "
        "plus the gradient. Then each entry keeps the share 1 − η·`decay` of itself, and η times "
        "the velocity is taken off. Do to unread rows what these rules say."
    ),
    stub="def train_rows(E, gradients, lr, beta, decay):\n    ...",
    reference=train_rows,
    cases=draw_run,
    small=(
        np.array([[2.0], [1.0], [3.0]]),
        np.array([[[1.0], [0.0], [0.0]], [[0.0], [1.0], [0.0]]]),
        0.5,
        0.8,
        0.1,
    ),
    mistakes=(
        only_read_rows,
        velocity_of_read_rows,
        velocity_waits,
        velocity_dropped,
        decay_of_read_rows,
        no_velocity,
        no_decay,
        velocity_uphill,
        velocity_as_mean,
        velocity_never_fades,
        decay_in_gradient,
        decay_without_rate,
        first_step_only,
    ),
    hints=(
        "The rules speak of all entries. No line needs to ask which rows were read.",
        "Two things live from step to step: the table and the velocity, both of shape (V, d).",
        "In a loop over `gradients`: first the new velocity, then the share of E that is kept, "
        "minus `lr` times the velocity.",
    ),
    why=(
        "With momentum a row moves on after its last reading, and with decay it shrinks without "
        "any."
    ),
)


EXERCISES = (BACKWARDS, BY_HAND, MEND_STEP, ADAM_UNREAD, UNREAD_ROWS)
