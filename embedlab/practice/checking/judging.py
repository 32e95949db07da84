"""Whether an attempt is right, and if not, which sentence is for it. Nothing is stored here."""

import contextlib
import copy
import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module

import numpy as np

from embedlab.practice.checking.causes import accusation, accused, is_weak
from embedlab.practice.checking.compare import agree, close, equal
from embedlab.practice.checking.feedback import (
    CHANGING,
    DRAWN,
    YES_OR_NO,
    are_scores,
    explanation,
    failure,
    fixed,
    scores,
    shown_case,
    tell,
    yes_or_no,
)
from embedlab.practice.checking.programs import holds_dots, trouble
from embedlab.practice.checking.repairs import PLAIN, repair
from embedlab.practice.checking.sandbox import NOTHING, SECONDS, keep, plain, run
from embedlab.practice.checking.stubs import misuse, same_code, stub_code, unread
from embedlab.practice.checking.typed_answers import judge_choice, judge_numbers
from embedlab.practice.checking.verdicts import NOT_YET, SOLVED, UNTRIED, Verdict
from embedlab.practice.exercises.kinds import Choice, Function, Numbers, Program
from embedlab.practice.exercises.parts import Part

__all__ = ["NOT_YET", "SOLVED", "UNTRIED", "Verdict", "judge"]

RANDOM_CASES, FURTHER_CASES = 4, 12
PAIRS = {"", "expression"}  # what is known of the place when two mistakes are thought of as well
REPAIR_SECONDS = 0.6  # for all exchanges of one part
STILL_DOTS = "It still returns `...`; write your line there, then run the cell again."


@dataclass(frozen=True)
class Marked(Verdict):
    """A verdict with an `Item` for each thing that was asked for."""

    items: tuple = ()


def judge(exercise, attempt, seed=0):
    """Judge an attempt at an exercise.

    Parameters
    ----------
    exercise : Function, Numbers, Choice or Part
    attempt : object
        Whatever the learner passed; it cannot make this fail.
    seed : int
        Draws the random cases of a `Function`.

    Returns
    -------
    Verdict
    """
    if attempt is ...:
        return Verdict(UNTRIED, "Write your answer in place of the `...`, then run the cell again.")
    if holds_dots(attempt):
        return Verdict(UNTRIED, "There is still a `...` in your answer.")
    kinds = {
        Function: judge_function,
        Program: judge_function,
        Numbers: judge_numbers,
        Choice: judge_choice,
        Part: judge_part,
    }
    try:
        with warnings.catch_warnings():  # of suspects and exchanges; those of a learner are kept
            warnings.simplefilter("ignore")
            return kinds[type(exercise)](exercise, attempt, seed)
    except Exception as error:
        return Verdict(
            NOT_YET,
            f"A problem in the checker, not your fault ({type(error).__name__}). "
            "Restart the kernel and try again.",
        )


def judge_function(exercise, attempt, seed):
    complaint = misuse(exercise, attempt)
    if complaint:
        return Verdict(NOT_YET, complaint)
    stub = stub_code(exercise)
    if stub and same_code(getattr(attempt, "__code__", None), stub):
        todo = (
            "Write your line in place of the `...`"
            if "..." in exercise.stub
            else "Find and fix the mistake"
        )
        return Verdict(UNTRIED, f"{todo}, then run the cell again.")
    if exercise.loads:
        with contextlib.suppress(ImportError):
            import_module(exercise.loads)
    if isinstance(exercise, Program):
        return judge_program(exercise, attempt, seed)
    rng = np.random.default_rng(seed)
    cases = [exercise.small, *exercise.edges, *(exercise.cases(rng) for _ in range(RANDOM_CASES))]
    wanted = [run(exercise.reference, case, None) for case in cases]
    if any(one.error for one in wanted):
        raise RuntimeError(
            f"the reference of {exercise.name} failed: {[one.error for one in wanted]}"
        )
    given, kept = [], keep(attempt)
    for case in cases:
        given.append(run(attempt, case, SECONDS, kept))
        if given[-1].late:
            return Verdict(
                NOT_YET,
                f"It was stopped after {SECONDS:g} seconds. "
                "Is there a loop that never ends, or one that waits for something?",
                (f"Input: {tell(exercise, case)}",),
            )
    if holds_dots(given[0].value) or "'ellipsis'" in given[0].error:
        return Verdict(UNTRIED, STILL_DOTS)
    same = partial(agree, near=equal if exercise.exact else close)

    calls = Calls(exercise, attempt, kept, same, list(zip(cases, wanted, strict=True)), rng)
    verdict = diagnosis(exercise, cases, wanted, given, same, calls)
    if verdict:
        return verdict
    view = given[0].view and not wanted[0].view
    remark = " Note: your answer shares memory with the input: writing to one changes the other."
    return Verdict(SOLVED, exercise.why + remark * view)


def judge_program(exercise, attempt, seed):
    sentence = trouble(exercise, attempt, seed, keep(attempt))
    if sentence is ...:
        return Verdict(UNTRIED, STILL_DOTS)
    return Verdict(NOT_YET, sentence) if sentence else Verdict(SOLVED, exercise.why)


def solution_of(exercise):
    """The code of a correct answer, or nothing."""
    with contextlib.suppress(OSError):
        return exercise.code or inspect.getsource(exercise.reference)
    return ""


@dataclass
class Calls:
    """A learner's function, to be called once more where its answers alone do not say enough."""

    exercise: Function
    attempt: Callable
    kept: tuple
    same: Callable
    right: list  # pairs of a case and the `Ran` of the reference
    rng: np.random.Generator

    def again(self):
        """The answer to the smallest case, once more."""
        return run(self.attempt, self.exercise.small, SECONDS, self.kept).value

    def draws(self):
        """Whether random numbers are drawn, and the reference draws none."""
        ours, theirs = (
            {*getattr(getattr(one, "__code__", None), "co_names", ())}
            for one in (self.exercise.reference, self.attempt)
        )
        return not (theirs - ours).isdisjoint({"random", "default_rng", "rng"})

    @cached_property
    def more(self):
        """Further random cases, and what the function does on them."""
        cases = [self.exercise.cases(self.rng) for _ in range(FURTHER_CASES)]
        return cases, [run(self.attempt, case, SECONDS, self.kept) for case in cases]

    def place(self):
        """The kind of the one part that is wrong, and a sentence about it, or None."""
        if self.kept is not NOTHING:  # it may do more than calculate, so no part of it is tried
            return None
        search = partial(repair, self.attempt, self.is_right, solution_of(self.exercise))
        return run(search, (), REPAIR_SECONDS, NOTHING).value

    def is_right(self, function):
        return all(
            self.same(ran.value, plain(function(*copy.deepcopy(case)))) for case, ran in self.right
        )

    def unread(self):
        """An argument that the reference reads and the function does not, or nothing."""
        names = self.exercise.parameters
        ours, theirs = (unread(one) for one in (self.exercise.reference, self.attempt))
        return next((names[k] for k in theirs - ours if k < len(names)), "")


def diagnosis(exercise, cases, wanted, given, same, calls):
    """What is wrong with the answers, or nothing.

    The exercise's own mistakes come first, then what the code shows for certain, then the bank.
    """
    every = range(len(cases))
    wrong = [k for k in every if given[k].error or not same(wanted[k].value, given[k].value)]
    spoilt = [k for k in every if given[k].changed and not wanted[k].changed]
    if not (wrong or spoilt or given[0].view != wanted[0].view):
        return None
    shown = shown_case(exercise, cases, wanted, given, (wrong or spoilt or [0])[0])
    for mistake in exercise.mistakes:
        if is_mistake(mistake, cases, given, same, effects=not wrong) and (
            not wrong or is_mistake(mistake, *calls.more, same, effects=False)
        ):
            return Verdict(NOT_YET, mistake.says, shown)
    if wrong:
        says, causes = why_wrong(exercise, cases, wanted, given, same, wrong, calls)
        return Verdict(NOT_YET, says, shown, causes)
    if spoilt:
        says = (
            "The answer is correct, but the function changes its input. The caller still needs the "
            "old values: which line could work on a copy?"
        )
        return Verdict(NOT_YET, says, shown[:1], ("input changed",))
    return None


def why_wrong(exercise, cases, wanted, given, same, wrong, calls):
    """The sentence about an answer that no mistake of the exercise gives, and what it names."""
    value = given[wrong[0]].value
    if calls.draws():
        return DRAWN, ("random",)
    if not same(given[0].value, calls.again()):
        return CHANGING, ("random",)
    kind, says = calls.place() or ("", "")
    place = f"{failure(given[0])} {says}" if given[0].error else says, (f"place: {kind}",)
    constant = fixed(wanted, given, same)
    if kind in PLAIN or (kind and constant):
        return place
    if constant:
        return constant, ()
    if yes_or_no(wanted[0].value, given[0].value):
        return YES_OR_NO, ("yes or no",)
    if are_scores(exercise, wanted, given):
        return scores(value), ("scores for IDs",)
    suspect = accused(exercise, cases, given, same, lambda: calls.more, pairs=kind in PAIRS)
    if suspect and not (kind and is_weak(suspect, value)):
        return accusation(suspect, value), tuple(clause.cause for clause in suspect.clauses)
    if kind:
        return place
    return explanation(exercise, cases, wanted, given, same, wrong, calls.unread()), ()


def is_mistake(mistake, cases, given, same, effects):
    """Whether the mistake answers like this on all cases; with correct numbers, effects count."""
    always_fails = all(one.error for one in given)
    for case, one in zip(cases, given, strict=True):
        mine = run(mistake.answer, case, None)
        if mine.kind != one.kind or (always_fails and mine.error != one.error):
            return False
        if not mine.error and not same(mine.value, one.value):
            return False
        if effects and (mine.changed, mine.view) != (one.changed, one.view):
            return False
    return True


def judge_part(part, attempt, _):
    items = attempt()
    if items is None:
        return Verdict(UNTRIED, "Write your code in place of the `...`, then run the cell again.")
    points = sum(item.earned for item in items)
    told = " ".join(map(str, items))
    message = f"{points} of {part.most} points ({part.learner}). {told}"
    return Marked(SOLVED if points == part.most else NOT_YET, message, items=tuple(items))
