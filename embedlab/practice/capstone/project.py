"""The capstone as a learner meets it: a name draws the tasks, `check` judges a part."""

import hashlib
import inspect
from functools import cached_property, partial

from embedlab.page.output import Shown
from embedlab.practice import store
from embedlab.practice.answers import said
from embedlab.practice.capstone import doubting, fixing, hunting, making, using
from embedlab.practice.capstone.checkpoints import FAULTS, pair, three_of_six
from embedlab.practice.checking import attempts
from embedlab.practice.exercises.parts import PARTS, Part

__all__ = ["Capstone", "standing"]

PASS, PASS_FIXING = 70, 25
FIXING = [name for name in PARTS if name.startswith("trust-fix")]
MAKE_HINTS = (
    "Sentences are lists of words. Lower-case them and strip punctuation, or *Word* and *word,* "
    "get rows of their own.",
    "`skipgram.train(sentences, d=…, seed=…)` gives Vectors. On a small text, "
    "take more epochs, a smaller d and a smaller min_count.",
    "`trained.save(path)`; `.npz` keeps every bit, and of float32 numbers `.txt` does as well.",
)


class Capstone:
    """Your project: your name draws your seeds, your checkpoints and your rows.

    Parameters
    ----------
    name : str
        As your teacher knows you. Case and spaces at its ends don't count.

    Attributes
    ----------
    seeds : tuple of two int
    checkpoints : tuple of three dict
        Broken, each in another way.
    rows : Vectors
        The rows of SmolLM2 in which you hunt.
    """

    def __init__(self, name):
        if not isinstance(name, str):
            raise TypeError(f"name is of type {type(name).__name__}; write your name in quotes.")
        self.name = " ".join(name.split())
        self.seeds = self._seed("first") % 10_000, 10_000 + self._seed("second") % 10_000
        self._faults = three_of_six(self._seed("faults"))
        self._given_hints = {}

    def _seed(self, what):
        """A number below 2³² for each purpose, the same for this name everywhere."""
        words = f"{self.name.casefold()}/{what}".encode()
        return int.from_bytes(hashlib.sha256(words).digest()[:4], "big")

    @property
    def checkpoints(self):
        return tuple(pair(f, self._seed(p))[1] for p, f in zip(FIXING, self._faults, strict=True))

    @cached_property
    def rows(self):
        return hunting.ground(self._seed("rows"))

    def check(self, part, *given, **named):
        """Judge a part: how many points, what for, and what is missing.

        Parameters
        ----------
        part : str
            Such as "trust-make".
        *given, **named
            What the part asks for, in the order of its task.
        """
        if part not in PARTS:
            return said([f"No part is called {str(part)[:60]!r}; they are {', '.join(PARTS)}."])
        if not self.name:
            return said([f"**Not tried yet.** {NAMELESS}"], kind="not tried yet", title=part)
        judged = self._judges()[part]
        try:
            inspect.signature(judged).bind(*given, **named)
        except TypeError:
            wanted = [str(one) for one in inspect.signature(judged).parameters.values()]
            return said([f"This part is handed in as check({part!r}, {', '.join(wanted)})."])
        values = [*given, *named.values()]
        attempt = ... if any(one is ... for one in values) else partial(judged, *given, **named)
        verdict = attempts.judge(Part(part, PARTS[part], self.name), attempt, 0)
        items = getattr(verdict, "items", ())
        lines = [f"**{verdict.outcome.capitalize()}.** {verdict.message}"]
        if items:
            earned = sum(item.earned for item in items)
            lines = [f"**{earned} of {PARTS[part]} points.**"]
            lines += [line for item in items for line in str(item).split("\n")]
        return said([*lines, self._keep(part, items)], kind=verdict.outcome, title=part)

    def _judges(self):
        """The function that judges each part, with all that the learner doesn't hand in."""
        fix = {
            part: partial(fixing.judge, self._seed(part), fault, PARTS[part])
            for part, fault in zip(FIXING, self._faults, strict=True)
        }
        return fix | {
            "trust-make": partial(making.judge, self._seed("trust-make")),
            "trust-hunt": partial(hunting.judge, self._seed("rows")),
            "trust-use": partial(using.judge, self._seed("trust-use")),
            "trust-doubt": doubting.judge,
        }

    def _keep(self, part, items):
        """Store the points of a part, the best of all tries; the line under a verdict."""
        key = self.name.casefold()
        earned = sum(item.earned for item in items)

        def change(state):
            best = points_in(state).setdefault(key, {})
            best[part] = max(best.get(part, 0), earned)
            state["capstone"] = points_in(state) | {key: best}

        try:
            state, note = store.update(change) if items else store.load()
        except store.Unsaved as error:
            return str(error)
        return " ".join(filter(None, [note, f"In all: {total(points_in(state).get(key, {}))}"]))

    def hint(self, part):
        """The next hint for a part: the first time a nudge, the last time nearly all."""
        if part not in PARTS:
            return said([f"No part is called {str(part)[:60]!r}; they are {', '.join(PARTS)}."])
        others = {"make": MAKE_HINTS, "hunt": hunting.HINTS, "use": using.HINTS}
        others["doubt"] = doubting.HINTS
        if part in FIXING:
            hints = FAULTS[self._faults[FIXING.index(part)]].hints
        else:
            hints = others[part.removeprefix("trust-")]
        step = self._given_hints.get(part, 0)
        self._given_hints[part] = min(step + 1, len(hints) - 1)
        return said([hints[step], f"hint {step + 1} of {len(hints)}"], title=part)

    def points(self):
        """What each part has earned so far, and whether that passes."""
        try:
            earned = points_in(store.load()[0]).get(self.name.casefold(), {})
        except store.Unsaved:
            earned = {}
        rows = [(part, f"{earned.get(part, 0)} of {most}") for part, most in PARTS.items()]
        cells = "".join(f'<tr><th scope="row">{a}</th><td>{b}</td></tr>' for a, b in rows)
        table = f'<table aria-label="Points of the project">{cells}</table><p'
        page = said([f"{self.name or NAMELESS}: {total(earned)}" if self.name else NAMELESS])
        words = "\n".join([*(f"{a:<13}{b}" for a, b in rows), page.words])
        return Shown(page.html.replace("<p", table, 1), words)

    def _page(self):
        if not self.name:
            return said([NAMELESS])
        told = [
            f"**Checkpoint {letter}.** {FAULTS[fault].symptom}"
            for letter, fault in zip("ABC", self._faults, strict=True)
        ]
        first, second = self.seeds
        head = f"**{self.name}.** Your seeds are {first} and {second}. What is said about your "
        foot = 'A hint for the first of them: `project.hint("trust-fix-a")`.'
        return said([f"{head}checkpoints:", *told, foot])

    def __repr__(self):
        return self._page().words

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._page()._repr_mimebundle_()


NAMELESS = "Write your name between the quotes and run that cell again: it draws your tasks."


def points_in(state):
    """Learner → part → points, whatever the file has."""
    found = state.get("capstone")
    found = found if isinstance(found, dict) else {}
    return {
        learner: {part: n for part, n in parts.items() if part in PARTS and isinstance(n, int)}
        for learner, parts in found.items()
        if isinstance(parts, dict)
    }


def total(earned):
    """The sum of a learner's points, and what is still missing."""
    points = sum(min(n, PARTS[part]) for part, n in earned.items())
    fixing_points = sum(earned.get(part, 0) for part in FIXING)
    said_points = f"{points} of {sum(PARTS.values())} points"
    if points >= PASS and fixing_points >= PASS_FIXING:
        return f"{said_points}. Passed."
    missing = [f"{PASS - points} to pass"] * (points < PASS)
    missing += [f"{PASS_FIXING - fixing_points} more in part 2"] * (fixing_points < PASS_FIXING)
    return f"{said_points}; {' and '.join(missing)}."


def standing(state):
    """A line for the table of progress, for whoever has begun a project; else nothing."""
    best = max(points_in(state).values(), key=lambda parts: sum(parts.values()), default=None)
    return "" if best is None else f"A table you can trust: {total(best)}"
