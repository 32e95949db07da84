"""Exercises of lesson 05: what a step does to the rows."""

import numpy as np

from embedlab.practice.exercises.gradient_program import FIT_ROWS
from embedlab.practice.exercises.gradient_tasks import TASKS
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- gradient-backwards --------------------------------------------------------------------------


def row_after_step(W1, W2, e, dz, lr):
    de = W1.T @ W2.T @ dz
    return e - lr * de


def draw_two_layers(rng):
    d = int(rng.integers(2, 5))  # square: only then does a forgotten transpose run without an error
    W1, W2 = rng.normal(size=(2, d, d)).round(1) + 3 * np.eye(d)
    W1[0, 1], W2[0, 1] = W1[1, 0] + 2, W2[1, 0] - 1  # never symmetric
    e, dz = rng.normal(size=(2, d)).round(1)
    return W1, W2, e, dz, float(rng.choice([0.01, 0.1, 0.5]))


@mistake(
    "The shapes fit because both matrices are square here, but neither is transposed. Through "
    "which entries of W2 does h[j] reach the scores?"
)
def transposes_forgotten(W1, W2, e, dz, lr):
    return e - lr * W1 @ W2 @ dz


@mistake(
    "Both matrices are transposed, but in the order of the forward pass. Backwards, which layer "
    "does ∂L/∂z meet first?"
)
def forward_order(W1, W2, e, dz, lr):
    return e - lr * W2.T @ W1.T @ dz


@mistake("W1 is left out: that is ∂L/∂h, not ∂L/∂e. What is between e and h?")
def first_layer_skipped(W1, W2, e, dz, lr):
    return e - lr * W2.T @ dz


@mistake("W2 is left out: dz went through W1 alone. What is between h and z?")
def second_layer_skipped(W1, W2, e, dz, lr):
    return e - lr * W1.T @ dz


@mistake("W1 is transposed and W2 is not. Do ∂L/∂h and ∂L/∂e follow different rules?")
def second_not_transposed(W1, W2, e, dz, lr):
    return e - lr * W1.T @ W2 @ dz


@mistake("W2 is transposed and W1 is not. Do ∂L/∂e and ∂L/∂h follow different rules?")
def first_not_transposed(W1, W2, e, dz, lr):
    return e - lr * W1 @ W2.T @ dz


@mistake("The row moved uphill. Does a step add or subtract η times the gradient?")
def row_uphill(W1, W2, e, dz, lr):
    return e + lr * W1.T @ W2.T @ dz


@mistake("The row moved by the whole gradient. By what is it multiplied in a step?")
def rate_left_out(W1, W2, e, dz, lr):
    return e - W1.T @ W2.T @ dz


@mistake("You returned ∂L/∂e. The question asks for the row after the step that follows from it.")
def gradient_itself(W1, W2, e, dz, lr):
    return W1.T @ W2.T @ dz


BACKWARDS = Function(
    name="gradient-backwards",
    task=(
        "**Back through two layers**\n\n"
        "A row `e` (d,) was looked up and went through two linear layers: h = W1 e, then z = W2 h. "
        "`W1` has shape (n, d), `W2` (m, n). The gradient ∂L/∂z arrives as `dz` (m,). Return the "
        "row after one step of gradient descent. One line is missing."
    ),
    stub="def row_after_step(W1, W2, e, dz, lr):\n    de = ...  # ∂L/∂e\n    return e - lr * de",
    reference=row_after_step,
    cases=draw_two_layers,
    small=(
        np.array([[2.0, 1.0], [0.0, 1.0]]),
        np.array([[1.0, 0.0], [3.0, 1.0]]),
        np.array([1.0, -1.0]),
        np.array([3.0, 4.0]),
        0.1,
    ),
    edges=(
        (
            np.array([[2.0, 1.0], [0.0, 1.0], [1.0, -1.0]]),
            np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 1.0]]),
            np.array([1.0, -1.0]),
            np.array([3.0, 4.0]),
            0.1,
        ),
    ),
    mistakes=(
        transposes_forgotten,
        forward_order,
        first_layer_skipped,
        second_layer_skipped,
        second_not_transposed,
        first_not_transposed,
        row_uphill,
        rate_left_out,
        gradient_itself,
    ),
    hints=(
        "Go one layer at a time. What is ∂L/∂h?",
        "∂L/∂h = W2ᵀ ∂L/∂z. For the first layer, ∂L/∂h is the upstream gradient.",
        "Multiply `dz` by the transpose of W2, then the result by the transpose of W1.",
    ),
    why="Backwards, each layer multiplies by its transpose, the last layer first: W1ᵀ W2ᵀ ∂L/∂z.",
)


# ---- gradient-by-hand ----------------------------------------------------------------------------


def draw_by_hand(rng):
    """Halves of what rows a and b receive are whole numbers."""
    a, b, unread = (int(i) for i in rng.permutation(3))
    G = rng.integers(-3, 5, size=(3, 2))
    G[1] *= 2
    G[2] += (G[0] + G[2]) % 2
    return {
        "E": rng.integers(-3, 4, size=(3, 2)),
        "ids": [a, b, a],
        "G": G,
        "a": a,
        "b": b,
        "unread": unread,
    }


def stepped(E, ids, G, lr=0.5):
    new = np.array(E, float)
    for i, g in zip(ids, np.array(G, float), strict=True):
        new[i] -= lr * g
    return new


def with_row_a(E, ids, G, g):
    """The right answer, but row a moves along g."""
    new = stepped(E, ids, G)
    new[ids[0]] = np.array(E)[ids[0]] - 0.5 * np.array(g)
    return new


BY_HAND = Numbers(
    name="gradient-by-hand",
    task=(
        "**A step by hand**\n\n"
        "E = {E}. A step looks up the IDs {ids}, and the upstream gradients are {G}, one per "
        "position. η = 0.5, plain SGD, no decay, no padding. What is E after the step? Give all "
        "three rows."
    ),
    stub="answer = ...  # three rows, such as [[0, 0], [0, 0], [0, 0]]",
    draw=draw_by_hand,
    first={
        "E": np.array([[1, 0], [0, 2], [3, 1]]),
        "ids": [2, 0, 2],
        "G": np.array([[1, 2], [0, 4], [3, 0]]),
        "a": 2,
        "b": 0,
        "unread": 1,
    },
    answer=lambda E, ids, G: stepped(E, ids, G),
    mistakes=(
        Mistake(
            lambda E, ids, G: with_row_a(E, ids, G, G[2]),
            "Rows {b} and {unread} are correct. Row {a} moved by the last of its two gradients. "
            "How does the lookup at position 0 affect the loss?",
        ),
        Mistake(
            lambda E, ids, G: with_row_a(E, ids, G, G[0]),
            "Rows {b} and {unread} are correct. Row {a} moved by the first of its two gradients. "
            "How does the lookup at position 2 affect the loss?",
        ),
        Mistake(
            lambda E, ids, G: with_row_a(E, ids, G, (G[0] + G[2]) / 2),
            "Rows {b} and {unread} are correct. Row {a} moved by the mean of its two gradients. "
            "What is the derivative of a sum?",
        ),
        Mistake(
            lambda E, ids, G: stepped(E, ids, G, -0.5),
            "The rows moved by the correct amounts, uphill. Does a step add or subtract?",
        ),
        Mistake(
            lambda E, ids, G: stepped(0 * E, ids, G, -1),
            "This is ∂L/∂E, and it is correct. The question asks for the table after the step.",
        ),
        Mistake(
            lambda E, ids, G: stepped(0 * E, ids, G),
            "This is how far each row moves. Add it to the table.",
        ),
        Mistake(
            lambda E, ids, G: stepped(E, ids, G, 1),
            "The rows moved by the whole gradient. By what does a step multiply it?",
        ),
        Mistake(
            lambda E, ids, G: E - 0.5 * G.sum(axis=0),
            "All three rows moved by the same amount. Which rows are in the batch?",
        ),
        Mistake(
            lambda E, ids, G: E - 0.5 * G,
            "The gradients were subtracted from rows 0, 1, 2 in order. Which row belongs to each "
            "position?",
        ),
        Mistake(
            lambda E, ids, G: stepped(E, ids, G)[ids],
            "You wrote one row per position of the batch: rows {a}, {b}, {a}. In what order are "
            "the rows of the table?",
        ),
        Mistake(
            lambda E, ids, G: E[ids] - 0.5 * G,
            "You wrote one row per position, and each moved by its own gradient. How many times is "
            "row {a} in the table?",
        ),
        Mistake(
            lambda E, ids, G, unread: stepped(E, ids, G) * (np.arange(3) != unread)[:, None],
            "Rows {a} and {b} are correct, and row {unread} became zeros. Its gradient is 0: what "
            "does a step subtract from it?",
        ),
        Mistake(
            lambda E, ids, G: stepped(E, ids, G, 0.5 / 3),
            "You divided the gradients by 3, the number of positions. Does the task ask for a "
            "mean?",
        ),
    ),
    hints=(
        "Write a ledger: which gradients does each row receive?",
        "Row {a} receives two gradients, row {b} receives one, row {unread} none.",
        "Add up what each row receives, halve it, and subtract it.",
    ),
    why=(
        "Each position adds its gradient to the row that it looked up; a repeated ID moves its row "
        "by the sum."
    ),
    working=(
        "The upstream gradients are {G}. Row {a} receives the first and the last, row {b} the one "
        "in the middle, row {unread} none. Add up, multiply by 0.5, and subtract from E. Row "
        "{unread} is unchanged."
    ),
)


# ---- find the two bugs of a step -----------------------------------------------------------------


def step(E, ids, upstream, lr, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, ids, upstream)  # a repeated ID gets both
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
    "Both bugs are still there. With the IDs [3, 1, 0, 1], the padding row 0 moved, and row 1, "
    "looked up twice, moved by one of its two gradients. Begin with one of the bugs."
)
def both_bugs(E, ids, upstream, lr, pad_id):
    new = E.copy()
    new[ids] -= lr * upstream
    return new


@mistake(
    "The padding row is correct now. With the IDs [3, 1, 0, 1], row 1 moved by the later of its "
    "two gradients and not by the sum. How many times does `new[ids] -= …` write row 1?"
)
def last_reading_only(E, ids, upstream, lr, pad_id):
    new = both_bugs(E, ids, upstream, lr, pad_id)
    new[pad_id] = E[pad_id]
    return new


@mistake(
    "The padding row is correct now. With the IDs [3, 1, 0, 1], row 1 moved by the earlier of its "
    "two gradients and not by the sum. What happens to the later one?"
)
def first_reading_only(E, ids, upstream, lr, pad_id):
    return last_reading_only(E, ids[::-1], upstream[::-1], lr, pad_id)


@mistake(
    "Repeated IDs are correct now. But with the IDs [3, 1, 0, 1], the padding row 0 moved to "
    "[−0.1, −0.1]. What must its gradient be?"
)
def pad_row_trained(E, ids, upstream, lr, pad_id):
    new = E.copy()
    np.subtract.at(new, ids, lr * upstream)
    return new


@mistake(
    "Row 1 moved by the mean of its two gradients. The loss depends on the row at two positions: "
    "what is the derivative of a sum?"
)
def readings_averaged(E, ids, upstream, lr, pad_id):
    times = np.bincount(ids, minlength=len(E))
    return step(E, ids, upstream / times[ids][:, None], lr, pad_id)


@mistake(
    "Each row moved too little: you divided by the number of positions. `upstream` is ∂L/∂H "
    "already. Does its definition contain another mean?"
)
def mean_over_batch(E, ids, upstream, lr, pad_id):
    return step(E, ids, upstream, lr / len(ids), pad_id)


@mistake("Each row moved by the correct amount, uphill. Does a step add or subtract?")
def step_uphill(E, ids, upstream, lr, pad_id):
    return step(E, ids, -upstream, lr, pad_id)


@mistake(
    "With the IDs [3, 1, 0, 1], row 2 is not looked up, and it moved. Which rows can change the "
    "loss of this batch?"
)
def every_row_moves(E, ids, upstream, lr, pad_id):
    new = E - lr * upstream.sum(axis=0)
    new[pad_id] = E[pad_id]
    return new


@mistake("Row 0 never moves, but the padding row is not always row 0. Which argument gives its ID?")
def row_0_masked(E, ids, upstream, lr, pad_id):
    return step(E, ids, upstream, lr, 0)


@mistake(
    "The padding positions are removed from `ids` but not from `upstream`, so gradients reach the "
    "wrong rows. Which gradient belongs to each ID?"
)
def pads_shift_others(E, ids, upstream, lr, pad_id):
    new = E.copy()
    read = ids[ids != pad_id]
    np.subtract.at(new, read, lr * upstream[: len(read)])
    return new


@mistake(
    "With the IDs [3, 1, 0, 1], row 3 did not move, and the padding row 0 did: you left out "
    "position `pad_id`. Is `pad_id` a position or an ID?"
)
def pad_as_position(E, ids, upstream, lr, pad_id):
    read = np.arange(len(ids)) != pad_id
    return pad_row_trained(E, ids[read], upstream[read], lr, pad_id)


@mistake(
    "You took row i of `upstream` for ID i. `upstream` has one row per position: which row belongs "
    "to the ID at position t?"
)
def upstream_of_the_id(E, ids, upstream, lr, pad_id):
    return step(E, ids, upstream[ids], lr, pad_id)


@mistake(
    "The smallest case is correct. In another, row 0 is all zeros and is no padding, and it did "
    "not move. Which argument tells the two apart?"
)
def zero_rows_masked(E, ids, upstream, lr, pad_id):
    return np.where(E.any(axis=1, keepdims=True), step(E, ids, upstream, lr, pad_id), E)


MEND_STEP = Function(
    name="gradient-mend-step",
    task=(
        "**Find the bugs: a step that runs and is wrong**\n\n"
        "This function should do one step of plain SGD on the rows of E that the batch looks up. "
        "`ids` has shape (T,), `upstream` (T, d). The row `pad_id` is all zeros and must not "
        "learn. The code runs without an error, and it contains two bugs. Fix them."
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
        pad_as_position,
        upstream_of_the_id,
        zero_rows_masked,
    ),
    hints=(
        "Print `ids` and the rows that moved. One row moved that should not; one moved too little.",
        "`new[ids] -= …` copies all rows, subtracts, and writes all rows. The row of a repeated "
        "ID is written twice, and the second write replaces the first.",
        "First add up the gradients, with `np.add.at` or a loop. Then set the gradient of the "
        "padding row to 0.",
    ),
    why=(
        "Gradients of repeated IDs add up only if the code adds them, and a padding row remains 0 "
        "only if its gradient is set to 0."
    ),
)


# ---- gradient-adam-unread ------------------------------------------------------------------------


ADAM_UNREAD = Choice(
    name="gradient-adam-unread",
    task=(
        "**One step later**\n\n"
        "A model is trained with Adam, η = 0.1, without weight decay; its table is used for "
        "lookups alone. Row 7 starts at 0. In step 1 its gradient is 1, and Adam moves it to −0.1. "
        "Step 2 does not look it up. Where is row 7 after step 2? Choose, and give the reason."
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
        2: "Adam follows a running mean of the gradients, which is smaller now but not 0.",
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
            "The reason contradicts the choice. If Adam follows a mean that is not 0, can the row "
            "be where it was?",
        ),
        Mistake(
            "a",
            "Row 7 is not looked up, that is true. Does Adam use any gradient besides this step's?",
        ),
        Mistake(
            ("b", 4),
            "The mean does fade. But it says how far the row moves, not where it is. In which "
            "direction does a step along a smaller mean go?",
        ),
        Mistake(
            "b",
            "To go back, the row would need a step of the other sign. What is the sign of the mean "
            "of the gradients 1 and 0?",
        ),
        Mistake(
            ("d", 3),
            "About η per entry, as long as the gradient stays the same. Compare the running mean "
            "after the gradients 1, 1 with that after 1, 0.",
        ),
        Mistake(
            "d",
            "A second step as long as the first would need a second gradient like the first. What "
            "does the running mean give for 1 and then 0?",
        ),
        Mistake(
            ("c", 3),
            "The choice is correct, but with this reason the row would be at −0.2. Why is the "
            "second step shorter than the first?",
        ),
        Mistake(
            ("c", 1),
            "The choice is correct, but this reason says that the row does not move. What moves "
            "it?",
        ),
        Mistake(
            ("c", 4),
            "The choice is correct, but this reason says that the row returns. What is it that "
            "gets smaller: the row or the step?",
        ),
    ),
    hints=(
        "What does Adam keep from step to step, and is it 0 for row 7 when step 2 begins?",
        "With β₁ = 0.9 the running mean after 1, 0 is 0.9 · 0.1 = 0.09, before the correction for "
        "the start.",
    ),
    why=(
        "Dense Adam keeps moving a row after its last gradient; a sparse Adam leaves absent rows "
        "alone."
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
        E = E * (1 - lr * decay) - lr * velocity  # every row, looked up or not
    return E


def draw_run(rng):
    V, d, steps = int(rng.integers(5, 8)), int(rng.integers(2, 4)), int(rng.integers(4, 6))
    gradients = rng.normal(size=(steps, V, d)).round(1) + 0.05
    read = rng.random((steps, V)) < 0.4
    read[:, 0] = False  # row 0 is never looked up
    read[:4, 1] = [True, False, True, False]  # row 1 is there, absent, there again
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
    "Row 2 of the small case has gradient 0 in both steps and is still 3, and row 0 did not move "
    "in step 2. Does either rule ask whether a row was looked up?"
)
def only_read_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = np.where(was_read(G), beta * velocity + G, velocity)
        E = np.where(was_read(G), E * (1 - lr * decay) - lr * velocity, E)
    return E


@mistake(
    "Row 0 of the small case has its gradient in step 1. In step 2 it shrank but did not keep "
    "moving. What is its velocity when its gradient is 0?"
)
def velocity_of_read_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = np.where(was_read(G), beta * velocity + G, velocity)
        E = E * (1 - lr * decay) - lr * velocity * was_read(G)
    return E


@mistake(
    "Row 0 of the small case has its gradient in step 1. In step 2 it shrank but did not keep "
    "moving. Its velocity is not 0 then: what does the rule do with it?"
)
def velocity_waits(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay) - lr * velocity * was_read(G)
    return E


@mistake(
    "Row 0 of the small case lost its velocity in step 2, where its gradient is 0. What is β times "
    "the old velocity plus 0?"
)
def velocity_dropped(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = (beta * velocity + G) * was_read(G)
        E = E * (1 - lr * decay) - lr * velocity
    return E


@mistake(
    "Row 2 of the small case has gradient 0 in both steps and is still 3. Does decay need one?"
)
def decay_of_read_rows(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay * was_read(G)) - lr * velocity
    return E


@mistake(
    "Row 0 of the small case did not keep moving in step 2, as if each step had only its own "
    "gradient. What is kept from the previous step?"
)
def no_velocity(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, 0, decay)


@mistake(
    "Momentum is correct. Row 2 of the small case has gradient 0 in both steps and is still 3. "
    "Which rule makes entries smaller?"
)
def no_decay(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, beta, 0)


@mistake("The rows moved along the velocity. Which way does a step go?")
def velocity_uphill(E, gradients, lr, beta, decay):
    return train_rows(E, -gradients, lr, beta, decay)


@mistake(
    "The velocity took the fraction 1 − β of each gradient, as Adam's mean does. What does the "
    "rule for the velocity add?"
)
def velocity_as_mean(E, gradients, lr, beta, decay):
    return train_rows(E, (1 - beta) * gradients, lr, beta, decay)


@mistake(
    "Row 0 of the small case moved as far in step 2 as in step 1. What fraction of the velocity is "
    "kept?"
)
def velocity_never_fades(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, 1, decay)


@mistake(
    "You added the decay to the gradient, so the velocity remembers it too. The rule shrinks the "
    "entry directly: what should the velocity contain?"
)
def decay_in_gradient(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G + decay * E
        E = E - lr * velocity
    return E


@mistake(
    "Row 2 of the small case went from 3 to 2.43, so each step kept 1 − `decay` of it. By what "
    "does the rule multiply `decay`?"
)
def decay_without_rate(E, gradients, lr, beta, decay):
    return train_rows(E, lr * gradients, 1, beta, decay)


@mistake(
    "Row 1 of the small case gets its gradient in step 2, and nothing but decay changed it. Does "
    "the loop reach the last step?"
)
def first_step_only(E, gradients, lr, beta, decay):
    return train_rows(E, gradients[:1], lr, beta, decay)


@mistake(
    "Row 2 of the small case went from 3 to 2.85 in two steps, so it shrank once. In which steps "
    "does the rule make entries smaller?"
)
def decay_once(E, gradients, lr, beta, decay):
    return train_rows(E, gradients, lr, beta, 0) * (1 - lr * decay)


UNREAD_ROWS = Function(
    name="gradient-unread-rows",
    task=(
        "**Momentum and decay, for all rows**\n\n"
        "Train a table with momentum and weight decay, and return it after the last step. "
        "`gradients` has shape (steps, V, d): one ∂L/∂E per step, with zeros in the rows that "
        "were not looked up. In each step the velocity, 0 at first, becomes β times the old "
        "velocity plus the gradient. Then each entry is multiplied by 1 − η·`decay`, and η times "
        "the velocity is subtracted. Apply the rules to all rows."
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
        decay_once,
    ),
    hints=(
        "The rules hold for all entries. No line needs to ask which rows were looked up.",
        "Two arrays are kept from step to step: the table and the velocity, both of shape (V, d).",
        "In a loop over `gradients`: first the new velocity, then the part of E that is kept, "
        "minus `lr` times the velocity.",
    ),
    why=(
        "With momentum a row keeps moving after its last lookup, and with decay it shrinks without "
        "any."
    ),
)


EXERCISES = (BACKWARDS, BY_HAND, MEND_STEP, ADAM_UNREAD, UNREAD_ROWS, FIT_ROWS)
