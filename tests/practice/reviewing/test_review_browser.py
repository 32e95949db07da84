"""The review in a real JupyterLab: by keyboard, to the ear, in the dark, and cut off mid-card."""

import json
import shutil

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.practice import before_you_go, recall
from embedlab.practice.reviewing.cards import load
from tests import ROOT

pytestmark = pytest.mark.slow
NOTEBOOK = "exercises/review.ipynb"
BOX, RECALL = ".embedlab-cards", ".embedlab-recall"


@pytest.fixture
def desk(jupyterlab, page):
    """The review's notebook, with two lessons opened; returns the progress file's reader."""
    files, progress = jupyterlab.home / "notebooks", jupyterlab.home / "progress"
    shutil.rmtree(progress, ignore_errors=True)
    progress.mkdir()
    (progress / "progress.json").write_text(
        json.dumps(
            {
                "version": 1,
                "exercises": {},
                "opened": {"lookup": "2026-11-01", "gradient": "2026-11-02"},
            }
        )
    )
    (files / "exercises").mkdir(exist_ok=True)
    notebook = nbformat.read(ROOT / "exercises" / "review.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.id == "review":
            cell.source = (
                f'import os\n\nos.environ["EMBEDLAB_HOME"] = {str(progress)!r}\n\n{cell.source}'
            )
    nbformat.write(notebook, files / NOTEBOOK)
    jupyterlab.trust(NOTEBOOK)
    yield lambda: json.loads((progress / "progress.json").read_text()).get("reviews", [])
    page.goto("about:blank")
    jupyterlab.shut_down_kernels()
    jupyterlab.theme("Light")
    shutil.rmtree(files / "exercises")


def start(jupyterlab, page):
    jupyterlab.open(page, NOTEBOOK)
    jupyterlab.run_all(page)
    page.locator(f"{BOX} form").wait_for()


def answer(page):
    """Give some answer by keyboard; it may be wrong."""
    page.locator(f"{BOX} form").wait_for()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.locator(f"{BOX} [data-rating]").first.wait_for()


def focused(page):
    return page.evaluate("document.activeElement.outerHTML")


def question(page):
    return page.locator(f"{BOX} legend").inner_text()


def test_with_the_keyboard_alone_cards_are_answered_and_rated_and_the_end_says_when_to_come_back(
    jupyterlab, page, desk
):
    start(jupyterlab, page)
    kinds = page.locator(".jp-Notebook .jp-Cell").count()
    page.locator(f"{BOX} input").first.focus()  # the last time that anything but a key is used
    for rating, name in ((2, "Hard"), (4, "Easy"), (3, "Good")):
        before = question(page)
        answer(page)
        assert "data-first" in focused(page)
        assert page.locator(f"{BOX} a[href*='.ipynb#']").count() == 1
        page.keyboard.press(str(rating))
        page.wait_for_function(
            f"q => document.querySelector('{BOX} legend')?.innerText !== q", arg=before
        )
        page.locator(f"{BOX} form").wait_for()
        assert desk()[-1][2] == rating, name
        assert "<input" in focused(page)
    answer(page)
    page.keyboard.press("Enter")  # takes the likely rating
    page.locator(f"{BOX} form").wait_for()
    assert desk()[-1][2] in (1, 3)
    for _ in range(8):
        if "data-stop" in focused(page):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_text("Done: 4 cards").wait_for()
    assert page.locator(f"{BOX} :is(button, input)").count() == 1  # to take the rating back
    assert "embedlab-cards" in focused(page)[:60]
    assert page.locator(".jp-Notebook .jp-Cell").count() == kinds


def test_an_empty_answer_is_said_and_what_was_typed_stays(jupyterlab, page, desk):
    start(jupyterlab, page)
    page.locator(f"{BOX} input").first.focus()
    page.keyboard.press("Enter")
    status = page.locator(f"{BOX} [role=status]")
    status.get_by_text("first.").wait_for()
    assert "<input" in focused(page)
    # until a number is asked for; of what code prints, any text is an answer
    while not page.locator(f"{BOX}:not(:has(pre)) input[type=text]").count():
        answer(page)
        page.keyboard.press("4")
        page.locator(f"{BOX} form").wait_for()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    status.filter(has_text="“many”").wait_for()
    assert page.locator(f"{BOX} input").input_value() == "many"
    assert not [entry for entry in desk() if entry[2] != 4]


def test_shortcuts_of_jupyterlab_leave_the_cells_alone_while_a_control_has_the_focus(
    jupyterlab, page, desk
):
    def cells():
        return page.locator(".jp-Notebook .jp-CodeCell").count()

    start(jupyterlab, page)
    there = cells()
    page.locator(f"{BOX} input").first.focus()
    for phase in ("question", "answer"):
        for control in page.locator(f"{BOX} :is(button, input, a)").all():
            control.focus()
            for key in ("m", "d", "d", "x"):
                page.keyboard.press(key)
        assert cells() == there, phase
        if phase == "question":
            page.locator(f"{BOX} input").first.focus()
            page.keyboard.press("Control+a")
            answer(page)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_and_words_stand_out_in_both_themes(jupyterlab, page, desk, theme):
    jupyterlab.theme(theme)
    start(jupyterlab, page)
    axe = Axe()
    for phase in ("question", "answer", "end"):
        found = axe.run(page, context=BOX, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, (phase, found.generate_report())
        if phase == "question":
            page.locator(f"{BOX} input").first.focus()
            answer(page)
        elif phase == "answer":
            page.keyboard.press("3")
            page.locator(f"{BOX} form").wait_for()
            page.get_by_role("button", name="Stop for today").click()
            page.get_by_text("Done: 1 card").wait_for()
    shade, ink = (
        np.mean(
            [
                int(part)
                for part in page.locator(BOX).evaluate(
                    f"e => getComputedStyle(e).{name}.match(/\\d+/g).slice(0, 3)"
                )
            ]
        )
        for name in ("backgroundColor", "color")
    )
    assert (shade < 128) == (theme == "Dark")
    assert abs(shade - ink) > 120


def test_when_the_kernel_dies_in_mid_card_the_page_says_so_and_nothing_rated_is_lost(
    jupyterlab, page, desk
):
    start(jupyterlab, page)
    page.locator(f"{BOX} input").first.focus()
    answer(page)
    page.keyboard.press("3")
    page.locator(f"{BOX} form").wait_for()
    second = question(page)
    jupyterlab.shut_down_kernels()
    page.locator(f"{BOX} input").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.locator(f"{BOX} [role=status]", has_text="run this cell again").wait_for(timeout=15_000)
    assert len(desk()) == 1
    page.goto("about:blank")
    start(jupyterlab, page)
    assert question(page) == second  # with the same numbers


def test_a_reload_goes_on_with_the_same_card_while_the_kernel_lives(jupyterlab, page, desk):
    start(jupyterlab, page)
    page.locator(f"{BOX} input").first.focus()
    answer(page)
    page.keyboard.press("3")
    page.locator(f"{BOX} form").wait_for()
    second = question(page)
    jupyterlab.menu(page, "File", "Save Notebook")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    jupyterlab.open(page, NOTEBOOK)
    page.locator(f"{BOX} form").wait_for(timeout=30_000)
    assert question(page) == second
    page.locator(f"{BOX} input").first.focus()
    answer(page)
    page.keyboard.press("3")
    page.locator(f"{BOX} form").wait_for()
    assert len(desk()) == 2


def test_a_saved_review_opened_without_a_kernel_is_a_still_page(jupyterlab, page, desk):
    start(jupyterlab, page)
    jupyterlab.menu(page, "File", "Save Notebook")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    page.goto("about:blank")
    jupyterlab.shut_down_kernels()
    jupyterlab.open(page, NOTEBOOK)
    page.get_by_text("Run this cell to begin.").wait_for()
    assert page.get_by_text("Error displaying widget").count() == 0
    assert page.get_by_text("model not found").count() == 0


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_cards_in_a_lesson_open_their_answers_by_keyboard_without_a_kernel(
    jupyterlab, page, desk, theme
):
    jupyterlab.theme(theme)
    words = next(name for name, card in load()[0].items() if not (card.choices or card.wrong))
    choice = next(name for name, card in load()[0].items() if card.choices)
    cells = [
        nbformat.v4.new_code_cell(
            "",
            execution_count=k,
            outputs=[
                nbformat.v4.new_output(
                    "execute_result", shown._repr_mimebundle_(), execution_count=k
                )
            ],
        )
        for k, shown in enumerate((before_you_go("gradient"), recall(words), recall(choice)), 1)
    ]
    path = jupyterlab.home / "notebooks" / NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = cells
    nbformat.write(notebook, path)
    jupyterlab.trust(NOTEBOOK)
    jupyterlab.open(page, NOTEBOOK)
    for place, k, cards in ((BOX, 0, 3), (RECALL, 0, 1), (RECALL, 1, 3)):
        box = page.locator(place).nth(k)
        box.wait_for()
        assert box.locator("details").count() == cards
        box.locator("summary").first.focus()
        for key in ("m", "d", "d"):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        box.locator("details[open]").wait_for()
        assert box.locator("details[open]").count() == 1
        assert page.locator(".jp-CodeCell").count() == len(cells)
    for place in (BOX, RECALL):
        found = Axe().run(page, context=place, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
