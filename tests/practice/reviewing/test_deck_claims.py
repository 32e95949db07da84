"""Cards in words: what the right choice claims is computed, where it can be."""

import numpy as np
import pytest

import embedlab as el
from embedlab.attention import attention_scores
from embedlab.corpora import load_glove
from embedlab.softmax import masked_softmax
from embedlab.training import corpus_loss, pair_probabilities
from embedlab.tying import fit_bigram, tied_gradients
from tests.practice.reviewing.course_deck import DECK


def moved(new, old):
    return np.flatnonzero((np.asarray(new) != np.asarray(old)).any(axis=1)).tolist()


def closest_to_token_0():
    E = np.array([[1, 0], [0, 1], [1, 0.1]])
    return el.nearest(E, E[0], k=1, exclude=[0])[0][0] == 2


def one_hot_vectors_are_equally_far():
    X = el.one_hot([4, 0, 2], 9)
    apart = [np.linalg.norm(X[i] - X[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    return np.allclose(apart, np.sqrt(2))


def one_cut_sorts_the_first_list_only():
    kinds = np.repeat([0, 1], 12)

    def best_cut(kinds):
        right = [((np.arange(24) >= cut) == kinds).sum() for cut in range(25)]
        return max(*right, *(24 - np.array(right)))

    return (
        best_cut(kinds)
        == 24
        > max(best_cut(np.random.default_rng(k).permutation(kinds)) for k in range(50))
    )


def half_and_half():
    E = np.random.default_rng(0).normal(size=(5, 3))
    return np.allclose(np.array([0, 0.5, 0, 0.5, 0]) @ E, (E[1] + E[3]) / 2)


def pays_in_by_the_transpose():
    ids, G = np.array([2, 0, 2]), np.random.default_rng(0).normal(size=(3, 4))
    return np.allclose(el.one_hot(ids, 5).T @ G, el.row_gradient(ids, G, 5))


def model_predicts_token_1():
    E, h = np.array([[0.9, 0], [3, 3]]), np.array([1, 0])
    return (
        (E @ h).argmax() == 1
        and el.cosine(E, h).argmax() == 0
        and np.linalg.norm(E - h, axis=1).argmin() == 0
    )


def king_stays_nearest_to_itself():
    glove = load_glove()
    ids, _ = el.nearest(glove.E, glove["king"] - glove["man"] + glove["woman"], k=1)
    return glove.words[ids[0]] == "king"


def buy_is_near_sell():
    glove = load_glove()
    return round(float(el.cosine(glove["buy"], glove["sell"])), 2) == 0.94


def large_start_values_raise_the_first_loss():
    first = {std: el.train(d=16, std=std, steps=1).losses[0] for std in (0.001, 0.02, 1)}
    return round(first[1], 1) == 8.3 and max(first[0.001], first[0.02]) < 3.65


def zeros_in_one_table_learn():
    E, W = np.zeros((38, 8)), el.init_table(38, 8, std=0.25, seed=1)
    return el.train(E=E, W=W, steps=150).losses[-1] < 3 < el.train(E=E, W=E, steps=150).losses[-1]


def equal_rows_separate():
    E, W = np.ones((38, 8)) / 4, el.init_table(38, 8, std=0.25, seed=1)
    apart = el.train(E=E, W=W, steps=150).tables[-1]
    return len(np.unique(apart, axis=0)) == 38


def momentum_and_adam_move_a_row_that_is_gone():
    ends = []
    for optimizer in (el.momentum, el.adam, el.sgd):
        row, state = optimizer(np.zeros((1, 1)), np.ones((1, 1)), None, lr=0.1)
        ends.append(optimizer(row, np.zeros((1, 1)), state, lr=0.1)[0].item() != row.item())
    return ends == [True, True, False]


def centres_move_in_E_and_all_rows_in_W():
    trace = el.train(steps=1, batch=8)
    return moved(trace.tables[1], trace.tables[0]) == np.flatnonzero(
        trace.touched[1]
    ).tolist() and moved(trace.output_tables[1], trace.output_tables[0]) == list(range(38))


def paris_and_rome_go_the_same_way():
    corpus = el.template_corpus()
    trace = el.train(corpus, lr=2, steps=150)
    paris, rome = (
        trace.tables[[0, -1], corpus.words.index(word)].astype(float) for word in ("paris", "rome")
    )
    return (
        el.cosine(paris[0], rome[0]) < 0.9
        and el.cosine(paris[1] - paris[0], rome[1] - rome[0]) > 0.99
    )


def dragged_dog_goes_where_it_would_be_without_the_drag():
    corpus = el.template_corpus()
    trace = el.train(corpus, lr=2, steps=150)
    dog, E = corpus.words.index("dog"), trace.tables[-1].copy()
    E[dog] = [-4, 4]
    back, twin = (
        el.resume(trace, corpus, trace.steps, E=table, steps=300).tables[-1, dog]
        for table in (E, None)
    )
    return np.linalg.norm(back - twin) < np.linalg.norm(back - trace.tables[-1, dog])


def all_rows_of_a_tied_table_move():
    as_input, as_output, _ = tied_gradients(el.init_table(5, 2, std=1.0, seed=1), [3], [0])
    return np.flatnonzero((as_input + as_output).any(axis=1)).tolist() == [
        0,
        1,
        2,
        3,
        4,
    ] and np.flatnonzero(as_input.any(axis=1)).tolist() == [3]


def tied_scores_are_symmetric():
    E = np.random.default_rng(0).normal(size=(6, 3))
    M = np.random.default_rng(1).normal(size=(3, 3))
    return np.array_equal(E @ E.T, (E @ E.T).T) and not np.allclose(E @ M @ E.T, (E @ M @ E.T).T)


def an_unseen_row_of_W_moves():
    pairs = [[0, 1], [1, 2], [2, 0]]
    start, end = (fit_bigram(pairs, 4, d=3, tied=False, lr=lr, steps=50) for lr in (0.0, 0.05))
    return moved(end[0], start[0]) == [0, 1, 2] and moved(end[2], start[2]) == [0, 1, 2, 3]


def a_matrix_grows_on_both_axes():
    return (el.parameter_count(50_257, 768) / el.parameter_count(50_257, 256), 768**2 / 256**2) == (
        3,
        9,
    )


def order_is_lost():
    E = el.init_table(5, 4, std=1.0)
    first, second = (
        sorted(map(tuple, el.lookup(E, ids).tolist())) for ids in ([1, 2, 3], [3, 2, 1])
    )
    return first == second


def a_zero_row_gets_weight():
    E = el.init_table(4, 4, std=1.0, pad_id=0)
    scores = attention_scores(el.lookup(E, [[1, 2, 0]]))
    weights = masked_softmax(scores, np.ones((1, 1, 3), bool))[0]
    return (scores[0, :, 2] == 0).all() and (weights[:, 2] > 0).all()


def a_rotation_changes_coordinates_only():
    trace = el.train(d=8, steps=100)
    E, W = trace.tables[-1].astype(float), trace.output_tables[-1].astype(float)
    R = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]
    shares = pair_probabilities(el.skipgram_pairs(el.template_corpus().sentences), V=38)
    return (
        np.isclose(corpus_loss(E, W, shares), corpus_loss(E @ R, W @ R, shares))
        and np.allclose(el.cosine_matrix(E), el.cosine_matrix(E @ R))
        and not np.allclose(E, E @ R, atol=0.1)
    )


CLAIMS = {
    "tokens-closer": closest_to_token_0,
    "tokens-one-hot-distance": one_hot_vectors_are_equally_far,
    "tokens-shuffled": one_cut_sorts_the_first_list_only,
    "onehot-mixture": half_and_half,
    "onehot-backwards": pays_in_by_the_transpose,
    "similarity-model-score": model_predicts_token_1,
    "similarity-analogy": king_stays_nearest_to_itself,
    "similarity-opposites": buy_is_near_sell,
    "initialization-start-loss": large_start_values_raise_the_first_loss,
    "initialization-zero": zeros_in_one_table_learn,
    "initialization-equal-rows": equal_rows_separate,
    "gradient-adam": momentum_and_adam_move_a_row_that_is_gone,
    "training-rows-moved": centres_move_in_E_and_all_rows_in_W,
    "training-same-pull": paris_and_rome_go_the_same_way,
    "training-drag": dragged_dog_goes_where_it_would_be_without_the_drag,
    "tying-rows-move": all_rows_of_a_tied_table_move,
    "tying-symmetric": tied_scores_are_symmetric,
    "tying-unseen": an_unseen_row_of_W_moves,
    "dimension-growth": a_matrix_grows_on_both_axes,
    "transformer-order": order_is_lost,
    "transformer-zero-row": a_zero_row_gets_weight,
    "beyond-rotation": a_rotation_changes_coordinates_only,
}


@pytest.mark.parametrize("name", CLAIMS)
def test_what_the_right_choice_claims_is_so(name):
    assert name in DECK
    assert CLAIMS[name]()
