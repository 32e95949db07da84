"""The numbers of a variant, put into the texts and the answers of an exercise."""

import inspect
import string

import numpy as np

__all__ = ["fill", "with_names"]


class Words(string.Formatter):
    """Numbers as a page prints them: a minus sign, and arrays as lists; ``{E!r}`` is code."""

    def format_field(self, value, format_spec):
        if isinstance(value, str):
            return format(value, format_spec)
        if isinstance(value, list | tuple | np.ndarray):
            value = str(short(np.asarray(value).tolist()))
        return format(value, format_spec).replace("-", "−")

    def convert_field(self, value, conversion):
        if conversion == "r" and isinstance(value, tuple | np.ndarray):
            value = short(np.asarray(value).tolist())
        return super().convert_field(value, conversion)


def short(value):
    """Lists of numbers without the .0 of whole ones."""
    if isinstance(value, list):
        return [short(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fill(text, names):
    """A text with the numbers of these names in its braces.

    >>> fill("V = {V:,}, E = {E}; `E = {E!r}`", {"V": 10_000, "E": ((0, -1), (0.5, 2.0))})
    'V = 10,000, E = [[0, −1], [0.5, 2]]; `E = [[0, -1], [0.5, 2]]`'
    """
    return Words().vformat(text, (), names)


def with_names(value, names):
    """What a callable gives for those of the names that it takes; any other value itself.

    >>> with_names(lambda d: 4 * d, {"V": 10, "d": 3})
    12
    """
    if not callable(value):
        return value
    return value(**{name: names[name] for name in inspect.signature(value).parameters})
