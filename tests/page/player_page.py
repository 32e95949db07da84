"""A player in a browser: its buttons, and what it shows."""

import re

import numpy as np

__all__ = ["NUMBERS", "PICTURE", "assert_shows", "button", "expected", "panel", "read"]

PICTURE = """(root => { // what is seen and told, but for what pressing a button leaves behind
    root.querySelectorAll('.el-spoken, .el-message').forEach(n => n.remove());
    return root.innerHTML;
})(document.querySelector('.embedlab-player').cloneNode(true))"""


NUMBERS = ".embedlab-player .el-number b"  # a film on the same page has such numbers, too


def button(page, name, of="player"):
    return page.locator(f".embedlab-{of}").get_by_role("button", name=name, exact=True)


def read(page):
    """(step, pixels (V, 2)) as they stand in the page."""
    step = int(page.locator(NUMBERS).first.inner_text().split(" / ")[0])
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
    shown, pixels = read(page)
    assert shown == step
    assert np.abs(pixels - expected(page, trace.tables[step])).max() < 0.05
    assert page.locator(NUMBERS).nth(2).inner_text() == f"{trace.losses[step]:.3f}"


def panel(page):
    names, values = (page.locator(f"dl {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))
