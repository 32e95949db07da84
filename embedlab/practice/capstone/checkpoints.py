"""Checkpoints that are sound, and six ways to break one; all of it drawn from a seed.

A checkpoint is a dict, as frameworks store one. What each key means is in `KEYS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from embedlab.corpora import load_glove, load_word_lists

__all__ = ["FAULTS", "KEYS", "Fault", "pair", "three_of_six"]

KEYS = {
    "words": "list of V str; a word's place is its ID",
    "counts": "(V,), how often each word was seen; all different",
    "E": "(V, d), the table",
    "pad_id": "the ID of [PAD], whose row must be zeros",
    "tied": "whether the table also scores the outputs",
    "head": "(V, d), the table that scores the outputs; only if tied",
    "before": "(V, d), the table before the last training",
    "trained": "the IDs that the last training was allowed to change",
    "q": "(V, d), int8: the table as it was stored, each row divided by its scale and rounded",
    "scale": "(V, 1), one scale per row",
}
WORDS, D, NEW = 120, 40, 6


@dataclass(frozen=True)
class Fault:
    """A way to break a checkpoint.

    Attributes
    ----------
    make : callable
        ``make(rng)`` draws a sound checkpoint and the same one broken.
    wanted : tuple of str
        The keys that must be as in the sound one.
    symptom : str
        What somebody who uses the broken one reports.
    hints : tuple of str
        From a nudge to nearly all.
    mistakes : dict of str to callable
        Sentence → ``wrong(broken)``, the keys that this mistake gives.
    mutants : dict of str to callable
        What else is wrong in the same way → ``keys(right, broken)``; a good test notices.
    """

    make: Callable
    wanted: tuple
    symptom: str
    hints: tuple
    mistakes: dict
    mutants: dict


@cache
def pretrained():
    """The words of the topics, with their rows."""
    topics = load_word_lists()["categories"].values()
    return load_glove().take(list(dict.fromkeys(word for members in topics for word in members)))


def sound(rng):
    """A checkpoint with nothing wrong: words by falling count, [PAD] last, real geometry."""
    pool = pretrained()
    words = [pool.words[k] for k in rng.permutation(len(pool))[:WORDS]]
    turn = np.linalg.qr(rng.normal(size=(pool.E.shape[1], D)))[0]  # so that no file has these rows
    E = pool.take(words).E @ turn
    counts = 100_000 // np.arange(1, WORDS + 1)  # all different, and as in a text
    return {
        "words": [*words, "[PAD]"],
        "counts": np.append(counts, 0),
        "E": np.vstack([E, np.zeros(D)]).astype(np.float32),
        "pad_id": WORDS,
    }


def ordered(checkpoint, ids):
    """The same checkpoint with its words, and what belongs to them, in another order."""
    return checkpoint | {
        "words": [checkpoint["words"][i] for i in ids],
        "counts": checkpoint["counts"][ids],
        "E": checkpoint["E"][ids],
        "pad_id": list(ids).index(checkpoint["pad_id"]),
    }


# ---- the six ------------------------------------------------------------------------------------


def off_by_one(rng):
    right = sound(rng)
    return right, right | {"E": np.roll(right["E"], rng.choice([-1, 1]), axis=0)}


def wrong_order(rng):
    by_count = sound(rng)
    right = ordered(by_count, np.argsort(by_count["words"]))
    return right, right | {"E": by_count["E"]}


def untied(rng):
    old = sound(rng)
    fresh = rng.normal(0, 0.4, size=(NEW, D))
    head = old["E"]
    E = np.vstack([head + rng.normal(0, 0.05, head.shape), fresh]).astype(np.float32)
    E[old["pad_id"]] = 0
    words = [*old["words"], *(f"<new_{k}>" for k in range(NEW))]
    counts = np.concatenate([old["counts"][:-1], [0], np.arange(NEW, 0, -1)])
    right = old | {"words": words, "counts": counts, "E": E, "tied": True, "head": E}
    stale = [
        head,  # the rows of the new tokens are missing
        np.vstack([head, E[len(head) :]]),  # the old rows are those from before
        np.vstack([E[: len(head)], rng.normal(0, 0.02, fresh.shape)]).astype(np.float32),
    ]
    return right, right | {"head": stale[rng.integers(len(stale))]}


def frozen_in_name(rng):
    old = sound(rng)
    trained = np.sort(rng.choice(WORDS, size=15, replace=False))
    E = old["E"].copy()
    E[trained] += rng.normal(0, 0.3, size=(15, D)).astype(np.float32)
    right = old | {"before": old["E"], "trained": trained, "E": E}
    shrunk = E * np.float32(rng.choice([0.9, 0.99, 0.998]))
    shrunk[trained] = E[trained]
    return right, right | {"E": shrunk}


def overwritten_pad(rng):
    by_count = sound(rng)
    ids = np.insert(np.arange(WORDS), rng.integers(1, WORDS), WORDS)
    right = ordered(by_count, ids)
    others = right["E"][right["counts"] > 0]
    rows = [rng.normal(0, 0.02, D), others.mean(axis=0), others[rng.integers(WORDS)]]
    E = right["E"].copy()
    E[right["pad_id"]] = rows[rng.integers(3)]
    return right, right | {"E": E}


def one_scale(rng):
    right = sound(rng)
    scale = np.abs(right["E"]).max(axis=1, keepdims=True) / 127
    scale[right["pad_id"]] = 1  # nothing to divide
    scale *= np.exp(rng.normal(0, 0.4, scale.shape)).clip(1)  # the rows use their 8 bits unequally
    q = np.round(right["E"] / scale).astype(np.int8)
    right |= {"q": q, "scale": scale.astype(np.float32), "E": q * scale.astype(np.float32)}
    of_words = right["scale"][:WORDS]
    one = [of_words[0, 0], of_words.max(), of_words.mean()][rng.integers(3)]
    return right, right | {"E": q * np.float32(one)}


# ---- what goes wrong when they are fixed -------------------------------------------------------


def by_count(checkpoint):
    return np.argsort(-checkpoint["counts"])


def placed(E, order):
    out = np.empty_like(E)
    out[order] = E
    return out


def rows_set(E, ids, rows):
    out = E.copy()
    out[ids] = rows
    return out


def padded(head, E):
    """A head with rows added until it is as long as E."""
    return np.vstack([head, E[len(head) :]])


FAULTS = {
    "off by one": Fault(
        off_by_one,
        ("E",),
        "Since the file was converted, searches answer with words of other topics. Nothing else "
        "was changed, and loading it raises no error.",
        (
            "One row of a sound table is easy to tell from all the others, because you know "
            "exactly what it must be. Where is it now?",
            "The zero row of [PAD] is not at pad_id but next to it: a program that counts from 1 "
            "has written or read this file. All rows are shifted by one place.",
            "`np.roll(E, 1, axis=0)` moves each row one place down, and −1 one place up. Choose "
            "the one that brings the zero row to pad_id.",
        ),
        {
            "Each row was moved one place further in the wrong direction, so the table is off by "
            "two. Where is the zero row now?": lambda c: {"E": np.roll(c["E"], towards(c), axis=0)},
            "Your table has fewer rows than there are words: you cut the surplus row off. Which "
            "word does that row belong to?": lambda c: {
                "E": c["E"][1:] if towards(c) > 0 else c["E"][:-1]
            },
            "You set the row of [PAD] to zeros, and all rows are still one place away from their "
            "words. Look for the row that was zero before.": lambda c: {
                "E": rows_set(c["E"], c["pad_id"], 0)
            },
        },
        {
            "only the row of [PAD] was put right, and all other rows are as before": lambda _, c: {
                "E": rows_set(c["E"], c["pad_id"], 0)
            }
        },
    ),
    "wrong order": Fault(
        wrong_order,
        ("E",),
        "Since the vocabulary was written again, searches answer with words of other topics. "
        "Loading it raises no error, and the table is as it was.",
        (
            "The words have an order, and so have the rows. What is the order of the words here, "
            "and what else could the rows have been sorted by when the table was trained?",
            "The words are in alphabetical order. The rows are still in the order of training: "
            "most frequent word first. `counts` says which word that is.",
            "`order = np.argsort(-counts)` lists IDs, the most frequent word first, so row k of E "
            "belongs to ID order[k]. Make an empty table and fill it with `new[order] = E`.",
        ),
        {
            "You sorted in the wrong direction: `E[order]` gives row order[k] to ID k. Row k "
            "belongs to ID order[k]. On which side of = must `order` be?": lambda c: {
                "E": c["E"][by_count(c)]
            },
            "You sorted by rising count. Which word did training put first?": lambda c: {
                "E": placed(c["E"], by_count(c)[::-1])
            },
            "Every row has moved by one place, but the order is the fault here. What are the words "
            "sorted by, and what are the rows sorted by?": lambda c: {"E": np.roll(c["E"], 1, 0)},
        },
        {
            "only the row of [PAD] was put right, and all other rows are as before": lambda _, c: {
                "E": rows_set(c["E"], c["pad_id"], 0)
            }
        },
    ),
    "untied after resize": Fault(
        untied,
        ("E", "head"),
        f"{NEW} tokens were added and the model was trained on. It reads them well, yet its "
        "predictions got worse, and it hardly ever predicts a new token.",
        (
            "Which two keys does this checkpoint promise to be the same table? Compare them row by "
            "row, not only their shapes.",
            "`tied` is True, but `head` is not E: when the table got its new rows, the head was "
            "left behind. E was trained since, so E is the sound one.",
            'Return the checkpoint with `"head": checkpoint["E"]`. A test compares all rows.',
        ),
        {
            "The head has a row for every token now, but some rows are not those of E. Tied means "
            "one table: compare all rows.": lambda c: {"head": padded(c["head"], c["E"])},
            "You put the head's old rows into E, and so threw away what was learned since. Which "
            "of the two was trained?": lambda c: dict.fromkeys(
                ("E", "head"), padded(c["head"], c["E"])
            ),
            "The head has the right shape and zeros for the new tokens. Does tied mean the same "
            "shape, or the same table?": lambda c: {
                "head": np.vstack([c["head"], np.zeros((len(c["E"]) - len(c["head"]), D))])
            },
        },
        {
            "the head has no rows for the new tokens": lambda c, _: {"head": c["E"][:-NEW]},
            "the head has the right shape, and one old row in it differs": lambda c, _: {
                "head": rows_set(c["E"], 7, c["E"][7] * np.float32(1.01))
            },
            "the head has the right shape, and one new row in it differs": lambda c, _: {
                "head": rows_set(c["E"], -1, c["E"][-2])
            },
        },
    ),
    "frozen in name": Fault(
        frozen_in_name,
        ("E",),
        "Only the IDs in `trained` were to change. Searches answer as before, yet the scores of "
        "all other words are lower than before the training.",
        (
            "Compare E with `before`, first for the IDs in `trained`, then for all others. "
            "Directions or lengths: what is different?",
            "Rows outside `trained` have kept their direction and lost length: their gradient was "
            "0, and weight decay shrank them all the same. Frozen in name only.",
            "Copy E, then give all rows outside `trained` their values from `before`: "
            "`np.setdiff1d(np.arange(len(E)), trained)` lists them.",
        ),
        {
            "You took all rows from `before`, and with them the old values of the rows that were "
            "trained. Which rows must keep what they learned?": lambda c: {"E": c["before"]},
            "You restored the rows in `trained`, which were the sound ones, and left the others "
            "shrunk.": lambda c: {"E": rows_set(c["E"], c["trained"], c["before"][c["trained"]])},
            "You scaled every row to the length that it had in `before`, the trained ones too. "
            "Which rows were allowed to change?": lambda c: {"E": rescaled(c)},
        },
        {
            "frozen rows have lost 10% of their length": lambda c, _: {"E": faded(c, 0.9)},
            "frozen rows have lost 0.1% of their length": lambda c, _: {"E": faded(c, 0.999)},
            "one frozen row got a step and kept its length": lambda c, _: {
                "E": rows_set(c["E"], still(c)[3], -c["E"][still(c)[3]])
            },
        },
    ),
    "overwritten pad": Fault(
        overwritten_pad,
        ("E",),
        "The same text gets another score when it is in a batch with longer texts, which fill it "
        "up with [PAD].",
        (
            "What must be true of the row of [PAD], so that it adds nothing to a sum?",
            "The row at pad_id is not zero: it was initialized, copied or trained with the others.",
            "Copy E and set the one row E[pad_id] to 0. `pad_id` is not 0 here, so don't write a "
            "number.",
        ),
        {
            "You set row 0 to zeros, and that is the row of a word. Which ID has [PAD] in this "
            "checkpoint?": lambda c: {"E": rows_set(c["E"], 0, 0)},
            "You set the last row to zeros, and that is the row of a word. Which ID has [PAD] in "
            "this checkpoint?": lambda c: {"E": rows_set(c["E"], -1, 0)},
            "You took the row of [PAD] out of the table. Every later word now looks up the row of "
            "the next one.": lambda c: {"E": np.delete(c["E"], c["pad_id"], axis=0)},
        },
        {
            "the row of [PAD] holds small numbers": lambda c, _: {
                "E": rows_set(c["E"], c["pad_id"], 0.003)
            },
            "the row of [PAD] sums to 0 and is not zero": lambda c, _: {
                "E": rows_set(c["E"], c["pad_id"], np.resize([0.1, -0.1], D))
            },
            "the row of [PAD] is a word's row": lambda c, _: {
                "E": rows_set(c["E"], c["pad_id"], c["E"][c["pad_id"] - 1])
            },
        },
    ),
    "int8 with one scale": Fault(
        one_scale,
        ("E",),
        "Since the table is read from its 8-bit form, searches by cosine answer as before, but dot "
        "products and logits are wrong, too large for some words and too small for others.",
        (
            "The stored form is complete: `q` and `scale`. Divide E by q where q is not 0: which "
            "number do you get for each row?",
            "E was rebuilt with a single scale for all rows. Every row has a scale of its own.",
            "`q * scale` multiplies each row by its own scale, because `scale` has shape (V, 1).",
        ),
        {
            "You used one scale for all rows, as the broken table does. What shape does `scale` "
            "have, and why?": lambda c: {"E": c["q"] * c["scale"].mean()},
            "These are the stored 8-bit numbers. By what must they be multiplied?": lambda c: {
                "E": c["q"].astype(np.float32)
            },
            "You scaled all rows to length 1. Directions were never wrong: which lengths did the "
            "rows have?": lambda c: {"E": unit_rows(c["E"])},
        },
        {
            "all rows have the scale of the first": lambda c, _: {"E": c["q"] * c["scale"][0]},
            "all rows have the mean scale": lambda c, _: {"E": c["q"] * c["scale"].mean()},
            "two rows have each other's scales": lambda c, _: {
                "E": c["q"] * rows_set(c["scale"], [3, 4], c["scale"][[4, 3]])
            },
        },
    ),
}


def towards(checkpoint):
    """+1 if the zero row is one place too low in the list, else −1."""
    V, zero = len(checkpoint["E"]), int(np.flatnonzero(~checkpoint["E"].any(axis=1))[0])
    return 1 if (zero - checkpoint["pad_id"]) % V == 1 else -1


def rescaled(checkpoint):
    lengths = np.linalg.norm(checkpoint["before"], axis=1, keepdims=True)
    return unit_rows(checkpoint["E"]) * lengths


def still(checkpoint):
    """The IDs of words that the last training was not allowed to change."""
    return np.setdiff1d(np.arange(WORDS), checkpoint["trained"])


def faded(checkpoint, factor):
    ids = still(checkpoint)
    return rows_set(checkpoint["E"], ids, checkpoint["E"][ids] * np.float32(factor))


def unit_rows(E):
    lengths = np.linalg.norm(E, axis=1, keepdims=True)
    return E / np.where(lengths == 0, 1, lengths)


def pair(fault, seed):
    """A sound checkpoint and the same one broken."""
    return FAULTS[fault].make(np.random.default_rng(seed))


def three_of_six(seed):
    """The names of three faults, drawn; never both of the two that look alike from outside."""
    rng = np.random.default_rng(seed)
    moved, others = ["off by one", "wrong order"], list(FAULTS)[2:]
    chosen = [moved[rng.integers(2)], *rng.choice(others, size=2, replace=False).tolist()]
    return tuple(chosen[k] for k in rng.permutation(3))
