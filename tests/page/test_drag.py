"""Two vectors to drag: by mouse and by keys, all numbers keep up."""

import re

import numpy as np

from embedlab.page.player.vectors import drag
from tests.page.player_page import button, expected, panel


def test_dragging_a_tip_by_mouse_changes_dot_norms_angle_and_cosine(open_page):
    page = open_page(drag([2, 1], [1, 1]))
    assert panel(page)["a · b"] == "3.000" and panel(page)["cos θ"] == f"{3 / np.sqrt(10):.3f}"
    tip = page.get_by_role("slider", name="vector a").locator("circle").bounding_box()
    x, y = tip["x"] + tip["width"] / 2, tip["y"] + tip["height"] / 2
    scale = (expected(page, np.array([[1, 0], [0, 0]])) @ [1, 0]) @ [1, -1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 3 * scale, y, steps=5)
    page.mouse.up()
    shown = panel(page)
    assert (
        shown["a"] == "(−1.00, 1.00)" and shown["a · b"] == "0.000" and shown["angle θ"] == "90.0°"
    )
    assert (
        shown["cos θ"] == "0.000"
        and shown["shadow of a on b"] == "0.000"
        and shown["‖a‖"] == "1.414"
    )


def test_arrow_keys_move_a_tip_and_the_new_place_is_told(open_page):
    page = open_page(drag([2, 1], [1, 1], names=("cat", "dog")))
    tip = page.get_by_role("slider", name="vector cat")
    tip.focus()
    before = tip.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert before == "dimension 0 2.00, dimension 1 1.00" != tip.get_attribute("aria-valuetext")
    x, y = (float(v.replace("−", "-")) for v in re.findall(r"−?[\d.]+", panel(page)["cat"]))
    assert y > 1 and x < 2 and panel(page)["cat · dog"] == f"{x + y:.3f}".replace("-", "−")
    assert "cosine" in page.locator(".el-spoken").inner_text()
    button(page, "Back to the start").click()
    assert panel(page)["cat"] == "(2.00, 1.00)"


def test_the_cosine_of_a_zero_vector_is_called_undefined(open_page):
    page = open_page(drag([0, 0], [1, 1]))
    assert panel(page)["cos θ"] == panel(page)["angle θ"] == "undefined"
    assert panel(page)["a · b"] == "0.000"
    assert "no direction" in page.locator(".el-formula").inner_text()


def test_long_names_stay_in_the_plane(open_page):
    page = open_page(
        drag([3, 0], [-3, 0], names=("the river bank", "the money in the bank")), width=420
    )
    frame = page.locator(".el-frame").bounding_box()
    for name in page.locator(".el-names text").all():
        box = name.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
