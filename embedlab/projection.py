"""From d dimensions to 2 and no further than that: a basis that stays put, and turning one space onto another."""

import numpy as np

from embedlab.checks import check_count, check_table, check_vectors
from embedlab.fast import scatter

__all__ = ["explained_variance", "pca_basis", "plane_basis", "procrustes", "project"]


def pca_basis(E, k=2):
    """The k directions along which the rows of E spread most (principal components).

    Fit it once, on one table, and use it for all steps of a run: then what moves in the picture has
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
        Orthonormal columns, widest spread first; the largest entry of each is positive, since a principal
        component has no sign of its own.

    Raises
    ------
    ValueError
        If a value is not finite or k is too large.

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
    mean = E.mean(axis=0, dtype=float)
    if (
        len(E) >= E.shape[1]
    ):  # more rows than columns: the eigenvectors of a small matrix are much cheaper
        basis = np.linalg.eigh(scatter(E, mean))[1][:, ::-1][:, :k]  # (d, k)
    else:
        basis = np.linalg.svd(E - mean, full_matrices=False)[2][:k].T
    largest = np.abs(basis).argmax(axis=0)
    return mean, basis * np.where(basis[largest, range(k)] < 0, -1.0, 1.0)


def plane_basis(E):
    """The side from which a table is seen in the plane: up to d = 2 the table itself, else its two widest axes.

    Parameters
    ----------
    E : ndarray, shape (V, d)

    Returns
    -------
    mean, basis : ndarray, shapes (d,), (d, 2)
        For `project`.

    Examples
    --------
    >>> plane_basis(np.array([[1.0], [2.0]]))[1].tolist()
    [[1.0, 0.0]]
    """
    d = E.shape[1]
    return pca_basis(E) if d > 2 else (np.zeros(d), np.eye(d, 2))


def project(E, mean, basis):
    """Coordinates of vectors along a basis: (E − mean) @ basis.

    Parameters
    ----------
    E : array_like, shape (..., d)
    mean : array_like, shape (d,)
    basis : array_like, shape (d, k)
        From `pca_basis`.

    Returns
    -------
    ndarray, shape (..., k)

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is not finite.

    Examples
    --------
    >>> project([[3, 4, 5]], mean=[1, 1, 1], basis=[[1, 0], [0, 1], [0, 0]])
    array([[2., 3.]])
    """
    E, basis = check_vectors("E", E), check_table(basis, "basis")
    if E.shape[-1] != len(basis) or np.shape(mean) != (len(basis),):
        raise ValueError(
            f"E {E.shape}, mean {np.shape(mean)} and basis {basis.shape} do not fit: "
            "all need the same d."
        )
    return (E - mean) @ basis


def explained_variance(E, mean, basis):
    """Share of the spread of E's rows that a basis shows.

    Parameters
    ----------
    E : array_like, shape (V, d)
    mean : array_like, shape (d,)
    basis : array_like, shape (d, k)

    Returns
    -------
    float
        In [0, 1]: 1 means that nothing is hidden. A table whose rows are all equal hides nothing.

    Raises
    ------
    ValueError
        As `project`.

    Examples
    --------
    >>> E = np.array([[0.0, 0], [3, 0], [0, 1]])
    >>> round(explained_variance(E, *pca_basis(E, k=1)), 2)
    0.93
    """
    shown = (project(E, mean, basis) ** 2).sum()
    total = ((np.asarray(E, float) - mean) ** 2).sum()
    return float(min(1.0, shown / total)) if total > 0 else 1.0


def procrustes(A, B):
    """The rotation (or reflection) R that turns A onto B as well as can be: least ‖A R − B‖.

    Parameters
    ----------
    A, B : array_like, shape (V, d)
        Row i of both belongs to the same token.

    Returns
    -------
    ndarray, shape (d, d)
        Orthogonal: lengths and cosines of A R are those of A.

    Raises
    ------
    ValueError
        If the shapes differ or a value is not finite.

    References
    ----------
    Schönemann 1966.

    Examples
    --------
    >>> procrustes([[1, 0], [0, 1]], [[0, 1], [-1, 0]]).round(6) + 0
    array([[ 0.,  1.],
           [-1.,  0.]])
    """
    A, B = check_vectors("A", check_table(A, "A")), check_vectors("B", check_table(B, "B"))
    if A.shape != B.shape:
        raise ValueError(
            f"A has shape {A.shape} and B has shape {B.shape}; both need the same rows and columns."
        )
    U, _, Vt = np.linalg.svd(A.T.astype(float) @ B)
    return U @ Vt
