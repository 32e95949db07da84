"""Part 3: tokens that have a row in SmolLM2's table and were hardly ever trained."""

import numpy as np

from embedlab.corpora import load_smollm
from embedlab.practice.exercises.parts import Item
from embedlab.vectors import Vectors

__all__ = ["HINTS", "REASONS", "ground", "judge"]

FOUND, NONE_SPECIAL, TOKEN, REASON = 12, 3, 2, 3  # points
ASKED, ENOUGH, TOP = 10, 8, 0.02
SPECIAL = 17  # IDs 0 … 16
HIDDEN, OTHERS = 40, 1_200  # tokens of the top 2 %, and others, in a learner's rows
USED = ("<|im_start|>", "<|im_end|>")
REASONS = {
    "a": "Its row is shorter than most rows, and training makes rows short.",
    "b": "Every turn of the chats on which the model was tuned contains it.",
    "c": "It is a special token, and special tokens are never trained.",
    "d": "Its ID is small, so it is frequent.",
}
WRONG = {
    "a": "Look at the length of its row, and at those of the reserved tokens. Is it shorter?",
    "c": "Ten special tokens are reserved and were never trained. What is different about this?",
    "d": "IDs 7 to 16 are small as well, and their tokens occur nowhere. When does a text contain "
    "this one?",
}
HINTS = (
    "You know some tokens that were certainly never trained: IDs 7 to 16 are reserved. What do "
    "their rows have in common?",
    "Take the mean of these ten rows, and the cosine of every row with it. Sort, and leave the "
    "special tokens out.",
    "For the false candidate, look at the special tokens that you left out. The model was tuned on "
    "chats: which of them begins or ends every turn?",
)


def ground(seed):
    """The rows in which a learner hunts: the special tokens, and a draw of others."""
    tied, rng = load_smollm(), np.random.default_rng(seed)
    common = np.flatnonzero(tied.ids >= SPECIAL)
    top = tied.cosines[tied.ids[common]] >= threshold(tied)
    hidden = rng.choice(common[top], HIDDEN, replace=False)
    others = rng.choice(common[~top], OTHERS, replace=False)
    rows = [*np.flatnonzero(tied.ids < SPECIAL), *rng.permutation([*hidden, *others])]
    source = tied.vectors
    return Vectors([source.words[k] for k in rows], source.E[rows], source=source.source)


def threshold(tied):
    """The score that the top 2 % of all tokens reach."""
    return np.sort(tied.cosines)[-round(TOP * len(tied.cosines))]


def judge(seed, candidates, false, why):
    """The items of a hunt: ten tokens, one that only looks untrained, the letter of a reason."""
    rows = ground(seed)
    if isinstance(candidates, str) or not hasattr(candidates, "__iter__"):
        candidates = [candidates]
    candidates = list(candidates)
    if wrong := unfit(candidates, rows):
        hunted, clean = (
            Item(0, FOUND, f"Candidates: {wrong}"),
            Item(0, NONE_SPECIAL, "None special."),
        )
        return [hunted, clean, *false_candidate(false, why, rows)]
    tied, special = load_smollm(), rows.words[:SPECIAL]
    cosines = dict(zip(tied.words, tied.cosines, strict=True))
    ordinary = [token for token in candidates if token not in special]
    missed = [token for token in ordinary if cosines[token] < threshold(tied)]
    hits = len(ordinary) - len(missed)
    says = f"Candidates: {hits} of {ASKED} are ordinary tokens among the top 2% of the whole table."
    if hits < ENOUGH and missed:
        says += f" Not among them is, for example, {missed[0]!r}, whose score is "
        says += f"{cosines[missed[0]]:.2f}. By which number did you sort?"
    hunted = Item(FOUND if hits >= ENOUGH else hits, FOUND, says)
    if found := [token for token in candidates if token in special]:
        clean = Item(
            0, NONE_SPECIAL, f"Special tokens among them: {len(found)}, such as {found[0]!r}."
        )
    elif hits < ASKED / 2:
        clean = Item(0, NONE_SPECIAL, "None is special; this counts from five hits on.")
    else:
        clean = Item(NONE_SPECIAL, NONE_SPECIAL, "None of them is a special token.")
    return [hunted, clean, *false_candidate(false, why, rows)]


def unfit(candidates, rows):
    """Why a list cannot be judged, or nothing."""
    if not all(isinstance(token, str) for token in candidates):
        return "give the tokens themselves, as they are written in the words of your rows."
    if len(set(candidates)) != ASKED:
        return f"give {ASKED} different tokens; these are {len(set(candidates))}."
    unknown = [token for token in candidates if token not in rows]
    return f"{unknown[0]!r} is not among your rows." if unknown else ""


def false_candidate(false, why, rows):
    if not isinstance(false, str) or false not in rows:
        says = f"False candidate: {false!r:.60} is not among your rows."
        return [Item(0, TOKEN, says), Item(0, REASON, "Reason: it counts with a false candidate.")]
    if false not in USED:
        says = (
            f"False candidate: {false!r} may be one, but nothing you have here shows that it was "
        )
        says += "used. For which token do you know that texts contain it?"
        return [Item(0, TOKEN, says), Item(0, REASON, "Reason: it counts with a false candidate.")]
    token = Item(TOKEN, TOKEN, f"False candidate: {false!r} looks untrained, and is used.")
    letter = str(why).strip().lower()
    if letter == "b":
        says = "Reason: a row like those of unused tokens makes a candidate; use decides."
        return [token, Item(REASON, REASON, says)]
    return [
        token,
        Item(0, REASON, "Reason: " + WRONG.get(letter, "give one of the letters a to d.")),
    ]
