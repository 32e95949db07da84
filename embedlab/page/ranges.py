"""What a slider of `explore` offers: its range, or its choices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from numbers import Integral, Real

import numpy as np

__all__ = ["Slider", "choice_name", "slider"]

MOST = 10_000  # places of a slider
WORDS = {  # the course's short names, as a label says them
    "lr": "learning rate (lr)",
    "std": "standard deviation (std)",
    "sigma": "standard deviation σ",
    "eta": "learning rate η",
    "d": "dimension d",
    "V": "vocabulary size V",
    "T": "length T",
    "B": "batch size B",
    "i": "token ID i",
    "k": "number k",
    "n": "number n",
}


@dataclass(eq=False)
class Slider:
    """One slider of `explore`; set its ``value`` to move it from Python.

    Attributes
    ----------
    name, label : str
        What draw calls it; what the page does.
    kind : {"range", "choices", "toggle"}
        A line to slide along, buttons of which one is down, or one that is on or off.
    values : sequence
        What it offers.
    at : int
        Where in values it stands.
    """

    name: str
    label: str
    kind: str
    values: Sequence
    at: int
    moved: Callable = field(default=lambda: None, repr=False)

    @property
    def value(self):
        return self.values[self.at]

    @value.setter
    def value(self, wanted):
        self.at = place_of(self.name, wanted, self.values)
        self.moved()

    @property
    def texts(self):
        """The values in words."""
        if isinstance(self.values, list):
            return [choice_name(value) for value in self.values]
        places = max(map(decimals, self.values))
        return [f"{value:.{places}f}".replace("-", "−") for value in self.values]

    def said(self):
        """The range in words.

        >>> slider("lr", (0, 0.5, 0.1)).said()
        'lr (0 to 0.5)'
        """
        if self.kind == "toggle":
            return f"{self.name} (on or off)"
        if isinstance(self.values, list):
            return f"{self.name} ({', '.join(map(choice_name, self.values))})"
        return f"{self.name} ({self.values[0]:g} to {self.values[-1]:g})"


def slider(name, spec, first=None, label=None):
    """The Slider for ``(lo, hi)``, ``(lo, hi, step)``, True, False or ``[choice, …]``.

    Numbers to choose from are put in order; the first one given is where the slider stands.

    >>> [slider("sure", True).value, slider("lr", (0, 1, 0.25), first=0.6).value]
    [True, 0.5]
    >>> lines = slider("lines", [300, 100, 600])
    >>> lines.values, lines.value
    ([100, 300, 600], 300)
    """
    label = label or WORDS.get(name, name.replace("_", " "))
    if isinstance(spec, bool):
        spec, first = [False, True], spec if first is None else first
    if isinstance(spec, list):
        if not spec:
            raise ValueError(f"{name} = []: a slider of choices needs at least one.")
        numbers = all(is_number(choice) for choice in spec)
        values, first = sorted(spec) if numbers else spec, spec[0] if first is None else first
        on_or_off = all(isinstance(choice, bool) for choice in spec) and len(spec) == 2
        kind = "toggle" if on_or_off else "range" if numbers or len(spec) > 8 else "choices"
    else:
        values, kind = steps(name, spec), "range"
    at = 0 if first is None else place_of(name, first, values)
    return Slider(name, label, kind, values, at)


def steps(name, spec):
    """The values of a range: a range of whole numbers, or a tuple of others."""
    if not isinstance(spec, tuple) or len(spec) not in (2, 3):
        raise TypeError(
            f"{name} = {spec!r}: a slider is (lo, hi), (lo, hi, step), True, False or a list of "
            "choices."
        )
    if not all(is_number(x) and np.isfinite(x) for x in spec):
        raise TypeError(f"{name} = {spec!r}: lo, hi and step must be finite numbers.")
    lo, hi, step = *spec, *(1,) * (3 - len(spec))
    whole = all(isinstance(x, Integral) for x in spec)
    if len(spec) == 2 and not whole:
        raise TypeError(
            f"{name} = {spec!r}: numbers that are not whole need a step: (lo, hi, step)."
        )
    if not (lo < hi and 0 < step <= hi - lo):
        raise ValueError(
            f"{name} = {spec!r}: lo must be below hi, and the step must fit between them."
        )
    count = int((hi - lo) / step + 1e-9) + 1
    if count > MOST:
        raise ValueError(f"{name} = {spec!r}: {count:,} places are too many; give a larger step.")
    if whole:
        return range(lo, hi + 1, step)
    places = max(decimals(x) for x in spec)
    return tuple(round(lo + k * step, places) for k in range(count))


def place_of(name, wanted, values):
    """Where among the values one stands; in a range of numbers, where the nearest one does."""
    if isinstance(values, list):
        for at, value in enumerate(values):
            if value is wanted or (is_plain(value) and is_plain(wanted) and value == wanted):
                return at
        offers = f"it offers {', '.join(map(choice_name, values))}"
    elif is_number(wanted) and values[0] <= wanted <= values[-1] + (values[1] - values[0]):
        return int(np.argmin([abs(value - wanted) for value in values]))
    else:
        offers = f"it goes from {values[0]:g} to {values[-1]:g}"
    raise ValueError(f"{name} cannot be {wanted!r}: {offers}.")


def is_plain(x):
    return is_number(x) or isinstance(x, str)


def is_number(x):
    return isinstance(x, Real) and not isinstance(x, bool)


def decimals(x):
    return len(f"{x:.6f}".rstrip("0").partition(".")[2])


def choice_name(choice):
    """A choice in words: a number short, a function by its name."""
    if is_number(choice):
        return f"{choice:g}"
    return getattr(choice, "__name__", str(choice))
