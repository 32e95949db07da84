"""What is tuned for speed: each function equals one plain line of NumPy, several times as fast.

Tests hold each equal to that line. The callers have checked IDs and shapes.
"""

from math import isfinite

import numpy as np

from embedlab.checks import check_vectors, quiet, unit_vectors, widen

__all__ = ["add_rows", "cosines", "lengths", "product", "running_best", "scatter"]

BLOCK, SMALL_BLOCK = 4096, 512  # rows of a table that are compared, or multiplied, at a time
ON_ONE_THREAD = 2**18  # multiplications; OpenBLAS spreads a larger product over threads
FEW, EVEN = 20, 32  # queries whose products stay on one thread, in blocks of a multiple of rows
PAIRS = {np.dtype("f4"): np.complex64, np.dtype("f8"): np.complex128}  # two entries as one number


def add_rows(table, ids, G):
    """Plainly: ``np.add.at(table, ids, G)``, in place, with table (V, d), ids (N,), G (N, d).

    The table is seen as one long row, entry after entry: one-dimensional is what `ufunc.at` does
    fastest.

    >>> table = np.zeros((2, 2))
    >>> add_rows(table, np.array([1, 1]), np.array([[0.0, 1.0], [2.0, 2.0]]))
    >>> table
    array([[0., 0.],
           [2., 3.]])
    """
    d = table.shape[1]
    if ids.dtype.kind not in "iu" or G.shape != (len(ids), d):
        raise ValueError(f"ids {ids.dtype} {ids.shape} and G {G.shape} do not fit {table.shape}.")
    if not table.flags.c_contiguous:
        return np.add.at(table, ids, G)
    pair = PAIRS.get(table.dtype)
    if pair and table.dtype == G.dtype and d % 2 == 0:
        table, G, d = table.view(pair), np.ascontiguousarray(G).view(pair), d // 2
    some = max(1, 2**15 // max(1, d))  # rows whose places in the table fit into the cache
    entries, columns, starts = table.reshape(-1), np.arange(d), ids.astype(np.intp) * d
    # one long sum is quicker than many short ones
    tiles = np.tile(columns, some) if len(ids) > some else None
    for n in range(0, len(ids), some):
        part = starts[n : n + some]
        if tiles is None:
            places = (part[:, None] + columns).ravel()
        else:
            places = part.repeat(d)
            places += tiles[: len(places)]
        np.add.at(entries, places, G[n : n + some].ravel())


def product(A, B, even=1):
    """Plainly: ``A @ B``, for small matrices, in blocks of rows that stay on one thread.

    On a busy machine the threads of one product wait for each other, 10 to 50 times their work.
    Each block has a multiple of `even` rows, since BLAS may round its last few in another way.

    >>> product(np.ones((2, 3)), np.ones((3, 1))).tolist()
    [[3.0], [3.0]]
    """
    rows = max(even, ON_ONE_THREAD // max(1, B.size) // even * even)
    if len(A) <= rows:
        return A @ B
    return np.concatenate([A[k : k + rows] @ B for k in range(0, len(A), rows)])


def lengths(a):
    """Plainly: ``np.linalg.norm(a, axis=-1)``, also where squares leave the range of floats.

    >>> lengths(np.array([[3.0, 4.0], [3e200, 4e200]]))
    array([5.e+000, 5.e+200])
    """
    with quiet():
        norms = np.linalg.norm(a, axis=-1)
    odd = ~in_safe_range(norms)
    if odd.any():
        norms, rows = np.asarray(norms), a[odd]
        largest = np.abs(rows).max(axis=-1, initial=0)
        scale = np.where(largest > 0, largest, 1)
        with quiet():
            norms[odd] = scale * np.linalg.norm(rows / scale[..., None], axis=-1)
    return norms


def in_safe_range(norms):
    """Whether a row's squares stayed within the range of floats, even of float32."""
    return (norms > 1e-12) & (norms < 1e12)


def running_best(E, queries, k, exclude, norms=None):
    """Plainly: ``np.argsort(-cosines(E, queries), axis=0, stable=True)[:k].T``, and these cosines.

    Found block by block, so that E is read from memory once and never copied. E has shape (V, d),
    the queries of length 1 (n, d), the rows to leave out for each query (n, m), the lengths of the
    rows, if known, (V,). IDs and scores have shape (n, k); a score of −∞ stands for "no further
    row".

    >>> running_best(np.eye(3), np.array([[0.6, 0.8, 0.0]]), 2, np.zeros((1, 0), int))[0].tolist()
    [[1, 0]]
    """
    n = len(queries)
    of = np.repeat(np.arange(n), k)  # whose they are: the k best so far of query 0, of query 1, …
    ids, best = np.zeros(n * k, int), np.full(n * k, -np.inf, queries.dtype)
    for start in range(0, len(E), BLOCK):
        rows = slice(start, start + BLOCK)
        scores = cosines(widen(E[rows]), queries, None if norms is None else norms[rows])  # (B, n)
        who, which = np.nonzero((exclude >= start) & (exclude < start + BLOCK))
        scores[exclude[who, which] - start, who] = -np.inf
        worst = best[k - 1 :: k]  # (n,)
        if start == 0 and k < len(scores):
            kth = np.minimum(np.partition(scores, -k, axis=0)[-k], 1)
            worst = np.nextafter(kth, -np.inf)  # more than the k best need no sorting
        which, who = np.divmod(np.flatnonzero(scores > worst), n)  # few, after the first block
        if len(who):
            some_of, some_ids = np.concatenate([of, who]), np.concatenate([ids, which + start])
            some = np.concatenate([best, np.minimum(scores[which, who], 1)])  # not over 1
            # by query, then by falling score, then by ID
            order = np.lexsort((some_ids, -some, some_of))
            first = np.searchsorted(some_of[order], np.arange(n))
            kept = order[first[:, None] + np.arange(k)].ravel()
            ids, best = some_ids[kept], some[kept]
    return ids.reshape(n, k), best.reshape(n, k)


def cosines(E, queries, norms=None):
    """Plainly: ``E @ queries.T / np.linalg.norm(E, axis=1)[:, None]``, and −∞ for a row of zeros.

    E is a block of a table, (B, d), small enough to stay in the cache: it is read twice, for the
    products and for the lengths. The queries (n, d) have length 1 and E's dtype. Rounding may step
    over 1.

    >>> cosines(np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[1.0, 0.0]])).tolist()
    [[0.6], [-inf]]
    """
    given = norms is not None
    with quiet():
        norms = norms if given else np.sqrt(np.vecdot(E, E))
        # for one query, vecdot reads faster than a matrix product does
        if len(queries) == 1:
            scores = np.vecdot(E, queries)[:, None]
        else:
            few = len(queries) <= FEW
            scores = product(E, queries.T, EVEN) if few else E @ queries.T
    # a row with NaN shows in its length; a length that was given may hide it, a score does not
    if given and not isfinite(scores[:, :1].sum()):
        check_vectors("E", E)
    safe = in_safe_range(norms)
    scores /= np.where(safe, norms, 1)[:, None]
    if not safe.all():
        rows = check_vectors("E", E[~safe])
        some = (rows != 0).any(axis=1)
        scores[~safe] = -np.inf
        scores[np.flatnonzero(~safe)[some]] = unit_vectors("E", rows[some]) @ queries.T
    return scores


def scatter(E, mean):
    """Plainly: ``C.T @ C`` of the centred rows C = E − mean, which are never all in memory.

    >>> scatter(np.array([[0.0, 0], [2, 2]]), np.array([1.0, 1]))
    array([[2., 2.],
           [2., 2.]])
    """
    # each block stays in the cache
    blocks = (E[n : n + SMALL_BLOCK] - mean for n in range(0, len(E), SMALL_BLOCK))
    return sum(C.T @ C for C in blocks)
