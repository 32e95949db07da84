"""The table: a lookup is a one-hot product, and what is no row number is refused by name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from embedlab import init_table, lookup, lookup_by_one_hot, one_hot, parameter_count, table_bytes

E = np.array([[1, 0, 2], [0, 1, 0], [-1, 1, 1], [2, 2, 2], [0, -1, 3]])  # worked example 1


@st.composite
def tables_and_ids(draw):
    V, d = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5))
    E = draw(hnp.arrays(np.float64, (V, d), elements=st.floats(-1e6, 1e6)))
    return E, draw(hnp.arrays(np.int64, shape, elements=st.integers(0, V - 1)))


def test_worked_example_1_is_row_2_both_ways():
    assert lookup(E, 2).tolist() == lookup_by_one_hot(E, 2).tolist() == [-1, 1, 1]


def test_the_practice_problem_reads_row_1_twice():
    rows = lookup([[0, 1], [2, 0], [-1, 3], [4, -2]], [3, 1, 1, 0])
    assert rows.tolist() == [[4, -2], [2, 0], [2, 0], [0, 1]]


@given(tables_and_ids())
def test_a_lookup_is_one_row_per_id_whatever_the_shape(case):
    E, ids = case
    H = lookup(E, ids)
    assert H.shape == ids.shape + E.shape[1:]
    assert all(np.array_equal(H[place], E[i]) for place, i in np.ndenumerate(ids))


@given(tables_and_ids())
def test_a_lookup_is_a_product_with_one_hot_vectors(case):
    E, ids = case
    assert np.array_equal(lookup(E, ids), lookup_by_one_hot(E, ids))


@given(tables_and_ids())
def test_a_one_hot_vector_has_a_single_1_at_the_place_of_its_id(case):
    E, ids = case
    x = one_hot(ids, len(E))
    assert x.shape == (*ids.shape, len(E))
    assert (x.sum(axis=-1) == 1).all()
    assert np.array_equal(x.argmax(axis=-1), ids)


@given(tables_and_ids())
def test_a_lookup_into_given_memory_is_the_same_lookup(case):
    E, ids = case
    out = np.full((*ids.shape, E.shape[1]), np.nan)
    assert lookup(E, ids, out=out) is out
    assert np.array_equal(out, lookup(E, ids))


@pytest.mark.parametrize(
    ("out", "error", "says"),
    [
        (
            np.empty((2, 2), int),
            ValueError,
            r"int64 of shape \(2, 2\) but .* int64 of shape \(2, 3\)",
        ),
        (np.empty((2, 3)), ValueError, "out is float64"),
        ([], TypeError, "out must be an array of shape"),
    ],
)
def test_memory_that_does_not_fit_is_refused(out, error, says):
    with pytest.raises(error, match=says):
        lookup(E, [0, 1], out=out)


def test_a_lookup_is_a_copy():
    table = E.copy()
    lookup(table, [0, 1])[:] = 99
    assert np.array_equal(table, E)


@pytest.mark.parametrize("read", [lookup, lookup_by_one_hot, lambda E, ids: one_hot(ids, len(E))])
@pytest.mark.parametrize(
    ("ids", "error", "words"),
    [
        ([0.0, 1.0], TypeError, "integers, not float64"),
        ([True, False], TypeError, "integers, not bool"),
        ("cat", TypeError, "integers"),
        (
            [[0, 1, 2, 7], [0, 0, 0, 0]],
            IndexError,
            r"ID 7 at position \(0, 3\) is outside a table of 5 rows \(0 … 4\)",
        ),
        ([0, -1], IndexError, "ID -1 at position 1 is outside"),
        (5, IndexError, "ID 5 is outside a table of 5 rows"),
    ],
)
def test_what_is_no_row_number_is_refused_by_name(read, ids, error, words):
    with pytest.raises(error, match=words):
        read(E, ids)


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ([1, 2, 3], ValueError),
        (np.zeros((2, 2, 2)), ValueError),
        ([["a"]], TypeError),
        ([[1j]], TypeError),
    ],
)
def test_what_is_no_table_is_refused(table, error):
    for read in (lookup, lookup_by_one_hot):
        with pytest.raises(error, match="E must"):
            read(table, [0])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_the_product_refuses_a_table_that_would_spoil_every_row(bad):
    with pytest.raises(ValueError, match="would corrupt every row"):
        lookup_by_one_hot([[0.0], [bad]], [0])


def test_no_ids_give_no_rows():
    assert lookup(E, []).shape == lookup_by_one_hot(E, []).shape == (0, 3)
    assert one_hot([], 4).shape == (0, 4)
    assert lookup(E, np.zeros((2, 0), int)).shape == (2, 0, 3)


def test_a_new_table_has_the_asked_spread_and_a_pad_row_of_zeros():
    table = init_table(2000, 50, std=0.02, pad_id=7)
    assert table.dtype == np.float32
    assert table[7].tolist() == [0] * 50
    others = np.delete(table, 7, axis=0)
    assert others.std() == pytest.approx(0.02, rel=0.02)  # 10⁵ draws: standard error 0.2 %
    assert abs(others.mean()) < 5 * 0.02 / np.sqrt(others.size)


def test_the_seed_decides_the_table_and_nothing_global_is_touched():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert np.array_equal(init_table(9, 3, seed=4), init_table(9, 3, seed=4))
    assert not np.array_equal(init_table(9, 3, seed=4), init_table(9, 3, seed=5))
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_parameters_and_bytes_of_the_tables_in_the_course():
    assert parameter_count(50_000, 768) == 38_400_000
    assert parameter_count(50_257, 768) == 38_597_376
    assert round(table_bytes(50_257, 768) / 1e6, 1) == 154.4
    assert parameter_count(10_000, 256) == 2_560_000
    assert table_bytes(10_000, 256) == 10_240_000
    assert round(table_bytes(10_000, 256) / 2**20, 2) == 9.77
    assert table_bytes(10_000, 256, "float16") == 5_120_000


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: init_table(0, 3), ValueError, "V must be at least 1"),
        (lambda: init_table(3, 2.0), TypeError, "d must be an integer"),
        (lambda: init_table(3, 2, std=-1), ValueError, "std must be"),
        (lambda: init_table(3, 2, std=np.nan), ValueError, "std must be"),
        (lambda: init_table(3, 2, pad_id=3), IndexError, "ID 3 is outside"),
        (lambda: parameter_count(True, 2), TypeError, "V must be an integer"),
        (lambda: table_bytes(2, -1), ValueError, "d must be at least 1"),
        (lambda: one_hot([0], 0), ValueError, "V must be at least 1"),
    ],
)
def test_counts_that_make_no_sense_are_refused_by_name(make, error, words):
    with pytest.raises(error, match=words):
        make()
