"""Wrong answers about similarity, initialization and gradient steps."""

import numpy as np

from tests.practice.checking.wrong_answers.kind import Wrong

__all__ = ["WRONG"]


def cosines(E, v):
    return E @ v / np.linalg.norm(E, axis=1) / np.linalg.norm(v)


def best(scores, k, without=()):
    return [int(j) for j in np.argsort(-scores, kind="stable") if j not in without][:k]


def distances(E, v):
    return np.linalg.norm(E - v, axis=1)


def target(E, a, b, c):
    return E[b] - E[a] + E[c]


def start(Z, std, pad_id):
    E = std * Z
    E[pad_id] = 0
    return E


def start_in_place(Z, std, pad_id):
    Z *= std
    Z[pad_id] = 0
    return Z


def gradient(E, ids, upstream, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, ids, upstream)
    dE[pad_id] = 0
    return dE


def step_in_place(E, ids, upstream, lr, pad_id):
    E -= lr * gradient(E, ids, upstream, pad_id)
    return E


def last_repeat(E, ids, upstream, pad_id):
    dE = np.zeros(E.shape)
    dE[ids] = upstream
    dE[pad_id] = 0
    return dE


def unread(E, gradients, lr, beta, decay, *, first_step=False, nesterov=False, after=False):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        move = lr * (G + beta * velocity if nesterov else velocity)
        E = (E - move) * (1 - lr * decay) if after else E * (1 - lr * decay) - move
    return E


def momentum_without_rate(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay) - velocity
    return E


def mean_velocity(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + (1 - beta) * G
        E = E * (1 - decay) - lr * velocity
    return E


WRONG = (
    Wrong(
        "similarity-cosine",
        "mean for sum",
        lambda a, b: (a * b).mean() / (np.linalg.norm(a) * np.linalg.norm(b)),
    ),
    Wrong(
        "similarity-cosine",
        "root of the lengths",
        lambda a, b: a @ b / np.sqrt(np.linalg.norm(a) * np.linalg.norm(b)),
    ),
    Wrong(
        "similarity-cosine",
        "one root forgotten",
        lambda a, b: a @ b / ((a @ a) * np.linalg.norm(b)),
    ),
    Wrong(
        "similarity-cosine",
        "not summed",
        lambda a, b: a * b / (np.linalg.norm(a) * np.linalg.norm(b)),
    ),
    Wrong("similarity-cosine", "centred first", lambda a, b: float(np.corrcoef(a, b)[0, 1])),
    Wrong(
        "similarity-cosine",
        "rounded",
        lambda a, b: round(float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b))), 1),
    ),
    Wrong(
        "similarity-cosine", "divided by the distance", lambda a, b: a @ b / np.linalg.norm(a - b)
    ),
    Wrong(
        "similarity-cosine",
        "sign lost + roots forgotten",
        lambda a, b: abs(a @ b) / ((a @ a) * (b @ b)),
    ),
    Wrong("similarity-three-scores", "worst for best", (3, 3, 1)),
    Wrong("similarity-three-scores", "smallest logit", (3, 0, 2)),
    Wrong("similarity-three-scores", "order swapped", (1, 2, 0)),
    Wrong("similarity-three-scores", "values for IDs", (12, 0.98, 0.8)),
    Wrong("similarity-three-scores", "one too low", (0, -1, 1)),
    Wrong(
        "similarity-neighbours", "one too many", lambda E, i, k: best(cosines(E, E[i]), k + 1, [i])
    ),
    Wrong(
        "similarity-neighbours",
        "sorted by ID",
        lambda E, i, k: sorted(best(cosines(E, E[i]), k, [i])),
    ),
    Wrong(
        "similarity-neighbours",
        "IDs shifted by the deleted row",
        lambda E, i, k: best(cosines(np.delete(E, i, axis=0), E[i]), k),
    ),
    Wrong(
        "similarity-neighbours",
        "counted from one",
        lambda E, i, k: [j + 1 for j in best(cosines(E, E[i]), k, [i])],
    ),
    Wrong(
        "similarity-neighbours", "rows for IDs", lambda E, i, k: E[best(cosines(E, E[i]), k, [i])]
    ),
    Wrong(
        "similarity-neighbours",
        "distance + own row kept",
        lambda E, i, k: best(-distances(E, E[i]), k),
    ),
    Wrong(
        "similarity-neighbours",
        "worst first + distance",
        lambda E, i, k: best(distances(E, E[i]), k, [i]),
    ),
    Wrong(
        "similarity-neighbours",
        "dot product + one too few",
        lambda E, i, k: best(E @ E[i], k - 1, [i]),
    ),
    Wrong(
        "similarity-analogy",
        "unit length first",
        lambda E, a, b, c, k: best(
            cosines(E, target(E / np.linalg.norm(E, axis=1, keepdims=True), a, b, c)), k, [a, b, c]
        ),
    ),
    Wrong(
        "similarity-analogy",
        "counted from one",
        lambda E, a, b, c, k: [j + 1 for j in best(cosines(E, target(E, a, b, c)), k, [a, b, c])],
    ),
    Wrong(
        "similarity-analogy",
        "one too many",
        lambda E, a, b, c, k: best(cosines(E, target(E, a, b, c)), k + 1, [a, b, c]),
    ),
    Wrong(
        "similarity-analogy",
        "scores for IDs",
        lambda E, a, b, c, k: np.sort(np.delete(cosines(E, target(E, a, b, c)), [a, b, c]))[::-1][
            :k
        ],
    ),
    Wrong(
        "similarity-analogy",
        "inputs kept + arrow turned round",
        lambda E, a, b, c, k: best(cosines(E, E[a] - E[b] + E[c]), k),
    ),
    Wrong(
        "similarity-analogy",
        "distance + inputs kept",
        lambda E, a, b, c, k: best(-distances(E, target(E, a, b, c)), k),
    ),
    Wrong(
        "similarity-analogy",
        "dot product + arrow turned round",
        lambda E, a, b, c, k: best(E @ (E[a] - E[b] + E[c]), k, [a, b, c]),
    ),
    Wrong(
        "initialization-start-table",
        "one row above",
        lambda Z, std, pad_id: start(Z, std, pad_id - 1),
    ),
    Wrong("initialization-start-table", "input changed", start_in_place),
    Wrong(
        "initialization-start-table",
        "divided by √d",
        lambda Z, std, pad_id: start(Z, std / np.sqrt(Z.shape[1]), pad_id),
    ),
    Wrong(
        "initialization-start-table",
        "cut to whole numbers",
        lambda Z, std, pad_id: start(Z, std, pad_id).astype(int),
    ),
    Wrong(
        "initialization-start-table",
        "pad row kept + std squared",
        lambda Z, std, pad_id: std**2 * Z,
    ),
    Wrong(
        "initialization-start-table",
        "row 0 for the pad row + root of std",
        lambda Z, std, pad_id: start(Z, np.sqrt(std), 0),
    ),
    Wrong(
        "initialization-start-table", "factor 2", lambda Z, std, pad_id: start(Z, 2 * std, pad_id)
    ),
    Wrong("initialization-length-and-spread", "order swapped", (2, 0, 4)),
    Wrong("initialization-length-and-spread", "σ left out", (8, 0, 2)),
    Wrong("initialization-length-and-spread", "factor √2", (5.66, 0, 2)),
    Wrong("initialization-length-and-spread", "mean is 1", (4, 1, 2)),
    Wrong("initialization-length-and-spread", "σ·d + not rooted", (32, 0, 16)),
    Wrong("initialization-length-and-spread", "not rooted", (16, 0, 4)),
    Wrong(
        "initialization-choose-sigma",
        "squared for rooted",
        lambda d, spread: (spread / np.sqrt(d)) ** 2,
    ),
    Wrong(
        "initialization-choose-sigma",
        "factor 2",
        lambda d, spread: 2 * (spread / np.sqrt(d)) ** 0.5,
    ),
    Wrong(
        "initialization-choose-sigma",
        "rounded",
        lambda d, spread: round(float((spread / np.sqrt(d)) ** 0.5), 1),
    ),
    Wrong(
        "initialization-choose-sigma",
        "multiplied for divided + d not rooted",
        lambda d, spread: (spread * d) ** 0.5,
    ),
    Wrong(
        "initialization-choose-sigma",
        "multiplied for divided + not rooted",
        lambda d, spread: spread * np.sqrt(d),
    ),
    Wrong(
        "initialization-choose-sigma", "upside down", lambda d, spread: (np.sqrt(d) / spread) ** 0.5
    ),
    Wrong("gradient-by-hand", "uphill + rate left out", ((1, 4), (0, 2), (7, 3))),
    Wrong("gradient-by-hand", "rate squared", ((1, -1), (0, 2), (2, 0.5))),
    Wrong("gradient-by-hand", "transposed", ((1, 0, 1), (-2, 2, 0))),
    Wrong("gradient-by-hand", "unread row left out", ((1, -2), (1, 0))),
    Wrong("gradient-by-hand", "gradient + last repeat only", ((0, 4), (0, 0), (3, 0))),
    Wrong("gradient-by-hand", "one number wrong", ((1, -2), (0, 2), (1, 2))),
    Wrong(
        "gradient-mend-step",
        "rate left out",
        lambda E, ids, upstream, lr, pad_id: E - gradient(E, ids, upstream, pad_id),
    ),
    Wrong(
        "gradient-mend-step",
        "rate squared",
        lambda E, ids, upstream, lr, pad_id: E - lr * lr * gradient(E, ids, upstream, pad_id),
    ),
    Wrong(
        "gradient-mend-step",
        "gradient",
        lambda E, ids, upstream, lr, pad_id: gradient(E, ids, upstream, pad_id),
    ),
    Wrong(
        "gradient-mend-step",
        "how far it moves",
        lambda E, ids, upstream, lr, pad_id: -lr * gradient(E, ids, upstream, pad_id),
    ),
    Wrong("gradient-mend-step", "input changed", step_in_place),
    Wrong(
        "gradient-mend-step",
        "counted twice",
        lambda E, ids, upstream, lr, pad_id: E - 2 * lr * gradient(E, ids, upstream, pad_id),
    ),
    Wrong(
        "gradient-mend-step",
        "last repeat only + uphill",
        lambda E, ids, upstream, lr, pad_id: E + lr * last_repeat(E, ids, upstream, pad_id),
    ),
    Wrong(
        "gradient-mend-step",
        "rate left out + uphill",
        lambda E, ids, upstream, lr, pad_id: E + gradient(E, ids, upstream, pad_id),
    ),
    Wrong("gradient-unread-rows", "decay after the step", lambda *case: unread(*case, after=True)),
    Wrong(
        "gradient-unread-rows", "velocity looks ahead", lambda *case: unread(*case, nesterov=True)
    ),
    Wrong("gradient-unread-rows", "rate left out", momentum_without_rate),
    Wrong(
        "gradient-unread-rows",
        "steps backwards",
        lambda E, gradients, lr, beta, decay: unread(E, gradients[::-1], lr, beta, decay),
    ),
    Wrong(
        "gradient-unread-rows",
        "last step missing",
        lambda E, gradients, lr, beta, decay: unread(E, gradients[:-1], lr, beta, decay),
    ),
    Wrong(
        "gradient-unread-rows",
        "no decay + no velocity",
        lambda E, gradients, lr, beta, decay: E - lr * gradients.sum(axis=0),
    ),
    Wrong("gradient-unread-rows", "decay without rate + velocity as mean", mean_velocity),
    Wrong(
        "gradient-unread-rows",
        "uphill + no decay",
        lambda E, gradients, lr, beta, decay: unread(E, -gradients, lr, beta, 0),
    ),
)
