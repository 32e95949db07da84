"""How alike two vectors are: dot, norm, cosine; and which rows are nearest.

``E`` has shape (V, d), rows are tokens.
"""

import numpy as np

from embedlab.checks import check_count, check_ids, check_pair, check_table, check_vectors, unit
from embedlab.fast import running_best

__all__ = ["analogy", "center", "cosine", "cosine_matrix", "dot", "nearest", "norm"]


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
        raise ValueError(
            f"query must be one vector, shape (d,), or several, shape (n, d), not {query.shape}."
        )
    if query.shape[-1] != E.shape[1]:
        raise ValueError(
            f"E has shape {E.shape} and query has shape {query.shape}; both need the same d."
        )
    if norms is not None and np.shape(norms) != (len(E),):
        raise ValueError(
            f"norms has shape {np.shape(norms)}; it needs one number per row of E, ({len(E)},)."
        )
    queries = unit("query", np.atleast_2d(query)).astype(E.dtype)  # (n, d)
    exclude = check_ids(list(exclude), len(E))
    if exclude.ndim > 2 or (exclude.ndim == 2 and len(exclude) != len(queries)):
        raise ValueError(
            f"exclude has shape {exclude.shape}; give rows for all queries, shape (m,), "
            f"or for each of the {len(queries)}, shape ({len(queries)}, m)."
        )
    exclude = np.broadcast_to(exclude, (len(queries), exclude.shape[-1]))  # (n, m)
    ids, scores = running_best(E, queries, min(check_count("k", k), len(E)), exclude, norms)
    compared = (scores > -np.inf).sum(axis=1).min(initial=k)
    if compared < k:
        raise ValueError(f"k = {k} but only {compared} rows can be compared; ask for fewer.")
    scores = np.maximum(scores, -1)  # rounding may step over −1
    return (ids, scores) if query.ndim == 2 else (ids[0], scores[0])


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
