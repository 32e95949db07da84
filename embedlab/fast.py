"""What is tuned for speed: each function does what one plain line of NumPy says, several times as fast.

Tests hold each equal to that line. Nothing is checked here; callers have done so.
"""

import numpy as np

from embedlab.checks import check_vectors, unit

__all__ = ["add_rows", "cosines", "running_best", "scatter"]


def add_rows(table, ids, G):
    """Add G[n] to table[ids[n]] for every n, in place: `np.add.at(table, ids, G)`, several times as fast.

    The table is seen as one long row, entry after entry: one-dimensional is what `ufunc.at` does fastest.

    Parameters
    ----------
    table : ndarray, shape (V, d)
        It is changed.
    ids : ndarray of int, shape (N,)
        Rows in 0 … V−1, not checked here; a row may occur many times.
    G : ndarray, shape (N, d)
        What is added.

    Examples
    --------
    >>> table = np.zeros((2, 2))
    >>> add_rows(table, np.array([1, 1]), np.array([[0.0, 1.0], [2.0, 2.0]]))
    >>> table
    array([[0., 0.],
           [2., 3.]])
    """
    if not table.flags.c_contiguous:
        return np.add.at(table, ids, G)
    pair = {"f": np.complex64, "d": np.complex128}.get(table.dtype.char)
    if pair and table.dtype == G.dtype and table.shape[1] % 2 == 0:
        table, G = table.view(pair), np.ascontiguousarray(G).view(pair)  # two entries at once
    d = table.shape[1]
    some = max(1, 2**15 // max(1, d))  # rows whose places in the table fit into the cache
    entries, columns, starts = table.reshape(-1), np.arange(d), ids.astype(np.intp) * d
    tiles = (
        np.tile(columns, some) if len(ids) > some else None
    )  # one long sum is quicker than many short ones
    for n in range(0, len(ids), some):
        part = starts[n : n + some]
        if tiles is None:
            places = (part[:, None] + columns).ravel()
        else:
            places = part.repeat(d)
            places += tiles[: len(places)]
        np.add.at(entries, places, G[n : n + some].ravel())


BLOCK, SMALL_BLOCK = 4096, 512  # rows of a table that are compared, or multiplied, at a time


def running_best(E, queries, k, exclude, norms=None):
    """The k best rows for each query, found block by block, so that E is read from memory once and never copied.

    Parameters
    ----------
    E : ndarray of float, shape (V, d)
    queries : ndarray, shape (n, d)
        Of length 1 and the same dtype as E.
    k : int
    exclude : ndarray of int, shape (n, m)
        Rows to leave out for each query.
    norms : ndarray, shape (V,), optional
        Lengths of the rows.

    Returns
    -------
    ids, scores : ndarray, shape (n, k)
        Where fewer than k rows can be compared, a score is −∞.

    Examples
    --------
    >>> running_best(np.eye(3), np.array([[0.6, 0.8, 0.0]]), 2, np.zeros((1, 0), int))[0].tolist()
    [[1, 0]]
    """
    n = len(queries)
    of = np.repeat(np.arange(n), k)  # whose they are: the k best so far of query 0, of query 1, …
    ids, best = np.zeros(n * k, int), np.full(n * k, -np.inf, E.dtype)
    for start in range(0, len(E), BLOCK):
        rows = slice(start, start + BLOCK)
        scores = cosines(E[rows], queries, None if norms is None else norms[rows])  # (B, n)
        who, which = np.nonzero((exclude >= start) & (exclude < start + BLOCK))
        scores[exclude[who, which] - start, who] = -np.inf
        worst = best[k - 1 :: k]  # (n,)
        if start == 0 and k < len(scores):
            kth = np.minimum(np.partition(scores, -k, axis=0)[-k], 1)
            worst = np.nextafter(kth, -np.inf)  # more than the k best need no sorting
        which, who = np.divmod(np.flatnonzero(scores > worst), n)  # few, after the first block
        if len(who):
            some_of, some_ids = np.concatenate([of, who]), np.concatenate([ids, which + start])
            some = np.concatenate(
                [best, np.minimum(scores[which, who], 1)]
            )  # rounding may step over 1
            order = np.lexsort(
                (some_ids, -some, some_of)
            )  # by query, then by falling score, then by ID
            first = np.searchsorted(some_of[order], np.arange(n))
            kept = order[first[:, None] + np.arange(k)].ravel()
            ids, best = some_ids[kept], some[kept]
    return ids.reshape(n, k), best.reshape(n, k)


def cosines(E, queries, norms=None):
    """Cosine of each query with every row of a block of a table.

    Parameters
    ----------
    E : ndarray of float, shape (B, d)
        Small enough to stay in the cache: it is read twice, for the products and for the lengths.
    queries : ndarray, shape (n, d)
        Of length 1 and the same dtype as E.
    norms : ndarray, shape (B,), optional
        Lengths of the rows.

    Returns
    -------
    ndarray, shape (B, n)
        −∞ for a row of zeros, which has no direction. Rounding may step over 1.

    Raises
    ------
    ValueError
        If a row is not finite.

    Examples
    --------
    >>> cosines(np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[1.0, 0.0]])).tolist()
    [[0.6], [-inf]]
    """
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.sqrt(np.vecdot(E, E)) if norms is None else norms
        # for one query, vecdot reads faster than a matrix product does
        scores = np.vecdot(E, queries)[:, None] if len(queries) == 1 else E @ queries.T
    safe = (norms > 1e-12) & (norms < 1e12)  # else squaring may have left the range of floats
    scores /= np.where(safe, norms, 1)[:, None]
    if not safe.all():
        rows = check_vectors("E", E[~safe])
        some = (rows != 0).any(axis=1)
        scores[~safe] = -np.inf
        scores[np.flatnonzero(~safe)[some]] = unit("E", rows[some]) @ queries.T
    return scores


def scatter(E, mean):
    """CᵀC of the centred rows C = E − mean: the covariance, times the number of rows.

    Parameters
    ----------
    E : ndarray, shape (V, d)
    mean : ndarray of float, shape (d,)

    Returns
    -------
    ndarray, shape (d, d)

    Examples
    --------
    >>> scatter(np.array([[0.0, 0], [2, 2]]), np.array([1.0, 1]))
    array([[2., 2.],
           [2., 2.]])
    """
    parts = (
        E[n : n + SMALL_BLOCK] - mean for n in range(0, len(E), SMALL_BLOCK)
    )  # each stays in the cache
    return sum(C.T @ C for C in parts)
