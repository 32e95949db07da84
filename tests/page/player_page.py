"""A player in a browser: its buttons, and what it shows.

A page may still be on its way, or JupyterLab may just put it in again; so what is read is waited
for.
"""

import base64
import os
import re
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

from embedlab.page.output import Shown

__all__ = [
    "NUMBERS",
    "PICTURE",
    "assert_shows",
    "assert_told",
    "button",
    "expected",
    "numbers_in_halves",
    "panel",
    "read",
    "stored",
    "wait_for_picture",
]

PICTURE = """(root => { // what is seen and told, but for what pressing a button leaves behind
    root.querySelectorAll('.el-spoken, .el-message').forEach(n => n.remove());
    return root.innerHTML;
})(document.querySelector('.embedlab-player').cloneNode(true))"""


NUMBERS = ".embedlab-player .el-number b"  # a film on the same page has such numbers, too


def button(page, name, of="player"):
    return page.locator(f".embedlab-{of}").get_by_role("button", name=name, exact=True)


FILLED = """numbers => { // laid out, with its numbers, and each word at its place
    const [number] = document.querySelectorAll(numbers);
    const words = [...document.querySelectorAll('.embedlab-player .el-word')];
    return /^\\d+ \\/ /.test(number?.textContent) && document.querySelector('[data-x]')
        && words.length && words.every(word => word.hasAttribute('transform'));
}"""


def wait_for_picture(page):
    page.wait_for_function(FILLED, arg=NUMBERS)


def read(page):
    """(step, pixels (V, 2)) as they stand in the page."""
    wait_for_picture(page)
    step = int(page.locator(NUMBERS).first.text_content().split(" / ")[0])
    moves = page.evaluate(
        "[...document.querySelectorAll('.el-word')].map(n => n.getAttribute('transform'))"
    )
    return step, np.array([[float(v) for v in re.findall(r"-?[\d.]+", move)] for move in moves])


def expected(page, points):
    """Where points (V, 2) belong, by two ticks of each axis."""
    pixels = []
    for axis, inset in (("x", 52), ("y", 6 + 4)):
        ticks = page.evaluate(
            f"[...document.querySelectorAll('.el-plane [data-{axis}]')]"
            f".map(n => [+n.getAttribute('data-{axis}'), +n.getAttribute('{axis}')])"
        )
        (v0, p0), (v1, p1) = ticks[0], ticks[-1]
        pixels.append(p0 + (points[:, "xy".index(axis)] - v0) * (p1 - p0) / (v1 - v0) - inset)
    return np.stack(pixels, axis=1)


def assert_shows(page, trace, step):
    expect(page.locator(NUMBERS).first).to_have_text(re.compile(rf"^{step} / "))
    _, pixels = read(page)
    assert np.abs(pixels - expected(page, trace.tables[step])).max() < 0.05
    expect(page.locator(NUMBERS).nth(2)).to_have_text(f"{trace.losses[step]:.3f}")


def assert_told(node, name):
    """A screen reader is told of a node what the file name.aria.yml says.

    After a change that is meant: EMBEDLAB_STORE=1 pytest tests/page -k stored_text writes it again.
    """
    stored, tree = Path(__file__).with_name(f"{name}.aria.yml"), node.aria_snapshot() + "\n"
    if os.environ.get("EMBEDLAB_STORE"):
        stored.write_text(tree, encoding="utf-8")
    assert tree == stored.read_text(encoding="utf-8")


def stored(shown):
    """A page as a notebook stores it, without the key of its widget."""
    return Shown(re.sub('data-live-key="[^"]*"', 'data-live-key=""', shown.html), shown.words)


def panel(page):
    expect(page.locator("dl dd").first).not_to_be_empty()
    names, values = (page.locator(f"dl {tag}").all_text_contents() for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def numbers_in_halves(text):
    """The positive whole numbers of a page: octal digits, the lowest first, the last one below 8.

    >>> list(numbers_in_halves("hRE="))  # the bytes 85 11
    [5, 8, 1]
    """
    digits = ""
    for byte in base64.b64decode(text):
        for half in (byte % 16, byte // 16):
            digits = str(half % 8) + digits
            if half < 8:
                yield int(digits, 8)
                digits = ""
