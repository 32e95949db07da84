"""From d dimensions to 2: a basis that stays put, and the rotation of one space onto another."""

import numpy as np

from embedlab.checks import (
    check_count,
    check_table,
    check_vectors,
    largest_entry,
    narrow,
    quiet,
    widen,
)
from embedlab.fast import scatter

__all__ = ["explained_variance", "pca_basis", "plane_basis", "procrustes", "project"]


def pca_basis(E, k=2):
    """The k directions along which the rows of E spread most (principal components).

    Fit it once, on one table, and use it for all steps of a run: then what moves in the figure has
    moved in the space.

    Parameters
    ----------
    E : array_like, shape (V, d)
    k : int
        In 1 … min(V, d).

    Returns
    -------
    mean : ndarray, shape (d,)
        The mean row.
    basis : ndarray, shape (d, k)
        Orthonormal columns, widest spread first. A principal component has no sign of its own: here
        the largest entry of each is positive.

    Examples
    --------
    >>> mean, basis = pca_basis([[0, 0], [2, 2], [4, 4]], k=1)
    >>> basis.round(3).tolist()
    [[0.707], [0.707]]
    """
    E = check_vectors("E", check_table(E))
    if check_count("k", k) > min(E.shape):
        raise ValueError(
            f"a table of shape {E.shape} has no {k} directions; take k ≤ {min(E.shape)}."
        )
    with quiet():
        mean = narrow(E.mean(axis=0, dtype=float), np.float64)
        if len(E) >= E.shape[1]:  # the eigenvectors of a small matrix are much cheaper
            basis = np.linalg.eigh(spread(E, mean))[1][:, ::-1][:, :k]  # (d, k)
        else:
            basis = np.linalg.svd((E - mean).astype(float), full_matrices=False)[2][:k].T
    largest = np.abs(basis).argmax(axis=0)
    return mean, basis * np.where(basis[largest, range(k)] < 0, -1.0, 1.0)


def spread(E, mean):
    """The scatter matrix of E, of numbers scaled to 1 where their squares would leave the range."""
    S = scatter(E, mean)
    if not 1e-200 < np.abs(S).max() < 1e200:
        S = scatter((E - mean) / (largest_entry(E - mean) or 1), 0.0)
    return S.astype(float, copy=False)


def plane_basis(E):
    """The view of a table in the plane: up to d = 2 as it is, else along its two widest axes.

    E has shape (V, d); mean (d,) and basis (d, 2) are for `project`.

    >>> plane_basis(np.array([[1.0], [2.0]]))[1].tolist()
    [[1.0, 0.0]]
    """
    d = E.shape[1]
    return pca_basis(E) if d > 2 else (np.zeros(d), np.eye(d, 2))


def project(E, mean, basis):
    """Coordinates along a basis, (E − mean) @ basis: (..., d), (d,), (d, k) → (..., k).

    >>> project([[3, 4, 5]], mean=[1, 1, 1], basis=[[1, 0], [0, 1], [0, 0]])
    array([[2., 3.]])
    """
    E, mean = check_vectors("E", E), check_vectors("mean", mean)
    basis = check_vectors("basis", check_table(basis, "basis"))
    if E.shape[-1] != len(basis) or mean.shape != (len(basis),):
        raise ValueError(
            f"E {E.shape}, mean {mean.shape} and basis {basis.shape} do not fit: "
            "all need the same d."
        )
    with quiet():
        return narrow((widen(E) - widen(mean)) @ widen(basis), E, mean, basis)


def explained_variance(E, mean, basis):
    """Fraction of the spread of E's rows, in [0, 1], that a basis shows; 1 if all rows are equal.

    >>> E = np.array([[0.0, 0], [3, 0], [0, 1]])
    >>> round(explained_variance(E, *pca_basis(E, k=1)), 2)
    0.93
    """
    shown = project(E, mean, basis)
    E, mean = check_vectors("E", E), check_vectors("mean", mean)
    with quiet():
        centred = narrow(widen(E) - widen(mean), np.float64)
    largest = largest_entry(centred) or 1.0  # squares of scaled numbers stay in range
    total = ((centred / largest) ** 2).sum()
    return float(min(1.0, ((shown / largest) ** 2).sum() / total)) if total > 0 else 1.0


def procrustes(A, B):
    """The rotation or reflection R, (d, d), with the least ‖A R − B‖ (Schönemann 1966).

    Row i of A and of B, both (V, d), belongs to the same token. R is orthogonal: lengths and
    cosines of A R are those of A.

    >>> procrustes([[1, 0], [0, 1]], [[0, 1], [-1, 0]]).round(6) + 0
    array([[ 0.,  1.],
           [-1.,  0.]])
    """
    A, B = check_vectors("A", check_table(A, "A")), check_vectors("B", check_table(B, "B"))
    if A.shape != B.shape:
        raise ValueError(
            f"A has shape {A.shape} and B has shape {B.shape}; both need the same rows and columns."
        )
    A, B = (narrow(T, np.float64) / (largest_entry(T) or 1.0) for T in (A, B))
    U, _, Vt = np.linalg.svd(A.T @ B)
    return U @ Vt
