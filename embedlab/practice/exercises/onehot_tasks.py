"""What lesson 03 asks for on its way: vectors, weights, a size and a product."""

import numpy as np

from embedlab import one_hot
from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS", "draw_gradients"]


# ---- onehot-try-vector ---------------------------------------------------------------------------


def one_hot_vector(i, V):
    x = np.zeros(V)
    x[i] = 1
    return x


def draw_id(rng):
    V = int(rng.integers(4, 9))
    return int(rng.integers(2, V - 1)), V


@mistake("The entry at index i is i itself. The ID says where the 1 is, not how large it is.")
def id_as_entry(i, V):
    return i * one_hot_vector(i, V)


@mistake("Your 1 is at index i − 1. IDs are counted from 0: which index belongs to ID 2?")
def counted_from_one(i, V):
    return one_hot_vector(i - 1, V)


@mistake("Your vector ends at index i. It needs an entry for each of the V tokens.")
def too_short(i, V):
    return one_hot_vector(i, i + 1)


@mistake("All entries up to index i are 1. How many tokens does the ID name?")
def ones_up_to(i, V):
    return (np.arange(V) <= i) * 1.0


TRY_VECTOR = Function(
    name="onehot-try-vector",
    reference=one_hot_vector,
    cases=draw_id,
    small=(2, 5),
    edges=((0, 3), (3, 4)),
    mistakes=(id_as_entry, counted_from_one, too_short, ones_up_to),
    hints=("`np.zeros(V)` has V zeros.", "Set one entry: `x[i] = 1`. Then return x."),
    why="V zeros, and a 1 at index i.",
)


# ---- onehot-try-batch ----------------------------------------------------------------------------


def one_hot_batch(X, V):
    return (X[..., None] == np.arange(V)).astype(float)


def draw_batch(rng):
    B, T, V = 2, 3, int(rng.integers(5, 8))
    X = rng.permutation(V - 1)[: B * T] if B * T < V else rng.integers(V - 1, size=B * T)
    X[0] = 1
    return X.reshape(B, T), V


@mistake(
    "The new axis of length V comes first. Which of X[None] and X[..., None] adds an axis at the "
    "end?"
)
def new_axis_first(X, V):
    return np.moveaxis(one_hot_batch(X, V), -1, 0)


@mistake("You flattened X: the axes B and T are one. Each axis of X should be kept.")
def flattened(X, V):
    return one_hot_batch(X, V).reshape(-1, V)


@mistake("You compared with 1, 2, …, V. IDs are counted from 0.")
def compared_from_one(X, V):
    return (X[..., None] == np.arange(1, V + 1)).astype(float)


@mistake(
    "Each vector has as many entries as the largest ID of this X needs. How many does V ask for?"
)
def length_from_the_batch(X, V):
    return one_hot_batch(X, X.max() + 1)


TRY_BATCH = Function(
    name="onehot-try-batch",
    reference=one_hot_batch,
    cases=draw_batch,
    small=(np.array([[1, 2, 0], [3, 2, 0]]), 5),
    edges=((np.array([2, 0]), 4), (np.array([[[1]]]), 3)),
    mistakes=(new_axis_first, flattened, compared_from_one, length_from_the_batch),
    hints=(
        "`np.arange(V)` contains all IDs. What shape must X have so that each entry of it meets "
        "all V of them?",
        "`X[..., None]` has one more axis, of length 1, at the end.",
        "`(X[..., None] == np.arange(V)).astype(float)`",
    ),
    why="X[..., None] has shape (B, T, 1), and each ID is compared with all V of them.",
)


# ---- onehot-try-memory ---------------------------------------------------------------------------


def draw_memory(rng):
    B, T = int(rng.choice([4, 8, 16])), int(rng.choice([64, 128, 256]))
    return {"B": B, "T": T, "V": int(rng.choice([30_522, 50_257, 32_000, 21_128]))}


TRY_MEMORY = Numbers(
    name="onehot-try-memory",
    task=(
        "**Memory of one-hot vectors**\n\n"
        "A batch has B = {B} and T = {T}, and V = {V:,}. How many MB (10⁶ bytes) do its one-hot "
        "vectors take in float32? Give one decimal."
    ),
    answer=lambda B, T, V: B * T * V * 4 / 1e6,
    tolerance=0.06,
    draw=draw_memory,
    first={"B": 8, "T": 128, "V": 50_257},
    mistakes=(
        Mistake(
            lambda B, T, V: B * T * V / 1e6,
            "These are the entries, in millions. How many bytes does a float32 take?",
        ),
        Mistake(
            lambda B, T, V: B * T * V * 8 / 1e6,
            "You took 8 bytes per entry. A float32 has 32 bits: how many bytes are they?",
        ),
        Mistake(lambda B, T, V: B * T * V * 4, "These are bytes. How many bytes are one MB?"),
        Mistake(
            lambda T, V: T * V * 4 / 1e6,
            "You counted one text of {T} tokens. How many texts does the batch contain?",
        ),
        Mistake(
            lambda V: V * 4 / 1e6,
            "You counted the vector of one ID. How many IDs does the batch contain?",
        ),
        Mistake(
            lambda B, V: B * V * 4 / 1e6,
            "You counted one ID per text. How many IDs does each of the {B} texts have?",
        ),
    ),
    hints=("How many IDs are there, and how many entries does each vector have?",),
    why="B · T vectors of V entries with 4 bytes each.",
    working="{B} · {T} IDs, times {V:,} entries, times 4 bytes, divided by 10⁶.",
)


def draw_gradients(rng):
    V, d, T = int(rng.integers(7, 10)), int(rng.integers(2, 4)), 5
    ids = rng.choice(rng.permutation(V - 1)[:3], size=T)
    while len(np.unique(ids)) < 3 or (np.diff(ids) >= 0).all():
        ids = rng.permutation(
            np.append(rng.choice(np.unique(ids), size=2), rng.permutation(V - 1)[:3])
        )
    return ids, rng.normal(size=(T, d)).round(2), V


# ---- onehot-try-weights -----------------------------------------------------------


TRY_WEIGHTS = Numbers(
    name="onehot-try-weights",
    answer=(0, 0.25, 0, 0.75, 0),
    mistakes=(
        Mistake(
            (0, 0.75, 0, 0.25, 0),
            "This is one quarter of “man” and three quarters of “dog”. Which entry of x belongs "
            "to row 1?",
        ),
        Mistake((0, 0.5, 0, 0.5, 0), "This is half of each row. Which row should count for more?"),
        Mistake(
            (0, 1, 0, 3, 0),
            "The two rows have the correct ratio, but their weights add up to 4. What is a quarter "
            "of each weight?",
        ),
        Mistake(
            (1.5, 1.75, 1.5),
            "This is the product x @ E, and it is correct. Which five numbers x give it?",
        ),
        Mistake(
            (0.25, 0.75),
            "These are the two weights. x has an entry for each of the five rows: at which indices "
            "are these two?",
        ),
    ),
    working="Row 1 gets the weight 1/4, row 3 gets 3/4: `[0, 0.25, 0, 0.75, 0]`.",
    why="Each entry of x says how much of its row goes into the product.",
)


# ---- onehot-try-into-table --------------------------------------------------------


def into_table(ids, G, V):
    return one_hot(ids, V).T @ G


@mistake(
    "You assigned the rows of G, so only the last of two rows with the same ID is left. What does "
    "a product do with them?"
)
def assigned(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


@mistake(
    "The row that occurs twice contains a mean. A nudge of that row acts at both positions: are "
    "two effects averaged?"
)
def averaged(ids, G, V):
    return into_table(ids, G, V) / np.maximum(np.bincount(ids, minlength=V), 1)[:, None]


@mistake("Your table has a column for each token, shape (d, V). What shape does E have?")
def tokens_as_columns(ids, G, V):
    return G.T @ one_hot(ids, V)


@mistake("This is the transposed one-hot matrix. With what do you still have to multiply it?")
def no_product(ids, G, V):
    return one_hot(ids, V).T


TRY_INTO_TABLE = Function(
    name="onehot-try-into-table",
    reference=into_table,
    cases=draw_gradients,
    small=(np.array([3, 1, 3]), np.array([[1.0, 2], [4, 0], [5, -1]]), 5),
    mistakes=(assigned, averaged, tokens_as_columns, no_product),
    why="`one_hot(ids, V).T @ G`: the shapes are (V × T)(T × d) = (V × d), and rows are added.",
)


TASKS = (TRY_VECTOR, TRY_WEIGHTS, TRY_BATCH, TRY_MEMORY, TRY_INTO_TABLE)
