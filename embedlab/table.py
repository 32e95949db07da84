"""The table E: make it, look up its rows, see it as a one-hot product, and count what it costs.

``E`` has shape (V, d): one row per token, row ``i`` is the vector of token ID ``i``.
"""

import numpy as np

from embedlab.checks import (
    check_count,
    check_ids,
    check_out,
    check_rate,
    check_row,
    check_table,
    narrow,
)

__all__ = ["init_table", "lookup", "lookup_by_one_hot", "one_hot", "parameter_count", "table_bytes"]


def init_table(V, d, *, std=0.02, pad_id=None, seed=0):
    """A new table, shape (V, d), float32, with entries drawn from N(0, std²).

    The same seed gives the same table; the row of `pad_id`, for the padding token, is 0. σ = 0.02
    is what GPT-2 (Radford et al. 2019) and BERT (Devlin et al. 2019) use.

    >>> init_table(3, 2, pad_id=0)[0]
    array([0., 0.], dtype=float32)
    """
    V, d = check_count("V", V), check_count("d", d)
    std, seed = check_rate("std", std), check_count("seed", seed, least=0)
    E = narrow(np.random.default_rng(seed).normal(0, std, (V, d)), np.float32)
    if pad_id is not None:
        E[check_row("pad_id", pad_id, V)] = 0
    return E


def lookup(E, ids, *, out=None):
    """One row of E per ID, copied: H[b, t] = E[X[b, t]].

    Parameters
    ----------
    E : array_like, shape (V, d)
    ids : array_like of int, any shape
        Token IDs in 0 … V−1. NumPy alone would take −1 for the last row without a word.
    out : ndarray, shape ids.shape + (d,), optional
        Where to write the rows. Memory that is used again and again costs less than new memory.

    Returns
    -------
    ndarray, shape ids.shape + (d,)

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
    """V zeros per ID with a 1 at the place of the ID: shape ids.shape + (V,), float32.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    ids = check_ids(ids, check_count("V", V))
    return (ids[..., None] == np.arange(V)).astype(np.float32)  # (..., V)


def lookup_by_one_hot(E, ids):
    """The same rows as `lookup`, the long way: one_hot(ids) @ E. Time and memory grow with V.

    >>> lookup_by_one_hot([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [-1.0, 1.0, 1.0]], 2)
    array([-1.,  1.,  1.])
    """
    E = check_table(E)
    if not np.isfinite(E).all():
        raise ValueError(
            "E holds NaN or infinity, and 0 · NaN is NaN: the product would corrupt every row."
        )
    return one_hot(ids, len(E)).astype(E.dtype) @ E  # (..., V) @ (V, d)


def parameter_count(V, d):
    """Numbers in the table: V · d.

    >>> parameter_count(50_257, 768)
    38597376
    """
    return check_count("V", V) * check_count("d", d)


def table_bytes(V, d, dtype="float32"):
    """Bytes of the table: V · d · bytes per number. 1 MB = 10⁶ bytes, 1 MiB = 2²⁰ bytes.

    >>> table_bytes(10_000, 256) / 1e6
    10.24
    """
    return parameter_count(V, d) * np.dtype(dtype).itemsize
