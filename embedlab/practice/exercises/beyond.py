"""Exercises of lesson 14: what the numbers of a table do not mean."""

import numpy as np

from embedlab import cosine, cosine_matrix, procrustes
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- in the lesson: beyond-try-same-side ---------------------------------------------------------


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


# ---- in the lesson: beyond-try-by-member ---------------------------------------------------------


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


# ---- in the lesson: beyond-try-mean-cosine -------------------------------------------------------


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


# ---- beyond-what-stays ---------------------------------------------------------------------------


def turned(e, f, R):
    e, f, R = np.array(e), np.array(f), np.array(R)
    names = {"e": e, "f": f, "R": R, "eR": e @ R, "fR": f @ R, "length": np.hypot(*e)}
    return names | {"dot": e @ f, "squares": e**2, "products": e * f, "moved": (e @ R) * (f @ R)}


def draw_turned(rng):
    triples = ((3, 4), (4, 3), (6, 8), (8, 6), (5, 12), (12, 5), (8, 15), (15, 8))
    turn = np.array([[0, 1], [-1, 0]]) * rng.choice([-1, 1])
    return turned(triples[rng.integers(len(triples))], rng.integers(5, size=2), turn)


WHAT_STAYS = Numbers(
    name="beyond-what-stays",
    task=(
        "**What does a rotation leave unchanged?**\n\n"
        "Two rows, e = {e} and f = {f}, and a rotation R = {R}. Both rows are "
        "rotated: e R and f R. Compute (1) the first coordinate of e R, (2) the length of e R, (3) "
        "the dot product of e R and f R. Give three numbers."
    ),
    stub="answer = ...",
    answer=lambda eR, length, dot: (eR[0], length, dot),
    draw=draw_turned,
    first=turned((3, 4), (0, 2), ((0, 1), (-1, 0))),
    mistakes=(
        Mistake(
            lambda e, length, dot: (e[0], length, dot),
            "Length and dot product are right. You left the coordinate as it was: multiply e with "
            "the first column of R.",
        ),
        Mistake(
            lambda e, R, length, dot: (R[0] @ e, length, dot),
            "Length and dot product are right. You multiplied by the first row of R. In e R, "
            "with e as a row, what does e meet?",
        ),
        Mistake(
            lambda eR, f, length: (eR[0], length, eR @ f),
            "The first two are right. Your dot product is that of e R with the old f. What was "
            "done to f?",
        ),
        Mistake(
            lambda eR, length, dot: (eR[0], length, -dot),
            "The first two are right. Compute f R again, and check the sign of each product.",
        ),
        Mistake(
            lambda eR, length, dot: (eR[0], length**2, dot),
            "The second number is the square of the length. Which step is missing?",
        ),
        Mistake(
            lambda eR, dot: (eR[0], np.abs(eR).sum(), dot),
            "The second number adds up the sizes of the coordinates. How do they make a length?",
        ),
        Mistake(
            lambda eR, dot: (eR[0], eR.sum(), dot),
            "The second number is the sum of the coordinates. How do they make a length?",
        ),
    ),
    hints=(
        "A row times a matrix: the first number of e R is e times the first column of R.",
        "e R = {e[0]}·{R[0]} + {e[1]}·{R[1]}; f R goes the same way.",
    ),
    why="Lengths and dot products are the same when both rows rotate; coordinates are not.",
    working=(
        "e R = {eR} and f R = {fR}. The length of e R is √({squares[1]} + {squares[0]}) = "
        "{length:g}, that of e as well. The dot product is {moved[0]} + {moved[1]} = {dot}, and "
        "e·f = {products[0]} + {products[1]} = {dot} as well."
    ),
)


# ---- beyond-turn-both ----------------------------------------------------------------------------


def turned_outputs(W, R):
    return W @ R


def draw_rotation(rng, d):
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def draw_outputs(rng):
    return rng.normal(size=(6, 4)).round(2), draw_rotation(rng, 4)


@mistake("You left W as it was. The scores are (E R) Wᵀ then: is that E Wᵀ?")
def outputs_unturned(W, R):
    return W


@mistake(
    "You turned W the opposite way. Put it into (E R)(…)ᵀ and multiply out, with an eye on what "
    "the transpose does to a product."
)
def outputs_turned_back(W, R):
    return W @ R.T


@mistake(
    "This has shape (d, V): the tokens are columns. Which axis of an output table counts tokens?"
)
def outputs_as_columns(W, R):
    return R.T @ W.T


@mistake("You rotated W twice. How many times was E rotated?")
def outputs_turned_twice(W, R):
    return W @ R @ R


TURN_BOTH = Function(
    name="beyond-turn-both",
    task=(
        "**Turn the other table too**\n\n"
        "A model scores with `E @ W.T`. A colleague has rotated every input row: the new input "
        "table is `E @ R`, where R is a rotation (R Rᵀ is the identity). Return the new output "
        "table, of shape (V, d), with which each score is what it was."
    ),
    stub="def turned_outputs(W, R):\n    return ...  # (E @ R) @ this.T must equal E @ W.T",
    reference=turned_outputs,
    cases=draw_outputs,
    small=(np.array([[1.0, 0], [2, 1], [0, 3]]), np.array([[0.0, 1], [-1, 0]])),
    edges=(
        (np.array([[1.0, 2, 3]]), np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])),
        (np.array([[2.0], [3]]), np.array([[-1.0]])),
    ),
    mistakes=(outputs_unturned, outputs_turned_back, outputs_as_columns, outputs_turned_twice),
    hints=(
        "The scores are (E R) W_newᵀ. What must stand next to R so that R disappears?",
        "R Rᵀ is the identity, so W_newᵀ must begin with Rᵀ.",
        "W_newᵀ = Rᵀ Wᵀ, and (W R)ᵀ = Rᵀ Wᵀ.",
    ),
    why="Rotate both tables by the same R and no score changes: a coordinate has no meaning.",
)


# ---- beyond-new-ids ------------------------------------------------------------------------------


def moved_rows(E, order):
    moved = np.zeros(np.shape(E))
    moved[order] = E
    return moved


def draw_order(rng):
    V = 7
    while True:
        order = rng.permutation(V)
        if (order[order] != np.arange(V)).any() and (order != np.arange(V)).all():
            return rng.normal(size=(V, 3)).round(2), order


@mistake(
    "Member 0 has new ID 1, and row 1 of your table is not theirs: `E[order]` reads the rows at "
    "the new IDs. To which places must they be written?"
)
def rows_taken(E, order):
    return E[order]


@mistake("The table is as it was. Member 0 now has another ID: whose row would a lookup give them?")
def rows_left(E, order):
    return E


@mistake(
    "The rows are in reverse order. Check with one member: which row do they find at their new ID?"
)
def rows_reversed(E, order):
    return moved_rows(E, order)[::-1]


@mistake("Each row is one position too early. Where do IDs start?")
def one_row_early(E, order):
    return np.roll(moved_rows(E, order), -1, axis=0)


@mistake("Your rows hold the new IDs. An ID is an address: does the content of a row depend on it?")
def numbers_renamed(E, order):
    return np.asarray(order)[:, None] * np.ones(np.shape(E)[1])


NEW_IDS = Function(
    name="beyond-new-ids",
    task=(
        "**New IDs, same members**\n\n"
        "The IDs are assigned again: `order[i]` is the new ID of the member who had ID i. Return "
        "the table in which each member still has their own row."
    ),
    stub="def moved_rows(E, order):\n    ...",
    reference=moved_rows,
    cases=draw_order,
    small=(np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([1, 2, 0])),
    edges=(
        (np.array([[4.0, 5]]), np.array([0])),
        (np.array([[1.0], [2], [3]]), np.array([0, 1, 2])),
    ),
    mistakes=(rows_taken, rows_left, rows_reversed, one_row_early, numbers_renamed),
    hints=(
        "Member i's row is E[i], and it belongs at place order[i].",
        "Write, do not read: make an empty table and fill it at `order`.",
        "`moved[order] = E`; or read with the inverse, `E[np.argsort(order)]`.",
    ),
    why=(
        "An ID is an address: when rows move with their owners, nothing that the model says "
        "changes."
    ),
)


# ---- beyond-price --------------------------------------------------------------------------------


PRICE = Choice(
    name="beyond-price",
    task=(
        "**Is dimension 17 the price?**\n\n"
        'A paper says: "Dimension 17 of our item table is price. Expensive products have large '
        'numbers there." The two tables E and W were trained once on baskets of a shop, from '
        "random starts, and score with E Wᵀ. You train again with another seed; the loss is just "
        "as low. What do you expect of dimension 17? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "It is price again.",
        "b": "It does not have to be price.",
        "c": "It is price again, but the sign may be the other one.",
    },
    reasons={
        1: "The loss sees the tables only through E Wᵀ, and rotating both does not change that.",
        2: "The same baskets lead to the same rows.",
        3: "A random start decides on which side of 0 a dimension lies, and on nothing more.",
        4: "The second run has not been trained for long enough.",
    },
    answer=("b", 1),
    mistakes=(
        Mistake(
            ("a", 2),
            "You expect equal rows from equal data. Turn both tables by one rotation: the loss "
            "stays. What picks one of all these tables?",
        ),
        Mistake(
            ("c", 3),
            "A flip of one axis is one of the rotations that change no score. Is it the only one?",
        ),
        Mistake(
            ("b", 4),
            "The choice is right, the reason is not: the loss is as good as in the first run. "
            "What does the loss not see?",
        ),
        Mistake(
            ("b", 3),
            "The choice is right, but if only signs could differ, dimension 17 would still be "
            "price. What else leaves all scores alone?",
        ),
        Mistake(
            ("a", 1),
            "The reason is true, and contradicts the choice. If any rotation gives an equally good "
            "table, what does that say about single coordinates?",
        ),
    ),
    hints=(
        "What happens to E Wᵀ if both tables are rotated by the same R?",
        "Of all equally good tables, the random start picks one.",
    ),
    why="Price may well be in the table, as a direction; but no axis is set aside for it.",
    working=(
        "Turning E and W together changes every coordinate and no score: (E R)(W R)ᵀ = E Wᵀ. So "
        "nothing ties price to axis 17, and another start ends in another turn of the space: "
        "choice b, reason 1."
    ),
)


# ---- beyond-two-runs -----------------------------------------------------------------------------


def agreement(A, B):
    R = procrustes(A, B)  # the rotation that maps A onto B
    return cosine(A @ R, B).mean()


def draw_runs(rng):
    A = rng.normal(size=(9, 4))
    return A.round(2), (A @ draw_rotation(rng, 4) + 0.3 * rng.normal(size=(9, 4))).round(2)


@mistake(
    "This compares the runs as they lie; turning neither, or both alike, gives the same number. "
    "Each run has axes of its own: what must happen to one of them first?"
)
def raw_agreement(A, B):
    return np.mean(cosine(A, B))


@mistake(
    "The turn goes the wrong way. `procrustes(A, B)` gives the R for which A R comes close to B: "
    "which table does it turn, and is a transpose needed?"
)
def turned_away(A, B):
    return cosine(A @ procrustes(A, B).T, B).mean()


@mistake(
    "You compared who is like whom in each run: a good question that needs no rotation. The task "
    "asks for the mean cosine of each member's own two rows."
)
def correlation_of_cosines(A, B):
    pairs = np.triu_indices(len(A), k=1)
    return np.corrcoef(cosine_matrix(A)[pairs], cosine_matrix(B)[pairs])[0, 1]


@mistake(
    "You compared A with itself, before and after the rotation. What should it be compared with?"
)
def turned_with_itself(A, B):
    return cosine(A @ procrustes(A, B), A).mean()


@mistake("You have one cosine per member. The task asks for one number: what is the last step?")
def every_member_alone(A, B):
    return cosine(A @ procrustes(A, B), B)


@mistake(
    "The turn is right, but these are dot products, and they grow with the lengths of the rows. "
    "How do you turn them into cosines?"
)
def agreement_of_dots(A, B):
    return (A @ procrustes(A, B) * B).sum(axis=1).mean()


TWO_RUNS = Function(
    name="beyond-two-runs",
    task=(
        "**Find the bug: two runs compared**\n\n"
        "A and B, both (V, d), come from two runs with different seeds; row i is the same member "
        "in both. The function should say how well the runs agree: the mean cosine of each "
        "member's two rows, once A has been turned onto B as closely as a rotation can. It says "
        "that two good runs hardly agree. Fix it. You may use `procrustes`, which you know from "
        "the lesson."
    ),
    stub=(
        "from embedlab import cosine, procrustes\n\n"
        "def agreement(A, B):\n"
        "    return cosine(A, B).mean()"
    ),
    reference=agreement,
    cases=draw_runs,
    small=(np.array([[1.0, 0], [0, 2], [1, 1]]), np.array([[0.0, 1], [-2, 0], [-1, 2]])),
    edges=((np.array([[1.0, 2], [0, 1]]), np.array([[1.0, 2], [0, 1]])),),
    mistakes=(
        raw_agreement,
        turned_away,
        correlation_of_cosines,
        turned_with_itself,
        every_member_alone,
        agreement_of_dots,
    ),
    hints=(
        "Two runs agree only up to a turn of the whole space.",
        "`procrustes(A, B)` finds R, shape (d, d); the turned rows are A @ R.",
        "`cosine` takes two tables and gives one cosine per row.",
    ),
    why="Raw coordinates of two runs say nothing; after Procrustes they can be compared.",
)


EXERCISES = (WHAT_STAYS, TURN_BOTH, NEW_IDS, PRICE, TWO_RUNS)
