"""A reference with switches: each turns one step of it into a step that learners take instead.

The reference is written once, with a call at each step that can go wrong. Which steps do go wrong
is decided when it runs, so that two at once cost no more than one.
"""

import ast
import copy
import inspect
import textwrap
from typing import NamedTuple

import numpy as np

from embedlab.practice.checking.bank_of_calls import CALLS
from embedlab.practice.checking.bank_of_orders import MORE_CALLS, SHARE
from embedlab.practice.checking.bank_of_steps import (
    AFTER,
    ALWAYS,
    ATTRIBUTES,
    BOTH,
    ENTRY,
    LOOPS,
    NUMBERS,
    OPERATORS,
    OTHER_RESULT,
    OTHER_VALUE,
    PART,
    ROOTS,
    SIGMOID,
    SKIPPED,
    WRITES,
    Step,
)

__all__ = ["Altered", "Switch", "altered"]

MOST_ROUNDS = 200  # of a `while` loop, which may never end when one of its steps is different
FUEL = "round_of_the_loop"


class Switch(NamedTuple):
    """One step that goes wrong: where, how, what it is called there, and the code."""

    site: int
    step: Step
    name: str
    text: str


class Altered:
    """A reference whose steps can be switched.

    Attributes
    ----------
    switches : list of Switch
    """

    def __init__(self, reference):
        self.on, self.sites, self.switches = {}, 0, []
        tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
        function = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
        function.decorator_list = []
        parameters = [argument.arg for argument in function.args.args]
        tree.body = [Rewriter(self, parameters).visit(function)]
        ast.fix_missing_locations(tree)
        space = {
            **reference.__globals__,
            "_value": self.value,
            "_call": self.call,
            "_lazy": self.lazy,
            "_on": self.is_on,
            "_sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        }
        exec(compile(tree, "altered", "exec"), space)
        self.function = space[function.name]

    def __call__(self, switches, arguments):
        """What the reference answers with these steps switched."""
        self.on = {one.site: one.step.change for one in switches}
        try:
            return self.function(*arguments)
        finally:
            self.on = {}

    def site(self, choices, text=""):
        """A new place in the code, with a switch for each of (step, name)."""
        self.sites += 1
        self.switches += [Switch(self.sites, step, name, text) for step, name in choices]
        return self.sites

    # ---- called by the rewritten code

    def value(self, site, usual, *values):
        change = self.on.get(site)
        return usual(*values) if change is None else change(*values)

    def call(self, site, usual, *values, **options):
        change = self.on.get(site)
        called = usual if change is None else change
        return called(*values, **options)

    def lazy(self, site, usual, *thunks):
        change = self.on.get(site)
        return usual() if change is None else change(*thunks)

    def is_on(self, site):
        return site in self.on


def altered(reference):
    """The switches of a reference, or None if its source cannot be read."""
    try:
        return Altered(reference)
    except (OSError, TypeError, SyntaxError, StopIteration):
        return None


class Rewriter(ast.NodeTransformer):
    """Puts a call in the place of each step that the bank knows how to get wrong."""

    def __init__(self, home, parameters):
        self.home, self.parameters = home, parameters
        self.locals, self.unpacked, self.has_exp = [], {}, False

    def chosen(self, kind, choices, *values, keywords=(), text=""):
        choices = list(choices)
        arguments = [ast.Constant(self.home.site(choices, text)), *values]
        return ast.Call(ast.Name(kind, ast.Load()), arguments, list(keywords))

    def named(self, step, names):
        """The name of what a step leaves out, if it is one of the function's own arguments."""
        name = names[step.about] if step.about is not None else ""
        return name if name in self.parameters else ""

    def visit_BinOp(self, node):
        score = score_in_sigmoid(node)
        if score is not None:
            usual = load("_sigmoid")
            return self.chosen("_value", [(one, "") for one in SIGMOID], usual, self.visit(score))
        left, right = node.left, node.right
        scale = copy.deepcopy(getattr(left, "right", None))
        usual = function_of(2, ast.BinOp(ast.Name("a0", ast.Load()), node.op, load("a1")))
        names = [ast.unparse(left), ast.unparse(right)]
        steps = OPERATORS.get(type(node.op), ())
        choices = [(step, self.named(step, names)) for step in steps]
        if self.has_exp and names[1].startswith(f"{names[0]}.sum("):
            choices = [(step, "") for step in SHARE] + choices
        if not choices:
            return self.generic_visit(node)
        text, operands = ast.unparse(node), (self.visit(left), self.visit(right))
        whole = self.chosen("_value", choices, usual, *operands, text=text)
        scaled_first = isinstance(node.op, ast.Sub) and isinstance(left, ast.BinOp)
        if scaled_first and isinstance(left.op, ast.Mult):  # as in E * (1 - lr * decay) - step
            given = [*operands, scale]
            return self.chosen("_value", [(AFTER, "")], FIRST_VALUE, whole, *given)
        return whole

    def visit_UnaryOp(self, node):
        steps = OPERATORS.get(type(node.op), ())
        operand = self.visit(node.operand)
        if not steps or isinstance(node.operand, ast.Constant):
            return ast.UnaryOp(node.op, operand)
        usual = function_of(1, ast.UnaryOp(node.op, load("a0")))
        return self.chosen("_value", [(step, "") for step in steps], usual, operand)

    def visit_Compare(self, node):
        if len(node.ops) != 1 or type(node.ops[0]) not in OPERATORS:
            return self.generic_visit(node)
        usual = function_of(2, ast.Compare(load("a0"), node.ops, [load("a1")]))
        choices = [(step, "") for step in OPERATORS[type(node.ops[0])]]
        operands = self.visit(node.left), self.visit(node.comparators[0])
        return self.chosen("_value", choices, usual, *operands)

    def visit_BoolOp(self, node):
        if len(node.values) != 2:
            return self.generic_visit(node)
        node.values = [self.visit(value) for value in node.values]
        thunks = map(thunk, node.values)
        return self.chosen("_lazy", [(step, "") for step in BOTH], thunk(node), *thunks)

    def visit_IfExp(self, node):
        node = ast.IfExp(*map(self.visit, (node.test, node.body, node.orelse)))
        thunks = [thunk(node.body), thunk(node.orelse)]
        return self.chosen("_lazy", [(step, "") for step in ALWAYS], thunk(node), *thunks)

    def visit_Call(self, node):
        name = ast.unparse(node.func)
        is_method = isinstance(node.func, ast.Attribute) and not name.startswith("np.")
        key = f".{node.func.attr}" if is_method else name
        steps = (*CALLS.get(key, ()), *MORE_CALLS.get(key, ()))
        values = [self.visit(value) for value in node.args]
        keywords = [ast.keyword(one.arg, self.visit_option(one)) for one in node.keywords]
        if is_method:
            owner = self.visit(node.func.value)
            if not steps or any(isinstance(value, ast.Starred) for value in values):
                function = ast.Attribute(owner, node.func.attr, ast.Load())
                return ast.Call(function, values, keywords)
            usual = function_of(None, method(node.func.attr))
            values = [owner, *values]
        else:
            usual = node.func
        if not steps:
            return ast.Call(node.func, values, keywords)
        under_root = copy.deepcopy(node.args[0]) if name == "np.sqrt" else None
        whole = self.chosen(
            "_call", [(step, "") for step in steps], usual, *values, keywords=keywords
        )
        steps = ROOTS.get(type(getattr(under_root, "op", None)), ())
        if not steps:
            return whole
        pieces = under_root.left, under_root.right
        return self.chosen("_value", [(one, "") for one in steps], FIRST_VALUE, whole, *pieces)

    def visit_option(self, keyword):
        """The value of an option of a call: only an axis is switched."""
        is_axis = keyword.arg == "axis" and isinstance(keyword.value, ast.Constant)
        return self.number(keyword.value, "axis") if is_axis else keyword.value

    def visit_Attribute(self, node):
        steps = ATTRIBUTES.get(node.attr, ())
        if not steps or not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        usual = function_of(1, ast.Attribute(load("a0"), node.attr, ast.Load()))
        return self.chosen("_value", [(step, "") for step in steps], usual, self.visit(node.value))

    def visit_Constant(self, node):
        return self.number(node, "number") if type(node.value) in (int, float) else node

    def number(self, node, kind):
        usual = function_of(1, load("a0"))
        return self.chosen("_value", [(step, "") for step in NUMBERS[kind]], usual, node)

    def visit_Subscript(self, node):
        is_part = isinstance(node.slice, ast.Slice)
        node.slice = self.visit(node.slice)
        if not isinstance(node.ctx, ast.Load):
            return node
        if is_part:
            node.value = self.visit(node.value)
            usual = function_of(1, load("a0"))
            return self.chosen("_value", [(step, "") for step in PART], usual, node)
        if isinstance(node.slice, ast.Tuple) or ast.unparse(node.value).endswith(".shape"):
            node.value = self.visit(node.value)
            return node
        usual = function_of(2, ast.Subscript(load("a0"), load("a1"), ast.Load()))
        choices = [(step, "") for step in ENTRY]
        return self.chosen("_value", choices, usual, self.visit(node.value), node.slice)

    def visit_Slice(self, node):
        for end in ("lower", "upper"):
            if isinstance(getattr(node, end), ast.expr):
                setattr(node, end, self.visit(getattr(node, end)))
        return node

    def visit_Name(self, node):
        group = self.parameters if node.id in self.parameters else self.unpacked.get(node.id, ())
        others = [name for name in group if name != node.id]
        if not others or not isinstance(node.ctx, ast.Load):
            return node
        choices = [(OTHER_VALUE._replace(change=nth(k)), name) for k, name in enumerate(others, 1)]
        return self.chosen("_value", choices, FIRST_VALUE, load(node.id), *map(load, others))

    # ---- statements

    def visit_FunctionDef(self, node):
        self.has_exp = "np.exp(" in ast.unparse(node)
        self.locals = [
            one.id
            for one in ast.walk(node)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        ]
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_Assign(self, node):
        node.value = self.visit(node.value)
        if isinstance(node.targets[0], ast.Tuple):  # as in B, T = X.shape
            names = [one.id for one in node.targets[0].elts if isinstance(one, ast.Name)]
            self.unpacked |= dict.fromkeys(names, names)
        if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Subscript):
            return node
        return self.skipping(node)

    def skipping(self, node):
        test = self.on_test([(SKIPPED, "")])
        return ast.If(test, [ast.Pass()], [node])

    def on_test(self, choices):
        return ast.Call(load("_on"), [ast.Constant(self.home.site(choices))], [])

    def visit_AugAssign(self, node):
        node.value, node.target = self.visit(node.value), self.visit(node.target)
        other = {ast.Add: ast.Sub(), ast.Sub: ast.Add()}.get(type(node.op))
        changes = {
            "replaced": [ast.Assign([node.target], node.value)],
            "turned": [ast.AugAssign(node.target, other, node.value)] if other else [],
            "skipped": [ast.Pass()],
            "doubled": [node, node],
        }
        written = node
        for kind, statements in changes.items():
            if statements:
                written = ast.If(self.on_test([(WRITES[kind], "")]), statements, [written])
        return written

    def visit_Return(self, node):
        names = [one for one in dict.fromkeys(self.locals) if not same_name(node.value, one)]
        node.value = self.visit(node.value)
        choices = [(OTHER_RESULT._replace(change=found(name)), name) for name in names]
        everything = ast.Call(load("locals"), [], [])
        node.value = self.chosen("_lazy", choices, thunk(node.value), everything)
        return node

    def visit_For(self, node):
        node.iter = self.looped(node.iter)
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_comprehension(self, node):
        node.iter = self.looped(node.iter)
        node.ifs = [self.condition(one) for one in node.ifs]
        return node

    def looped(self, over):
        usual = function_of(1, load("a0"))
        return self.chosen("_value", [(step, "") for step in LOOPS], usual, self.visit(over))

    def condition(self, test):
        choices = [(step, "") for step in ALWAYS[:1]]
        held = thunk(ast.Constant(True))
        return self.chosen("_lazy", choices, thunk(self.visit(test)), held)

    def visit_If(self, node):
        node.test = self.condition(node.test)
        node.body = [self.visit(one) for one in node.body]
        node.orelse = [self.visit(one) for one in node.orelse]
        return node

    def visit_While(self, node):
        leave = ast.If(ast.UnaryOp(ast.Not(), self.visit(node.test)), [ast.Break()], [])
        rounds = ast.Call(load("range"), [ast.Constant(MOST_ROUNDS)], [])
        body = [leave, *(self.visit(one) for one in node.body)]
        return ast.For(ast.Name(FUEL, ast.Store()), rounds, body, [])

    def visit_Import(self, node):
        return node

    visit_ImportFrom = visit_Import


# ---- pieces of code


def score_in_sigmoid(node):
    """The x of 1 / (1 + np.exp(-x)), or None."""
    match node:
        case ast.BinOp(
            ast.Constant(1),
            ast.Div(),
            ast.BinOp(
                ast.Constant(1),
                ast.Add(),
                ast.Call(ast.Attribute(attr="exp"), [ast.UnaryOp(ast.USub(), score)]),
            ),
        ):
            return score
    return None


def load(name):
    return ast.Name(name, ast.Load())


def thunk(expression):
    return ast.Lambda(no_arguments(), expression)


def no_arguments(count=0, *, more=False):
    names = [ast.arg(f"a{k}") for k in range(count)]
    star = ast.arg("values") if more else None
    stars = ast.arg("options") if more else None
    return ast.arguments([], names, star, [], [], stars, [])


def function_of(count, expression):
    """A small function of so many values; of any number if there is no count."""
    return ast.Lambda(no_arguments(count or 0, more=count is None), expression)


def method(name):
    """The call of a method of the first value with the others."""
    values = load("values")
    owner = ast.Subscript(values, ast.Constant(0), ast.Load())
    rest = ast.Subscript(values, ast.Slice(ast.Constant(1)), ast.Load())
    return ast.Call(
        ast.Attribute(owner, name, ast.Load()),
        [ast.Starred(rest, ast.Load())],
        [ast.keyword(None, load("options"))],
    )


FIRST_VALUE = function_of(None, ast.Subscript(load("values"), ast.Constant(0), ast.Load()))


def nth(k):
    return lambda *values: values[k]


def found(name):
    return lambda names: names[name]


def same_name(node, name):
    return isinstance(node, ast.Name) and node.id == name
