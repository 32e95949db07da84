"""What the fast trainer takes: tiny texts, paths and files, and the dense form of small ones."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab import cosine, finite_difference, nearest, skipgram, skipgram_pairs
from embedlab.corpora import load_austen
from embedlab.training import pair_probabilities
from tests.test_skipgram import CORPUS, SENTENCES, learn, sigma

# Texts of a few words ---------------------------------------------------------------------------


@pytest.mark.parametrize("window", [1, 5, 128, 200, 1000])
@pytest.mark.parametrize("seed", range(20))
def test_a_toy_corpus_trains_or_says_that_nothing_was_left_to_learn(seed, window):
    text = [["the", "cat", "sat", "on", "the", "mat"]]
    settings = {"d": 8, "window": window, "min_count": 1, "seed": seed, "progress": False}
    result = skipgram.train(text, **settings)
    assert np.isfinite(result.E).all()
    assert result.stopped.startswith("Nothing was learned") != result.W.any()
    result = skipgram.train(text, **settings, sample=0)
    assert result.W.any()
    assert not result.stopped


@pytest.mark.slow
@given(
    st.lists(st.lists(st.sampled_from("abc"), max_size=7), max_size=4),
    st.sampled_from([1, 2, 5, 127, 128, 500]),
    st.sampled_from([0, 1e-3, 0.3]),
)
def test_every_tiny_text_trains_or_is_refused_in_a_sentence(sentences, window, sample):
    try:
        result = skipgram.train(
            sentences, d=3, window=window, sample=sample, min_count=1, progress=False
        )
    except ValueError as refusal:
        assert re.search("different words occur|each sentence has one word", str(refusal))
    else:
        assert np.isfinite(result.E).all()
        assert bool(result.stopped) != result.W.any()


def test_a_text_whose_frequent_words_are_all_alone_says_that_nothing_was_learned():
    text = [["the", f"{k}"] for k in range(9)] + [["cat", f"{k}"] for k in range(9, 18)]
    result = skipgram.train(text, d=4, sample=0, progress=False)
    assert result.words == ("cat", "the")
    assert "a smaller min_count than 5" in result.stopped


# What training is given -------------------------------------------------------------------------


class Once:
    """Sentences whose every reading goes on where the last one ended."""

    def __init__(self, sentences, way):
        self.sentences, self.way = iter(sentences), way

    def __iter__(self):
        return self.way(self.sentences)


@pytest.mark.parametrize("act", [skipgram.train, lambda text: skipgram.vocabulary(text, 5)])
@pytest.mark.parametrize(
    "make",
    [
        lambda: (sentence for sentence in SENTENCES),
        lambda: iter(SENTENCES),
        lambda: map(list, SENTENCES),
        lambda: filter(None, SENTENCES),
        lambda: Once(SENTENCES, iter),
        lambda: Once(SENTENCES, lambda sentences: map(list, sentences)),
        lambda: Once(SENTENCES, lambda sentences: (sentence for sentence in sentences)),
    ],
    ids=["generator", "iterator", "map", "filter", "same iterator", "map anew", "yield"],
)
def test_sentences_that_can_be_read_only_once_are_refused(make, act):
    with pytest.raises(TypeError, match="give a list") as refusal:
        act(make())
    assert len(str(refusal.value)) < 250


def test_a_text_that_rewinds_itself_is_read_as_often_as_needed(tmp_path):
    (tmp_path / "text.txt").write_text("\n".join(map(" ".join, SENTENCES)), encoding="utf-8")

    class Rewound:
        def __init__(self, lines):
            self.lines = lines

        def __iter__(self):
            self.lines.seek(0)
            return (line.split() for line in self.lines)

    settings = {"d": 4, "epochs": 2, "progress": False}
    with (tmp_path / "text.txt").open(encoding="utf-8") as lines:
        result = skipgram.train(Rewound(lines), **settings)
    assert np.array_equal(result.E, skipgram.train(SENTENCES, **settings).E)


@pytest.mark.parametrize(
    ("paths", "read"),
    [
        (lambda folder: str(folder / "a.txt"), "a"),
        (lambda folder: folder / "a.txt", "a"),
        (lambda folder: [folder / "a.txt", str(folder / "b.txt")], "ab"),
        (lambda folder: (folder / f"{name}.txt" for name in "ba"), "ba"),
        (lambda folder: map(str, [folder / "b.txt"]), "b"),
        (lambda folder: folder.glob("a.*"), "a"),
        (lambda folder: {folder / "a.txt": 1}, "a"),
    ],
)
def test_paths_may_be_one_or_many_in_any_iterable_and_are_read_again_and_again(
    tmp_path, paths, read
):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"{name} x\n{name} y\n", encoding="utf-8")
    files = skipgram.TextFiles(paths(tmp_path))
    expected = [[name, other] for name in read for other in "xy"]
    assert [list(files) for _ in range(3)] == [expected] * 3


NOVEL = load_austen()["emma"]


@pytest.mark.parametrize(
    ("give", "words"),
    [
        (lambda: skipgram.train(NOVEL), "is a text of 8"),
        (lambda: skipgram.train(Path(NOVEL)), "is a text of 8"),
        (lambda: skipgram.vocabulary(NOVEL, 5), "is a text of 8"),
        (lambda: skipgram.TextFiles(NOVEL), "is a text of 8"),
        (lambda: skipgram.TextFiles([NOVEL, "b.txt"]), "is a text of 8"),
        (lambda: skipgram.train(NOVEL.replace("\n", " ")), "is a text of 8"),
        (lambda: skipgram.train("two\nlines"), "is a text of 9 characters, not the path"),
        (
            lambda: skipgram.train("the cat sat"),
            "the cat sat cannot be read .* skipgram.sentences.text",
        ),
        (lambda: skipgram.train("a\0b"), "cannot be read"),
        (lambda: skipgram.train("x" * 500), r"x{100} cannot be read \(File name too long\)"),
        (lambda: skipgram.train([NOVEL]), r"sentence 0 is .*; a sentence is a list of words"),
        (lambda: skipgram.train([[NOVEL]] * 9), "each sentence has one word"),
        (lambda: skipgram.train([NOVEL.split(), 5]), "sentence 1 is 5"),
        (lambda: skipgram.train([list(NOVEL), None]), "sentence 1 is None"),
        (lambda: skipgram.train([["a", "b"], [*NOVEL, 3]]), "sentence 1 is "),
        (lambda: skipgram.train(load_austen()), "sentence 0 is 'emma'"),
        (lambda: skipgram.train(NOVEL.encode()), "sentence 0 is "),
        (lambda: skipgram.train(iter(NOVEL)), "cannot be read several times"),
        (lambda: skipgram.train([__file__]), r"give TextFiles\(paths\)"),
        (lambda: skipgram.train([Path(__file__)]), r"give TextFiles\(paths\)"),
        (lambda: skipgram.TextFiles([]), "paths is empty"),
        (lambda: skipgram.TextFiles(Path("/nowhere").glob("*.txt")), "paths is empty"),
        (lambda: skipgram.TextFiles(7), "paths is 7; give a list of paths"),
        (lambda: skipgram.TextFiles([NOVEL.split()]), "a path is a string or a Path, not "),
        (lambda: skipgram.TextFiles([None]), "a path is a string or a Path, not None"),
        (lambda: skipgram.train(["word"] * 9), "sentence 0 is 'word'"),
        (lambda: skipgram.train([["word"], ["other"]] * 9), "each sentence has one word"),
    ],
)
def test_texts_paths_and_sentences_in_each_others_place_are_told_in_one_short_sentence(give, words):
    with pytest.raises((TypeError, ValueError, OSError), match=words) as refusal:
        give()
    assert len(str(refusal.value)) < 300
    assert "\n" not in str(refusal.value)


def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("the cat\nthe dog\n", encoding="utf-8-sig")
    files = skipgram.TextFiles(sorted(tmp_path.glob("*.txt")))
    assert list(files) == [["the", "cat"], ["the", "dog"]] * 2
    assert skipgram.vocabulary(tmp_path / "a.txt", 1)[0] == ["the", "cat", "dog"]


# Steps and files --------------------------------------------------------------------------------


def test_a_step_is_shorter_where_one_word_makes_up_much_of_the_text(monkeypatch):
    monkeypatch.setattr(skipgram, "STRAIN", 1e9)
    text = np.tile(np.arange(100, dtype=np.int32), 60)
    text[::4] = 0
    steps = []
    monkeypatch.setattr(
        skipgram, "mean_loss", lambda g, *rest: steps.append(g.shape[0] * g.shape[1]) or 0.0
    )
    for tokens in (text, np.arange(6000, dtype=np.int32)):
        E = np.zeros((6000, 4), np.float32)
        learn(
            E,
            E.copy(),
            tokens,
            np.zeros(6000, int),
            (0.1, 0.1),
            2,
            5,
            np.arange(9),
            np.random.default_rng(0),
        )
    assert steps == [64, 512]


def test_several_files_are_one_text_and_a_missing_one_is_named_or_passed_over(tmp_path):
    for k in (0, 1):
        (tmp_path / f"{k}.txt").write_text(
            "\n".join(map(" ".join, SENTENCES[k::2])), encoding="utf-8"
        )
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9 au lait\n")
    paths = [
        tmp_path / "0.txt",
        tmp_path / "none.txt",
        tmp_path / "bad.txt",
        tmp_path,
        str(tmp_path / "1.txt"),
    ]
    settings = {"d": 8, "epochs": 2, "progress": False}
    with pytest.raises(OSError, match=r"none\.txt cannot be read \(No such file"):
        skipgram.train(skipgram.TextFiles(paths), **settings)
    with pytest.warns(UserWarning) as told:
        result = skipgram.train(skipgram.TextFiles(paths, skip=True), **settings)
    for part in (
        r"none.txt cannot be read (No such file",
        "bad.txt cannot be read (it is not text in UTF-8)",
        f"{tmp_path} cannot be read (Is a directory)",
    ):
        assert any(part in str(warning.message) for warning in told)
    expected = skipgram.train(SENTENCES[::2] + SENTENCES[1::2], **settings)
    assert np.array_equal(result.E, expected.E)


# The dense form ---------------------------------------------------------------------------------


def test_the_gradients_of_the_dense_form_agree_with_finite_differences():
    rng = np.random.default_rng(0)
    E, W, yes = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.random((4, 4))
    asked = yes + rng.random((4, 4))

    def loss(E, W):
        s = E @ W.T
        return (-yes * np.log(sigma(s)) - (asked - yes) * np.log(sigma(-s))).sum()

    dE, dW = skipgram.dense_gradients(E, W, asked, yes)
    assert np.allclose(dE, finite_difference(lambda table: loss(table, W), E), atol=1e-6)
    assert np.allclose(dW, finite_difference(lambda table: loss(E, table), W), atol=1e-6)


def test_the_dense_form_brings_words_together_that_have_the_same_neighbours():
    probabilities = pair_probabilities(skipgram_pairs(CORPUS.sentences), len(CORPUS.words))
    E, W = skipgram.train_dense(probabilities, 16)
    assert E.shape == W.shape == (38, 16) and E.dtype == np.float32
    words = [i for i, group in enumerate(CORPUS.groups) if group != "links"]
    ids, _ = nearest(E, E[words], 1, exclude=np.array(words)[:, None])
    assert (
        np.mean(
            [CORPUS.groups[i] == CORPUS.groups[j] for i, j in zip(words, ids[:, 0], strict=True)]
        )
        > 0.9
    )
    assert np.array_equal(E, skipgram.train_dense(1000 * probabilities, 16)[0])  # counts do as well


@pytest.mark.slow
def test_the_dense_form_ends_where_very_long_sampling_ends():
    counts = np.zeros((38, 38))
    np.add.at(counts, tuple(skipgram_pairs(CORPUS.sentences, window=1).T), 1)
    sampled = skipgram.train(
        SENTENCES, d=16, window=1, epochs=400, sample=0, min_count=1, progress=False
    )
    rows = [sampled.words.index(word) for word in CORPUS.words]
    E, W = skipgram.train_dense(counts, 16, steps=300)
    asked = counts > 0
    dense, drawn = ((E @ W.T)[asked], (sampled.E @ sampled.W.T)[np.ix_(rows, rows)][asked])
    assert np.corrcoef(dense, drawn)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"probabilities": np.ones((2, 3))}, "must be square"),
        ({"probabilities": np.zeros((2, 2))}, "not all 0"),
        ({"probabilities": [[0, -1], [2, 0]]}, "numbers ≥ 0"),
        ({"probabilities": [[0, np.nan], [2, 0]]}, "numbers ≥ 0"),
        ({"d": 0}, "d must be at least 1"),
        ({"steps": 0}, "steps must be"),
        ({"lr": np.inf}, "lr must be"),
    ],
)
def test_what_the_dense_form_cannot_train_is_refused_in_a_sentence(change, words):
    with pytest.raises(ValueError, match=words):
        skipgram.train_dense(**{"probabilities": np.eye(3)} | change)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"sentences": []}, ValueError, "0 of 0 different words"),
        ({"sentences": [["one", "one"]] * 9}, ValueError, "1 of 1 different words"),
        ({"sentences": ["a string", "another"]}, TypeError, "sentence 0 is 'a string'"),
        ({"sentences": [["a", 3]]}, TypeError, "sentence 0"),
        ({"sentences": iter([["a", "b"]])}, TypeError, "cannot be read several times"),
        ({"sentences": "no_such_file.txt"}, OSError, "no_such_file.txt"),
        ({"sentences": 5}, TypeError, "sentences is 5"),
        ({"sentences": [3, 4]}, TypeError, "sentence 0 is 3"),
        ({"sentences": [(word for word in "ab")]}, TypeError, "sentence 0 is <generator"),
        ({"sentences": [["a", "b"], [b"a"]]}, TypeError, "sentence 1"),
        ({"seed": -1}, ValueError, "seed must be"),
        ({"d": 0}, ValueError, "d must be at least 1"),
        ({"window": 0}, ValueError, "window must be at least 1"),
        ({"min_count": 10**6}, ValueError, "take a smaller min_count"),
        ({"lr": -1}, ValueError, "lr must be"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(change, error, words):
    with pytest.raises(error, match=words):
        skipgram.train(**{"sentences": SENTENCES, "progress": False} | change)


def test_a_real_novel_gives_neighbours_that_a_reader_would_give():
    lines = [line.split() for line in load_austen()["emma"].split("\n")]
    result = skipgram.train(lines, d=50, epochs=5, progress=False)
    rows = {word: result.E[i] for i, word in enumerate(result.words)}
    assert cosine(rows["morning"], rows["evening"]) > cosine(rows["morning"], rows["woodhouse"])
    assert cosine(rows["father"], rows["mother"]) > cosine(rows["father"], rows["morning"])


def test_products_of_a_group_may_be_done_block_by_block(monkeypatch):
    settings = {"d": 8, "epochs": 2, "progress": False}
    whole = skipgram.train(SENTENCES, **settings)
    monkeypatch.setattr(skipgram, "WIDE", 4)
    parts = skipgram.train(SENTENCES, **settings)
    assert not np.array_equal(parts.E, whole.E)  # the sums run in another order
    assert pytest.approx(whole.E, abs=1e-5) == parts.E
