"""How alike two vectors are: dot, norm, cosine; and which rows are nearest.

``E`` has shape (V, d), rows are tokens.
"""

import numpy as np

from embedlab.table import check_count, check_ids, check_table

__all__ = ["analogy", "center", "cosine", "cosine_matrix", "dot", "nearest", "norm"]


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


def nearest(E, query, k=5, *, exclude=()):
    """The k rows whose direction is closest to the query's, by cosine.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table. Rows of zeros have no direction and are passed over.
    query : array_like, shape (d,)
        A non-zero vector.
    k : int
        How many, at least 1.
    exclude : sequence of int
        Rows to leave out, most often the query's own.

    Returns
    -------
    ids : ndarray of int, shape (k,)
        Best first; of equal scores the lower ID first.
    scores : ndarray, shape (k,)
        Their cosines.

    Raises
    ------
    TypeError, IndexError
        If an excluded row is not a row.
    ValueError
        If shapes do not fit, a value is not finite, the query is zero, or k is more than the rows there are.

    Examples
    --------
    >>> ids, scores = nearest([[1, 0], [1, 1], [0, 0], [0, 1]], [1, 0.1], k=2)
    >>> ids.tolist(), scores.round(3).tolist()
    ([0, 1], [0.995, 0.774])
    """
    E, query = check_table(E), check_vectors("query", query)
    E = E if E.dtype.kind == "f" else E.astype(float)
    if query.ndim != 1:
        raise ValueError(f"query must be one vector, shape (d,), not {query.shape}.")
    if len(query) != E.shape[1]:
        raise ValueError(f"E has shape {E.shape} and query has shape {query.shape}; both need the same d.")
    scores = cosines(E, unit("query", query).astype(E.dtype))
    scores[check_ids(list(exclude), len(E))] = -np.inf
    compared = int((scores > -np.inf).sum())
    if check_count("k", k) > compared:
        raise ValueError(f"k = {k} but only {compared} rows can be compared; ask for fewer.")
    among = np.flatnonzero(scores >= np.partition(scores, -k)[-k])  # the k best, and equals of the last
    best = among[np.argsort(-scores[among], kind="stable")[:k]]
    return best, scores[best]


def cosines(E, query):
    """Cosine of every row of a table with one vector of length 1, reading the table from memory once.

    Parameters
    ----------
    E : ndarray of float, shape (V, d)
    query : ndarray, shape (d,)
        Of length 1 and the same dtype as E.

    Returns
    -------
    ndarray, shape (V,)
        −∞ for a row of zeros, which has no direction.

    Raises
    ------
    ValueError
        If a row is not finite.

    Examples
    --------
    >>> cosines(np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([1.0, 0.0])).tolist()
    [0.6, -inf]
    """
    scores = np.empty(len(E), E.dtype)
    for start in range(0, len(E), 4096):  # a block stays in the cache for its second reading
        block = E[start : start + 4096]
        squares = np.vecdot(block, block)  # (B,)
        safe = (squares > 1e-24) & (squares < 1e24)  # else squaring may have left the range of floats
        part = scores[start : start + 4096]
        np.divide(np.vecdot(block, query), np.sqrt(squares, where=safe, out=squares), where=safe, out=part)
        if not safe.all():
            rows = check_vectors("E", block[~safe])
            some = (rows != 0).any(axis=1)
            part[~safe] = -np.inf
            part[np.flatnonzero(~safe)[some]] = (unit("E", rows[some]) * query).sum(axis=1)
    return np.clip(scores, -1, 1, out=scores, where=scores > -np.inf)


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
