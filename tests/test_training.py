"""A trace is a true record: its steps follow from its gradients, those from the loss."""

from itertools import pairwise

import numpy as np
import pytest

from embedlab.corpora import Corpus, template_corpus, text_corpus, walk_corpus
from embedlab.fast import product
from embedlab.gradients import finite_difference
from embedlab.optimizers import adam, momentum
from embedlab.softmax import log_softmax
from embedlab.training import (
    Trace,
    corpus_loss,
    fit,
    pair_probabilities,
    path_lengths,
    resume,
    skipgram_gradients,
    skipgram_pairs,
    train,
)
from tests.test_gradients import EXPECTED

TINY = Corpus(words=("a", "b", "c"), groups=("x", "x", "y"), sentences=((0, 1), (1, 2, 0)))


@pytest.fixture(scope="module")
def trace():
    return train()


def test_pairs_are_every_word_with_its_neighbours_in_the_window():
    assert skipgram_pairs([[0, 1, 2]], window=2).tolist() == [
        [0, 1],
        [0, 2],
        [1, 0],
        [1, 2],
        [2, 0],
        [2, 1],
    ]
    assert skipgram_pairs([[5, 6, 7, 8]], window=1).tolist() == [
        [5, 6],
        [6, 5],
        [6, 7],
        [7, 6],
        [7, 8],
        [8, 7],
    ]


def test_log_softmax_survives_huge_logits_and_sums_to_one():
    logits = np.array([[1e4, 0.0, -1e4], [1.0, 2.0, 3.0]])
    assert np.allclose(np.exp(log_softmax(logits)).sum(axis=1), 1)


def test_batch_gradients_agree_with_jax():
    case = EXPECTED["skipgram"]
    E, W = np.array(case["E"]), np.array(case["W"])
    dE, dW = skipgram_gradients(E, W, np.array(case["centres"]), np.array(case["neighbours"]))
    assert np.allclose(dE, case["dE"])
    assert np.allclose(dW, case["dW"])
    counts = np.zeros((5, 5))
    np.add.at(counts, (case["centres"], case["neighbours"]), 1 / 6)
    assert np.isclose(corpus_loss(E, W, counts), case["loss"])
    assert np.allclose(
        finite_difference(lambda table: corpus_loss(table, W, counts), E), case["dE"], atol=1e-6
    )


def test_the_template_corpus_has_five_groups_and_depends_on_its_seed_alone():
    corpus = template_corpus()
    assert 30 <= len(corpus.words) == len(corpus.groups) == len(set(corpus.words)) <= 45
    assert len(set(corpus.groups)) == 5
    assert (
        template_corpus(3).sentences == template_corpus(3).sentences != template_corpus(4).sentences
    )
    assert {i for s in corpus.sentences for i in s} == set(range(len(corpus.words)))


def test_each_snapshot_is_the_one_before_moved_by_the_recorded_gradient(trace):
    moved = trace.tables[:-1] - trace.lr * trace.gradients[1:]
    assert np.allclose(trace.tables[1:], moved, atol=1e-5)


def test_exactly_the_touched_rows_move(trace):
    moves = (np.diff(trace.tables, axis=0) != 0).any(axis=-1)
    assert not (moves & ~trace.touched[1:]).any()
    assert not trace.touched[0].any()
    assert [set(np.flatnonzero(t)) for t in trace.touched[1:]] == [
        set(b) for b in trace.batches[1:]
    ]


def test_training_lowers_the_loss_and_brings_words_of_one_group_together(trace):
    assert np.isclose(
        trace.losses[0], np.log(trace.V), atol=0.01
    )  # start: every word equally likely
    assert trace.losses[-1] < trace.losses[0] - 1
    E = trace.tables[-1] / np.linalg.norm(trace.tables[-1], axis=1, keepdims=True)
    groups = np.array(trace.groups)
    same = (groups[:, None] == groups) & (groups != "links")
    assert (E @ E.T)[same].mean() > 0.9


def test_the_recorded_loss_is_the_mean_over_every_pair_of_the_corpus(trace):
    c, n = skipgram_pairs(template_corpus().sentences, 2).T
    for k in (0, 150, 300):
        logp = log_softmax(trace.tables[k].astype(float) @ trace.output_tables[k].astype(float).T)
        assert np.isclose(trace.losses[k], -logp[c, n].mean(), atol=1e-6)


def test_a_trace_is_read_only_and_the_same_every_time(trace):
    for array in (
        trace.tables,
        trace.losses,
        trace.gradients,
        trace.touched,
        trace.batches,
        trace.output_tables,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert trace.tables.tobytes() == train().tables.tobytes()
    assert trace.tables.tobytes() != train(seed=1).tables.tobytes()


@pytest.mark.parametrize("optimizer", [momentum, adam])
def test_any_optimizer_and_any_dimension_learns(optimizer):
    run = train(d=7, lr=0.1, optimizer=optimizer, steps=200)
    assert run.tables.shape == (201, 38, 7)
    assert run.losses[-1] < run.losses[0] - 0.3
    assert run.optimizer is optimizer


def test_an_exploding_run_stops_in_words_and_keeps_the_steps_before():
    run = train(lr=1000.0)
    assert 0 < run.steps < 300
    assert run.stopped.startswith(f"Stopped at step {run.steps + 1}: the loss became")
    assert np.isfinite(run.tables).all()
    assert np.isfinite(run.losses).all()
    assert run.stopped in str(run)


def test_resume_starts_from_the_snapshot_or_from_the_changed_table(trace):
    corpus = template_corpus()
    on = resume(trace, corpus, 100, steps=5)
    assert on.tables[0].tobytes() == trace.tables[100].tobytes()
    assert on.output_tables[0].tobytes() == trace.output_tables[100].tobytes()
    dragged = trace.tables[100].copy()
    dragged[3] = [9, 9]
    assert resume(trace, corpus, 100, E=dragged, steps=5).tables[0, 3].tolist() == [9, 9]
    with pytest.raises(IndexError, match="step 301 is not in the trace"):
        resume(trace, corpus, 301)


def test_a_dragged_row_is_pulled_back_towards_its_group(trace):
    corpus, dog = template_corpus(), trace.words.index("dog")
    dragged = trace.tables[-1].copy()
    dragged[dog] = -dragged[dog]
    run = resume(trace, corpus, trace.steps, E=dragged, steps=300)
    group = [i for i, name in enumerate(trace.groups) if name == "animals" and i != dog]

    def cosine_to_group(E):
        centre = E[group].mean(axis=0)
        return E[dog] @ centre / np.linalg.norm(E[dog]) / np.linalg.norm(centre)

    assert cosine_to_group(run.tables[0]) < -0.9
    assert cosine_to_group(run.tables[-1]) > 0.8


@pytest.mark.parametrize(
    ("settings", "error", "says"),
    [
        (dict(d=0), ValueError, "d must be at least 1"),
        (dict(steps=0), ValueError, "steps must be at least 1"),
        (dict(batch=2.5), TypeError, "batch must be an integer"),
        (dict(window=0), ValueError, "window must be at least 1"),
        (dict(lr=float("nan")), ValueError, "lr must be a finite number"),
        (dict(std=-1), ValueError, "std"),
        (dict(corpus=Corpus(("a",), ("x",), ((0,),))), ValueError, "no pair of neighbours"),
        (dict(corpus=Corpus((), (), ())), ValueError, "no pair of neighbours"),
        (dict(corpus=Corpus(("a",), ("x",), ((0, 1),))), IndexError, "ID 1"),
        (dict(corpus=TINY, E=np.ones((2, 2))), ValueError, "for each of 3 words"),
        (
            dict(corpus=TINY, E=np.ones((3, 2)), W=np.ones((3, 4))),
            ValueError,
            r"\(3, 2\).*\(3, 4\)",
        ),
    ],
)
def test_senseless_settings_are_refused_in_one_sentence(settings, error, says):
    with pytest.raises(error, match=says) as refusal:
        train(**settings)
    assert "\n" not in str(refusal.value)


def test_a_trace_speaks_in_words(trace):
    assert str(trace).splitlines()[0] == "300 steps of sgd, lr = 1: 38 words, d = 2"
    assert isinstance(trace, Trace)


def test_path_lengths_add_up_the_steps_and_not_the_way_home(trace):
    by_hand = sum(
        np.linalg.norm(trace.tables[k, 5].astype(float) - trace.tables[k - 1, 5])
        for k in range(1, 301)
    )
    assert np.isclose(path_lengths(trace)[5], by_hand)
    assert path_lengths(trace)[5] > np.linalg.norm(trace.tables[-1, 5] - trace.tables[0, 5])


def test_a_text_becomes_ids_of_its_most_frequent_words():
    corpus = text_corpus("The cat sat. The dog sat!\nA cat?", V=3)
    assert corpus.words == ("the", "cat", "sat")
    assert corpus.sentences == (
        (0, 1, 2),
        (0, 2),
    )  # "dog" and "a" are left out; one word alone has no neighbour
    assert corpus.counts.tolist() == [2, 1, 2]
    with pytest.raises(ValueError, match="5 different words, fewer than V = 6"):
        text_corpus("The cat sat. The dog sat!\nA cat?", V=6)


def test_with_enough_dimensions_fit_reaches_the_entropy_of_the_pairs_and_no_less():
    shares = pair_probabilities(skipgram_pairs(TINY.sentences, 2), 3)
    conditional = shares / shares.sum(axis=1, keepdims=True)
    entropy = -(
        shares * np.log(np.where(shares > 0, conditional, 1))
    ).sum()  # no model can be better
    E, W = fit(shares, d=3, steps=600)
    assert entropy <= corpus_loss(E, W, shares) < entropy + 0.01


def test_a_product_in_blocks_of_rows_is_the_product():
    A, B = np.random.default_rng(0).normal(size=(2, 300, 300))
    for rows, columns in ((0, 3), (1, 300), (7, 300), (300, 1), (300, 300)):
        left, right = A[:rows], B[:, :columns]
        assert product(left, right).shape == (rows, columns)
        assert np.allclose(product(left, right), left @ right, rtol=1e-12)


def test_fit_refuses_a_matrix_that_is_not_square():
    with pytest.raises(ValueError, match="square"):
        fit(np.ones((2, 3)), d=1)


def test_walks_follow_edges_and_every_node_starts_its_share():
    edges = [[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]]
    corpus = walk_corpus("abcd", "xxyy", edges, walks=5, length=6)
    known = {tuple(e) for e in edges} | {tuple(e[::-1]) for e in edges}
    assert all(pair in known for walk in corpus.sentences for pair in pairwise(walk))
    assert [walk[0] for walk in corpus.sentences] == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5
    assert {len(walk) for walk in corpus.sentences} == {6}
    with pytest.raises(ValueError, match="'e' has no edge"):
        walk_corpus("abcde", "xxyyy", edges)
    with pytest.raises(IndexError, match="ID 3"):
        walk_corpus("abc", "xxy", edges)
