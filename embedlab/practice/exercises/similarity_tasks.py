"""The tasks inside lesson 04."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


def unit_rows(E):
    return E / np.sqrt((E**2).sum(axis=1, keepdims=True))


def draw_rows(rng):
    V = int(rng.integers(3, 6))
    return ((rng.normal(size=(V, V)) * rng.uniform(0.5, 3, size=(V, 1))).round(1) + 0.03,)


@mistake(
    "E has as many columns as rows here, so there was no error, but each column was divided by "
    "a norm. What shape must the norms have to divide rows?"
)
def columns_divided(E):
    return E / np.linalg.norm(E, axis=1)


@mistake("These are the norms of the columns. Along which axis does one row extend?")
def norms_of_columns(E):
    return E / np.linalg.norm(E, axis=0)


@mistake("All rows were divided by one number. Each row has a norm of its own.")
def one_norm_for_all(E):
    return E / np.linalg.norm(E)


@mistake("The rows were divided by their squared norms. What turns a · a into ‖a‖?")
def squares(E):
    return E / (E**2).sum(axis=1, keepdims=True)


@mistake("The rows were divided by the sums of their entries. How did Pythagoras measure length?")
def sums(E):
    return E / E.sum(axis=1, keepdims=True)


@mistake(
    "The rows were divided by the sums of the absolute values, 7 for [3, 4]. How did Pythagoras "
    "measure length?"
)
def absolute_sums(E):
    return E / abs(E).sum(axis=1, keepdims=True)


@mistake("These are the norms. Divide the rows of E by them.")
def norms_alone(E):
    return np.linalg.norm(E, axis=1)


TRY_UNIT_ROWS = Function(
    name="similarity-try-unit-rows",
    reference=unit_rows,
    code="def unit_rows(E):\n    return E / norm(E)[:, None]",
    cases=draw_rows,
    small=(np.array([[3.0, 4.0], [0.0, 2.0]]),),
    mistakes=(
        columns_divided,
        norms_of_columns,
        one_norm_for_all,
        squares,
        sums,
        absolute_sums,
        norms_alone,
    ),
    why="`E / norm(E)[:, None]`: the norms get the shape (V, 1), and each one divides its row.",
)


def unit_target(E, a, b, c):
    U = unit_rows(E)
    return U[b] - U[a] + U[c]


def draw_question(rng):
    E = (rng.normal(size=(6, 3)) * rng.uniform(0.5, 3, size=(6, 1))).round(2)
    return (E, *(int(i) for i in rng.permutation(6)[:3]))


@mistake("This is the sum with the rows of E. Use the unit vectors in U.")
def rows_of_E(E, a, b, c):
    return E[b] - E[a] + E[c]


@mistake("This goes from b to a. The step from a to b is what must be added to a to get b.")
def from_b_to_a(E, a, b, c):
    U = unit_rows(E)
    return U[a] - U[b] + U[c]


@mistake("You added all three rows. Which one is subtracted?")
def three_added(E, a, b, c):
    U = unit_rows(E)
    return U[a] + U[b] + U[c]


@mistake("The row of c was subtracted. The step from a to b starts at c.")
def c_subtracted(E, a, b, c):
    U = unit_rows(E)
    return U[b] - U[a] - U[c]


@mistake("You normalized after the sum. Normalize each row before you add them.")
def normalized_after(E, a, b, c):
    v = E[b] - E[a] + E[c]
    return v / np.linalg.norm(v)


TRY_UNIT_TARGET = Function(
    name="similarity-try-unit-target",
    stub=(
        "def unit_target(E, a, b, c):\n    U = E / norm(E)[:, None]  # unit vectors\n    return ..."
    ),
    reference=unit_target,
    code=(
        "def unit_target(E, a, b, c):\n"
        "    U = E / norm(E)[:, None]  # unit vectors\n"
        "    return U[b] - U[a] + U[c]"
    ),
    cases=draw_question,
    small=(np.array([[2.0, 0.0], [0.0, 4.0], [3.0, 4.0]]), 0, 1, 2),
    mistakes=(rows_of_E, from_b_to_a, three_added, c_subtracted, normalized_after),
    why="`U[b] - U[a] + U[c]`: with it, queen has the cosine 0.769; with the rows of E, 0.783.",
)
TRY_CHANCE = Numbers(
    name="similarity-try-chance",
    answer=0.224,
    tolerance=0.0006,
    mistakes=(
        Mistake(0.00736, "That is `at_random`, over the whole table. Use `frequent` first."),
        Mistake(0.776, "That is the fraction below 0.54. Turn the comparison round."),
        Mistake(112, "That is the number of pairs. Divide it by how many pairs there are."),
        Mistake(22.4, "That is the percentage. Type the fraction."),
    ),
    why="`(frequent > 0.54).mean()` is 0.224; with `at_random` it is less than 1%.",
)
TRY_TURN = Numbers(
    name="similarity-try-turn",
    answer=30,
    tolerance=0.5,
    mistakes=(
        Mistake(0, "At 0° the two kinds cover each other. Move the slider to the right."),
        Mistake(15, "At 15° one city is still below a royal word. Turn a little further."),
        Mistake(45, "At 45° the two kinds are apart, but not for the first time. Go back."),
        Mistake(90, "At 90° the two kinds are far apart. Go back to where it begins."),
    ),
    why="From 30° on, all cities are above all royal words; the third direction separates them.",
)

TASKS = (TRY_UNIT_ROWS, TRY_CHANCE, TRY_UNIT_TARGET, TRY_TURN)
