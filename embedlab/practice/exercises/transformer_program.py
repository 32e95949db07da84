"""The program that closes the exercises of lesson 13."""

import numpy as np
from numpy import allclose  # as it is now, whatever a learner makes of `np`

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["ENTER"]


def first_mix(sentences, vocabulary, E, P):
    pad, unknown = vocabulary["[PAD]"], vocabulary["[UNK]"]
    rows = [[vocabulary.get(word, unknown) for word in one.split()][: len(P)] for one in sentences]
    T = max(len(ids) for ids in rows)
    X = np.array([ids + [pad] * (T - len(ids)) for ids in rows])
    real = pad != X  # (B, T)
    H0 = E[X] + P[:T]  # (B, T, d)
    scores = H0 @ H0.swapaxes(1, 2) / np.sqrt(E.shape[1])  # (B, T, T)
    mask = np.tril(np.ones((T, T), bool)) & real[:, None, :]
    scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    outputs = (weights @ H0) * real[:, :, None]
    means = outputs.sum(axis=1) / real.sum(axis=1, keepdims=True)
    return X, H0, weights, means


WORDS = ["the", "dog", "cat", "bird", "sees", "hears", "sleeps", "old"]


def draw_texts(rng, T_max=5):
    """Three sentences: short, with an unknown word, and longer than P; the pad has any ID."""
    names = rng.permutation(["[PAD]", "[UNK]", *WORDS]).tolist()
    vocabulary = {name: i for i, name in enumerate(names)}
    sentences = [" ".join(rng.permutation(WORDS)[:n]) for n in (2, 3, T_max + 2)]
    words = sentences[1].split()
    words[1] = "zebra"
    sentences[1] = " ".join(words)
    order = rng.permutation(3)
    return (
        [sentences[k] for k in order],
        vocabulary,
        rng.normal(size=(len(names), 4)).round(2),
        rng.normal(size=(T_max, 4)).round(2),
    )


def encodes_and_cuts(program, rng):
    for _ in range(3):
        sentences, vocabulary, E, P = draw_texts(rng)
        X = program(sentences, vocabulary, E, P)[0]
        right = first_mix(sentences, vocabulary, E, P)[0].tolist()
        if np.asarray(X).tolist() != right:
            return f"For the sentences {sentences} and the vocabulary {vocabulary} it is {right}."
    return True


def adds_positions(program, rng):
    for _ in range(3):
        sentences, vocabulary, E, P = draw_texts(rng)
        X, H0, *_ = program(sentences, vocabulary, E, P)
        X = np.array(X)
        if not allclose(H0, E[X] + P[: X.shape[1]], atol=1e-5):
            return False
    return True


def hides_what_is_masked(program, rng):
    for _ in range(3):
        sentences, vocabulary, E, P = draw_texts(rng)
        X, _, weights, _ = program(sentences, vocabulary, E, P)
        X, weights = np.array(X), np.array(weights)
        T = X.shape[1]
        mask = np.tril(np.ones((T, T), bool)) & (vocabulary["[PAD]"] != X)[:, None, :]
        if weights[~mask].any():
            b, t, s = (int(n) for n in np.argwhere(~mask & (weights != 0))[0])
            return (
                f"For the sentences {sentences}, weights[{b}, {t}, {s}] is "
                f"{weights[b, t, s]:.3f} and should be 0."
            )
    return True


def weights_are_those_of_the_scores(program, rng):
    for _ in range(3):
        case = draw_texts(rng)
        weights = np.array(program(*case)[2])
        if not allclose(weights.sum(axis=-1), 1, atol=1e-5):
            return "There is a row that does not add up to 1."
        if not allclose(weights, first_mix(*case)[2], atol=1e-5):
            return False
    return True


def a_later_word_changes_nothing(program, rng):
    _, vocabulary, E, P = draw_texts(rng)
    words = rng.permutation(WORDS)[:4].tolist()
    shorter, longer = (program([" ".join(words[:n])], vocabulary, E, P)[2] for n in (3, 4))
    return allclose(np.array(shorter)[0], np.array(longer)[0, :3, :3], atol=1e-5)


def company_changes_nothing(program, rng):
    sentences, vocabulary, E, P = draw_texts(rng)
    together = np.array(program(sentences, vocabulary, E, P)[3])
    for one, mean in zip(sentences, together, strict=True):
        alone = np.array(program([one], vocabulary, E, P)[3])[0]
        if not allclose(mean, alone, atol=1e-5):
            alone, mean = alone.round(3).tolist(), mean.round(3).tolist()
            return f"The mean of {one!r} is {alone} alone and {mean} in a batch with two others."
    return True


def means_are_those_of_outputs(program, rng):
    for _ in range(3):
        case = draw_texts(rng)
        means, right = np.array(program(*case)[3]), first_mix(*case)[3]
        if not allclose(means, right, atol=1e-5):
            return f"For the sentences {case[0]} it should be {right.round(3).tolist()}."
    return True


# ---- mistakes, each built on the correct rest ----------------------------------------------------


def finished(X, H0, pad, *, causal=True, padding=True, hidden=-np.inf):
    """The correct rest, from H₀ to the means; or with a mask left out or another hidden score."""
    T = X.shape[1]
    real = pad != X
    mask = np.ones((len(X), T, T), bool)
    if causal:
        mask &= np.tril(np.ones((T, T), bool))
    if padding:
        mask &= real[:, None, :]
    scores = np.where(mask, H0 @ H0.swapaxes(1, 2) / np.sqrt(H0.shape[-1]), hidden)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    outputs = (weights @ H0) * real[:, :, None]
    return X, H0, weights, outputs.sum(axis=1) / real.sum(axis=1, keepdims=True)


def padded(rows, pad):
    T = max(map(len, rows))
    return np.array([ids + [pad] * (T - len(ids)) for ids in rows])


def from_ids(rows, vocabulary, E, P):
    X = padded(rows, vocabulary["[PAD]"])
    return finished(X, E[X] + P[: X.shape[1]], vocabulary["[PAD]"])


@mistake("You left out words that the vocabulary does not contain. Which ID is theirs?")
def unknown_left_out(sentences, vocabulary, E, P):
    known = [[vocabulary[w] for w in one.split() if w in vocabulary] for one in sentences]
    return from_ids([ids[: len(P)] for ids in known], vocabulary, E, P)


@mistake("Unknown words have the ID of the pad in X. Which special token is for them?")
def unknown_as_pad(sentences, vocabulary, E, P):
    pad = vocabulary["[PAD]"]
    rows = [[vocabulary.get(w, pad) for w in one.split()][: len(P)] for one in sentences]
    return from_ids(rows, vocabulary, E, P)


@mistake("You kept the end of a long sentence. Which words does the task keep?")
def end_kept(sentences, vocabulary, E, P):
    unknown = vocabulary["[UNK]"]
    rows = [[vocabulary.get(w, unknown) for w in one.split()][-len(P) :] for one in sentences]
    return from_ids(rows, vocabulary, E, P)


@mistake("You padded on the left. On which side does the task pad?")
def padded_left(sentences, vocabulary, E, P):
    pad = vocabulary["[PAD]"]
    X = first_mix(sentences, vocabulary, E, P)[0]
    X = np.array([[*ids[ids == pad], *ids[ids != pad]] for ids in X])
    with np.errstate(invalid="ignore"):
        return finished(X, E[X] + P[: X.shape[1]], pad)


@mistake(
    "You padded with 0, which is the ID of another token here. Where do you find the pad's ID?"
)
def padded_with_zero(sentences, vocabulary, E, P):
    unknown = vocabulary["[UNK]"]
    rows = [[vocabulary.get(w, unknown) for w in one.split()][: len(P)] for one in sentences]
    X = padded(rows, 0)
    return finished(X, E[X] + P[: X.shape[1]], vocabulary["[PAD]"])


@mistake("H₀ contains the rows of E alone. What distinguishes a token at two positions?")
def no_positions(sentences, vocabulary, E, P):
    X = first_mix(sentences, vocabulary, E, P)[0]
    return finished(X, E[X], vocabulary["[PAD]"])


@mistake("Pads are hidden, but a position still attends to later ones. Which mask is missing?")
def padding_alone(sentences, vocabulary, E, P):
    X, H0, *_ = first_mix(sentences, vocabulary, E, P)
    return finished(X, H0, vocabulary["[PAD]"], causal=False)


@mistake("No position attends to a later one, but pads still get weight. Which mask is missing?")
def causal_alone(sentences, vocabulary, E, P):
    X, H0, *_ = first_mix(sentences, vocabulary, E, P)
    return finished(X, H0, vocabulary["[PAD]"], padding=False)


@mistake("You set hidden scores to 0, and exp(0) is 1. For which score is exp exactly 0?")
def hidden_as_zero(sentences, vocabulary, E, P):
    X, H0, *_ = first_mix(sentences, vocabulary, E, P)
    return finished(X, H0, vocabulary["[PAD]"], hidden=0.0)


@mistake("Your weights are those of scores without the 1/√d. By what does lesson 13 divide H₀ H₀ᵀ?")
def not_scaled(sentences, vocabulary, E, P):
    X, H0, *_ = first_mix(sentences, vocabulary, E, P)
    weights = finished(X, H0 * E.shape[1] ** 0.25, vocabulary["[PAD]"])[2]
    return X, H0, weights, means_of(weights @ H0, X, vocabulary)


def means_of(vectors, X, vocabulary):
    real = vocabulary["[PAD]"] != X
    return (vectors * real[:, :, None]).sum(axis=1) / real.sum(axis=1, keepdims=True)


@mistake("Your means are those of H₀. What does attention make of H₀ before the mean is taken?")
def means_of_inputs(sentences, vocabulary, E, P):
    X, H0, weights, _ = first_mix(sentences, vocabulary, E, P)
    return X, H0, weights, means_of(H0, X, vocabulary)


@mistake("Your means contain the outputs at pads. Which positions are tokens of the sentence?")
def pads_averaged(sentences, vocabulary, E, P):
    X, H0, weights, _ = first_mix(sentences, vocabulary, E, P)
    return X, H0, weights, (weights @ H0).mean(axis=1)


ENTER = Program(
    name="transformer-first-mix",
    task=(
        "**A program: from sentences to the first attention**\n\n"
        "This exercise uses lesson 01 (`[UNK]`), lesson 02 (lookup, padding) and lesson 06 "
        "(softmax). `vocabulary` is a dict from each token to its ID, with `[PAD]` and `[UNK]` in "
        "it. E has shape (V, d), P has shape (T_max, d). Each of the B `sentences` consists of "
        "words with spaces between them. Return four results:\n\n"
        "1. `X` (B, T): the IDs. A word that is not in the vocabulary gets the ID of `[UNK]`. "
        "A sentence with more than T_max words keeps its first T_max. Then shorter sentences are "
        "padded on the right to the length T of the longest one.\n"
        "2. `H0` (B, T, d): the looked-up rows plus their positions.\n"
        "3. `weights` (B, T, T): the softmax of H₀ H₀ᵀ / √d under the causal mask and the padding "
        "mask.\n"
        "4. `means` (B, d): for each sentence, the mean of `weights @ H0` over its real tokens."
    ),
    stub=(
        "def first_mix(sentences, vocabulary, E, P):\n"
        '    pad, unknown = vocabulary["[PAD]"], vocabulary["[UNK]"]\n'
        "    ...\n"
        "    return X, H0, weights, means"
    ),
    reference=first_mix,
    small=(
        ["dog sees", "zebra"],
        {"dog": 0, "[UNK]": 1, "[PAD]": 2, "sees": 3},
        np.array([[1.0, 0.0], [2.0, 2.0], [0.0, 0.0], [0.0, 1.0]]),
        np.array([[0.5, 0.0], [0.0, 0.5], [1.0, 1.0]]),
    ),
    properties=(
        (
            "X should contain the ID of each word, cut to T_max words and padded on the right.",
            encodes_and_cuts,
        ),
        ("H0[b, t] should be E[X[b, t]] + P[t].", adds_positions),
        ("A weight should be exactly 0 where a mask hides the score.", hides_what_is_masked),
        (
            "Where both masks allow it, the weights should be the softmax of H₀ H₀ᵀ / √d.",
            weights_are_those_of_the_scores,
        ),
        (
            "A word at the end of a sentence should change no weight of the words before it.",
            a_later_word_changes_nothing,
        ),
        ("A mean should run over the outputs at real tokens.", means_are_those_of_outputs),
        ("A sentence should have the same mean alone and in a batch.", company_changes_nothing),
    ),
    mistakes=(
        unknown_left_out,
        unknown_as_pad,
        end_kept,
        padded_left,
        padded_with_zero,
        no_positions,
        padding_alone,
        causal_alone,
        hidden_as_zero,
        not_scaled,
        means_of_inputs,
        pads_averaged,
    ),
    hints=(
        "Write it in the order of the four results, and print each one for two short sentences.",
        "`vocabulary.get(word, unknown)` gives the ID of a word, and `ids[: len(P)]` cuts a list. "
        "`real = pad != X` marks the real tokens.",
        "The mask is `np.tril(np.ones((T, T), bool)) & real[:, None, :]`. Set the other scores to "
        "`-np.inf` before the softmax. For the means, multiply by `real[:, :, None]`, add up, and "
        "divide by the number of real tokens.",
    ),
    why=(
        "These are the steps of a text up to the first attention: IDs, rows, positions, masks, "
        "weights."
    ),
)
