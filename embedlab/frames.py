"""Films of arrays: each maker turns numbers of yours into frames, which `embedlab.page.film` plays.

A frame is plain data: tables with names, and what to look at in them. The numbers are those of
`lookup`, `row_gradient` and the other functions that the lessons teach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from embedlab.attention import add_positions, causal_mask
from embedlab.checks import as_numbers, check_ids, check_row, check_table, check_text, check_words
from embedlab.gradients import row_gradient
from embedlab.sharded import lookup as lookup_in_shards
from embedlab.sharded import owner, split
from embedlab.softmax import masked_softmax
from embedlab.table import lookup, one_hot
from embedlab.tying import tied_gradients

__all__ = [
    "Frame",
    "add_positions_frames",
    "copy_rows_frames",
    "lookup_frames",
    "mask_frames",
    "one_hot_frames",
    "scatter_add_frames",
    "shard_frames",
    "tied_row_frames",
]


@dataclass(frozen=True)
class Frame:
    """One frame of a film: tables, what is marked in them, which rows travel, and a sentence.

    Attributes
    ----------
    tables : dict of str to array_like, shape (rows, columns)
        By name, in their order on the page. NaN leaves a cell empty.
    marked : sequence of (str, int) or (str, int, int)
        Rows (table, row) and cells (table, row, column) to outline.
    arrows : sequence of pairs of (str, int)
        From which row to which row something travels.
    sentence : str
        What happens here.
    words : dict of str to sequence of str
        Names of a table's rows, instead of their numbers.

    Examples
    --------
    >>> Frame({"E": [[1, 2]], "H": [[1, 2]]}, arrows=[(("E", 0), ("H", 0))], sentence="A copy.")
    Frame: A copy.
    """

    tables: Mapping
    marked: tuple = ()
    arrows: tuple = ()
    sentence: str = ""
    words: Mapping = field(default_factory=dict)

    def __post_init__(self):
        if not isinstance(self.tables, Mapping) or not self.tables:
            raise TypeError('tables must be a dict with a table or more, such as {"E": E}.')
        tables = {name: check_table(A, name).astype(float) for name, A in self.tables.items()}
        if not check_text(self.sentence, "sentence").strip():
            raise ValueError("sentence is empty; say in a sentence what happens in the frame.")
        for name, words in self.words.items():
            if len(check_words(words)) != len(tables.get(name, ())):
                raise ValueError(
                    f"words has {len(words)} names for {name!r}, which has "
                    f"{len(tables.get(name, ()))} rows; give one name per row."
                )
        for place in (*self.marked, *(end for arrow in self.arrows for end in arrow)):
            check_place(place, tables)
        for name, value in (
            ("tables", tables),
            ("marked", tuple(map(tuple, self.marked))),
            ("arrows", tuple((tuple(start), tuple(end)) for start, end in self.arrows)),
        ):
            object.__setattr__(self, name, value)

    def __repr__(self):
        return f"Frame: {self.sentence}"


def check_place(place, tables):
    """Refuse what is no row or cell of these tables."""
    name, *index = place
    shape = tables[name].shape if name in tables else ()
    if not 1 <= len(index) <= len(shape) or any(
        not 0 <= k < n for k, n in zip(index, shape, strict=False)
    ):
        raise IndexError(
            f"{tuple(place)} is no row or cell of the tables "
            + ", ".join(f"{name} {A.shape}" for name, A in tables.items())
            + "; a row is (name, row), a cell (name, row, column)."
        )


def lookup_frames(E, ids, words=None):
    """A lookup: for each position, the row of its ID leaves E and lands in H.

    E has shape (V, d), ids (T,); `words` are the names of the V rows, if they have any.

    >>> frames = lookup_frames([[0, 1], [2, 0], [-1, 3]], [2, 0])
    >>> frames[1], frames[-1].tables["H"].tolist()
    (Frame: Position 0 has ID 2: row 2 of E is copied to H[0]., [[-1.0, 3.0], [0.0, 1.0]])
    """
    E, ids = check_table(E), one_axis(ids, len(E))
    H, named = lookup(E, ids), names(words, E=range(len(E)), H=ids)
    first = f"E has {len(E)} rows. The {len(ids)} positions ask for the rows {ids.tolist()}."
    frames = [Frame({"E": E, "H": first_rows(H, 0)}, sentence=first, words=named)]
    for t, i in enumerate(ids.tolist()):
        frames.append(
            Frame(
                {"E": E, "H": first_rows(H, t + 1)},
                marked=[("E", i), ("H", t)],
                arrows=[(("E", i), ("H", t))],
                sentence=f"Position {t} has ID {i}: row {i} of E is copied to H[{t}].",
                words=named,
            )
        )
    last = f"H has one row per position, shape {H.shape}. E is as it was."
    return [*frames, Frame({"E": E, "H": H}, sentence=last, words=named)]


def one_hot_frames(E, i, words=None):
    """A one-hot product: a 1 moves along x to index i; the products of all other rows are 0.

    x is drawn as a column, so that x[k] is in the line of the row that it multiplies.

    >>> frames = one_hot_frames([[0, 1], [2, 0], [-1, 3]], 1)
    >>> frames[-1].tables["x E"].tolist()
    [[2.0, 0.0]]
    """
    E = check_table(E)
    V, i = len(E), check_row("i", i, len(E))
    named = names(words, E=range(V))

    def frame(x, sentence, **looks):
        products = x[:, None] * E + 0.0  # (V, d); + 0.0 turns −0 into 0
        tables = {"xᵀ": x[:, None], "E": E, "x[k] · E[k]": products, "x E": [x @ E]}
        return Frame(tables, sentence=sentence, words=named, **looks)

    frames = [frame(np.zeros(V), "x is all 0, so all products are 0, and so is their sum x E.")]
    for k in range(i + 1):
        looks = {
            "marked": [("xᵀ", k, 0), ("E", k), ("x[k] · E[k]", k)],
            "arrows": [(("x[k] · E[k]", k), ("x E", 0))],
        }
        said = f"The 1 is at index {k}: 1 · E[{k}] is row {k}, and all other products are 0."
        frames.append(frame(one_hot(k, V).astype(float), said, **looks))
    last = f"x E = E[{i}]: of {E.size} products, {E.size - E.shape[1]} were products with 0."
    marked = [("E", i), ("x E", 0)]
    return [*frames, frame(one_hot(i, V).astype(float), last, marked=marked)]


def scatter_add_frames(ids, G, V, words=None):
    """A scatter-add: each position's gradient is added to its row, beside ``dE[ids] += G``.

    ids has shape (T,), G (T, d). The second table shows the line that loses duplicates: it adds to
    what the row held before, so the last gradient of a row replaces the earlier ones.

    >>> frames = scatter_add_frames([1, 1], [[0, 1], [2, 2]], V=2)
    >>> right, lossy = list(frames[-1].tables.values())[1:]
    >>> right.tolist(), lossy.tolist()
    ([[0.0, 0.0], [2.0, 3.0]], [[0.0, 0.0], [2.0, 2.0]])
    """
    right, lossy = "np.add.at(dE, ids, G)", "dE[ids] += G"
    ids = one_axis(ids, V)
    G, named = as_numbers(G, "G"), names(words, G=ids, **{right: range(V), lossy: range(V)})
    named = named or {"G": [f"{t} → {i}" for t, i in enumerate(ids.tolist())]}
    kept = np.zeros_like(row_gradient(ids, G, V))

    def frame(n, sentence, **looks):
        tables = {"G": G, right: row_gradient(ids[:n], G[:n], V), lossy: kept.copy()}
        return Frame(tables, sentence=sentence, words=named, **looks)

    frames = [frame(0, f"G has one gradient per position, dE one row per token: {V} rows of 0.")]
    for t, i in enumerate(ids.tolist()):
        kept[i] = G[t]
        said = f"Position {t} looked up row {i}: its gradient is added to dE[{i}]."
        if i in ids[:t]:
            said += " On the right it replaces the gradient that was there."
        looks = {
            "marked": [("G", t), (right, i), (lossy, i)],
            "arrows": [(("G", t), (right, i)), (("G", t), (lossy, i))],
        }
        frames.append(frame(t + 1, said, **looks))
    differs = np.flatnonzero((kept != row_gradient(ids, G, V)).any(axis=1)).tolist()
    last = (
        f"dE[ids] += G lost a gradient in {rows_in_words(differs)}, without an error."
        if differs
        else "Both tables are equal: no gradient was lost."
    )
    marked = [(name, i) for name in (right, lossy) for i in differs]
    return [*frames, frame(len(ids), last, marked=marked)]


def tied_row_frames(E, token, target, words=None):
    """The two roles of a tied table, for one pair: what its rows get as input and as output.

    >>> frames = tied_row_frames([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], 0, 1)
    >>> (frames[-1].tables["as input"] != 0).any(axis=1).tolist()
    [True, False, False]
    """
    E = check_table(E)
    V, token, target = (
        len(E),
        check_row("token", token, len(E)),
        check_row("target", target, len(E)),
    )
    as_input, as_output, _ = tied_gradients(E, [token], [target])
    roles, total, every = ("as input", "as output"), "sum: ∂L/∂E", range(V)
    named = names(words, E=every, **dict.fromkeys((*roles, total), every))
    nothing = first_rows(as_input, 0)

    def frame(sentence, dE, *, given, **looks):
        tables = {"E": E, roles[0]: as_input, roles[1]: as_output, total: dE}
        tables |= dict.fromkeys(roles[given:], nothing)
        return Frame(tables, sentence=sentence, words=named, **looks)

    def to_sum(role, rows):
        return [((role, k), (total, k)) for k in rows]

    return [
        frame(
            f"The input token is {token}, the next one is {target}. E looks up, and E classifies.",
            nothing,
            given=0,
            marked=[("E", token)],
        ),
        frame(
            f"Input role: only row {token} was looked up, so only row {token} gets a gradient.",
            nothing,
            given=1,
            marked=[("E", token), (roles[0], token)],
            arrows=[(("E", token), (roles[0], token))],
        ),
        frame(
            f"Output role: all {V} rows gave a logit to the softmax, so each gets a gradient.",
            nothing,
            given=2,
            marked=[("E", k) for k in every],
            arrows=[(("E", k), (roles[1], k)) for k in every],
        ),
        frame(
            f"The table is one, so its gradients add up. First the output role: {V} rows.",
            as_output,
            given=2,
            arrows=to_sum(roles[1], every),
        ),
        frame(
            f"Then the input role: row {token} gets the sum of both.",
            as_input + as_output,
            given=2,
            marked=[(roles[0], token), (total, token)],
            arrows=to_sum(roles[0], [token]),
        ),
    ]


def copy_rows_frames(E, source_words, words):
    """Rows copied from a pretrained table to a word list of another order, by order and by name.

    E has one row per source word; each of `words` must be among them.

    >>> frames = copy_rows_frames([[1], [2], [3]], ["the", "of", "cat"], ["cat", "the"])
    >>> frames[-1].tables["by order"].tolist(), frames[-1].tables["by name"].tolist()
    ([[1.0], [2.0]], [[3.0], [1.0]])
    """
    E, source_words, words = check_table(E, "E"), check_words(source_words), check_words(words)
    missing = [word for word in words if word not in source_words]
    if missing:
        raise ValueError(f"{missing[0]!r} is not among the source words; leave it out, or add it.")
    if len(source_words) != len(E):
        raise ValueError(
            f"there are {len(source_words)} source words, but E has {len(E)} rows; "
            "give one word per row."
        )
    ids = [source_words.index(word) for word in words]
    by_order, by_name = E[: len(words)], lookup(E, ids)
    ours = range(len(words))
    named = names(source_words, pretrained=range(len(E)))
    named |= names(words, **{"by order": ours, "by name": ours})

    def frame(n, sentence, **looks):
        tables = {
            "pretrained": E,
            "by order": first_rows(by_order, n),
            "by name": first_rows(by_name, n),
        }
        return Frame(tables, sentence=sentence, words=named, **looks)

    frames = [frame(0, f"Our {len(words)} words have another order than the pretrained table.")]
    for k, i in enumerate(ids):
        said = f"Our row {k} is “{words[k]}”. By order it gets the row of “{source_words[k]}”"
        looks = {
            "marked": [("by order", k), ("by name", k)],
            "arrows": [(("pretrained", k), ("by order", k)), (("pretrained", i), ("by name", k))],
        }
        same = ", which happens to be its own." if i == k else "; by name it gets its own."
        frames.append(frame(k + 1, said + same, **looks))
    wrong = [k for k, i in enumerate(ids) if i != k]
    last = f"By order, {len(wrong)} of {len(words)} words have the row of another word."
    marked = [("by order", k) for k in wrong]
    return [*frames, frame(len(words), f"{last} The shapes are equal.", marked=marked)]


def add_positions_frames(H, P, words=None):
    """Positions are added: row t of the sum is H[t] + P[t].

    H has shape (T, d), P (T_max, d); `words` are the T tokens.

    >>> add_positions_frames([[1, 0], [1, 0]], [[0, 0], [0, 5]])[-1].tables["H + P"].tolist()
    [[1.0, 0.0], [1.0, 5.0]]
    """
    H, P = check_table(H, "H"), check_table(P, "P")
    total, T = add_positions(H, P), range(len(H))
    named = names(words, **{"H": T, "H + P": T})

    def frame(n, sentence, **looks):
        tables = {"H": H, "P": P, "H + P": first_rows(total, n)}
        return Frame(tables, sentence=sentence, words=named, **looks)

    frames = [frame(0, "H has a row per token, and P has a row per position.")]
    for t in T:
        looks = {
            "marked": [("H", t), ("P", t), ("H + P", t)],
            "arrows": [(("H", t), ("H + P", t)), (("P", t), ("H + P", t))],
        }
        frames.append(frame(t + 1, f"Position {t}: H[{t}] + P[{t}], number by number.", **looks))
    last = f"The sum has the shape of H, {H.shape}: positions are added, not appended."
    return [*frames, frame(len(H), last)]


def mask_frames(scores, mask=None, words=None):
    """A mask is laid over scores: what it forbids becomes −∞, and the softmax of −∞ is exactly 0.

    scores has shape (T, T); mask is True where a token may attend, the causal mask if not given.

    >>> mask_frames([[0.0, 0.0], [0.0, 0.0]])[-1].tables["weights"].tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    scores = check_table(scores, "scores")
    mask = np.asarray(causal_mask(len(scores)) if mask is None else mask)
    weights = masked_softmax(scores, mask)
    allowed, T = np.broadcast_to(mask, scores.shape), range(len(scores))
    hidden = np.where(allowed, scores, -np.inf)
    named = names(words, **dict.fromkeys(("scores", "masked scores", "weights"), T))
    forbidden = [("masked scores", int(t), int(s)) for t, s in np.argwhere(~allowed)]

    def frame(sentence, masked, n, **looks):
        tables = {"scores": scores, "masked scores": masked, "weights": first_rows(weights, n)}
        return Frame(tables, sentence=sentence, words=named, **looks)

    nothing = first_rows(hidden, 0)
    frames = [
        frame(
            "Row t has one score per position s: how much token t takes from token s.", nothing, 0
        ),
        frame(
            f"The mask sets {len(forbidden)} scores to −∞; the others stay as they are.",
            hidden,
            0,
            marked=forbidden,
            arrows=[(("scores", t), ("masked scores", t)) for t in T],
        ),
    ]
    for t in T:
        said = (
            f"Softmax of row {t}: {int(allowed[t].sum())} of {len(T)} positions share the weight 1."
        )
        if not allowed[t].any():
            said = f"Row {t} may attend to no position: all its weights are 0."
        looks = {
            "marked": [("masked scores", t), ("weights", t)],
            "arrows": [(("masked scores", t), ("weights", t))],
        }
        frames.append(frame(said, hidden, t + 1, **looks))
    marked = [("weights", t, s) for _, t, s in forbidden]
    last = "Each row adds up to 1, and where the mask forbids, the weight is exactly 0."
    return [*frames, frame(last, hidden, len(T), marked=marked)]


def shard_frames(E, ids, shards, words=None):
    """A table is dealt out to shards, and a lookup asks each of them for its rows.

    Row i lives in shard i % shards, where it is row i // shards.

    >>> shard_frames([[0.0], [1.0], [2.0]], [2, 0], shards=2)[-1].tables["H"].tolist()
    [[2.0], [0.0]]
    """
    E = check_table(E)
    ids, parts = one_axis(ids, len(E)), split(E, shards)
    (H, _), homes = lookup_in_shards(parts, ids), owner(np.arange(len(E)), shards)
    shard = [f"shard {k}" for k in range(shards)]
    held = {name: np.flatnonzero(homes == k) for k, name in enumerate(shard)}
    named = names(words, E=range(len(E)), H=ids)
    named |= {name: [row_name(i, words, i) for i in rows] for name, rows in held.items()}
    home = {i: (shard[k], i // shards) for i, k in enumerate(homes.tolist())}
    here = np.zeros(len(ids), bool)  # which positions have their row

    def frame(sentence, full, **looks):
        boxes = parts if full else [np.full_like(part, np.nan, float) for part in parts]
        tables = {"E": E, **dict(zip(shard, boxes, strict=True))}
        tables["H"] = np.where(here[:, None], H, np.nan)
        return Frame(tables, sentence=sentence, words=named, **looks)

    dealt = [(("E", i), place) for i, place in home.items()]
    frames = [
        frame(f"E has {len(E)} rows. They go to {shards} workers.", full=False),
        frame(
            f"Row i goes to shard i % {shards}: the rows go to the shards in turn.",
            full=True,
            arrows=dealt,
        ),
    ]
    for k in range(shards):
        asked = owner(ids, shards) == k
        here |= asked
        rows = np.unique(ids[asked]).tolist()
        said = f"Shard {k} returns {rows_in_words(rows)}" if rows else f"Shard {k} is not asked"
        again = asked.sum() > len(rows)
        arrows = [(home[int(i)], ("H", int(t))) for t, i in enumerate(ids) if asked[t]]
        marked = [home[i] for i in rows] + [("H", int(t)) for t in np.flatnonzero(asked)]
        said += "; a row that is needed twice travels once." if again else "."
        frames.append(frame(said, full=True, arrows=arrows, marked=marked))
    last = "H is the same as from one table; only the rows of these IDs travelled."
    return [*frames, frame(last, full=True)]


def one_axis(ids, V):
    """Return ids as row numbers of shape (T,), T ≥ 1, or refuse them."""
    ids = check_ids(ids, V)
    if ids.ndim != 1 or not ids.size:
        raise ValueError(
            f"ids has shape {ids.shape}; a film shows one sequence of IDs, such as ids[0]."
        )
    return ids


def first_rows(A, n):
    """A as floats, with its rows from n on left empty."""
    A = np.array(A, float)
    A[n:] = np.nan
    return A


def row_name(n, words, i):
    return str(int(n)) if words is None else f"{int(n)} {words[i]}"


def names(words, **tables):
    """Names of rows: a number, and the word of the ID that it has."""
    if words is None:
        return {}
    words, highest = check_words(words), max(max(ids, default=0) for ids in tables.values())
    if len(words) <= highest:
        raise ValueError(f"words has {len(words)} names, but row {highest} needs one too.")
    return {
        name: [row_name(n, words, i) for n, i in enumerate(ids)] for name, ids in tables.items()
    }


def rows_in_words(rows):
    """Such as “rows 1, 3 and 4”."""
    *most, last = map(str, rows)
    return f"rows {', '.join(most)} and {last}" if most else f"row {last}"
