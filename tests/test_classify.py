"""The classifier learns what is there and leaves frozen tables and unread rows alone."""

import numpy as np
import pytest

from embedlab.classify import accuracy, train_classifier
from embedlab.table import init_table

X, Y = np.array([[0, 1], [1, 2], [3, 4], [4, 5]]), np.array([0, 0, 1, 1])


def test_a_learned_table_separates_the_classes_and_its_loss_starts_at_ln_2():
    E, W, losses = train_classifier(init_table(7, 3), X, Y, classes=2)
    assert np.isclose(losses[0], np.log(2))
    assert losses[-1] < 0.1
    assert accuracy(E, W, X, Y) == 1.0


def test_rows_that_no_text_holds_stay_and_a_frozen_table_stays_whole():
    start = init_table(7, 3)
    E, _, _ = train_classifier(start, X, Y, classes=2)
    assert np.array_equal(E[6], start[6])
    assert (E[:6] != start[:6]).all()
    frozen, _, losses = train_classifier(start, X, Y, classes=2, freeze=True)
    assert np.array_equal(frozen, start)
    assert losses[-1] < losses[0]


def test_the_recorded_loss_is_the_mean_over_the_texts_worked_out_anew():
    table = init_table(7, 3, std=1.0).astype(float)
    _, W, _ = train_classifier(table, X, Y, classes=2, steps=3, freeze=True)
    logits = np.c_[table[X].mean(axis=1), np.ones(4)] @ W.T
    by_hand = -(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))[np.arange(4), Y].mean()
    assert np.isclose(train_classifier(table, X, Y, classes=2, steps=4, freeze=True)[2][3], by_hand)


def test_permuting_ids_changes_a_model_on_raw_ids_and_not_one_with_a_table():
    rng = np.random.default_rng(0)
    X, y = (
        np.arange(40)[:, None],
        (np.arange(40) >= 20).astype(int),
    )  # in this order, the size of the ID tells all
    order = rng.permutation(40)  # the new ID of each token
    raw, table = np.arange(40)[:, None] / 40, rng.normal(size=(40, 4))
    moved = np.empty_like(table)
    moved[order] = table  # the same start row for the same token
    runs = {
        "raw": train_classifier(raw, X, y, 2, freeze=True, steps=300)[2][-1],
        "raw permuted": train_classifier(raw, order[X], y, 2, freeze=True, steps=300)[2][-1],
        "table": train_classifier(table, X, y, 2)[2][-1],
        "table permuted": train_classifier(moved, order[X], y, 2)[2][-1],
    }
    assert runs["raw permuted"] > runs["raw"] + 0.2
    assert np.isclose(runs["table"], runs["table permuted"])


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (dict(X=[[0.5]]), TypeError, "X must be integers"),
        (dict(X=[[9, 1]]), IndexError, "ID 9"),
        (dict(y=[0]), ValueError, r"\(4, 2\).*\(1,\)"),
        (dict(y=[0, 0, 1, 2]), ValueError, "y holds 2, .* 0 … 1"),
        (dict(y=[0.0, 0, 1, 1]), TypeError, "y must be integers, not float64; number"),
        (dict(X=np.zeros((0, 2), int), y=np.zeros(0, int)), ValueError, "neither empty"),
        (dict(classes=1), ValueError, "classes must be at least 2"),
        (dict(steps=0), ValueError, "steps"),
        (dict(lr=-1), ValueError, "lr"),
    ],
)
def test_nonsense_is_refused_in_one_line(change, error, says):
    with pytest.raises(error, match=says):
        train_classifier(**(dict(E=np.zeros((7, 3)), X=X, y=Y, classes=2) | change))
