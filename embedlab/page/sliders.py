"""Sliders that redraw one picture in place, in a page that Python fills."""

import html
import inspect
import threading
from dataclasses import dataclass, field

from embedlab.page.frames import first_frame
from embedlab.page.link import Link, waiting
from embedlab.page.output import Shown, asset, style_sheet
from embedlab.page.pictures import show
from embedlab.page.planes import moving_trace, plane_limits
from embedlab.page.ranges import slider

__all__ = ["Explorer", "explore", "trace_stepper"]


@dataclass(frozen=True)
class Explorer:
    """Sliders over a picture, with a still twin for pages without a kernel.

    Attributes
    ----------
    sliders : dict of str to Slider
        Set ``sliders[name].value`` to move one from Python.
    shown : Shown
        The first picture, to which the page adds the sliders.
    link : Link
        What the page and Python tell each other.
    """

    sliders: dict
    shown: Shown = field(repr=False)
    link: Link = field(repr=False)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.shown._repr_mimebundle_(include, exclude)

    def __repr__(self):
        return self.shown.words


def explore(draw, *, start=None, labels=None, **sliders):
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
    labels : dict, optional
        What sliders are called on the page; without it, their names in words.
    **sliders
        ``(lo, hi)`` for whole numbers, ``(lo, hi, step)`` for numbers in steps, ``[choice, …]`` for
        anything else, True or False for what can be on or off. Choices that are numbers are put in
        order.

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
    start, labels = start or {}, labels or {}
    _check_names(draw, sliders, start=start, labels=labels)
    controls = {
        name: slider(name, spec, start.get(name), labels.get(name))
        for name, spec in sliders.items()
    }
    fig, words, frame = first_frame(draw, controls)
    link = Link(asset("sliders.js"))
    one_at_a_time = threading.Lock()  # JupyterLab may hand over messages in more than one thread

    def redraw(asked=""):
        with one_at_a_time:
            values = {name: control.value for name, control in controls.items()}
            view = {"at": {name: control.at for name, control in controls.items()}}
            try:
                picture, words, drawn, width = frame(**values)
                view |= {"words": words, "drawn": drawn, "width": width}
            except (Exception, KeyboardInterrupt) as error:  # whatever it is: say it, and live on
                picture, reason = link.picture, f"{type(error).__name__}: {error}"
                view |= {"words": f"No figure for these values: {reason}", "drawn": False}
            with link.hold_sync():
                link.picture, link.view = picture, link.view | view | {"asked": asked}

    def hear(_, message, __):
        for name, at in message["at"].items():
            if name in controls and at in range(len(controls[name].values)):
                controls[name].at = at
        redraw(message["asked"])

    for control in controls.values():
        control.moved = redraw
    link.view = {
        "controls": [
            {"name": c.name, "label": c.label, "kind": c.kind, "texts": c.texts}
            for c in controls.values()
        ],
        "at": {name: control.at for name, control in controls.items()},
        **{"words": words, "drawn": True, "asked": ""},
    }
    link.on_msg(hear)
    return Explorer(controls, _still(fig, words, controls, link), link)


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


def _check_names(draw, sliders, **tables):
    if not sliders:
        raise ValueError("explore needs at least one slider, such as step=(0, 10).")
    for table, names in tables.items():
        for name in names:
            if name not in sliders:
                raise ValueError(f"{table} names {name!r}, but there is no such slider.")
    parameters = inspect.signature(draw).parameters
    for name in sliders:
        takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        if name not in parameters and not takes_all:
            raise TypeError(
                f"{name}: draw has no argument of that name; it takes {', '.join(parameters)}."
            )


def _still(fig, words, controls, link):
    """The first picture, in the page that gets the sliders."""
    picture = show(fig, alt=words or "The figure that the sliders move.")
    note = f"Sliders: {'; '.join(control.said() for control in controls.values())}"
    first = ", ".join(f"{name!r}: …" for name in controls)
    live, waits = waiting(
        link.key, f"To see another figure, write start={{{first}}} into the call of explore."
    )
    page = (
        f'<div class="embedlab-explore" {live}>{style_sheet(asset("sliders.css"))}{picture.html}'
        f"<p data-talk>{html.escape(note)}. They need Python: run this cell in Jupyter.</p>"
        f"{waits}</div>"
    )
    return link.shown(page, f"{picture.words}\n{note}")
