"""Whether an attempt is right, and if not, which sentence is for it. Nothing is stored here."""

import contextlib
import dis
import inspect
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import numpy as np

from embedlab.practice.checking.compare import agree, close, equal, leaf
from embedlab.practice.checking.feedback import explanation, tell, wrong_numbers
from embedlab.practice.checking.programs import holds_dots, trouble
from embedlab.practice.checking.sandbox import SECONDS, keep, plain, run
from embedlab.practice.exercises.kinds import Choice, Function, Numbers, Program
from embedlab.practice.exercises.parts import Part

__all__ = ["NOT_YET", "SOLVED", "UNTRIED", "Verdict", "judge"]

SOLVED, UNTRIED, NOT_YET = "solved", "not tried yet", "not yet"
RANDOM_CASES = 4
STILL_DOTS = "It still returns `...`; write your line there, then run the cell again."


@dataclass(frozen=True)
class Verdict:
    """The outcome, "solved", "not tried yet" or "not yet", and what to say about it."""

    outcome: str
    message: str


@dataclass(frozen=True)
class Marked(Verdict):
    """A verdict with an `Item` for each thing that was asked for."""

    items: tuple


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
        return Verdict(
            UNTRIED, "Write your answer where the `...` stands, then run the cell again."
        )
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
            "Write your line where the `...` stands"
            if "..." in exercise.stub
            else "Find and mend the mistake"
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
    given, kept = [], keep()
    for case in cases:
        given.append(run(attempt, case, SECONDS, kept))
        if given[-1].late:
            return Verdict(
                NOT_YET,
                f"It was stopped after {SECONDS:g} seconds on {tell(exercise, case)}. "
                "Is there a loop that never ends, or one that waits for something?",
            )
    if holds_dots(given[0].value) or "'ellipsis'" in given[0].error:
        return Verdict(UNTRIED, STILL_DOTS)
    same = partial(agree, near=equal if exercise.exact else close)
    sentence = diagnosis(exercise, cases, wanted, given, same)
    if sentence:
        return Verdict(NOT_YET, f"{sentence} (The same cases again: seed={seed}.)")
    view = given[0].view and not wanted[0].view
    remark = (
        " A remark: your answer shares memory with the input: writing to one changes the other."
    )
    return Verdict(SOLVED, exercise.why + remark * view)


def judge_program(exercise, attempt, seed):
    sentence = trouble(exercise, attempt, seed, keep())
    if sentence is ...:
        return Verdict(UNTRIED, STILL_DOTS)
    if sentence:
        return Verdict(NOT_YET, f"{sentence} (The same cases again: seed={seed}.)")
    return Verdict(SOLVED, exercise.why)


def misuse(exercise, attempt):
    """What is wrong with the attempt before it is called, or nothing."""
    name, arguments = exercise.reference.__name__, ", ".join(exercise.parameters)
    if inspect.isclass(attempt):
        return f"This is a class. Pass the function `{name}` itself."
    if not callable(attempt):
        return (
            f"This is no function but a value of type {type(attempt).__name__}. Pass `{name}` "
            "itself, without brackets behind it."
        )
    if any(test(attempt) for test in (inspect.iscoroutinefunction, inspect.isasyncgenfunction)):
        return f"`async def` gives a promise, not an answer. Write `def {name}({arguments})`."
    if inspect.isgeneratorfunction(attempt):
        return (
            "`yield` makes it a generator, which gives no answer when it is called. Use `return`."
        )
    try:
        inspect.signature(attempt).bind(*exercise.small)
    except TypeError:
        return (
            f"It is called as `{name}({arguments})`, {len(exercise.small)} arguments in this "
            f"order; yours is `{name}{inspect.signature(attempt)}`."
        )
    except ValueError:
        pass  # some functions written in C do not tell
    return ""


def stub_code(exercise):
    """The code of the function in the stub, or None."""
    whole = compile(exercise.stub, "stub", "exec")
    return next(
        (
            part
            for part in whole.co_consts
            if inspect.iscode(part) and part.co_name == exercise.reference.__name__
        ),
        None,
    )


def same_code(one, other):
    """Whether two code objects are the same function, wherever they stand."""
    if not (inspect.iscode(one) and inspect.iscode(other)):
        return False
    inner = [[const for const in code.co_consts if inspect.iscode(const)] for code in (one, other)]
    return (
        one.co_name == other.co_name
        and steps(one) == steps(other)
        and len(inner[0]) == len(inner[1])
        and all(map(same_code, *inner))
    )


def steps(code):
    """The instructions, but for how a method is called: that depends on where it was imported."""
    jumps = {*dis.hasjrel, *dis.hasjabs}
    return [
        (
            step.opname.replace("LOAD_METHOD", "LOAD_ATTR"),
            None if step.opcode in jumps or inspect.iscode(step.argval) else repr(step.argval),
        )
        for step in dis.get_instructions(code)
        if step.opname not in ("PUSH_NULL", "PRECALL", "CALL")
    ]


def diagnosis(exercise, cases, wanted, given, same):
    """What is wrong with the answers, in a sentence, or nothing."""
    wrong = [
        k for k in range(len(cases)) if given[k].error or not same(wanted[k].value, given[k].value)
    ]
    spoilt = [k for k in range(len(cases)) if given[k].changed and not wanted[k].changed]
    for mistake in exercise.mistakes if wrong or spoilt or given[0].view != wanted[0].view else ():
        if is_mistake(mistake, cases, given, same, effects=not wrong):
            return mistake.says
    if wrong:
        return explanation(exercise, cases, wanted, given, same, wrong)
    if spoilt:
        return (
            "The answer is right, but the function changes its input on "
            f"{tell(exercise, cases[spoilt[0]])}. Work on a copy: whoever called it still needs "
            "the old values."
        )
    return ""


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


def judge_numbers(exercise, attempt, _):
    if inspect.isroutine(attempt):
        return Verdict(NOT_YET, "This exercise asks for numbers; you passed a function.")
    ran = run(lambda: attempt, (), SECONDS)
    if ran.late or ran.error or ran.value is None:
        return Verdict(
            NOT_YET, "This cannot be read as numbers. Type a number, or a list of numbers."
        )
    right = plain(exercise.answer() if callable(exercise.answer) else exercise.answer)
    same = partial(agree, near=lambda a, b: np.abs(a - b) <= exercise.tolerance)
    if same(right, ran.value):
        return Verdict(SOLVED, exercise.why)
    for mistake in exercise.mistakes:
        if same(plain(mistake.answer() if callable(mistake.answer) else mistake.answer), ran.value):
            return Verdict(NOT_YET, mistake.says)
    return Verdict(NOT_YET, wrong_numbers(*leaf(right, ran.value, same), same, ran))


def judge_choice(exercise, attempt, _):
    value = run(lambda: attempt, (), SECONDS).value
    given = key(value if isinstance(value, list) and len(value) in (1, 2) else [value])
    letters, reasons = key(exercise.choices), key(exercise.reasons)
    if given[0] not in letters:
        form = (
            f' with the number of a reason, such as ("{letters[0]}", {reasons[0]})'
            if reasons
            else ""
        )
        return Verdict(NOT_YET, f"Answer with one of the letters {', '.join(letters)}{form}.")
    full = given if reasons else given[:1]
    if full == key(exercise.answer):
        return Verdict(SOLVED, exercise.why)
    for known in (given, given[:1]):
        for mistake in exercise.mistakes:
            if key(mistake.answer) == known and known != key(exercise.answer)[:1]:
                return Verdict(NOT_YET, mistake.says)
    if reasons and (len(given) == 1 or given[1] not in reasons):
        return Verdict(
            NOT_YET, f"Say why as well: the number of one of the reasons {', '.join(reasons)}."
        )
    right_letter = given[0] == key(exercise.answer)[0]
    return Verdict(
        NOT_YET,
        "The choice is right, the reason is not."
        if right_letter
        else "Not this one. Try it on a small example.",
    )


def key(answer):
    """A choice, or a choice with its reason, as short texts; also all letters or reasons."""
    return [str(part).strip().lower() for part in ([answer] if isinstance(answer, str) else answer)]


def judge_part(part, attempt, _):
    items = attempt()
    if items is None:
        return Verdict(UNTRIED, "Write your code where the `...` are, then run the cell again.")
    points = sum(item.earned for item in items)
    told = " ".join(map(str, items))
    message = f"{points} of {part.most} points ({part.learner}). {told}"
    return Marked(SOLVED if points == part.most else NOT_YET, message, tuple(items))
