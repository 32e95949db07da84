"""One class for words and rows: neighbours as `nearest` gives them, refusals, comparisons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab import page, skipgram
from embedlab.corpora import load_glove
from embedlab.similarity import analogy, center, nearest
from embedlab.vectors import Vectors


@pytest.fixture(scope="module")
def glove():
    data = load_glove()
    return Vectors(data.words, data.E)


@given(st.integers(0, 2**32), st.integers(1, 12), st.sampled_from([np.float32, np.float64]))
def test_neighbours_and_scores_are_those_of_nearest_also_among_ties(seed, k, dtype):
    rng = np.random.default_rng(seed)
    V, d = int(rng.integers(20, 4000)), int(rng.integers(1, 40))
    E = rng.integers(-2, 3, (V, d)).astype(dtype)  # many equal rows, some of zeros
    i = int(rng.integers(V))
    E[i, 0] = 1
    E[: k + 1, 0] = 1  # enough that have a direction
    vectors = Vectors(list(map(str, range(V))), E)
    ids, scores = nearest(E, E[i], k, exclude=(i,))
    words, ours = vectors.nearest(str(i), k)
    assert np.array_equal(ours, scores)
    assert words == [str(j) for j in ids]
    assert vectors.nearest(E[i], 1)[1][0] >= scores[0]


def test_the_first_of_equal_rows_comes_first():
    E = np.tile(np.float32([[1, 2, 3]]), (5000, 1))
    E[::2] *= -1
    vectors = Vectors(list(map(str, range(5000))), E)
    assert vectors.nearest("1", 3)[0] == ["3", "5", "7"]


def test_real_vectors_one_query_many_and_centred(glove):
    words, scores = glove.nearest("king", 4)
    ids, expected = nearest(glove.E, glove["king"], 4, exclude=(glove.id("king"),))
    assert words == [glove.words[i] for i in ids]
    assert np.array_equal(scores, expected)
    many, _ = glove.nearest(["king", "cat"], 4)
    assert many[0] == words and "cat" not in many[1]
    C = center(glove.E)
    ids, _ = nearest(C, C[glove.id("king")], 4, exclude=(glove.id("king"),))
    assert glove.nearest("king", 4, center=True)[0] == [glove.words[i] for i in ids]
    ids, expected = analogy(glove.E, *map(glove.id, ("man", "woman", "king")))
    words, scores = glove.analogy("man", "woman", "king")
    assert words == [glove.words[i] for i in ids]
    assert np.allclose(scores, expected)


def test_numbers_too_large_or_small_to_square_have_neighbours_too():
    E = np.random.default_rng(0).normal(size=(3000, 4)).astype(np.float32)
    plain = Vectors(list(map(str, range(3000))), E).nearest("7")[0]
    for scale in (1e-25, 1e25):
        assert Vectors(list(map(str, range(3000))), E * np.float32(scale)).nearest("7")[0] == plain


def test_a_table_behaves_as_before(glove):
    assert repr(glove) == "10,048 words with rows of 100 numbers"
    assert "king" in glove and "kingg" not in glove and len(glove) == 10_048
    with pytest.raises(LookupError, match=r"not among the 10,048 words; did you mean 'king'"):
        glove.id("kingg")
    with pytest.raises(LookupError, match=r"did you mean 'king'"):
        glove["KING"]
    with pytest.raises(LookupError, match=r"did you mean 'zoë'"):
        Vectors(["a", "zoë"], np.eye(2)).id("Zoe")
    with pytest.raises(ValueError):
        glove.E[0] = 0


@pytest.mark.parametrize(
    "words, E, said",
    [
        (["a"], np.eye(2), "1 words but E has 2 rows"),
        (["a", "a"], np.eye(2), "'a' has two rows"),
        ("ab", np.eye(2), "not one string"),
        ([], np.zeros((0, 3)), "E is empty"),
        (["a"], [1.0], r"shape \(V, d\)"),
    ],
)
def test_words_and_rows_that_do_not_fit_are_refused(words, E, said):
    with pytest.raises((ValueError, TypeError), match=said):
        Vectors(words, E)


def test_not_a_number_is_refused_where_it_would_spoil_a_score():
    with pytest.raises(ValueError, match="NaN"):
        Vectors(["a", "b"], [[1.0, np.nan], [1, 2]]).nearest("b", 1)


def test_a_turned_table_is_the_same_and_a_moved_word_is_found(glove):
    some = glove.take(glove.words[:300])
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(100, 100)))[0]
    E = (some.E @ turn).astype(np.float32)
    same = some.compare(Vectors(some.words, E))
    assert same.overlap > 0.99 and same.left < 1e-3 and np.allclose(same.cosines, 1, atol=1e-4)
    E[5] = -E[5]
    moved = some.compare(Vectors(some.words, E))
    assert moved.moved[0][0] == some.words[5]
    assert "300 shared words" in repr(moved) and some.words[5] in repr(moved)
    noise = np.random.default_rng(1).normal(size=(300, 50))
    assert some.compare(Vectors(some.words, noise)).overlap < 0.1
    with pytest.raises(ValueError, match="share 0 words"):
        some.compare(Vectors(["none of these"], [[1.0]]))


def test_a_plane_shows_the_words_asked_for(glove):
    fig = glove.plane(["king", "queen", "cat", "dog"])
    assert "4 words; the plane shows" in "".join(
        text.get_text() for text in fig.findobj(lambda artist: hasattr(artist, "get_text"))
    )


# A way to play ----------------------------------------------------------------------------------

TEXT = [["the", "cat", "sees", "the", "dog"], ["a", "bird", "hears", "a", "cat"]] * 40
SETTINGS = {"d": 6, "epochs": 3, "sample": 0, "progress": False}


def test_following_words_keeps_their_rows_after_each_look_and_changes_no_number():
    seen = []
    result = skipgram.train(
        TEXT,
        follow={"animals": ["cat", "dog"], "acts": ["sees"]},
        callback=lambda done, E: seen.append(E.copy()),
        **SETTINGS,
    )
    assert np.array_equal(result.E, skipgram.train(TEXT, **SETTINGS).E)
    trace, rows = result.trace, [result.id(word) for word in ("cat", "dog", "sees")]
    assert trace.words == ("cat", "dog", "sees")
    assert trace.groups == ("animals", "animals", "acts")
    assert np.array_equal(trace.tables[1:], [E[rows] for E in seen])
    assert np.array_equal(trace.tables[-1], result.E[rows])
    assert trace.losses[0] == pytest.approx(6 * np.log(2))  # all scores are 0 at the start
    assert not trace.output_tables[0].any() and trace.output_tables[-1].any()


def test_vectors_that_were_followed_play_by_method_and_by_function():
    result = skipgram.train(TEXT, follow=["cat", "dog", "sees"], **SETTINGS)
    said = f"Player: {result.trace.steps} steps, 3 words in 6 dimensions"
    assert repr(result.play()).startswith(said)
    assert repr(page.play(result)).startswith(said)
    assert "2 words in 6 dimensions" in repr(result.play(["dog", "cat"]))
    with pytest.raises(LookupError, match="did not follow 'bird'"):
        result.play(["bird"])


@pytest.mark.parametrize("show", [Vectors.play, page.play, lambda v: v.play(["a"])])
def test_a_still_table_says_how_to_see_it_and_how_to_get_one_that_moves(show):
    with pytest.raises(ValueError, match=r"\.plane\(\) shows .* skipgram.train\(…, follow="):
        show(Vectors(["a", "b"], np.eye(2)))


def test_a_word_without_a_row_cannot_be_followed():
    with pytest.raises(ValueError, match=r"'whale' gets no row, .* min_count = 5"):
        skipgram.train(TEXT, follow=["cat", "whale"], **SETTINGS)


def test_own_training_gives_the_same_class_as_a_file(tmp_path):
    result = skipgram.train(TEXT, **SETTINGS)
    assert isinstance(result, Vectors)
    back = type(result).__mro__[1](result.words, result.E, counts=result.counts)
    saved = result.save(tmp_path / "own.npz")
    from embedlab.vectors import load

    assert np.array_equal(load(saved).E, back.E)
    assert load(saved).counts.tolist() == result.counts.tolist()
    assert load(saved).source == "skip-gram: 1,200 words read, window 5, seed 1"


def test_a_word_as_a_query_of_a_bare_array_is_told_the_way(glove):
    with pytest.raises(TypeError, match=r"Vectors\(words, E\)\.nearest\('king'\) does"):
        nearest(glove.E, "king")
    ids, _ = nearest(glove, glove["king"], 1)  # Vectors are an array where one is asked for
    assert glove.words[ids[0]] == "king"
    assert list(glove)[:2] == list(glove.words[:2])


# Rows from elsewhere ----------------------------------------------------------------------------


def test_frozen_rows_stay_bit_for_bit_and_only_the_new_ones_are_trained():
    known = Vectors(["cat", "dog", "elsewhere"], np.random.default_rng(0).normal(size=(3, 6)))
    settings = SETTINGS | {"d": 99, "epochs": 20}
    new = skipgram.train(TEXT, start=known, freeze=True, **settings)
    both = skipgram.train(TEXT, start=known, **settings)
    fresh = skipgram.train(TEXT, **SETTINGS | {"epochs": 20})
    assert new.E.shape == both.E.shape == fresh.E.shape
    for word in ("cat", "dog"):
        assert np.array_equal(new[word], known[word].astype(np.float32))
        assert not np.array_equal(both[word], new[word])
    assert all(np.linalg.norm(new[word]) > 0.5 for word in ("sees", "bird"))
    assert "elsewhere" not in new
    for start in (None, np.eye(3)):
        with pytest.raises(TypeError, match="start must be Vectors, not"):
            skipgram.train(TEXT, start=start, freeze=True, **SETTINGS)


def test_a_text_is_the_mean_of_its_known_words():
    vectors = Vectors(["a", "b"], [[1.0, 0.0], [0.0, 3.0]])
    assert vectors.pool([["a", "b", "what"], ["b", "b"]]).tolist() == [[0.5, 1.5], [0, 3]]
    assert vectors.pool(skipgram.sentences("A b. B!")).tolist() == [[0.5, 1.5], [0, 3]]
    assert vectors.pool([]).shape == (0, 2)
    with pytest.raises(ValueError, match="text 1 has no word that is among the 2"):
        vectors.pool([["a"], ["c"]])
    with pytest.raises(TypeError, match="not one string"):
        vectors.pool(["a b"])
