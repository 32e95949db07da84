"""What a batch does to the rows of E: gradients add up per row, then a step moves the table.

Everything is a pure function: a table goes in, a new table comes out; only an `out` that is given
is written into.
"""

from dataclasses import dataclass
from math import prod, sqrt

import numpy as np

from embedlab.checks import (
    as_numbers,
    check_count,
    check_finite,
    check_ids,
    check_out,
    check_rate,
    check_row,
    check_table,
    narrow,
    quiet,
    upstream_rows,
    widen,
)
from embedlab.fast import add_rows

__all__ = [
    "RowLedger",
    "finite_difference",
    "gradient_step",
    "linear_backward",
    "row_gradient",
    "row_ledger",
    "sparse_row_gradient",
]


def linear_backward(W, dz):
    """Send a gradient back through z = W e + b: ∂L/∂e = Wᵀ ∂L/∂z; (m, d) and (..., m) → (..., d).

    >>> linear_backward([[2, 1], [0, 1], [1, -1]], [3, 4, -1])
    array([5, 8])
    """
    W, dz = check_table(W, "W"), as_numbers(dz, "dz")
    if dz.ndim == 0 or dz.shape[-1] != len(W):
        raise ValueError(
            f"W has shape {W.shape} and dz has shape {dz.shape}; "
            f"dz needs {len(W)} numbers, one per row of W."
        )
    with quiet():
        back = widen(dz) @ widen(W)  # (..., m) @ (m, d): Wᵀ dz for each dz
    return narrow(back, dz, W, reach=lambda largest: len(W) * prod(largest))


def row_gradient(ids, upstream, V):
    """∂L/∂E of a lookup: each upstream gradient is added to the row that was looked up.

    Parameters
    ----------
    ids : array_like of int, any shape
        The IDs that were looked up.
    upstream : array_like, shape ids.shape + (d,)
        ∂L/∂H, one vector per lookup.
    V : int
        Rows of the table.

    Returns
    -------
    ndarray, shape (V, d)
        0 in rows that were not looked up; the sum in a row that was looked up twice.

    Examples
    --------
    >>> row_gradient([3, 1, 1, 0], [[1, 0], [0, 1], [2, 2], [-1, 1]], V=4)
    array([[-1.,  1.],
           [ 2.,  3.],
           [ 0.,  0.],
           [ 1.,  0.]])
    """
    ids = check_ids(ids, check_count("V", V))
    G = upstream_rows(ids, upstream)  # (N, d)
    # of G and dE, the smaller is looked through
    in_range = len(G) <= V and cannot_overflow(len(G), check_finite(G), G.dtype)
    dE = np.zeros((V, G.shape[1]), widen(G[:0]).dtype)
    with quiet():
        add_rows(dE, ids.ravel(), G)  # dE[ids] += G would keep only the last gradient of each row
    if not in_range and not np.isfinite(dE).all():
        check_finite(G)
        narrow(dE, dE)
    return dE if dE.dtype == G.dtype else narrow(dE, G)


def cannot_overflow(N, squares, dtype):
    """Whether N vectors with this sum of squares can be added to any row without leaving the range.

    By Cauchy and Schwarz no sum of N of them is longer than √(N · squares).
    """
    return sqrt(N * squares) < (1e29 if dtype.itemsize <= 4 else 1e299)


def sparse_row_gradient(ids, upstream):
    """The same gradient, only the rows that were looked up: what frameworks call a sparse gradient.

    Parameters
    ----------
    ids, upstream
        As `row_gradient`.

    Returns
    -------
    rows : ndarray of int, shape (R,)
        The rows that were looked up, each once, ascending.
    sums : ndarray, shape (R, d)
        The summed gradient of each.

    Examples
    --------
    >>> rows, sums = sparse_row_gradient([3, 1, 1], [[1, 0], [0, 1], [2, 2]])
    >>> rows, sums.tolist()
    (array([1, 3]), [[2.0, 3.0], [1.0, 0.0]])
    """
    ids = check_ids(ids, np.iinfo(np.intp).max)
    G = upstream_rows(ids, upstream)  # (N, d)
    check_finite(G)
    rows, place = np.unique(ids, return_inverse=True)
    sums = np.zeros((len(rows), G.shape[1]), widen(G[:0]).dtype)
    with quiet():
        add_rows(sums, place.ravel(), G)
    return rows, narrow(sums, G)


def gradient_step(E, ids, upstream, lr, *, pad_id=None, out=None):
    """One step of gradient descent on the rows that were looked up: E[i] ← E[i] − lr · ∂L/∂E[i].

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table; it is not changed, unless it is `out` too.
    ids : array_like of int, any shape
        The IDs that were looked up.
    upstream : array_like, shape ids.shape + (d,)
        ∂L/∂H, one vector per lookup.
    lr : float
        Learning rate η ≥ 0.
    pad_id : int, optional
        A row that must not learn.
    out : ndarray of float, shape (V, d), optional
        Where to write the new table. With ``out=E`` only the rows that were looked up are touched,
        and a step takes as long for a million rows as for a thousand.

    Returns
    -------
    ndarray, shape (V, d)
        A new table, or `out`; rows that were not looked up are equal bit for bit.

    Examples
    --------
    >>> gradient_step([[1, -1], [5, 5]], [0], [[6, 4]], lr=0.1)
    array([[ 0.4, -1.4],
           [ 5. ,  5. ]])
    """
    table, lr = check_table(E), check_rate("lr", lr)
    ids = check_ids(ids, len(table))
    G = upstream_rows(ids, upstream)  # (N, d)
    squares, ids = check_finite(G), ids.ravel()
    if G.shape[1] != table.shape[1]:
        raise ValueError(f"upstream has d = {G.shape[1]} but the table has d = {table.shape[1]}.")
    dtype = table.dtype if table.dtype.kind == "f" else np.dtype(float)
    if out is not None:
        check_out(out, table.shape, dtype)
    if pad_id is not None:
        learns = ids != check_row("pad_id", pad_id, len(table))
        ids, G = ids[learns], G[learns]
    plain = dtype.itemsize > 2 and cannot_overflow(len(G), lr * lr * squares, dtype)
    if plain:
        steps = (-lr * widen(G)).astype(dtype, copy=False)
    else:  # the rows apart, in wide floats, and looked at before anything is written
        rows, place = np.unique(ids, return_inverse=True)
        moved = widen(table[rows])
        with quiet():
            add_rows(moved, place, (-lr * widen(G)).astype(moved.dtype))
        moved = narrow(moved, dtype, table[rows])
    if out is None:
        out = table.astype(dtype)
    elif out is not E:
        out[:] = table
    if plain:  # a row looked up twice takes two steps, which is their sum
        add_rows(np.asarray(out), ids, steps)
    else:
        out[rows] = moved
    return out


def finite_difference(loss, E, *, eps=1e-4):
    """The gradient of a loss by trying: move each entry a little both ways, divide the difference.

    Slow (two losses per entry) and independent of any formula: it judges a gradient worked out by
    hand.

    Parameters
    ----------
    loss : callable
        Takes a table of shape (V, d), returns one number.
    E : array_like, shape (V, d)
        Where to take the gradient.
    eps : float
        How far each entry is moved, above 0; the error shrinks with eps².

    Returns
    -------
    ndarray, shape (V, d), float64

    Examples
    --------
    >>> finite_difference(lambda E: (E**2).sum(), [[1.0, -3.0]]).round(6)
    array([[ 2., -6.]])
    """
    E = narrow(check_table(E), np.float64)
    if not check_rate("eps", eps) > 0:
        raise ValueError(f"eps must be above 0, not {eps}.")
    G = np.zeros_like(E)
    for place in np.ndindex(*E.shape):
        values, moved = [], []
        for sign in (+1, -1):
            table = E.copy()
            table[place] += sign * eps
            values.append(np.asarray(loss(table), dtype=float))
            moved.append(table[place])
        if values[0].shape != () or not np.isfinite(values).all():
            raise ValueError(
                f"loss must return one finite number; moving entry {place} it gave {values[0]}."
            )
        if abs(moved[0] - moved[1] - 2 * eps) > 1e-3 * eps:
            raise ValueError(
                f"eps = {eps} is lost in the rounding of {E[place]}; take a larger eps."
            )
        G[place] = (values[0] - values[1]) / (2 * eps)
    return G


@dataclass(frozen=True)
class RowLedger:
    """The book-keeping of one step, row by row; `print` it.

    Attributes
    ----------
    counts : ndarray of int, shape (V,)
        How often each row was read.
    contributions : tuple of V ndarrays, shapes (counts[i], d)
        The upstream gradients that each row received, in reading order.
    sums, before, after : ndarray, shape (V, d)
        Summed gradient; the table before and after the step.
    wrong : ndarray, shape (V, d)
        The table after a step with ``dE[ids] += G``, which keeps one contribution per row.
    lr : float
    """

    counts: np.ndarray
    contributions: tuple
    sums: np.ndarray
    before: np.ndarray
    after: np.ndarray
    wrong: np.ndarray
    lr: float

    def __str__(self):
        lines = [
            f"one step, lr = {self.lr:g}",
            "row  read  contributions → sum | before → after | with dE[ids] += G",
        ]
        for i, n in enumerate(self.counts):
            parts = " + ".join(format_vector(g) for g in self.contributions[i]) or "none"
            same = np.array_equal(self.wrong[i], self.after[i])
            wrong = "the same" if same else f"{format_vector(self.wrong[i])}  ← lost"
            lines.append(
                f"{i:>3}  {n:>3}×  {parts} → {format_vector(self.sums[i])} | "
                f"{format_vector(self.before[i])} → {format_vector(self.after[i])} | {wrong}"
            )
        return "\n".join(lines)


def row_ledger(E, ids, upstream, lr):
    """Write down what one step does to every row, and what the step that loses duplicates would do.

    Parameters
    ----------
    E, ids, upstream, lr
        As `gradient_step`.

    Returns
    -------
    RowLedger

    Examples
    --------
    >>> print(row_ledger([[0, 1], [2, 0]], [1, 1], [[0, 1], [2, 2]], lr=0.5))
    one step, lr = 0.5
    row  read  contributions → sum | before → after | with dE[ids] += G
      0    0×  none → [0, 0] | [0, 1] → [0, 1] | the same
      1    2×  [0, 1] + [2, 2] → [2, 3] | [2, 0] → [1, -1.5] | [1, -1]  ← lost
    """
    after = gradient_step(E, ids, upstream, lr)
    before, V = np.array(E, after.dtype), len(after)
    ids = check_ids(ids, V)
    G, ids = upstream_rows(ids, upstream), ids.ravel()
    lossy = np.zeros(after.shape, widen(G).dtype)
    lossy[ids] = G  # what dE[ids] += G leaves: the last contribution of each row
    with quiet():
        wrong = narrow(widen(before) + (-lr * lossy).astype(widen(before).dtype), before)
    return RowLedger(
        counts=np.bincount(ids, minlength=V),
        contributions=tuple(G[ids == i] for i in range(V)),
        sums=row_gradient(ids, G, V),
        before=before,
        after=after,
        wrong=wrong,
        lr=float(lr),
    )


def format_vector(v):
    return "[" + ", ".join(f"{x + 0.0:.4g}" for x in np.asarray(v, float).round(6)) + "]"
