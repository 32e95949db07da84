"""Answers to the exercises of lesson 07 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

# ---- wrong ----------------------------------------------------------------------------------


def uniform_instead(Z, std, pad_id):
    E = std * np.sign(Z)
    E[pad_id] = 0
    return E


def pad_and_next(Z, std, pad_id):
    E = std * Z
    E[pad_id:] = 0
    return E


def pad_row_ones(Z, std, pad_id):
    E = std * Z
    E[pad_id] = 1
    return E


def pad_row_std(Z, std, pad_id):
    E = std * Z
    E[pad_id] = std
    return E


def pad_entry_only(Z, std, pad_id):
    E = std * Z
    E[pad_id, 0] = 0
    return E


def scaled_by_root_d(Z, std, pad_id):
    E = std * Z / np.sqrt(Z.shape[1])
    E[pad_id] = 0
    return E


def race_by_one_pair_at_a_time(sigmas, pairs, V, d, lr, steps, seed):
    losses = {}
    for sigma in sigmas:
        rng = np.random.default_rng(seed)
        E, W = rng.normal(0, sigma, (V, d)), rng.normal(0, sigma, (V, d))
        if mean_loss(E, W, pairs) > 1.1 * np.log(V):
            continue
        for _ in range(steps):
            dE, dW = np.zeros(E.shape), np.zeros(W.shape)
            for i, j in pairs:
                p = np.exp(W @ E[i])
                dz = p / p.sum() - np.eye(V)[j]
                dE[i] += W.T @ dz / len(pairs)
                dW += np.outer(dz, E[i]) / len(pairs)
            E, W = E - lr * dE, W - lr * dW
        losses[sigma] = mean_loss(E, W, pairs)
    return sorted(losses, key=losses.get)[0], losses


def mean_loss(E, W, pairs):
    logits = [W @ E[i] for i, _ in pairs]
    top = [z.max() for z in logits]
    return float(
        np.mean(
            [
                m + np.log(np.exp(z - m).sum()) - z[j]
                for z, m, (_, j) in zip(logits, top, pairs, strict=True)
            ]
        )
    )


def race_of_e_alone(sigmas, pairs, V, d, lr, steps, seed):
    best, losses = race_by_one_pair_at_a_time(sigmas, pairs, V, d, lr, min(steps, 1), seed)
    return best, losses


def race_without_zero(sigmas, pairs, V, d, lr, steps, seed):
    return race_by_one_pair_at_a_time([s for s in sigmas if s], pairs, V, d, lr, steps, seed)


def race_without_seed(sigmas, pairs, V, d, lr, steps, seed):
    return race_by_one_pair_at_a_time(sigmas, pairs, V, d, lr, steps, 0)


WRONG = [
    ("initialization-race", race_of_e_alone),
    ("initialization-race", race_without_zero),
    ("initialization-race", race_without_seed),
    ("initialization-start-table", uniform_instead),
    ("initialization-start-table", pad_and_next),
    ("initialization-start-table", pad_row_ones),
    ("initialization-start-table", pad_row_std),
    ("initialization-start-table", pad_entry_only),
    ("initialization-start-table", scaled_by_root_d),
    ("initialization-start-table", lambda Z, std, pad_id: np.zeros(Z.shape)),
    ("initialization-length-and-spread", [4, 0, 1]),
    ("initialization-length-and-spread", [4, 1, 2]),
    ("initialization-length-and-spread", [8, 0, 2]),
    ("initialization-length-and-spread", [2, 0, 4]),
    ("initialization-length-and-spread", 4),
    ("initialization-choose-sigma", lambda d, spread: spread / d**0.25),
    ("initialization-choose-sigma", lambda d, spread: (spread * d) ** 0.5),
    ("initialization-choose-sigma", lambda d, spread: spread**2 / d),
    ("initialization-choose-sigma", lambda d, spread: 0.02),
    ("initialization-choose-sigma", lambda d, spread: -((spread / d**0.5) ** 0.5)),
    ("initialization-tied-start", "b"),
    ("initialization-tied-start", ("b", 9)),
    ("initialization-tied-start", ("d", 3)),
    ("initialization-tied-start", 3),
]


# ---- correct, in another style --------------------------------------------------------------


def start_in_loops(Z, std, pad_id):
    return [[0.0 if i == pad_id else std * float(z) for z in row] for i, row in enumerate(Z)]


def start_masked(Z, std, pad_id):
    return np.where(np.arange(len(Z))[:, None] == pad_id, 0, std * Z).astype(np.float32)


RIGHT = [
    ("initialization-race", race_by_one_pair_at_a_time),
    ("initialization-start-table", start_in_loops),
    ("initialization-start-table", start_masked),
    ("initialization-length-and-spread", np.array([0.5 * 64**0.5, 0.0, 0.25 * 8])),
    ("initialization-length-and-spread", (4.0, -0.0, np.float32(2))),
    ("initialization-choose-sigma", lambda d, spread: spread**0.5 * d**-0.25),
    (
        "initialization-choose-sigma",
        lambda d, spread: np.float32(np.exp((np.log(spread) - np.log(d) / 2) / 2)),
    ),
    ("initialization-tied-start", ["b", 3]),
    ("initialization-tied-start", ("B", 3)),
    ("initialization-length-and-spread", [3.98, 0, 2.1]),
]
