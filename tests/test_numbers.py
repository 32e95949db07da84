"""Whatever kind of array is given: the answer of wide floats in the documented type, or a sentence.

`tools.fuzz` draws the calls and holds each answer to plain NumPy in wider floats.
"""

import inspect
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import embedlab as el
from embedlab import softmax
from tools.fuzz.arrays import LAYOUTS, TYPES
from tools.fuzz.faults import fault, refusal_fault
from tools.fuzz.judging import CALLS

pytestmark = pytest.mark.filterwarnings("error")

E = np.eye(3)
# What takes no array, or makes its own arrays from text and settings
NO_ARRAYS = """
    Corpus RowLedger Trace adam apply_merges bert build_vocabulary causal_mask encode_bpe gpt2
    init_table load load_austen load_bert_vocabulary load_glove load_gpt2_merges load_karate_club
    load_minilm load_minilm_norms load_smollm load_word_lists merge_pair
    parameter_count path_lengths table_bytes template_corpus text_corpus train_bpe words_to_ids
""".split()  # noqa: SIM905
# These look at a whole table; test_checkup.py and test_undertrained.py hold them
WHOLE_TABLES = ["doctor", "undertrained_candidates", "unused_cosines"]
BY_ANOTHER_NAME = {"ByteLevelBPE": "byte_level_bpe", "Vectors": "vectors", "WordPiece": "decode"}


def test_every_public_function_that_takes_arrays_is_called():
    called = {
        BY_ANOTHER_NAME.get(name, name) for name in set(el.__all__) - {*NO_ARRAYS, *WHOLE_TABLES}
    }
    assert called <= set(CALLS), called - set(CALLS)


@pytest.mark.parametrize("name", CALLS)
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_an_answer_is_that_of_wide_floats_in_its_own_type_or_a_sentence_says_why_not(name, seed):
    assert fault(seed, 0, name=name)[2] == ""


@pytest.mark.slow
@pytest.mark.parametrize("kind", TYPES)
def test_each_type_in_each_layout_is_right_in_every_function(kind):
    for number, (name, layout) in enumerate(product(CALLS, LAYOUTS)):
        found = fault(0, number, name=name, spoiled=0, types=[kind], layouts=[layout])
        assert found == (name, "", ""), f"{layout}, call {number}"


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_thousands_of_random_calls_have_no_fault(seed):
    faults = [(number, *fault(seed, number)) for number in range(100)]
    assert [found for found in faults if found[-1]] == []


# Cases that once went wrong -----------------------------------------------------------------------


def test_gradients_in_either_byte_order_add_up_to_the_same_sums():
    upstream = np.array([[1, 2], [3, 4]])
    for kind in (">f4", "<f4", ">f8", ">i2", ">f2"):
        assert el.row_gradient([0, 0], upstream.astype(kind), V=1).tolist() == [[4, 6]]
        step = el.gradient_step(np.zeros((1, 2), kind), [0, 0], upstream.astype(kind), lr=1)
        assert step.tolist() == [[-4, -6]]
        assert step.dtype.isnative


def test_three_thousand_half_precision_ones_add_up():
    ones, ids = np.ones((3000, 1), np.float16), np.zeros(3000, int)
    table = np.zeros((1, 1), np.float16)
    assert el.row_gradient(ids, ones, V=1).tolist() == [[3000]]
    assert el.sparse_row_gradient(ids, ones)[1].tolist() == [[3000]]
    assert el.gradient_step(table, ids, ones, lr=0.001).round(2).tolist() == [[np.float16(-3)]]
    assert el.row_ledger(table, ids, ones, lr=0.001).sums.tolist() == [[3000]]


def test_half_precision_is_compared_and_measured_without_overflow():
    table = np.array([[600, 0], [600, 600], [0, 600]], np.float16)
    assert el.norm(table).tolist() == [600, np.float16(np.sqrt(2) * 600), 600]
    ids, scores = el.nearest(table, table[1], k=3)
    assert ids.tolist() == [1, 0, 2]
    assert scores.dtype == np.float16


def test_tiny_vectors_have_a_length():
    assert el.norm(np.array([1e-30, 1e-30], np.float32)) == pytest.approx(np.sqrt(2) * 1e-30)


def test_analogies_on_bytes_are_those_on_floats():
    rng = np.random.default_rng(0)
    table = rng.integers(-128, 128, (300, 20)).astype(np.int8)
    for triple in rng.integers(len(table), size=(20, 3)):
        wide = el.analogy(table.astype(float), *triple, k=3)
        assert el.analogy(table, *triple, k=3)[0].tolist() == wide[0].tolist()


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_attention_keeps_the_type_of_its_rows(kind):
    scores = el.attention_scores(E.astype(kind))
    assert scores.dtype == kind
    assert el.masked_softmax(scores, el.causal_mask(3)).dtype == kind
    gradient = softmax.weighted_cross_entropy_gradient(scores, E.astype(kind))
    assert gradient.dtype == kind


def test_integers_stay_integers_as_long_as_floats_count_them_exactly():
    H = np.array([[2**40, 1]])
    assert el.add_positions(H, H).tolist() == [[2**41, 2]]
    assert el.linear_backward([[2**20, 1]], [2**30]).tolist() == [2**50, 2**30]
    for call in (
        lambda: el.add_positions([[2**53]], [[1]]),
        lambda: el.linear_backward([[2**30]], [2**30]),
    ):
        refused(call, ValueError, "too large for exact integers; give them as floats")


@pytest.mark.parametrize("exclude", [0, None, (), {0}, iter([0]), np.array(0), [0], np.uint8(0)])
def test_rows_to_leave_out_come_as_one_id_a_list_a_set_or_none(exclude):
    first = 0 if exclude is None or np.size(exclude) == 0 else 1
    assert el.nearest([[1, 0], [1, 1], [0, 1]], [1, 0], k=1, exclude=exclude)[0].tolist() == [first]


# Refusals -----------------------------------------------------------------------------------------


def refused(call, kind, *words):
    """The call is refused in one sentence of ours, which holds these words."""
    with pytest.raises(kind) as refusal:
        call()
    assert refusal_fault(refusal.value) == ""
    assert str(refusal.value).endswith(".")
    for word in words:
        assert word in str(refusal.value)


TAKES_NUMBERS = {  # argument → a call that gets it wrong
    "E": lambda a: el.lookup(a, [0]),
    "a": lambda a: el.norm(a),
    "b": lambda a: el.dot([1, 2, 3], a),
    "A": lambda a: el.cosine_matrix(a),
    "B": lambda a: el.cosine_matrix(E, a),
    "query": lambda a: el.nearest(E, a),
    "norms": lambda a: el.nearest(E, E[0], norms=a),
    "mean": lambda a: el.project(E, a, E),
    "basis": lambda a: el.project(E, E[0], a),
    "H": lambda a: el.attention_scores(a),
    "P": lambda a: el.add_positions(E, a),
    "scores": lambda a: el.masked_softmax(a, el.causal_mask(3)),
    "logits": lambda a: el.log_softmax(a),
    "weights": lambda a: softmax.weighted_cross_entropy_gradient(E, a),
    "W": lambda a: el.linear_backward(a, [1, 2, 3]),
    "dz": lambda a: el.linear_backward(E, a),
    "upstream": lambda a: el.row_gradient([0], a, V=3),
    "G": lambda a: el.sgd(E, a, lr=0.1),
    "velocity": lambda a: el.momentum(E, E, a, lr=0.1),
    "M": lambda a: el.tied_gradients(E, [0], [1], M=a),
    "probabilities": lambda a: el.fit(a, 2),
    "the row": lambda a: el.Vectors(list("abc"), E).nearest(a),
}
NO_NUMBERS = {  # what was given → what the sentence says it is, and a remedy for that
    "bool": (E > 0, "bool", "a.astype(float)"),
    "complex": (1j * E, "complex numbers", "a.real"),
    "digits": (E.astype(str), "text ('1.0')", "dtype=float"),
    "bytes": (E.astype(bytes), "text (b'1.0')", "dtype=float"),
    "words": ([["the", "cat"]], "text ('the')", "words with a lookup"),
    "None inside": ([[1, None]], "None", "put a number in its place"),
    "objects": (E.astype(object), "Python objects", "dtype=float"),
    "long integers": ([[10**30]], "integers of more than 64 bits", "dtype=float"),
    "a function": (np.mean, "function", "list of numbers"),
    "dates": (np.array([["2026-11-29"]], "M8[D]"), "dates", "days since"),
    "time spans": (np.array([[3]], "m8[s]"), "time spans", "divide by a unit"),
    "records": (np.zeros((1, 1), [("x", float)]), "records", "one of their fields"),
    "set": ({1, 2}, "a set", "sorted(…)"),
    "dict": ({"the": 1}, "a dict", "list(….values())"),
    "values": ({"the": 1}.values(), "a dict_values", "list(…)"),
    "generator": (iter([1]), "a list_iterator", "list(…)"),
    "masked": (np.ma.masked_less(E, 1), "a masked array", "a.filled(value)"),
    "masked rows": ([np.ma.masked_less(row, 1) for row in E], "a masked array", "a.filled(value)"),
    "ragged": ([[1, 2, 3], [4, 5]], "rows of the same length", "the same number of entries"),
}


@pytest.mark.parametrize("given", NO_NUMBERS)
@pytest.mark.parametrize("name", TAKES_NUMBERS)
def test_what_holds_no_numbers_is_named_with_a_remedy_that_fits_it(name, given):
    value, what, remedy = NO_NUMBERS[given]
    error = ValueError if given == "ragged" else TypeError
    refused(lambda: TAKES_NUMBERS[name](value), error, f"{name} must", what, remedy)


TAKES_IDS = {
    "IDs": lambda ids: el.lookup(E, ids),
    "exclude": lambda ids: el.nearest(E, E[0], exclude=ids),
    "targets": lambda ids: el.cross_entropy_gradient(E, ids),
    "tokens": lambda ids: el.tied_gradients(E, ids, [0]),
    "centres": lambda ids: el.skipgram_gradients(E, E, ids, [0]),
    "pairs": lambda ids: el.pair_probabilities(ids, V=3),
    "edges": lambda ids: el.walk_corpus("abc", "xyz", ids),
    "X": lambda ids: el.padding_mask(ids, pad_id=0),
    "pad_id": lambda ids: el.gradient_step(E, [0], E[:1], lr=1, pad_id=ids),
}
NO_IDS = {
    "bool mask": (np.array([True, False, True]), "not bool", "np.flatnonzero(mask)"),
    "whole floats": ([[0.0, 1.0]], "not float64", "ids.astype(int)"),
    "halves": ([[0.5, 1.0]], "float64 with 0.5", "find out where it came from"),
    "NaN": ([[0, np.nan]], "float64 with nan", "find out where it came from"),
    "infinity": ([[0, np.inf]], "float64 with inf", "find out where it came from"),
    "words": (["the", "cat"], "text ('the')", "a tokenizer or a vocabulary turns words into IDs"),
    "a text": ("the cat", "text ('the cat')", "a tokenizer or a vocabulary turns words into IDs"),
    "None inside": ([[0, None]], "None", "such as [3, 1, 0]"),
    "objects": (np.array([[0, 1]], object), "Python objects", "ids.astype(int)"),
    "long integers": ([[10**30]], "integers of more than 64 bits", "such as [3, 1, 0]"),
    "complex": ([[1j]], "complex numbers", "such as [3, 1, 0]"),
    "dates": (np.array(["2026-11-29"], "M8[D]"), "dates", "such as [3, 1, 0]"),
    "dict": ({"the": 1}, "a dict", "list(….values())"),
    "masked": (np.ma.masked_equal([[0, 1]], 1), "a masked array", "a.filled(value)"),
    "ragged": ([[0, 1], [2]], "rows of the same length", "pad the shorter sequences"),
}


@pytest.mark.parametrize("given", NO_IDS)
@pytest.mark.parametrize("name", TAKES_IDS)
def test_what_holds_no_ids_is_named_with_a_remedy_that_fits_it(name, given):
    value, what, remedy = NO_IDS[given]
    error = ValueError if given == "ragged" else TypeError
    refused(lambda: TAKES_IDS[name](value), error, f"{name} must", what, remedy)


@pytest.mark.parametrize("wrong", [-1, 3, 2**62, np.uint64(2**63)])
@pytest.mark.parametrize("name", [name for name in TAKES_IDS if name not in ("X", "pad_id")])
def test_an_id_without_a_row_is_named_with_its_place(name, wrong):
    ids = np.array([[1, wrong]], np.asarray(wrong).dtype)
    place = "at position (0, 1)" + ("" if name == "IDs" else f" of {name}")
    refused(
        lambda: TAKES_IDS[name](ids), IndexError, f"ID {wrong} {place} is outside", "check that"
    )


NOT_FINITE = sorted(set(TAKES_NUMBERS) - {"E", "scores", "logits", "dz", "weights", "P", "norms"})


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", NOT_FINITE)
def test_nan_and_infinity_are_refused_by_name(name, wrong):
    some = np.where(E > 0, wrong, 1)
    value = {"upstream": some[:1], "mean": some[0], "the row": some[0]}
    refused(
        lambda: TAKES_NUMBERS[name](value.get(name, some)),
        ValueError,
        "NaN or infinity",
        *([name] if name not in ("W", "H") else []),
    )


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: el.nearest(E, E[0], norms=[1, 1]), ValueError, "norms has shape (2,) but E has 3"),
        (lambda: el.lookup(5, [0]), ValueError, "E must be a table of shape (V, d), not ()"),
        (lambda: el.lookup([1, 2], [0]), ValueError, "E must be a table of shape (V, d), not (2,)"),
        (lambda: el.norm(5), ValueError, "a must be a vector, shape (..., d), not the number 5"),
        (lambda: el.log_softmax(5), ValueError, "logits must have shape (..., V)"),
        (lambda: el.log_softmax([np.nan]), ValueError, "logits must be numbers or −∞"),
        (lambda: el.log_softmax([-np.inf]), ValueError, "with a number in each row"),
        (lambda: el.padding_mask(3, 0), ValueError, "X must have shape (..., T)"),
        (lambda: el.attention_scores([1, 2]), ValueError, "H must have shape (..., T, d)"),
        (lambda: el.linear_backward(E, 5), ValueError, "dz needs 3 numbers"),
        (lambda: el.masked_softmax(E, E), TypeError, "not float64; write mask == 1"),
        (lambda: el.masked_softmax(E, np.log(E + 1e-9)), TypeError, "write mask == 0"),
        (lambda: el.masked_softmax(E, ["a"]), TypeError, "text ('a'); give True and False"),
        (lambda: el.bigrams(5), TypeError, "sentences must be a list of sequences of IDs"),
        (lambda: el.skipgram_pairs(None), TypeError, "not None; for one sentence write [ids]"),
        (lambda: el.skipgram_pairs([[True]]), TypeError, "IDs must be integers, not bool"),
        (
            lambda: el.Vectors(list("ab"), E[:2])[["a"]],
            TypeError,
            "a list; take(words) gives several",
        ),
        (lambda: el.Vectors(list("abc"), E).nearest(5), ValueError, "the row must be a vector"),
        (lambda: el.train(E=1e200 * E), ValueError, "E"),
        (lambda: el.sgd([[1e30]], np.float32([[1e30]]), lr=1e300), ValueError, "leaves the range"),
        (lambda: el.norm(np.float16([6e4, 6e4])), ValueError, "range of float16; give the arrays"),
        (lambda: el.norm([1e308, 1.7e308]), ValueError, "range of float64; scale the numbers down"),
    ],
)
def test_other_input_is_refused_in_a_sentence_that_fits(call, error, words):
    refused(call, error, words)


@pytest.mark.parametrize("depth", [9, 80])
def test_a_list_however_deep_or_round_is_refused(depth):
    round_list, deep = [], 1.0
    round_list.append(round_list)
    for _ in range(depth):
        deep = [deep]
    for value in (deep, round_list):
        refused(lambda value=value: el.lookup(value, [0]), (TypeError, ValueError), "E must be")


def test_an_array_that_cannot_be_made_is_refused_and_the_reason_kept():
    class Lost:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("the device is lost")

    refused(lambda: el.lookup(Lost(), [0]), TypeError, "a Lost does not become one")


def test_functions_without_arrays_take_none():
    """The list above is honest: no parameter of theirs is documented as an array."""
    for name in NO_ARRAYS:
        documented = inspect.getdoc(getattr(el, name)) or ""
        assert "array_like" not in documented or name == "adam", name
