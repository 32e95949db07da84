"""Two vectors to drag: by mouse and by keys, all numbers keep up."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.page.player.vectors import drag
from tests.page.player_page import assert_told, button, expected, panel

GOALS = {
    "A right angle": {"cosine": 0},
    "Same cosine, other dot product": {"cosine": "same", "dot": "other"},
}


def drag_by(page, name, dx, dy):
    """Drag a tip by so many units, with the mouse."""
    tip = page.get_by_role("slider", name=f"vector {name}").locator("circle").bounding_box()
    x, y = tip["x"] + tip["width"] / 2, tip["y"] + tip["height"] / 2
    scale = (expected(page, np.array([[1, 0], [0, 0]])) @ [1, 0]) @ [1, -1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx * scale, y - dy * scale, steps=5)
    page.mouse.up()


def numbers(path):
    return [float(x) for x in re.findall(r"-?[\d.]+", path)]


def test_dragging_a_tip_by_mouse_changes_dot_norms_angle_and_cosine(open_page):
    page = open_page(drag([2, 1], [1, 1]))
    assert panel(page)["a · b"] == "3.000" and panel(page)["cos θ"] == f"{3 / np.sqrt(10):.3f}"
    drag_by(page, "a", -3, 0)
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


def test_the_area_of_the_rectangle_is_the_dot_product_and_below_the_axis_when_negative(open_page):
    page = open_page(drag([2, 1], [1, 2]))
    squares = []
    for _ in range(2):
        _, y, width, height, _ = numbers(page.locator(".el-box").get_attribute("d"))
        _, _, left = numbers(page.locator(".el-units").get_attribute("d"))[:3]
        xs = [
            numbers(line)[0] for line in page.locator(".el-units").get_attribute("d").split("M")[1:]
        ]
        pixels = sorted(set(xs))[1] - sorted(set(xs))[0]
        each = float(page.locator(".el-square").text_content().split("= ")[1])
        squares.append(-width * height / pixels**2 * each)
        shown = float(panel(page)["a · b"].replace("−", "-"))
        assert abs(squares[-1] - shown) < 0.1
        drag_by(page, "a", -3, -2)
    assert squares[0] > 0 > squares[1] and left > 0 and y > 0


def test_the_cosine_on_the_unit_circle_ends_where_a_of_length_one_does(open_page):
    page = open_page(drag([2, 1], [1, 2]))
    x0, _, end = numbers(page.locator(".el-cosine").get_attribute("d"))
    assert abs((end - x0) / 60 - 0.8) < 0.005
    drag_by(page, "b", -3, 0)
    x0, _, end = numbers(page.locator(".el-cosine").get_attribute("d"))
    assert abs((end - x0) / 60 - float(panel(page)["cos θ"].replace("−", "-"))) < 0.005


def test_a_ghost_stays_where_the_tip_was_taken_until_the_start_is_back(open_page):
    page = open_page(drag([2, 1], [1, 2]))
    ghosts = page.locator(".el-ghosts path")
    arrow = page.locator(".el-vector").first.get_attribute("d").split("M")[1]
    assert ghosts.first.get_attribute("d") == ""
    drag_by(page, "a", -1, 1)
    assert ghosts.first.get_attribute("d").split("M")[1] == arrow
    assert ghosts.nth(1).get_attribute("d") == ""
    drag_by(page, "a", -1, 0)
    button(page, "Back to the start").click()
    assert ghosts.first.get_attribute("d") == ""


def test_a_goal_ticks_itself_stays_ticked_and_is_told(open_page):
    page = open_page(drag([2, 1], [1, 2], goals=GOALS))
    items = page.locator(".el-goals li")
    assert [item.get_attribute("class") for item in items.all()] == [None, None]
    drag_by(page, "b", -0.5, -1)  # to (0.5, 1): half as long
    assert items.nth(1).get_by_role("img", name="reached").is_visible()
    assert items.nth(0).get_by_role("img", name="open").is_visible()
    assert "Reached: Same cosine, other dot product." in page.locator(".el-spoken").inner_text()
    drag_by(page, "b", 0.5, -2)  # to (1, −1)
    assert "Reached" not in page.locator(".el-spoken").inner_text()
    assert items.nth(1).get_by_role("img", name="reached").is_visible()


def test_keys_reach_a_goal_too(open_page):
    page = open_page(drag([2, 0], [2, 1], goals={"A right angle": {"cosine": 0}}))
    page.get_by_role("slider", name="vector b").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowLeft")
        if "Reached: A right angle." in page.locator(".el-spoken").inner_text():
            break
    assert page.get_by_role("img", name="reached").is_visible()


def test_without_goals_there_is_no_list_of_them(open_page):
    assert open_page(drag([2, 1], [1, 2])).locator(".el-goals").count() == 0


def test_the_head_of_an_arrow_is_not_covered_and_a_finger_has_40_pixels(open_page):
    page = open_page(drag([2, 1], [1, 2]), width=390)
    assert page.locator(".el-tips path").count() == 0
    layers = page.evaluate(
        "[...document.querySelectorAll('.el-plane g[class]')].map(g => g.classList[0])"
    )
    assert layers.index("el-vectors") > layers.index("el-tips")  # so arrows are drawn over handles
    for circle in page.locator(".el-tips circle").all():
        assert circle.bounding_box()["width"] >= 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [760, 1000])
def test_all_of_it_is_within_640_pixels(open_page, width):
    page = open_page(drag([2, 1], [1, 2], title="Two vectors", goals=GOALS), width=width)
    assert page.locator(".embedlab-player").bounding_box()["height"] <= 640


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about_after_a_drag(open_page, scheme):
    page = open_page(drag([2, 1], [1, 2], goals=GOALS), color_scheme=scheme)
    page.evaluate(f"document.body.style.background = '{'#fff' if scheme == 'light' else '#111'}'")
    drag_by(page, "b", -0.5, -1)
    found = Axe().run(page, options={"rules": {"page-has-heading-one": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()


def test_with_forced_colours_vectors_and_pictures_have_system_colours(open_page):
    page = open_page(drag([2, 1], [1, 2], goals=GOALS), forced_colors="active")
    ink = page.evaluate("getComputedStyle(document.body).color")
    for part in (
        ".el-vector",
        ".el-tips circle",
        ".el-unita",
        ".el-unitb",
        ".el-round",
        ".el-axis",
    ):
        assert page.evaluate(f"getComputedStyle(document.querySelector('{part}')).stroke") == ink


def test_a_screen_reader_is_told_of_two_vectors_what_the_stored_text_says(open_page):
    page = open_page(drag([2, 1], [1, 2], title="Two vectors", goals=GOALS))
    assert_told(page.locator(".embedlab-player"), "drag")


@pytest.mark.parametrize(
    ("goals", "error", "says"),
    [
        (["a · b = 0"], TypeError, "a dict of dicts"),
        ({"g": 0}, TypeError, "a dict of dicts"),
        ({"g": {"norm": 1}}, ValueError, "'norm'"),
        ({"g": {"dot": "large"}}, ValueError, "dot = 'large'"),
        ({"g": {"dot": float("nan")}}, ValueError, "dot = nan"),
        ({"g": {"dot": "same"}}, ValueError, "reached at the start"),
        ({"g": {}}, ValueError, "reached at the start"),
    ],
)
def test_goals_that_mean_nothing_are_refused_in_a_sentence(goals, error, says):
    with pytest.raises(error) as caught:
        drag([2, 1], [1, 2], goals=goals)
    assert says in str(caught.value) and str(caught.value).endswith(".")
