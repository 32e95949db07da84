"""Lines in another order or at another depth, one line less, another operator before `=`."""

import ast

from embedlab.practice.checking.exchanges import Exchange

__all__ = ["other_lines"]


def other_lines(function):
    """All exchanges of the lines of a function."""
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            if isinstance(lines, list):
                yield from within(node, field, lines)


def within(node, field, lines):
    def new(*changed):
        return ((node, field, list(changed)),)

    for k, line in enumerate(lines):
        before, after = lines[:k], lines[k + 1 :]
        for other in updates(line):
            yield Exchange("update", line, line, new(*before, other, *after))
        if isinstance(line, ast.For | ast.While):
            for kind, at, moved in around(line, before, after):
                yield Exchange(kind, at, at, (*new(*moved[0]), (line, "body", moved[1])))
        if after and not isinstance(after[0], ast.Return):
            swapped = new(*before, after[0], line, *after[1:])
            yield Exchange("order of lines", line, after[0], swapped)
        if len(lines) > 1 and not isinstance(line, ast.For | ast.While):
            yield Exchange("line too much", line, line, new(*before, *after))


def updates(line):
    """The line with another operator before its `=`."""
    match line:
        case ast.AugAssign(target, operator, value):
            for kind in (ast.Add, ast.Sub, ast.Mult):
                if not isinstance(operator, kind):
                    yield ast.copy_location(ast.AugAssign(target, kind(), value), line)
            yield ast.copy_location(ast.Assign([target], value), line)
        case ast.Assign([ast.Subscript() | ast.Name() as target], value):
            for kind in (ast.Add, ast.Sub, ast.Mult):
                yield ast.copy_location(ast.AugAssign(target, kind(), value), line)


def around(loop, before, after):
    """A line moved out of a loop or into it: kind, line, the new lines around it and within."""
    first, *rest = loop.body
    *most, last = loop.body
    if rest:
        yield "inside the loop", last, ([*before, loop, last, *after], most)
        yield "begins anew", first, ([*before, first, loop, *after], rest)
    if after and not isinstance(after[0], ast.Return):
        yield "after the loop", after[0], ([*before, loop, *after[1:]], [*loop.body, after[0]])
