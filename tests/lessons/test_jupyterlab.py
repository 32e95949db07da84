"""A learner at a real JupyterLab: lessons run, players and sliders answer, endings do no harm.

Lesson 05 holds one player and one slider, lesson 04 two vectors to drag, lesson 06 a model that
hears.
"""

import json
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
from playwright.sync_api import expect

from embedlab.corpora import template_corpus
from embedlab.training import train
from tests import ROOT
from tests.page.player_page import NUMBERS, assert_shows, button, read, wait_for_picture

EVERY_CELL = "n => document.querySelectorAll('.jp-Notebook .jp-Cell').length >= n"
STEP, DRAG, LIVE = "05_gradient_step.ipynb", "04_similarity.ipynb", "06_training_in_2d.ipynb"
LESSON_06_TRACE = {"batch": 4, "lr": 2, "steps": 60}


@pytest.fixture(scope="module")
def trace():
    return train(template_corpus(), **LESSON_06_TRACE)


@pytest.fixture
def lesson(jupyterlab, page):
    """Open a lesson, trusted unless asked otherwise, with a kernel of its own."""

    def opener(name, *, trusted=True, run=False):
        if trusted:
            jupyterlab.trust(name)
        jupyterlab.open(page, name)
        stored = (jupyterlab.home / "notebooks" / name).read_text(encoding="utf-8")
        count = len(json.loads(stored)["cells"])
        page.wait_for_function(EVERY_CELL, arg=count)  # JupyterLab adds one after the other
        if run:
            jupyterlab.run_all(page)
        return page

    yield opener
    assert page.locator("dialog").all_inner_texts() == []
    page.goto("about:blank")  # JupyterLab would report a kernel that vanishes under it
    jupyterlab.shut_down_kernels()
    shutil.copytree(jupyterlab.home / "fresh", jupyterlab.home / "notebooks", dirs_exist_ok=True)


def cells(page):
    return page.evaluate(
        "[...document.querySelectorAll('.jp-Notebook .jp-Cell')]"
        ".map(cell => cell.className.match(/jp-(Code|Markdown)Cell/)[1])"
    )


def show_player(page):
    page.locator(".embedlab-player[data-kind=play][data-ready]").first.scroll_into_view_if_needed()
    wait_for_picture(page)


def errors(page):
    return page.locator(
        '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"], '
        '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
    ).all_inner_texts()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_lesson_runs_from_top_to_bottom_and_its_player_shows_the_trace(
    jupyterlab, lesson, trace, theme
):
    jupyterlab.theme(theme)
    page = lesson(STEP, run=True)
    assert errors(page) == []
    show_player(page)
    assert_shows(page, trace, 60)
    for name, step in (
        ("To the end", 60),
        ("One step back", 59),
        ("One step forward", 60),
        ("To the start", 0),
    ):
        button(page, name).click()
        assert_shows(page, trace, step)
    page.get_by_role("slider", name="Step", exact=True).fill("37")
    assert_shows(page, trace, 37)
    picture = page.locator(".el-plane").first.inner_html()
    button(page, "One step forward").click()
    button(page, "One step back").click()
    assert page.locator(".el-plane").first.inner_html() == picture
    background = page.locator(".jp-Notebook").first.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    brightness = np.mean([int(part) for part in re.findall(r"\d+", background)[:3]])
    assert (brightness < 128) == (theme == "Dark")
    word = page.locator(".embedlab-player .el-plane text").first.evaluate(
        "e => getComputedStyle(e).fill"
    )
    assert abs(np.mean([int(part) for part in re.findall(r"\d+", word)[:3]]) - brightness) > 100


def test_every_other_control_of_the_player_answers(lesson, trace):
    page = lesson(STEP)  # stored outputs, no kernel needed
    show_player(page)
    before = read(page)[1]
    for name in ("Zoom in", "Zoom out", "Fit all"):
        button(page, name).click()
    assert np.array_equal(read(page)[1], before)
    button(page, "Zoom in").click()
    assert not np.allclose(read(page)[1], before)
    button(page, "Fit all").click()
    page.locator(".embedlab-player").get_by_role("combobox", name="Speed").select_option("4×")
    button(page, "Play").click()
    button(page, "Pause").wait_for()
    page.wait_for_function(
        "n => +document.querySelector(n).textContent.split(' / ')[0] === 60", arg=NUMBERS
    )
    button(page, "Play").wait_for()
    assert_shows(page, trace, 60)
    for toggle in page.locator(".embedlab-player .el-toggle[aria-pressed]:visible").all():
        old = toggle.get_attribute("aria-pressed")
        toggle.click()
        expect(toggle).not_to_have_attribute("aria-pressed", old)


def test_with_the_keyboard_alone_the_player_plays_and_jupyterlab_leaves_the_cells_alone(
    lesson, trace
):
    page = lesson(STEP)
    show_player(page)
    stored = json.loads((ROOT / "notebooks" / STEP).read_text(encoding="utf-8"))["cells"]
    kinds = [cell["cell_type"].capitalize() for cell in stored]
    button(page, "Play").focus()
    for key, step in (
        ("End", 60),
        ("ArrowLeft", 59),
        ("Shift+ArrowLeft", 49),
        ("Home", 0),
        ("ArrowRight", 1),
    ):
        page.keyboard.press(key)
        assert_shows(page, trace, step)
    controls = page.locator(
        ".embedlab-player :is(button, input, select, [tabindex='0']):visible, "
        ".embedlab-predict :is(button, input):visible"
    )
    assert controls.count() > 20
    for control in controls.all():
        control.focus()
        for key in ("m", "d", "d"):
            page.keyboard.press(key)
    assert cells(page) == kinds
    button(page, "One step back").focus()
    page.keyboard.press("Tab")
    assert button(page, "Play").evaluate("e => e === document.activeElement")


def test_sliders_redraw_the_picture_by_keyboard_and_have_names(lesson):
    page = lesson(STEP, run=True)
    lab = page.locator(".embedlab-explore").first
    lab.scroll_into_view_if_needed()
    slider, kinds = lab.get_by_role("slider", name="lr").first, cells(page)
    picture = lab.locator("img").get_attribute("src")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelector('.embedlab-explore img').src !== old", arg=picture
    )
    page.wait_for_function("document.querySelector('.embedlab-explore img').alt.includes('0.20')")
    for key in ("m", "d", "d"):
        page.keyboard.press(key)
    assert cells(page) == kinds
    expect(lab.get_by_role("status")).to_contain_text("0.20")


def test_two_vectors_can_be_dragged(lesson):
    page = lesson(DRAG)
    page.locator(".embedlab-player[data-kind=drag]").scroll_into_view_if_needed()
    numbers = page.locator(".embedlab-player[data-kind=drag] dd")
    expect(numbers.first).not_to_be_empty()
    before = numbers.all_text_contents()
    tip = box_at_rest(page, page.get_by_role("slider", name="vector a"))
    x, y = tip["x"] + tip["width"] / 2, tip["y"] + tip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 30, steps=4)
    page.mouse.up()
    expect(numbers.first).not_to_have_text(before[0])
    after = numbers.all_text_contents()
    (ax, ay), (bx, by) = (
        [float(v.replace("−", "-")) for v in re.findall(r"[−\d.]+", text)] for text in after[:2]
    )
    assert float(after[7].replace("−", "-")) == pytest.approx(
        (ax * bx + ay * by) / (np.hypot(ax, ay) * np.hypot(bx, by)), abs=6e-4
    )


def box_at_rest(page, node):
    """Where a node is once what loads above it has stopped moving it."""
    before, box = None, node.bounding_box()
    while box != before:
        page.wait_for_timeout(300)
        before, box = box, node.bounding_box()
    return box


def drop_a_word(page):
    """Pull the first word of the live player away by mouse; return its message in the end."""
    player = page.locator(".embedlab-player[data-kind=live]").first
    player.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # what comes into view may move what stands below it
    player.locator(".el-word").first.scroll_into_view_if_needed()
    box = box_at_rest(page, player.locator(".el-word").first)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=5)
    page.mouse.up()
    message = player.locator(".el-message")
    page.wait_for_function(
        "m => !/^(Drag|Python continues training from)/.test(m.textContent)",
        arg=message.element_handle(),
        timeout=15_000,
    )
    return message.text_content()


def test_a_row_of_the_live_model_is_dragged_away_and_python_trains_on(lesson):
    page = lesson(LIVE, run=True)
    assert errors(page) == []
    assert re.search(r"Python moved “\w+” at step \d+ and trained on", drop_a_word(page))


def test_after_the_kernel_was_killed_everything_shown_still_plays_and_says_what_is_missing(
    jupyterlab, lesson, trace
):
    page = lesson(STEP, run=True)
    jupyterlab.shut_down_kernels()
    show_player(page)
    button(page, "To the end").click()
    assert_shows(page, trace, 60)


def test_a_live_player_without_a_kernel_asks_to_run_the_cell(lesson):
    page = lesson(LIVE)
    assert "Run the cell" in drop_a_word(page)


def test_a_saved_lesson_opens_again_without_a_kernel_and_shows_no_dead_widget(
    jupyterlab, lesson, trace
):
    page = lesson(STEP, run=True)
    jupyterlab.menu(page, "File", "Save Notebook")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    jupyterlab.shut_down_kernels()
    page = lesson(STEP)
    show_player(page)
    button(page, "To the end").click()
    assert_shows(page, trace, 60)
    page.locator(".embedlab-explore img, .jp-OutputArea img[alt*='η']").first.wait_for()
    assert page.get_by_text("Error displaying widget").count() == 0


def test_an_untrusted_lesson_shows_still_pictures_with_words(jupyterlab, lesson):
    stranger = jupyterlab.home / "notebooks" / "stranger.ipynb"
    notebook = json.loads((jupyterlab.home / "fresh" / STEP).read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "# A lesson that came by mail"  # trust goes by content
    stranger.write_text(json.dumps(notebook), encoding="utf-8")
    page = lesson(stranger.name, trusted=False)
    picture = page.get_by_role("img", name="Player: 60 steps")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("e => e.complete && e.naturalWidth") > 200
    assert page.locator("[data-ready]").count() == 0


def test_an_exported_page_plays_without_jupyter_and_without_a_network(
    jupyterlab, page, trace, tmp_path
):
    options = ["--to", "html", "--output-dir", tmp_path, jupyterlab.home / "notebooks" / STEP]
    command = [sys.executable, "-m", "nbconvert", *map(str, options)]
    subprocess.run(command, check=True, capture_output=True)
    # what nbconvert's page asks for
    page.route(re.compile("^https?:"), lambda route: route.fulfill(body=""))
    page.goto((tmp_path / STEP.replace("ipynb", "html")).as_uri())
    show_player(page)
    button(page, "To the end").click()
    assert_shows(page, trace, 60)
