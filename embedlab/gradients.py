"""What a batch does to the rows of E: gradients add up per row, then a step moves the table.

Everything is a pure function: a table goes in, a new table comes out; only an `out` that is given is written into.
"""

from dataclasses import dataclass

import numpy as np

from embedlab.checks import (
    check_count,
    check_finite,
    check_ids,
    check_out,
    check_rate,
    check_table,
    check_upstream,
    upstream_rows,
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
    """Send a gradient back through z = W e + b: ∂L/∂e = Wᵀ ∂L/∂z.

    Parameters
    ----------
    W : array_like, shape (m, d)
        Weights of the layer that reads the embedding.
    dz : array_like, shape (..., m)
        ∂L/∂z, one or many.

    Returns
    -------
    ndarray, shape (..., d)
        ∂L/∂e.

    Raises
    ------
    ValueError
        If the last axis of dz is not m: a forgotten transpose, most often.

    Examples
    --------
    >>> linear_backward([[2, 1], [0, 1], [1, -1]], [3, 4, -1])
    array([5, 8])
    """
    W, dz = check_table(W, "W"), np.asarray(dz)
    if dz.ndim == 0 or dz.shape[-1] != len(W):
        raise ValueError(
            f"W has shape {W.shape} and dz has shape {dz.shape}; "
            f"dz needs {len(W)} numbers, one per row of W."
        )
    return dz @ W  # (..., m) @ (m, d): Wᵀ dz for each dz


def row_gradient(ids, upstream, V):
    """∂L/∂E of a lookup: each upstream gradient is added to the row that was read.

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
        Rows that were not read are 0; a row read twice holds the sum.

    Raises
    ------
    TypeError, IndexError
        If the IDs are not integers, or one is outside 0 … V−1.
    ValueError
        If the shapes do not fit, or upstream is not finite.

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
    if few := len(G) <= V:
        check_finite(G)
    dE = np.zeros((V, G.shape[1]), G.dtype)
    with np.errstate(invalid="ignore"):  # ∞ − ∞: refused below
        add_rows(
            dE, ids.ravel(), G
        )  # dE[ids] += G would keep only the last contribution of a repeated row
    if not few and not np.isfinite(dE).all():  # of G and dE, the smaller is looked through
        check_finite(G)
    return dE


def sparse_row_gradient(ids, upstream):
    """The same gradient, only the rows that are not 0: what frameworks call a sparse gradient.

    Parameters
    ----------
    ids : array_like of int, any shape
        The IDs that were looked up.
    upstream : array_like, shape ids.shape + (d,)
        ∂L/∂H, one vector per lookup.

    Returns
    -------
    rows : ndarray of int, shape (R,)
        The rows that were read, each once, ascending.
    sums : ndarray, shape (R, d)
        The summed gradient of each.

    Raises
    ------
    TypeError, IndexError, ValueError
        As `row_gradient`.

    Examples
    --------
    >>> rows, sums = sparse_row_gradient([3, 1, 1], [[1, 0], [0, 1], [2, 2]])
    >>> rows
    array([1, 3])
    >>> sums
    array([[2., 3.],
           [1., 0.]])
    """
    ids = check_ids(ids, np.iinfo(np.intp).max)
    G = check_upstream(ids, upstream)  # (N, d)
    rows, place = np.unique(ids, return_inverse=True)
    sums = np.zeros((len(rows), G.shape[1]), G.dtype)
    add_rows(sums, place.ravel(), G)
    return rows, sums


def gradient_step(E, ids, upstream, lr, *, pad_id=None, out=None):
    """One step of plain gradient descent on the rows that were read: E[i] ← E[i] − lr · ∂L/∂E[i].

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
        Where to write the new table. With ``out=E`` only the rows that were read are touched, and a step takes
        as long for a million rows as for a thousand.

    Returns
    -------
    ndarray, shape (V, d)
        A new table, or `out`; rows that were not read are equal bit for bit.

    Raises
    ------
    TypeError, IndexError, ValueError
        If IDs, shapes, lr or `out` are not valid; nothing is written then.

    Examples
    --------
    >>> gradient_step([[1, -1], [5, 5]], [0], [[6, 4]], lr=0.1)
    array([[ 0.4, -1.4],
           [ 5. ,  5. ]])
    """
    E = check_table(E)
    check_rate("lr", lr)
    ids = check_ids(ids, len(E))
    G = check_upstream(ids, upstream)  # (N, d)
    if G.shape[1] != E.shape[1]:
        raise ValueError(f"upstream has d = {G.shape[1]} but the table has d = {E.shape[1]}.")
    ids = ids.ravel()
    if pad_id is not None:
        learns = ids != check_ids(pad_id, len(E))
        ids, G = ids[learns], G[learns]
    dtype = E.dtype if E.dtype.kind == "f" else np.dtype(float)
    if out is None:
        out = E.astype(dtype)
    else:
        check_out(out, E.shape, dtype)
        if out is not E:
            out[:] = E
    add_rows(
        out, ids, (-lr * G).astype(dtype, copy=False)
    )  # a row read twice takes two steps, which is their sum
    return out


def finite_difference(loss, E, *, eps=1e-4):
    """The gradient of a loss by trying: move each entry a little both ways and divide the difference.

    Slow (two losses per entry) and independent of any formula: the judge of a gradient worked out by hand.

    Parameters
    ----------
    loss : callable
        Takes a table of shape (V, d), returns one number.
    E : array_like, shape (V, d)
        Where to take the gradient.
    eps : float
        How far each entry is moved; the error shrinks with eps².

    Returns
    -------
    ndarray, shape (V, d), float64

    Raises
    ------
    ValueError
        If eps is not above 0, or the loss is not one finite number.

    Examples
    --------
    >>> finite_difference(lambda E: (E**2).sum(), [[1.0, -3.0]]).round(6)
    array([[ 2., -6.]])
    """
    E = check_table(E).astype(float)
    if not eps > 0:
        raise ValueError(f"eps must be above 0, not {eps}.")
    G = np.zeros_like(E)
    for place in np.ndindex(*E.shape):
        values = []
        for sign in (+1, -1):
            moved = E.copy()
            moved[place] += sign * eps
            values.append(np.asarray(loss(moved), dtype=float))
        if values[0].shape != () or not np.isfinite(values).all():
            raise ValueError(
                f"loss must return one finite number; moving entry {place} it gave {values[0]}."
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
        The learning rate of the step.
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
            parts = " + ".join(_vector(g) for g in self.contributions[i]) or "none"
            same = np.array_equal(self.wrong[i], self.after[i])
            wrong = "the same" if same else f"{_vector(self.wrong[i])}  ← lost"
            lines.append(
                f"{i:>3}  {n:>3}×  {parts} → {_vector(self.sums[i])} | "
                f"{_vector(self.before[i])} → {_vector(self.after[i])} | {wrong}"
            )
        return "\n".join(lines)


def row_ledger(E, ids, upstream, lr):
    """Write down what one step does to every row, and what the step that loses duplicates would do.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table before.
    ids : array_like of int, any shape
        The IDs that were looked up.
    upstream : array_like, shape ids.shape + (d,)
        ∂L/∂H, one vector per lookup.
    lr : float
        Learning rate ≥ 0.

    Returns
    -------
    RowLedger

    Raises
    ------
    TypeError, IndexError, ValueError
        As `gradient_step`.

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
    G, ids = check_upstream(ids, upstream), ids.ravel()
    lossy = np.zeros(after.shape)
    lossy[ids] = G  # what dE[ids] += G leaves: the last contribution of each row
    return RowLedger(
        counts=np.bincount(ids, minlength=V),
        contributions=tuple(G[ids == i] for i in range(V)),
        sums=row_gradient(ids, G, V),
        before=before,
        after=after,
        wrong=before - lr * lossy,
        lr=float(lr),
    )


def _vector(v):
    return "[" + ", ".join(f"{x + 0.0:.4g}" for x in np.asarray(v, float).round(6)) + "]"
