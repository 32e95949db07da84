"""The program that closes the exercises of lesson 11."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["TRAIN_FROZEN"]


def train_frozen(words, known, E_known, X, y, classes, steps, lr):
    place = {word: k for k, word in enumerate(known)}
    mean_row = np.mean(E_known, axis=0)
    E = np.array([E_known[place[word]] if word in place else mean_row for word in words])
    H = E[X].mean(axis=1)  # (N, d): one vector per text, and frozen like the table
    W, losses = np.zeros((classes, E.shape[1])), []
    for _ in range(steps):
        p = np.exp(H @ W.T)
        p /= p.sum(axis=1, keepdims=True)  # (N, classes)
        losses.append(-np.log(p[np.arange(len(y)), y]).mean())
        p[np.arange(len(y)), y] -= 1  # the gradient of the logits, of each text
        W -= lr * p.T @ H / len(y)
    return E, W, losses


def draw_task(rng, steps=3, missing=1):
    names = [str(name) for name in rng.permutation(["ant", "bee", "cat", "dog", "eel", "fox"])]
    known, words = names[: 6 - missing], [str(name) for name in rng.permutation(names)]
    E_known = rng.normal(1, 1, size=(len(known), 3)).round(2)
    X, y = rng.integers(6, size=(8, 4)), rng.permutation([0, 1, 2, 3, 0, 1, 2, 2])
    return words, known, E_known, X, y, 4, steps, 0.5


def loss_of(E, W, X, y):
    logits = np.asarray(E, float)[X].mean(axis=1) @ np.asarray(W, float).T
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(y)), y].mean()


def each_word_has_its_row(program, rng):
    words, known, E_known, *rest = draw_task(rng)
    E = np.asarray(program(words, known, E_known, *rest)[0])
    wrong = [
        word
        for word, row in zip(words, E, strict=True)
        if word in known and not np.allclose(row, E_known[known.index(word)])
    ]
    return not wrong or f"Here “{wrong[0]}” has the row of another word."


def missing_words_have_the_mean(program, rng):
    words, known, E_known, *rest = draw_task(rng, missing=2)
    E = np.asarray(program(words, known, E_known, *rest)[0])
    rows = [row for word, row in zip(words, E, strict=True) if word not in known]
    return bool(np.allclose(rows, E_known.mean(axis=0)))


def order_of_known_does_not_matter(program, rng):
    words, known, E_known, *rest = draw_task(rng)
    order = rng.permutation(len(known))
    one = program(words, known, E_known, *rest)
    two = program(words, [known[k] for k in order], E_known[order], *rest)
    return all(np.allclose(a, b) for a, b in zip(one, two, strict=True))


def first_loss_is_that_of_equal_probabilities(program, rng):
    losses = program(*draw_task(rng))[2]
    return bool(np.isclose(losses[0], np.log(4))) or (
        f"Your first loss is {losses[0]:.3f}; with 4 classes it is ln 4 = {np.log(4):.3f}."
    )


def one_loss_per_step(program, rng):
    losses = program(*draw_task(rng, steps=7))[2]
    return len(losses) == 7 or f"With steps = 7 there are {len(losses)} losses."


def the_table_is_frozen(program, rng):
    case = draw_task(rng)
    few, many = (np.asarray(program(*case[:6], steps, 0.5)[0]) for steps in (1, 9))
    return np.array_equal(few, many)


def a_step_follows_the_gradient(program, rng):
    case = draw_task(rng)
    X, y, lr = case[3], case[4], case[7]
    E, before, _ = program(*case[:6], 2, lr)
    _, after, losses = program(*case[:6], 3, lr)
    before = np.array(before, float)
    gradient = np.zeros(before.shape)
    for spot in np.ndindex(*before.shape):
        up, down = before.copy(), before.copy()
        up[spot] += 1e-5
        down[spot] -= 1e-5
        gradient[spot] = (loss_of(E, up, X, y) - loss_of(E, down, X, y)) / 2e-5
    step = np.allclose(after, before - lr * gradient, atol=1e-6)
    return step and bool(np.isclose(losses[2], loss_of(E, before, X, y)))


@mistake(
    "Your table takes the rows of `known` from the top. Which word does row 0 of `E_known` belong "
    "to, and which word has ID 0?"
)
def rows_by_position(words, known, E_known, X, y, classes, steps, lr):
    E_known = np.array([*E_known, *[E_known.mean(axis=0)] * (len(words) - len(known))])
    return train_frozen(words, words, E_known, X, y, classes, steps, lr)


@mistake("A missing word has a row of zeros. Which row does the task ask for?")
def missing_rows_of_zeros(words, known, E_known, X, y, classes, steps, lr):
    missing = [word for word in words if word not in known]
    E_known = np.array([*E_known, *np.zeros((len(missing), E_known.shape[1]))])
    return train_frozen(words, [*known, *missing], E_known, X, y, classes, steps, lr)


@mistake("The loss grows from step to step. Does a step add or subtract the gradient?")
def uphill(words, known, E_known, X, y, classes, steps, lr):
    return train_frozen(words, known, E_known, X, y, classes, steps, -lr)


@mistake("The step is N times too large. The loss is a mean over N texts: what is its gradient?")
def gradient_of_the_sum(words, known, E_known, X, y, classes, steps, lr):
    return train_frozen(words, known, E_known, X, y, classes, steps, lr * len(y))


@mistake("The losses are sums over the texts. The task asks for the mean.")
def sums_of_losses(words, known, E_known, X, y, classes, steps, lr):
    E, W, losses = train_frozen(words, known, E_known, X, y, classes, steps, lr)
    return E, W, [loss * len(y) for loss in losses]


TRAIN_FROZEN = Program(
    name="pretrained-train-frozen",
    task=(
        "**From word lists to a trained classifier**\n\n"
        "Put lessons 02, 06 and 11 together. `words` are ours, in the order of our IDs; `known` "
        "are the words of the rows `E_known`. Build our table E: each word gets its own row, and "
        "a word that is not in `known` gets the mean of all rows of `E_known`. E is frozen.\n\n"
        "`X` (N, T) contains the IDs of N texts and `y` (N,) their classes. A text becomes the "
        "mean of its rows; its logits are the dot products with the rows of W (classes, d), "
        "without a bias. W starts at 0. Do `steps` steps of plain gradient descent on the mean "
        "cross-entropy of all texts. Return E, W, and a list with the loss before each step."
    ),
    stub=(
        "def train_frozen(words, known, E_known, X, y, classes, steps, lr):\n"
        "    ...\n"
        "    return E, W, losses"
    ),
    reference=train_frozen,
    small=(
        ["cat", "yak", "ant"],
        ["ant", "bee", "cat"],
        np.array([[1.0, 0.0], [0.0, 2.0], [2.0, 1.0]]),
        np.array([[0, 1], [2, 2], [1, 0]]),
        np.array([1, 0, 1]),
        2,
        2,
        0.5,
    ),
    properties=(
        ("Each word that is in `known` must have its own row.", each_word_has_its_row),
        ("A word that is not in `known` must have the mean row.", missing_words_have_the_mean),
        (
            "If `known` and `E_known` come in another order, the result must be the same.",
            order_of_known_does_not_matter,
        ),
        ("There must be one loss per step.", one_loss_per_step),
        (
            "Before the first step all classes must be equally probable.",
            first_loss_is_that_of_equal_probabilities,
        ),
        ("The table must be the same after 1 step and after 9.", the_table_is_frozen),
        (
            "A step must be W − η ∂L/∂W, and finite differences give another ∂L/∂W than yours.",
            a_step_follows_the_gradient,
        ),
    ),
    mistakes=(rows_by_position, missing_rows_of_zeros, uphill, gradient_of_the_sum, sums_of_losses),
    hints=(
        "Two parts: the table, as in `pretrained-unknown`, and a loop of training as in lesson 06.",
        "The vectors of the texts, `E[X].mean(axis=1)`, never change: compute them once, before "
        "the loop.",
        "Softmax gives p (N, classes). The gradient of the logits is p − y, with y as one-hot "
        "rows; that of W is its transpose times the vectors of the texts, divided by N.",
    ),
    why="Rows by string, the mean row for missing words, and a linear layer on frozen rows.",
)
