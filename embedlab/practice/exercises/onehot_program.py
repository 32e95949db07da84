"""The program that closes the exercises of lesson 03."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["TEXT_LAYER"]


def text_layer(texts, words, E, G):
    ids = {word: i for i, word in enumerate(words)}
    counts = np.zeros((len(texts), len(words)))  # (N, V)
    for n, text in enumerate(texts):
        for word in text.split():
            if word in ids:
                counts[n, ids[word]] += 1
    known = counts.sum(axis=1, keepdims=True)
    X = counts / np.maximum(known, 1)  # a text without a known word remains 0
    H = X @ E  # (N, d)
    dE = X.T @ G  # (V, d)
    return H, dE


WORDS = ["the", "dog", "bites", "man", "cat"]


def draw_texts(rng):
    """Three texts: a word twice and an unknown one, no known word at all, and each word once."""
    a, b, c = rng.permutation(WORDS)[:3]
    texts = [f"{a} {b} zebra {a} quagga", "zebra quagga", f"{c} {b} {a}"]
    V, d, N = len(WORDS), 3, len(texts)
    return texts, WORDS, rng.normal(size=(V, d)).round(2), rng.normal(size=(N, d)).round(2)


def shapes_fit(program, rng):
    texts, words, E, G = draw_texts(rng)
    H, dE = program(texts, words, E, G)
    seen = np.shape(H), np.shape(dE)
    return seen == (G.shape, E.shape) or f"H has the shape {seen[0]}, and dE {seen[1]}."


def one_word_is_its_row(program, rng):
    _, words, E, G = draw_texts(rng)
    H, _ = program([words[2], words[0], words[3]], words, E, G)
    return bool(np.allclose(H, E[[2, 0, 3]]))


def unknown_words_do_not_count(program, rng):
    texts, words, E, G = draw_texts(rng)
    H, _ = program([texts[2] + " zebra", "quagga " + texts[2], texts[1]], words, E, G)
    plain, _ = program([texts[2]] * 3, words, E, G)
    if not np.allclose(np.array(H)[2], 0):
        return "A text without any known word does not give zeros."
    return bool(np.allclose(np.array(H)[:2], np.array(plain)[:2]))


def repeated_words_count_each_time(program, rng):
    _, words, E, G = draw_texts(rng)
    a, b = rng.permutation(len(words))[:2]
    texts = [f"{words[a]} {words[b]} {words[a]}", f"{words[b]} {words[a]} {words[a]}", words[a]]
    H, _ = program(texts, words, E, G)
    return bool(np.allclose(np.array(H)[:2], (2 * E[a] + E[b]) / 3))


def gradient_agrees(program, rng):
    """H is linear in E, so a nudge D changes L = Σ G · H by exactly Σ dE · D."""
    texts, words, E, G = draw_texts(rng)
    H, dE = program(texts, words, E, G)
    for _ in range(3):
        D = rng.normal(size=E.shape)
        nudged, _ = program(texts, words, E + D, G)
        if not np.isclose((G * (np.array(nudged) - H)).sum(), (dE * D).sum()):
            return False
    return True


@mistake("You divided by all words of a text. By how many should you divide if some are unknown?")
def divided_by_all_words(texts, words, E, G):
    H, _ = text_layer(texts, words, E, G)
    known = np.array([sum(word in words for word in text.split()) for text in texts])
    every = np.array([len(text.split()) for text in texts])
    return H * (known / every)[:, None], text_layer(texts, words, E, G * (known / every)[:, None])[
        1
    ]


@mistake("A word that occurs twice counts once. How many times should the sum contain its row?")
def each_word_once(texts, words, E, G):
    return text_layer([" ".join(dict.fromkeys(text.split())) for text in texts], words, E, G)


@mistake("These are sums of rows. By what do you divide to get the mean of a text?")
def sums_of_rows(texts, words, E, G):
    known = np.array([[sum(word in words for word in text.split())] for text in texts])
    H, _ = text_layer(texts, words, E, G)
    return H * known, text_layer(texts, words, E, G * known)[1]


@mistake(
    "A text without a known word gives NaN: 0 divided by 0. What should its vector be, and what "
    "should you divide by?"
)
def zero_by_zero(texts, words, E, G):
    H, dE = text_layer(texts, words, E, G)
    known = np.array([any(word in words for word in text.split()) for text in texts])
    return np.where(known[:, None], H, np.nan), dE


@mistake(
    "H is correct, but dE is computed from counts. H divides by the number of known words: what "
    "does that do to the effect of a nudge?"
)
def gradient_of_counts(texts, words, E, G):
    known = np.array([[sum(word in words for word in text.split())] for text in texts])
    return text_layer(texts, words, E, G)[0], text_layer(texts, words, E, G * known)[1]


TEXT_LAYER = Program(
    name="onehot-text-layer",
    task=(
        "**A program: texts in, a gradient back**\n\n"
        "Put lessons 01, 02 and 03 together. `texts` are N strings of words with spaces between "
        "them. `words[i]` is the word with ID i, and E has its row, shape (V, d). `G` is ∂L/∂H, "
        "shape (N, d). Return two tables:\n\n"
        "1. `H`, shape (N, d): for each text, the mean of the rows of its known words. A word that "
        "occurs twice counts twice. Unknown words are skipped, and a text without a known word "
        "gets zeros.\n"
        "2. `dE`, shape (V, d): ∂L/∂E."
    ),
    stub="def text_layer(texts, words, E, G):\n    ...\n    return H, dE",
    reference=text_layer,
    small=(
        ["b a b", "c", "x a"],
        ["a", "b"],
        np.array([[1.0, 0.0], [0.0, 3.0]]),
        np.array([[3.0, 6.0], [1.0, 1.0], [2.0, 0.0]]),
    ),
    properties=(
        ("H should have a row for each text, and dE the shape of E.", shapes_fit),
        ("A text of one known word should have that word's row.", one_word_is_its_row),
        (
            "A word that occurs twice should count twice, in any order.",
            repeated_words_count_each_time,
        ),
        ("Unknown words should change nothing.", unknown_words_do_not_count),
        ("A nudge of E should change L as your dE says, and it does not.", gradient_agrees),
    ),
    mistakes=(divided_by_all_words, each_word_once, sums_of_rows, zero_by_zero, gradient_of_counts),
    hints=(
        "Find a matrix X, shape (N, V), with X @ E = H. Each of its rows is a mean of one-hot "
        "vectors.",
        "First count: how many times does each known word occur in each text? Then divide each row "
        "by its sum, but not by 0.",
        "dE = Xᵀ G: the same product backwards, with the same X.",
    ),
    why=(
        "H = X E and ∂L/∂E = Xᵀ ∂L/∂H hold for any X: PyTorch's `nn.EmbeddingBag` computes them "
        "without building X."
    ),
)
