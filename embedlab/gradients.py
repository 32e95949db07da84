"""What a batch does to the rows of E: gradients add up per row, then an optimizer moves the table.

Everything is a pure function: a table goes in, a new table comes out; only an `out` that is given is written into.
"""

from dataclasses import dataclass
from math import isfinite
from numbers import Real

import numpy as np

from embedlab.table import check_count, check_ids, check_out, check_table

__all__ = [
    "RowLedger", "adam", "adamw", "finite_difference", "gradient_step", "linear_backward", "momentum",
    "row_gradient", "row_ledger", "sgd", "sparse_row_gradient",
]


def check_upstream(ids, upstream):
    """Return upstream as finite floats, flattened to (N, d), one row per ID; or refuse it."""
    __tracebackhide__ = True
    return check_finite(upstream_rows(ids, upstream))


def upstream_rows(ids, upstream):
    """Return upstream as floats, flattened to (N, d), one row per ID; or refuse its shape."""
    __tracebackhide__ = True
    G = np.asarray(upstream)
    G = G if G.dtype.kind == "f" else G.astype(float)
    if G.ndim != ids.ndim + 1 or G.shape[:-1] != ids.shape:
        raise ValueError(f"upstream has shape {G.shape} but the IDs have shape {ids.shape}; "
                         "it needs one gradient vector per ID: shape ids.shape + (d,).")
    return G.reshape(-1, G.shape[-1])  # (N, d)


def check_finite(G):
    """Return upstream gradients that are finite, or refuse them."""
    __tracebackhide__ = True
    # squares that add up to a finite number are finite themselves; that is the quicker question
    if not (isfinite(np.vdot(G, G)) or np.isfinite(G).all()):
        raise ValueError("upstream holds NaN or infinity, which would spoil every row it reaches; "
                         "a smaller lr or smaller start values usually help.")
    return G


def check_rate(name, value):
    """Refuse a rate that is not a finite number ≥ 0."""
    __tracebackhide__ = True
    if not (isinstance(value, Real) and isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be a finite number ≥ 0, not {value!r}.")


def check_same_shape(E, G):
    """Return table and gradient as float arrays of one shape, or refuse them."""
    __tracebackhide__ = True
    E, G = check_table(E), check_table(G, "G")
    if E.shape != G.shape:
        raise ValueError(f"E has shape {E.shape} but its gradient G has shape {G.shape}; they must be equal.")
    return (E if E.dtype.kind == "f" else E.astype(float)), G


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
        raise ValueError(f"W has shape {W.shape} and dz has shape {dz.shape}; "
                         f"dz needs {len(W)} numbers, one per row of W.")
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
        add_rows(dE, ids.ravel(), G)  # dE[ids] += G would keep only the last contribution of a repeated row
    if not few and not np.isfinite(dE).all():  # of G and dE, the smaller is looked through
        check_finite(G)
    return dE


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
    tiles = np.tile(columns, some) if len(ids) > some else None  # one long sum is quicker than many short ones
    for n in range(0, len(ids), some):
        part = starts[n : n + some]
        if tiles is None:
            places = (part[:, None] + columns).ravel()
        else:
            places = part.repeat(d)
            places += tiles[: len(places)]
        np.add.at(entries, places, G[n : n + some].ravel())


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
    add_rows(out, ids, (-lr * G).astype(dtype, copy=False))  # a row read twice takes two steps, which is their sum
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
            raise ValueError(f"loss must return one finite number; moving entry {place} it gave {values[0]}.")
        G[place] = (values[0] - values[1]) / (2 * eps)
    return G


def sgd(E, G, state=None, *, lr):
    """Stochastic gradient descent: E − lr · G. Keeps no state.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : None
        Unused; there so that all optimizers are called alike.
    lr : float
        Learning rate ≥ 0.

    Returns
    -------
    E : ndarray, shape (V, d)
        A row with gradient 0 does not move.
    state : None

    Raises
    ------
    ValueError
        If the shapes differ or lr is not a finite number ≥ 0.

    Examples
    --------
    >>> sgd([[1.0, 2.0]], [[10.0, 0.0]], lr=0.1)[0]
    array([[0., 2.]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr)
    return E - lr * G, None


def momentum(E, G, state=None, *, lr, beta=0.9):
    """Heavy-ball momentum: velocity ← beta · velocity + G, then E − lr · velocity.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : ndarray, shape (V, d), optional
        The velocity of each row, from the step before; None at the first step.
    lr, beta : float
        Learning rate ≥ 0; share of the velocity that is kept.

    Returns
    -------
    E : ndarray, shape (V, d)
        A row with gradient 0 goes on moving while its velocity lasts.
    state : ndarray, shape (V, d)
        d more numbers per row.

    Raises
    ------
    ValueError
        If the shapes differ or a rate is not a finite number ≥ 0.

    References
    ----------
    Polyak 1964.

    Examples
    --------
    >>> E, velocity = momentum([[1.0]], [[1.0]], lr=0.1)
    >>> momentum(E, [[0.0]], velocity, lr=0.1)[0].round(2)
    array([[0.81]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr), check_rate("beta", beta)
    velocity = G if state is None else beta * state + G
    return E - lr * velocity, velocity


def adam(E, G, state=None, *, lr, betas=(0.9, 0.999), eps=1e-8):
    """Adam: step by the running mean of the gradient over the root of the running mean of its square.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : tuple (mean, square, steps), optional
        From the step before; None at the first step.
    lr : float
        Learning rate ≥ 0: about the length of each entry's first step.
    betas : tuple of two floats
        Share kept of the two running means.
    eps : float
        Keeps the division finite.

    Returns
    -------
    E : ndarray, shape (V, d)
        A row with gradient 0 goes on moving while its mean lasts.
    state : tuple (mean (V, d), square (V, d), steps)
        2 d more numbers per row.

    Raises
    ------
    ValueError
        If the shapes differ or a rate is not a finite number ≥ 0.

    References
    ----------
    Kingma and Ba 2015, algorithm 1.

    Examples
    --------
    >>> adam([[1.0, 1.0]], [[0.5, -20.0]], lr=0.1)[0].round(3)
    array([[0.9, 1.1]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr)
    mean, square, steps = (0.0, 0.0, 0) if state is None else state
    mean = betas[0] * mean + (1 - betas[0]) * G
    square = betas[1] * square + (1 - betas[1]) * G * G
    steps += 1
    unbiased_mean = mean / (1 - betas[0] ** steps)  # both means start at 0; this takes the start out
    unbiased_square = square / (1 - betas[1] ** steps)
    return E - lr * unbiased_mean / (np.sqrt(unbiased_square) + eps), (mean, square, steps)


def adamw(E, G, state=None, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """Adam after every entry was shrunk by lr · weight_decay, also in rows that no batch reads.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : tuple, optional
        As `adam`.
    lr : float
        Learning rate ≥ 0.
    betas, eps
        As `adam`.
    weight_decay : float
        Share of each entry that a step takes away, per unit of lr.

    Returns
    -------
    E, state
        As `adam`.

    Raises
    ------
    ValueError
        If the shapes differ or a rate is not a finite number ≥ 0.

    References
    ----------
    Loshchilov and Hutter 2019, algorithm 2.

    Examples
    --------
    >>> adamw([[1.0]], [[0.0]], lr=0.1, weight_decay=0.5)[0]
    array([[0.95]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr), check_rate("weight_decay", weight_decay)
    return adam(E * (1 - lr * weight_decay), G, state, lr=lr, betas=betas, eps=eps)


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
        lines = [f"one step, lr = {self.lr:g}",
                 "row  read  contributions → sum | before → after | with dE[ids] += G"]
        for i, n in enumerate(self.counts):
            parts = " + ".join(_vector(g) for g in self.contributions[i]) or "none"
            same = np.array_equal(self.wrong[i], self.after[i])
            wrong = "the same" if same else f"{_vector(self.wrong[i])}  ← lost"
            lines.append(f"{i:>3}  {n:>3}×  {parts} → {_vector(self.sums[i])} | "
                         f"{_vector(self.before[i])} → {_vector(self.after[i])} | {wrong}")
        return "\n".join(lines)


def _vector(v):
    return "[" + ", ".join(f"{x + 0.0:.4g}" for x in np.asarray(v, float).round(6)) + "]"


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
        counts=np.bincount(ids, minlength=V), contributions=tuple(G[ids == i] for i in range(V)),
        sums=row_gradient(ids, G, V), before=before, after=after, wrong=before - lr * lossy, lr=float(lr),
    )
