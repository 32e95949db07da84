"""A check-up of a token table: what is wrong with it, by what sign, and what follows.

Some signs hold for any table: NaN, rows that are equal, too few rows. Others need what belongs to
it: the tokens (are the rows in their order?), the output's table, an earlier version. What has no
threshold is a number for you to judge. Where no source is named, the threshold is this course's
own: loose enough for GloVe, MiniLM, SmolLM2 and tables of its own training to pass.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from html import escape

import numpy as np

from embedlab.checks import check_count, check_row, check_table, widen
from embedlab.spelling import order_of_rows
from embedlab.vectors import Vectors

__all__ = ["Checkup", "Finding", "doctor"]

EQUAL = 0.05  # fraction of the rows that may be copies of another one; SmolLM2 has 0.02%
BLOCK = 3  # rows in a line that may be copies of as many others in a line
COMMON = 0.97  # mean cosine of two rows; 0.88 in a healthy table of the course's own training
SIZES = 1e-4, 100.0  # of an entry, typically (root mean square); 0.05 … 0.6 in these tables
LEVELS = 256  # different numbers in the whole table: 8 bits with one scale
WIDE = 1000  # from this width on, a table with more columns than rows counts as transposed
COPY = 0.9  # mean cosine of the rows of E and of the head, where one began as a copy of the other
SAME, MOVED = 1e-3, 1e-2  # difference from a row of the reference, by its length: equal; moved
SAMPLE = 200  # rows that are looked for in the reference: those that moved most
SPECIAL = re.compile(r"<.*>|\[.*\]", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was seen, what follows from it, which lesson explains it.

    ``alarm`` is True where something is wrong, False where all is well, None for a mere number.
    """

    name: str
    evidence: str
    consequence: str
    lesson: str
    alarm: bool | None = None

    @property
    def mark(self):
        return {True: "ALARM", False: "fine", None: "number"}[self.alarm]


class Checkup(tuple):
    """The findings of `doctor`: alarms, then what is fine, then numbers; shows as a table."""

    __slots__ = ()

    def __new__(cls, findings):
        order = [True, False, None]
        return super().__new__(cls, sorted(findings, key=lambda each: order.index(each.alarm)))

    @property
    def alarms(self):
        """The findings that are alarms."""
        return tuple(each for each in self if each.alarm)

    @property
    def summary(self):
        n = len(self.alarms)
        return f"{n} alarm{'s' * (n != 1)}, {len(self) - n} other findings"

    def __repr__(self):
        lines = [self.summary]
        for each in self:
            lines.append(f"{each.mark:>6}  {each.name}: {each.evidence}")
            if each.alarm:
                lines.append(f"{'':8}→ {each.consequence} (lesson {each.lesson.replace('_', ' ')})")
        return "\n".join(lines)

    def _repr_html_(self):
        left = ' style="text-align: left; vertical-align: top"'
        heads = "".join(
            f'<th scope="col"{left}>{head}</th>'
            for head in ("Mark", "What", "Evidence", "What follows", "Lesson")
        )
        rows = "".join(
            f"<tr><td{left}>{'<b>ALARM</b>' if each.alarm else each.mark}</td>"
            f'<th scope="row"{left}>{escape(each.name)}</th><td{left}>{escape(each.evidence)}</td>'
            f"<td{left}>{escape(each.consequence)}</td>"
            f"<td{left}>{each.lesson.replace('_', ' ')}</td></tr>"
            for each in self
        )
        caption = f"<caption{left}>{self.summary}</caption>"
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


@np.errstate(all="ignore")  # a finding says it in words
def doctor(vectors, *, tokenizer_size=None, pad=None, head=None, reference=None):
    """Look for what goes wrong with token tables, and say by what sign.

    Parameters
    ----------
    vectors : Vectors, or array_like of shape (V, d)
        With Vectors, the order of the rows is compared with the spelling of the tokens.
    tokenizer_size : int, optional
        How many tokens the tokenizer has.
    pad : int, optional
        The ID of a row that should be 0: that of padding.
    head : array_like, shape (V, d), optional
        The output's table, to see whether it is tied.
    reference : Vectors, or array_like of shape (V, d), optional
        The same table at an earlier time, or before it was changed. Without it, two rows that
        were swapped, or a table that is 3 times as long as it was, look like any other.

    Returns
    -------
    Checkup
        A tuple of `Finding`; ``.alarms`` are those that say that something is wrong. No alarm does
        not mean that the table is good. Use tells that.

    Examples
    --------
    >>> E = np.random.default_rng(0).normal(size=(50, 8))
    >>> doctor(E, tokenizer_size=50).alarms
    ()
    >>> [(found.name, found.evidence) for found in doctor(E[:-1], tokenizer_size=50).alarms]
    [('size', '49 rows for 50 tokens')]
    """
    words, E = words_and_rows(vectors, "vectors")
    V, d = E.shape
    if tokenizer_size is not None:
        check_count("tokenizer_size", tokenizer_size)
    name = namer(words)
    findings = [finite(E, name), size(V, d, tokenizer_size)]
    if findings[-1].name == "transposed":
        return Checkup(findings)
    if pad is not None:
        findings.append(pad_row(E, check_row("pad", pad, V), name))
    findings += two_tables(E, head, name) if head is not None else []
    good = np.isfinite(E).all(axis=1)
    largest = np.abs(E[good]).max(initial=0)
    if not largest:
        text = "no row has a number other than 0" if good.any() else "every row has NaN or infinity"
        return Checkup(
            [*findings, Finding("zero rows", text, "Nothing can be read.", "initialization", True)]
        )
    scale = largest if not 1e-15 < largest < 1e15 else 1.0  # squares leave the range of floats
    rows = np.where(good[:, None], E, 0) / widen(E[:0]).dtype.type(scale)
    norms = np.linalg.norm(rows, axis=1)
    named = good & np.array([i < (tokenizer_size or V) for i in range(V)])
    if words is not None:
        named &= np.array([not word.startswith("<row ") for word in words])  # padded rows
    special = np.array([bool(words) and bool(SPECIAL.fullmatch(words[i])) for i in range(V)])
    findings += zero_rows(np.flatnonzero(named & (norms == 0) & ~special), pad, name)
    findings += equal_rows(rows, named & (norms > 0), special, name)
    unit = rows / np.where(norms > 0, norms, 1)[:, None]
    findings.append(entry_size(rows[norms > 0], scale))
    if not any(each.name == "equal rows" and each.alarm for each in findings):
        findings += levels(E[good & (norms > 0)])
        findings.append(common_direction(unit[norms > 0]))
        if words is not None and not findings[-1].alarm:
            findings.append(Finding(*order_of_rows(words, unit, norms > 0)))
    findings += [lengths(norms * scale, norms > 0, name), dominant_dimension(rows)]
    if reference is not None:
        findings += compared(words, E, good, reference, name)
    return Checkup(findings)


# ---- what it was given ---------------------------------------------------------------------------


def words_and_rows(given, name):
    """Words (or None) and rows, in floats; NaN and infinity are let through."""
    __tracebackhide__ = True
    words, E = (given.words, given.E) if isinstance(given, Vectors) else (None, given)
    E = widen(check_table(E, name))
    if not E.size:
        raise ValueError(f"{name} is empty, shape {E.shape}; at least one row and one column.")
    return words, E


def namer(words):
    """How a row is called: by its number, and its token if there is one."""
    return lambda i: f"row {i}" if words is None else f"row {i} ({words[i]!r})"


def some(ids, name, most=3):
    """The first few of many rows, in words."""
    listed = ", ".join(name(int(i)) for i in ids[:most])
    return listed + (f" and {len(ids) - most:,} more" if len(ids) > most else "")


# ---- one check each ------------------------------------------------------------------------------


def finite(E, name):
    bad = np.flatnonzero(~np.isfinite(E).all(axis=1))
    if not len(bad):
        return Finding("NaN or infinity", "none", "", "initialization", False)
    kinds = [kind for kind, test in (("NaN", np.isnan), ("infinity", np.isinf)) if test(E).any()]
    return Finding(
        " and ".join(kinds),
        f"in {len(bad):,} of {len(E):,} rows: {some(bad, name)}",
        "Each text with such a token gives NaN, and one step of training spreads it. Look for a "
        "learning rate that is too large, or for float16, which ends at 65,504.",
        "initialization",
        True,
    )


def size(V, d, tokens):
    """Rows for all tokens? More are normal: tables are padded to sizes that hardware likes."""
    if d > V and (tokens == d or (tokens is None and d >= WIDE)):
        return Finding(
            "transposed",
            f"{V:,} rows of {d:,} numbers" + (f" for {tokens:,} tokens" if tokens else ""),
            "Tokens are columns here: E[ids] looks up one feature of many tokens. Take E.T.",
            "lookup",
            True,
        )
    if tokens is None:
        return Finding("size", f"{V:,} rows of {d:,} numbers", "", "lookup")
    wrong = tokens > V
    return Finding(
        "size",
        f"{V:,} rows for {tokens:,} tokens",
        f"The last {tokens - V:,} tokens have no row: an error, or in JAX the wrong row."
        if wrong
        else "Each token has a row" + ("; the others are padding." if tokens < V else "."),
        "lookup",
        wrong,
    )


def pad_row(E, pad, name):
    if not E[pad].any():
        return Finding("pad row", f"{name(pad)} is 0", "", "gradient_step", False)
    return Finding(
        "pad row",
        f"{name(pad)} is not 0; its length is {np.linalg.norm(E[pad]):.2f}",
        "Padding adds to every sum and mean over a text, unless a mask leaves it out, as in BERT. "
        "An initialization after padding_idx was set, or a resumed training, may have done it.",
        "gradient_step",
        True,
    )


def zero_rows(zeros, pad, name):
    """Rows of nothing but zeros; one of them is taken for that of padding."""
    zeros = zeros[zeros != pad] if pad is not None else zeros
    if len(zeros) <= (pad is None):
        return []
    return [
        Finding(
            "zero rows",
            f"{len(zeros):,}: {some(zeros, name)}",
            "These tokens mean nothing to the model, and have no direction to compare.",
            "initialization",
            True,
        )
    ]


def equal_rows(E, counted, special, name):
    """Rows that are copies of another one, number by number."""
    ids = np.flatnonzero(counted)
    marks = E[ids] @ np.random.default_rng(0).normal(size=E.shape[1])  # one number for each row
    order = np.argsort(marks, kind="stable")
    a, b = ids[order[:-1]], ids[order[1:]]
    close = np.flatnonzero(np.isclose(marks[order[:-1]], marks[order[1:]], rtol=1e-9, atol=0))
    same = close[(E[a[close]] == E[b[close]]).all(axis=1)]
    first, copies = {}, []
    for one, other in zip(a[same].tolist(), b[same].tolist(), strict=True):
        first[other] = first.get(one, one)
        if not special[other]:
            copies.append((first[other], other))
    copies.sort()
    if len(copies) > EQUAL * len(ids) and len({one for one, _ in copies}) < len(copies) / 2:
        alike = np.array([other for _, other in copies])
        return [
            Finding(
                "equal rows",
                f"{len(copies):,} of {len(E):,} rows are copies of another one, such as "
                f"{some(alike, name, 2)}",
                "Tokens with equal rows are one token to the model. Rows that begin equal can stay "
                "equal: draw the initial values at random.",
                "initialization",
                True,
            )
        ]
    block = longest_block(copies)
    if len(block) >= BLOCK:
        (start, copy), (end, _) = block[0], block[-1]
        return [
            Finding(
                "repeated block",
                f"rows {start} … {end} come again, number by number, from {name(copy)} on",
                "A part of the table was written twice, perhaps over rows that are lost now.",
                "lookup",
                True,
            )
        ]
    text = f"{len(copies):,}" + (f": {some([i for _, i in copies], name)}" if copies else "")
    return [Finding("equal rows", text, "", "frequency", None if copies else False)]


def longest_block(copies):
    """The longest run of (row, copy) in which both go up by one."""
    lines = defaultdict(list)
    for one, other in copies:
        lines[other - one].append((one, other))
    best = []
    for line in lines.values():
        run = []
        for pair in line:
            run = [*run, pair] if run and pair[0] == run[-1][0] + 1 else [pair]
            best = max(best, run, key=len)
    return best


def entry_size(E, scale):
    typical = float(np.linalg.norm(E) / np.sqrt(E.size) * scale)
    wrong = not SIZES[0] <= typical <= SIZES[1]
    return Finding(
        "size of the numbers",
        f"{typical:.2g}, typically",
        f"Outside of {SIZES[0]:g} … {SIZES[1]:g} (our marks), layers saturate or see nothing. "
        "Scaled twice, or codes that were not multiplied by their scale?"
        if wrong
        else "",
        "initialization",
        wrong,
    )


def common_direction(unit):
    """The mean cosine of two different rows, from the length of the sum of all."""
    n, total = len(unit), unit.sum(axis=0, dtype=float)
    mean = (total @ total - n) / max(n * (n - 1), 1)
    wrong = bool(n > 2 and mean > COMMON)
    return Finding(
        "common direction",
        f"two rows have a cosine of {mean:z.2f}, on average",
        f"Above {COMMON} (our mark) rows hardly differ: too little text or training, or a constant "
        "added to all. Train for more epochs; subtract the mean row before you compare."
        if wrong
        else "Compare cosines with this one, or subtract the mean row first.",
        "similarity",
        True if wrong else None,
    )


def levels(E):
    """How many different numbers there are: at most 256 show 8 bits with one scale for all rows."""
    values = np.unique(E[:: max(1, len(E) // 500)])
    if len(values) <= LEVELS:
        values = np.unique(E)
    if E.size < 2000 or not 3 < len(values) <= LEVELS:
        return []
    step, norms = np.diff(values).min(), np.linalg.norm(E, axis=1)
    error = step * np.sqrt(E.shape[1] / 12) / norms  # rounding: uniform, ± half a step
    return [
        Finding(
            "8 bits, one scale",
            f"{len(values)} different numbers in the whole table; rounding is "
            f"{np.median(error):.0%} of a row's length, up to {error.max():.0%} of the shortest",
            "Short rows, those of rare tokens as a rule, lose most. Take one scale per row.",
            "dimension",
            True,
        )
    ]


def lengths(norms, counted, name):
    ids = np.flatnonzero(counted)
    short, long = ids[norms[ids].argmin()], ids[norms[ids].argmax()]
    if np.allclose(norms[ids], 1, atol=1e-3):
        return Finding("lengths", "all rows have length 1", "They were normalized.", "similarity")
    text = f"median {np.median(norms[ids]):.3g}; {name(short)}: {norms[short]:.3g}, "
    return Finding("lengths", f"{text}{name(long)}: {norms[long]:.3g}", "", "similarity")


def dominant_dimension(E):
    squares = np.vecdot(E.T, E.T).astype(float)
    k, d = int(squares.argmax()), E.shape[1]
    return Finding(
        "dominant dimension",
        f"dimension {k} has {squares[k] / squares.sum():.1%} of all squares ({1 / d:.1%} if equal)",
        "Dot products depend on it more than on any other.",
        "similarity",
    )


# ---- next to another table ----------------------------------------------------------------------


def two_tables(E, head, name):
    """Is the output's table the same one, or was it so once?"""
    H = widen(check_table(head, "head"))
    (V, d), n = E.shape, min(len(E), len(H))
    if H.shape == (d, V) and d != V:
        text = f"the head has shape {H.shape}, the table {E.shape}"
        return [Finding("head", text, "The head is transposed: take head.T.", "weight_tying", True)]
    if H.shape != E.shape:
        few = f"The last {V - n:,} tokens can be looked up but never predicted: "
        many = "The head scores tokens that have no row: "
        return [
            Finding(
                "head",
                f"the head has shape {H.shape}, the table {E.shape}",
                (few if len(H) < V else many) + "one was resized without the other; tie them again."
                if H.shape[1] == d
                else "They cannot be tied: the widths differ.",
                "weight_tying",
                H.shape[1] == d,
            )
        ]
    differ = np.flatnonzero(~np.isclose(E, H, rtol=1e-2, atol=1e-6, equal_nan=True).all(axis=1))
    if not len(differ):
        return [Finding("head", "tied: equal rows", "", "weight_tying", False)]
    norms = np.linalg.norm(E, axis=1) * np.linalg.norm(H, axis=1)
    cosines = (E * H).sum(axis=1) / norms
    cosine = cosines[np.isfinite(cosines)].sum() / max(np.isfinite(cosines).sum(), 1)
    wrong = bool(len(differ) < V / 2 or cosine > COPY)
    return [
        Finding(
            "head",
            f"{len(differ):,} of {V:,} rows differ from the table's: {some(differ, name)}; "
            f"mean cosine {cosine:z.2f}",
            "Once tied, now apart: one of them was resized, loaded or trained without the other. "
            "Tie them again."
            if wrong
            else "Not tied: the output has its own rows.",
            "weight_tying",
            True if wrong else None,
        )
    ]


def compared(words, E, good, reference, name):
    """What became of each row since the reference: moved, scaled, or changed places."""
    theirs, R = words_and_rows(reference, "reference")
    if R.shape[1] != E.shape[1]:
        raise ValueError(
            f"the reference has rows of {R.shape[1]} numbers and the table of {E.shape[1]}; "
            "give one of the same width."
        )
    ours = np.arange(min(len(E), len(R)))
    if words is not None and theirs is not None:  # the same token, wherever its row is
        place = {word: i for i, word in enumerate(theirs)}
        ours = np.array([i for i, word in enumerate(words) if word in place], int)
        R = R[[place[words[i]] for i in ours]]
    R = R[: len(ours)]
    kept = good[ours] & np.isfinite(R).all(axis=1) & E[ours].any(axis=1) & R.any(axis=1)
    ours, R = ours[kept], R[kept]
    if not len(ours):
        return [Finding("reference", "no row can be compared", "", "pretrained")]
    A, long, before = E[ours], np.linalg.norm(E[ours], axis=1), np.linalg.norm(R, axis=1)
    change = np.linalg.norm(A - R, axis=1) / before
    far = np.argsort(-change, kind="stable")[:SAMPLE]
    far = far[change[far] > MOVED]
    if len(far):
        found = (before**2 - 2 * (A[far] @ R.T)).argmin(axis=1)  # the nearest row of the reference
        there = np.linalg.norm(A[far] - R[found], axis=1) < SAME * before[found]
        if there.any():
            return [places(ours, far[there], found[there], int((change > MOVED).sum()), name)]
    cosines = (A * R).sum(axis=1) / (long * before)
    if np.median(cosines) > 1 - SAME and (scaled := rescaled(long, before)):
        return [scaled]
    moved = int((change > 1e-6).sum())
    text = f"{moved:,} of {len(ours):,} rows differ"
    if moved:
        text += f", by {np.median(change[change > 1e-6]):.1%} of their length (median); most: "
        text += some(ours[np.argsort(-change)[: min(moved, 3)]], name)
    return [Finding("reference", text, "A frozen table shows 0 here.", "pretrained")]


def places(ours, here, there, many, name):
    """Rows of the reference that are found at another token."""
    pairs = dict(zip(here.tolist(), there.tolist(), strict=True))
    swapped = [i for i, j in pairs.items() if pairs.get(j) == i and i < j]
    if swapped and len(pairs) == 2 * len(swapped):
        what = "swapped rows"
        text = f"{name(ours[swapped[0]])} and {name(ours[pairs[swapped[0]]])}"
        text += f"; {len(swapped):,} pairs" if len(swapped) > 1 else ""
    else:
        what = "misplaced rows"
        text = (
            f"{many:,} of {len(ours):,}: {name(ours[here[0]])} has what was {name(ours[there[0]])}"
        )
        steps = there - here
        if (steps == steps[0]).mean() > 0.9:
            text += f"; nearly all are {abs(steps[0])} off"
    follows = "Each of these tokens looks up another one's row. Put the rows back by the reference."
    return Finding(what, text, follows, "lookup", True)


def rescaled(long, before):
    """Directions are as they were; what was done to the lengths?"""
    spread = before.std() > 0.01 * before.mean()

    def constant(a):
        return a.std() < 1e-3 * a.mean()

    if constant(long / before):
        factor = float(np.median(long / before))
        if abs(factor - 1) < 0.01:
            return None
        text = f"every row is {factor:.3g} times as long as it was"
        follows = "A scale was applied that others do not know of; twice, perhaps. Divide by it."
    elif spread and constant(long):
        text = "every row has the same length now, and had not"
        follows = "Rows were normalized: frequent and rare tokens have lost what told them apart."
    elif spread and constant(long * before):
        text = "each length is 1 divided by what it was"
        follows = "Rows were divided by their squared length: normalized twice, by old lengths."
    else:
        return None
    return Finding("scaled", text, follows, "similarity", True)
