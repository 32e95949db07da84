"""Are the rows in the order of their tokens? Tokens that are spelled nearly alike can tell.

"king" and "kings", "The" and "the" have similar rows in any table that has learned something. If
they have not, but the rows next to theirs have, the table is shifted.
"""

from collections import defaultdict

import numpy as np

__all__ = ["order_of_rows", "spelled_alike"]

LEAST, MOST = 30, 2_000  # pairs
CLEAR = 4.0  # standard errors above what pairs of unrelated rows show
SMALL = 0.15  # a cosine that healthy tables exceed: 0.25 … 0.67
NOISY = 0.6  # spread of unrelated cosines beyond which nothing can be said
SHIFTS = tuple(sorted(range(-5, 6), key=abs))
UNRELATED = (-61, -37, 37, 61)  # shifts that no mistake makes; they keep the frequencies


def spelled_alike(words):
    """Pairs of tokens that differ by a mark of the tokenizer, by case, or by a final s: (n, 2) IDs.

    >>> spelled_alike(["king", "Ġking", "ox", "King", "kings", "queen"]).tolist()
    [[0, 1], [0, 3], [0, 4]]
    """
    places = defaultdict(list)
    for i, word in enumerate(words):
        bare = word.removeprefix("##").lstrip("Ġ▁ ").casefold()
        if len(bare) > 2 and bare.isalpha():
            places[bare].append(i)
    pairs = []
    for bare, (first, *others) in places.items():
        pairs += [(first, other) for other in others + places.get(f"{bare}s", [])[:1]]
    return np.array(pairs, int).reshape(-1, 2)


def order_of_rows(words, unit, usable):
    """Name, evidence, consequence, lesson and alarm, as in a `Finding`; unit rows are (V, d)."""
    name, lesson, V = "order of the rows", "lookup", len(unit)
    pairs = spelled_alike(words)
    pairs = pairs[usable[pairs].all(axis=1)]
    if len(pairs) < LEAST:
        few = f"only {len(pairs)} pairs of tokens are spelled nearly alike: too few to tell"
        return name, few, "", lesson, None
    pairs = pairs[:: max(1, len(pairs) // MOST)]
    rows = unit - unit[usable].mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

    def cosines(pairs):
        inside = pairs[((pairs >= 0) & (pairs < V)).all(axis=1)]
        return np.vecdot(rows[inside[:, 0]], rows[inside[:, 1]])

    unrelated = np.concatenate([cosines(pairs + shift) for shift in UNRELATED])
    chance, spread = unrelated.mean(), unrelated.std()

    def clear(ids):
        """The mean cosine of pairs, and how far above chance it is."""
        found = cosines(ids)
        if len(found) < LEAST:
            return 0.0, 0.0
        return found.mean(), (found.mean() - chance) / (spread / len(found) ** 0.5)

    here, above = clear(pairs)
    text = f"tokens spelled nearly alike: cosine {here:z.2f}, others {chance:z.2f}"
    late = pairs[pairs.min(axis=1) >= np.median(pairs.min(axis=1))]  # the second half
    for ids, where in ((pairs, ""), (late, " from some row on")):
        score, at = clear(ids)
        shift = max(SHIFTS, key=lambda shift: clear(ids + shift)[1])
        shifted, how = clear(ids + shift)
        if shift and how > CLEAR and at < CLEAR and shifted > score + SMALL / 2:
            follows = (
                f"Each ID{where} looks up another token's row: a row was put in front, or one "
                f"is missing. E[i {shift:+d}] is what E[i] should be."
            )
            return (
                "shifted rows",
                f"{text}, {shifted:.2f} with rows {shift:+d}",
                follows,
                lesson,
                True,
            )
    if above > CLEAR:
        return name, text, "Rows and tokens belong together.", lesson, False
    rank = np.argsort(np.argsort(np.array(words, object), kind="stable"))
    for places in (rank, np.argsort(rank)):
        sorted_cosine, how = clear(places[pairs])
        if how > CLEAR and sorted_cosine > here + SMALL / 2:
            text += f", {sorted_cosine:.2f} if rows are in alphabetical order"
            follows = "Rows were sorted by their words, and the IDs were not; or the other way."
            return "sorted rows", text, follows, lesson, True
    doubt = 3 * spread / len(pairs) ** 0.5
    if spread > NOISY or here - chance + doubt > SMALL:
        return name, f"{text}: too little to tell", "", lesson, None
    text += f" ({len(pairs):,} pairs)"
    follows = "Rows and tokens do not belong together, or the table was never trained."
    if list(words) == sorted(words):
        text += "; the words are in alphabetical order"
        follows = "The words were sorted, as those of a set are, and the rows were not."
        return "sorted words", text, follows, lesson, True
    return name, text, follows, lesson, True
