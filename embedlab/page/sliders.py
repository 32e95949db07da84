"""Sliders that redraw one picture in place.

What never changes is drawn once and kept as pixels, and while a slider is dragged only the last
value asked for is drawn.
"""

import asyncio
import html
import inspect
import threading
import zlib
from dataclasses import dataclass, field
from numbers import Integral, Real
from struct import pack

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from embedlab.page.output import Shown, asset
from embedlab.page.pictures import png, show
from embedlab.page.planes import moving_trace, plane_limits
from embedlab.training import Trace

__all__ = ["Explorer", "explore", "trace_stepper"]


class ControlNames(anywidget.AnyWidget):
    """Gives the sliders beside it names, and keeps JupyterLab's shortcuts away from them."""

    _esm = asset("sliders-names.js")


class Place(anywidget.AnyWidget):
    """Puts the sliders where the still picture is; never displayed, it finds the page by its key.

    A widget in an output would leave an error in its place when the notebook is opened again
    without a kernel.
    """

    _esm = asset("sliders-place.js")
    key = traitlets.Unicode().tag(sync=True)
    box = traitlets.Instance(widgets.Widget).tag(sync=True, **widgets.widget_serialization)


@dataclass(frozen=True)
class Explorer:
    """Sliders over a picture, with a still twin for pages without a kernel.

    Attributes
    ----------
    widget : ipywidgets.VBox
        What is shown while the kernel runs.
    sliders : dict of str to ipywidgets widget
        Set ``sliders[name].value`` to move one from Python.
    still : Shown
        The first picture, in whose place the widget comes.
    """

    widget: widgets.VBox
    sliders: dict
    still: Shown = field(repr=False)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.still._repr_mimebundle_(include, exclude)

    def __repr__(self):
        return self.still.words


def explore(draw, *, start=None, **sliders):
    """Sliders that redraw one picture in place.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns a `Trace`, whose vectors and loss then move on axes that stay
        (fast), or a Figure, which is drawn whole each time. Or ``draw(fig, **values)`` builds
        artists on an empty Figure and returns ``update(**values)``, which changes those that it
        made with ``animated=True`` and returns the picture in words.
    start : dict, optional
        First values of sliders; without it, the lower end or the first choice.
    **sliders
        ``(lo, hi)`` for whole numbers, ``(lo, hi, step)`` for numbers in steps, ``[choice, …]`` for
        anything else.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from embedlab.training import train
    >>> trace = train(steps=20)
    >>> lab = explore(trace_stepper(trace), step=(0, trace.steps))
    >>> lab
    Step 0 of 20: mean loss 3.639 nats per pair
    Sliders: step (0 to 20)
    >>> lab.sliders["step"].value = 20  # as a learner would
    """
    controls = {
        name: _slider(name, spec, (start or {}).get(name)) for name, spec in sliders.items()
    }
    _check_names(draw, sliders, start or {})
    values = {name: control.value for name, control in controls.items()}
    frame, still = _picture(draw, values, sliders)

    content, words, seen, width = frame(**values)
    image = widgets.Image(value=content, format="png", width=width)
    image.layout.max_width = "100%"
    image.add_class("embedlab-picture")
    line = widgets.HTML(_line(words, seen)).add_class("embedlab-words")
    style = widgets.HTML(f"<style>{asset('sliders.css')}</style>", layout={"display": "none"})
    box = widgets.VBox([*controls.values(), image, line, style, ControlNames()]).add_class(
        "embedlab-explore"
    )

    one_at_a_time = (
        threading.Lock()
    )  # JupyterLab may hand over a slider's messages in more than one thread

    def redraw():
        with one_at_a_time:
            try:
                image.value, *said, _ = frame(
                    **{name: control.value for name, control in controls.items()}
                )
                line.value = _line(*said)
            except Exception as error:  # whatever draw raises: say it, and keep the sliders alive
                line.value = _line(f"No picture for these values: {type(error).__name__}: {error}")

    ask = _last_wins(redraw)
    for control in controls.values():
        control.observe(lambda change: ask(), names="value")
    place = Place(box=box)
    place.key = place.model_id
    page = f'<div data-live-key="{place.key}">{still.html}</div>'
    return Explorer(box, controls, Shown(page, still.words))


def trace_stepper(trace):
    """Something for `explore` to draw: a training run, one step at a time.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    callable
        For ``explore(trace_stepper(trace), step=(0, trace.steps))``.

    Examples
    --------
    >>> from embedlab.training import train
    >>> trace = train(steps=10)
    >>> explore(trace_stepper(trace), start={"step": 10}, step=(0, 10))
    Step 10 of 10: mean loss 3.636 nats per pair
    Sliders: step (0 to 10)
    """

    def draw(fig, step):
        move = moving_trace(fig, trace, limits=plane_limits(trace))
        return lambda step: move(trace, step)

    return draw


def _slider(name, spec, first):
    """The widget for one slider's range or choices."""
    look = {"description": name, "style": {"description_width": "7em"}, "continuous_update": True}
    if isinstance(spec, list):
        if not spec:
            raise ValueError(f"{name} = []: a slider of choices needs at least one.")
        options = [(_choice_name(choice), choice) for choice in spec]
        return widgets.SelectionSlider(
            options=options, value=_first(name, first, spec[0], spec), **look
        )
    if not isinstance(spec, tuple) or len(spec) not in (2, 3):
        raise TypeError(
            f"{name} = {spec!r}: a slider is (lo, hi), (lo, hi, step) or a list of choices."
        )
    if not all(isinstance(x, Real) and not isinstance(x, bool) and np.isfinite(x) for x in spec):
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
    places = max(len(f"{x:.6f}".rstrip("0").partition(".")[2]) for x in spec)
    kind, numbers = (
        (widgets.IntSlider, {})
        if whole
        else (widgets.FloatSlider, {"readout_format": f".{places}f"})
    )
    value = _first(name, first, lo, range(lo, hi + 1) if whole else None, lo, hi)
    return kind(value=value, min=lo, max=hi, step=step, **look, **numbers)


def _first(name, wanted, default, among, lo=None, hi=None):
    if wanted is None:
        return default
    if (among is not None and wanted not in among) or (among is None and not lo <= wanted <= hi):
        raise ValueError(f"{name} cannot start at {wanted!r}: the slider does not reach it.")
    return wanted


def _choice_name(choice):
    if isinstance(choice, Real) and not isinstance(choice, bool):
        return f"{choice:g}"
    return getattr(choice, "__name__", str(choice))


def _range_name(spec):
    return (
        ", ".join(map(_choice_name, spec))
        if isinstance(spec, list)
        else f"{spec[0]:g} to {spec[1]:g}"
    )


def _check_names(draw, sliders, start):
    if not sliders:
        raise ValueError("explore needs at least one slider, such as step=(0, 10).")
    for name in start:
        if name not in sliders:
            raise ValueError(f"start names {name!r}, but there is no such slider.")
    parameters = inspect.signature(draw).parameters
    for name in sliders:
        takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        if name not in parameters and not takes_all:
            raise TypeError(
                f"{name}: draw has no argument of that name; it takes {', '.join(parameters)}."
            )


def _picture(draw, values, sliders):
    """A still, and ``frame(**values) -> (PNG, words, whether the picture has them, width)``."""
    ranges = "; ".join(f"{name} ({_range_name(spec)})" for name, spec in sliders.items())
    if "fig" not in inspect.signature(draw).parameters:
        made = draw(**values)
        if isinstance(made, Figure):
            return _whole(draw), _still(made, made.get_suptitle(), ranges)
        if not isinstance(made, Trace):
            raise TypeError(
                f"draw returned {type(made).__name__}; explore needs a Figure or a Trace."
            )
        draw = _runs(draw, made, sliders, values)
    fig = Figure(figsize=(8.4, 4.7))
    update = draw(fig, **values)
    if not callable(update):
        raise TypeError(
            f"draw(fig, …) returned {type(update).__name__}; "
            "it must return a function that updates."
        )
    words = update(**values) or ""
    return _blitted(fig, update), _still(fig, words, ranges)


def _still(fig, words, ranges):
    picture = show(fig, alt=words or "The picture that the sliders move.")
    note = f"Sliders: {ranges}"
    page = f"{picture.html}<p>{html.escape(note)}. Run the cell to move them.</p>"
    return Shown(page, f"{picture.words}\n{note}")


def _whole(draw):
    def frame(**values):
        fig = draw(**values)
        return png(fig), fig.get_suptitle(), True, round(100 * fig.get_figwidth())

    return frame


def _runs(run, first, sliders, values):
    """A drawing of the traces of ``run(**values)``, on axes that hold the ends of every slider."""
    ends = {
        name: (spec[0], spec[-1 if isinstance(spec, list) else 1]) for name, spec in sliders.items()
    }
    ends = [run(**values | {name: end}) for name, both in ends.items() for end in both]
    calm = [
        trace for trace in ends if not trace.stopped and trace.losses[-1] <= 1.5 * trace.losses[0]
    ]
    limits = plane_limits(first, *calm)

    def draw(fig, **values):
        move = moving_trace(fig, first, limits=limits)

        def update(**values):
            trace = run(**values)
            setting = ", ".join(f"{name} = {_choice_name(value)}" for name, value in values.items())
            loss = f"mean loss {trace.losses[0]:.3f} → {trace.losses[-1]:.3f} nats per pair"
            return " ".join(
                filter(None, (move(trace, -1, title=f"{setting}: {loss}"), trace.stopped))
            )

        return update

    return draw


def _blitted(fig, update, dpi=150):
    """Frames of a Figure of which only the animated artists are drawn anew."""
    fig.set_dpi(dpi)
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    background = canvas.copy_from_bbox(fig.bbox)
    moving = sorted(
        fig.findobj(lambda artist: artist.get_animated()), key=lambda artist: artist.get_zorder()
    )

    def frame(**values):
        words = update(**values) or ""
        canvas.restore_region(background)
        for artist in moving:
            artist.draw(canvas.get_renderer())
        seen = any(
            words == artist.get_text().replace("\n", " ")
            for artist in moving
            if isinstance(artist, Text)
        )
        return (
            quick_png(np.asarray(canvas.buffer_rgba())),
            words,
            seen,
            round(100 * fig.get_figwidth()),
        )

    return frame


def quick_png(pixels):
    """Pixels (h, w, 4) as PNG bytes, three channels: made for speed, not for size."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row starts with its filter: 0, none
    rows[:, 1:] = pixels[..., :3].reshape(height, -1)
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    data = packer.compress(rows) + packer.flush()
    chunks = (
        (b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", data),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _line(words, spoken=False):
    """The words under the picture; those that stand in it already are there for the ear only."""
    name = "embedlab-spoken" if spoken else "embedlab-said"
    return f'<span class="{name}">{html.escape(words)}</span>'


def _last_wins(redraw, wait=0.015):
    """Ask as often as you like: one redraw follows, which finds the values asked for last.

    A dragged slider sends many values, and the kernel hands them over one by one; the short wait
    lets it hand over those that are already there. Without a loop (a script, a test) the redraw is
    immediate.
    """
    waiting = []

    def now():
        waiting.clear()
        redraw()

    def ask():
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return now()
        if not waiting:
            waiting.append(loop.call_later(wait, now))

    return ask
