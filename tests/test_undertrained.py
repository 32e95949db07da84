"""The indicator sees what rows point to, and nothing else; candidates are the top of a ranking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedlab import load_minilm, load_smollm, undertrained_candidates, unused_cosines

SEEDS = st.integers(0, 2**32 - 1)


def table(seed, V=40, d=6, shared=3.0):
    """Random rows around a direction that all of them share."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(V, d)) + shared * rng.normal(size=d)


def oracle(E, unused):
    """The same by SVD, row by row."""
    first = np.linalg.svd(E)[2][0]
    rest = [row - (row @ first) * first for row in E]
    mean = np.mean([rest[i] for i in unused], axis=0)
    return [row @ mean / np.sqrt((row @ row) * (mean @ mean)) for row in rest]


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_the_indicator_is_the_cosine_after_the_first_direction_was_taken_out(seed):
    E = table(seed)
    assert np.allclose(unused_cosines(E, [3, 5]), oracle(E, [3, 5]), atol=1e-6)


@given(SEEDS, st.floats(0.01, 100))
@settings(max_examples=30, deadline=None)
def test_neither_the_scale_of_a_table_nor_a_rotation_changes_the_indicator(seed, scale):
    E = table(seed)
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(6, 6)))[0]
    assert np.allclose(unused_cosines(E, [0]), unused_cosines(scale * E @ turn, [0]), atol=1e-6)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_a_copy_of_the_unused_row_has_indicator_1_and_a_zero_row_0(seed):
    E = table(seed)
    E[7], E[8] = E[0], 0
    found = unused_cosines(E, 0)
    assert found[0] == pytest.approx(1) == found[7]
    assert found[8] == 0 and np.abs(found).max() <= 1


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_one_push_on_many_starts_makes_rows_that_are_found_among_rows_that_learned(seed):
    """Unread rows of a tied table: different starts, one common push; others went their own way."""
    rng = np.random.default_rng(seed)
    E = table(seed, V=200, d=16)
    untrained = rng.choice(200, size=10, replace=False)
    E[untrained] = 0.02 * rng.normal(size=(10, 16)) + 2 * rng.normal(size=16)
    ids, scores = undertrained_candidates(unused_cosines(E, untrained[:2]), fraction=0.05)
    assert {*ids.tolist()} == {*untrained.tolist()}
    assert scores[-1] > 0.9


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60), st.floats(0.001, 1))
def test_candidates_are_the_top_fraction_best_first(indicator, fraction):
    ids, scores = undertrained_candidates(indicator, fraction=fraction)
    assert len(ids) == int(np.ceil(fraction * len(indicator)))
    assert list(scores) == sorted(indicator, reverse=True)[: len(ids)]
    assert [indicator[i] for i in ids] == list(scores)
    assert not np.isin(undertrained_candidates(indicator, fraction=1, exclude=[0])[0], [0]).any()


def test_smollm_has_one_row_for_many_tokens_and_a_false_candidate():
    smollm = load_smollm()
    ids, scores = undertrained_candidates(smollm.cosines)
    found = [smollm.words[i] for i in ids]
    assert len(found) == 984 and scores[16] > 0.998
    assert {"Ġtransistorsum", "ManagementPlaneProtection", "Ā", "Ġquestionna"} <= {*found}
    assert found.index("<|im_end|>") < 30  # and yet it ends each answer: the false candidate
    assert "Ġthe" not in found


def test_rows_that_are_kept_give_the_indicator_of_the_whole_table_nearly():
    smollm = load_smollm()
    again = unused_cosines(smollm.vectors.E, np.flatnonzero((smollm.ids > 6) & (smollm.ids < 17)))
    assert np.corrcoef(again, smollm.cosines[smollm.ids])[0, 1] > 0.9


def test_ten_unused_rows_of_minilm_find_the_others_which_look_alike_for_a_cause_not_known():
    minilm = load_minilm()
    spare = [i for i, word in enumerate(minilm.words) if word.startswith("[unused")]
    ids, _ = undertrained_candidates(unused_cosines(minilm.E, spare[:10]), fraction=0.034)
    assert np.isin(ids, spare).mean() > 0.9


@pytest.mark.parametrize(
    ("unused", "message"),
    [([], "no row is named"), ([9], "outside a table of 4 rows"), ([0.5], "must be integers")],
)
def test_unused_rows_that_are_none_are_refused(unused, message):
    with pytest.raises((ValueError, IndexError, TypeError), match=message):
        unused_cosines(np.eye(4), unused)


def test_unused_rows_of_which_nothing_is_left_are_refused():
    with pytest.raises(ValueError, match="nothing is left"):
        unused_cosines([[1.0], [2.0]], [0])
    with pytest.raises(ValueError, match="nothing is left"):
        unused_cosines([[0.0, 0], [1, 2], [2, 1]], [0])


@pytest.mark.parametrize("fraction", [0, -0.1, 1.5, float("nan")])
def test_a_fraction_that_is_none_is_refused(fraction):
    with pytest.raises(ValueError, match=r"in \(0, 1\]"):
        undertrained_candidates([0.1, 0.2], fraction=fraction)


def test_an_indicator_that_is_no_list_of_numbers_is_refused():
    with pytest.raises(ValueError, match="one number per token"):
        undertrained_candidates(np.eye(2))
    with pytest.raises(ValueError, match="NaN"):
        undertrained_candidates([0.1, np.nan])
