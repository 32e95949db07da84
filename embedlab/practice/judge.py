"""From an attempt to one sentence about it. Nothing is stored or shown here."""

import dis
import inspect
from dataclasses import dataclass
from functools import partial

import numpy as np

from embedlab.practice.exercise import Choice, Function, Numbers
from embedlab.practice.guard import Strange, plain, run

__all__ = ["Verdict", "judge"]

SOLVED, UNTRIED, NOT_YET = "solved", "not tried yet", "not yet"
RANDOM_CASES, SECONDS = 4, 2.0


@dataclass(frozen=True)
class Verdict:
    """The outcome, "solved", "not tried yet" or "not yet", and what to say about it."""

    outcome: str
    message: str


def judge(exercise, attempt, seed=0):
    """Judge an attempt at an exercise.

    Parameters
    ----------
    exercise : Function, Numbers or Choice
    attempt : object
        Whatever the learner passed; it cannot make this fail.
    seed : int
        Draws the random cases of a `Function`.

    Returns
    -------
    Verdict
    """
    if attempt is ...:
        return Verdict(UNTRIED, "Write your answer where the `...` stands, then run the cell again.")
    kinds = {Function: judge_function, Numbers: judge_numbers, Choice: judge_choice}
    try:
        return kinds[type(exercise)](exercise, attempt, seed)
    except Exception as error:
        return Verdict(NOT_YET, f"A problem in the checker, not your fault ({type(error).__name__}). "
                                "Restart the kernel and try again.")


# ---- functions ----------------------------------------------------------------------------------------


def judge_function(exercise, attempt, seed):
    complaint = misuse(exercise, attempt)
    if complaint:
        return Verdict(NOT_YET, complaint)
    stub = stub_code(exercise)
    if stub and same_code(getattr(attempt, "__code__", None), stub):
        todo = "Write your line where the `...` stands" if "..." in exercise.stub else "Find and mend the mistake"
        return Verdict(UNTRIED, f"{todo}, then run the cell again.")
    rng = np.random.default_rng(seed)
    cases = [exercise.small, *exercise.edges, *(exercise.cases(rng) for _ in range(RANDOM_CASES))]
    wanted = [run(exercise.reference, case, None) for case in cases]
    if any(one.error for one in wanted):
        raise RuntimeError(f"the reference of {exercise.name} failed: {[one.error for one in wanted]}")
    given = []
    for case in cases:
        given.append(run(attempt, case, SECONDS))
        if given[-1].late:
            return Verdict(NOT_YET, f"It was stopped after {SECONDS:g} seconds on {tell(exercise, case)}. "
                                    "Is there a loop that never ends, or one that waits for something?")
    if given[0].value is ...:
        return Verdict(UNTRIED, "It still returns `...`; write your line there, then run the cell again.")
    same = partial(agree, near=equal if exercise.exact else close)
    sentence = diagnosis(exercise, cases, wanted, given, same)
    if sentence:
        return Verdict(NOT_YET, f"{sentence} (The same cases again: seed={seed}.)")
    view = given[0].view and not wanted[0].view
    remark = " A remark: your answer shares memory with the input: writing to one changes the other."
    return Verdict(SOLVED, exercise.why + remark * view)


def misuse(exercise, attempt):
    """What is wrong with the attempt before it is called, or nothing."""
    name, arguments = exercise.reference.__name__, ", ".join(parameters(exercise))
    if inspect.isclass(attempt):
        return f"This is a class. Pass the function `{name}` itself."
    if not callable(attempt):
        return (f"This is no function but a value of type {type(attempt).__name__}. Pass `{name}` itself, "
                "without brackets behind it.")
    if any(test(attempt) for test in (inspect.iscoroutinefunction, inspect.isasyncgenfunction)):
        return f"`async def` gives a promise, not an answer. Write `def {name}({arguments})`."
    if inspect.isgeneratorfunction(attempt):
        return "`yield` makes it a generator, which gives no answer when it is called. Use `return`."
    try:
        inspect.signature(attempt).bind(*exercise.small)
    except TypeError:
        return (f"It is called as `{name}({arguments})`, {len(exercise.small)} arguments in this order; "
                f"yours is `{name}{inspect.signature(attempt)}`.")
    except ValueError:
        pass  # some functions written in C do not tell
    return ""


def parameters(exercise):
    return list(inspect.signature(exercise.reference).parameters)


def stub_code(exercise):
    """The code of the function in the stub, or None."""
    whole = compile(exercise.stub, "stub", "exec")
    return next((part for part in whole.co_consts
                 if inspect.iscode(part) and part.co_name == exercise.reference.__name__), None)


def same_code(one, other):
    """Whether two code objects are the same function, wherever they stand."""
    if not (inspect.iscode(one) and inspect.iscode(other)):
        return False
    inner = [[const for const in code.co_consts if inspect.iscode(const)] for code in (one, other)]
    return (one.co_name == other.co_name and steps(one) == steps(other) and len(inner[0]) == len(inner[1])
            and all(map(same_code, *inner)))


def steps(code):
    """The instructions, but for how a method is called: that depends on where its module was imported."""
    jumps = {*dis.hasjrel, *dis.hasjabs}
    return [(step.opname.replace("LOAD_METHOD", "LOAD_ATTR"),
             None if step.opcode in jumps or inspect.iscode(step.argval) else repr(step.argval))
            for step in dis.get_instructions(code) if step.opname not in ("PUSH_NULL", "PRECALL", "CALL")]


def diagnosis(exercise, cases, wanted, given, same):
    """What is wrong with the answers, in a sentence, or nothing."""
    wrong = [k for k in range(len(cases)) if given[k].error or not same(wanted[k].value, given[k].value)]
    spoilt = [k for k in range(len(cases)) if given[k].changed and not wanted[k].changed]
    for mistake in exercise.mistakes if wrong or spoilt or given[0].view != wanted[0].view else ():
        if is_mistake(mistake, cases, given, same, effects=not wrong):
            return mistake.says
    if wrong:
        return explanation(exercise, cases, wanted, given, same, wrong)
    if spoilt:
        return (f"The answer is right, but the function changes its input on {tell(exercise, cases[spoilt[0]])}. "
                "Work on a copy: whoever called it still needs the old values.")
    return ""


def is_mistake(mistake, cases, given, same, effects):
    """Whether the mistake answers like this on all cases; where the numbers are right, its effects count."""
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


def explanation(exercise, cases, wanted, given, same, wrong):
    """What was seen on the first case that is wrong, and a clue from all of them."""
    k = wrong[0]
    case, value = tell(exercise, cases[k]), given[k].value
    if given[k].error:
        return failure(given[k], case)
    if value is None and wanted[k].value is not None:
        said = " Printing shows a value; only `return` gives it back." if given[k].printed else ""
        return f"It returns nothing (None) on {case}.{said or ' Does it end with `return`?'}"
    readable = numeric(value) is not None or numeric(wanted[k].value) is None
    constant, right_too = (all(same(all_of[0].value, one.value) for one in all_of) for all_of in (given, wanted))
    if readable and constant and not right_too:
        return ("It gives the same answer whatever it is given. Does it read its arguments, "
                "or fixed numbers or a variable of the notebook?")
    right, value = leaf(wanted[k].value, value, same)
    complaint = unfit(right, value, given[k]) or cut(right, value)
    sizes = axes(exercise, cases[k])
    if not complaint and numeric(right) is not None and numeric(value).shape != numeric(right).shape:
        return f"{misshapen(numeric(right), numeric(value), sizes)} The case: {case}."
    pairs = [(cases[i], numeric(wanted[i].value), numeric(given[i].value)) for i in wrong]
    clue = "" if complaint else structure(exercise, pairs)
    start = "" if k == 0 else "The smallest case is right, another is not. "
    return f"{start}{complaint or f'On {case} {first_difference(right, value)}'}{clue}"


def failure(ran, case):
    if ran.returned:
        return f"What it returns on {case} cannot be read as an answer: {ran.kind}: {ran.error}."
    if ran.kind == "RecursionError":
        return f"It calls itself without an end on {case}. Which case should stop it?"
    if ran.kind in ("SystemExit", "GeneratorExit"):
        return f"It leaves with {ran.kind} instead of returning an answer on {case}."
    line = f" in your line `{ran.line}`" if ran.line else ""
    return f"It stops with {ran.kind}{line} on {case}: {ran.error.rstrip('.')}."


# ---- numbers and choices --------------------------------------------------------------------------------


def judge_numbers(exercise, attempt, _):
    if inspect.isroutine(attempt):
        return Verdict(NOT_YET, "This exercise asks for numbers; you passed a function.")
    ran = run(lambda: attempt, (), SECONDS)
    if ran.late or ran.error or ran.value is None:
        return Verdict(NOT_YET, "This cannot be read as numbers. Type a number, or a list of numbers.")
    right = plain(exercise.answer() if callable(exercise.answer) else exercise.answer)
    if isinstance(ran.value, list) and any(one is ... for one in ran.value):
        untried = all(one is ... for one in ran.value)
        return Verdict(UNTRIED if untried else NOT_YET, "There is still a `...` among the numbers.")
    same = partial(agree, near=lambda a, b: np.abs(a - b) <= exercise.tolerance)
    if same(right, ran.value):
        return Verdict(SOLVED, exercise.why)
    for mistake in exercise.mistakes:
        if same(plain(mistake.answer() if callable(mistake.answer) else mistake.answer), ran.value):
            return Verdict(NOT_YET, mistake.says)
    return Verdict(NOT_YET, wrong_numbers(*leaf(right, ran.value, same), same, ran))


def wrong_numbers(right, value, same, ran):
    complaint, right = unfit(right, value, ran), numeric(right)
    if complaint or right is None:
        return complaint or "Not this one. Go through it once more, step by step."
    value = numeric(value)
    if value.shape != right.shape:
        return misshapen(right, value, {})
    if same(right, -value):
        return "The size is right, the sign is not." if right.ndim == 0 else "All signs are wrong."
    if right.ndim == 0:
        return f"{value[()]:g} is too {'large' if value > right else 'small'}. Go through it again, step by step."
    good = np.array([same(a, b) for a, b in zip(right.flat, value.flat, strict=True)]).reshape(right.shape)
    return f"{good.sum()} of {good.size} numbers are right; look again at {place(np.argwhere(~good)[0])}."


def judge_choice(exercise, attempt, _):
    value = run(lambda: attempt, (), SECONDS).value
    given = key(value if isinstance(value, list) and len(value) in (1, 2) else [value])
    letters, reasons = key(exercise.choices), key(exercise.reasons)
    if given[0] not in letters:
        if given[0] == "ellipsis":
            return Verdict(UNTRIED, "Write your choice where the `...` stands, then run the cell again.")
        form = f' with the number of a reason, such as ("{letters[0]}", {reasons[0]})' if reasons else ""
        return Verdict(NOT_YET, f"Answer with one of the letters {', '.join(letters)}{form}.")
    full = given if reasons else given[:1]
    if full == key(exercise.answer):
        return Verdict(SOLVED, exercise.why)
    for known in (given, given[:1]):
        for mistake in exercise.mistakes:
            if key(mistake.answer) == known and known != key(exercise.answer)[:1]:
                return Verdict(NOT_YET, mistake.says)
    if reasons and (len(given) == 1 or given[1] not in reasons):
        return Verdict(NOT_YET, f"Say why as well: the number of one of the reasons {', '.join(reasons)}.")
    right_letter = given[0] == key(exercise.answer)[0]
    return Verdict(NOT_YET, "The choice is right, the reason is not." if right_letter else
                   "Not this one. Try it on a small example.")


def key(answer):
    """A choice, or a choice with its reason, as a list of short texts; also the letters or reasons themselves."""
    return [str(part).strip().lower() for part in ([answer] if isinstance(answer, str) else answer)]


# ---- comparing ------------------------------------------------------------------------------------------


def numeric(value):
    """A plain answer as an array of real numbers, or None."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    return array if array.dtype.kind in "biuf" else None


def equal(right, given):
    return (right == given) | ((right != right) & (given != given))


def close(right, given):
    """Equal up to what float32 and another order of summing make of it; whole numbers must be met."""
    if right.dtype.kind in "iub":
        return np.abs(given - right.astype(float)) < 1e-3
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(right), initial=0, where=np.isfinite(right))
        return equal(right, given) | (np.abs(right - given) <= 1e-5 * np.abs(right) + 2e-6 * largest)


def several(value):
    """Whether an answer is several results, not one array."""
    return isinstance(value, list) and (numeric(value) is None or any(isinstance(x, np.ndarray) for x in value))


def agree(right, given, near=close):
    """Whether two plain answers are the same, number by number."""
    if several(right):
        given = list(given) if isinstance(given, np.ndarray) and given.ndim else given
        return isinstance(given, list) and len(right) == len(given) and all(
            agree(a, b, near) for a, b in zip(right, given, strict=True))
    if isinstance(right, dict):
        return isinstance(given, dict) and right.keys() == given.keys() and all(
            agree(right[key], given[key], near) for key in right)
    right_numbers, numbers = numeric(right), numeric(given)
    if right_numbers is None:
        return type(right) is type(given) and bool(np.array_equal(right, given))
    return numbers is not None and numbers.shape == right_numbers.shape and bool(
        np.all(near(right_numbers, numbers.astype(float) if numbers.dtype.kind == "b" else numbers)))


def leaf(right, given, same):
    """The first part in which two answers differ: one array, number or text of each."""
    if several(right) and isinstance(given, list) and len(given) == len(right):
        return next(leaf(a, b, same) for a, b in zip(right, given, strict=True) if not same(a, b))
    if isinstance(right, dict) and isinstance(given, dict) and right.keys() == given.keys():
        return next(leaf(right[key], given[key], same) for key in right if not same(right[key], given[key]))
    return right, given


# ---- telling ----------------------------------------------------------------------------------------------


def unfit(right, given, ran):
    """What keeps an answer from being compared at all, or nothing."""
    wanted, numbers = numeric(right), numeric(given)
    if wanted is None:
        return ""
    if numbers is None:
        return not_numbers(given)
    if numbers.shape != wanted.shape:
        return ""
    bad = ~np.isfinite(numbers) & np.isfinite(wanted)
    if bad.any():
        warned = f" NumPy warned: {ran.warned}." if ran.warned else ""
        return f"There is {numbers[bad][0]} at {place(np.argwhere(bad)[0])}, where a number should be.{warned}"
    return ""


def cut(right, given):
    """Whether the kind of number is too coarse, or nothing."""
    wanted, numbers = numeric(right), numeric(given)
    if wanted is None or numbers is None or numbers.shape != wanted.shape:
        return ""
    near = wanted.ndim or abs(numbers - wanted) < 1
    if near and numbers.dtype.kind in "iu" and np.any(wanted != np.trunc(wanted)):
        return f"Your answer holds whole numbers ({numbers.dtype}), the right one decimals. Where are they cut?"
    return "Your answer is float16, which keeps three digits only." if numbers.dtype == np.float16 else ""


def not_numbers(given):
    if isinstance(given, str):
        return "Your answer is text. Give numbers, without quotation marks."
    if isinstance(given, np.generic | np.ndarray | Strange):
        return f"Your answer holds values of type {given.dtype}, not real numbers."
    if isinstance(given, list):
        return "Your answer is a list whose parts differ in length or are not numbers, so it is no array."
    return f"Your answer is a {type(given).__name__}; numbers are asked for."


def misshapen(right, given, sizes):
    swapped = given.shape == right.T.shape and bool(np.all(close(right.T, given)))
    if right.ndim == 0:
        return f"One number is asked for; yours has the shape {given.shape}."
    clue = " The numbers are right, with the axes swapped." if swapped else " What does each axis stand for?"
    return f"Your answer has the shape {named(given, sizes)}, not {named(right, sizes)}.{clue}"


def named(array, sizes):
    """A shape with the names of its axes, as far as each size has one name only."""
    names = [sizes.get(size, str(size)) for size in array.shape]
    known = f" = ({', '.join(names)}{',' * (len(names) == 1)})" if set(names) & set(sizes.values()) else ""
    return f"{array.shape}{known}"


def axes(exercise, case):
    """Size to name, from the arguments that carry the letters of the page."""
    found = {}
    for name, value in zip(parameters(exercise), case, strict=False):
        array = numeric(value)
        shape = () if array is None else array.shape
        letters = "V d" if name in ("E", "table") and len(shape) == 2 else ""
        letters = {1: "N", 2: "B T"}.get(len(shape), "") if name == "ids" else letters
        pairs = list(zip(shape, letters.split(), strict=False))
        pairs += [(int(array), name)] if shape == () and name in ("V", "d", "B", "T", "N", "k") else []
        for size, letter in pairs:
            found.setdefault(size, set()).add(letter)
    return {size: letters.pop() for size, letters in found.items() if len(letters) == 1 and size > 1}


def structure(exercise, pairs):
    """A clue that holds on every wrong case, or nothing; it says what was seen and no more."""
    if any(a is None or b is None or a.shape != b.shape for _, a, b in pairs):
        return ""
    pairs = [(case, a.astype(float), b.astype(float)) for case, a, b in pairs if a.size]
    right, given = (np.concatenate([pair[k].ravel() for pair in pairs]) for k in (1, 2))
    if right.size > 2 and all(a.ndim == 2 and a.shape == a.T.shape and close(a.T, b).all() for _, a, b in pairs):
        return " The numbers look transposed."
    if np.count_nonzero(right) > 2:
        factor = np.dot(right, given) / np.dot(right, right)
        if np.all(np.abs(given - factor * right) <= 1e-5 * np.abs(right).max()):
            return " Every number has the wrong sign." if close(-right, given).all() else (
                f" Every number is {factor:.4g} times what it should be.")
    rows = [wrong_rows(exercise, *pair) for pair in pairs]
    for clue in ("whose ID stands in ids more than once", "whose ID stands in ids", "whose ID is not in ids"):
        if all(clue in row for row in rows) and any(not (a - b).any(axis=1).all() for _, a, b in pairs):
            return f" Only rows {clue} are wrong."
    if all(a.size > 1 and close(np.sort(a, None), np.sort(b, None)).all() for _, a, b in pairs):
        return " The right numbers are there, in other places."
    return ""


def wrong_rows(exercise, case, right, given):
    """Which descriptions fit all wrong rows of a table-shaped answer."""
    ids = dict(zip(parameters(exercise), case, strict=False)).get("ids")
    ids = None if ids is None else numeric(ids)
    if ids is None or right.ndim != 2 or len(right) == ids.size or np.any(ids >= len(right)):
        return ()
    wrong = ~close(right, given).all(axis=1)
    count = np.bincount(ids.ravel().astype(int), minlength=len(right))
    groups = {"whose ID stands in ids more than once": count > 1, "whose ID stands in ids": count > 0,
              "whose ID is not in ids": count == 0}
    return [words for words, rows in groups.items() if not np.any(wrong & ~rows)]


def first_difference(right, given):
    a, b = numeric(right), numeric(given)
    if a is None or b is None:
        return f"the answer should be {brief(right)}, but is {brief(given)}."
    if a.ndim == 0:
        return f"the answer should be {short(a)}, but is {short(b)}."
    index = tuple(np.argwhere(~close(a, b) if np.any(~close(a, b)) else ~equal(a, b))[0])
    return f"the number at {place(index)} should be {short(a[index])}, but is {short(b[index])}."


def tell(exercise, case):
    """A case as a call."""
    given = ", ".join(f"{name}={brief(value)}" for name, value in zip(parameters(exercise), case, strict=False))
    return f"`{exercise.reference.__name__}({given})`"


def brief(value):
    """A value in a few words."""
    if inspect.isroutine(value):
        return getattr(value, "__name__", "a function")
    array = None if isinstance(value, str | dict) else numeric(value)
    if array is None or array.ndim == 0:
        return str(value)[:80] if array is None and not isinstance(value, str) else short(value)
    text = np.array2string(array, separator=", ", precision=4, suppress_small=True, threshold=10_000)
    text = " ".join(text.split()).replace("[ ", "[")
    return text if len(text) <= 120 else f"an array of shape {array.shape}"


def short(value):
    return repr(value)[:80] if isinstance(value, str) else f"{float(value):.6g}"


def place(index):
    return f"[{', '.join(str(int(i)) for i in index)}]"
