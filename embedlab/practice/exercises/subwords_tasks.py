"""The tasks inside lesson 09."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, mistake

__all__ = ["TASKS"]


# ---- in the lesson: subwords-try-best ------------------------------------------------------------


def best_pair(pairs):
    return min(pairs, key=lambda pair: (-pairs[pair], pair))


def draw_pairs(rng):
    counts = [9, 9, 9, *(int(n) for n in rng.integers(1, 9, size=4))]
    names = [("t", "h"), (" ", "t"), ("h", "e"), ("a", "n"), ("i", "n"), ("e", "r"), ("q", "u")]
    order = rng.permutation(len(names))
    return ({names[i]: n for i, n in zip(order, counts, strict=True)},)


@mistake(
    "The count is correct, but another pair with this count comes first in alphabetical order."
)
def first_found(pairs):
    return max(pairs, key=pairs.get)


@mistake("Of the pairs with the highest count, you took the last in alphabetical order.")
def last_in_order(pairs):
    return max(pairs, key=lambda pair: (pairs[pair], pair))


@mistake("You took the first pair in alphabetical order. What decides before the alphabet does?")
def order_alone(pairs):
    return min(pairs)


@mistake("This is the rarest pair. Which end of the counts does a merge take?")
def rarest(pairs):
    return min(pairs, key=lambda pair: (pairs[pair], pair))


@mistake("This is the highest count. The task asks for the pair that has it.")
def count_of_the_best(pairs):
    return max(pairs.values())


TRY_BEST = Function(
    name="subwords-try-best",
    reference=best_pair,
    cases=draw_pairs,
    small=({("t", "h"): 5, ("h", "e"): 7, (" ", "t"): 7, (" ", "a"): 2, ("i", "n"): 7},),
    exact=True,
    mistakes=(first_found, last_in_order, order_alone, rarest, count_of_the_best),
    why="`min(pairs, key=lambda pair: (-pairs[pair], pair))`: by count, then alphabetically.",
)


# ---- in the lesson: subwords-try-decode ----------------------------------------------------------


def decode(ids, vocabulary):
    return "".join(vocabulary[i] for i in ids)


def draw_ids(rng):
    vocabulary = [" ", "a", "e", "t", " t", "he", " the", "at"]
    return [int(i) for i in rng.integers(len(vocabulary), size=6)], vocabulary


@mistake("There is a space between all tokens now. Where are the spaces of the text already?")
def with_spaces(ids, vocabulary):
    return " ".join(vocabulary[i] for i in ids)


@mistake("These are the correct tokens. The task asks for one text.")
def tokens_only(ids, vocabulary):
    return [vocabulary[i] for i in ids]


@mistake("The tokens are correct, but their spaces are missing. The words run together.")
def without_spaces(ids, vocabulary):
    return "".join(vocabulary[i].strip() for i in ids)


TRY_DECODE = Function(
    name="subwords-try-decode",
    reference=decode,
    cases=draw_ids,
    small=([6, 3, 7, 4, 1], [" ", "a", "e", "t", " t", "he", " the", "at"]),
    exact=True,
    mistakes=(with_spaces, tokens_only, without_spaces),
    why='`"".join(vocabulary[i] for i in ids)`: the spaces are in the tokens.',
)


# ---- in the lesson: subwords-try-longest ---------------------------------------------------------


def first_token(word, vocabulary):
    return next(word[:n] for n in range(len(word), 0, -1) if word[:n] in vocabulary)


def draw_beginnings(rng):
    words = ["stable", "table", "staple", "states"]
    word = words[int(rng.integers(len(words)))]
    lengths = sorted(int(n) for n in rng.permutation(np.arange(2, len(word)))[:2])
    return word, {word[0], *(word[:n] for n in lengths), word[1:], "tablespoon"}


@mistake("This is the shortest beginning in the vocabulary. Which one does WordPiece take?")
def shortest(word, vocabulary):
    return next(word[:n] for n in range(1, len(word) + 1) if word[:n] in vocabulary)


@mistake("This token is in the vocabulary, but the word doesn't begin with it.")
def longest_anywhere(word, vocabulary):
    return max((part for part in vocabulary if part in word), key=len)


@mistake("This is the length of the first token. The task asks for the token.")
def its_length(word, vocabulary):
    return len(first_token(word, vocabulary))


TRY_LONGEST = Function(
    name="subwords-try-longest",
    reference=first_token,
    cases=draw_beginnings,
    small=("stable", {"s", "st", "stab", "table", "tablespoon"}),
    exact=True,
    mistakes=(shortest, longest_anywhere, its_length),
    why="Try the whole word first, then one character less, until the beginning is known.",
)

TASKS = (TRY_BEST, TRY_DECODE, TRY_LONGEST)
