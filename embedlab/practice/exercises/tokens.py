"""Exercises of lesson 01: tokens, their IDs, and what an ID is not."""

from collections import Counter

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.tokens_program import SPELL
from embedlab.practice.exercises.tokens_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- tokens-first-come ---------------------------------------------------------------------------


def number_words(words):
    vocabulary = {}
    for word in words:
        if word not in vocabulary:
            vocabulary[word] = len(vocabulary)  # the next free number
    return [vocabulary[word] for word in words]


WORDS = (
    "ash",
    "birch",
    "cedar",
    "elm",
    "fir",
    "hazel",
    "larch",
    "maple",
    "oak",
    "pine",
    "rowan",
    "yew",
)


@mistake(
    "“the” occurs twice in the text and got two IDs. You numbered positions. What happens to a "
    "repeated word?"
)
def number_per_position(words):
    return list(range(len(words)))


@mistake(
    "A word got the position of its first occurrence, so “mat” has 5, though there are only five "
    "different words. How many words already have an ID when you reach “mat”?"
)
def place_of_first_use(words):
    return [words.index(word) for word in words]


@mistake(
    "A word got the position of its last occurrence. Does a repeated word get a new ID, or does it "
    "keep the old one?"
)
def place_of_last_use(words):
    place = {word: t for t, word in enumerate(words)}
    return [place[word] for word in words]


@mistake(
    "You numbered the words in alphabetical order. That is a vocabulary, too, but the task asks "
    "for a different order. In what order do the words appear in the text?"
)
def in_alphabet(words):
    ranked = sorted(set(words))
    return [ranked.index(word) for word in words]


@mistake(
    "You numbered frequent words before rare ones, as `build_vocabulary` does. Here the order is "
    "different. Which new word is the second in the text?"
)
def frequent_first(words):
    counts = Counter(words)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return [ranked.index(word) for word in words]


@mistake(
    "The text has six words, but you returned five numbers. There is one ID per position. What is "
    "the ID at the second “the”?"
)
def each_word_once(words):
    return list(range(len(set(words))))


@mistake(
    "“the” got 2 and all other words got 1. Those are counts. Can you get the words back from them?"
)
def counts_as_ids(words):
    return [words.count(word) for word in words]


def draw_text(rng):
    wrong = (
        number_per_position,
        place_of_first_use,
        place_of_last_use,
        in_alphabet,
        frequent_first,
        each_word_once,
        counts_as_ids,
    )
    while True:
        words = [str(word) for word in rng.choice(rng.permutation(WORDS)[:5], size=8)]
        answers = [number_words(words), *(one(words) for one in wrong)]
        if all(a != b for k, a in enumerate(answers) for b in answers[:k]):
            return (words,)


@mistake(
    "The first word got ID 1, and all others are one too high as well. IDs will be row numbers of "
    "a table. What is the index of the first row in Python?"
)
def counted_from_one(words):
    return [i + 1 for i in number_words(words)]


FIRST_COME = Function(
    name="tokens-first-come",
    task=(
        "**First come, first numbered**\n\n"
        "Give each word of a text its token ID. Go through the text, and give each *new* word the "
        "next free number. Begin with the number that Python begins with. One expression is "
        "missing.\n\n"
        "The result has one ID per position of the text."
    ),
    stub=(
        "def number_words(words):\n"
        "    vocabulary = {}\n"
        "    for word in words:\n"
        "        if word not in vocabulary:\n"
        "            vocabulary[word] = ...\n"
        "    return [vocabulary[word] for word in words]"
    ),
    reference=number_words,
    cases=draw_text,
    small=(["the", "cat", "sat", "on", "the", "mat"],),
    edges=(([],), (["so", "so"],)),
    mistakes=(
        counted_from_one,
        number_per_position,
        place_of_first_use,
        place_of_last_use,
        in_alphabet,
        frequent_first,
        each_word_once,
        counts_as_ids,
    ),
    hints=(
        "How many words already have an ID when you reach a new one?",
        "Before the first word the dict is empty. What ID does the first word get?",
        "`len(vocabulary)` is the next free number.",
    ),
    why=(
        "An ID is the position of a token in the vocabulary. A repeated word keeps its ID, and V "
        "words use 0 to V − 1."
    ),
)


# ---- tokens-nearest-row --------------------------------------------------------------------------


TEA = ((4, 1), (-2, 3), (3, 2.5), (4, -5), (-3, 1.2))


def distances(rows):
    """Between all rows; a row is not its own neighbour."""
    apart = np.linalg.norm(rows[:, None] - rows, axis=2)
    np.fill_diagonal(apart, np.inf)
    return apart


def five_rows(rows):
    """Everything that the texts name: the rows, and what the mistakes would answer."""
    rows = np.array(rows, float)
    apart, asked = distances(rows), [0, 1, 4]
    written = {f"row_{i}": [float(f"{x:g}") for x in row] for i, row in enumerate(rows)}
    one_number = [distances(rows[:, [k]])[asked].argmin(axis=1) for k in (0, 1)]
    near, next_near = apart[asked].argsort(axis=1)[:, :2].T
    red = int(apart[3].argmin())
    np.fill_diagonal(apart, -1)
    return written | {
        "near": near,
        "next_near": next_near,
        "red": red,
        "far": apart[asked].argmax(axis=1),
        "first": one_number[0],
        "second": one_number[1],
        "a": int(near[0]),
        "b": int(near[1]),
        "c": int(near[2]),
        "da": float(distances(rows)[0, near[0]]),
        "db": float(distances(rows)[1, near[1]]),
        "dc": float(distances(rows)[4, near[2]]),
    }


def draw_five_rows(rng):
    while True:
        rows = rng.integers(-10, 11, size=(5, 2)) / 2
        sizes = np.sort(distances(rows)[[0, 1, 4]], axis=1)
        clear = (sizes[:, 1] - sizes[:, 0]).min() > 0.4 and sizes.min() > 0.4
        columns = [
            np.unique(np.abs(rows[:, k, None] - rows[:, k])[i]).size
            for k in (0, 1)
            for i in (0, 1, 4)
        ]
        if clear and min(columns) == 5:
            return five_rows(rows)


NEAREST_ROW = Numbers(
    name="tokens-nearest-row",
    task=(
        "**Which row is nearest?**\n\n"
        "Five tokens have these IDs and learned rows:\n\n"
        "| ID | token | row |\n"
        "|---|---|---|\n"
        "| 0 | tea | {row_0} |\n"
        "| 1 | nine | {row_1} |\n"
        "| 2 | coffee | {row_2} |\n"
        "| 3 | red | {row_3} |\n"
        "| 4 | eight | {row_4} |\n\n"
        "Which *other* token is nearest to token 0, which to token 1, which to token 4? Take the "
        "row that is nearest in the plane; a sketch is enough. Type three IDs."
    ),
    stub="answer = ...  # three IDs, such as [3, 3, 3]",
    answer=lambda near: near,
    draw=draw_five_rows,
    first=five_rows(TEA),
    mistakes=(
        Mistake(
            (1, 0, 3),
            "You chose the neighbours in the list: 0 and 1, 3 and 4. Does the order of the list "
            "say anything about the rows?",
        ),
        Mistake(
            (1, 2, 3),
            "You chose a neighbour in the list each time. Does the order of the list say anything "
            "about the rows?",
        ),
        Mistake(
            lambda first: first,
            "These tokens agree best in their first number. Look at the second numbers, too. A "
            "row is a point, and a single coordinate does not say where it is.",
        ),
        Mistake(
            lambda second: second,
            "These tokens agree best in their second number. Look at the first numbers, too. A "
            "row is a point, and a single coordinate does not say where it is.",
        ),
        Mistake(
            (0, 1, 4),
            "You named the token itself each time. No row is nearer. Which other row is next?",
        ),
        Mistake(
            lambda near: near + 1,
            "Each of your IDs is one too high. What is the index of the first row?",
        ),
        Mistake(
            lambda far: far,
            "These rows are farthest away. Is it a small or a large distance that makes two "
            "tokens similar?",
        ),
        Mistake(
            lambda next_near: next_near,
            "Each token that you named is only the second nearest. Which points are closer?",
        ),
        Mistake(
            lambda near, next_near: (near[0], near[1], next_near[2]),
            "The first two are correct. Your third token is only the second nearest to token 4. "
            "Which point is closer?",
        ),
        Mistake(
            lambda near, next_near: (near[0], next_near[1], near[2]),
            "The first and the third are correct. Your second token is only the second nearest to "
            "token 1. Which point is closer?",
        ),
        Mistake(
            lambda near, red: (near[0], near[1], red),
            "The first two are correct. Your third ID is the token nearest to token 3. About which "
            "token does the third question ask?",
        ),
    ),
    hints=(
        "Draw the five rows as points: the first number to the right, the second upwards.",
        "You don't need the column “ID” until you have found the nearest point.",
        "For a close call, use Pythagoras: the square root of the sum of the squared differences.",
    ),
    why="Similarity is between rows, E[i] and E[j], not between i and j, nor in one coordinate.",
    working=(
        "From token 0 the nearest row is that of token {a}, at a distance of {da:.2f}; from "
        "token 1 it is token {b}, at {db:.2f}; from token 4 it is token {c}, at {dc:.2f}."
    ),
)


# ---- tokens-straight-line ------------------------------------------------------------------------


STRAIGHT_LINE = Choice(
    name="tokens-straight-line",
    task=(
        "**Salt, maybe and pepper**\n\n"
        "In a list of 1,000 tokens *salt* has ID 40, *maybe* has 41 and *pepper* has 900. A model "
        "gives each token the score w · ID + b. Training should find w and b so that *salt* and "
        "*pepper* score above 0 and *maybe* below 0. Can it? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "yes",
        "b": "yes, if the IDs are first divided by 1,000",
        "c": "no, whatever w and b are",
    },
    reasons={
        1: "Training adapts w and b to whatever numbering it is given.",
        2: "IDs 40 and 41 are close because the two words mean nearly the same.",
        3: "As the ID grows the score only rises or only falls, so 41 scores between 40 and 900.",
        4: "Small numbers are easier to distinguish than large ones.",
    },
    answer=("c", 3),
    mistakes=(
        Mistake(
            ("a", 1),
            "Training can choose w and b, but the model is still a straight line. Try to draw one "
            "that is above 0 at 40, below 0 at 41 and above 0 at 900.",
        ),
        Mistake(
            ("b", 4),
            "Divided by 1,000 the IDs are 0.040, 0.041 and 0.900. Has their order changed, or the "
            "shape of the line through them?",
        ),
        Mistake(
            ("b", 1),
            "Dividing all IDs by 1,000 does what a larger w would undo. Is the order of the three "
            "different now?",
        ),
        Mistake(
            ("c", 2),
            "Right choice, but not for that reason: “salt” and “maybe” have nothing in common. "
            "What do close IDs tell you about two words?",
        ),
        Mistake(
            ("c", 1),
            "Right choice, but not for that reason: it argues for a yes. What can a straight line "
            "not do?",
        ),
        Mistake(
            ("c", 4),
            "Right choice, but not for that reason: with the IDs 4, 5 and 90 the answer would be "
            "the same. What can a straight line not do?",
        ),
        Mistake(
            "a",
            "Draw the line w · ID + b over the IDs. It has to be above 0 at 40, below 0 at 41 and "
            "above 0 at 900.",
        ),
        Mistake(
            "b",
            "Dividing all IDs by the same number keeps their order. What does the line have to do "
            "between “salt” and “pepper”?",
        ),
    ),
    hints=(
        "Sketch the score against the ID. What shape is it?",
        "Mark the three IDs on the axis. How many times would the line have to cross 0?",
    ),
    why=(
        "A model on raw IDs treats the order of the list as a quantity. A row per token has no "
        "such order."
    ),
    working=(
        "w · ID + b is a straight line. 41 lies between 40 and 900, so its score lies between "
        "theirs. If both are above 0, that score is above 0, too. Choice c, reason 3."
    ),
)


# ---- tokens-context ------------------------------------------------------------------------------


CONTEXT = Choice(
    name="tokens-context",
    task=(
        "**One word, two meanings**\n\n"
        "“spring came late this year” and “the mattress has a broken spring” go through one "
        "tokenizer, in which *spring* is a single token, and then into one table E, fully "
        "trained. How far apart are the two rows that are looked up for *spring*? Choose, and "
        "give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={"a": "far apart", "b": "a little apart", "c": "not at all, the distance is 0"},
    reasons={
        1: "The two meanings are not related.",
        2: "The lookup is given the ID of the token and nothing else.",
        3: "The token is first in one sentence and last in the other.",
        4: "The words next to it take part in the lookup.",
        5: "The table has not learned to distinguish the two meanings yet.",
    },
    answer=("c", 2),
    mistakes=(
        Mistake(
            ("a", 1),
            "The meanings differ, but what does the table get to see of them? Write both "
            "sentences as IDs, and mark what goes into E[…] for “spring”.",
        ),
        Mistake(
            ("a", 3),
            "The two positions differ. Does the position go into E[i]? Look at what is in the "
            "brackets.",
        ),
        Mistake(
            ("b", 3),
            "The two positions differ. Does the position go into E[i]? Look at what is in the "
            "brackets.",
        ),
        Mistake(
            ("a", 4),
            "The words around it differ. Do they go into E[i]? Look at what is in the brackets.",
        ),
        Mistake(
            ("b", 4),
            "The words around it differ. Do they go into E[i]? Look at what is in the brackets.",
        ),
        Mistake(
            ("c", 5),
            "Right choice, but not for that reason: this table is fully trained, and no training "
            "could change the answer. How many rows does a token have?",
        ),
        Mistake(
            ("c", 1),
            "Right choice, but not for that reason: it argues for two rows. What does the lookup "
            "get to see?",
        ),
        Mistake(
            ("c", 3),
            "Right choice, but not for that reason: it argues for a difference. What does the "
            "lookup get to see?",
        ),
        Mistake(
            ("c", 4),
            "Right choice, but not for that reason: it argues for a difference. What does the "
            "lookup get to see?",
        ),
        Mistake(
            "a",
            "You expect the row to depend on the sentence. How many IDs does “spring” have, and "
            "how many rows of E belong to them?",
        ),
        Mistake(
            "b",
            "You expect the row to depend on the sentence. How many IDs does “spring” have, and "
            "how many rows of E belong to them?",
        ),
    ),
    hints=(
        "Write both sentences as lists of IDs, with numbers of your own.",
        "What is the same in the two lists? E[i] needs i. Does it need anything else?",
    ),
    why="One token, one ID, one row: order and context come in later layers, not in the table.",
    working=(
        "*spring* has the same ID, say 512, in both sentences. E[512] is one row, looked up twice, "
        "so the distance is 0: choice c, reason 2. The row is a compromise between the meanings."
    ),
)


# ---- tokens-translate ----------------------------------------------------------------------------


def translate(ids, tokens_a, tokens_b):
    place = {token: i for i, token in enumerate(tokens_b)}
    return [place[tokens_a[i]] for i in ids]


@mistake(
    "You returned the IDs unchanged. Model A's ID 0 is “the”. What token does model B have at ID 0?"
)
def same_numbers(ids, tokens_a, tokens_b):
    return list(ids)


@mistake(
    "You went the other way: you looked up the IDs in B's list and searched for the tokens in A's. "
    "Whose IDs are given?"
)
def from_b_to_a(ids, tokens_a, tokens_b):
    return [tokens_a.index(tokens_b[i]) for i in ids]


@mistake("Every ID is one too high. What is the index of the first token in B's list?")
def answer_from_one(ids, tokens_a, tokens_b):
    return [i + 1 for i in translate(ids, tokens_a, tokens_b)]


@mistake(
    "You mapped ID 0 to the last token of A's list, and every other ID to the token before its "
    "own. What is the index of the first token in A's list?"
)
def read_from_one(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[i - 1]) for i in ids]


@mistake(
    "You translated A's whole list, one number per token of the vocabulary. The text has four "
    "positions, and “cat” occurs twice. Where do you need `ids`?"
)
def whole_list(ids, tokens_a, tokens_b):
    return [tokens_b.index(token) for token in tokens_a]


def draw_two_lists(rng):
    wrong = same_numbers, from_b_to_a, answer_from_one, read_from_one, whole_list
    while True:
        tokens_a, tokens_b = ([str(word) for word in rng.permutation(WORDS[:7])] for _ in "ab")
        ids = [int(i) for i in rng.integers(7, size=5)]
        answers = [one(ids, tokens_a, tokens_b) for one in (translate, *wrong)]
        repeats = len(set(ids)) < len(ids)
        if repeats and all(a != b for k, a in enumerate(answers) for b in answers[:k]):
            return ids, tokens_a, tokens_b


@mistake(
    "These are the correct tokens, as words. One step is missing. What are their IDs in model B?"
)
def the_tokens(ids, tokens_a, tokens_b):
    return [tokens_a[i] for i in ids]


@mistake("These are the words that B's list has at A's IDs. What words did the text have?")
def tokens_of_b(ids, tokens_a, tokens_b):
    return [tokens_b[i] for i in ids]


TRANSLATE = Function(
    name="tokens-translate",
    task=(
        "**Two tokenizers, one text**\n\n"
        "`tokens_a` and `tokens_b` are the vocabularies of two models: the same tokens, in two "
        "orders. A text has been written as `ids` for model A. Return the IDs of the same text "
        "for model B, as a list. (Giving A's IDs to model B is a bug that raises no error here.)"
    ),
    stub="def translate(ids, tokens_a, tokens_b):\n    ...",
    reference=translate,
    cases=draw_two_lists,
    small=([0, 1, 1, 3], ["the", "cat", "sat", "mat"], ["cat", "mat", "the", "sat"]),
    edges=(([], ["no", "yes"], ["yes", "no"]), ([0], ["tea"], ["tea"])),
    mistakes=(
        same_numbers,
        from_b_to_a,
        answer_from_one,
        read_from_one,
        the_tokens,
        tokens_of_b,
        whole_list,
    ),
    hints=(
        "What do the two models have in common? It is not the IDs.",
        "Go from ID to token with one list, and from token to ID with the other.",
        "`tokens_a[i]` is the token; `tokens_b.index(token)` is its index in B's list.",
    ),
    why=(
        "An ID has a meaning only together with its vocabulary, so table and tokenizer must match."
    ),
)


EXERCISES = (FIRST_COME, NEAREST_ROW, STRAIGHT_LINE, CONTEXT, TRANSLATE, SPELL)
