"""Exercises of lesson 09: pieces that are read often."""

from itertools import pairwise

from embedlab import encode_bpe, merge_pair
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, mistake

__all__ = ["EXERCISES"]


# ---- subwords-count-pairs ------------------------------------------------------------------------


def count_pairs(words):
    pairs = {}
    for word in words:
        for t in range(len(word) - 1):
            pair = word[t] + word[t + 1]
            pairs[pair] = pairs.get(pair, 0) + 1
    return pairs


def draw_words(rng):
    words = [" aaab", " abab", *(" " + "".join(rng.choice(list("abt"), size=4)) for _ in range(3))]
    return ([words[int(k)] for k in rng.permutation([0, 0, 1, 2, 3, 4])],)


@mistake(
    "There are pairs that begin with a letter and end with a space: they reach over the end of a "
    "word. Could a piece made of one be part of any word?"
)
def over_word_ends(words):
    return count_pairs(["".join(words)])


@mistake(
    "“ ba” stands twice in the smallest case and was counted once. Should a pair of a frequent "
    "word not count for more?"
)
def each_word_once(words):
    return count_pairs(list(dict.fromkeys(words)))


@mistake(
    "“ baba” holds the pair (b, a) twice and counted it once. How often does the pair stand in "
    "the text?"
)
def once_per_word(words):
    pairs = {}
    for word in words:
        for pair in count_pairs([word]):
            pairs[pair] = pairs.get(pair, 0) + 1
    return pairs


@mistake(
    "“ aaab” holds two places where an a has an a as its neighbour, and one was counted: "
    "`str.count` skips what overlaps. How many neighbours are there?"
)
def without_overlap(words):
    pairs = {pair: 0 for pair in count_pairs(words)}
    return {pair: sum(word.count(pair) for word in words) for pair in pairs}


@mistake("“ab” and “ba” were counted as one. Would the same merge make both of them?")
def either_way_round(words):
    pairs = {}
    for pair, count in count_pairs(words).items():
        pairs["".join(sorted(pair))] = pairs.get("".join(sorted(pair)), 0) + count
    return pairs


@mistake("Each character was in one pair at most. How many neighbours has a letter inside a word?")
def every_second_pair(words):
    pairs = {}
    for word in words:
        for t in range(0, len(word) - 1, 2):
            pairs[word[t : t + 2]] = pairs.get(word[t : t + 2], 0) + 1
    return pairs


@mistake("The last pair of each word is missing: “ ba” has two. Where does your loop stop?")
def last_pair_missing(words):
    return count_pairs([word[:-1] for word in words])


@mistake("The pairs with the space in front are missing. Is the space not a character of the word?")
def space_left_out(words):
    return count_pairs([word.strip() for word in words])


@mistake(
    "Letters were paired that stand farther apart. Can a merge join two pieces that are no "
    "neighbours?"
)
def any_two_letters(words):
    pairs = {}
    for word in words:
        for t in range(len(word)):
            for k in range(t + 1, len(word)):
                pairs[word[t] + word[k]] = pairs.get(word[t] + word[k], 0) + 1
    return pairs


@mistake("These are shares of all pairs, and their proportions are right. Asked for are counts.")
def pairs_as_shares(words):
    pairs = count_pairs(words)
    return {pair: count / sum(pairs.values()) for pair, count in pairs.items()}


@mistake("You counted single characters. What does a merge join?")
def single_letters(words):
    letters = "".join(words)
    return {letter: letters.count(letter) for letter in letters}


COUNT_PAIRS = Function(
    name="subwords-count-pairs",
    task=(
        "**Count the pairs**\n\n"
        "The first half of a round of byte-pair merges. `words` is a text as a list of words, "
        'each with the space that stands before it, such as `[" tea", " at", " tea"]`. '
        "Return a dict from each pair of neighbouring characters, written as one string "
        '(`"te"`), to how often it stands in the text. No pair reaches over the end of a word.'
    ),
    stub="def count_pairs(words):\n    pairs = {}\n    ...\n    return pairs",
    reference=count_pairs,
    cases=draw_words,
    small=([" aaab", " ba", " baba", " ba"],),
    edges=(([" a", " b"],), ([" tea", " at", " tea"],)),
    exact=True,
    mistakes=(
        over_word_ends,
        each_word_once,
        once_per_word,
        without_overlap,
        either_way_round,
        every_second_pair,
        last_pair_missing,
        space_left_out,
        any_two_letters,
        pairs_as_shares,
        single_letters,
    ),
    hints=(
        "A word of n characters holds n − 1 pairs. Count them word by word.",
        "Two loops: over the words, and over the places t = 0 … len(word) − 2 of a word.",
        "For each place: `pair = word[t] + word[t + 1]`, then `pairs[pair] = pairs.get(pair, 0) + "
        "1`.",
    ),
    why=(
        "Counted is how often a pair stands in the text, inside words only; the most frequent one "
        "is merged."
    ),
)


# ---- subwords-merge ------------------------------------------------------------------------------


def merge(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += 2 if together else 1
    return merged


def draw_pieces(rng):
    a, b, c = "ab", "b", "t"
    pair = ((a, b), (b, b), (b, a))[int(rng.integers(3))]
    some = [str(piece) for piece in rng.choice([a, b, b, c], size=5)]
    return [b, *some, b, b, b, a, *pair, c, *pair, *pair[::-1]], pair


@mistake(
    "The word has grown: put together, the pieces no longer give it. After a merge, which piece "
    "is the next that has not been used?"
)
def second_piece_used_again(pieces, pair):
    together = [tuple(pieces[i : i + 2]) == pair for i in range(len(pieces))]
    return [pieces[i] + pieces[i + 1] if here else pieces[i] for i, here in enumerate(together)]


@mistake(
    "Pieces have got lost: put together, the rest no longer gives the word. How far may the loop "
    "go on where nothing was merged?"
)
def always_two_on(pieces, pair):
    return [second_piece_used_again(pieces, pair)[i] for i in range(0, len(pieces), 2)]


@mistake("A piece behind each merged pair has got lost. How many pieces does a pair use up?")
def nothing_skipped_after(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += 3 if together else 1
    return merged


@mistake("The pair was merged at the first place only. It stands in the word more than once.")
def first_place_only(pieces, pair):
    for i in range(len(pieces) - 1):
        if tuple(pieces[i : i + 2]) == pair:
            return [*pieces[:i], pieces[i] + pieces[i + 1], *pieces[i + 2 :]]
    return list(pieces)


@mistake(
    "In “aaa” the last two were merged, and the first was left over. From which side is the word "
    "read?"
)
def from_the_right(pieces, pair):
    mirrored = merge(
        [piece[::-1] for piece in pieces[::-1]], tuple(piece[::-1] for piece in pair[::-1])
    )
    return [piece[::-1] for piece in mirrored[::-1]]


@mistake("The two pieces were merged in the other order as well. Is “ba” the same piece as “ab”?")
def in_either_order(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) in (pair, pair[::-1])
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += 1 + together
    return merged


@mistake(
    "A run of three became one piece. A merge makes one piece of *two*: which pieces does the "
    "next place begin with?"
)
def whole_run(pieces, pair):
    merged = []
    for i, piece in enumerate(pieces):
        if i and (pieces[i - 1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


@mistake("Where the pair stood, there is nothing now. What should stand there?")
def pair_left_out(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged += [] if together else [pieces[i]]
        i += 1 + together
    return merged


@mistake("The pieces came back as they were. Where does the pair stand in them?")
def nothing_merged(pieces, pair):
    return list(pieces)


@mistake(
    "Pieces that were made by earlier merges have fallen apart into letters. With what does this "
    "round begin?"
)
def cut_by_letters(pieces, pair):
    return merge(list("".join(pieces)), pair)


MERGE = Function(
    name="subwords-merge",
    task=(
        "**Merge, from left to right**\n\n"
        "The second half of the round. `pieces` is a word cut into pieces, `pair` two pieces. "
        "Write the pair as one piece wherever it stands, from left to right, and return the new "
        "list. One line is not finished."
    ),
    stub=(
        "def merge(pieces, pair):\n"
        "    merged, i = [], 0\n"
        "    while i < len(pieces):\n"
        "        together = tuple(pieces[i:i + 2]) == pair\n"
        "        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])\n"
        "        i += ...\n"
        "    return merged"
    ),
    reference=merge,
    cases=draw_pieces,
    small=(["b", "a", "a", "a", "b", "a", "a"], ("a", "a")),
    edges=(
        ([], ("a", "b")),
        (["b", "ab", "t", "b"], ("b", "ab")),
        (["ab", "b", "b", "ab"], ("ab", "b")),
        (["a"], ("a", "b")),
        (["ca", "b", "a", "b"], ("a", "b")),  # the end of one piece is no piece
    ),
    exact=True,
    mistakes=(
        second_piece_used_again,
        always_two_on,
        nothing_skipped_after,
        first_place_only,
        from_the_right,
        in_either_order,
        whole_run,
        pair_left_out,
        nothing_merged,
        cut_by_letters,
    ),
    hints=(
        "`i` is the place of the first piece that has not been used yet.",
        "How many pieces did the line before use up: with a merge, and without one?",
        "2 if the pair was merged, else 1.",
    ),
    why=(
        "A merge uses up two pieces; read from left to right, every piece is used once and the "
        "word stays whole."
    ),
)


# ---- subwords-tokens-per-word --------------------------------------------------------------------


def tokens_per_word(words, merges):
    from embedlab import merge_pair

    tokens = 0
    for word in words:
        pieces = list(word)
        for pair in merges:  # in the order in which they were learned
            pieces = merge_pair(pieces, pair)
        tokens += len(pieces)
    return tokens / len(words)


@mistake(
    "The merges were replayed from the last to the first. A late merge joins pieces that earlier "
    "merges have made: are these there yet?"
)
def merges_backwards(words, merges):
    return tokens_per_word(words, merges[::-1])


@mistake("This is the number of tokens of the whole text. How many words share them?")
def all_tokens(words, merges):
    return tokens_per_word(words, merges) * len(words)


@mistake("This is how many words a token makes. Which of the two should be divided by the other?")
def words_per_token(words, merges):
    return 1 / tokens_per_word(words, merges)


@mistake("This is how many characters a token has, on average. By what should tokens be divided?")
def letters_per_token(words, merges):
    return sum(map(len, words)) / all_tokens(words, merges)


@mistake(
    "Every character was counted as a token. What do the merges do to the word before it is "
    "counted?"
)
def letters_only(words, merges):
    return tokens_per_word(words, [])


@mistake(
    "A word that comes back was counted once. The mean is over the running text: how often does "
    "the model read a frequent word?"
)
def different_words_once(words, merges):
    return tokens_per_word(list(dict.fromkeys(words)), merges)


@mistake(
    "You counted *different* tokens. A model does its work once per position: does a token that "
    "comes back cost nothing?"
)
def different_tokens_once(words, merges):
    return len({piece for word in words for piece in encode_bpe(word, merges)}) / len(words)


@mistake(
    "The tokens were counted over the running text, but divided by the number of *different* "
    "words. Which words made the tokens?"
)
def shared_by_different_words(words, merges):
    return all_tokens(words, merges) / len(set(words))


@mistake(
    "After the first merge that fits, a word was left as it is. Do the later merges not join "
    "bigger pieces?"
)
def one_merge_per_word(words, merges):
    tokens = 0
    for word in words:
        pieces = list(word)
        for pair in merges:
            if len(pieces) == len(word):
                pieces = merge_pair(pieces, pair)
        tokens += len(pieces)
    return tokens / len(words)


@mistake(
    "You took the longest known piece from the left, as WordPiece does. In which order does a "
    "byte-pair tokenizer go through its merges?"
)
def longest_piece_first(words, merges):
    known, tokens = {a + b for a, b in merges}, 0
    for word in words:
        start = 0
        while start < len(word):
            start = next(
                e for e in range(len(word), start, -1) if e == start + 1 or word[start:e] in known
            )
            tokens += 1
    return tokens / len(words)


@mistake(
    "You merged whatever fits first from the left of the word. Which pair comes first: the "
    "leftmost, or the one that was learned first?"
)
def leftmost_pair_first(words, merges):
    tokens = 0
    for word in words:
        pieces, i = list(word), 0
        while i < len(pieces) - 1:
            if (pieces[i], pieces[i + 1]) in merges:
                pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
                i = 0
            else:
                i += 1
        tokens += len(pieces)
    return tokens / len(words)


@mistake("The space in front of a word was thrown away. Is it not a character of the word?")
def without_the_space(words, merges):
    return tokens_per_word([word.strip() for word in words], merges)


WRONG_COUNTS = (
    merges_backwards,
    all_tokens,
    words_per_token,
    letters_per_token,
    letters_only,
    different_words_once,
    different_tokens_once,
    shared_by_different_words,
    one_merge_per_word,
    longest_piece_first,
    leftmost_pair_first,
    without_the_space,
)


TEXT = (" the", " sing", " think", " sink", " hint", " then")


MERGES = (
    ("i", "n"),
    ("h", "e"),
    ("t", "he"),
    ("t", "h"),
    ("s", "i"),
    ("n", "g"),
    ("in", "k"),
    (" ", "the"),
)


def draw_text(rng):
    """The text with other letters and counts, so that no two ways to count give the same."""
    while True:
        to = str.maketrans("eghiknst", "".join(rng.permutation(list("abdeghiklmnoprstu"))[:8]))
        words = [word.translate(to) for word in TEXT for _ in range(int(rng.integers(1, 5)))]
        words = [words[int(k)] for k in rng.permutation(len(words))]
        merges = [(a.translate(to), b.translate(to)) for a, b in MERGES]
        numbers = sorted(one(words, merges) for one in (tokens_per_word, *WRONG_COUNTS))
        if min(b - a for a, b in pairwise(numbers)) > 0.01:
            return words, merges


TOKENS_PER_WORD = Function(
    name="subwords-tokens-per-word",
    task=(
        "**The price: tokens per word**\n\n"
        "`words` is a text as a list of words, each with the space before it; `merges` holds the "
        "pairs in the order in which they were learned. Cut each word of the text: it starts as "
        "its characters, and the merges are replayed on it. Return how many tokens a word takes, "
        "on average over the running text."
    ),
    stub=(
        "def tokens_per_word(words, merges):\n"
        "    from embedlab import merge_pair  # merge_pair(pieces, pair): from left to right\n"
        "    ..."
    ),
    reference=tokens_per_word,
    cases=draw_text,
    small=(
        [" the", " sing", " the"],
        [("i", "n"), ("h", "e"), ("t", "he"), ("t", "h"), ("s", "i"), ("n", "g")],
    ),
    edges=(([" b"], [("a", "b")]),),
    mistakes=(
        merges_backwards,
        all_tokens,
        words_per_token,
        letters_per_token,
        letters_only,
        different_words_once,
        different_tokens_once,
        shared_by_different_words,
        one_merge_per_word,
        longest_piece_first,
        leftmost_pair_first,
        without_the_space,
    ),
    hints=(
        "For one word: start with `list(word)`, and hand the pieces from merge to merge.",
        "The loop over `merges` stands inside the loop over `words`; add up the lengths.",
        "`for pair in merges: pieces = merge_pair(pieces, pair)`, then the sum of `len(pieces)` "
        "over all words, divided by `len(words)`.",
    ),
    why=(
        "Merges are replayed in the order of learning; more of them mean fewer tokens per word "
        "and more rows."
    ),
)


# ---- subwords-rare-tokens ------------------------------------------------------------------------


RARE_TOKENS = Choice(
    name="subwords-rare-tokens",
    task=(
        "**Two strategies for rare tokens**\n\n"
        "You train a model with a word vocabulary and see that very rare words have poorly "
        "learned rows. Which two changes help these words, without taking any word's own identity "
        "away? Choose, and give the reason why both help."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "A larger d, and a smaller learning rate for all rows.",
        "b": (
            "Subword pieces in place of whole words, and rows that start from related or "
            "pretrained rows."
        ),
        "c": "A minimum count below which a word becomes [UNK], and a larger vocabulary.",
        "d": (
            "Subword pieces in place of whole words, and start values of N(0, 1) instead of N(0, "
            "0.02²)."
        ),
    },
    reasons={
        1: "Both make the rows of rare words longer, and long rows are better learned.",
        2: "Both see to it that every row is read equally often.",
        3: (
            "A row is learned from its readings: one change gives the rows in use more of them, "
            "the other lets a row begin where few are needed."
        ),
        4: "Both add parameters, and a word that is seen five times needs more of them.",
    },
    answer=("b", 3),
    mistakes=(
        Mistake(
            ("a", 4),
            "A longer row has more numbers to learn from the same five readings, and smaller "
            "steps use each reading less. What do rare rows lack: room or readings?",
        ),
        Mistake(
            "a",
            "Neither gives a rare row one reading more, and smaller steps use each of them less. "
            "What do rare rows lack?",
        ),
        Mistake(
            "c",
            "A minimum count spares you rare rows, but all the words behind [UNK] become one "
            "token. And what does a larger vocabulary hold: frequent words or rare ones?",
        ),
        Mistake(
            ("d", 1),
            "Subwords do help. But long is not learned: a large random start is as random as a "
            "small one, and harder to move away from.",
        ),
        Mistake(
            "d", "Subwords do help. What does a larger random start tell a row about its word?"
        ),
        Mistake(
            ("b", 1),
            "The choice is right, the reason is not: early in training rows of frequent words are "
            "longer *because* they were read often. Which is the cause?",
        ),
        Mistake(
            ("b", 2),
            "The choice is right, the reason is not: pieces have frequent and rare ones too, and "
            "a better start gives no reading more. What do the two have to do with readings?",
        ),
        Mistake(
            ("b", 4),
            "The choice is right, the reason is not: pieces usually need *fewer* rows than words, "
            "and a start adds none. What is a row learned from?",
        ),
    ),
    hints=(
        "A row moves when it is read. Which changes give more readings, or make do with few?",
        "[UNK] is a strategy too, but two rare words then have one row between them.",
    ),
    why=(
        "Pieces occur in many words, so their rows are read often; a row that starts near its "
        "relatives needs few readings."
    ),
    working=(
        "Rare words have few readings, so their rows stay near a random start. Subwords cut them "
        "into pieces that other words share, so each row in use is read more often; the price is "
        "longer sequences. A start from related or pretrained rows is near a good place already; "
        "the price is that the relatives must be known, and their faults come along. (A minimum "
        "count with [UNK], or more text, are strategies too; the first takes a word's identity "
        "away.) Choice b, reason 3."
    ),
)


EXERCISES = (COUNT_PAIRS, MERGE, TOKENS_PER_WORD, RARE_TOKENS)
