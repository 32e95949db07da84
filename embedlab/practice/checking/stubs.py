"""Whether an attempt is a function that can be called, and whether it is still the stub."""

import dis
import inspect

__all__ = ["misuse", "same_code", "stub_code", "unread"]


def misuse(exercise, attempt):
    """What is wrong with the attempt before it is called, or nothing."""
    name, arguments = exercise.reference.__name__, ", ".join(exercise.parameters)
    if inspect.isclass(attempt):
        return f"This is a class. Pass the function `{name}` itself."
    if not callable(attempt):
        return (
            f"This is not a function but a value of type {type(attempt).__name__}. Pass `{name}` "
            "itself, without brackets after it."
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


def unread(function):
    """The places of the arguments that a function never reads.

    >>> unread(lambda E, ids, lr: E[ids])
    {2}
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return set()
    read = {*code.co_cellvars}
    for step in dis.get_instructions(code):
        if step.opname.startswith("LOAD_FAST"):
            read |= {*step.argval} if isinstance(step.argval, tuple) else {step.argval}
    arguments = code.co_varnames[: code.co_argcount]
    return {k for k, name in enumerate(arguments) if name not in read}
