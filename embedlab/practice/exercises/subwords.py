"""Exercises of lesson 09: tokens that are looked up often."""

from itertools import pairwise

from embedlab import merge_pair
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, Program, mistake
from embedlab.practice.exercises.subwords_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- subwords-by-hand ----------------------------------------------------------------------------


BY_HAND = Numbers(
    name="subwords-by-hand",
    task=(
        "**A round by hand**\n\n"
        'A text consists of {a} times " low", {b} times " lower" and {c} times " newest", each '
        "with its leading space. All words are still split into characters. Give three numbers: "
        "the count of the pair (l, o), the count of the pair (w, e), and how many tokens the "
        "whole text has after (l, o) was merged."
    ),
    stub="answer = ...  # three numbers, such as [1, 1, 1]",
    draw=lambda rng: {name: int(rng.integers(2, 12)) for name in "abc"},
    first={"a": 5, "b": 2, "c": 6},
    answer=lambda a, b, c: (a + b, b + c, 3 * a + 5 * b + 7 * c),
    mistakes=(
        Mistake(
            lambda a, b, c: (2, 2, 3 + 5 + 7),
            "You counted each different word once. How many times does each one occur in the text?",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 4 * a + 6 * b + 7 * c),
            "Both counts are correct. The third is the number of characters before the merge. What "
            "does each merge do to the number of tokens?",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 2 * a + 4 * b + 6 * c),
            "Both counts are correct. For the third you left out the spaces, but they are "
            "characters, too.",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 2 * a + 4 * b + 7 * c),
            "Both counts are correct. A merge makes one token of two, so how many tokens does it "
            "remove?",
        ),
        Mistake(
            lambda a, b, c: (a, c, 3 * a + 5 * b + 7 * c),
            'The pairs of " lower" are missing from your counts. Which pairs does it contain?',
        ),
        Mistake(
            lambda a, b, c: (a + b, b, 3 * a + 5 * b + 7 * c),
            'The first and the third number are correct. Your (w, e) is that of " lower" alone. In '
            "which other word does an e follow a w?",
        ),
        Mistake(
            lambda a, b, c: (a, b + c, 3 * a + 6 * b + 7 * c),
            'Your (w, e) is correct. You merged (l, o) in " low" alone. Which other word contains '
            "this pair?",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 4 * a + 6 * b + 7 * c - 1),
            "Both counts are correct. You removed one token from the whole text. How many "
            "times does the merge happen?",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 5 * a + 7 * b + 7 * c),
            "Both counts are correct. You added the merges to the number of characters. Does a "
            "merge make a text longer or shorter?",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 4 * a + 6 * b + 7 * c - 2),
            "Both counts are correct. You removed one token for each of two words. How many times "
            "does each of them occur?",
        ),
        Mistake(
            lambda a, b, c: (a + b, b + 2 * c, 3 * a + 5 * b + 7 * c),
            'You counted (e, w) of " newest" as well. Which of the two comes first in (w, e)?',
        ),
        Mistake(
            lambda a, b, c: (a + b, b + c, 3 * a + 4 * b + 6 * c),
            "Both counts are correct. For the third you merged (w, e) as well. Which merges has "
            "the text seen by then?",
        ),
    ),
    hints=(
        "Which words contain (l, o)? Which contain (w, e)? Add the counts of these words.",
        "The text has 4 · {a} + 6 · {b} + 7 · {c} characters. Each merge removes one token.",
    ),
    why="A pair counts each time that it occurs, and each merge makes the text one token shorter.",
    working=(
        '(l, o) is in " low" and " lower": {a} + {b}. (w, e) is in " lower" and " newest": {b} + '
        "{c}. The text has 4 · {a} + 6 · {b} + 7 · {c} characters, and the merge removes {a} + {b} "
        "tokens."
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
    "The word has grown: put together, the tokens no longer give it. After a merge, which token "
    "is the next that has not been used?"
)
def second_piece_used_again(pieces, pair):
    together = [tuple(pieces[i : i + 2]) == pair for i in range(len(pieces))]
    return [pieces[i] + pieces[i + 1] if here else pieces[i] for i, here in enumerate(together)]


@mistake(
    "Some tokens are missing: put together, the rest no longer gives the word. How far does the "
    "loop move where nothing was merged?"
)
def always_two_on(pieces, pair):
    return [second_piece_used_again(pieces, pair)[i] for i in range(0, len(pieces), 2)]


@mistake("The token after each merged pair is missing. How many tokens does a pair use up?")
def nothing_skipped_after(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += 3 if together else 1
    return merged


@mistake("Only the first pair was merged. It occurs more than once in the word.")
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


@mistake("The pair was merged in the other order as well. Is “ba” the same token as “ab”?")
def in_either_order(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) in (pair, pair[::-1])
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += 1 + together
    return merged


@mistake(
    "A run of three became one token. A merge makes one token of two: with which token does "
    "the next pair begin?"
)
def whole_run(pieces, pair):
    merged = []
    for i, piece in enumerate(pieces):
        if i and (pieces[i - 1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


@mistake("Where the pair was, there is nothing now. What should be there?")
def pair_left_out(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged += [] if together else [pieces[i]]
        i += 1 + together
    return merged


@mistake("The tokens are unchanged. Where does the pair occur in them?")
def nothing_merged(pieces, pair):
    return list(pieces)


@mistake(
    "Tokens that were made by earlier merges were split into letters again. With which tokens "
    "does this round begin?"
)
def cut_by_letters(pieces, pair):
    return merge(list("".join(pieces)), pair)


@mistake(
    "After a token of more than one letter, you passed over others. What does `i` count: letters "
    "or tokens?"
)
def moves_by_letters(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += max(1, len(merged[-1]))  # the bank tries empty tokens as well
    return merged


@mistake(
    "Where the pair was, your list has a pair of two texts. How do two texts become one token?"
)
def pair_for_token(pieces, pair):
    merged, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        merged.append(tuple(pair) if together else pieces[i])
        i += 1 + together
    return merged


MERGE = Function(
    name="subwords-merge",
    task=(
        "**Merge, from left to right**\n\n"
        "The second half of a round. `pieces` is a word split into tokens, `pair` two tokens. "
        "Make one token of the pair wherever it occurs, from left to right, and return the new "
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
        moves_by_letters,
        pair_for_token,
    ),
    hints=(
        "`i` is the position of the first token that has not been used yet.",
        "How many tokens did the line before use up: with a merge, and without one?",
        "2 if the pair was merged, else 1.",
    ),
    why=(
        "A merge uses up two tokens. From left to right every token is used once, and put together "
        "they still give the word."
    ),
)


# ---- subwords-wordpiece --------------------------------------------------------------------------


def wordpiece(word, vocabulary):
    tokens, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(len(word), start, -1)  # the longest first
        end = next((end for end in ends if mark + word[start:end] in vocabulary), None)
        if end is None:
            return ["[UNK]"]
        tokens.append(mark + word[start:end])
        start = end
    return tokens


KNOWN = ("t", "ta", "tab", "a", "ab", "b", "ata", "##t", "##a", "##ta", "##at", "##ata", "##tab")


def draw_word(rng):
    a, b, t = rng.permutation(list("abdeimnostu"))[:3]
    table = str.maketrans("abt", f"{a}{b}{t}")
    words = ("tabata", "abtab", "tabtabx", "atab", "tabat")
    word = words[int(rng.integers(len(words)))]
    return word.translate(table), {token.translate(table) for token in KNOWN}


@mistake("You take the shortest token that fits. Which one does WordPiece try first?")
def shortest_first(word, vocabulary):
    tokens, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, len(word) + 1)
        end = next((end for end in ends if mark + word[start:end] in vocabulary), None)
        if end is None:
            return ["[UNK]"]
        tokens.append(mark + word[start:end])
        start = end
    return tokens


@mistake("The tokens inside the word have no ##. Under which name is a continuing token listed?")
def marks_forgotten(word, vocabulary):
    bare = {token for token in vocabulary if not token.startswith("##")}
    tokens, start = [], 0
    while start < len(word):
        end = next((e for e in range(len(word), start, -1) if word[start:e] in bare), None)
        if end is None:
            return ["[UNK]"]
        tokens.append(word[start:end])
        start = end
    return tokens


@mistake("The rest of the word became [UNK]. What does WordPiece do with the whole word then?")
def only_the_rest_unknown(word, vocabulary):
    for n in range(len(word), 0, -1):
        tokens = wordpiece(word[:n], vocabulary)
        if tokens != ["[UNK]"]:
            return tokens if n == len(word) else [*tokens, "[UNK]"]
    return ["[UNK]"]


@mistake("The unknown character was left out, so the tokens no longer spell the word.")
def unknown_skipped(word, vocabulary):
    return [token for token in only_the_rest_unknown(word, vocabulary) if token != "[UNK]"]


@mistake("You look up the continuing tokens correctly, but your list shows them without the ##.")
def marks_removed(word, vocabulary):
    return [token.removeprefix("##") for token in wordpiece(word, vocabulary)]


@mistake(
    "For an unknown word you returned [UNK] as a bare text. In what form do the tokens of other "
    "words come back?"
)
def unknown_as_text(word, vocabulary):
    tokens = wordpiece(word, vocabulary)
    return "[UNK]" if tokens == ["[UNK]"] else tokens


@mistake("For an unknown word you returned an empty list. What does the task ask for then?")
def unknown_as_nothing(word, vocabulary):
    tokens = wordpiece(word, vocabulary)
    return [] if tokens == ["[UNK]"] else tokens


@mistake(
    "You look for the next token one character further on, so your tokens overlap. Which "
    "characters does a token use up?"
)
def tokens_overlap(word, vocabulary):
    tokens = []
    for start in range(len(word)):
        mark = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if mark + word[start:end] in vocabulary), None)
        if end is not None:
            tokens.append(mark + word[start:end])
    return tokens


@mistake(
    "You look up a continuing token without ## and put ## in front of it afterwards. Under which "
    "name is it in the vocabulary?"
)
def marked_too_late(word, vocabulary):
    tokens, start = [], 0
    while start < len(word):
        ends = range(len(word), start, -1)
        end = next((end for end in ends if word[start:end] in vocabulary), None)
        if end is None:
            return ["[UNK]"]
        tokens.append(("##" if start else "") + word[start:end])
        start = end
    return tokens


WORDPIECE = Function(
    name="subwords-wordpiece",
    task=(
        "**WordPiece, all of it**\n\n"
        "Split a word as BERT does. `vocabulary` is a set of tokens. From the start of the word, "
        "take the longest token that fits; after the first one, only tokens that begin with `##` "
        'can continue. If no token fits at some position, the whole word is `["[UNK]"]`. Return '
        "the list of tokens."
    ),
    stub="def wordpiece(word, vocabulary):\n    tokens, start = [], 0\n    ...",
    reference=wordpiece,
    cases=draw_word,
    small=("tabata", set(KNOWN)),
    edges=(("tabtabx", set(KNOWN)), ("b", set(KNOWN)), ("abab", set(KNOWN)), ("tabat", set(KNOWN))),
    exact=True,
    mistakes=(
        shortest_first,
        marks_forgotten,
        only_the_rest_unknown,
        unknown_skipped,
        marks_removed,
        unknown_as_text,
        unknown_as_nothing,
        tokens_overlap,
        marked_too_late,
    ),
    hints=(
        "Keep the position `start` of the first character that isn't in a token yet.",
        "Try `word[start:end]` for end = len(word), len(word) − 1, …, with `##` in front of it if "
        "`start` is not 0.",
        'If no end fits, return `["[UNK]"]` at once. Otherwise append the token, and set `start '
        "= end`.",
    ),
    why="Longest match first, ## for what continues, and one unknown part costs the whole word.",
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
            "Subwords in place of whole words, and rows that start from related or pretrained rows."
        ),
        "c": "A minimum count below which a word becomes [UNK], and a larger vocabulary.",
        "d": (
            "Subwords in place of whole words, and initial rows from N(0, 1) instead of N(0, "
            "0.02²)."
        ),
    },
    reasons={
        1: "Both make the rows of rare words longer, and long rows are better learned.",
        2: "Both make all rows get the same number of lookups.",
        3: (
            "A row is learned from its lookups: one change gives the rows in use more of them, "
            "the other lets a row begin where only a few are needed."
        ),
        4: "Both add parameters, and a word that is seen five times needs more of them.",
    },
    answer=("b", 3),
    mistakes=(
        Mistake(
            ("a", 4),
            "A longer row has more numbers to learn from the same five lookups, and smaller "
            "steps use each lookup less. What do rare rows lack: room or lookups?",
        ),
        Mistake(
            "a",
            "Neither gives a rare row an additional lookup, and smaller steps use each of them "
            "less. What do rare rows lack?",
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
            "The choice is correct, but not for that reason: early in training rows of frequent "
            "words are longer because they were looked up often. Which is the cause?",
        ),
        Mistake(
            ("b", 2),
            "The choice is correct, but not for that reason: some subwords are rare, too, and "
            "a better start gives no additional lookup. What do the two have to do with lookups?",
        ),
        Mistake(
            ("b", 4),
            "The choice is correct, but not for that reason: subwords usually need fewer rows "
            "than words, and a start adds none. What is a row learned from?",
        ),
    ),
    hints=(
        "A row moves when it is looked up. Which changes give more lookups, or need only a few?",
        "[UNK] is a strategy, too, but then two rare words share one row.",
    ),
    why=(
        "Subwords occur in many words, so their rows are looked up often; a row that starts near "
        "its relatives needs only a few lookups."
    ),
    working=(
        "Rare words have only a few lookups, so their rows remain near a random start. Subwords "
        "are shared with other words, so each row in use is looked up more often; the price is "
        "longer sequences. A start from related or pretrained rows is near a good place already; "
        "the price is that the relatives must be known, and their faults are copied, too. (A "
        "minimum count with [UNK], or more text, are strategies, too; the first takes a word's "
        "identity away.) Choice b, reason 3."
    ),
)


# ---- subwords-learn ------------------------------------------------------------------------------


def learn(counts, n):
    tokens, merges = {word: list(word) for word in counts}, []
    for _ in range(n):
        pairs = {}
        for word, count in counts.items():
            for pair in pairwise(tokens[word]):
                pairs[pair] = pairs.get(pair, 0) + count
        if not pairs:  # every word is one token
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word in counts:
            tokens[word] = merge_pair(tokens[word], best)
    return merges


def some_words(rng):
    words = (" the", " then", " hen", " he", " tee", " net", " teeth", " nth")
    order = rng.permutation(len(words))[:6]
    return {words[i]: int(rng.integers(1, 30)) for i in order}


def count_all(counts, tokens):
    pairs = {}
    for word, count in counts.items():
        for pair in pairwise(tokens[word]):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def first_is_most_frequent(program, rng):
    counts = some_words(rng)
    pairs = count_all(counts, {word: list(word) for word in counts})
    best, found = max(pairs.values()), tuple(program(counts, 1)[0])
    if pairs.get(found) == best:
        return True
    return f"It chose {found!r}, which occurs {pairs.get(found, 0)} times; the best occurs {best}."


def each_is_most_frequent(program, rng):
    counts = some_words(rng)
    tokens = {word: list(word) for word in counts}
    for k, pair in enumerate(program(counts, 8)):
        pairs = count_all(counts, tokens)
        if pairs.get(tuple(pair)) != max(pairs.values()):
            return f"Merge {k} is {tuple(pair)!r}, which occurs {pairs.get(tuple(pair), 0)} times."
        tokens = {word: merge_pair(parts, tuple(pair)) for word, parts in tokens.items()}
    return True


def stops_in_time(program, rng):
    counts = dict(list(some_words(rng).items())[:2])
    return len(program(counts, 3)) == 3 and len(program(counts, 100)) == len(learn(counts, 100))


def ties_by_alphabet(program, rng):
    tied = {" ab": 2, " ba": 2}
    return [tuple(pair) for pair in program(tied, 1)] == [(" ", "a")]


def order_is_no_matter(program, rng):
    counts = some_words(rng)
    turned = dict(reversed(counts.items()))
    return [*map(tuple, program(counts, 6))] == [*map(tuple, program(turned, 6))]


@mistake(
    "You count each different word once. How many times does the pair of a frequent word occur?"
)
def words_counted_once(counts, n):
    return learn(dict.fromkeys(counts, 1), n)


@mistake(
    "You always count pairs of characters. After the first merge, which tokens are next to each "
    "other?"
)
def characters_forever(counts, n):
    pairs = count_all(counts, {word: list(word) for word in counts})
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:n]


@mistake("You take the rarest pair. Which pair saves the most tokens?")
def rarest_first(counts, n):
    tokens, merges = {word: list(word) for word in counts}, []
    for _ in range(n):
        pairs = count_all(counts, tokens)
        if not pairs:
            break
        merges.append(min(pairs, key=lambda pair: (pairs[pair], pair)))
        tokens = {word: merge_pair(parts, merges[-1]) for word, parts in tokens.items()}
    return merges


LEARN = Program(
    name="subwords-learn",
    task=(
        "**Learn the merges**\n\n"
        "Write the training of a BPE tokenizer. `counts` is a dict from each word, with its "
        "leading space, to its count. Start with the characters of each word. In each of n "
        "rounds, count the pairs of adjacent tokens in the text, choose the most frequent one "
        "(among equals the first in alphabetical order), append it to the list of merges, and "
        "merge it in all words. Stop earlier if every word is one token. Return the merges, a "
        "list of pairs."
    ),
    stub=(
        "def learn(counts, n):\n"
        "    from embedlab import merge_pair  # merge_pair(tokens, pair): from left to right\n"
        "    tokens, merges = {word: list(word) for word in counts}, []\n"
        "    ...\n"
        "    return merges"
    ),
    reference=learn,
    small=({" the": 3, " then": 1, " hen": 2}, 2),
    exact=True,
    properties=(
        ("The first merge is not the most frequent pair.", first_is_most_frequent),
        ("Each merge should be the most frequent pair at that time.", each_is_most_frequent),
        ("It should give n merges, or fewer if every word is one token.", stops_in_time),
        ("Among equally frequent pairs it should take the alphabetically first.", ties_by_alphabet),
        ("With the words in another order it learns other merges.", order_is_no_matter),
    ),
    mistakes=(words_counted_once, characters_forever, rarest_first),
    hints=(
        "Inside the loop over rounds: first an empty dict of pairs, then a loop over the words.",
        "Every pair of a word adds the count of the word: `pairs[pair] = pairs.get(pair, 0) + "
        "counts[word]`.",
        "`best = min(pairs, key=lambda pair: (-pairs[pair], pair))`, then `merge_pair` in all.",
    ),
    why="The merges in their order are the whole tokenizer: encoding replays them.",
)


EXERCISES = (BY_HAND, MERGE, WORDPIECE, RARE_TOKENS, LEARN)
