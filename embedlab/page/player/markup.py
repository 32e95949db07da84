"""The page of a player: style, a still picture that the script replaces, data, markup, script."""

import html
import json
import re

from embedlab.page.colours import colour_variables
from embedlab.page.link import waiting
from embedlab.page.output import Shown, asset, joined
from embedlab.page.pictures import png
from embedlab.page.player.packing import encode

__all__ = ["PARTS", "player_page", "script"]

FOLDER = "embedlab.page.player"
STILL_PLAYS = "The run plays, step by step too; training on from a dragged word does not work here."
STYLES = ("page", "pictures", "side", "controls", "print")  # in this order
# The parts of the script, each after those that it imports.
PARTS = (
    *("numbers", "geometry", "labels", "run", "camera", "resting", "pulls"),  # know no page
    *("dom", "frame", "plane", "chart"),
    *("words", "names", "scene", "readout", "table", "why", "chapters", "transport"),
    *("live", "play"),
    *("product", "drag", "start"),
)


def script():
    """The parts as one closed function, without their imports, exports and lines of comment."""
    alone = joined(*(asset(f"{part}.js", package=FOLDER) for part in PARTS))
    return f'(() => {{\n"use strict";\n{alone}}})();\n'


def player_page(text, picture, data, key=""):
    """A player as an output of a cell; text is what it shows in words, key its widget's."""
    page = re.sub("\n +", "\n", asset("player.html", package=FOLDER))
    styles = (asset(f"{name}.css", package=FOLDER) for name in STYLES)
    style = " ".join("".join([colour_variables(".embedlab-player"), *styles]).split())
    packed = json.dumps(data | {"page": page}, ensure_ascii=False, separators=(",", ":"))
    packed = packed.replace("<", "\\u003c")
    still = encode(png(picture, dpi=90))
    live, waits = waiting(key, STILL_PLAYS) if key else ("", "")
    return Shown(
        f'<style>{style}</style><div class="embedlab-player" data-kind="{data["kind"]}" '
        f'role="group" aria-label="{html.escape(data["title"] or text)}" {live}>'
        f'<img alt="{html.escape(text)}" src="data:image/png;base64,{still}">'
        f'<script type="application/json">{packed}</script></div>'
        f"<script>{script()}</script>{waits}",
        text,
    )
