"""The page of a player: style, a still picture that the script replaces, the data with the markup, the script."""

import html
import json
import re

from embedlab.page.colours import group_variables
from embedlab.page.output import Shown, asset
from embedlab.page.pictures import png
from embedlab.page.player.packing import encode

__all__ = ["player_page", "script"]

FOLDER = "embedlab.page.player"
PARTS = (
    "tools",
    "frame",
    "labels",
    "unpack",
    "play",
    "drag",
    "start",
)  # in this order they are one script


def script():
    """The parts of the script as one: modules for whoever reads or tests them, a closed function in a page."""
    parts = "\n".join(asset(f"{part}.js", package=FOLDER) for part in PARTS)
    alone = re.sub(r"^import .*\n|^export ", "", parts, flags=re.MULTILINE)
    return f'(() => {{\n"use strict";\n{alone}}})();\n'


def player_page(text, picture, data, key=""):
    """A player as an output of a cell; text is what it shows in words."""
    page, style = (asset(f"player.{end}", package=FOLDER) for end in ("html", "css"))
    style = group_variables(".embedlab-player") + style
    packed = json.dumps(data | {"page": page}, ensure_ascii=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    return Shown(
        f'<style>{style}</style><div class="embedlab-player" data-kind="{data["kind"]}" role="group" '
        f'aria-label="{html.escape(data["title"] or text)}" data-live-key="{key}"><img alt="{html.escape(text)}" '
        f'src="data:image/png;base64,{encode(png(picture, dpi=90))}">'
        f'<script type="application/json">{packed}</script></div><script>{script()}</script>',
        text,
    )
