"""Answers to the exercises of lesson 14 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

from embedlab import cosine, cosine_matrix, procrustes

# ---- wrong ----------------------------------------------------------------------------------


def rotation_alone(M, R):
    return R


def between_transposed(M, R):
    return R.T @ M.T @ R


def sign_turned(M, R):
    return -(R.T @ M @ R)


def between_turned_twice(M, R):
    return R.T @ R.T @ M @ R @ R


def walks_without_return(edges, V, walks, length, window, seed):
    """A walk never goes back to the node that it came from."""
    rng, sentences = np.random.default_rng(seed), []
    for start in np.repeat(np.arange(V), walks).tolist():
        walk = [start]
        while len(walk) < length:
            known = [a + b - walk[-1] for a, b in edges if walk[-1] in (a, b)]
            walk.append(int(rng.choice([one for one in known if one not in walk[-2:-1]])))
        sentences.append(walk)
    return sentences, counted(sentences, V, window + 1)


def first_friend_only(edges, V, walks, length, window, seed):
    sentences = []
    for start in np.repeat(np.arange(V), walks).tolist():
        walk = [start]
        while len(walk) < length:
            walk.append(min(a + b - walk[-1] for a, b in edges if walk[-1] in (a, b)))
        sentences.append(walk)
    return sentences, counted(sentences, V, window)


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


def correlation_of_rows(A, B, n):
    return np.corrcoef(A[n:].ravel(), B[n:].ravel())[0, 1]


def remaining_distance(A, B, n):
    return np.linalg.norm(A[n:] @ procrustes(A[:n], B[:n]) - B[n:])


def cosine_of_cosines(A, B, n):
    return cosine(cosine_matrix(A[n:]), cosine_matrix(B[n:])).mean()


def best_member(A, B, n):
    return cosine(A[n:] @ procrustes(A[:n], B[:n]), B[n:]).max()


def median_member(A, B, n):
    return np.median(cosine(A[n:] @ procrustes(A[:n], B[:n]), B[n:]))


def last_member_left_out(A, B, n):
    return cosine(A[n:-1] @ procrustes(A[:n], B[:n]), B[n:-1]).mean()


def centred_first(A, B, n):
    A, B = A - A.mean(axis=0), B - B.mean(axis=0)
    return cosine(A[n:] @ procrustes(A[:n], B[:n]), B[n:]).mean()


def one_walk_from_each_node(edges, V, walks, length, window, seed):
    return walks_by_matrix(edges, V, 1, length, window, seed)


WRONG = [
    ("beyond-what-stays", (-3, 5, 8)),
    ("beyond-what-stays", (-4, 3, 8)),
    ("beyond-what-stays", (-4, 5, 0)),
    ("beyond-what-stays", (-4, 3)),
    ("beyond-turn-both", rotation_alone),
    ("beyond-turn-both", sign_turned),
    ("beyond-turn-both", between_transposed),
    ("beyond-turn-both", between_turned_twice),
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
    ("beyond-two-runs", last_member_left_out),
    ("beyond-two-runs", centred_first),
    ("beyond-walks-to-pairs", walks_without_return),
    ("beyond-walks-to-pairs", first_friend_only),
    ("beyond-walks-to-pairs", one_walk_from_each_node),
]


# ---- correct, in another style --------------------------------------------------------------


def between_by_einsum(M, R):
    return np.einsum("ki,kl,lj->ij", R, M.astype(np.float32), R.astype(np.float32))


def between_by_inverse(M, R):
    return np.linalg.inv(R) @ M @ np.linalg.inv(R.T)


def between_by_loops(M, R):
    d = range(len(R))
    return [[sum(float(R[k][i] * M[k][n] * R[n][j]) for k in d for n in d) for j in d] for i in d]


def counted(sentences, V, window):
    counts = np.zeros((V, V))
    for walk in sentences:
        for gap in range(1, window + 1):
            for a, b in zip(walk, walk[gap:], strict=False):
                counts[a, b] += 1
                counts[b, a] += 1
    return counts


def walks_by_matrix(edges, V, walks, length, window, seed):
    rng, A = np.random.default_rng(seed), np.zeros((V, V))
    for a, b in edges:
        A[a, b] = A[b, a] = 1
    P = A / A.sum(axis=1, keepdims=True)
    here = np.tile(np.arange(V), walks)
    columns = [here]
    for _ in range(length - 1):
        here = np.array([rng.choice(V, p=P[i]) for i in here])
        columns.append(here)
    sentences = np.transpose(columns).tolist()
    return sentences, counted(sentences, V, window).astype(int).tolist()


def moved_by_inverse(E, order):
    return E[np.argsort(order)]


def moved_by_loop(E, order):
    rows = [None] * len(E)
    for i, new in enumerate(order):
        rows[new] = E[i].tolist()
    return rows


def moved_by_product(E, order):
    return np.eye(len(E), dtype=np.float32)[:, order] @ E.astype(np.float32)


def agreement_by_svd(A, B, n):
    U, _, Vt = np.linalg.svd(A[:n].T @ B[:n])
    turned, other = A[n:] @ U @ Vt, B[n:]
    dots = (turned * other).sum(axis=1)
    return (dots / np.linalg.norm(turned, axis=1) / np.linalg.norm(other, axis=1)).mean()


def agreement_by_loop(A, B, n):
    R = procrustes(A[:n], B[:n])
    cosines = [float(cosine(a @ R, b)) for a, b in zip(A[n:], B[n:], strict=True)]
    return sum(cosines) / len(cosines)


def agreement_other_way(A, B, n):
    return np.mean(cosine(A[n:], B[n:] @ procrustes(A[:n], B[:n]).T))


RIGHT = [
    ("beyond-what-stays", [-4, 5, 8]),
    ("beyond-what-stays", np.array([-4.0, 25**0.5, 8.0])),
    ("beyond-turn-both", between_by_einsum),
    ("beyond-turn-both", between_by_inverse),
    ("beyond-turn-both", between_by_loops),
    ("beyond-new-ids", moved_by_inverse),
    ("beyond-new-ids", moved_by_loop),
    ("beyond-new-ids", moved_by_product),
    ("beyond-price", ("b", 1)),
    ("beyond-price", ["b", 1]),
    ("beyond-two-runs", agreement_by_svd),
    ("beyond-two-runs", agreement_by_loop),
    ("beyond-two-runs", agreement_other_way),
    ("beyond-walks-to-pairs", walks_by_matrix),
]
