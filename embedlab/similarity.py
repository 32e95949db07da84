"""How alike two vectors are: dot, norm, cosine; and which rows are nearest.

``E`` has shape (V, d), rows are tokens.
"""

from collections.abc import Iterator, Set

import numpy as np

from embedlab.checks import (
    as_numbers,
    check_count,
    check_ids,
    check_pair,
    check_row,
    check_table,
    check_vectors,
    check_width,
    narrow,
    quiet,
    unit_vectors,
    widen,
)
from embedlab.fast import lengths, running_best

__all__ = ["analogy", "center", "cosine", "cosine_matrix", "dot", "nearest", "norm"]


def dot(a, b):
    """a · b, the sum of the products of the coordinates; (..., d) and (..., d) → (...), broadcast.

    >>> float(dot([2, 0, 1], [1, 1, 0]))
    2.0
    """
    a, b = check_pair(a, b)
    with quiet():
        return narrow((widen(a) * widen(b)).sum(axis=-1), a, b)


def norm(a):
    """‖a‖ = √(a · a), the length of a vector; (..., d) → (...).

    >>> float(norm([3, 4]))
    5.0
    """
    a = check_vectors("a", a)
    return narrow(lengths(widen(a)), a)


def cosine(a, b):
    """Cosine of the angle between vectors: 1 same direction, 0 orthogonal, −1 opposite.

    (..., d) and (..., d) → (...), broadcast. A zero vector has no direction and is refused.

    >>> round(float(cosine([2, 0, 1], [1, 1, 0])), 3)
    0.632
    """
    a, b = check_pair(a, b)
    scores = (unit_vectors("a", widen(a)) * unit_vectors("b", widen(b))).sum(axis=-1)
    return narrow(np.clip(scores, -1, 1), a, b)  # rounding may step over 1


def cosine_matrix(A, B=None):
    """Cosine of every row of A (N, d) with every row of B (M, d), or of A itself: (N, M).

    >>> cosine_matrix([[1, 0], [0, 2], [-3, 0]])
    array([[ 1.,  0., -1.],
           [ 0.,  1.,  0.],
           [-1.,  0.,  1.]])
    """
    A = check_table(A, "A")
    B = A if B is None else check_table(B, "B")
    A, B = check_vectors("A", A), check_vectors("B", B)
    check_width(A, B, "AB")
    scores = unit_vectors("A", widen(A)) @ unit_vectors("B", widen(B)).T
    return narrow(np.clip(scores, -1, 1), A, B)


def center(E):
    """Subtract the mean row from every row, (V, d) → (V, d): the columns then have mean 0.

    >>> center([[1, 2], [3, 6]])
    array([[-1., -2.],
           [ 1.,  2.]])
    """
    E = check_vectors("E", check_table(E))
    if not len(E):
        return E.copy()
    with quiet():
        return narrow(widen(E) - E.mean(axis=0, dtype=np.result_type(E, float)), E)


def nearest(E, query, k=5, *, exclude=(), norms=None):
    """The k rows closest in direction to the query, by cosine; for one query or for many at once.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table. Rows of zeros have no direction and are passed over.
    query : array_like, shape (d,) or (n, d)
        One or more vectors, none of them zero. Many at once share one pass over the table.
    k : int
        How many, at least 1.
    exclude : int or array_like of int, shape (m,) or (n, m)
        Rows to leave out, most often the query's own: the same for every query, or m for each:
        ``nearest(E, E[ids], exclude=ids[:, None])``.
    norms : array_like, shape (V,), optional
        ``norm(E)``, if it is known from before; else it is worked out again.

    Returns
    -------
    ids : ndarray of int, shape (k,) or (n, k)
        Best first; of equal scores the lower ID first.
    scores : ndarray, shape (k,) or (n, k)
        Their cosines.

    Examples
    --------
    >>> ids, scores = nearest([[1, 0], [1, 1], [0, 0], [0, 1]], [1, 0.1], k=2)
    >>> ids.tolist(), scores.round(3).tolist()
    ([0, 1], [0.995, 0.774])
    """
    if isinstance(query, str):
        raise TypeError(
            f"query is the word {query!r}, and an array knows no words; "
            f"Vectors(words, E).nearest({query!r}) does."
        )
    E, query = check_table(E), check_vectors("query", query)
    if query.ndim > 2:
        raise ValueError(
            f"query must be one vector, shape (d,), or several, shape (n, d), not {query.shape}."
        )
    if query.shape[-1] != E.shape[1]:
        raise ValueError(
            f"E has shape {E.shape} and query has shape {query.shape}; both need the same d."
        )
    if norms is not None:
        norms = widen(as_numbers(norms, "norms"))
        if norms.shape != (len(E),):
            raise ValueError(
                f"norms has shape {norms.shape} but E has {len(E)} rows; norm(E) gives one a row."
            )
    score_type = E.dtype if E.dtype.kind == "f" else np.dtype(float)
    queries = unit_vectors("query", widen(np.atleast_2d(query)))  # (n, d)
    queries = queries.astype(widen(E[:0]).dtype, copy=False)
    exclude = rows_to_exclude(exclude, len(E), len(queries))
    ids, scores = running_best(E, queries, min(check_count("k", k), len(E)), exclude, norms)
    compared = (scores > -np.inf).sum(axis=1).min(initial=k)
    if compared < k:
        raise ValueError(f"k = {k} but only {compared} rows can be compared; ask for fewer.")
    scores = np.maximum(scores, -1).astype(score_type, copy=False)  # rounding may step over −1
    return (ids, scores) if query.ndim == 2 else (ids[0], scores[0])


def rows_to_exclude(exclude, V, n):
    """The rows to leave out for each of n queries, (n, m), from IDs, one ID, a set or None."""
    if exclude is None:
        exclude = ()
    elif isinstance(exclude, Set | Iterator):
        exclude = list(exclude)
    exclude = np.atleast_1d(check_ids(exclude, V, "exclude"))
    if exclude.ndim > 2 or (exclude.ndim == 2 and len(exclude) != n):
        raise ValueError(
            f"exclude has shape {exclude.shape}; give rows for all queries, shape (m,), "
            f"or for each of the {n}, shape ({n}, m)."
        )
    return np.broadcast_to(exclude, (n, exclude.shape[-1]))


def analogy(E, a, b, c, k=5, *, exclude_inputs=True):
    """a is to b as c is to ?: the rows nearest to E[b] − E[a] + E[c] (Mikolov, Yih and Zweig 2013).

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
    ids, scores : ndarray, shape (k,)
        As `nearest`.

    Examples
    --------
    >>> E = [[0, 1], [1, 1], [0, 2], [1, 2], [5, -1]]
    >>> analogy(E, 0, 1, 2, k=1)[0].tolist()
    [3]
    """
    E = check_table(E)
    a, b, c = (check_row(name, i, len(E)) for name, i in zip("abc", (a, b, c), strict=True))
    rows = widen(E[[a, b, c]])  # (3, d)
    with quiet():
        target = narrow(rows[1] - rows[0] + rows[2], rows)
    return nearest(E, target, k, exclude=(a, b, c) if exclude_inputs else ())
