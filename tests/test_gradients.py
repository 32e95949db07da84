"""The gradients are those worked by hand, by finite differences and by autodiff."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import embedlab.gradients as g
from embedlab.table import lookup, one_hot

EXPECTED = json.loads((Path(__file__).parent / "data" / "autodiff_expected.json").read_text())
IDS, UPSTREAM = [3, 1, 1, 0], [[1, 0], [0, 1], [2, 2], [-1, 1]]
numbers = st.floats(-4, 4).map(lambda x: round(x, 3))


@st.composite
def batches(draw):
    V, d, n = draw(st.integers(1, 7)), draw(st.integers(1, 4)), draw(st.integers(0, 9))
    return (
        draw(arrays(float, (V, d), elements=numbers)),
        draw(arrays(int, n, elements=st.integers(0, V - 1))),
        draw(arrays(float, (n, d), elements=numbers)),
    )


def test_worked_example_2_symmetric_w():
    assert g.linear_backward([[2, 0], [0, 1]], [3, 4]).tolist() == [6, 4]
    assert np.allclose(g.gradient_step([[1, -1]], [0], [[6, 4]], lr=0.1), [[0.4, -1.4]])


def test_worked_example_with_a_w_that_shows_a_forgotten_transpose():
    dz = [3, 4, -1]
    de = g.linear_backward([[2, 1], [0, 1], [1, -1]], dz)
    assert de.tolist() == [5, 8]
    assert np.allclose(g.gradient_step([[1, -1]], [0], [de], lr=0.1), [[0.5, -1.8]])
    with pytest.raises(ValueError, match="3 numbers, one per row of W"):
        g.linear_backward([[2, 1], [0, 1], [1, -1]], [3, 4])


def test_duplicates_add_up_as_worked_by_hand():
    assert g.row_gradient(IDS, UPSTREAM, 4).tolist() == [[-1, 1], [2, 3], [0, 0], [1, 0]]


def test_the_ledger_shows_the_sum_and_what_buffered_indexing_loses():
    E = np.zeros((4, 2))
    ledger = g.row_ledger(E, IDS, UPSTREAM, lr=1.0)
    lossy = np.zeros((4, 2))
    lossy[np.array(IDS)] += UPSTREAM  # the very bug that the ledger warns of
    assert lossy[1].tolist() == [2, 2]
    assert np.array_equal(ledger.wrong, E - lossy)
    assert ledger.counts.tolist() == [1, 2, 0, 1]
    assert [c.tolist() for c in ledger.contributions] == [[[-1, 1]], [[0, 1], [2, 2]], [], [[1, 0]]]
    assert np.array_equal(ledger.after, E - ledger.sums)
    assert str(ledger).count("← lost") == 1


@given(batches())
def test_row_gradient_is_the_one_hot_product_backwards(batch):
    E, ids, upstream = batch
    assert np.allclose(
        g.row_gradient(ids, upstream, len(E)), one_hot(ids, len(E)).T @ upstream, atol=1e-5
    )


@given(batches())
def test_row_gradient_agrees_with_finite_differences(batch):
    E, ids, upstream = batch
    numeric = g.finite_difference(lambda table: (lookup(table, ids) * upstream).sum(), E)
    assert np.allclose(g.row_gradient(ids, upstream, len(E)), numeric, atol=1e-6)


@given(batches())
def test_the_sparse_gradient_is_the_dense_one_without_its_unread_rows(batch):
    E, ids, upstream = batch
    rows, sums = g.sparse_row_gradient(ids, upstream)
    dense = np.zeros_like(E)
    dense[rows] = sums
    assert rows.tolist() == sorted(set(ids.tolist()))
    assert np.array_equal(dense, g.row_gradient(ids, upstream, len(E)))


@given(batches(), st.floats(0, 2))
def test_a_step_leaves_unread_rows_equal_bit_for_bit_and_its_input_alone(batch, lr):
    E, ids, upstream = batch
    before = E.copy()
    new = g.gradient_step(E, ids, upstream, lr)
    unread = ~np.isin(np.arange(len(E)), ids)
    assert new[unread].tobytes() == before[unread].tobytes()
    assert E.tobytes() == before.tobytes()
    assert np.allclose(new, before - lr * g.row_gradient(ids, upstream, len(E)))


@given(batches(), st.floats(0, 2), st.sampled_from(["fd", "d"]))
def test_a_step_in_place_is_the_same_step_and_touches_only_the_rows_that_were_read(
    batch, lr, dtypes
):
    E, ids, upstream = batch
    E = E.astype(dtypes[0])
    expected, elsewhere, before = (
        g.gradient_step(E, ids, upstream, lr, pad_id=0),
        np.empty_like(E),
        E.copy(),
    )
    assert g.gradient_step(E, ids, upstream, lr, pad_id=0, out=elsewhere) is elsewhere
    assert E.tobytes() == before.tobytes()
    assert g.gradient_step(E, ids, upstream, lr, pad_id=0, out=E) is E
    assert elsewhere.tobytes() == E.tobytes() == expected.tobytes()


def test_finite_gradients_may_be_so_large_that_their_squares_are_not():
    assert (
        g.row_gradient([1], np.full((1, 2), 1e30, np.float32), 2)[1].tolist()
        == [np.float32(1e30)] * 2
    )


@pytest.mark.parametrize("V", [2, 9])  # fewer rows than gradients, and more
@pytest.mark.parametrize("bad", [[np.inf, -np.inf], [np.nan, 1], [-np.inf, 0]])
@pytest.mark.filterwarnings("error")
def test_gradients_that_are_not_finite_are_refused_however_small_the_table(V, bad):
    with pytest.raises(ValueError, match="upstream holds NaN or infinity"):
        g.row_gradient([0, 0, 1, 1], [[1.0], *([b] for b in bad), [2.0]], V)


def test_the_pad_row_does_not_learn():
    new = g.gradient_step(np.zeros((3, 2)), [0, 1], np.ones((2, 2)), lr=1, pad_id=0)
    assert new.tolist() == [[0, 0], [-1, -1], [0, 0]]


def test_lookup_gradient_of_a_batch_agrees_with_jax():
    case = EXPECTED["lookup"]
    assert np.allclose(g.row_gradient(case["ids"], case["upstream"], case["V"]), case["dE"])


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: g.row_gradient([0.0], [[1.0]], 2), TypeError, "IDs must be integers"),
        (lambda: g.row_gradient([True], [[1.0]], 2), TypeError, "IDs must be integers"),
        (
            lambda: g.row_gradient([2], [[1.0]], 2),
            IndexError,
            "ID 2 at position 0 is outside a table of 2 rows",
        ),
        (lambda: g.row_gradient([-1], [[1.0]], 2), IndexError, "ID -1"),
        (lambda: g.row_gradient([0, 1], [[1.0]], 2), ValueError, r"\(1, 1\).*\(2,\)"),
        (lambda: g.row_gradient([0], [[np.nan]], 2), ValueError, "NaN or infinity"),
        (lambda: g.row_gradient([0], [[1.0]], 2.0), TypeError, "V must be an integer"),
        (lambda: g.sparse_row_gradient([-3], [[1.0]]), IndexError, "ID -3"),
        (lambda: g.gradient_step(np.ones(3), [0], [[1.0]], 0.1), ValueError, r"\(V, d\)"),
        (lambda: g.gradient_step(np.ones((3, 2)), [0], [[1.0]], 0.1), ValueError, "d = 1 .* d = 2"),
        (lambda: g.gradient_step(np.ones((3, 1)), [0], [[1.0]], np.nan), ValueError, "lr must be"),
        (lambda: g.gradient_step(np.ones((3, 1)), [0], [[1.0]], -1), ValueError, "lr must be"),
        (lambda: g.gradient_step(np.ones((3, 1)), [0], [[1.0]], 0.1, pad_id=3), IndexError, "ID 3"),
        (
            lambda: g.gradient_step([[1.0]], [0], [[1.0]], 0.1, out=[[1.0]]),
            TypeError,
            "out must be an array",
        ),
        (
            lambda: g.gradient_step([[1]], [0], [[1.0]], 0.1, out=np.ones((1, 1), int)),
            ValueError,
            "out is int64",
        ),
        (
            lambda: g.gradient_step([[1.0]], [0], [[1.0]], 0.1, out=np.ones(1)),
            ValueError,
            r"shape \(1,\) but",
        ),
        (lambda: g.row_gradient([0], [[np.inf]], 2), ValueError, "NaN or infinity"),
        (lambda: g.finite_difference(lambda E: E, [[1.0]]), ValueError, "one finite number"),
        (lambda: g.finite_difference(lambda E: np.nan, [[1.0]]), ValueError, "one finite number"),
        (lambda: g.finite_difference(np.sum, [[1.0]], eps=0), ValueError, "eps"),
        (lambda: g.linear_backward([1, 2], [1]), ValueError, "W must be a table"),
    ],
)
def test_bad_input_is_refused_in_one_line_that_names_the_culprit(call, error, says):
    with pytest.raises(error, match=says) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_empty_batches_change_nothing():
    E = np.ones((3, 2))
    assert np.array_equal(g.gradient_step(E, [], np.zeros((0, 2)), lr=1), E)
    assert np.array_equal(g.row_gradient([], np.zeros((0, 2)), 3), np.zeros((3, 2)))
