"""The tokenizers give the IDs of reference implementations, merges what the lessons say."""

import json
import re
import sys
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab.corpora import load_austen
from embedlab.tokens import (
    ByteLevelBPE,
    WordPiece,
    apply_merges,
    bert,
    build_vocabulary,
    encode_bpe,
    gpt2,
    gpt2_pattern,
    ids_to_words,
    merge_pair,
    train_bpe,
    words_to_ids,
)
from tools.fuzz.faults import refusal_fault

EXPECTED = json.loads(
    (Path(__file__).parent / "data" / "tokens_expected.json").read_text(encoding="utf-8")
)
CASES = [pytest.param(case, id=case["name"]) for case in EXPECTED["cases"]]
GPT2, BERT = gpt2(), bert()
for tokenizer in (GPT2, BERT):
    tokenizer.encode("the tables are built at the first use")
EVERY_CHARACTER = "".join(chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000)
FEW_LETTERS = st.text("abc ", min_size=1, max_size=60).filter(str.strip)


@pytest.mark.parametrize("case", CASES)
def test_gpt2_gives_the_ids_of_tiktoken(case):
    assert GPT2.encode(case["text"]) == case["gpt2"]
    assert GPT2.decode(case["gpt2"]) == case["text"]


@pytest.mark.parametrize("case", CASES)
def test_bert_gives_the_ids_of_its_reference_tokenizer(case):
    assert BERT.encode(case["text"]) == case["bert"]


@given(st.text())
def test_gpt2_gives_every_text_back(text):
    ids = GPT2.encode(text)
    assert GPT2.decode(ids) == text
    assert all(0 <= i < len(GPT2) for i in ids)


def test_gpt2s_pattern_leaves_no_character_out():
    assert "".join(gpt2_pattern().findall(EVERY_CHARACTER)) == EVERY_CHARACTER


@given(st.text())
def test_bert_tokens_put_together_are_the_basic_words_or_unknown(text):
    tokens = BERT.tokenize(text)
    assert BERT.encode(text) == [BERT.id(token) for token in tokens]
    if "[UNK]" not in tokens:
        assert BERT.tokenize(" ".join(tokens).replace(" ##", "")) == tokens


def test_the_ids_that_the_lessons_name():
    assert (
        len(GPT2),
        GPT2.id("<|endoftext|>"),
        GPT2.id(" the"),
        GPT2.id(" SolidGoldMagikarp"),
    ) == (50_257, 50_256, 262, 43_453)
    assert (len(BERT), BERT.id("##ing"), *map(BERT.id, ("[PAD]", "[UNK]", "[CLS]", "[SEP]"))) == (
        30_522,
        2_075,
        0,
        100,
        101,
        102,
    )
    assert BERT.encode("", add_special_tokens=True) == [101, 102]


def test_special_tokens_are_not_read_out_of_a_text():
    assert 50_256 not in GPT2.encode("<|endoftext|>")
    assert BERT.tokenize("[PAD]") == ["[", "pad", "]"]


def test_a_token_cut_inside_a_character_shows_as_a_replacement_character():
    ids = GPT2.encode("🤖")
    assert len(ids) > 1
    assert "�" in GPT2.decode(ids[:1])
    assert GPT2.decode(ids) == "🤖"


def test_the_character_classes_of_gpt2s_pattern_are_unicodes_own():
    """Holds re to \\p{L}, \\p{N} and White_Space on every Python that runs this."""
    letters_numbers = {c for c in EVERY_CHARACTER if unicodedata.category(c)[0] in "LN"}
    assert set(re.findall(r"[^\W_]", EVERY_CHARACTER)) == letters_numbers
    white_space = set(re.findall(r"\s", EVERY_CHARACTER)) - set("\x1c\x1d\x1e\x1f")
    single = gpt2_pattern().findall(
        EVERY_CHARACTER[:0x3100].replace("", "!")
    )  # every character between marks
    assert {c for c in white_space if c in single} == white_space - {
        " "
    }  # a space goes with the mark after it
    words = gpt2_pattern().findall("a1½ b\x1c'll 中__\n\n x's")
    assert words == ["a", "1½", " b", "\x1c'", "ll", " 中", "__", "\n\n", " x", "'s"]


def recounting_train(text, merges):
    """The plain way: count all pairs anew before every merge."""
    counts, learned = Counter(" " + word for word in text.split()), []
    pieces = {word: list(word) for word in counts}
    for _ in range(merges):
        pairs = Counter()
        for word, count in counts.items():
            for pair in pairwise(pieces[word]):
                pairs[pair] += count
        if not pairs:
            break
        learned.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        pieces = {word: merge_pair(pieces[word], learned[-1]) for word in counts}
    return learned


@given(FEW_LETTERS, st.integers(1, 40))
def test_training_learns_what_recounting_before_each_merge_learns(text, merges):
    assert train_bpe(text, merges) == recounting_train(text, merges)


@given(FEW_LETTERS, st.text("abc ", max_size=20))
def test_pieces_give_the_word_back_and_are_those_of_the_merges_in_order(text, word):
    merges = train_bpe(text, 30)
    in_order = list(word)
    for pair in merges:
        in_order = merge_pair(in_order, pair)
    assert encode_bpe(word, merges) == in_order
    assert "".join(in_order) == word


def test_on_a_novel_the_first_merges_are_those_of_english():
    merges = train_bpe(load_austen()["emma"], 300)
    assert merges[:3] == [(" ", "t"), (" ", "a"), ("h", "e")]  # also GPT-2's first three
    assert [GPT2.tokens[256 + k].decode() for k in range(3)] == [
        "".join(pair) for pair in merges[:3]
    ]
    assert encode_bpe(" the", merges) == [" the"]
    assert len(encode_bpe(" unbelievable", merges)) > 3


def test_training_ends_when_every_word_is_one_piece():
    assert train_bpe("ab ab", 100) == [(" ", "a"), (" a", "b")]


def test_pairs_that_overlap_are_merged_from_the_left():
    assert merge_pair("aaaaa", ("a", "a")) == ["aa", "aa", "a"]


def test_a_vocabulary_goes_there_and_back_and_is_cut_at_the_rare_end():
    words = ["b", "a", "c", "a", "b", "a"]
    assert build_vocabulary(words, specials=("[PAD]", "[UNK]"), size=4) == {
        "[PAD]": 0,
        "[UNK]": 1,
        "a": 2,
        "b": 3,
    }
    vocabulary = build_vocabulary(words, specials=())
    assert ids_to_words(words_to_ids(words, vocabulary), vocabulary) == words
    assert build_vocabulary(["a", "[UNK]"]) == {
        "[UNK]": 0,
        "a": 1,
    }  # a special in the corpus keeps its ID


def test_ids_may_be_an_array_or_empty():
    assert GPT2.decode(np.array([464, 3797], np.uint16)) == "The cat"
    assert (GPT2.decode([]), BERT.decode([]), GPT2.encode(""), BERT.encode("")) == ("", "", [], [])


VOCABULARY = {"[UNK]": 0, "a": 1}
SPECIALS = ("[UNK]", "[CLS]", "[SEP]")


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: build_vocabulary("the cat"), TypeError, "split it first"),
        (lambda: build_vocabulary(["a", 3]), TypeError, "must be a string, not int"),
        (lambda: build_vocabulary([]), ValueError, "empty"),
        (lambda: build_vocabulary(["a"], specials=("x", "x")), ValueError, "differ"),
        (lambda: build_vocabulary(["a"], size=1), ValueError, "no room"),
        (lambda: words_to_ids(["a", "dog"], VOCABULARY), KeyError, "'dog' at position 1"),
        (
            lambda: words_to_ids(["a"], VOCABULARY, unknown="<unk>"),
            KeyError,
            "'<unk>' is not in the vocabulary",
        ),
        (lambda: words_to_ids("a", VOCABULARY), TypeError, "split it first"),
        (
            lambda: ids_to_words([0, 2], VOCABULARY),
            IndexError,
            r"ID 2 at position 1 is outside .* \(0 … 1\)",
        ),
        (lambda: train_bpe("", 5), ValueError, "no word"),
        (lambda: train_bpe(" \n", 5), ValueError, "no word"),
        (lambda: train_bpe("a", 0), ValueError, "at least 1, not 0"),
        (lambda: train_bpe("a", 2.0), TypeError, "integer"),
        (lambda: train_bpe("a", True), TypeError, "integer"),
        (lambda: train_bpe(["a"], 2), TypeError, "text must be a string, not list"),
        (lambda: encode_bpe(b"a", []), TypeError, "string, not bytes"),
        (lambda: encode_bpe("a", [(220, 83)]), TypeError, "gpt2()"),
        (lambda: GPT2.encode(None), TypeError, "text must be a string, not NoneType"),
        (lambda: GPT2.encode("ab\ud800"), ValueError, "position 2"),
        (
            lambda: GPT2.decode([1, 50_257]),
            IndexError,
            r"ID 50257 at position 1 is outside .*50257 tokens",
        ),
        (lambda: GPT2.decode([-1]), IndexError, "ID -1"),
        (lambda: GPT2.decode([1.0]), TypeError, "integers, not float64"),
        (lambda: GPT2.decode([True]), TypeError, "integers, not bool"),
        (lambda: GPT2.decode(262), ValueError, "one sequence"),
        (lambda: GPT2.decode([[262]]), ValueError, "row by row"),
        (lambda: GPT2.id(" unbelievably odd"), KeyError, "several"),
        (lambda: GPT2.id(262), TypeError, "token must be a string"),
        (lambda: ByteLevelBPE([[0, 256]]), ValueError, "merge 0"),
        (lambda: ByteLevelBPE([[0, 1, 2]]), ValueError, r"shape \(M, 2\)"),
        (lambda: ByteLevelBPE([[0.0, 1.0]]), TypeError, "merges must be integers"),
        (lambda: BERT.encode(7), TypeError, "text must be a string, not int"),
        (lambda: BERT.tokenize("\udc00"), ValueError, "surrogate"),
        (lambda: BERT.decode([30_522]), IndexError, "30522 tokens"),
        (lambda: BERT.decode([0.5]), TypeError, "integers"),
        (lambda: BERT.id("embeddings"), KeyError, "'embeddings' is not one of"),
        (lambda: WordPiece(("a", "b")), ValueError, "lacks"),
        (lambda: WordPiece((*SPECIALS, "a", "a")), ValueError, "2 times"),
        (lambda: WordPiece("abc"), TypeError, "one string"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, error, says):
    with pytest.raises(error, match=says) as refusal:
        call()
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "merges", [[("a", "b")], [["a", "b"]], np.array([["a", "b"]]), iter([("a", "b")])]
)
def test_merges_may_come_in_lists_arrays_or_one_by_one(merges):
    assert encode_bpe("abc", merges) == ["ab", "c"]


@pytest.mark.parametrize(
    ("merges", "says"),
    [
        (["a b"], r"merge 0 is 'a b', but .* pairs of strings.* tuple\(line\.split\(\)\)"),
        (["ab"], "merge 0 is 'ab'"),
        ([("a", "b"), ("a", "b", "c")], r"merge 1 is \('a', 'b', 'c'\)"),
        ([("a", "b"), None], "merge 1 is None"),
        ([()], r"merge 0 is \(\)"),
        ([{"a", "b"}], "merge 0 is {"),
        ([("a", 1)], r"merge 0 is \('a', 1\)"),
        ([(b"a", b"b")], r"merge 0 is .*gpt2\(\)"),
        ([("x" * 1000,)], "merge 0 is .*pairs of strings"),
        ("ab", r"not text \('ab'\); train_bpe learns one"),
        (None, "not None; train_bpe learns one"),
        (5, "not an int"),
        ({("a", "b"): 0}, "not a dict"),
        ({("a", "b")}, "not a set"),
        (np.array("ab"), "not text"),
        (np.ma.array([["a", "b"]]), "a masked array"),
    ],
)
def test_malformed_merges_are_refused_in_one_sentence(merges, says):
    with pytest.raises(TypeError, match=says) as refusal:
        encode_bpe("abc", merges)
    assert refusal_fault(refusal.value) == ""


def test_a_merge_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match=r"merge 2 is \('a', 'b'\), as merge 0"):
        encode_bpe("abc", [("a", "b"), ("b", "c"), ["a", "b"]])


@pytest.mark.parametrize(
    ("vocabulary", "ids", "words"),
    [
        ({"the": 1}, [1], ["the"]),
        ({"the": 1, "a": 2}, [2, 1, 1], ["a", "the", "the"]),
        ({"a": 7, "the": 0}, np.array([0, 7], ">u2"), ["the", "a"]),
        ({"a": np.int8(1), "b": np.uint64(0)}, [0, 1], ["b", "a"]),
        ({"far": 2**70, "the": 0}, [0], ["the"]),
        (Counter("aab"), [1, 2], ["b", "a"]),
    ],
)
def test_the_values_of_a_vocabulary_are_its_ids_wherever_they_begin(vocabulary, ids, words):
    assert ids_to_words(ids, vocabulary) == words
    back = words_to_ids(words, vocabulary)
    assert back == np.asarray(ids).tolist()
    assert {type(i) for i in back} == {int}


@pytest.mark.parametrize(
    ("vocabulary", "error", "says"),
    [
        ({}, ValueError, "vocabulary is empty"),
        ({"x": -1}, TypeError, "'x' the ID -1; IDs are integers from 0 on"),
        ({"x": 0.0}, TypeError, r"'x' the ID 0\.0"),
        ({"x": True}, TypeError, "'x' the ID True"),
        ({"x": "0"}, TypeError, "'x' the ID '0'"),
        ({"x": [0]}, TypeError, r"'x' the ID \[0\]"),
        ({0: "the"}, TypeError, "token 0, but tokens must be strings; it goes from token to ID"),
        ({None: 0}, TypeError, "token None, but tokens must be strings"),
        (None, TypeError, "a dict of token to ID, not NoneType"),
        (["the", "a"], TypeError, "not list; make one"),
        ("the", TypeError, "not str"),
    ],
)
def test_what_is_no_vocabulary_is_refused_both_ways(vocabulary, error, says):
    for call in (ids_to_words, words_to_ids):
        with pytest.raises(error, match=says) as refusal:
            call([0] if call is ids_to_words else ["the"], vocabulary)
        assert refusal_fault(refusal.value) == ""


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: ids_to_words([0], {"the": 1}), IndexError, "ID 0 .* none of the 1 tokens"),
        (lambda: ids_to_words([3], {"a": 1, "b": 5}), IndexError, "ID 3 .* none of the 2 tokens"),
        (lambda: ids_to_words([-1], {"a": 0}), IndexError, "ID -1 at position 0"),
        (lambda: ids_to_words([-1], {"a": 1}), IndexError, "ID -1 at position 0"),
        (lambda: ids_to_words([0], {"a": 0, "b": 0}), ValueError, "'a' and 'b' both have ID 0"),
        (lambda: ids_to_words(["a"], {"a": 0}), TypeError, "vocabulary turns words into IDs"),
        (lambda: ids_to_words([[0]], {"a": 0}), ValueError, "row by row"),
        (lambda: words_to_ids(["b"], {"a": 0}, unknown=["a"]), KeyError, "unknown token"),
        (lambda: words_to_ids(None, {"a": 0}), TypeError, "words must be a list of strings"),
        (lambda: words_to_ids({"a"}, {"a": 0}), TypeError, "not a set"),
        (lambda: build_vocabulary(5), TypeError, "words must be a list of strings, not an int"),
        (lambda: build_vocabulary(["a"], specials=None), TypeError, "specials must be a list"),
        (lambda: merge_pair(["a"], None), ValueError, "pair must be two pieces"),
        (lambda: merge_pair(["a"], {"a", "b"}), ValueError, "pair must be two pieces"),
        (lambda: merge_pair([1, 2], (1, 2)), ValueError, "pair must be two pieces"),
        (lambda: merge_pair(None, ("a", "b")), TypeError, "pieces must be a list of strings"),
        (lambda: merge_pair(iter("ab"), ("a", "b")), TypeError, "not a str_ascii_iterator"),
        (lambda: apply_merges(None, {}), TypeError, "pieces must be a list of strings"),
        (lambda: apply_merges(["a", "b"], [("a", "b")]), TypeError, "ranks a dict"),
        (lambda: ByteLevelBPE([[0, 1]], specials=("a", "a")), ValueError, "specials must differ"),
        (lambda: ByteLevelBPE({(0, 1)}), TypeError, "merges must be a list or an array"),
        (lambda: WordPiece(None), TypeError, "tokens must be a list of strings, not None"),
        (lambda: WordPiece(SPECIALS, max_characters="x"), TypeError, "max_characters must be"),
    ],
)
def test_odd_words_ids_and_pieces_are_refused_in_one_sentence(call, error, says):
    with pytest.raises(error, match=says) as refusal:
        call()
    assert refusal_fault(refusal.value) == ""


def test_own_merges_and_own_vocabularies_work_too():
    space, t = 220, 83
    tiny = ByteLevelBPE([[space, t]], specials=())
    assert (len(tiny), tiny.encode("a t"), tiny.decode([64, 256])) == (257, [64, 256], "a t")
    words = WordPiece((*SPECIALS, "play", "##ing", "##in", "##g"), max_characters=8)
    assert words.tokenize("Playing plays playingg") == [
        "play",
        "##ing",
        "[UNK]",
        "play",
        "##ing",
        "##g",
    ]
    assert words.tokenize("playingin") == ["[UNK]"]  # 9 characters
