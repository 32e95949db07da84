"""The table E: make it, read it, see it as a one-hot product, and count what it costs.

``E`` has shape (V, d): one row per token, row ``i`` is the vector of token ID ``i``.
"""

import numpy as np

from embedlab.checks import check_count, check_ids, check_out, check_table

__all__ = ["init_table", "lookup", "lookup_by_one_hot", "one_hot", "parameter_count", "table_bytes"]


def init_table(V, d, *, std=0.02, pad_id=None, seed=0):
    """A new table with entries drawn from N(0, std²).

    Parameters
    ----------
    V, d : int
        Rows (tokens) and columns (dimensions), each at least 1.
    std : float
        Standard deviation σ of each entry; 0.02 is what GPT-2 and BERT use.
    pad_id : int, optional
        A row to set to 0, for the padding token.
    seed : int
        The same seed gives the same table.

    Returns
    -------
    ndarray, shape (V, d), float32

    Raises
    ------
    ValueError
        If V or d is below 1, or std is negative or not finite.
    IndexError
        If pad_id is not a row.

    References
    ----------
    Radford et al. 2019 (GPT-2), Devlin et al. 2019 (BERT): N(0, 0.02²).

    Examples
    --------
    >>> init_table(3, 2, pad_id=0)[0]
    array([0., 0.], dtype=float32)
    """
    V, d = check_count("V", V), check_count("d", d)
    if not (np.isfinite(std) and std >= 0):
        raise ValueError(f"std must be a finite number ≥ 0, not {std}.")
    E = np.random.default_rng(seed).normal(0, std, (V, d)).astype(np.float32)
    if pad_id is not None:
        E[check_ids(pad_id, V)] = 0
    return E


def lookup(E, ids, *, out=None):
    """Read one row of E per ID: H[b, t] = E[X[b, t]].

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table.
    ids : array_like of int, any shape
        Token IDs in 0 … V−1; a repeated ID reads its row again.
    out : ndarray, shape ids.shape + (d,), optional
        Where to write the rows. Memory that is used again and again costs less than new memory.

    Returns
    -------
    ndarray, shape ids.shape + (d,)
        A copy: changing it leaves E alone. It is `out` if that was given.

    Raises
    ------
    TypeError
        If the IDs are not integers (booleans are not).
    ValueError
        If `out` has another shape or dtype than the result.
    IndexError
        If an ID is negative or ≥ V. NumPy alone would read row −1 without a word.

    Examples
    --------
    >>> lookup([[0, 1], [2, 0], [-1, 3], [4, -2]], [3, 1, 1, 0])
    array([[ 4, -2],
           [ 2,  0],
           [ 2,  0],
           [ 0,  1]])
    """
    E = check_table(E)
    ids = check_ids(ids, len(E))
    if out is not None:
        check_out(out, (*ids.shape, E.shape[1]), E.dtype)
    return E.take(ids, axis=0, out=out, mode="clip")  # checked already: clip is the fast mode


def one_hot(ids, V):
    """One row of V zeros per ID, with a 1 at the place of the ID.

    Parameters
    ----------
    ids : array_like of int, any shape
        Token IDs in 0 … V−1.
    V : int
        Vocabulary size.

    Returns
    -------
    ndarray, shape ids.shape + (V,), float32

    Raises
    ------
    TypeError, IndexError, ValueError
        If the IDs are not integers, one is out of range, or V is below 1.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    V = check_count("V", V)
    ids = check_ids(ids, V)
    return (ids[..., None] == np.arange(V)).astype(np.float32)  # (..., V)


def lookup_by_one_hot(E, ids):
    """The same as `lookup`, the long way: one_hot(ids) @ E. Time and memory grow with V.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table; its entries must be finite, since 0 · ∞ is not 0.
    ids : array_like of int, any shape
        Token IDs in 0 … V−1.

    Returns
    -------
    ndarray, shape ids.shape + (d,)

    Raises
    ------
    TypeError, IndexError
        As `lookup`.
    ValueError
        If E holds NaN or infinity.

    Examples
    --------
    >>> lookup_by_one_hot([[1., 0., 2.], [0., 1., 0.], [-1., 1., 1.]], 2)
    array([-1.,  1.,  1.])
    """
    E = check_table(E)
    if not np.isfinite(E).all():
        raise ValueError(
            "E holds NaN or infinity, and 0 · NaN is NaN: the product would spoil every row."
        )
    return one_hot(ids, len(E)).astype(E.dtype) @ E  # (..., V) @ (V, d)


def parameter_count(V, d):
    """Numbers in the table: V · d.

    Parameters
    ----------
    V, d : int
        Rows and columns, each at least 1.

    Returns
    -------
    int

    Raises
    ------
    TypeError, ValueError
        If V or d is not an integer of at least 1.

    Examples
    --------
    >>> parameter_count(50_257, 768)
    38597376
    """
    return check_count("V", V) * check_count("d", d)


def table_bytes(V, d, dtype="float32"):
    """Bytes that the table takes: V · d · bytes per number. 1 MB = 10⁶ bytes, 1 MiB = 2²⁰ bytes.

    Parameters
    ----------
    V, d : int
        Rows and columns, each at least 1.
    dtype : dtype_like
        Type of each number; float32 takes 4 bytes.

    Returns
    -------
    int

    Raises
    ------
    TypeError, ValueError
        If V or d is not an integer of at least 1.

    Examples
    --------
    >>> table_bytes(10_000, 256) / 1e6
    10.24
    """
    return parameter_count(V, d) * np.dtype(dtype).itemsize
