"""Similarity as worked by hand, with the properties of a cosine, and on real vectors."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embedlab.corpora import load_glove
from embedlab.similarity import analogy, center, cosine, cosine_matrix, dot, nearest, norm

vectors = arrays(float, 4, elements=st.floats(-1e3, 1e3))
tables = arrays(float, st.tuples(st.integers(1, 8), st.just(3)), elements=st.integers(-3, 3))


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def test_worked_example_3():
    a, b = [2, 0, 1], [1, 1, 0]
    assert dot(a, b) == 2
    assert norm(a) == np.sqrt(5)
    assert norm(b) == np.sqrt(2)
    assert np.isclose(cosine(a, b), 2 / np.sqrt(10))


@given(vectors, vectors, st.floats(1e-3, 1e3))
def test_cosine_is_symmetric_bounded_and_blind_to_length(a, b, scale):
    assume(np.abs(a).max() > 1e-3 and np.abs(b).max() > 1e-3)
    assert -1 <= cosine(a, b) == cosine(b, a) <= 1
    assert np.isclose(cosine(scale * a, b), cosine(a, b))
    assert np.isclose(cosine(-a, b), -cosine(a, b))
    assert np.isclose(cosine(a, b) * norm(a) * norm(b), dot(a, b), atol=1e-6)


def test_very_long_and_very_short_vectors_have_a_cosine_too():
    assert cosine([1e-300, 1e-300], [1e300, 1e300]) == pytest.approx(1)


def test_leading_axes_broadcast():
    batch = np.arange(1.0, 13).reshape(2, 2, 3)
    assert cosine(batch, [1, 0, 0]).shape == dot(batch, batch).shape == norm(batch).shape == (2, 2)


@given(tables)
def test_the_matrix_holds_the_cosine_of_every_pair(E):
    assume((E != 0).any(axis=1).all())
    pairs = [[cosine(a, b) for b in E] for a in E]
    assert np.allclose(cosine_matrix(E), pairs)
    assert np.allclose(cosine_matrix(E, E[:1]), np.array(pairs)[:, :1])


@given(tables, arrays(float, 3, elements=st.integers(-3, 3)))
def test_nearest_agrees_with_sorting_all_cosines_and_passes_over_zero_rows(E, query):
    rows = [i for i in range(len(E)) if E[i].any()]
    assume(query.any() and rows)
    ids, scores = nearest(E, query, k=len(rows))
    by_hand = {i: float(cosine(E[i], query)) for i in rows}
    assert sorted(ids) == rows
    assert np.allclose(scores, [by_hand[i] for i in ids])
    assert np.allclose(scores, sorted(by_hand.values(), reverse=True))
    assert np.isfinite(scores).all()


def test_equal_scores_come_in_the_order_of_their_ids():
    assert nearest([[2, 0], [1, 0], [3, 0]], [1, 0], k=3)[0].tolist() == [0, 1, 2]


def test_excluded_rows_are_left_out():
    assert nearest([[2, 0], [1, 0], [3, 1]], [1, 0], k=1, exclude=[0, 1])[0].tolist() == [2]


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 40),
    st.integers(0, 6),
    st.integers(1, 12),
    st.booleans(),
)
def test_many_queries_at_once_are_answered_as_one_by_one(seed, V, n, k, each):
    rng = np.random.default_rng(seed)
    E, queries = rng.normal(size=(V, 3)), rng.normal(size=(n, 3))
    E[rng.random(V) < 0.1] = 0
    E = np.concatenate(
        [E, rng.choice([1e-200, 1, 1e200], (13, 1)) * rng.normal(size=(13, 3))]
    )  # some extreme
    exclude = rng.integers(len(E), size=(n, 1)) if each else rng.integers(len(E), size=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embedlab.fast.BLOCK", 7)  # many blocks in a small table
        ids, scores = nearest(E, queries, k, exclude=exclude)
        with np.errstate(over="ignore"):
            kept = nearest(E, queries, k, exclude=exclude, norms=norm(E))
    assert ids.shape == scores.shape == (n, k)
    assert np.array_equal(kept[0], ids)
    for i in range(n):
        alone = nearest(E, queries[i], k, exclude=exclude[i] if each else exclude)
        assert np.array_equal(alone[0], ids[i])
        assert np.allclose(alone[1], scores[i], atol=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_of_equal_scores_the_lower_ids_come_first_whatever_block_they_are_in(seed, k):
    E = np.random.default_rng(seed).choice(
        [[2, 0], [1, 0], [0, 1]], 40
    )  # cosines 1 and 0 with the query
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embedlab.fast.BLOCK", 6)
        ids, _ = nearest(E, [[1, 0], [0, 3]], k)
    assert ids[0].tolist() == sorted(range(40), key=lambda i: (-cosine(E[i], [1, 0]), i))[:k]
    assert ids[1].tolist() == sorted(range(40), key=lambda i: (-cosine(E[i], [0, 1]), i))[:k]


@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_rows_that_differ_in_length_alone_are_equally_near_and_never_nearer_than_1(seed, k):
    rng = np.random.default_rng(seed)
    v = rng.standard_normal(17, dtype=np.float32)
    E = np.outer(2.0 ** rng.integers(-9, 9, 30), v).astype(np.float32)  # powers of 2 round alike
    ids, scores = nearest(E, v, k)
    assert ids.tolist() == list(range(k))
    assert (scores <= 1).all()
    assert np.allclose(scores, 1)


@given(tables)
def test_a_centred_table_has_mean_zero_and_keeps_its_differences(E):
    assert np.allclose(center(E).mean(axis=0), 0)
    assert np.allclose(center(E) - center(E)[0], E - E[0])


def test_king_minus_man_plus_woman_is_king_unless_the_inputs_are_left_out(glove):
    man, king, woman = map(glove.id, ("man", "king", "woman"))
    ids, scores = analogy(glove.E, man, king, woman, k=1, exclude_inputs=False)
    assert (glove.words[ids[0]], round(float(scores[0]), 2)) == ("king", 0.85)
    ids, scores = analogy(glove.E, man, king, woman, k=1)
    assert (glove.words[ids[0]], round(float(scores[0]), 2)) == ("queen", 0.78)


@pytest.mark.slow
def test_pairs_of_glove_words_are_not_at_zero_until_centred(glove):
    above = np.triu_indices(len(glove), 1)  # every pair once
    raw, centred = cosine_matrix(glove.E)[above], cosine_matrix(center(glove.E))[above]
    assert (round(float(raw.mean()), 2), round(float(raw.std()), 2)) == (0.17, 0.14)
    assert (abs(round(float(centred.mean()), 2)), round(float(centred.std()), 2)) == (0.0, 0.13)


def test_the_he_she_direction_leans_as_the_course_says(glove):
    he, she = (glove[word] / norm(glove[word]) for word in ("he", "she"))
    assert round(float(cosine(glove["nurse"], he - she)), 2) == -0.28
    assert round(float(cosine(glove["engineer"], he - she)), 2) == 0.16


def test_apple_has_one_row_and_it_is_the_company(glove):
    ids, _ = nearest(glove.E, glove["apple"], k=3, exclude=[glove.id("apple")])
    assert "microsoft" in {glove.words[i] for i in ids}


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: cosine([0, 0], [1, 0]), ValueError, "a holds a zero vector.*undefined"),
        (lambda: cosine([1, 0], [0, 0]), ValueError, "b holds a zero vector"),
        (lambda: cosine([1, 0], [1, 0, 0]), ValueError, r"\(2,\).*\(3,\)"),
        (lambda: dot([1, np.nan], [1, 0]), ValueError, "a holds NaN"),
        (lambda: dot(3, [1, 0]), ValueError, "a must be a vector"),
        (lambda: norm(["x"]), TypeError, "real numbers"),
        (lambda: cosine_matrix([1, 2]), ValueError, "A must be a table"),
        (lambda: cosine_matrix([[0, 0]]), ValueError, "A holds a zero vector"),
        (lambda: center([[np.inf, 1]]), ValueError, "E holds NaN"),
        (lambda: nearest([[1, 0]], [1, 0], k=0), ValueError, "k must be at least 1"),
        (lambda: nearest([[1, 0], [0, 0]], [1, 0], k=2), ValueError, "only 1 rows can be compared"),
        (lambda: nearest([[1, 0]], [0, 0], k=1), ValueError, "query holds a zero vector"),
        (lambda: nearest([[1, 0]], [[1, 0], [0, 0]], k=1), ValueError, "query holds a zero vector"),
        (lambda: nearest([[1, 0]], [[[1, 0]]], k=1), ValueError, "query must be one vector"),
        (
            lambda: nearest([[1, 0], [0, 1]], np.eye(2), k=2, exclude=[[0], [1]]),
            ValueError,
            "only 1 rows",
        ),
        (lambda: nearest([[1, 0]], [1, 0], k=10**12), ValueError, "only 1 rows can be compared"),
        (
            lambda: nearest(np.eye(3), np.eye(3), k=1, exclude=[[0], [1]]),
            ValueError,
            r"exclude has .*\(2, 1\)",
        ),
        (lambda: nearest([[1, np.nan]], [1, 0], k=1), ValueError, "E holds NaN"),
        (lambda: nearest([[1, 0]], [1, 0], k=1, norms=[1, 1]), ValueError, "norms has shape"),
        (lambda: nearest([[1, 0]], [1, 0, 2], k=1), ValueError, r"\(1, 2\).*\(3,\)"),
        (lambda: nearest([[1, 0]], [1, 0], k=1, exclude=[4]), IndexError, "ID 4"),
        (lambda: analogy(np.eye(4), 0, 1, 7), IndexError, "ID 7"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, error, says):
    with pytest.raises(error, match=says) as refusal:
        call()
    assert "\n" not in str(refusal.value)
