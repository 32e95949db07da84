"""Part 2: a broken checkpoint is fixed, and a test tells broken ones from sound ones."""

import numpy as np

from embedlab.practice.capstone.checkpoints import FAULTS, pair
from embedlab.practice.checking.sandbox import SECONDS, keep, run
from embedlab.practice.exercises.parts import Item

__all__ = ["judge"]

OWN, ELSEWHERE = 6, 2  # points for your own checkpoint, and for others with the same fault
TOLD_APART = 3  # points for a test that tells your broken checkpoint from sound ones
MORE = 3  # further checkpoints with the same fault


def judge(seed, fault, most, fix, test):
    """The items of a checkpoint, or None if neither function does anything yet."""
    for name, function in (("fix", fix), ("test", test)):
        if not callable(function):
            says = f"`{name}` is {kind(function)}; pass the function itself, without brackets."
            return [Item(0, most, says)]
    pairs = [pair(fault, seed + k) for k in range(MORE + 1)]
    kept = keep()
    fixed, tested = (outcomes(function, pairs, kept) for function in (fix, test))
    if all(one.returned and one.value is None for one in (*fixed, *tested)):
        return None
    return [
        fix_item(FAULTS[fault], pairs, fixed),
        test_item(FAULTS[fault], pairs, tested, test, kept, most - OWN - ELSEWHERE),
    ]


def outcomes(function, pairs, kept):
    """What a function does to each broken checkpoint; once it was late it is not called again."""
    ran = []
    for _, broken in pairs:
        late = ran and ran[-1].late
        ran.append(ran[-1] if late else run(function, (broken,), SECONDS, kept))
    return ran


def fix_item(fault, pairs, fixed):
    most = OWN + ELSEWHERE
    for k, ((right, broken), ran) in enumerate(zip(pairs, fixed, strict=True)):
        wrong = complaint(fault, right, broken, ran)
        if wrong and k == 0:
            return Item(0, most, f"Fixing: {wrong}")
        if wrong:
            says = f"yours is fixed. On another checkpoint with the same fault: {wrong}"
            return Item(OWN, most, f"Fixing: {says}")
    says = f"equal to the hidden original, here and on {MORE} others with the same fault."
    if fixed[0].changed:
        says += " Note: it changes the checkpoint that it gets; work on a copy."
    return Item(most, most, f"Fixing: {says}")


def complaint(fault, right, broken, ran):
    """What is wrong with a fixed checkpoint, in a sentence, or nothing."""
    if not ran.returned or ran.error:
        return f"the function {stop(ran)}."
    if not isinstance(ran.value, dict):
        return (
            f"the function returns {kind(ran.value)}. It must return the checkpoint, a dict: "
            '`checkpoint | {"E": E}`.'
        )
    given = {key: ran.value.get(key) for key in fault.wanted}
    if all(same(right[key], given[key]) for key in fault.wanted):
        return ""
    if all(same(broken.get(key), given[key]) for key in fault.wanted):
        return "this is still the broken checkpoint; none of its numbers has changed."
    for says, mistake in fault.mistakes.items():
        wrong = broken | mistake(broken)
        if all(same(wrong[key], given[key]) for key in fault.wanted):
            return says
    return next(
        differs(key, right[key], given[key], right["words"])
        for key in fault.wanted
        if not same(right[key], given[key])
    )


def same(a, b):
    """Whether two tables are equal, up to the rounding of float32."""
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and b.dtype.kind in "iuf"):
        return False
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-5, atol=1e-7)


def differs(key, right, given, words):
    """In which rows two tables differ."""
    if not isinstance(given, np.ndarray) or given.dtype.kind not in "iuf":
        return f'"{key}" is {kind(given)}; a table of numbers is needed.'
    if given.shape != right.shape:
        return f'"{key}" has shape {given.shape}, but the original has shape {right.shape}.'
    rows = np.flatnonzero(~np.isclose(given, right, rtol=1e-5, atol=1e-7).all(axis=1))
    return (
        f'"{key}" differs from the original in {len(rows)} of {len(right)} rows, '
        f"first in that of ID {rows[0]} ({words[rows[0]]!r})."
    )


def test_item(fault, pairs, tested, test, kept, most):
    """The item of the learner's test: it must fail on broken checkpoints and on no sound one."""
    if strange := odd(tested[0]):
        return Item(0, most, f"Your test {strange}")
    for k, (right, _) in enumerate(pairs):
        ran = run(test, (right,), SECONDS, kept)
        if strange := odd(ran):
            return Item(0, most, f"Your test, on a sound checkpoint, {strange}")
        if failed(ran):
            which = "the original of your checkpoint" if k == 0 else "a sound checkpoint"
            why = "" if ran.error == "AssertionError" else f" It says: {ran.error}."
            return Item(0, most, f"Your test fails on {which}; it must pass there.{why}")
    missed = [k for k, ran in enumerate(tested) if not failed(ran)]
    if 0 in missed:
        return Item(
            0, most, "Your test passes on your broken checkpoint; it must fail there with `assert`."
        )
    right, broken = pairs[0]
    for says, mutant in fault.mutants.items():
        ran = run(test, (broken | mutant(right, broken),), SECONDS, kept)
        if not failed(ran):
            return Item(
                TOLD_APART,
                most,
                "Your test tells your broken checkpoint from sound ones. It doesn't notice this "
                f"one: {says}.",
            )
    if missed:
        says = "Your test notices your own checkpoint, but not others with the same fault."
        return Item(TOLD_APART, most, says)
    broken = MORE + 1 + len(fault.mutants)
    says = f"Your test fails on {broken} broken checkpoints and on no sound one."
    return Item(most, most, says)


def failed(ran):
    return ran.kind == "AssertionError"


def odd(ran):
    """How a test ended if neither by `assert` nor by passing."""
    if ran.late or (not failed(ran) and not ran.returned):
        return f"{stop(ran)}. It must fail by `assert` or pass."
    if ran.returned and ran.value is not None:
        return f"returns {kind(ran.value)}. Write `assert` before the condition, and no `return`."
    return ""


def stop(ran):
    """How a function ended that gave no answer."""
    if ran.late:
        return f"was stopped after {SECONDS:g} seconds"
    if ran.returned:
        return f"returns something that cannot be read: {ran.error}"
    line = f", in the line `{ran.line}`" if ran.line else ""
    said = "" if ran.error == ran.kind else f": {ran.error}"
    return f"stops with {ran.kind}{said}{line}"


def kind(value):
    """What a value is, in words."""
    if value is None:
        return "None (nothing)"
    if value is ...:
        return "`...`"
    name = type(value).__name__
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}{shape}"
