"""The page of what moves: style, a still picture, data with its markup, the script to fill it."""

import html
import json
import re
from functools import cache

from embedlab.page.colours import colour_variables
from embedlab.page.link import waiting
from embedlab.page.output import Shown, asset, joined
from embedlab.page.player.packing import encode
from embedlab.page.small import small_markup, small_style

__all__ = ["PARTS", "moving_page", "page_of", "script"]

STILL_PLAYS = "The run plays, step by step too; training on from a dragged word does not work here."
HERE = "embedlab.page"
# By kind of page: its script, each part after those that it imports; the last one has the function
# that fills the page. A live page is a run that Python hears.
START = ("player/numbers", "player/dom", "player/opening")
PLANE = (*START, *(f"player/{part}" for part in ("geometry", "frame", "plane")))
RUN = (
    *("labels", "run", "camera", "resting", "pulls", "chart", "words", "names", "scene"),
    *("readout", "table", "why", "chapters", "transport", "live", "play"),
)
PARTS = {
    "play": (*PLANE, *(f"player/{part}" for part in RUN)),
    "drag": (*PLANE, "player/product", "player/drag"),
    "film": (*START, "films/cells", "films/stage", "films/film"),
}
STYLES = {
    "play": ("page", "controls", "print", "pictures", "side"),
    "drag": ("page", "controls", "print", "pictures", "drag"),
    "film": ("page", "controls", "print", "../films/film"),
}
MARKUP = {"play": "player/run.html", "drag": "player/drag.html", "film": "films/film.html"}
NUMBERS = {"play": ("step", "time", "loss"), "drag": ("",), "film": ("frame",)}  # the unit first


def moving_page(kind, text, alt, still, data, key=""):
    """A page as an output of a cell.

    Parameters
    ----------
    kind : str
        ``play``, ``live``, ``drag`` or ``film``.
    text : str
        What the page shows, in words.
    alt : str
        The same in a sentence, beside the still picture.
    still : bytes
        A PNG.
    data : dict
        What its script is given; with a title.
    key : str
        Of its widget, if Python hears it.
    """
    form = "play" if kind == "live" else kind
    whole = data | {"page": page_of(form)}
    packed = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    live, waits = waiting(key, STILL_PLAYS) if key else ("", "")
    return Shown(
        f'<style>{style_of(form)}</style><div class="{class_of(form)}" data-kind="{kind}" '
        f'role="group" aria-label="{html.escape(data["title"] or text)}" {live}>'
        f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{encode(still)}">'
        f'<script type="application/json">{packed}</script></div>'
        f"<script>{script(form)}</script>{waits}",
        text,
    )


def class_of(form):
    """What the style sheets call a page; those of a player serve films as well."""
    return "embedlab-film" if form == "film" else "embedlab-player"


@cache
def style_of(form):
    """The style of a page, after the colours of groups and signs."""
    sheets = (asset("player", f"{name}.css") for name in STYLES[form])
    css = "".join([colour_variables(".embedlab-player"), *sheets])
    return small_style(css).replace("embedlab-player", class_of(form))


@cache
def page_of(form):
    """The markup of a page, with one of everything that there are more of."""
    whole = re.sub("<!-- (.*) -->", lambda m: asset("player", m[1]), asset(MARKUP[form]))
    unit, *_ = numbers = NUMBERS[form]
    shown = "".join(f'<span class="el-number"><small>{n}</small><b></b></span>' for n in numbers)
    for name, text in {"unit": unit, "Unit": unit.capitalize(), "numbers": shown}.items():
        whole = whole.replace(f"{{{name}}}", text)
    return small_markup(whole)


@cache
def script(form):
    """The parts as one closed function that fills pages of a form."""
    kinds = json.dumps([form, "live"] if form == "play" else [form])
    parts = joined(*(asset(f"{part}.js") for part in PARTS[form]))
    return f'(()=>{{"use strict";{parts}openPages({kinds},{form})}})();'
