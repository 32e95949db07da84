"""Exercises of lesson 12: how many numbers a row gets."""

import numpy as np

from embedlab.practice.exercises.dimension_program import HOLD_OUT
from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- in the lesson: dimension-try-megabytes ------------------------------------------------------

TRY_MEGABYTES = Numbers(
    name="dimension-try-megabytes",
    task=(
        "**The size of a table**\n\n"
        "A model has V = {V:,} and d = {d}, in float32. How many MB (10⁶ bytes) does its table "
        "take? Give one decimal."
    ),
    answer=lambda V, d: V * d * 4 / 1e6,
    tolerance=0.06,
    draw=lambda rng: {
        "V": int(rng.choice([21_128, 30_522, 32_000, 50_257])),
        "d": int(rng.choice([128, 256, 384, 512, 768])),
    },
    first={"V": 30_522, "d": 384},
    mistakes=(
        Mistake(
            lambda V, d: V * d / 1e6,
            "These are the entries, in millions. How many bytes does each take?",
        ),
        Mistake(lambda V, d: V * d * 4, "These are bytes. The task asks for MB, of 10⁶ bytes."),
        Mistake(
            lambda V, d: V * d * 2 / 1e6, "You gave each number 2 bytes. A float32 has 32 bits."
        ),
        Mistake(lambda V, d: V * d * 32 / 1e6, "These are megabits. How many bits are a byte?"),
        Mistake(
            lambda V, d: (V + d) * 4 / 1e6,
            "You added V and d. How many numbers does each of the V rows have?",
        ),
    ),
    why="V · d numbers of 4 bytes each.",
    working="{V:,} · {d} numbers, times 4 bytes, divided by 10⁶.",
)


# ---- in the lesson: dimension-try-enough ---------------------------------------------------------


def enough(dims, held_out, slack):
    held_out = np.asarray(held_out)
    return min(d for d, loss in zip(dims, held_out, strict=True) if loss <= held_out.min() + slack)


@mistake("This d has the lowest loss. Is there a smaller d whose loss is at most `slack` higher?")
def lowest_only(dims, held_out, slack):
    return dims[int(np.argmin(held_out))]


@mistake("This is the largest d that is good enough. The task asks for the smallest.")
def largest_enough(dims, held_out, slack):
    least = min(held_out)
    return max(d for d, loss in zip(dims, held_out, strict=True) if loss <= least + slack)


@mistake("This is a position in the list. Which d is at this position?")
def position_of_enough(dims, held_out, slack):
    return list(dims).index(enough(dims, held_out, slack))


@mistake("This is the smallest d of all. Is its loss within `slack` of the lowest one?")
def smallest_of_all(dims, held_out, slack):
    return min(dims)


def draw_flat_minimum(rng):
    high = rng.uniform(0.2, 0.6)
    above = [high + 0.3, high, 0.015, 0.0, 0.01, high]
    losses = [round(float(4 + rng.uniform(0, 1e-3) + one), 3) for one in above]
    return [2, 4, 8, 16, 32, 64], losses, 0.02


TRY_ENOUGH = Function(
    name="dimension-try-enough",
    reference=enough,
    cases=draw_flat_minimum,
    small=([4, 8, 16, 32, 64], [1.4, 1.01, 1.0, 1.015, 1.3], 0.02),
    mistakes=(lowest_only, largest_enough, position_of_enough, smallest_of_all),
    why="Of all d with nearly the lowest held-out loss, the smallest one costs least.",
)


# ---- in the lesson: dimension-try-shared ---------------------------------------------------------


def shared_neighbours(a, b):
    return np.mean([len(set(x) & set(y)) for x, y in zip(a, b, strict=True)])


@mistake("You compared position by position. Does a neighbour count if its rank is different?")
def same_position(a, b):
    return (a == b).sum(axis=1).mean()


@mistake("This is the total over all words. The task asks for the mean per word.")
def total_shared(a, b):
    return sum(len(set(x) & set(y)) for x, y in zip(a, b, strict=True))


@mistake("You counted neighbours that at least one run names. Which operation keeps those of both?")
def named_by_one(a, b):
    return np.mean([len(set(x) | set(y)) for x, y in zip(a, b, strict=True)])


@mistake("This is a fraction of the neighbours. The task asks how many they share.")
def fraction_shared(a, b):
    return shared_neighbours(a, b) / a.shape[1]


def draw_neighbours(rng):
    a, b = (np.array([rng.permutation(9)[:4] for _ in range(5)]) for _ in range(2))
    b[0] = np.roll(a[0], 1)
    return a, b


TRY_SHARED = Function(
    name="dimension-try-shared",
    reference=shared_neighbours,
    cases=draw_neighbours,
    small=(np.array([[1, 2, 3], [0, 2, 4]]), np.array([[3, 1, 5], [0, 4, 3]])),
    mistakes=(same_position, total_shared, named_by_one, fraction_shared),
    why="`len(set(x) & set(y))` per word, and the mean of it: the rank does not matter.",
)

TASKS = (TRY_MEGABYTES, TRY_ENOUGH, TRY_SHARED)


# ---- dimension-growth ----------------------------------------------------------------------------


def grown(V, B, T, d, times):
    return {"V": V, "B": B, "T": T, "d": d, "larger": d * times, "times": times}


def draw_grown(rng):
    V, B = 1000 * int(rng.integers(10, 60)), int(rng.choice([2, 4, 8, 16]))
    T, d = int(rng.choice([128, 256, 512])), int(rng.choice([32, 64, 96, 128]))
    return grown(V, B, T, d, int(rng.integers(3, 9)))


GROWTH = Numbers(
    name="dimension-growth",
    task=(
        "**What grows how fast?**\n\n"
        "V = {V:,}, B = {B}, T = {T}. d goes from {d} to {larger}, {times} times as much. By "
        "what factor does each of these grow: (1) the table E, (2) the activations H = E[X], (3) a "
        "matrix of d × d in a later layer? Give three factors."
    ),
    stub="answer = ...",
    answer=lambda times: (times, times, times**2),
    draw=draw_grown,
    first=grown(30_000, 4, 512, 128, 3),
    mistakes=(
        Mistake(
            lambda times: (times, times, times),
            "You let all three grow equally. How many axes of each have length d? Count them for "
            "the third.",
        ),
        Mistake(
            lambda times: (times**2, times**2, times**2),
            "You let all three grow with d². How many axes of E have length d, and how many of H?",
        ),
        Mistake(
            lambda times: (times, times**2, times**2),
            "The table is correct. Write down the shape of H: how many of its axes have length d?",
        ),
        Mistake(
            lambda times: (times, 1, times**2),
            "You did not let the activations grow. Write down the shape of H: is d in it?",
        ),
        Mistake(
            lambda times: (1, times, times**2),
            "You did not let the table grow. V did not change; what else gives E its size?",
        ),
        Mistake(
            lambda times: (times, times, 2 * times),
            "The first two are correct. For the third you doubled the factor: both axes grow, so "
            "is it {times} + {times} or something else?",
        ),
        Mistake(
            lambda times: (times, times, 1),
            "The first two are correct. Both axes of the third have length d: what happens to it?",
        ),
        Mistake(
            lambda times: (times - 1, times - 1, times**2 - 1),
            "These say how much is added, counted in the old size. How many times as large is the "
            "new size?",
        ),
        Mistake(
            lambda V, B, T, larger: (V * larger, B * T * larger, larger**2),
            "These are the new sizes. What was each of them before?",
        ),
        Mistake(
            lambda times: (times**2, times**3, times**2),
            "You counted one factor for each axis. Which axes have another length now?",
        ),
    ),
    hints=(
        "Write down the three shapes: (V, d), (B, T, d), (d, d).",
        "Each axis of length d brings one factor {times}.",
    ),
    why=(
        "Table and activations are linear in d; the later layers grow with d², so d is chosen "
        "for the whole model."
    ),
    working=(
        "E has V·d numbers and H has B·T·d: one d in each, factor {times}. The matrix has d·d: "
        "factor {times} · {times}."
    ),
)


# ---- dimension-fastai ----------------------------------------------------------------------------


def row_lengths(counts):
    return [min(600, round(1.6 * n**0.56)) for n in counts]


def draw_counts(rng):
    few, some, many = (
        rng.integers(8, 40),
        rng.integers(1_000, 30_000),
        rng.integers(60_000, 900_000),
    )
    mid = next(n for n in rng.integers(50, 900, size=100) if 1.6 * n**0.56 % 1 > 0.6)  # rounds up
    return ([int(n) for n in (some, few, many, mid)],)


@mistake("The column with 100,000 categories got more than 600. What does the rule's `min` do?")
def no_cap(counts):
    return [round(1.6 * n**0.56) for n in counts]


@mistake(
    "No column got less than 600, not even the one with 7 categories. Is 600 the least or the "
    "most that the rule allows?"
)
def always_cap(counts):
    return [max(600, round(1.6 * n**0.56)) for n in counts]


@mistake("Some of these are not whole numbers. Can a row have 4.76 entries?")
def not_rounded(counts):
    return [min(600, 1.6 * n**0.56) for n in counts]


@mistake(
    "1.6 · 1,000^0.56 is 76.6, and you got 76. Truncating and rounding are two things: which one "
    "does the rule ask for?"
)
def cut_off(counts):
    return [min(600, int(1.6 * n**0.56)) for n in counts]


@mistake("You took the power of 1.6 · n. To what does the exponent belong in the rule?")
def power_of_all(counts):
    return [min(600, round((1.6 * n) ** 0.56)) for n in counts]


@mistake("You limited n to 600. What does the rule limit to 600?")
def cap_on_categories(counts):
    return [round(1.6 * min(600, n) ** 0.56) for n in counts]


@mistake("You multiplied by 0.56. In the rule it is an exponent: how does Python write a power?")
def multiplied_only(counts):
    return [min(600, round(1.6 * n * 0.56)) for n in counts]


@mistake(
    "You took the power 1.6 and multiplied by 0.56. Which of the two numbers is the exponent in "
    "the rule?"
)
def numbers_swapped(counts):
    return [min(600, round(0.56 * n**1.6)) for n in counts]


@mistake("You took the power of 1.6, and n is only a factor. What does the rule raise to a power?")
def power_of_factor(counts):
    return [min(600, round(1.6**0.56 * n)) for n in counts]


@mistake(
    "You rounded the power first, and 7 categories got 4.8. What is the last thing that happens "
    "to a number before the limit?"
)
def rounded_too_early(counts):
    return [min(600, 1.6 * round(n**0.56)) for n in counts]


FASTAI = Function(
    name="dimension-fastai",
    task=(
        "**A rule of thumb**\n\n"
        "For columns of categories the library fastai takes d = min(600, round(1.6 · n^0.56)), "
        "where n is the number of categories. Complete the function: `counts` contains the n of "
        "each column; return the d of each, whole numbers."
    ),
    stub="def row_lengths(counts):\n    return [... for n in counts]",
    reference=row_lengths,
    cases=draw_counts,
    small=([7, 1_000, 100_000],),
    edges=(([1],), ([2, 50, 10_000],)),
    mistakes=(
        no_cap,
        always_cap,
        not_rounded,
        cut_off,
        power_of_all,
        cap_on_categories,
        multiplied_only,
        numbers_swapped,
        power_of_factor,
        rounded_too_early,
    ),
    hints=(
        "From the inside out: the power, the factor 1.6, the rounding, the limit.",
        "Python writes n^0.56 as `n ** 0.56`, and `**` comes before `*`.",
    ),
    why="It is a habit that worked in practice, not a law; held-out data decide.",
)


# ---- dimension-choose-d --------------------------------------------------------------------------


def choose_d(dims, seen, held_out):
    best = np.argmin(held_out)
    return dims[best]


def draw_losses(rng):
    n = int(rng.integers(6, 9))
    while True:
        steps = np.arange(n)
        seen = np.sort(rng.uniform(2, 4, size=n))[::-1]
        seen[-1] = seen[-2] + 0.01  # the last run was a little unlucky
        held_out = 4 + 0.1 * (steps - rng.integers(2, n - 2)) ** 2 + rng.uniform(0, 0.05, size=n)
        held_out[0] = held_out.max() + 0.2  # the worst is the smallest d
        seen[1] = held_out[1] - 0.05  # and the smallest gap is next to it
        if np.argmin(held_out) > 1:
            return (
                [2 ** (k + 3) for k in range(n)],
                seen.round(3).tolist(),
                held_out.round(3).tolist(),
            )


@mistake(
    "This d has the lowest loss on the text that it was trained on. What will the table be used "
    "for, and which losses measure that?"
)
def best_on_seen(dims, seen, held_out):
    return dims[np.argmin(seen)]


@mistake(
    "This is the largest d. More dimensions fit the seen text better: look at what the held-out "
    "loss does at the end of the list."
)
def largest_d(dims, seen, held_out):
    return max(dims)


@mistake("This is a position in the list. The task asks for a number of dimensions.")
def place_of_best(dims, seen, held_out):
    return np.argmin(held_out)


@mistake("This d has the highest held-out loss. Is a high loss good or bad?")
def worst_on_held_out(dims, seen, held_out):
    return dims[np.argmax(held_out)]


@mistake("This is a loss. Which d does it belong to?")
def lowest_loss(dims, seen, held_out):
    return min(held_out)


@mistake(
    "At this d the two losses are closest together. A table that learned little is poor on both: "
    "is a small gap what you want?"
)
def smallest_gap(dims, seen, held_out):
    return dims[np.argmin(np.array(held_out) - np.array(seen))]


@mistake("This is the smallest d. What do the held-out losses say about so few dimensions?")
def smallest_d(dims, seen, held_out):
    return min(dims)


CHOOSE_D = Function(
    name="dimension-choose-d",
    task=(
        "**Find the bug: which d?**\n\n"
        "Several tables were trained, one for each d in `dims`. `seen` contains their losses on "
        "the text that they were trained on, `held_out` those on text that they have not seen. The "
        "function should return the d to use. Fix it."
    ),
    stub=("def choose_d(dims, seen, held_out):\n    best = np.argmin(seen)\n    return dims[best]"),
    reference=choose_d,
    cases=draw_losses,
    small=([8, 16, 64, 128, 256], [0.93, 0.85, 0.60, 0.40, 0.41], [1.15, 0.90, 0.80, 0.85, 1.10]),
    edges=(
        ([8, 16, 32, 64, 128], [2.0, 1.6, 1.3, 1.1, 1.05], [2.05, 1.9, 1.8, 1.7, 2.2]),
        ([32], [0.5], [0.9]),
    ),
    mistakes=(
        best_on_seen,
        largest_d,
        place_of_best,
        worst_on_held_out,
        lowest_loss,
        smallest_gap,
        smallest_d,
    ),
    hints=(
        "Which of the two lists says how the table does on text that it has not seen?",
        "Find the minimum of that list, and return the d at that position.",
    ),
    why=(
        "The loss on seen text rewards memorizing; held-out loss says where more "
        "dimensions begin to hurt."
    ),
)


# ---- dimension-heads -----------------------------------------------------------------------------


def widths(dims, heads):
    return [-(-d // heads) * heads for d in dims]


def draw_widths(rng):
    heads = int(rng.choice([6, 8, 12, 16]))
    k = rng.integers(5, 60, size=4)
    rest = np.array([1, heads - 1, 0, int(rng.integers(2, heads // 2 + 1))])
    return rng.permutation(k * heads + rest).tolist(), heads


@mistake(
    "Each width can be divided, but some are smaller than the d that was wanted. Which way do you "
    "have to go?"
)
def next_below(dims, heads):
    return [d // heads * heads for d in dims]


@mistake("768 can be divided into 8 parts, and you made it wider. Which d may stay?")
def always_one_more(dims, heads):
    return [(d // heads + 1) * heads for d in dims]


@mistake("You returned less than 298 for 298: you took the nearest width. May a width be below d?")
def nearest_width(dims, heads):
    return [round(d / heads) * heads for d in dims]


@mistake("These are the numbers that each head gets. What is the width of the whole vector?")
def per_head(dims, heads):
    return [-(-d // heads) for d in dims]


@mistake(
    "You added the remainder: 303 and 7 is 310, and 310 cannot be divided into 8 parts. How "
    "much is missing to the next multiple?"
)
def add_remainder(dims, heads):
    return [d + d % heads for d in dims]


@mistake(
    "You gave each head d numbers. The heads share the d numbers: what must be divisible by what?"
)
def times_heads(dims, heads):
    return [d * heads for d in dims]


@mistake(
    "You went up to the next power of 2, so 768 became 1,024. What does a width have to be "
    "divisible by?"
)
def next_power_of_two(dims, heads):
    return [int(2 ** np.ceil(np.log2(d))) for d in dims]


@mistake("You went up by one step: 298 became 299. Can 299 be split into 8 equal parts?")
def one_step_up(dims, heads):
    return [d + (d % heads > 0) for d in dims]


@mistake("You added 7 to 298, and got 305. Can 305 be split into 8 equal parts?")
def all_but_one_added(dims, heads):
    return [d + heads - 1 if d % heads else d for d in dims]


HEADS = Function(
    name="dimension-heads",
    task=(
        "**Room for the heads**\n\n"
        "Multi-head attention splits each vector into `heads` equal parts. For each d in `dims` "
        "return the smallest width that is at least d and can be split this way. A d that "
        "can be split already is unchanged."
    ),
    stub="def widths(dims, heads):\n    ...",
    reference=widths,
    cases=draw_widths,
    small=([298, 303, 768], 8),
    edges=(([1, 5], 1), ([64], 64), ([10], 64)),
    mistakes=(
        next_below,
        always_one_more,
        nearest_width,
        per_head,
        add_remainder,
        times_heads,
        next_power_of_two,
        one_step_up,
        all_but_one_added,
    ),
    hints=(
        "Divide d by `heads`, round up, and multiply again.",
        "`-(-d // heads)` rounds up; so does `(d + heads - 1) // heads`; `math.ceil` does too.",
    ),
    why="Equal parts need d divisible by the number of heads, as 768 / 12 = 64.",
)


EXERCISES = (GROWTH, FASTAI, CHOOSE_D, HEADS, HOLD_OUT)
