"""The numbers of a film are those of the functions that the lessons teach, frame by frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embedlab.attention import add_positions, causal_mask
from embedlab.frames import (
    Frame,
    add_positions_frames,
    copy_rows_frames,
    lookup_frames,
    mask_frames,
    one_hot_frames,
    scatter_add_frames,
    shard_frames,
    tied_row_frames,
)
from embedlab.gradients import finite_difference, row_gradient
from embedlab.sharded import lookup as lookup_in_shards
from embedlab.sharded import split
from embedlab.softmax import log_softmax, masked_softmax
from embedlab.table import lookup, lookup_by_one_hot

numbers = st.integers(-40, 40).map(lambda n: n / 8)  # sums of these are exact
ids = st.lists(st.integers(0, 4), min_size=1, max_size=7)


def tables(V=5, d=3):
    return arrays(float, (V, d), elements=numbers)


def last(frames):
    return frames[-1].tables


def same(a, b):
    return np.array_equal(np.asarray(a, float), np.asarray(b, float), equal_nan=True)


@given(tables(), ids)
def test_a_lookup_ends_with_e_of_x_and_shows_no_row_before_its_position(E, ids):
    frames = lookup_frames(E, ids)
    assert same(last(frames)["H"], E[ids]) and same(last(frames)["H"], lookup(E, ids))
    for n, frame in enumerate(frames[:-1]):
        H = frame.tables["H"]
        assert same(H[:n], E[ids[:n]]) and np.isnan(H[n:]).all() and same(frame.tables["E"], E)
    assert [frame.arrows for frame in frames[1:-1]] == [
        ((("E", i), ("H", t)),) for t, i in enumerate(ids)
    ]


@given(tables(), st.integers(0, 4))
def test_in_each_frame_of_a_one_hot_film_x_e_is_the_sum_of_the_products(E, i):
    frames = one_hot_frames(E, i)
    for frame in frames:
        x = frame.tables["xᵀ"][:, 0]
        assert same(frame.tables["x[k] · E[k]"], np.diag(x) @ E)
        assert same(frame.tables["x E"], [frame.tables["x[k] · E[k]"].sum(axis=0)])
    assert same(last(frames)["x E"][0], lookup_by_one_hot(E, i))
    assert all(f"at index {k}:" in frames[k + 1].sentence for k in range(i + 1))
    assert [int(frame.tables["xᵀ"].argmax()) for frame in frames[1:-1]] == list(range(i + 1))


@given(ids, st.data())
def test_a_scatter_add_ends_with_the_row_gradient_beside_what_numpy_writes(ids, data):
    G = data.draw(tables(len(ids), 2))
    frames = scatter_add_frames(ids, G, V=5)
    added, lossy = np.zeros((5, 2)), np.zeros((5, 2))
    np.add.at(added, ids, G)
    lossy[ids] += G
    _, right, wrong = last(frames).values()
    assert same(right, added) and same(right, row_gradient(ids, G, 5)) and same(wrong, lossy)
    assert ("lost a gradient" in frames[-1].sentence) == (not same(added, lossy))
    for n in range(len(ids) + 1):
        so_far = np.zeros((5, 2))
        np.add.at(so_far, ids[:n], G[:n])
        assert same(frames[n].tables["np.add.at(dE, ids, G)"], so_far)


@given(tables(4, 2), st.integers(0, 3), st.integers(0, 3))
def test_the_roles_of_a_tied_row_add_up_to_the_gradient_found_by_trying(E, token, target):
    shown = last(tied_row_frames(E, token, target))
    total = shown["sum: ∂L/∂E"]
    by_trying = finite_difference(lambda E: -log_softmax(E[token] @ E.T)[target], E)
    assert np.allclose(total, by_trying, atol=1e-4)
    assert np.allclose(total, shown["as input"] + shown["as output"], atol=1e-12)
    assert not shown["as input"][[i for i in range(4) if i != token]].any()


@given(st.permutations(list("abcdef")), st.integers(1, 6))
def test_by_name_each_word_gets_its_row_and_by_order_the_row_that_comes(words, n):
    E, words = np.arange(12.0).reshape(6, 2), words[:n]
    frames = copy_rows_frames(E, list("abcdef"), words)
    assert same(last(frames)["by name"], [E["abcdef".index(word)] for word in words])
    assert same(last(frames)["by order"], E[:n])
    strangers = sum(word != own for word, own in zip(words, "abcdef", strict=False))
    assert f"{strangers} of {n} words" in frames[-1].sentence
    assert len(frames[-1].marked) == strangers


@given(tables(4, 3), tables(6, 3))
def test_positions_end_with_add_positions(H, P):
    frames = add_positions_frames(H, P)
    assert same(last(frames)["H + P"], H + P[:4]) and same(
        last(frames)["H + P"], add_positions(H, P)
    )
    assert same(frames[2].tables["H + P"][:2], (H + P[:4])[:2])


@given(tables(4, 4), st.none() | arrays(bool, (4, 4)))
def test_masked_scores_and_weights_are_those_of_the_masked_softmax(scores, mask):
    shown = last(mask_frames(scores, mask))
    allowed = causal_mask(4) if mask is None else mask
    assert np.allclose(shown["weights"], masked_softmax(scores, allowed), atol=0)
    assert (shown["weights"][~allowed] == 0).all()
    assert same(shown["masked scores"], np.where(allowed, scores, -np.inf))
    by_hand = np.exp(np.where(allowed, scores, -np.inf))
    for row, weights in zip(by_hand, shown["weights"], strict=True):
        assert np.allclose(weights, row / (row.sum() or 1))


@given(tables(), ids, st.integers(1, 5))
def test_shards_hold_what_split_deals_out_and_h_is_the_lookup(E, ids, shards):
    frames = shard_frames(E, ids, shards)
    rows, traffic = lookup_in_shards(split(E, shards), ids)
    assert same(last(frames)["H"], E[ids]) and same(last(frames)["H"], rows)
    for k, part in enumerate(split(E, shards)):
        assert same(last(frames)[f"shard {k}"], part)
        handed = {start for start, _ in frames[2 + k].arrows}
        assert len(handed) == traffic.rows_read[0, 0, k]
    for frame in frames[2:]:
        for (name, row), (_, t) in frame.arrows:
            assert same(frame.tables[name][row], frame.tables["H"][t])


def test_a_row_that_two_positions_need_leaves_its_shard_once():
    frame = shard_frames(np.eye(5), [3, 1, 1, 0], 2)[3]
    assert (
        frame.sentence == "Shard 1 returns rows 1 and 3; a row that is needed twice travels once."
    )
    assert sorted(frame.marked[:2]) == [("shard 1", 0), ("shard 1", 1)]


def test_words_name_the_rows_of_the_table_and_of_what_was_looked_up():
    frame = lookup_frames(np.eye(3), [2, 0], words=["the", "dog", "bites"])[0]
    assert frame.words == {"E": ["0 the", "1 dog", "2 bites"], "H": ["0 bites", "1 the"]}


def test_without_words_a_gradient_tells_its_position_and_its_row():
    assert scatter_add_frames([3, 1], [[1], [2]], V=4)[0].words == {"G": ["0 → 3", "1 → 1"]}


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: Frame({}, sentence="s"), TypeError, "a dict"),
        (lambda: Frame({"E": [1, 2]}, sentence="s"), ValueError, "E must be a table"),
        (lambda: Frame({"E": [[1]]}), ValueError, "sentence is empty"),
        (lambda: Frame({"E": [[1]]}, marked=[("E", 1)], sentence="s"), IndexError, "E (1, 1)"),
        (lambda: Frame({"E": [[1]]}, marked=[("E", 0, 0, 0)], sentence="s"), IndexError, "no row"),
        (
            lambda: Frame({"E": [[1]]}, arrows=[(("E", 0), ("H", 0))], sentence="s"),
            IndexError,
            "('H', 0) is no row",
        ),
        (lambda: Frame({"E": [[1]]}, sentence="s", words={"E": ["a", "b"]}), ValueError, "2 names"),
        (lambda: lookup_frames(np.eye(2), [2]), IndexError, "ID 2 at position 0"),
        (lambda: lookup_frames(np.eye(2), [[0]]), ValueError, "one sequence of IDs"),
        (lambda: lookup_frames(np.eye(2), []), ValueError, "one sequence of IDs"),
        (lambda: lookup_frames(np.eye(2), [0], words=["a"]), ValueError, "row 1 needs one too"),
        (lambda: one_hot_frames(np.eye(2), [0, 1]), ValueError, "one ID"),
        (lambda: scatter_add_frames([0], [[1, 2], [3, 4]], V=2), ValueError, "one gradient vector"),
        (lambda: copy_rows_frames([[1]], ["a"], ["b"]), ValueError, "'b' is not among"),
        (
            lambda: copy_rows_frames([[1]], ["a", "b"], ["b"]),
            ValueError,
            "there are 2 source words",
        ),
        (lambda: mask_frames(np.zeros((2, 2)), np.ones((3, 3), bool)), ValueError, "does not fit"),
        (lambda: shard_frames(np.eye(2), [0], 3), ValueError, "3 shards for a table of 2"),
    ],
)
def test_wrong_input_is_refused_in_a_sentence(make, error, says):
    with pytest.raises(error) as caught:
        make()
    assert says in str(caught.value)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
