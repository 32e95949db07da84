"""Own text: sentences of words, what was done about case and marks, and what cannot be read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab import skipgram
from embedlab.texts import TextFiles, sentences

PROSE = 'It was 1813. "Is Mr Bingley\u2019s house let?" cried she.\nYes! Zoë\u0301 paid 3.5%'


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            {},
            ["it was 1813", "is mr bingley’s house let", "cried she", "yes", "zoë\u0301 paid 3 5"],
        ),
        (
            {"lowercase": False, "punctuation": True},
            [
                "It was 1813 .",
                '" Is Mr Bingley’s house let ? "',
                "cried she .",
                "Yes !",
                "Zoë\u0301 paid 3 . 5 %",
            ],
        ),
        ({"wrapped": True}, None),
    ],
)
def test_sentences_worked_out_by_hand(settings, expected):
    found = [" ".join(words) for words in sentences(PROSE, **settings)]
    if expected:
        assert found == expected
    assert [" ".join(s) for s in sentences("a b\nc. d\n\ne", wrapped=True)] == ["a b c", "d", "e"]
    assert [" ".join(s) for s in sentences("a b\nc. d\n\ne")] == ["a b", "c", "d", "e"]


@given(st.text(max_size=80))
def test_no_letter_or_digit_is_lost_and_small_letters_are_all_that_changes(text):
    text += " "  # what may be a file's name is none
    words = [word for sentence in sentences(text, lowercase=False) for word in sentence]
    assert [c for word in words for c in word if c.isalnum()] == [c for c in text if c.isalnum()]
    assert [w for s in sentences(text) for w in s] == [
        w for s in sentences(text, lowercase=False) for w in map(str.lower, s)
    ] or any(len(c.lower()) > 1 for c in text)


def test_a_text_its_file_and_a_list_of_its_lines_are_the_same_sentences(tmp_path):
    (tmp_path / "n.txt").write_text(PROSE, encoding="utf-8")
    expected = list(sentences(PROSE))
    for given_as in (tmp_path / "n.txt", str(tmp_path / "n.txt"), TextFiles(tmp_path / "n.txt")):
        assert list(sentences(given_as)) == expected
    assert list(sentences(PROSE.split("\n"))) == expected
    twice = sentences(tmp_path / "n.txt")
    assert list(twice) == list(twice)


def test_what_was_done_is_told_with_the_way_back():
    told = repr(sentences(PROSE))
    assert told == (
        "5 sentences of 15 words, 15 different ones. 6 words were written in small letters, "
        "8 marks such as '.' left out; to keep them: lowercase=False, punctuation=True."
    )
    assert repr(sentences("a b a")) == "1 sentences of 3 words, 2 different ones."
    assert "left out" not in repr(sentences(PROSE, punctuation=True))


def test_an_own_text_is_trained_on_in_one_line(tmp_path):
    result = skipgram.train(
        skipgram.sentences("The cat sees the dog. A dog hears the cat! " * 30),
        d=4,
        sample=0,
        progress=False,
    )
    assert set(result.words) == {"the", "cat", "sees", "dog", "a", "hears"}


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("no_such_file.txt", FileNotFoundError, "there is no file 'no_such_file.txt'"),
        ("my/notes/2024.md", FileNotFoundError, "there is no file"),
        (io.StringIO("a b"), TypeError, "is an open file; give its path"),
        (7, TypeError, "text is 7; give a string, a path, or a list of strings"),
        ([["a", "b"]], TypeError, "lists of words need no splitting"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(text, error, said):
    with pytest.raises(error, match=said):
        sentences(text)


def test_an_open_file_and_raw_words_are_told_the_way(tmp_path):
    path = tmp_path / "raw.txt"
    path.write_text("Emma saw Harriet, and Harriet saw Emma.\n" * 9, encoding="utf-8")
    with open(path) as file, pytest.raises(TypeError, match=r"give its path, '.*raw.txt', or skip"):
        skipgram.train(file)
    with pytest.warns(
        UserWarning, match=r"57% of the words have capitals or marks, such as 'Emma'"
    ):
        skipgram.train(path, sample=0, progress=False)
    with pytest.raises(ValueError, match=r"skipgram.train\(skipgram.sentences\(text\)\)"):
        skipgram.train(path.read_text())
