"""Answers to the exercises of lesson 14 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

from embedlab import cosine, cosine_matrix, procrustes

# ---- wrong ----------------------------------------------------------------------------------


def rotation_alone(W, R):
    return R


def sign_turned(W, R):
    return -(W @ R)


def wide_output(W, R):
    return W @ R @ W.T


def rows_turned_off_axis(W, R):
    return (W @ R)[::-1]


def scaled_too(W, R):
    turned = W @ R
    return turned / np.linalg.norm(turned, axis=1, keepdims=True)


def sorted_ids(E, order):
    return E[np.sort(order)][::-1]


def twice_moved(E, order):
    return E[order][order]


def columns_moved(E, order):
    return E[:, np.argsort(order)[: E.shape[1]] % E.shape[1]]


def only_first_moved(E, order):
    moved = E.copy()
    moved[order[0]] = E[0]
    return moved


def swapped_one_by_one(E, order):
    for i, new in enumerate(order):
        E[new] = E[i]
    return E


def correlation_of_rows(A, B):
    return np.corrcoef(A.ravel(), B.ravel())[0, 1]


def remaining_distance(A, B):
    return np.linalg.norm(A @ procrustes(A, B) - B)


def cosine_of_cosines(A, B):
    return cosine(cosine_matrix(A), cosine_matrix(B)).mean()


def best_member(A, B):
    return cosine(A @ procrustes(A, B), B).max()


def median_member(A, B):
    return np.median(cosine(A @ procrustes(A, B), B))


def turned_rows_with_procrustes_of_rows(A, B):
    return cosine(procrustes(A, B) @ A.T, B.T).mean()


def centred_first(A, B):
    A, B = A - A.mean(axis=0), B - B.mean(axis=0)
    return cosine(A @ procrustes(A, B), B).mean()


WRONG = [
    ("beyond-what-stays", (-3, 5, 8)),
    ("beyond-what-stays", (-4, 3, 8)),
    ("beyond-what-stays", (-4, 5, 0)),
    ("beyond-what-stays", (-4, 3)),
    ("beyond-turn-both", rotation_alone),
    ("beyond-turn-both", sign_turned),
    ("beyond-turn-both", wide_output),
    ("beyond-turn-both", rows_turned_off_axis),
    ("beyond-turn-both", scaled_too),
    ("beyond-new-ids", sorted_ids),
    ("beyond-new-ids", twice_moved),
    ("beyond-new-ids", columns_moved),
    ("beyond-new-ids", only_first_moved),
    ("beyond-new-ids", swapped_one_by_one),
    ("beyond-price", ("b", 2)),
    ("beyond-price", ("c", 1)),
    ("beyond-price", ("a", 3)),
    ("beyond-price", "c"),
    ("beyond-two-runs", correlation_of_rows),
    ("beyond-two-runs", remaining_distance),
    ("beyond-two-runs", cosine_of_cosines),
    ("beyond-two-runs", best_member),
    ("beyond-two-runs", median_member),
    ("beyond-two-runs", turned_rows_with_procrustes_of_rows),
    ("beyond-two-runs", centred_first),
]


# ---- correct, in another style --------------------------------------------------------------


def outputs_by_einsum(W, R):
    return np.einsum("vd,de->ve", W.astype(np.float32), R.astype(np.float32))


def outputs_by_inverse(W, R):
    return np.linalg.solve(R, W.T).T


def outputs_by_loops(W, R):
    d = len(R)
    return [[sum(float(w[k] * R[k][j]) for k in range(d)) for j in range(d)] for w in W]


def moved_by_inverse(E, order):
    return E[np.argsort(order)]


def moved_by_loop(E, order):
    rows = [None] * len(E)
    for i, new in enumerate(order):
        rows[new] = E[i].tolist()
    return rows


def moved_by_product(E, order):
    return np.eye(len(E), dtype=np.float32)[:, order] @ E.astype(np.float32)


def agreement_by_svd(A, B):
    U, _, Vt = np.linalg.svd(A.T @ B)
    turned = A @ U @ Vt
    return ((turned * B).sum(1) / np.linalg.norm(turned, axis=1) / np.linalg.norm(B, axis=1)).mean()


def agreement_by_loop(A, B):
    R = procrustes(A, B)
    return sum(float(cosine(a @ R, b)) for a, b in zip(A, B, strict=True)) / len(A)


def agreement_other_way(A, B):
    return np.mean(cosine(A, B @ procrustes(A, B).T))


RIGHT = [
    ("beyond-what-stays", [-4, 5, 8]),
    ("beyond-what-stays", np.array([-4.0, 25**0.5, 8.0])),
    ("beyond-turn-both", outputs_by_einsum),
    ("beyond-turn-both", outputs_by_inverse),
    ("beyond-turn-both", outputs_by_loops),
    ("beyond-new-ids", moved_by_inverse),
    ("beyond-new-ids", moved_by_loop),
    ("beyond-new-ids", moved_by_product),
    ("beyond-price", ("b", 1)),
    ("beyond-price", ["b", 1]),
    ("beyond-two-runs", agreement_by_svd),
    ("beyond-two-runs", agreement_by_loop),
    ("beyond-two-runs", agreement_other_way),
]
