"""Functions that can do nothing but calculate: after them, nothing has to be put back.

Most answers are such. They reach NumPy's calculations, a few builtins, their arguments, and other
functions of this kind; they import nothing and set no attribute. Whatever is not known here counts
as able to do harm. They may still take too long.
"""

import builtins
import dis
import math
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from types import FunctionType, ModuleType

import numpy as np

__all__ = ["is_data", "is_harmless"]

# Attributes of NumPy, arrays, lists, texts and dicts that calculate and touch nothing else.
NAMES = """
abs add all allclose any append arange arccos argmax argmin argsort argwhere array array_equal
asarray astype at average axis bincount bool_ broadcast_to cbrt ceil clip concatenate copy
corrcoef cos count count_nonzero cross cumsum degrees delete diag diagonal diff divide dot dtype
eigh einsum empty empty_like endswith equal exp exp2 expand_dims expm1 extend eye fill_diagonal
flat flatnonzero flatten float16 float32 float64 floor floor_divide fmax fmin fromiter fromkeys
full full_like get greater hstack hypot identity index inf inner insert int32 int64 integer
isclose isfinite isin isinf isnan items join keys less linalg linspace log log10 log1p log2
logaddexp logical_and logical_not logical_or lower matmul matrix_rank max maximum mean median min
minimum mod most_common multiply nan nan_to_num nanmax nanmean nansum nbytes ndim negative newaxis
nonzero norm not_equal ones ones_like outer percentile pi pop power prod put_along_axis qr ravel
reduce remove removeprefix removesuffix repeat reshape rint roll rot90 round searchsorted
setdefault setdiff1d shape sign sin size solve sort split sqrt square squeeze stack startswith std
strip subtract sum svd swapaxes T take take_along_axis tan tanh tensordot tile tolist trace
transpose tril tril_indices triu triu_indices true_divide trunc unique update upper values var
vdot vecdot vstack where zeros zeros_like
"""
CALCULATES = frozenset(NAMES.split())
BUILT_IN = """
abs all any bool dict divmod enumerate filter float frozenset int isinstance len list map max min
next pow print range repr reversed round set slice sorted str sum tuple zip ValueError IndexError
KeyError TypeError ZeroDivisionError
"""
BUILTINS = {name: getattr(builtins, name) for name in BUILT_IN.split()}
KNOWN = (np, math, Counter, defaultdict, pairwise, *BUILTINS.values())
CHANGES = {"STORE_ATTR", "DELETE_ATTR", "STORE_GLOBAL", "DELETE_GLOBAL", "LOAD_BUILD_CLASS"}
SINGLE = {int, float, str, bool, type(None), complex, *np.sctypeDict.values()} - {np.object_}
MODULES = "attention checks gradients projection similarity softmax table tokens tying"
OURS = {f"embedlab.{name}" for name in MODULES.split()}
DEEPEST = 4


def is_harmless(function, seen=None):
    """Whether a function can change nothing around it, as far as its code shows.

    >>> is_harmless(lambda E, ids: E[ids].sum(axis=0))
    True
    >>> is_harmless(lambda: np.seterr(all="ignore"))
    False
    """
    seen = set() if seen is None else seen
    if type(function) is not FunctionType:
        return any(function is one for one in BUILTINS.values())
    if id(function) in seen:
        return True
    seen.add(id(function))
    try:
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
    except ValueError:  # a cell that is empty yet
        return False
    given = [*cells, *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return all(is_safe(one, seen) for one in given) and all(
        calculates(code, function.__globals__, seen) for code in codes(function.__code__)
    )


def codes(code):
    """A code object and all that are defined in it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, type(code)):
            yield from codes(one)


def calculates(code, names, seen):
    """Whether each name in a code is harmless, and nothing is stored outside it."""
    for name in code.co_names:
        if name in names:
            if not is_safe(names[name], seen):
                return False
        elif name in BUILTINS:
            if getattr(builtins, name, None) is not BUILTINS[name]:
                return False
        elif name not in CALCULATES:
            return False
    return CHANGES.isdisjoint(step.opname for step in dis.get_instructions(code))


def is_safe(value, seen):
    """Whether code may hold this value: data, NumPy, or a function that is harmless itself."""
    if is_data(value) or any(value is one for one in KNOWN):
        return True
    return is_ours(value) or is_harmless(value, seen)


def is_ours(function):
    """Whether it is a function of ours that calculates, and still in its place."""
    if type(function) is not FunctionType or function.__module__ not in OURS:
        return False
    home = sys.modules.get(function.__module__)
    return (
        type(home) is ModuleType
        and vars(home) is function.__globals__
        and vars(home).get(function.__name__) is function
    )


def is_data(value, depth=DEEPEST):
    """Whether a value is numbers, texts, or lists of them, so that no code runs when it is read.

    >>> is_data([1, (2.5, "a")]), is_data([len])
    (True, False)
    """
    if type(value) in SINGLE:
        return True
    if type(value) is np.ndarray:
        return not value.dtype.hasobject
    return type(value) in (list, tuple) and depth > 0 and all(is_data(x, depth - 1) for x in value)
