"""The program that closes the exercises of lesson 02."""

import numpy as np
from numpy import allclose  # as it is now, whatever a learner makes of `np`

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["MEANING"]


def mean_vectors(text, sentences, E):
    vocabulary = {}
    for word in text.split():
        if word not in vocabulary:
            vocabulary[word] = len(vocabulary) + 2  # 0 is padding, 1 an unknown word
    rows = [[vocabulary.get(word, 1) for word in sentence.split()] for sentence in sentences]
    T = max(len(ids) for ids in rows)
    X = np.array([ids + [0] * (T - len(ids)) for ids in rows])
    tokens = X != 0  # (B, T)
    sums = (E[X] * tokens[:, :, None]).sum(axis=1)
    means = sums / tokens.sum(axis=1, keepdims=True)
    return vocabulary, X, means


WORDS = ["the", "a", "dog", "cat", "bird", "sees", "hears", "one", "small", "old"]


def draw_texts(rng):
    """A text with repeats; three sentences of 1, 2 and 4 tokens, each with a word of the text."""
    words = rng.permutation(WORDS).tolist()
    known, unknown = words[:6], words[6:]
    text = " ".join(rng.permutation([*known, *known[:2]]))
    lengths = rng.permutation([1, 2, 4])
    rows = [rng.permutation([*known, *unknown])[: n - 1] for n in lengths]
    sentences = [" ".join(rng.permutation([*row, rng.choice(known)])) for row in rows]
    sentences[int(np.argmax(lengths))] += f" {unknown[0]}"
    return text, sentences, rng.normal(size=(9, 3)).round(2)


def gives_each_word_an_id(program, rng):
    for _ in range(3):
        text, sentences, E = draw_texts(rng)
        vocabulary, *_ = program(text, sentences, E)
        right = sorted(vocabulary) == sorted(set(text.split()))
        if not right or sorted(vocabulary.values()) != [*range(2, len(vocabulary) + 2)]:
            given = {word: int(i) for word, i in vocabulary.items()}
            return f"For the text {text!r} it is {given}."
    return True


def pads_to_the_longest(program, rng):
    for _ in range(3):
        text, sentences, E = draw_texts(rng)
        _, X, _ = program(text, sentences, E)
        shape = (len(sentences), max(len(sentence.split()) for sentence in sentences))
        if np.shape(X) != shape:
            return f"For the sentences {sentences} it has the shape {np.shape(X)}, not {shape}."
    return True


def encodes_each_word(program, rng):
    for _ in range(3):
        text, sentences, E = draw_texts(rng)
        vocabulary, X, _ = program(text, sentences, E)
        for sentence, row in zip(sentences, np.array(X), strict=True):
            right = [int(vocabulary.get(word, 1)) for word in sentence.split()]
            if row[row != 0].tolist() != right:
                return f"For {sentence!r} the row is {row.tolist()}; without padding: {right}."
    return True


def averages_tokens(program, rng):
    for _ in range(3):
        text, sentences, E = draw_texts(rng)
        vocabulary, _, means = program(text, sentences, E)
        for sentence, mean in zip(sentences, np.array(means), strict=True):
            right = E[[vocabulary.get(word, 1) for word in sentence.split()]].mean(axis=0)
            if not allclose(mean, right, atol=1e-5):
                found, right = mean.round(3).tolist(), right.round(3).tolist()
                return f"For {sentence!r} the mean should be {right}, but is {found}."
    return True


def with_vocabulary(vocabulary, sentences, E):
    """The correct rest of the program."""
    rows = [[vocabulary.get(word, 1) for word in sentence.split()] for sentence in sentences]
    T = max(map(len, rows))
    X = np.array([ids + [0] * (T - len(ids)) for ids in rows])
    return vocabulary, X, np.array([E[ids].mean(axis=0) for ids in rows])


@mistake("The first word of the text has the ID 0, which is the padding's. Where do words begin?")
def ids_from_zero(text, sentences, E):
    words = list(dict.fromkeys(text.split()))
    return with_vocabulary({word: i for i, word in enumerate(words)}, sentences, E)


@mistake(
    "There are gaps between your IDs: a word that occurs again got a second ID. When does a word "
    "need a new one?"
)
def ids_with_gaps(text, sentences, E):
    return with_vocabulary({word: i + 2 for i, word in enumerate(text.split())}, sentences, E)


@mistake(
    "Your vocabulary has words of the sentences in it. It comes from the text alone: which ID is "
    "for a word that the text does not contain?"
)
def words_of_sentences(text, sentences, E):
    words = dict.fromkeys(" ".join([text, *sentences]).split())
    vocabulary = {word: i + 2 for i, word in enumerate(words)}
    return with_vocabulary(vocabulary, sentences, np.vstack([E, E]))


@mistake(
    "Words that the text does not contain are missing from X, so that a sentence lost a token. "
    "Which ID stands for them?"
)
def unknown_left_out(text, sentences, E):
    vocabulary, *_ = mean_vectors(text, sentences, E)
    known = [" ".join(w for w in one.split() if w in vocabulary) for one in sentences]
    return with_vocabulary(vocabulary, known, E)


@mistake(
    "Unknown words have the ID 0 in X, as the padding does. Which ID is theirs, and why does it "
    "make a difference to the means?"
)
def unknown_as_padding(text, sentences, E):
    vocabulary, X, _ = mean_vectors(text, sentences, E)
    X[X == 1] = 0
    tokens = (X != 0)[:, :, None]
    return vocabulary, X, (E[X] * tokens).sum(axis=1) / tokens.sum(axis=1)


@mistake(
    "The rows of X differ in length, so X is no (B, T) array. What are the short ones padded with?"
)
def not_padded(text, sentences, E):
    vocabulary, X, means = mean_vectors(text, sentences, E)
    return vocabulary, [row[row != 0].tolist() for row in X], means


@mistake(
    "Your means run over all T positions, so the padding's row is in them. How many of the "
    "positions are tokens of the sentence?"
)
def padding_averaged(text, sentences, E):
    vocabulary, X, _ = mean_vectors(text, sentences, E)
    return vocabulary, X, E[X].mean(axis=1)


@mistake(
    "The sums are correct, but you divided all of them by T. By how many tokens do you divide the "
    "sum of a short sentence?"
)
def divided_by_T(text, sentences, E):
    vocabulary, X, means = mean_vectors(text, sentences, E)
    return vocabulary, X, means * (X != 0).mean(axis=1, keepdims=True)


@mistake(
    "Your means leave out unknown words. An unknown word is a token with a row of its own; which "
    "ID is no token?"
)
def unknown_not_averaged(text, sentences, E):
    vocabulary, X, _ = mean_vectors(text, sentences, E)
    known = (X > 1)[:, :, None]
    return vocabulary, X, (E[X] * known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)


MEANING = Program(
    name="lookup-meaning",
    task=(
        "**A program: from texts to one vector each**\n\n"
        "`text` and each of the B `sentences` are words with spaces between them. In E, row 0 "
        "belongs to the padding and row 1 to all unknown words. Return three results:\n\n"
        "1. `vocabulary`, a dict from each different word of `text` to an ID: 2, 3, … without "
        "gaps,\n"
        "2. `X`, shape (B, T), the IDs of the sentences: 1 for a word that is not in the "
        "vocabulary, and 0 where a sentence is shorter than the longest one,\n"
        "3. `means`, shape (B, d): the mean of the rows of each sentence's tokens, without the "
        "padding.\n\n"
        "Which word gets which ID and on which side you pad is up to you."
    ),
    stub=(
        "def mean_vectors(text, sentences, E):\n"
        "    vocabulary = {}\n"
        "    ...\n"
        "    return vocabulary, X, means"
    ),
    reference=mean_vectors,
    small=("a dog a cat", ["a bird", "cat"], np.array([[9.0, 9], [1, 0], [2, 2], [0, 1], [4, 4]])),
    properties=(
        (
            "The vocabulary should give each different word of the text one ID: 2, 3, … without "
            "gaps, since 0 and 1 are taken.",
            gives_each_word_an_id,
        ),
        ("X should have a row for each sentence, as long as the longest.", pads_to_the_longest),
        (
            "Each word should have its ID in X, in the order of the sentence, or 1 if the text "
            "does not contain it.",
            encodes_each_word,
        ),
        ("A mean should run over the rows of a sentence's own tokens.", averages_tokens),
    ),
    mistakes=(
        ids_from_zero,
        ids_with_gaps,
        words_of_sentences,
        unknown_left_out,
        unknown_as_padding,
        not_padded,
        padding_averaged,
        divided_by_T,
        unknown_not_averaged,
    ),
    hints=(
        "Write four steps: a loop for the vocabulary, a list of IDs per sentence, the array X, the "
        "means. Print what each gives for two short sentences.",
        "`vocabulary.get(word, 1)` gives 1 for an unknown word. `[0] * n` is a list of n zeros.",
        "`tokens = X != 0` is True for tokens. Multiply E[X] by `tokens[:, :, None]`, add up over "
        "the positions, and divide by the number of tokens in each sentence.",
    ),
    why=(
        "This is how a batch of texts enters a model: words, IDs, padding, rows; and the padding "
        "must not count."
    ),
)
