"""Exercises of lesson 07: the numbers a table starts with."""

import numpy as np

from embedlab.practice.exercises.initialization_program import RACE
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- tasks in the lesson -------------------------------------------------------------------------


TRY_UNIFORM = Numbers(
    name="initialization-try-uniform",
    answer=0.02 * np.sqrt(3),
    tolerance=0.0001,
    mistakes=(
        Mistake(
            0.02 / np.sqrt(3), "You divided by √3. If σ = a/√3, is a larger or smaller than σ?"
        ),
        Mistake(0.02, "Entries between −0.02 and 0.02 have σ = 0.0115. Solve σ = a/√3 for a."),
        Mistake(0.06, "You multiplied by 3. The formula has √3."),
    ),
    why="a = σ√3 = 0.0346.",
)


def sigma_for_unit_length(d):
    return 1 / np.sqrt(d)


@mistake("With σ = 1/d a row has the length 1/√d. The length is σ√d: solve σ√d = 1 for σ.")
def one_over_d(d):
    return 1 / d


@mistake("With σ = √d a row has the length d. The length is σ√d: solve σ√d = 1 for σ.")
def root_of_d(d):
    return np.sqrt(d)


TRY_UNIT_LENGTH = Function(
    name="initialization-try-unit-length",
    reference=sigma_for_unit_length,
    cases=lambda rng: (int(rng.integers(2, 1000)),),
    small=(16,),
    mistakes=(one_over_d, root_of_d),
    why="σ√d = 1, so σ = 1/√d.",
)


def start_is_wrong(loss, V):
    return bool(loss > 1.1 * np.log(V))


def draw_first_loss(rng):
    V = int(rng.integers(20, 60_000))
    return float(np.log(V) * rng.choice([0.9, 1.05, 1.15, 2.5])), V


@mistake("A loss of exactly ln V is what a good start has. Where do the 10% come in?")
def no_margin(loss, V):
    return bool(loss > np.log(V))


@mistake("You compared with V. A uniform prediction has a loss of ln V.")
def compared_with_v(loss, V):
    return bool(loss > 1.1 * V)


@mistake("It is True for a good start. The function should warn of a loss that is too large.")
def true_for_good(loss, V):
    return not start_is_wrong(loss, V)


TRY_ALARM = Function(
    name="initialization-try-alarm",
    reference=start_is_wrong,
    cases=draw_first_loss,
    small=(3.7, 38),
    edges=((8.3, 38), (10.8, 50_257), (30.0, 50_257)),
    mistakes=(no_margin, compared_with_v, true_for_good),
    why="loss > 1.1 · ln V.",
)

TASKS = (TRY_UNIFORM, TRY_UNIT_LENGTH, TRY_ALARM)


# ---- initialization-start-table ------------------------------------------------------------------


def start_table(Z, std, pad_id):
    E = std * Z
    E[pad_id] = 0  # after the draw, or the draw would write over it
    return E


def draw_start(rng):
    V = int(rng.integers(3, 6))
    d = V + int(rng.integers(1, 3))
    return (
        rng.normal(size=(V, d)).round(2),
        float(rng.choice([0.02, 0.1, 0.25, 0.4])),
        int(rng.integers(1, V)),
    )


@mistake(
    "Row 1 is the pad row of the smallest case, and it contains [0.2, 0.4], as random as the "
    "others. What should it contain when the table is finished, and does any later line write over "
    "it?"
)
def pad_row_random(Z, std, pad_id):
    return std * Z


@mistake(
    "With σ = 0.1 you returned 0.01 for the first entry: its draw, times σ². How much larger "
    "does the standard deviation of Z become if Z is multiplied by 2?"
)
def variance_for_std(Z, std, pad_id):
    return start_table(Z, std**2, pad_id)


@mistake(
    "With σ = 0.1 you returned 0.316 for the first entry. You took a square root: `std` is the "
    "standard deviation already, not its square."
)
def root_of_std(Z, std, pad_id):
    return start_table(Z, std**0.5, pad_id)


@mistake(
    "With σ = 0.1 the draws 1 and −1 became 1.1 and −0.9. Adding moves all entries to one side: "
    "are they closer together now?"
)
def std_added(Z, std, pad_id):
    E = Z + std
    E[pad_id] = 0
    return E


@mistake("With σ = 0.1 the draw 1 became 10. Should a small σ make the entries larger or smaller?")
def std_divides(Z, std, pad_id):
    return start_table(Z, 1 / std, pad_id)


@mistake(
    "The pad row is correct, but all other entries are the draws of `Z` themselves, with standard "
    "deviation 1. Where does `std` come in?"
)
def std_left_out(Z, std, pad_id):
    return start_table(Z, 1, pad_id)


@mistake(
    "A whole column is 0, so every token has lost a dimension. Which axis of E counts the tokens?"
)
def pad_column(Z, std, pad_id):
    E = std * Z
    E[:, pad_id] = 0
    return E


@mistake(
    "The pad row contains the mean of the other rows. Padding stands for nothing: which vector "
    "adds nothing to a sum?"
)
def pad_is_mean(Z, std, pad_id):
    E = std * Z
    E[pad_id] = np.delete(E, pad_id, axis=0).mean(axis=0)
    return E


@mistake(
    "You set row 0 to 0, but the pad row of the smallest case is row 1. Which argument says where "
    "it is?"
)
def row_0_always(Z, std, pad_id):
    return start_table(Z, std, 0)


@mistake(
    "The smallest case has 3 tokens, and 2 rows came back. The padding token is looked up as well: "
    "what happens to an ID whose row is missing?"
)
def pad_row_left_out(Z, std, pad_id):
    return std * np.delete(Z, pad_id, axis=0)


@mistake(
    "You gave `Z` a mean of exactly 0 and a standard deviation of exactly 1 first. It was drawn "
    "from N(0, 1): what is left to do to its entries?"
)
def standardized_first(Z, std, pad_id):
    return start_table((Z - Z.mean()) / Z.std(), std, pad_id)


START_TABLE = Function(
    name="initialization-start-table",
    task=(
        "**A table before its first step**\n\n`Z` has the shape (V, d) and contains draws from "
        "N(0, 1). Turn it into an initial table: each entry drawn from N(0, σ²) with σ = `std`, "
        "and the row of the padding token `pad_id` at 0. Two lines are missing."
    ),
    stub="def start_table(Z, std, pad_id):\n    E = ...\n    ...  # the pad row\n    return E",
    reference=start_table,
    cases=draw_start,
    small=(np.array([[1.0, -1.0], [2.0, 4.0], [0.5, 3.0]]), 0.1, 1),
    mistakes=(
        pad_row_random,
        variance_for_std,
        root_of_std,
        std_added,
        std_divides,
        std_left_out,
        pad_column,
        pad_is_mean,
        row_0_always,
        pad_row_left_out,
        standardized_first,
    ),
    hints=(
        "Each draw has standard deviation 1. What do you do to numbers to make them spread half as "
        "far?",
        "The pad row comes last: a draw after it would write over it.",
        "`std * Z`, then assign 0 to the row `E[pad_id]`.",
    ),
    why=(
        "Scaling N(0, 1) by σ gives N(0, σ²); the pad row is set after the draw, which would "
        "otherwise fill it."
    ),
)


# ---- initialization-length-and-spread ------------------------------------------------------------


def spreads(sigma, root):
    d, one = root * root, sigma * sigma
    names = {"sigma": sigma, "d": d, "root": root, "one": one}
    return names | {"length": sigma * root, "spread": one * root, "squares": one * d}


def draw_spreads(rng):
    sigma = float(rng.choice([0.5, 2, 3]))
    return spreads(sigma, int(rng.integers(3, 9)) * (4 if sigma == 0.5 else 1))


LENGTH_AND_SPREAD = Numbers(
    name="initialization-length-and-spread",
    task=(
        "**Longer rows, wider products**\n\nAll entries of a table are drawn from N(0, σ²) with σ "
        "= {sigma:g}; d = {d}. Take two of its rows, a and b. Without a computer: how long is a "
        "row, roughly; what is the mean of a·b over many such pairs; and what is the standard "
        "deviation of a·b?\n\nGive three numbers, each to the nearest whole number: `[length, "
        "mean, standard deviation]`."
    ),
    stub="answer = ...  # three numbers, such as [1, 1, 1]",
    answer=lambda length, spread: (length, 0, spread),
    tolerance=0.5,
    draw=draw_spreads,
    first=spreads(0.5, 8),
    mistakes=(
        Mistake(
            lambda length, one: (length, 0, one),
            "Length and mean are correct. Your spread, {one:g}, is that of one product aₖbₖ. A dot "
            "product adds {d} of them: does the spread of a sum depend on how many there are?",
        ),
        Mistake(
            lambda length, squares: (length, 0, squares),
            "Length and mean are correct. Your spread is that of one product, times d. That would "
            "hold if all {d} terms had the same sign: what do terms of both signs do in a sum?",
        ),
        Mistake(
            lambda sigma, d, length: (length, 0, sigma * d),
            "Length and mean are correct. Your spread is σ·d, as if {d} single entries of the same "
            "sign were added. What does a dot product add up?",
        ),
        Mistake(
            lambda length: (length, 0, length),
            "Length and mean are correct. Your spread has σ in it once. Each of the {d} terms is a "
            "product of two entries: how many times does σ enter?",
        ),
        Mistake(
            lambda length, root: (length, 0, root),
            "Length and mean are correct. Your spread is that for σ = 1. What happens to it if "
            "every entry of both rows is multiplied by {sigma:g}?",
        ),
        Mistake(
            lambda length, spread: (length, spread, spread),
            "Length and spread are correct. For the mean: is a random a·b more often positive or "
            "negative?",
        ),
        Mistake(
            lambda length, spread, squares: (length, squares, spread),
            "Length and spread are correct. Your mean is that of a·a, a row with itself. Are the "
            "terms of a·b, for two different rows, positive as well?",
        ),
        Mistake(
            lambda sigma, d, spread: (sigma * d, 0, spread),
            "Mean and spread are correct. Your length is σ·d. By Pythagoras the squares of the {d} "
            "entries add up: what comes after that?",
        ),
        Mistake(
            lambda squares, spread: (squares, 0, spread),
            "Mean and spread are correct. Your length, {squares:g}, is the sum of the {d} squares. "
            "What turns that into a length?",
        ),
        Mistake(
            lambda sigma, spread: (sigma, 0, spread),
            "Mean and spread are correct. Your length is the size of one entry. A row has {d} of "
            "them.",
        ),
        Mistake(
            lambda root: (root, 0, root),
            "The mean is correct. The other two are those for σ = 1. What happens to a length, and "
            "to a product, if every entry is multiplied by {sigma:g}?",
        ),
    ),
    hints=(
        "A row has d entries, each with a square of about σ². Add them up, and take the square "
        "root.",
        "a·b adds d terms; each has mean 0 and standard deviation σ². The variances of the terms "
        "add up.",
        "Length σ√d; mean 0; standard deviation σ²√d.",
    ),
    why="Lengths grow as σ√d, dot products of random rows keep the mean 0 and spread as σ²√d.",
    working=(
        "Length: σ√d = {sigma:g} · {root} = {length:g}. Mean: each term aₖbₖ is as often negative "
        "as positive, so 0. Standard deviation: one term has σ² = {one:g}; for {d} terms the "
        "variances add up, so the spread grows by √{d} = {root}: {one:g} · {root} = {spread:g}."
    ),
)


# ---- initialization-choose-sigma -----------------------------------------------------------------


def sigma_for_spread(d, spread):
    return (spread / np.sqrt(d)) ** 0.5  # from spread = σ²√d


def draw_spread(rng):
    return int(rng.integers(5, 900)), float(rng.choice([0.005, 0.02, 0.05, 0.3, 2.0, 5.0]))


@mistake(
    "For d = 16 and a spread of 0.01 you get σ = 0.0025. It gives rows of length 0.01. A dot "
    "product takes two rows: how many times does σ enter?"
)
def sigma_counted_once(d, spread):
    return spread / np.sqrt(d)


@mistake(
    "For d = 16 and a spread of 0.01 you get σ = 0.025, which would be correct if the spread of a "
    "dot product grew as d. What does grow as d: the standard deviation, or its square?"
)
def variances_added(d, spread):
    return np.sqrt(spread / d)


@mistake(
    "For d = 16 and a spread of 0.01 you get σ = 0.000625. Put it into the formula for the spread: "
    "what comes out, and where do powers of σ and d come in?"
)
def divided_by_d(d, spread):
    return spread / d


@mistake(
    "Your σ does not depend on d: for d = 16 and a spread of 0.01 it is 0.1. A dot product adds d "
    "terms: what does that do to its spread?"
)
def d_left_out(d, spread):
    return np.sqrt(spread)


@mistake(
    "For d = 16 you get σ = 0.25, whatever spread is wanted: with it, rows have length 1. How wide "
    "do their dot products spread?"
)
def spread_left_out(d, spread):
    return 1 / np.sqrt(d)


@mistake(
    "For d = 16 and a spread of 0.01 you get σ = 0.2, and more for a larger d. More dimensions "
    "widen the spread by themselves: which way must σ go to make up for it?"
)
def larger_for_larger_d(d, spread):
    return np.sqrt(spread * np.sqrt(d))


@mistake(
    "For d = 16 and a spread of 0.01 you get σ = 0.005. You took the square root of √d, but not of "
    "the spread. How does σ change if the spread should be 4 times as wide?"
)
def root_of_d_part_only(d, spread):
    return spread / np.sqrt(np.sqrt(d))


@mistake(
    "With d = 16 and a spread of 0.01 you returned 0.0004, the spread that σ = 0.01 would give. "
    "Which of the two is known, and which one is asked for?"
)
def spread_for_sigma(d, spread):
    return spread**2 * np.sqrt(d)


@mistake(
    "With `** 1 / 2` you took the power 1 and then divided by 2: Python takes powers first. Where "
    "do brackets belong?"
)
def power_before_division(d, spread):
    return (spread / np.sqrt(d)) / 2


@mistake(
    "You took the root of the spread alone and divided by d. The root stands over the whole "
    "fraction: what becomes of √d under it?"
)
def root_of_spread_only(d, spread):
    return np.sqrt(spread) / d


CHOOSE_SIGMA = Function(
    name="initialization-choose-sigma",
    task=(
        "**Which σ for this spread?**\n\nThe table starts from N(0, σ²) and has d columns. You "
        "want the dot product of two of its rows to have the standard deviation `spread`. Return σ."
    ),
    stub="def sigma_for_spread(d, spread):\n    ...",
    reference=sigma_for_spread,
    cases=draw_spread,
    small=(16, 0.01),
    edges=((1, 4.0),),
    mistakes=(
        sigma_counted_once,
        variances_added,
        divided_by_d,
        d_left_out,
        spread_left_out,
        larger_for_larger_d,
        root_of_d_part_only,
        spread_for_sigma,
        power_before_division,
        root_of_spread_only,
    ),
    hints=(
        "Write down the standard deviation of a·b as a formula in σ and d; then solve it for σ.",
        "spread = σ²√d. Bring √d to the other side.",
        "σ² = spread / √d; now take the square root.",
    ),
    why=(
        "σ enters a dot product twice and d by its square root: four times as many columns need a "
        "σ divided by √2."
    ),
)


# ---- initialization-tied-start -------------------------------------------------------------------


TIED_START = Choice(
    name="initialization-tied-start",
    task=(
        "**N(0, 1) for a table with two jobs**\n\nA language model uses one table twice: it looks "
        "up rows of E, and its logits are h Eᵀ. V = 1,000 and d = 64. E starts from N(0, 1), and "
        "before the first step the entries of h are of size 1 too and have nothing to do with the "
        "correct answer. What is the mean loss before the first step, compared with ln V ≈ 6.9? "
        "Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={"a": "near ln V", "b": "far above ln V", "c": "near 0"},
    reasons={
        1: "The logits have mean 0, so all tokens get about the same probability.",
        2: "Softmax divides by the sum, so the scale of E does not matter.",
        3: (
            "The logits spread by about √d = 8, so softmax is nearly sure of a token that is "
            "correct only by chance."
        ),
        4: "Rows with large entries are far apart, so each token is easily told from the others.",
        5: "All logits are near d = 64, and larger logits mean a larger loss.",
    },
    answer=("b", 3),
    mistakes=(
        Mistake(
            ("a", 1),
            "The mean of the logits is 0, true. But softmax sees each logit, not their mean: how "
            "far apart are 1,000 numbers whose standard deviation is 8?",
        ),
        Mistake(
            ("a", 2),
            "Softmax divides by the sum after the exponential. Compare softmax of [0, 1] with "
            "softmax of [0, 10]: does the scale matter?",
        ),
        Mistake(
            ("a", 3),
            "The reason contradicts the choice. If the model is nearly sure of a wrong token, what "
            "probability is left for the correct one, and what is −ln of that?",
        ),
        Mistake(
            "a",
            "Near ln V means that all tokens get about the same probability. Are 1,000 random "
            "logits near each other here: how far do they spread?",
        ),
        Mistake(
            ("c", 4),
            "The rows are far apart. But nothing has been learned: how does the model know "
            "which token is the correct one?",
        ),
        Mistake(
            "c",
            "A loss near 0 means that the correct token has nearly all of the probability. Nothing "
            "has been learned yet: how could it?",
        ),
        Mistake(
            ("b", 5),
            "Correct choice, but not for that reason: two different random rows have a dot product "
            "of mean 0, not d. And what does softmax do if all logits are equally large?",
        ),
        Mistake(
            ("b", 1),
            "The choice is correct, but with this reason the loss would be ln V. What besides the "
            "mean of the logits matters?",
        ),
        Mistake(
            ("b", 2),
            "The choice is correct, but with this reason any start would do. Compare softmax of "
            "[0, 1] with softmax of [0, 10].",
        ),
        Mistake(
            ("b", 4),
            "The choice is correct, but telling tokens apart would lower the loss, not raise it. "
            "What do the 1,000 logits look like?",
        ),
    ),
    hints=(
        "Each logit is a dot product of two vectors with entries of size 1 and d = 64. How far do "
        "such products spread?",
        "The largest of 1,000 logits is about three standard deviations above the mean, and the "
        "correct token's is anywhere.",
    ),
    why=(
        "The table is also the last layer: with σ = 1 the softmax is nearly saturated before "
        "anything has been learned, so such models start from about 0.02 or scale their logits "
        "down."
    ),
    working=(
        "A logit is a dot product of d = 64 terms, with mean 0 and standard deviation √64 = 8. "
        "Among 1,000 of them the largest is about 26, and e²⁶ outweighs all that lies a little "
        "lower. The correct token's logit is about 0 on average, so its −ln p is about 26: far "
        "above 6.9. Choice b, reason 3."
    ),
)


EXERCISES = (START_TABLE, LENGTH_AND_SPREAD, CHOOSE_SIGMA, TIED_START, RACE)
