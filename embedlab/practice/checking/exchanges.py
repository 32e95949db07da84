"""What often belongs where a learner wrote something else: exchanges of parts of a syntax tree.

Those of whole lines are in `exchanged_lines`.
"""

import ast
from typing import NamedTuple

__all__ = [
    "Exchange",
    "alternatives",
    "fewer_indices",
    "from_solution",
    "longer",
    "more_indices",
    "names_in",
    "other_names",
    "shorter",
]

# Functions and methods that are taken for each other.
FAMILIES = [
    family.split()
    for family in (
        "sum mean max min median std prod",
        "argmax argmin",
        "argsort sort",
        "maximum minimum",
        "exp log sqrt square abs",
        "log log2 log10 log1p",
        "floor ceil round trunc int",
        "zeros ones",
        "zeros_like ones_like",
        "tril triu",
        "vstack hstack",
        "cumsum cumprod",
        "append extend",
        "index count",
        "sorted list set reversed",
        "min max",
        "any all",
        "len sum",
    )
]
REDUCING = {*FAMILIES[0], "argmax", "argmin", "argsort", "sort", "any", "all", "norm", "cumsum"}
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
MORE_OPERATORS = {
    ast.Mult: [ast.MatMult],
    ast.MatMult: [ast.Mult],
    ast.Div: [ast.FloorDiv],
    ast.FloorDiv: [ast.Mod, ast.Div],
    ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult],
}
COMPARED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPPOSITES = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
ONE_SIDED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.Mod, ast.FloorDiv)
READ = ast.Load()


class Exchange(NamedTuple):
    """Fields of a syntax tree with other values.

    Attributes
    ----------
    kind : str
        What the parts have to do with each other, in a word or two.
    at, other : ast.AST
        The learner's own code: the part, and a second line, where there is one.
    fields : tuple of (ast.AST, str, object)
        Node, name of the field, new value.
    part : str
        What to call the part, if not by its code.
    """

    kind: str
    at: ast.AST
    other: ast.AST
    fields: tuple
    part: str = ""


def names_in(function):
    """The names of a function's arguments and of what it assigns."""
    stored = (
        one.id
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    )
    return list(dict.fromkeys([*(one.arg for one in function.args.args), *stored]))


def expressions(function):
    """All expressions of a function that are read, with where each stands: node, field, index."""
    for statement in function.body:
        for node in ast.walk(statement):
            for field, value in ast.iter_fields(node):
                for index, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
                    context = getattr(one, "ctx", READ)
                    is_read = isinstance(one, ast.expr) and isinstance(context, ast.Load)
                    if is_read and not is_ours(one):
                        yield one, node, field, index


def is_ours(node):
    """Whether a call was put there to count the rounds of a loop."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("_")


def everywhere(function, changes):
    """Each expression exchanged for each of ``changes(expression)``, pairs of kind and new.

    What is written twice in the same way is also exchanged in both places.
    """
    again = {}
    for place in expressions(function):
        old = place[0]
        if not isinstance(old, ast.Name | ast.Constant | ast.Slice):
            again.setdefault(ast.unparse(old), []).append(place)
        for kind, new in changes(old):
            yield exchange(kind, new, [place])
    for places in again.values():
        for kind, new in changes(places[0][0]) if len(places) > 1 else ():
            yield exchange(kind, new, places)


def exchange(kind, new, places):
    old = places[0][0]
    if not hasattr(new, "lineno"):
        ast.fix_missing_locations(ast.copy_location(new, old))
    fields = tuple(in_its_place(new, *place[1:]) for place in places)
    return Exchange(kind, old, old, fields, left_over(old, new) if kind == "too much" else "")


def left_over(whole, piece):
    """What is left of a whole without a piece of it, as a learner would write it."""
    hole = ast.Name("_", READ)
    match whole:
        case ast.BinOp(left, operator, right):
            less = [hole if one is piece else one for one in (left, right)]
            return ast.unparse(ast.BinOp(less[0], operator, less[1])).strip("_ ")
        case ast.Call(ast.Attribute(owner, name)) if owner is piece:
            return f".{name}(…)"
        case ast.Call(function):
            return f"{ast.unparse(function)}(…)"
        case ast.Subscript(value) | ast.Attribute(value) if value is piece:
            return ast.unparse(whole).removeprefix(ast.unparse(value))
    return ""


def in_its_place(new, node, field, index):
    if index is None:
        return node, field, new
    values = [*getattr(node, field)]
    values[index] = new
    return node, field, values


def alternatives(function):
    """Another operation, condition, function, axis or number, or the same pieces exchanged."""
    return everywhere(function, alternatives_of)


def alternatives_of(old):
    match old:
        case ast.BinOp(left, operator, right):
            kinds = OPERATORS if isinstance(operator, OPERATORS) else ()
            for kind in (*kinds, *MORE_OPERATORS.get(type(operator), ())):
                if not isinstance(operator, kind):
                    yield "operation", ast.BinOp(left, kind(), right)
            if isinstance(operator, ONE_SIDED):
                yield "swapped", ast.BinOp(right, operator, left)
        case ast.BoolOp(operator, values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "condition", ast.BoolOp(other, values)
        case ast.Compare(left, [operator], right):
            kinds = [OPPOSITES.get(type(operator))] if type(operator) in OPPOSITES else COMPARED
            for kind in kinds:
                if not isinstance(operator, kind):
                    yield "condition", ast.Compare(left, [kind()], right)
        case ast.UnaryOp(ast.USub(), ast.Constant(1)):
            yield from (("number", ast.Constant(one)) for one in (0, 1))
        case ast.Constant(bool()):
            pass
        case ast.Constant(int(value) | float(value)):
            others = dict.fromkeys([value + 1, value - 1, -value, 0, 1, 2, 3, 1 / (value or 1)])
            yield from (("number", ast.Constant(one)) for one in others if one != value)
        case ast.Call():
            yield from other_calls(old)
        case ast.Subscript(value, ast.Tuple([first, second])):
            yield "swapped", ast.Subscript(value, ast.Tuple([second, first], READ), READ)
        case ast.Subscript(value, ast.Slice(lower, upper, None)):
            if lower or upper:
                yield "part", ast.Subscript(value, ast.Slice(upper, lower), READ)
            for bounds in ((ast.Constant(1), None), (None, ast.Constant(-1)), (None, None)):
                yield "part", ast.Subscript(value, ast.Slice(*bounds), READ)
        case ast.IfExp(test, body, orelse):
            yield "swapped", ast.IfExp(test, orelse, body)


def other_calls(old):
    """A call of another function, along another axis, or with its arguments exchanged."""
    name = getattr(old.func, "attr", getattr(old.func, "id", ""))
    for other in dict.fromkeys(one for family in FAMILIES if name in family for one in family):
        if other != name:
            yield "function", ast.Call(with_name(old.func, other), old.args, old.keywords)
    given = [one for one in old.keywords if one.arg == "axis"]
    rest = [one for one in old.keywords if one.arg != "axis"]
    if name in REDUCING:
        for axis in (0, 1, -1):
            keyword = ast.keyword("axis", ast.Constant(axis))
            if not given or ast.unparse(given[0].value) != str(axis):
                yield "axis", ast.Call(old.func, old.args, [*rest, keyword])
    if given:
        yield "axis", ast.Call(old.func, old.args, rest)
    if len(old.args) == 2:
        yield "swapped", ast.Call(old.func, old.args[::-1], old.keywords)


def with_name(function, name):
    if isinstance(function, ast.Name):
        return ast.Name(name, READ)
    return ast.Attribute(function.value, name, READ)


def other_names(function, names):
    """Another variable in the place of a variable or of a number, or an entry of it."""

    def changes(old):
        if isinstance(old, ast.Name) and old.id in names:
            yield from (("name", ast.Name(name, READ)) for name in names if name != old.id)
            for name in names:
                yield "missing", ast.Subscript(old, ast.Name(name, READ), READ)
                yield "missing", ast.Subscript(ast.Name(name, READ), old, READ)
        elif isinstance(old, ast.Constant) and type(old.value) in (int, float):
            yield from (("number", ast.Name(name, READ)) for name in names)

    return everywhere(function, changes)


def shorter(function):
    """A part without one of its pieces."""
    return everywhere(function, shorter_ones)


def shorter_ones(old):
    pieces = []
    match old:
        case ast.BinOp(left, _, right):
            pieces = [left, right]
        case ast.UnaryOp(_, operand):
            pieces = [operand]
        case ast.BoolOp(_, values):
            pieces = values
        case ast.Call(ast.Attribute(owner), arguments):
            pieces = [owner, *arguments[:1]]
        case ast.Call(_, arguments):
            pieces = arguments[:1]
        case ast.Subscript(value, ast.Slice()) | ast.Attribute(value, "T"):
            pieces = [value]
        case ast.Subscript(value, index):
            pieces = [value, index]
        case ast.IfExp(_, body, orelse):
            pieces = [body, orelse]
        case ast.Slice(lower, upper, step):
            pieces = [ast.Slice(None, upper, step), ast.Slice(lower, None, step)]
            pieces += [ast.Slice(lower, upper, None)] if step else []
    for piece in pieces:
        yield "too much", piece
    for keyword in old.keywords if isinstance(old, ast.Call) else ():
        if keyword.arg != "axis":
            rest = [one for one in old.keywords if one is not keyword]
            yield "too much", ast.Call(old.func, old.args, rest)


STEPS = """
-x|x + 1|x - 1|x.T|x[::-1]|_np.sqrt(x)|_np.square(x)|_np.abs(x)|_np.exp(x)|_np.log(x)|1 - x|2 * x
x.sum(axis=0)|x.sum(axis=1)|x.sum(axis=-1, keepdims=True)|x.mean(axis=0)|x.sum()|x.mean()|x / 2
_np.linalg.norm(x)|_np.linalg.norm(x, axis=1)|x[:-1]|x[1:]|x[-1]|x[0]|x[:, None]|int(x)|round(x)
len(x)|set(x)|sorted(x)|list(x)|x.copy()|_np.argsort(x)|_np.maximum(x, 0)|_np.minimum(x, 1)
"""
PATTERNS = [one for line in STEPS.strip().splitlines() for one in line.split("|")]
WITH_NAMES = ("x * {}", "x / {}", "x + {}", "x - {}", "x @ {}", "x / len({})")


def longer(function, names):
    """A part with one more step."""
    patterns = [*PATTERNS, *(one.format(name) for one in WITH_NAMES for name in names)]
    trees = [ast.parse(one, mode="eval").body for one in patterns]

    def changes(old):
        steps = isinstance(old, ast.Name | ast.Call | ast.BinOp | ast.Subscript | ast.ListComp)
        if steps and not is_range(old):
            yield from (("missing", Filled(old).visit(copied(tree))) for tree in trees)

    return everywhere(function, changes)


def is_range(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("range", "enumerate", "zip")


def more_indices(function, names):
    """One more index where something is stored or read, as in `H[b]` for `H[b, t]`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Tuple | ast.Slice):
            for name in names:
                indices = ast.Tuple([node.slice, ast.Name(name, READ)], READ)
                ast.fix_missing_locations(ast.copy_location(indices, node))
                yield Exchange("missing", node, node, ((node, "slice", indices),))


def copied(tree):
    return ast.parse(ast.unparse(tree), mode="eval").body


class Filled(ast.NodeTransformer):
    """A pattern with a part of the learner's in the place of its x."""

    def __init__(self, part):
        self.part = part

    def visit_Name(self, node):
        return self.part if node.id == "x" else node


def fewer_indices(function):
    """One index less where something is stored or read, as in `E[i, 0]` for `E[i]`."""
    for node in ast.walk(function):
        match node:
            case ast.Subscript(_, ast.Tuple([first, second])):
                for kept, part in (
                    (first, f", {ast.unparse(second)}"),
                    (second, ast.unparse(first)),
                ):
                    yield Exchange("too much", node, node, ((node, "slice", kept),), part)


def from_solution(function, solution):
    """A part exchanged for a part of a correct answer; the smallest parts first.

    Nothing is said of what a function returns as a whole: all of it is the answer.
    """
    names = names_in(function)
    ours = [one.arg for one in solution.args.args]
    renamed = Renamed(dict(zip(ours, names, strict=False)))
    parts = [one for one, *_ in expressions(solution) if not isinstance(one, PIECES)]
    texts = dict.fromkeys(ast.unparse(renamed.visit(copied(one))) for one in parts)
    news = [ast.parse(text, mode="eval").body for text in texts]
    news = [one for one in news if is_known(one, names)]
    for place in sorted(expressions(function), key=lambda one: len(ast.unparse(one[0]))):
        old, node, *_ = place
        if isinstance(old, ast.Constant | PIECES) or isinstance(node, ast.Return) or is_ours(node):
            continue
        if isinstance(old, ast.Name) and old.id not in names:
            continue
        yield from (exchange("expression", new, [place]) for new in news if not is_same(new, old))


# What does not stand alone: of what is in square brackets, of calls and of texts.
PIECES = ast.Slice | ast.Tuple | ast.Starred | ast.FormattedValue


def is_same(one, other):
    return ast.unparse(one) == ast.unparse(other)


def is_known(expression, names):
    """Whether an expression reads a variable that the function has."""
    return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(expression))


class Renamed(ast.NodeTransformer):
    """A part of a solution with the learner's names of the arguments."""

    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        return ast.Name(self.names.get(node.id, node.id), READ)
