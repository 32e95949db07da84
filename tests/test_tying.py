"""The split gradient of a tied table is the true gradient, and tying means what the lesson says."""

import numpy as np
import pytest

from embedlab.gradients import finite_difference
from embedlab.softmax import log_softmax
from embedlab.tying import bigrams, fit_bigram, tied_gradients

RNG = np.random.default_rng(4)
E, M = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 3))
TOKENS, TARGETS = np.array([0, 2, 2]), np.array([1, 2, 4])


def loss(table, between, out=None):
    logits = table[TOKENS] @ between @ (table if out is None else out).T
    return -log_softmax(logits)[np.arange(3), TARGETS].mean()


@pytest.mark.parametrize("between", [None, M])
def test_both_roles_and_m_agree_with_finite_differences(between):
    as_input, as_output, dM = tied_gradients(E, TOKENS, TARGETS, between)
    matrix = np.eye(3) if between is None else between
    assert np.allclose(
        as_input, finite_difference(lambda table: loss(table, matrix, out=E), E), atol=1e-6
    )
    assert np.allclose(
        as_input + as_output, finite_difference(lambda table: loss(table, matrix), E), atol=1e-6
    )
    assert np.allclose(dM, finite_difference(lambda m: loss(E, m), matrix), atol=1e-6)


def test_the_input_part_is_sparse_and_the_output_part_reaches_every_row():
    as_input, as_output, _ = tied_gradients(E, TOKENS, TARGETS)
    assert (as_input != 0).any(axis=1).tolist() == [True, False, True, False, False]
    assert (as_output != 0).any(axis=1).all()


def test_a_tied_table_with_nothing_between_has_symmetric_scores_and_m_lifts_that():
    pairs = [[0, 1], [1, 2], [2, 0]]  # a one-way ring: 0 → 1 → 2 → 0
    E1, M1, W1, stuck = fit_bigram(pairs, V=3, d=3)
    scores = E1 @ M1 @ W1.T
    assert np.allclose(scores, scores.T)
    assert stuck[-1] > np.log(2) - 0.01  # symmetric scores cannot tell forwards from backwards
    E2, M2, W2, lifted = fit_bigram(pairs, V=3, d=3, between=True, steps=400)
    assert lifted[-1] < 0.05
    assert not np.allclose(E2 @ M2 @ W2.T, (E2 @ M2 @ W2.T).T)
    assert fit_bigram(pairs, V=3, d=3, tied=False, steps=400)[3][-1] < 0.05


def test_untied_rows_that_are_never_seen_stay_while_their_output_rows_fall_together():
    start = fit_bigram([[0, 1], [1, 2], [2, 0]], V=6, d=4, tied=False, lr=0.0)
    end = fit_bigram([[0, 1], [1, 2], [2, 0]], V=6, d=4, tied=False, lr=0.05)
    assert np.array_equal(end[0][3:], start[0][3:])
    assert (end[2][3:] != start[2][3:]).all()


def test_bigrams_stay_within_a_sentence():
    assert bigrams([(1, 2), (3,), (4, 5, 6)]).tolist() == [[1, 2], [4, 5], [5, 6]]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: bigrams([[1], []]), ValueError, "no two consecutive tokens"),
        (lambda: tied_gradients(E, [0.5], [1]), TypeError, "tokens must be integers"),
        (lambda: tied_gradients(E, [5], [1]), IndexError, "ID 5"),
        (lambda: tied_gradients(E, [0, 1], [1]), ValueError, "one shape"),
        (lambda: tied_gradients(E, [], []), ValueError, "one shape"),
        (lambda: tied_gradients(E, [0], [1], np.eye(2)), ValueError, r"\(2, 2\)"),
        (lambda: fit_bigram([[0, 9]], V=3, d=2), IndexError, "ID 9"),
        (lambda: fit_bigram([[0, 1]], V=3, d=0), ValueError, "d must be at least 1"),
    ],
)
def test_nonsense_is_refused_in_one_line(call, error, says):
    with pytest.raises(error, match=says):
        call()
