"""Answers to the exercises of lesson 05 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

# ---- wrong ----------------------------------------------------------------------------------


def one_column_left_out(W1, W2, e, dz, lr):
    de = W1.T @ W2.T @ dz
    de[-1] = 0
    return e - lr * de


def de_squared(W1, W2, e, dz, lr):
    return e - lr * (W1.T @ W2.T @ dz) ** 2


def signs_only(W1, W2, e, dz, lr):
    return e - lr * np.sign(W1.T @ W2.T @ dz)


def rows_added(W1, W2, e, dz, lr):
    return e - lr * W1.sum(axis=0) * (W2.T @ dz).sum()


def step_subtract_at(E, ids, upstream, lr, pad_id):
    new, keep = E.copy(), ids != pad_id
    np.subtract.at(new, ids[keep], lr * upstream[keep])
    return new


def step_all_but_repeats(E, ids, upstream, lr, pad_id):
    new = E.copy()
    for i, g in zip(ids, upstream, strict=True):
        if i != pad_id and (ids == i).sum() == 1:
            new[i] -= lr * g
    return new


def step_with_squares(E, ids, upstream, lr, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, ids, upstream**2)
    dE[pad_id] = 0
    return E - lr * dE


def step_pad_one(E, ids, upstream, lr, pad_id):
    new = step_subtract_at(E, ids, upstream, lr, pad_id)
    new[pad_id] = 1
    return new


def step_row_after(E, ids, upstream, lr, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, (ids + 1) % len(E), upstream)
    dE[pad_id] = 0
    return E - lr * dE


def step_times_count(E, ids, upstream, lr, pad_id):
    new = step_subtract_at(E, ids, upstream, lr, pad_id)
    return E + (new - E) * np.bincount(ids, minlength=len(E))[:, None]


def step_rate_left_out(E, ids, upstream, lr, pad_id):
    return step_subtract_at(E, ids, upstream, 1.0, pad_id)


def run_last_gradient(E, gradients, lr, beta, decay):
    return E * (1 - lr * decay) - lr * gradients[-1]


def run_nesterov(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay) - lr * (G + beta * velocity)
    return E


def run_backwards(E, gradients, lr, beta, decay):
    return run_right(E, gradients[::-1], lr, beta, decay)


def run_old_velocity(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        E = E * (1 - lr * decay) - lr * velocity
        velocity = beta * velocity + G
    return E


def run_grows(E, gradients, lr, beta, decay):
    return run_right(E, gradients, lr, beta, -decay)


def run_decay_last(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = (E - lr * velocity) * (1 - lr * decay)
    return E


def run_right(E, gradients, lr, beta, decay):
    E, velocity = E.copy(), 0 * E
    for G in gradients:
        velocity *= beta
        velocity += G
        E *= 1 - lr * decay
        E -= lr * velocity
    return E


def zero_rows_are_padding(E, ids, upstream, lr, pad_id):
    new = E.copy()
    np.subtract.at(new, ids, lr * upstream)
    new[~E.any(axis=1)] = 0
    return new


def fitted(E, W, ids, targets, lr, steps, *, scale=1.0, kept=1.0):
    E, losses = np.array(E), []
    for _ in range(steps):
        dZ = E[ids] @ W.T - targets
        losses.append((dZ**2).sum() / 2)
        E *= kept
        np.subtract.at(E, ids, lr * scale * dZ @ W)
    return E, losses


def fit_mean_loss(E, W, ids, targets, lr, steps):
    new, losses = fitted(E, W, ids, targets, lr, steps, scale=1 / len(ids))
    return new, [loss / len(ids) for loss in losses]


def fit_loss_after(E, W, ids, targets, lr, steps):
    _, losses = fitted(E, W, ids, targets, lr, steps + 1)
    return fitted(E, W, ids, targets, lr, steps)[0], losses[1:]


def fit_all_rows_shrink(E, W, ids, targets, lr, steps):
    return fitted(E, W, ids, targets, lr, steps, kept=0.99)


def fit_twice_the_step(E, W, ids, targets, lr, steps):
    return fitted(E, W, ids, targets, lr, steps, scale=2.0)


def fit_one_step(E, W, ids, targets, lr, steps):
    return fitted(E, W, ids, targets, lr, 1)


WRONG = [
    ("gradient-backwards", one_column_left_out),
    ("gradient-backwards", de_squared),
    ("gradient-backwards", signs_only),
    ("gradient-backwards", rows_added),
    ("gradient-backwards", lambda W1, W2, e, dz, lr: e - lr**2 * (W1.T @ W2.T @ dz)),
    ("gradient-backwards", lambda W1, W2, e, dz, lr: (1 - lr) * e - lr * (W1.T @ W2.T @ dz)),
    ("gradient-backwards", lambda W1, W2, e, dz, lr: (e - lr * (W1.T @ W2.T @ dz))[None]),
    ("gradient-by-hand", [[1, -2], [0, 2], [3, 1]]),
    ("gradient-by-hand", [[1, -2], [0, 2], [-1, -1]]),
    ("gradient-by-hand", [[1, -2], [0, 2]]),
    ("gradient-by-hand", [[1, 0], [0, 2], [3, 1]]),
    ("gradient-mend-step", step_all_but_repeats),
    ("gradient-mend-step", step_with_squares),
    ("gradient-mend-step", step_pad_one),
    ("gradient-mend-step", step_row_after),
    ("gradient-mend-step", step_times_count),
    ("gradient-mend-step", step_rate_left_out),
    ("gradient-adam-unread", "c"),
    ("gradient-adam-unread", ("c", 5)),
    ("gradient-adam-unread", ("e", 2)),
    ("gradient-adam-unread", -0.167),
    ("gradient-unread-rows", run_last_gradient),
    ("gradient-unread-rows", run_nesterov),
    ("gradient-unread-rows", run_backwards),
    ("gradient-unread-rows", run_old_velocity),
    ("gradient-unread-rows", run_grows),
    ("gradient-unread-rows", run_decay_last),
    ("gradient-mend-step", zero_rows_are_padding),
    ("gradient-fit-rows", fit_mean_loss),
    ("gradient-fit-rows", fit_loss_after),
    ("gradient-fit-rows", fit_all_rows_shrink),
    ("gradient-fit-rows", fit_twice_the_step),
    ("gradient-fit-rows", fit_one_step),
]


# ---- correct, in another style --------------------------------------------------------------


def backwards_in_loops(W1, W2, e, dz, lr):
    for W in (W2, W1):
        dz = [sum(W[k, j] * dz[k] for k in range(len(dz))) for j in range(W.shape[1])]
    return [float(x) - lr * g for x, g in zip(e, dz, strict=True)]


def step_in_loops(E, ids, upstream, lr, pad_id):
    new = [[float(x) for x in row] for row in E]
    for i, g in zip(ids, upstream, strict=True):
        for j in range(len(g)):
            if i != pad_id:
                new[i][j] -= lr * g[j]
    return new


def step_one_hot(E, ids, upstream, lr, pad_id):
    X = np.eye(len(E))[ids]
    X[:, pad_id] = 0
    return (E - lr * np.einsum("tv,td->vd", X, upstream)).astype(np.float32)


def run_entry_by_entry(E, gradients, lr, beta, decay):
    E = [[float(x) for x in row] for row in E]
    for i, row in enumerate(E):
        for j in range(len(row)):
            v = 0.0
            for G in gradients:
                v = beta * v + float(G[i, j])
                row[j] = (1 - lr * decay) * row[j] - lr * v
    return E


def run_in_float32(E, gradients, lr, beta, decay):
    E, v = E.astype(np.float32), np.zeros(E.shape, np.float32)
    for G in gradients.astype(np.float32):
        v = np.float32(beta) * v + G
        E = E - np.float32(lr) * (np.float32(decay) * E + v)
    return E


def fit_one_hot(E, W, ids, targets, lr, steps):
    X, losses = np.eye(len(E))[ids], []
    for _ in range(steps):
        dZ = X @ E @ W.T - targets
        losses.append(float(np.sum(dZ * dZ)) * 0.5)
        E = E - lr * X.T @ dZ @ W
    return E, np.array(losses)


def fit_position_by_position(E, W, ids, targets, lr, steps):
    E, losses = E.tolist(), []
    for _ in range(steps):
        old, loss = [list(row) for row in E], 0.0
        for i, target in zip(ids.tolist(), targets, strict=True):
            dz = W @ np.array(old[i]) - target
            loss += 0.5 * float(dz @ dz)
            for j, g in enumerate(W.T @ dz):
                E[i][j] -= lr * g
        losses.append(loss)
    return E, losses


RIGHT = [
    ("gradient-backwards", backwards_in_loops),
    ("gradient-backwards", lambda W1, W2, e, dz, lr: e - lr * dz @ W2 @ W1),
    (
        "gradient-backwards",
        lambda W1, W2, e, dz, lr: (e - lr * ((W2 @ W1).T @ dz)).astype(np.float32),
    ),
    ("gradient-by-hand", np.array([[1, -2], [0, 2], [1, 0]])),
    ("gradient-by-hand", ([1.0, -2.0], (0, 2), [1, 0.001])),
    ("gradient-mend-step", step_subtract_at),
    ("gradient-mend-step", step_in_loops),
    ("gradient-mend-step", step_one_hot),
    ("gradient-adam-unread", ["c", 2]),
    ("gradient-adam-unread", (" C ", np.int64(2))),
    ("gradient-unread-rows", run_right),
    ("gradient-unread-rows", run_entry_by_entry),
    ("gradient-unread-rows", run_in_float32),
    ("gradient-fit-rows", fitted),
    ("gradient-fit-rows", fit_one_hot),
    ("gradient-fit-rows", fit_position_by_position),
]
