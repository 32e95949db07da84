"""The plane of a picture: principal components by another route, rotations found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab.projection import explained_variance, pca_basis, procrustes, project

seeds = st.integers(0, 10_000)


@given(seeds, st.integers(1, 13))
def test_the_basis_spans_the_top_eigenvectors_of_the_covariance_whatever_is_multiplied_at_a_time(
    seed, block
):
    E = np.random.default_rng(seed).normal(size=(12, 5)) * [5, 3, 1, 0.5, 0.1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embedlab.fast.SMALL_BLOCK", block)
        mean, basis = pca_basis(E)
    values, vectors = np.linalg.eigh(np.cov(E.T))
    assert np.allclose(basis.T @ basis, np.eye(2))
    assert np.allclose(np.abs(basis.T @ vectors[:, ::-1][:, :2]), np.eye(2), atol=1e-6)
    assert np.isclose(explained_variance(E, mean, basis), values[::-1][:2].sum() / values.sum())


def test_the_same_table_gives_the_same_signs_even_when_mirrored_rows_come_first():
    E = np.random.default_rng(1).normal(size=(9, 4))
    assert np.allclose(pca_basis(E)[1], pca_basis(E[::-1])[1])


@given(seeds)
def test_projecting_is_linear_and_a_full_basis_hides_nothing(seed):
    E = np.random.default_rng(seed).normal(size=(6, 3))
    mean, basis = pca_basis(E, k=3)
    assert np.isclose(explained_variance(E, mean, basis), 1)
    assert np.allclose(project(E, mean, basis) @ basis.T + mean, E)
    assert np.allclose(
        project((E[0] + E[1]) / 2, mean, basis), project(E[:2], mean, basis).mean(axis=0)
    )


@given(seeds)
def test_procrustes_finds_the_rotation_that_was_applied(seed):
    rng = np.random.default_rng(seed)
    A, R = rng.normal(size=(9, 4)), np.linalg.qr(rng.normal(size=(4, 4)))[0]
    assert np.allclose(procrustes(A, A @ R), R)


def test_procrustes_is_orthogonal_and_no_small_turn_does_better():
    rng = np.random.default_rng(3)
    A, B = rng.normal(size=(2, 9, 2))
    R = procrustes(A, B)
    assert np.allclose(R @ R.T, np.eye(2))
    for angle in (-0.01, 0.01):
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        assert np.linalg.norm(A @ R @ turn - B) > np.linalg.norm(A @ R - B)


def test_equal_rows_hide_nothing():
    assert explained_variance(np.ones((3, 2)), np.ones(2), np.eye(2)) == 1.0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: pca_basis(np.ones((5, 3)), k=4), "take k ≤ 3"),
        (lambda: pca_basis(np.ones((5, 1))), "take k ≤ 1"),
        (lambda: pca_basis([[np.nan, 1], [2, 3]]), "E holds NaN"),
        (lambda: project(np.ones((2, 3)), np.ones(2), np.ones((2, 2))), "same d"),
        (lambda: procrustes(np.ones((2, 3)), np.ones((3, 2))), r"\(2, 3\).*\(3, 2\)"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
