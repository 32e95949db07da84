"""Exercises of the optional lesson in PyTorch: learners write PyTorch, NumPy judges it.

The references are written in NumPy, so all of this is judged and tested without PyTorch; what
`solution` shows is in `code`.
"""

import numpy as np

from embedlab.gradients import gradient_step, row_gradient
from embedlab.optimizers import adamw
from embedlab.practice.exercises.kinds import Function, mistake

__all__ = ["EXERCISES"]

OPTIMIZERS = "torch._dynamo"  # the first optimizer of a kernel loads it, which takes seconds


def draw_table(rng, V, d):
    return rng.normal(size=(V, d)).round(1)


# ---- pytorch-linear -----------------------------------------------------------------------------


def rows(weight, ids):
    return weight.T[ids]


def draw_linear(rng):
    V, d, B, T = int(rng.integers(7, 10)), int(rng.integers(4, 6)), 2, 3
    return draw_table(rng, d, V), rng.integers(
        d, size=(B, T)
    )  # IDs below d: no error gives it away


@mistake(
    "Each ID gave V numbers, not d: you took row i of the (d, V) weight. Which axis of `weight` "
    "counts the tokens?"
)
def linear_row(weight, ids):
    return weight[ids]


@mistake(
    "The shape is correct and the numbers are from mixed-up rows: reshape keeps the order of the "
    "numbers in memory. What does a transpose do instead?"
)
def linear_reshaped(weight, ids):
    return weight.reshape(weight.shape[::-1])[ids]


LINEAR = Function(
    name="pytorch-linear",
    task=(
        "**The table inside a linear layer**\n\n"
        "`weight` (d, V) comes from an `nn.Linear(V, d, bias=False)` that was fed with one-hot "
        "vectors. Return the embeddings of `ids` (B, T), shape (B, T, d), from an `nn.Embedding`."
    ),
    stub=(
        "def rows(weight, ids):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(...))\n"
        "    return layer(torch.tensor(ids))"
    ),
    reference=rows,
    cases=draw_linear,
    small=(np.arange(8.0).reshape(2, 4), np.array([[1, 0, 1]])),
    mistakes=(linear_row, linear_reshaped),
    hints=(
        "What shape does `from_pretrained` expect, and what shape does `weight` have?",
        "Column i of `weight` is the embedding of token i.",
    ),
    why="`nn.Linear` stores its weight as (outputs, inputs), so each token is a column.",
    code=(
        "def rows(weight, ids):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(weight.T))\n"
        "    return layer(torch.tensor(ids))"
    ),
)


# ---- pytorch-bad-ids ----------------------------------------------------------------------------


def bad_ids(X, V):
    return np.argwhere((X < 0) | (X >= V))


def draw_ids(rng):
    V = int(rng.integers(5, 9))
    X = rng.integers(V, size=(3, 5))
    X[tuple(rng.permutation([[0, 1, 2], [4, 0, 2]], axis=1))] = V, -1, V + 3
    X[1, 1] = V - 1
    return X, V


@mistake(
    "ID V was not reported. A table of V rows starts counting at 0: what is the number of its "
    "last row?"
)
def bad_above(X, V):
    return np.argwhere((X < 0) | (X > V))


@mistake(
    "Row V − 1 exists, and its ID was reported. Which is the first ID that the table does not have?"
)
def bad_last(X, V):
    return np.argwhere((X < 0) | (X >= V - 1))


@mistake("Negative IDs were not reported. Does `nn.Embedding` count from the end, as NumPy does?")
def bad_positive(X, V):
    return np.argwhere(X >= V)


@mistake("You returned the IDs themselves. Where are they? Return text and position of each.")
def bad_values(X, V):
    return X[(X < 0) | (X >= V)]


@mistake("You marked every ID with True or False. Return the places of the bad ones, one per row.")
def bad_mask(X, V):
    return (X < 0) | (X >= V)


BAD_IDS = Function(
    name="pytorch-bad-ids",
    task=(
        "**Where is the bad ID?**\n\n"
        "`X` (B, T) contains IDs for a table of V rows. Return the places of all IDs that the "
        "table does not have, one (text, position) per row, in reading order: shape (n, 2)."
    ),
    stub="def bad_ids(X, V):\n    X = torch.tensor(X)\n    return ...",
    reference=bad_ids,
    cases=draw_ids,
    small=(np.array([[0, 4, 2], [5, 3, -1]]), 5),
    edges=((np.array([[0, 1], [1, 0]]), 2),),
    mistakes=(bad_above, bad_last, bad_positive, bad_values, bad_mask),
    hints=(
        "First a mask of shape (B, T): which IDs are below the first row or beyond the last?",
        "`mask.nonzero()` gives the places where a mask is True.",
    ),
    why="`nonzero` names the places that the error message leaves out.",
    code=("def bad_ids(X, V):\n    X = torch.tensor(X)\n    return ((X < 0) | (X >= V)).nonzero()"),
)


# ---- pytorch-step -------------------------------------------------------------------------------


def step(E, ids, G, lr):
    return gradient_step(E, ids, G, lr)


def draw_step(rng):
    V, d, T = int(rng.integers(6, 9)), 3, 5
    ids = rng.integers(V - 1, size=T)
    ids[3] = ids[1]  # one row is looked up twice
    return draw_table(rng, V, d), ids, draw_table(rng, T, d), float(rng.choice([0.1, 0.5]))


@mistake(
    "No row moved. PyTorch fills `layer.weight.grad` only when something is sent back, and the "
    "optimizer moves the table only when it is asked to. Which of the two is missing?"
)
def step_none(E, ids, G, lr):
    return E


@mistake(
    "Every lookup sent back a gradient of ones, which is what `H.sum().backward()` does. Where "
    "does G come in?"
)
def step_sum(E, ids, G, lr):
    return E - lr * row_gradient(ids, np.ones_like(G), len(E))


@mistake(
    "The step is too small by the number of entries of G: a mean divides by it. What has to be "
    "summed?"
)
def step_mean(E, ids, G, lr):
    return E - lr * row_gradient(ids, G / G.size, len(E))


@mistake("The rows moved along the gradient, towards a larger loss. What sign does a step have?")
def step_uphill(E, ids, G, lr):
    return E + lr * row_gradient(ids, G, len(E))


@mistake("A row was looked up twice and moved by one of its two gradients. What happens to both?")
def step_last(E, ids, G, lr):
    new = E.copy()
    new[ids] -= lr * G
    return new


STEP = Function(
    name="pytorch-step",
    task=(
        "**The step, in PyTorch**\n\n"
        "The rows of `ids` (T,) were looked up, and G (T, d) is ∂L/∂H. Take one step of plain SGD "
        "with learning rate `lr` and return the table."
    ),
    stub=(
        "def step(E, ids, G, lr):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)\n"
        "    H = layer(torch.tensor(ids))\n"
        "    ...\n"
        "    return layer.weight.detach()"
    ),
    reference=step,
    loads=OPTIMIZERS,
    cases=draw_step,
    small=(
        np.array([[0.0, 1.0], [2.0, 0.0], [-1.0, 3.0], [4.0, -2.0]]),
        np.array([3, 1, 1, 0]),
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0], [-1.0, 1.0]]),
        0.1,
    ),
    mistakes=(step_none, step_sum, step_mean, step_uphill, step_last),
    hints=(
        "Three things: an optimizer for `layer.parameters()`, the gradient sent back, a step.",
        "`H.backward(torch.tensor(G))` sends G back from H.",
        "`torch.optim.SGD(layer.parameters(), lr=lr)` has a method `step`.",
    ),
    why="`backward` fills `weight.grad` with the sum per row, and `step` subtracts lr times it.",
    code=(
        "def step(E, ids, G, lr):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)\n"
        "    H = layer(torch.tensor(ids))\n"
        "    H.backward(torch.tensor(G))\n"
        "    torch.optim.SGD(layer.parameters(), lr=lr).step()\n"
        "    return layer.weight.detach()"
    ),
)


# ---- pytorch-pad --------------------------------------------------------------------------------


def after_step(E, ids, pad):
    start = E.copy()
    start[pad] = 0
    G = np.ones((len(ids), E.shape[1]))
    G[ids == pad] = 0
    return start - row_gradient(ids, G, len(E))


def draw_pad(rng):
    V, d, T = int(rng.integers(6, 9)), 3, 5
    ids, pad = rng.integers(V, size=T), int(rng.integers(1, V))
    ids[[1, 4]] = pad
    return draw_table(rng, V, d) + 0.05, ids, pad


@mistake(
    "Row `pad` has kept the numbers it came with. `padding_idx` stops its gradient; who writes "
    "the zeros?"
)
def pad_kept(E, ids, pad):
    zeros = after_step(E, ids, pad)
    zeros[pad] = E[pad]
    return zeros


@mistake(
    "Row `pad` started at 0 and then moved: it was trained like any other row. How does the "
    "layer learn which ID is padding?"
)
def pad_trained(E, ids, pad):
    start = E.copy()
    start[pad] = 0
    return start - row_gradient(ids, np.ones((len(ids), E.shape[1])), len(E))


@mistake("Row `pad` is an ordinary row here: it kept its numbers and was trained. Which ID is it?")
def pad_ignored(E, ids, pad):
    return E - row_gradient(ids, np.ones((len(ids), E.shape[1])), len(E))


@mistake("Row 0 became the pad row, but this time the pad ID isn't 0. Where does `pad` come in?")
def pad_is_zero(E, ids, pad):
    return after_step(E, ids, 0)


PAD = Function(
    name="pytorch-pad",
    task=(
        "**A pad row that stays zero**\n\n"
        "Make a layer from E whose row `pad` is all zeros and stays so; the other rows keep their "
        "numbers and learn. The last lines take a step with lr = 1 in which each lookup has the "
        "gradient 1."
    ),
    stub=(
        "def after_step(E, ids, pad):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(E), ...)\n"
        "    layer(torch.tensor(ids)).sum().backward()\n"
        "    torch.optim.SGD(layer.parameters(), lr=1.0).step()\n"
        "    return layer.weight.detach()"
    ),
    reference=after_step,
    loads=OPTIMIZERS,
    cases=draw_pad,
    small=(np.array([[2.0, 3.0], [1.0, 1.0], [5.0, 4.0]]), np.array([0, 1, 1, 2]), 1),
    mistakes=(pad_kept, pad_trained, pad_ignored, pad_is_zero),
    hints=(
        "Two arguments of `from_pretrained` matter: one names the pad ID, one lets rows learn.",
        "Neither of them writes a zero. Take the tensor out of the call and set its row first.",
    ),
    why="`padding_idx` stops the gradient and `freeze=False` lets the rest learn; zeros are yours.",
    code=(
        "def after_step(E, ids, pad):\n"
        "    table = torch.tensor(E)\n"
        "    table[pad] = 0\n"
        "    layer = nn.Embedding.from_pretrained(table, freeze=False, padding_idx=pad)\n"
        "    layer(torch.tensor(ids)).sum().backward()\n"
        "    torch.optim.SGD(layer.parameters(), lr=1.0).step()\n"
        "    return layer.weight.detach()"
    ),
)


# ---- pytorch-new-rows ---------------------------------------------------------------------------


def new_rows(E, old, ids, steps):
    trained = adamw_run(E, ids, steps)
    trained[:old] = E[:old]
    return trained


def adamw_run(E, ids, steps, *, first=0, decay=0.01):
    """The table after steps of AdamW, lr = 0.1, with the gradient 1 per lookup from `first` on."""
    G, state = row_gradient(ids, np.ones((len(ids), E.shape[1])), len(E)), None
    G[:first] = 0
    for _ in range(steps):
        E, state = adamw(E, G, state, lr=0.1, weight_decay=decay)
    return E


def draw_new_rows(rng):
    V, d, old = int(rng.integers(7, 10)), 3, 4
    ids = np.array([1, old, old + 1, 1, int(rng.integers(old, V))])
    return draw_table(rng, V, d) + 0.05, old, ids, int(rng.integers(3, 7))


@mistake(
    "The old rows got no gradient and still changed: each shrank by a tenth of a percent per "
    "step. Which part of AdamW needs no gradient?"
)
def masked_gradient(E, old, ids, steps):
    return adamw_run(E, ids, steps, first=old)


@mistake("Nothing protects the old rows yet: they moved, too. When in a step do they change?")
def all_rows(E, old, ids, steps):
    return adamw_run(E, ids, steps)


@mistake("The old rows stayed, but the new ones lost their weight decay. Keep it at 0.01 for them.")
def no_decay(E, old, ids, steps):
    return adamw_run(E, ids, steps, first=old, decay=0.0)


@mistake("No row moved, not even a new one. Whom does your change freeze?")
def all_frozen(E, old, ids, steps):
    return E


@mistake("The new rows stayed and the old ones moved. Which rows does `[:old]` name?")
def wrong_half(E, old, ids, steps):
    trained = adamw_run(E, ids, steps)
    trained[old:] = E[old:]
    return trained


NEW_ROWS = Function(
    name="pytorch-new-rows",
    task=(
        "**Train only the new rows**\n\n"
        "The first `old` rows of E must come out bit for bit as they went in. The rows after them "
        "are trained with AdamW, decay included. Change whatever you like between the first line "
        "and the last; as it is, all rows move."
    ),
    stub=(
        "def new_rows(E, old, ids, steps):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)\n"
        "    adamw = torch.optim.AdamW(layer.parameters(), lr=0.1, weight_decay=0.01)\n"
        "    for _ in range(steps):\n"
        "        adamw.zero_grad()\n"
        "        layer(torch.tensor(ids)).sum().backward()\n"
        "        adamw.step()\n"
        "    return layer.weight.detach()"
    ),
    reference=new_rows,
    loads=OPTIMIZERS,
    cases=draw_new_rows,
    small=(np.array([[2.0, 3.0], [1.0, 1.0], [5.0, 4.0]]), 2, np.array([1, 2]), 2),
    mistakes=(masked_gradient, all_rows, no_decay, all_frozen, wrong_half),
    hints=(
        "Two of the three ways above keep the decay of the new rows. Which two?",
        "After each step, copy the old rows back, inside `with torch.no_grad():`.",
        "`layer.weight[:old] = torch.tensor(E[:old])` is that copy.",
    ),
    why="What is copied back after every step cannot drift, whatever the optimizer does.",
    code=(
        "def new_rows(E, old, ids, steps):\n"
        "    layer = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)\n"
        "    adamw = torch.optim.AdamW(layer.parameters(), lr=0.1, weight_decay=0.01)\n"
        "    for _ in range(steps):\n"
        "        adamw.zero_grad()\n"
        "        layer(torch.tensor(ids)).sum().backward()\n"
        "        adamw.step()\n"
        "        with torch.no_grad():\n"
        "            layer.weight[:old] = torch.tensor(E[:old])\n"
        "    return layer.weight.detach()"
    ),
)


# ---- pytorch-resize -----------------------------------------------------------------------------


def resized(E, new, ids, h):
    table = np.vstack([E, new])
    return table - row_gradient(ids, np.ones((len(ids), len(h))), len(table)) - h


def draw_resize(rng):
    V, n, d, T = int(rng.integers(5, 8)), 2, 3, 4
    return (
        draw_table(rng, V, d),
        draw_table(rng, n, d),
        rng.integers(V + n, size=T),
        rng.normal(size=d).round(1) + 0.05,
    )


@mistake(
    "The table moved only in its input role. Its output role went to the old, shorter table, which "
    "`head` still holds. Where is `head` told about the new one?"
)
def head_forgotten(E, new, ids, h):
    table = np.vstack([E, new])
    return table - row_gradient(ids, np.ones((len(ids), len(h))), len(table))


@mistake(
    "The new rows come before the old ones, so every old ID now reads another row. Where do new "
    "tokens go?"
)
def new_in_front(E, new, ids, h):
    return resized(new, E, ids, h)


RESIZE = Function(
    name="pytorch-resize",
    task=(
        "**Tied, and still tied after a resize**\n\n"
        "`head` is tied to `table`. Then `new` (n, d) rows are added, and a step with lr = 1 sends "
        "a gradient of 1 to each lookup and to each logit. Add the missing line, so that the table "
        "moves in both roles."
    ),
    stub=(
        "def resized(E, new, ids, h):\n"
        "    table = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)\n"
        "    head = nn.Linear(len(h), len(E), bias=False)\n"
        "    head.weight = table.weight\n"
        "    both = torch.tensor(np.vstack([E, new]))\n"
        "    table = nn.Embedding.from_pretrained(both, freeze=False)\n"
        "    (table(torch.tensor(ids)).sum() + head(torch.tensor(h)).sum()).backward()\n"
        "    torch.optim.SGD(table.parameters(), lr=1.0).step()\n"
        "    return table.weight.detach()"
    ),
    reference=resized,
    loads=OPTIMIZERS,
    cases=draw_resize,
    small=(
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        np.array([[2.0, 2.0]]),
        np.array([2, 0]),
        np.array([1.0, 2.0]),
    ),
    mistakes=(head_forgotten, new_in_front),
    hints=(
        "What does `head.weight` point to after the second `from_pretrained`?",
        "The line that tied the two has to be said again, after the resize.",
    ),
    why="A new `nn.Embedding` is a new parameter; whatever was tied to the old one stays with it.",
    code=(
        "def resized(E, new, ids, h):\n"
        "    table = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)\n"
        "    head = nn.Linear(len(h), len(E), bias=False)\n"
        "    head.weight = table.weight\n"
        "    both = torch.tensor(np.vstack([E, new]))\n"
        "    table = nn.Embedding.from_pretrained(both, freeze=False)\n"
        "    head.weight = table.weight\n"
        "    (table(torch.tensor(ids)).sum() + head(torch.tensor(h)).sum()).backward()\n"
        "    torch.optim.SGD(table.parameters(), lr=1.0).step()\n"
        "    return table.weight.detach()"
    ),
)


# ---- pytorch-bag --------------------------------------------------------------------------------


def means(E, ids, pad):
    real = (ids != pad)[..., None]
    return (E[ids] * real).sum(axis=1) / real.sum(axis=1)


def draw_bag(rng):
    V, d, B, T = int(rng.integers(6, 9)), 3, 2, 4
    pad = int(rng.integers(V))
    ids = (pad + rng.integers(1, V, size=(B, T))) % V
    ids[0, 2:], ids[1, 3] = pad, pad
    return draw_table(rng, V, d) + 0.05, ids, pad


@mistake("The pad rows are part of the mean. Which argument tells the layer to leave them out?")
def mean_with_pad(E, ids, pad):
    return E[ids].mean(axis=1)


@mistake("These are sums: the longer a text, the longer its vector. Which `mode` divides?")
def sum_without_pad(E, ids, pad):
    return (E[ids] * (ids != pad)[..., None]).sum(axis=1)


@mistake(
    "The pad rows are left out of the sum and still counted in the division. `EmbeddingBag` can "
    "leave them out of both; which argument does that?"
)
def mean_by_length(E, ids, pad):
    return sum_without_pad(E, ids, pad) / ids.shape[1]


BAG = Function(
    name="pytorch-bag",
    task=(
        "**The mean of a padded text**\n\n"
        "`ids` (B, T) contains B texts that were padded with the ID `pad`. Return the mean row of "
        "each text without its padding, shape (B, d)."
    ),
    stub=(
        "def means(E, ids, pad):\n"
        "    bag = nn.EmbeddingBag.from_pretrained(torch.tensor(E), ...)\n"
        "    return bag(torch.tensor(ids))"
    ),
    reference=means,
    cases=draw_bag,
    small=(np.array([[9.0, 9.0], [1.0, 2.0], [3.0, 6.0]]), np.array([[1, 2, 0]]), 0),
    mistakes=(mean_with_pad, sum_without_pad, mean_by_length),
    hints=(
        "The layer has the same argument for padding as `nn.Embedding`.",
        '`mode` may be "mean" (the default), "sum" or "max".',
    ),
    why="`EmbeddingBag` looks up and averages in one call, and leaves `padding_idx` out of both.",
    code=(
        "def means(E, ids, pad):\n"
        "    bag = nn.EmbeddingBag.from_pretrained(torch.tensor(E), padding_idx=pad)\n"
        "    return bag(torch.tensor(ids))"
    ),
)


EXERCISES = (LINEAR, BAD_IDS, STEP, PAD, NEW_ROWS, RESIZE, BAG)
