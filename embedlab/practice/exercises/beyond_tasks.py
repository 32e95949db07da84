"""What lesson 14 asks for on its way."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, mistake

__all__ = ["TASKS"]


# ---- beyond-try-same-side ------------------------------------------------------------------------


def same_side(sides, neighbour):
    return (sides[neighbour] == sides).sum()


@mistake("You compared the sides with the IDs of the neighbours. How do you look up a side by ID?")
def sides_against_ids(sides, neighbour):
    return (sides == neighbour).sum()


@mistake("You counted the members whose neighbour took the other side. The task asks for the rest.")
def other_side(sides, neighbour):
    return (sides[neighbour] != sides).sum()


@mistake("This is a fraction. The task asks for how many members it is true.")
def same_side_fraction(sides, neighbour):
    return (sides[neighbour] == sides).mean()


@mistake("You counted all members. For which of them do the two sides agree?")
def all_members(sides, neighbour):
    return len(sides)


@mistake("These are the comparisons, one per member. How many of them are True?")
def not_counted(sides, neighbour):
    return sides[neighbour] == sides


def draw_sides(rng):
    V = 9
    sides = rng.integers(2, size=V)
    sides[:3] = 0, 1, 0
    neighbour = (np.arange(V) + rng.integers(1, V, size=V)) % V
    neighbour[:3] = 2, 0, 1
    return sides, neighbour


TRY_SAME_SIDE = Function(
    name="beyond-try-same-side",
    reference=same_side,
    cases=draw_sides,
    small=(np.array([0, 1, 0, 1, 1]), np.array([2, 3, 0, 1, 0])),
    mistakes=(sides_against_ids, other_side, same_side_fraction, all_members, not_counted),
    why="`sides[neighbour]` looks up the side of each neighbour; True counts as 1.",
)


# ---- beyond-try-by-member ------------------------------------------------------------------------


def rows_by_member(new_E, order):
    return new_E[order]


@mistake("Member i's new row has the ID order[i]. You used the inverse: whose row is now row 0?")
def inverse_order(new_E, order):
    return new_E[np.argsort(order)]


@mistake("The rows are still in the order of the new IDs. Which row belongs to member 0?")
def still_renamed(new_E, order):
    return new_E


@mistake("You reversed the table. The new IDs are in `order`: which row does member 0 have?")
def rows_upside_down(new_E, order):
    return new_E[::-1]


def draw_renamed(rng):
    return rng.normal(size=(7, 3)).round(1), np.roll(rng.permutation(7), 1)


TRY_BY_MEMBER = Function(
    name="beyond-try-by-member",
    reference=rows_by_member,
    cases=draw_renamed,
    small=(np.array([[1.0, 2.0], [3.0, 0.0], [5.0, 7.0], [4.0, 9.0]]), np.array([2, 0, 3, 1])),
    mistakes=(inverse_order, still_renamed, rows_upside_down),
    why="Row i of `new_E[order]` is row order[i] of new_E, which belongs to member i.",
)


# ---- beyond-try-mean-cosine ----------------------------------------------------------------------


def mean_cosine(A, B):
    dots = (A * B).sum(axis=1)
    return (dots / np.sqrt((A**2).sum(axis=1) * (B**2).sum(axis=1))).mean()


@mistake("You averaged dot products. What makes a cosine of a dot product?")
def mean_dot(A, B):
    return (A * B).sum(axis=1).mean()


@mistake("You treated each table as one long vector. Each member has a cosine of its own.")
def cosine_of_tables(A, B):
    return (A * B).sum() / np.sqrt((A**2).sum() * (B**2).sum())


@mistake("You averaged over all pairs of members. Compare row i of A with row i of B alone.")
def mean_of_all_pairs(A, B):
    unit = [table / np.sqrt((table**2).sum(axis=1, keepdims=True)) for table in (A, B)]
    return (unit[0] @ unit[1].T).mean()


@mistake("These are the cosines, one per member. The task asks for their mean.")
def cosines_not_averaged(A, B):
    return (A * B).sum(axis=1) / np.sqrt((A**2).sum(axis=1) * (B**2).sum(axis=1))


@mistake("You added the cosines up. The task asks for their mean: what is still missing?")
def cosines_added(A, B):
    return len(A) * mean_cosine(A, B)


@mistake("You compared columns: one cosine per dimension. Which axis runs over one member?")
def cosine_per_dimension(A, B):
    return mean_cosine(A.T, B.T)


@mistake("The square root is missing: you divided by the squared lengths of both rows.")
def divided_by_squares(A, B):
    return ((A * B).sum(axis=1) / ((A**2).sum(axis=1) * (B**2).sum(axis=1))).mean()


TRY_MEAN_COSINE = Function(
    name="beyond-try-mean-cosine",
    reference=mean_cosine,
    cases=lambda rng: (rng.normal(size=(6, 3)).round(1) + 0.05, rng.normal(size=(6, 3)) + 0.5),
    small=(
        np.array([[3.0, 4.0], [1.0, 0.0], [0.0, 2.0]]),
        np.array([[4.0, 3.0], [0.0, 5.0], [1.0, 1.0]]),
    ),
    mistakes=(
        mean_dot,
        cosine_of_tables,
        mean_of_all_pairs,
        cosines_not_averaged,
        cosines_added,
        cosine_per_dimension,
        divided_by_squares,
    ),
    why="One dot product per member, divided by the two lengths, and then the mean.",
)

TASKS = (TRY_SAME_SIDE, TRY_BY_MEMBER, TRY_MEAN_COSINE)
