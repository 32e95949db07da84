"""How alike two vectors are: dot, norm, cosine; and which rows are nearest.

``E`` has shape (V, d), rows are tokens.
"""

import numpy as np

from embedlab.table import check_count, check_ids, check_table

__all__ = ["analogy", "center", "cosine", "cosine_matrix", "dot", "nearest", "norm"]

BLOCK = 4096  # rows of a table that are compared at a time


def check_vectors(name, a):
    """Return a as an array of finite vectors, shape (..., d), or refuse it."""
    __tracebackhide__ = True
    a = np.asarray(a)
    if a.ndim == 0 or a.dtype.kind not in "fiu":
        raise ValueError(f"{name} must be a vector of real numbers, shape (..., d), not {a!r}.")
    if not np.isfinite(a).all():
        raise ValueError(f"{name} holds NaN or infinity, so no score would mean anything; find where it arose.")
    return a if a.dtype.kind == "f" else a.astype(float)


def check_pair(a, b):
    """Return two arrays of vectors of one length d, or refuse them with both shapes."""
    __tracebackhide__ = True
    a, b = check_vectors("a", a), check_vectors("b", b)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"a has shape {a.shape} and b has shape {b.shape}; their last axes, d, must be equal.")
    return a, b


def dot(a, b):
    """Sum of the products of the coordinates: a · b.

    Parameters
    ----------
    a, b : array_like, shape (..., d)
        Leading axes broadcast.

    Returns
    -------
    float or ndarray, shape (...)

    Raises
    ------
    ValueError
        If the last axes differ, or a value is not finite.

    Examples
    --------
    >>> float(dot([2, 0, 1], [1, 1, 0]))
    2.0
    """
    a, b = check_pair(a, b)
    return (a * b).sum(axis=-1)


def norm(a):
    """Length of a vector: ‖a‖ = √(a · a).

    Parameters
    ----------
    a : array_like, shape (..., d)

    Returns
    -------
    float or ndarray, shape (...)
        At least 0.

    Raises
    ------
    ValueError
        If a value is not finite.

    Examples
    --------
    >>> float(norm([3, 4]))
    5.0
    """
    return np.linalg.norm(check_vectors("a", a), axis=-1)


def unit(name, a):
    """Vectors of length 1 in the same directions; a zero vector has no direction and is refused."""
    __tracebackhide__ = True
    largest = np.abs(a).max(axis=-1, keepdims=True)
    if not (largest > 0).all():
        raise ValueError(f"{name} holds a zero vector, and its cosine is undefined: it points nowhere.")
    a = a / largest  # squares of very large or very small numbers would leave the range of floats
    return a / np.linalg.norm(a, axis=-1, keepdims=True)


def cosine(a, b):
    """Cosine of the angle between vectors: 1 same direction, 0 orthogonal, −1 opposite.

    Parameters
    ----------
    a, b : array_like, shape (..., d)
        Non-zero vectors; leading axes broadcast.

    Returns
    -------
    float or ndarray, shape (...)
        In [−1, 1], no unit.

    Raises
    ------
    ValueError
        If the last axes differ, a value is not finite, or a vector has length 0 (the angle is undefined).

    Examples
    --------
    >>> round(float(cosine([2, 0, 1], [1, 1, 0])), 3)
    0.632
    """
    a, b = check_pair(a, b)
    return np.clip((unit("a", a) * unit("b", b)).sum(axis=-1), -1, 1)  # rounding may step over 1


def cosine_matrix(A, B=None):
    """Cosine of every row of A with every row of B.

    Parameters
    ----------
    A : array_like, shape (N, d)
    B : array_like, shape (M, d), optional
        A itself if not given.

    Returns
    -------
    ndarray, shape (N, M)

    Raises
    ------
    ValueError
        As `cosine`.

    Examples
    --------
    >>> cosine_matrix([[1, 0], [0, 2], [-3, 0]])
    array([[ 1.,  0., -1.],
           [ 0.,  1.,  0.],
           [-1.,  0.,  1.]])
    """
    A = check_table(A, "A")
    A, B = check_pair(A, A if B is None else check_table(B, "B"))
    return np.clip(unit("A", A) @ unit("B", B).T, -1, 1)


def center(E):
    """Take the mean row away from every row.

    Parameters
    ----------
    E : array_like, shape (V, d)

    Returns
    -------
    ndarray, shape (V, d)
        Its columns have mean 0.

    Raises
    ------
    ValueError
        If E is not a table, or a value is not finite.

    Examples
    --------
    >>> center([[1, 2], [3, 6]])
    array([[-1., -2.],
           [ 1.,  2.]])
    """
    E = check_vectors("E", check_table(E))
    return E - E.mean(axis=0)


def nearest(E, query, k=5, *, exclude=(), norms=None):
    """The k rows whose direction is closest to the query's, by cosine; for one query or for many at once.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table. Rows of zeros have no direction and are passed over.
    query : array_like, shape (d,) or (n, d)
        One or more vectors, none of them zero. Many at once share the reading of the table.
    k : int
        How many, at least 1.
    exclude : array_like of int, shape (m,) or (n, m)
        Rows to leave out, most often the query's own: the same for every query, or m for each:
        ``nearest(E, E[ids], exclude=ids[:, None])``.
    norms : ndarray, shape (V,), optional
        ``norm(E)``, if it is known from before; else it is worked out again.

    Returns
    -------
    ids : ndarray of int, shape (k,) or (n, k)
        Best first; of equal scores the lower ID first.
    scores : ndarray, shape (k,) or (n, k)
        Their cosines.

    Raises
    ------
    TypeError, IndexError
        If an excluded row is not a row.
    ValueError
        If shapes do not fit, a value is not finite, a query is zero, or k is more than the rows there are.

    Examples
    --------
    >>> ids, scores = nearest([[1, 0], [1, 1], [0, 0], [0, 1]], [1, 0.1], k=2)
    >>> ids.tolist(), scores.round(3).tolist()
    ([0, 1], [0.995, 0.774])
    >>> nearest([[1, 0], [1, 1], [0, 1]], [[1, 0.1], [0, 1]], k=1)[0].tolist()
    [[0], [2]]
    """
    E, query = check_table(E), check_vectors("query", query)
    E = E if E.dtype.kind == "f" else E.astype(float)
    if query.ndim > 2:
        raise ValueError(f"query must be one vector, shape (d,), or several, shape (n, d), not {query.shape}.")
    if query.shape[-1] != E.shape[1]:
        raise ValueError(f"E has shape {E.shape} and query has shape {query.shape}; both need the same d.")
    if norms is not None and np.shape(norms) != (len(E),):
        raise ValueError(f"norms has shape {np.shape(norms)}; it needs one number per row of E, ({len(E)},).")
    queries = unit("query", np.atleast_2d(query)).astype(E.dtype)  # (n, d)
    exclude = check_ids(list(exclude), len(E))
    if exclude.ndim > 2 or (exclude.ndim == 2 and len(exclude) != len(queries)):
        raise ValueError(f"exclude has shape {exclude.shape}; give rows for all queries, shape (m,), "
                         f"or for each of the {len(queries)}, shape ({len(queries)}, m).")
    exclude = np.broadcast_to(exclude, (len(queries), exclude.shape[-1]))  # (n, m)
    ids, scores = running_best(E, queries, min(check_count("k", k), len(E)), exclude, norms)
    compared = (scores > -np.inf).sum(axis=1).min(initial=k)
    if compared < k:
        raise ValueError(f"k = {k} but only {compared} rows can be compared; ask for fewer.")
    scores = np.maximum(scores, -1)  # rounding may step over −1
    return (ids, scores) if query.ndim == 2 else (ids[0], scores[0])


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
            some = np.concatenate([best, np.minimum(scores[which, who], 1)])  # rounding may step over 1
            order = np.lexsort((some_ids, -some, some_of))  # by query, then by falling score, then by ID
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


def analogy(E, a, b, c, k=5, *, exclude_inputs=True):
    """a is to b as c is to ?: the rows nearest to E[b] − E[a] + E[c].

    Parameters
    ----------
    E : array_like, shape (V, d)
        The rows are taken as they are, not scaled to length 1.
    a, b, c : int
        Row IDs.
    k : int
        How many answers, at least 1.
    exclude_inputs : bool
        Leave a, b and c out of the answers. Most programs do so without a word; with them kept, the
        nearest row is often one of the inputs.

    Returns
    -------
    ids : ndarray of int, shape (k,)
    scores : ndarray, shape (k,)
        As `nearest`.

    Raises
    ------
    TypeError, IndexError, ValueError
        As `nearest`.

    References
    ----------
    Mikolov, Yih and Zweig 2013, for the method.

    Examples
    --------
    >>> E = [[0, 1], [1, 1], [0, 2], [1, 2], [5, -1]]
    >>> analogy(E, 0, 1, 2, k=1)[0].tolist()
    [3]
    """
    E = check_table(E)
    a, b, c = (int(check_ids(i, len(E))) for i in (a, b, c))
    return nearest(E, E[b] - E[a] + E[c], k, exclude=(a, b, c) if exclude_inputs else ())
