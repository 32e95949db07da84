"""Exercises of lesson 01: tokens, their IDs, and what an ID is not."""

from collections import Counter

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

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
    "“the” stands in the text twice and got two IDs. You numbered positions: what happens to a "
    "word that comes back?"
)
def number_per_position(words):
    return list(range(len(words)))


@mistake(
    "A word got the number of the position where it first stood, so “mat” has 5 though there are "
    "only five words, and one number is left out. How many words are numbered when “mat” comes?"
)
def place_of_first_use(words):
    return [words.index(word) for word in words]


@mistake(
    "A word got the number of the position where it stood last. Does a word that comes back get a "
    "new number, or keep the old one?"
)
def place_of_last_use(words):
    place = {word: t for t, word in enumerate(words)}
    return [place[word] for word in words]


@mistake(
    "You numbered the words in the order of the alphabet. That is a vocabulary too, but not this "
    "one: in which order do the words come up in the text?"
)
def in_alphabet(words):
    ranked = sorted(set(words))
    return [ranked.index(word) for word in words]


@mistake(
    "You numbered frequent words before rare ones, as `build_vocabulary` does. Here the order is "
    "another one: which word of the text is met second?"
)
def frequent_first(words):
    counts = Counter(words)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return [ranked.index(word) for word in words]


@mistake(
    "Six words went in and five numbers came out. The list of IDs stands for the text: what must "
    "stand where “the” comes the second time?"
)
def each_word_once(words):
    return list(range(len(set(words))))


@mistake(
    "“the” got 2 and all other words got 1: those are counts. Can you get the words back from them?"
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
    "a table: which number has the first row in Python?"
)
def counted_from_one(words):
    return [i + 1 for i in number_words(words)]


FIRST_COME = Function(
    name="tokens-first-come",
    task=(
        "**First come, first numbered**\n\n"
        "Give each word of a text its token ID: go through the text, and hand each *new* word the "
        "next free number, beginning as Python begins. One line is missing.\n\n"
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
        "How many words have a number already when a new one comes along?",
        "Before the first word the dict is empty. Which number does the first word get?",
        "`len(vocabulary)` is the next free number.",
    ),
    why=(
        "An ID is the place of a token in a list; a word that comes back keeps it, and V words "
        "use 0 to V − 1."
    ),
)


# ---- tokens-nearest-row --------------------------------------------------------------------------


NEAREST_ROW = Numbers(
    name="tokens-nearest-row",
    task=(
        "**Who is next to whom?**\n\n"
        "Five tokens with their IDs and learned rows:\n\n"
        "| ID | token | row |\n"
        "|---|---|---|\n"
        "| 0 | tea | [4, 1] |\n"
        "| 1 | nine | [−2, 3] |\n"
        "| 2 | coffee | [3, 2.5] |\n"
        "| 3 | red | [4, −5] |\n"
        "| 4 | eight | [−3, 1.2] |\n\n"
        "Which *other* token is most like token 0, which is most like token 1, which is most like "
        "token 4? Take the row that lies nearest in the plane; a sketch will do. Type three IDs."
    ),
    stub="answer = ...  # three IDs, such as [3, 3, 3]",
    answer=(2, 4, 1),
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
            (3, 4, 1),
            "“tea” and “red” have the same first number, 4. Look at their second numbers too: a "
            "row is a point, and one coordinate alone does not say where it lies.",
        ),
        Mistake(
            (4, 2, 0),
            "These tokens agree best in their second number. Look at the first numbers too: a row "
            "is a point, and one coordinate alone does not say where it lies.",
        ),
        Mistake(
            (0, 1, 4),
            "You named the token itself each time. Of course no row is nearer; which *other* one "
            "comes next?",
        ),
        Mistake((3, 5, 2), "There is no ID 5 in the table. Which number does the first row have?"),
        Mistake(
            (4, 3, 3),
            "These rows lie farthest away. Is it a large or a small distance that makes two "
            "tokens alike?",
        ),
    ),
    hints=(
        "Draw the five rows as points: the first number to the right, the second upwards.",
        "The column “ID” is not needed before you have found the points that lie together.",
        "Two pairs of points lie close together, and one point lies alone.",
    ),
    why="Likeness is between rows, E[i] and E[j], never between i and j, nor in one coordinate.",
    working=(
        "Distances from token 0, [4, 1]: to 1 √(36 + 4) ≈ 6.3, to 2 √(1 + 2.25) ≈ 1.8, to 3 6, to "
        "4 about 7.0. So 0 → 2, *tea* → *coffee*. Tokens 1 and 4, *nine* and *eight*, are √(1 + "
        "3.24) ≈ 2.1 apart, and every other row is farther from both: 1 → 4 and 4 → 1."
    ),
)


# ---- tokens-straight-line ------------------------------------------------------------------------


STRAIGHT_LINE = Choice(
    name="tokens-straight-line",
    task=(
        "**Salt, maybe and pepper**\n\n"
        "In a list of 1,000 tokens *salt* has ID 40, *maybe* has 41 and *pepper* has 900. A model "
        "gives each token the score w · ID + b. Training shall find w and b so that *salt* and "
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
        2: "IDs 40 and 41 are so near because the two words mean nearly the same.",
        3: "As the ID grows the score only rises or only falls, so 41 scores between 40 and 900.",
        4: "Small numbers can be told apart better than large ones.",
    },
    answer=("c", 3),
    mistakes=(
        Mistake(
            ("a", 1),
            "Training can choose w and b, but the model stays a straight line. Draw one that is "
            "above 0 at 40, below 0 at 41 and above 0 at 900.",
        ),
        Mistake(
            ("b", 4),
            "Divided by 1,000 the IDs are 0.040, 0.041 and 0.900. Has their order changed, or the "
            "shape of the line through them?",
        ),
        Mistake(
            ("b", 1),
            "Dividing all IDs by 1,000 does what a w of another size would do. Has the order of "
            "the three changed?",
        ),
        Mistake(
            ("c", 2),
            "The choice is right, the reason is not: *salt* and *maybe* have nothing in common. "
            "Who decided that they stand side by side?",
        ),
        Mistake(
            ("c", 1),
            "The choice is right, but this reason would speak for a yes. What can a straight line "
            "not do?",
        ),
        Mistake(
            ("c", 4),
            "The choice is right, the reason is not: with IDs of 4, 5 and 90 it would be the "
            "same. What can a straight line not do?",
        ),
        Mistake(
            "a",
            "Draw the line w · ID + b over the IDs. It has to be above 0 at 40, below 0 at 41 and "
            "above 0 at 900.",
        ),
        Mistake(
            "b",
            "Dividing all IDs by the same number keeps their order. What does the line have to do "
            "between *salt* and *pepper*?",
        ),
    ),
    hints=(
        "Sketch the score against the ID. What shape is it?",
        "Put the three IDs on the axis. How often would the line have to cross 0?",
    ),
    why=(
        "A model on raw IDs takes the order of the list for a quantity; a row per token has no "
        "such order."
    ),
    working=(
        "w · ID + b is a straight line. 41 lies between 40 and 900, so its score lies between "
        "theirs; if both are above 0, so is the one between. Choice c, reason 3."
    ),
)


# ---- tokens-context ------------------------------------------------------------------------------


CONTEXT = Choice(
    name="tokens-context",
    task=(
        "**One spring and another**\n\n"
        "“spring came late this year” and “the mattress has a broken spring” go through one "
        "tokenizer, in which *spring* is a single token, and then into one table E, fully "
        "trained. How far apart are the two rows that are looked up for *spring*? Choose, and "
        "give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={"a": "far apart", "b": "a little apart", "c": "not at all, the distance is 0"},
    reasons={
        1: "The two meanings have nothing to do with each other.",
        2: "The lookup is given the ID of the token and nothing else.",
        3: "The token stands first in one sentence and last in the other.",
        4: "The words beside it take part in the lookup.",
        5: "The table has not learned yet to tell the two meanings apart.",
    },
    answer=("c", 2),
    mistakes=(
        Mistake(
            ("a", 1),
            "The meanings differ, but what does the table get to see of them? Write both "
            "sentences as IDs and mark what goes into E[…] for *spring*.",
        ),
        Mistake(
            ("a", 3),
            "The two places differ. Does the place go into E[i]? Look at what stands between the "
            "brackets.",
        ),
        Mistake(
            ("b", 3),
            "The two places differ. Does the place go into E[i]? Look at what stands between the "
            "brackets.",
        ),
        Mistake(
            ("a", 4),
            "The neighbours differ. Do they go into E[i]? Look at what stands between the "
            "brackets.",
        ),
        Mistake(
            ("b", 4),
            "The neighbours differ. Do they go into E[i]? Look at what stands between the "
            "brackets.",
        ),
        Mistake(
            ("c", 5),
            "The choice is right, the reason is not: this table is fully trained, and no training "
            "could change the answer. How many rows does one token have?",
        ),
        Mistake(
            ("c", 1),
            "The choice is right, but this reason would speak for two rows. What does the lookup "
            "get to see?",
        ),
        Mistake(
            ("c", 3),
            "The choice is right, but this reason would speak for a difference. What does the "
            "lookup get to see?",
        ),
        Mistake(
            ("c", 4),
            "The choice is right, but this reason would speak for a difference. What does the "
            "lookup get to see?",
        ),
        Mistake(
            "a",
            "You expect the row to follow the sentence. How many IDs does *spring* have, and how "
            "many rows of E belong to them?",
        ),
        Mistake(
            "b",
            "You expect the row to follow the sentence. How many IDs does *spring* have, and how "
            "many rows of E belong to them?",
        ),
    ),
    hints=(
        "Write both sentences as lists of IDs, with numbers of your own.",
        "What is the same in the two lists? E[i] needs i, and what more?",
    ),
    why="One token, one ID, one row: order and context come in later layers, not in the table.",
    working=(
        "*spring* has one ID, say 512, in both sentences. E[512] is one row, read twice, so the "
        "distance is 0: choice c, reason 2. The row is a compromise between the meanings."
    ),
)


# ---- tokens-translate ----------------------------------------------------------------------------


def translate(ids, tokens_a, tokens_b):
    place = {token: i for i, token in enumerate(tokens_b)}
    return [place[tokens_a[i]] for i in ids]


@mistake(
    "The numbers came back as they were. Model A's ID 0 is “the”: which token would model B read "
    "there?"
)
def same_numbers(ids, tokens_a, tokens_b):
    return list(ids)


@mistake(
    "You went the other way: you looked the IDs up in B's list and searched the tokens in A's. "
    "Whose IDs are given?"
)
def from_b_to_a(ids, tokens_a, tokens_b):
    return [tokens_a.index(tokens_b[i]) for i in ids]


@mistake("Every ID is one too high. Which number has the first token of B's list?")
def answer_from_one(ids, tokens_a, tokens_b):
    return [i + 1 for i in translate(ids, tokens_a, tokens_b)]


@mistake(
    "ID 0 was taken for the last token of A's list, and every other ID for the token before its "
    "own. Which number has the first token of A's list?"
)
def read_from_one(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[i - 1]) for i in ids]


@mistake(
    "You translated A's whole list, one number per token of the vocabulary. The text has four "
    "positions, and “cat” stands there twice: where do `ids` come in?"
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


@mistake("These are the right tokens, as words. One step is missing: what does model B call them?")
def the_tokens(ids, tokens_a, tokens_b):
    return [tokens_a[i] for i in ids]


@mistake("These are the words that B's list has at A's numbers. What did the text say?")
def tokens_of_b(ids, tokens_a, tokens_b):
    return [tokens_b[i] for i in ids]


TRANSLATE = Function(
    name="tokens-translate",
    task=(
        "**Two tokenizers, one text**\n\n"
        "`tokens_a` and `tokens_b` are the vocabularies of two models: the same tokens, in two "
        "orders. A text has been written as `ids` for model A. Return the IDs of the same text "
        "for model B, as a list. (Handing model B the IDs of A would be the bug that nobody "
        "notices.)"
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
        "What do the two models have in common? Not the numbers.",
        "Go from ID to token with one list, and from token to ID with the other.",
        "`tokens_a[i]` is the token; `tokens_b.index(token)` is its place in B's list.",
    ),
    why=(
        "An ID has a meaning only together with its list; table and tokenizer must belong together."
    ),
)


# ---- in the lesson -------------------------------------------------------------------------------


TRY_ENCODE = Numbers(
    name="tokens-try-encode",
    task="**Encode a text.** Replace `...` with code that gives the IDs of “the dog sat”.",
    answer=(0, 6, 2),
    mistakes=(
        Mistake((1, 7, 3), "All three IDs are one too high. Which ID does the first word have?"),
        Mistake((0, 1, 2), "These are positions in “the dog sat”. Which IDs are in `vocabulary`?"),
        Mistake((2, 6, 0), "These IDs are correct, but reversed. Which word comes first?"),
    ),
    hints=(),
    working='`[vocabulary[word] for word in "the dog sat".split()]` gives [0, 6, 2].',
    why="The tokenizer maps each token to its ID in the vocabulary.",
)

TRY_SCORE = Numbers(
    name="tokens-try-score",
    task="**Compute a score.** Replace `...` with the score of “ dog”: w · ID + b.",
    answer=-17.1,
    mistakes=(
        Mistake(32.9, "This is w · ID. What does the linear layer add to it?"),
        Mistake(82.9, "You subtracted b. Which operation is in w · ID + b?"),
        Mistake(-12.03, "This is the score of “ cat”. Which ID does “ dog” have?"),
    ),
    hints=(),
    working='`w * gpt.id(" dog") + b` is 0.01 · 3290 − 50 = −17.1.',
    why="With raw IDs, the score depends on the position of a token in the list.",
)

TASKS = (TRY_ENCODE, TRY_SCORE)
EXERCISES = (FIRST_COME, NEAREST_ROW, STRAIGHT_LINE, CONTEXT, TRANSLATE)
