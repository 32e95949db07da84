"""Exercises of lesson 11: pretrained rows."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.pretrained_program import TRAIN_FROZEN
from embedlab.practice.exercises.pretrained_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- pretrained-row-order ------------------------------------------------------------------------


def take_rows(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    return np.array([E_known[place[word]] for word in words])


NAMES = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lynx")


def draw_known_words(rng):
    known = [str(name) for name in rng.permutation(NAMES)[:9]]
    while True:
        words = [str(name) for name in rng.permutation(known)[:5]]
        in_their_order = [word for word in known if word in words]
        if words not in (in_their_order, sorted(words)) and words != known[:5]:
            return words, known, rng.normal(size=(9, 3)).round(2)


@mistake(
    "Row 0 of your table is row 0 of theirs, row 1 is row 1, and so on. Is our word with ID 0 the "
    "first word in `known`?"
)
def first_rows(words, known, E_known):
    return E_known[: len(words)]


@mistake("These are the correct rows, in the order of `known`. Which order do our IDs have?")
def rows_in_their_order(words, known, E_known):
    return np.array([E_known[k] for k, word in enumerate(known) if word in words])


@mistake("The rows are in alphabetical order of the words. Which order do our IDs have?")
def rows_of_sorted_words(words, known, E_known):
    return take_rows(sorted(words), known, E_known)


@mistake("Each word has the row just above its own. Where does the counting of rows start?")
def row_above(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    return np.array([E_known[place[word] - 1] for word in words])


@mistake("These are the correct rows, from the last word to the first. Which word has ID 0?")
def rows_backwards(words, known, E_known):
    return take_rows(words[::-1], known, E_known)


@mistake(
    "You looked for the words of `known` in `words`, so these are positions in our list. In which "
    "list does a position belong to a row of `E_known`?"
)
def positions_in_ours(words, known, E_known):
    return E_known[[words.index(word) for word in known if word in words]]


ROW_ORDER = Function(
    name="pretrained-row-order",
    task=(
        "**Find the bug: rows of other words**\n\n"
        "`words` are our words in the order of our IDs. `known` are the words of a pretrained "
        "table, in the order of its rows `E_known`; it has all of ours and more. The function "
        "below makes our table. It runs, a model trains on it, and its answers on new texts are "
        "poor. Fix it."
    ),
    stub=(
        "def take_rows(words, known, E_known):\n"
        "    V = len(words)\n"
        "    return E_known[:V]  # one row per word"
    ),
    reference=take_rows,
    cases=draw_known_words,
    small=(
        ["cat", "ant", "dog"],
        ["bee", "dog", "cat", "ant"],
        np.array([[9.0, 9], [4, 1], [3, 1], [1, 1]]),
    ),
    edges=((["cat"], ["cat"], np.array([[2.0, 5.0, 7.0]])),),
    mistakes=(
        first_rows,
        rows_in_their_order,
        rows_of_sorted_words,
        row_above,
        rows_backwards,
        positions_in_ours,
    ),
    hints=(
        "Take our first word. At which position of `known` is it?",
        "For each of our words in turn, find its position in `known`, and take that row.",
        "A dictionary from word to position: `{word: k for k, word in enumerate(known)}`.",
    ),
    why=(
        "Rows are mapped by string: a table in the wrong order has the right shape and raises no "
        "error."
    ),
)


# ---- pretrained-frozen ---------------------------------------------------------------------------


def decayed(row, lr, decay):
    row, factor = np.array(row), 1 - lr * decay
    names = {"row": row, "x": row[0], "y": row[1], "lr": lr, "decay": decay, "factor": factor}
    return names | {"right": row * factor**2, "shown": (row * factor**2).round(4)}


def draw_decayed(rng):
    row, sign = rng.integers(1, 8, size=2), rng.choice([-1, 1], size=2)
    pairs = ((0.5, 0.4), (0.5, 0.2), (0.2, 0.5), (0.25, 0.4), (0.5, 0.6), (0.1, 0.5), (0.4, 0.5))
    return decayed(row * sign, *pairs[rng.integers(len(pairs))])


FROZEN = Numbers(
    name="pretrained-frozen",
    task=(
        "**Frozen in name only**\n\n"
        'A row holds `{row}`. It is "frozen": its gradient is set to 0. But you still '
        "give the table to AdamW, with learning rate η = {lr} and weight decay {decay}, which "
        "multiplies each entry by 1 − η·decay at each step, besides its Adam step. What does the "
        "row hold after **two** steps? Give `[x, y]`, to two decimals."
    ),
    stub="answer = ...",
    answer=lambda right: right,
    draw=draw_decayed,
    first=decayed((4, -2), 0.5, 0.4),
    mistakes=(
        Mistake(
            lambda row: row,
            "You left the row as it was. The gradient is 0, and so is the Adam step; but does the "
            "decay need a gradient?",
        ),
        Mistake(
            lambda row, factor: row * factor,
            "That is the row after one step. How many steps does the task ask for?",
        ),
        Mistake(
            lambda row, decay: row * (1 - decay) ** 2,
            "You multiplied by 1 − decay at each step. Which other number is in the factor?",
        ),
        Mistake(
            lambda row, lr, decay: row * (1 - 2 * lr * decay),
            "You subtracted the same amount twice. Which numbers does the second step multiply?",
        ),
        Mistake(
            lambda row, lr: row * (1 - lr) ** 2,
            "You multiplied by 1 − η at each step. Which other number is in the factor?",
        ),
        Mistake(
            (0, 0),
            "You set the row to 0. A factor below 1 makes it smaller: by how much, in two steps?",
        ),
        Mistake(
            lambda row, factor: row * factor**3,
            "That is the row after three steps. After how many does the task ask for it?",
        ),
        Mistake(
            lambda row, lr, decay: row * (lr * decay) ** 2,
            "You multiplied by η·decay at each step. That is the part that the decay subtracts: "
            "how much is left?",
        ),
        Mistake(
            lambda row, lr, decay: row - 2 * lr * decay,
            "You subtracted η·decay from each entry, twice. Does the decay take the same amount "
            "from a large entry as from a small one?",
        ),
    ),
    hints=(
        "With gradient 0 the Adam step is 0. What is left is the factor.",
        "The factor is 1 − {lr} · {decay}, once per step.",
    ),
    why=(
        "A gradient of 0 does not stop weight decay: leave the table out of the optimizer, or set "
        "its decay to 0."
    ),
    working=(
        "The factor is 1 − {lr} · {decay} = {factor:g} at each step. After two: {x} · {factor:g}² "
        "= {shown[0]:g} and {y} · {factor:g}² = {shown[1]:g}. The direction is the same, but the "
        "row is shorter."
    ),
)


# ---- pretrained-unknown --------------------------------------------------------------------------


def start_table(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    mean_row = E_known.mean(axis=0)
    return np.array([E_known[place[word]] if word in place else mean_row for word in words])


def draw_unknown_words(rng):
    names = [str(name) for name in rng.permutation(NAMES)]
    known, unknown = names[:8], names[8:]
    words = [*rng.permutation(known)[:4], *unknown[:2]]
    return (
        [str(word) for word in rng.permutation(words)],
        known,
        rng.normal(1, 1, size=(8, 3)).round(2),
    )


@mistake(
    "The unknown words have rows of zeros. All their dot products are 0 then. Which row does "
    "the task ask for?"
)
def unknown_zero(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    return np.array([E_known[place[word]] if word in place else 0 * E_known[0] for word in words])


@mistake(
    "There are fewer rows than words. The words after a missing one have moved up: whose IDs do "
    "they have now?"
)
def unknown_left_out(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    return np.array([E_known[place[word]] for word in words if word in place])


@mistake("Each unknown word has the last pretrained row. Which row does NumPy give at index −1?")
def unknown_last_row(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    return np.array([E_known[place.get(word, -1)] for word in words])


@mistake(
    "Each unknown word has pretrained row 0, which belongs to another word. Which row does "
    "the task ask for?"
)
def unknown_first_row(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    return np.array([E_known[place.get(word, 0)] for word in words])


@mistake(
    "The unknown words have the mean of the rows that we use. The task names other rows: which?"
)
def unknown_mean_of_found(words, known, E_known):
    found = unknown_left_out(words, known, E_known)
    place = {word: k for k, word in enumerate(known)}
    return np.array(
        [E_known[place[word]] if word in place else found.mean(axis=0) for word in words]
    )


@mistake(
    "All numbers in the unknown rows are equal: one mean over the whole table. A row needs a mean "
    "for each dimension: along which axis?"
)
def unknown_one_number(words, known, E_known):
    place = {word: k for k, word in enumerate(known)}
    fill = np.full(E_known.shape[1], E_known.mean())
    return np.array([E_known[place[word]] if word in place else fill for word in words])


@mistake(
    "The known words come first in your table, and the unknown ones after them. Which order do our "
    "IDs have?"
)
def unknown_at_the_end(words, known, E_known):
    missing = len([word for word in words if word not in known])
    found = unknown_left_out(words, known, E_known)
    return np.vstack([found, *[E_known.mean(axis=0)] * missing])


UNKNOWN = Function(
    name="pretrained-unknown",
    task=(
        "**Words that the pretrained table lacks**\n\n"
        "Now some of our `words` are missing from `known`. Such a word should start at the mean of "
        "all pretrained rows. Complete the function. It returns one row per word, in our order."
    ),
    stub=(
        "def start_table(words, known, E_known):\n"
        "    place = {word: k for k, word in enumerate(known)}\n"
        "    mean_row = ...  # (d,)\n"
        "    return np.array([... for word in words])"
    ),
    reference=start_table,
    cases=draw_unknown_words,
    small=(
        ["dog", "yak", "ant"],
        ["ant", "bee", "dog", "cow"],
        np.array([[1.0, 2], [6, 0], [2, 1], [7, 5]]),
    ),
    edges=((["bee", "ant"], ["ant", "bee"], np.array([[1.0, 0, 2], [3, 1, 1]])),),
    mistakes=(
        unknown_zero,
        unknown_left_out,
        unknown_last_row,
        unknown_first_row,
        unknown_mean_of_found,
        unknown_one_number,
        unknown_at_the_end,
    ),
    hints=(
        "The mean row has d numbers: the mean of each column of `E_known`.",
        "For each word: its own row if it is in `place`, else the mean row.",
        "`a if condition else b` works inside a comprehension.",
    ),
    why="A missing word needs a row of its own; if it is left out, all later IDs shift.",
)


# ---- pretrained-lean -----------------------------------------------------------------------------


def lean(word, pairs):
    cosines = []
    for first, second in pairs:
        way = second / np.sqrt(second @ second) - first / np.sqrt(first @ first)
        cosines.append(word @ way / np.sqrt((word @ word) * (way @ way)))
    return np.mean(cosines)


def cosine_between(a, b):
    return a @ b / np.sqrt((a @ a) * (b @ b))


def draw_pairs(rng):
    while True:
        word = rng.normal(size=5).round(2)
        pairs = (rng.normal(size=(3, 2, 5)) * [[0.5], [2]]).round(2)
        if abs(lean(word, pairs)) > 0.1:  # float32 must be near enough
            return word, pairs


def unit_rows(pairs):
    return pairs / np.sqrt((pairs**2).sum(axis=2, keepdims=True))


@mistake(
    "You took the differences of the rows as they are. The longer row of a pair decides the "
    "direction then: what must happen to both rows first?"
)
def lean_raw_difference(word, pairs):
    return np.mean([cosine_between(word, he - she) for she, he in pairs])


@mistake(
    "The sign is reversed: your directions lead to the first row of each pair. Which row do you "
    "subtract from which?"
)
def lean_reversed(word, pairs):
    return -lean(word, pairs)


@mistake(
    "The directions are correct, but these are dot products, and a longer row gets a larger one. "
    "Which division makes a cosine?"
)
def lean_dot(word, pairs):
    return np.mean([word @ (he - she) for she, he in unit_rows(pairs)])


@mistake(
    "This is the cosine with one row of the pair minus the cosine with the other. The difference "
    "of two rows of length 1 does not have length 1: which division is missing?"
)
def lean_two_cosines(word, pairs):
    return np.mean([cosine_between(word, he) - cosine_between(word, she) for she, he in pairs])


@mistake(
    "You divided by the lengths of the directions, but not by that of the word. Should a longer "
    "row of the same direction lean more?"
)
def lean_projected(word, pairs):
    return np.linalg.norm(word) * lean(word, pairs)


@mistake("You added the rows of a pair. Which operation gives the direction from one to the other?")
def lean_sum(word, pairs):
    return np.mean([cosine_between(word, she + he) for she, he in unit_rows(pairs)])


@mistake("This is the cosine for the first pair. How many pairs are there?")
def lean_of_one_pair(word, pairs):
    return lean(word, pairs[:1])


@mistake("You added the cosines up. What makes a mean of a sum?")
def lean_added(word, pairs):
    return len(pairs) * lean(word, pairs)


@mistake(
    "You averaged the directions and took one cosine with the result. What does the task average?"
)
def lean_mean_direction(word, pairs):
    units = unit_rows(pairs)
    return cosine_between(word, (units[:, 1] - units[:, 0]).mean(axis=0))


@mistake(
    "You scaled the second row of each pair, but the first kept its length. What does a long first "
    "row do to the direction?"
)
def lean_first_unscaled(word, pairs):
    return np.mean([cosine_between(word, he / np.sqrt(he @ he) - she) for she, he in pairs])


@mistake(
    "You scaled the first row of each pair, but the second kept its length. To which part of your "
    "difference does the division belong?"
)
def lean_second_unscaled(word, pairs):
    return np.mean([cosine_between(word, he - she / np.sqrt(she @ she)) for she, he in pairs])


LEAN = Function(
    name="pretrained-lean",
    task=(
        "**More than one pair**\n\n"
        "One pair of words gives one direction. Take several: `pairs` (n, 2, d) contains the rows "
        "of n pairs, such as *she* and *he*, *mother* and *father*. For each pair, scale both rows "
        "to length 1 and take the direction from the first to the second. Return the mean of the "
        "cosines of `word` (d,) with the n directions."
    ),
    stub="def lean(word, pairs):\n    ...",
    reference=lean,
    cases=draw_pairs,
    small=(np.array([3.0, 1.0]), np.array([[[0.0, 1.0], [4.0, 0.0]], [[0.0, 3.0], [1.0, 1.0]]])),
    edges=((np.array([1.0, 1.0, 0.0]), np.array([[[3.0, 0.0, 4.0], [0.0, 2.0, 0.0]]])),),
    mistakes=(
        lean_raw_difference,
        lean_reversed,
        lean_dot,
        lean_two_cosines,
        lean_projected,
        lean_sum,
        lean_of_one_pair,
        lean_added,
        lean_mean_direction,
        lean_first_unscaled,
        lean_second_unscaled,
    ),
    hints=(
        "The way from a to b is b − a.",
        "For one pair: `he / norm(he) - she / norm(she)`, then a cosine with the word.",
        "Collect one cosine per pair in a list, and take its mean.",
    ),
    why="With several pairs, no single word of a pair decides what the direction is.",
)


EXERCISES = (ROW_ORDER, FROZEN, UNKNOWN, LEAN, TRAIN_FROZEN)
