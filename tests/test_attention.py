"""Positions are added to rows, masks act on scores, and no row of weights is ever NaN."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embedlab.attention import add_positions, attention_scores, causal_mask, padding_mask
from embedlab.softmax import masked_softmax


def test_positions_tell_dog_bites_man_from_man_bites_dog():
    E, P = np.array([[1.0, 0], [0, 1], [2, 2]]), np.array([[0.1, 0], [0, 0.2], [0.3, 0.3], [9, 9]])
    dog_bites_man, man_bites_dog = E[[0, 1, 2]], E[[2, 1, 0]]
    as_multiset = [sorted(map(tuple, H)) for H in (dog_bites_man, man_bites_dog)]
    assert as_multiset[0] == as_multiset[1]
    with_positions = [
        sorted(map(tuple, add_positions(H, P))) for H in (dog_bites_man, man_bites_dog)
    ]
    assert with_positions[0] != with_positions[1]


def test_positions_broadcast_over_a_batch():
    H, P = np.zeros((2, 3, 4)), np.arange(20.0).reshape(5, 4)
    assert np.array_equal(add_positions(H, P)[1], P[:3])


def test_scores_are_scaled_dot_products_by_hand():
    assert np.allclose(attention_scores([[2.0, 0, 1, 0], [1, 1, 0, 0]]), [[2.5, 1], [1, 1]])


def test_causal_mask_shows_no_future():
    t, s = np.indices((6, 6))
    assert np.array_equal(causal_mask(6), s <= t)


def test_padding_mask_hides_padding_from_every_token():
    mask = padding_mask([[5, 0, 7], [0, 0, 1]], pad_id=0)
    assert mask.shape == (2, 1, 3)
    weights = masked_softmax(np.zeros((2, 3, 3)), mask & causal_mask(3))
    assert (weights[0, :, 1] == 0).all()
    assert weights[1].tolist() == [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
    ]  # rows that may look nowhere are 0, not NaN


@given(arrays(float, (4, 4), elements=st.floats(-1e6, 1e6)), arrays(bool, (4, 4)))
def test_weights_are_probabilities_over_the_allowed_places(scores, mask):
    weights = masked_softmax(scores, mask)
    assert (weights[~mask] == 0).all()
    assert np.allclose(weights.sum(axis=1), mask.any(axis=1))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (
            lambda: add_positions(np.ones((5, 2)), np.ones((3, 2))),
            ValueError,
            "T = 5 tokens but P only 3",
        ),
        (lambda: add_positions(np.ones((5, 2)), np.ones((9, 3))), ValueError, "last axes"),
        (lambda: add_positions(np.ones(2), np.ones((9, 2))), ValueError, "last axes"),
        (lambda: causal_mask(0), ValueError, "T must be at least 1"),
        (lambda: padding_mask([[0.5]], 0), TypeError, "X must be integers"),
        (lambda: padding_mask([[1]], -1), ValueError, "pad_id"),
        (lambda: masked_softmax(np.ones((2, 2)), np.ones((2, 2))), TypeError, "boolean"),
        (
            lambda: masked_softmax(np.ones((2, 2)), np.ones((3, 2), bool)),
            ValueError,
            r"\(3, 2\).*\(2, 2\)",
        ),
        (lambda: attention_scores([1, 2]), ValueError, "H must have shape"),
    ],
)
def test_nonsense_is_refused_in_one_line(call, error, says):
    with pytest.raises(error, match=says):
        call()
