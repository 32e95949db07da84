"""What lesson 11 asks for on its way."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


# ---- pretrained-try-wrong ------------------------------------------------------------------------


def wrong_ids(E, pretrained):
    return np.flatnonzero((pretrained != E).any(axis=1))


@mistake("These are the IDs whose rows are correct. The task asks for the others.")
def correct_ids(E, pretrained):
    return np.flatnonzero((pretrained == E).all(axis=1))


@mistake("You listed rows in which every entry differs. How many wrong entries make a row wrong?")
def all_entries_wrong(E, pretrained):
    return np.flatnonzero((pretrained != E).all(axis=1))


@mistake("This is how many rows are wrong. Which IDs do they have?")
def number_of_wrong_rows(E, pretrained):
    return (pretrained != E).any(axis=1).sum()


@mistake("You tested columns. Which axis of `pretrained != E` runs over one row's entries?")
def wrong_columns(E, pretrained):
    return np.flatnonzero((pretrained != E).any(axis=0))


@mistake("This says for each row whether it is wrong. At which IDs is it True?")
def true_or_false(E, pretrained):
    return (pretrained != E).any(axis=1)


def draw_two_tables(rng):
    pretrained = rng.integers(1, 9, size=(7, 3))
    E = pretrained.copy()
    E[2, 1] += 1
    E[5] += 1
    E[6, :2] -= 1
    return E, pretrained


TRY_WRONG = Function(
    name="pretrained-try-wrong",
    reference=wrong_ids,
    cases=draw_two_tables,
    small=(np.array([[1, 2], [3, 5], [7, 8], [5, 5]]), np.array([[1, 2], [3, 4], [7, 8], [6, 6]])),
    mistakes=(correct_ids, all_entries_wrong, number_of_wrong_rows, wrong_columns, true_or_false),
    why="`np.flatnonzero((E != pretrained).any(axis=1))`: one different entry is enough.",
)


# ---- pretrained-try-unseen -----------------------------------------------------------------------


def unseen_fraction(X, X_new):
    return np.mean(~np.isin(X_new, X))


@mistake("This is the fraction that did occur in training. The task asks for the rest.")
def seen_fraction(X, X_new):
    return np.mean(np.isin(X_new, X))


@mistake("You asked which training words are missing in the new texts. Which array is searched?")
def swapped_arrays(X, X_new):
    return np.mean(~np.isin(X, X_new))


@mistake("This is a number of entries. By what do you divide it to get a fraction?")
def number_of_unseen(X, X_new):
    return np.sum(~np.isin(X_new, X))


@mistake("This is the fraction of texts with an unseen word. The task asks for entries.")
def texts_with_unseen(X, X_new):
    return np.mean((~np.isin(X_new, X)).any(axis=1))


@mistake("You counted each different word once. How many entries of `X_new` are unseen?")
def different_words(X, X_new):
    return np.mean(~np.isin(np.unique(X_new), X))


def draw_texts(rng):
    X = rng.integers(0, 6, size=(3, 4))
    X_new = rng.integers(0, 6, size=(5, 4))
    X_new[:3, :2] = rng.integers(6, 9, size=(3, 2))
    X_new[3:] = X[0]
    return X, X_new


TRY_UNSEEN = Function(
    name="pretrained-try-unseen",
    reference=unseen_fraction,
    cases=draw_texts,
    small=(np.array([[0, 1], [2, 0]]), np.array([[0, 3], [3, 3], [1, 0]])),
    mistakes=(seen_fraction, swapped_arrays, number_of_unseen, texts_with_unseen, different_words),
    why="`(~np.isin(X_new, X)).mean()`: True counts as 1, so the mean is a fraction.",
)


# ---- pretrained-try-alone ------------------------------------------------------------------------


def topic_of_each_word(E, W):
    return (E @ W[:, :-1].T + W[:, -1]).argmax(axis=1)


@mistake("The bias is missing. Which column of W has not been used?")
def without_bias(E, W):
    return (E @ W[:, :-1].T).argmax(axis=1)


@mistake("You took the first column of W for the bias. Which one does the text name?")
def first_column_as_bias(E, W):
    return (E @ W[:, 1:].T + W[:, 0]).argmax(axis=1)


@mistake("These are the logits, (V, topics). For each word, at which topic is the highest one?")
def all_logits(E, W):
    return E @ W[:, :-1].T + W[:, -1]


@mistake("These are the highest logits. At which topic does each of them occur?")
def highest_logits(E, W):
    return (E @ W[:, :-1].T + W[:, -1]).max(axis=1)


@mistake("This names the best word for each topic. Along which axis are the topics?")
def word_of_each_topic(E, W):
    return (E @ W[:, :-1].T + W[:, -1]).argmax(axis=0)


def draw_layer(rng):
    E, W = rng.integers(-4, 5, size=(8, 3)), rng.integers(-4, 5, size=(5, 4))
    W[:, -1] = 9 * rng.permutation(5)
    return E, W


TRY_ALONE = Function(
    name="pretrained-try-alone",
    reference=topic_of_each_word,
    cases=draw_layer,
    small=(np.array([[1, 0], [0, 1], [2, 2], [3, 0]]), np.array([[2, 0, 0], [0, 3, 1], [1, 1, 4]])),
    mistakes=(without_bias, first_column_as_bias, all_logits, highest_logits, word_of_each_topic),
    why="`(E @ W[:, :-1].T + W[:, -1]).argmax(axis=1)`: one logit per topic, then the largest.",
)


# ---- pretrained-try-half -------------------------------------------------------------------------


def half_life(percent):
    steps = np.log(0.5) / np.log(1 - percent / 100)
    return {"percent": percent, "factor": 1 - percent / 100, "steps": round(steps)}


TRY_HALF = Numbers(
    name="pretrained-try-half",
    task=(
        "**Half of the length**\n\n"
        "Each step multiplies a row by {factor:g}. After how many steps is half of its length "
        "left? Give the nearest whole number."
    ),
    draw=lambda rng: half_life(float(rng.integers(5, 41)) / 10),
    first=half_life(1.0),
    answer=lambda steps: steps,
    mistakes=(
        Mistake(
            lambda percent: 50 / percent,
            "That would be correct if each step removed {percent:g}% of the length at the start.",
        ),
        Mistake(
            lambda steps: steps + 1, "That is one step more than the one that is closest to half."
        ),
        Mistake(
            lambda steps: 2 * steps, "After so many steps, a quarter is left. How many leave half?"
        ),
        Mistake(
            lambda percent: round(np.log(0.5) / np.log(1 - percent / 10)),
            "Your factor is smaller than {factor:g}. By how much does a step shrink the row?",
        ),
    ),
    why="{factor:g}^n = 0.5 gives n = ln 0.5 / ln {factor:g} ≈ {steps}.",
)


# ---- pretrained-try-below ------------------------------------------------------------------------


def fraction_below(cosines, value):
    return (cosines < value).mean()


@mistake("This is the fraction above the value. The task asks for the words below it.")
def fraction_above(cosines, value):
    return (cosines > value).mean()


@mistake("This is how many words are below it. By what do you divide to get a fraction?")
def number_below(cosines, value):
    return (cosines < value).sum()


@mistake("You compared with 0. Where is the word's own value?")
def fraction_below_zero(cosines, value):
    return (cosines < 0).mean()


@mistake("You averaged the cosines that are below it. How many of all the words are they?")
def mean_of_those_below(cosines, value):
    return cosines[cosines < value].mean()


@mistake("These are the comparisons, one per word. What fraction of them is True?")
def comparisons(cosines, value):
    return cosines < value


def draw_cosines(rng):
    cosines = np.sort(rng.permutation(np.arange(-40, 60))[:9]) / 100
    cosines[0], cosines[-1] = -0.5, 0.7
    return rng.permutation(cosines), float(np.sort(cosines)[2] + 0.003)


TRY_BELOW = Function(
    name="pretrained-try-below",
    reference=fraction_below,
    cases=draw_cosines,
    small=(np.array([0.3, -0.2, 0.1, 0.4, -0.1]), 0.2),
    mistakes=(fraction_above, number_below, fraction_below_zero, mean_of_those_below, comparisons),
    why="`(cosines < value).mean()`: True counts as 1, so the mean is a fraction.",
)

TASKS = (TRY_WRONG, TRY_UNSEEN, TRY_ALONE, TRY_HALF, TRY_BELOW)
