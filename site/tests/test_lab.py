"""A learner in the browser edition: lessons run, controls answer, work is kept, gaps are said."""

import re

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.corpora import template_corpus
from embedlab.training import train
from tests import ROOT
from tests.lessons.test_jupyterlab import drop_a_word, show_player
from tests.page.test_player import assert_shows, button

STEP, LIVE = "notebooks/05_gradient_step.ipynb", "notebooks/06_training_in_2d.ipynb"
EXERCISE = "exercises/02_lookup.ipynb"


def words(notebook):
    """What the outputs of each code cell say; of measured times only their kind."""

    def said(output, timed):
        if output.get("name") == "stderr" and "%|" in "".join(output["text"]):
            return ""  # a progress bar
        if timed and output["output_type"] != "error":
            return f"({output['output_type']})"
        return "".join(
            output.get("text") or output.get("data", {}).get("text/plain") or str(output)
        )

    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    timed = ["nbval-ignore-output" in cell["metadata"].get("tags", []) for cell in cells]
    return [
        (
            cell["source"],
            "".join(said(output, its) for output in cell["outputs"]).removeprefix(" \n"),
        )
        for cell, its in zip(cells, timed, strict=True)
    ]


def test_a_notebook_runs_from_top_to_bottom_and_says_what_is_stored(lab, notebook):
    lab.open(notebook)
    lab.run_all(600)  # the longest trains for a minute in Chromium, for some in Firefox
    lab.page.wait_for_timeout(500)
    assert words(lab.notebook()) == words(nbformat.read(ROOT / notebook, as_version=4))


def test_a_notebook_whose_code_is_folded_is_known_to_have_run(lab):
    lab.open(EXERCISE)
    lab.command("notebook:hide-all-cell-code")
    lab.page.locator(".jp-Placeholder").first.wait_for()
    lab.run_all(60)
    prompts = lab.page.locator(".jp-InputPrompt").all_text_contents()
    assert not any(re.search(r"\d", prompt) for prompt in prompts)


def test_a_stored_player_moves_before_any_cell_is_run_and_opening_a_lesson_stores_no_copy(lab):
    lab.open(STEP)
    show_player(lab.page)
    button(lab.page, "To the end").click()
    assert_shows(lab.page, train(template_corpus(), batch=4, lr=2, steps=60), 60)
    lab.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.info")
    assert not lab.page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty")
    printed = lab.page.locator(".jp-Notebook .jp-OutputArea", has_text="[15.  0.]").first
    assert printed.text_content().startswith("[[ 3.  3.]\n [15.  0.]\n")


def test_player_and_sliders_answer_in_a_lesson_that_was_run(lab):
    page = lab.page
    lab.open(STEP)
    lab.run_all()
    show_player(page)
    trace = train(template_corpus(), batch=4, lr=2, steps=60)
    for name, step in (("To the end", 60), ("One step back", 59), ("To the start", 0)):
        button(page, name).click()
        assert_shows(page, trace, step)
    box = page.locator(".embedlab-explore").first
    box.scroll_into_view_if_needed()
    slider = box.get_by_role("slider", name="lr").first
    picture = box.locator("img").get_attribute("src")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelector('.embedlab-explore img').src !== old", arg=picture
    )
    page.wait_for_function(
        "document.querySelector('.embedlab-explore img').alt.includes('0.20')", timeout=60_000
    )


def test_a_row_of_the_live_model_is_dragged_away_and_python_trains_on(lab):
    lab.open(LIVE)
    lab.run_all()
    assert re.search(r"Python moved “\w+” at step \d+ and trained on", drop_a_word(lab.page))


def test_work_and_progress_survive_a_reload_and_can_be_downloaded(lab, address, tmp_path):
    page = lab.page
    lab.open(EXERCISE)
    lab.replace(
        "wrong = []\n    for t, i in enumerate(ids):\n        if i > V:",
        "wrong = []\n    for t, i in enumerate(ids):\n        if not 0 <= i < V:",
    )
    lab.run_all()
    assert "Solved." in page.locator(".embedlab-practice", has_text="Solved.").first.text_content()
    lab.save()
    lab.open(EXERCISE)
    page.locator(".cm-content", has_text="if not 0 <= i < V:").wait_for()
    lab.run_all()
    assert "1 of " in page.locator(".embedlab-practice", has_text="lesson 02").last.text_content()
    page.goto(f"{address}work.html")
    page.get_by_role("link", name="progress/progress.json").wait_for()
    mine = downloaded(page, page.get_by_role("link", name=EXERCISE), tmp_path / "mine.ipynb")
    assert "if not 0 <= i < V:" in mine
    nbformat.validate(nbformat.reads(mine, as_version=4))


def downloaded(page, link, path):
    """What a click on a link downloads."""
    if (
        page.context.browser.browser_type.name == "firefox"
    ):  # of its downloads Playwright is not told
        assert link.get_attribute("download")
        return link.evaluate("a => fetch(a.href).then(answer => answer.text())")
    with page.expect_download() as caught:
        link.click()
    caught.value.save_as(path)
    return path.read_text("utf-8")


def test_an_endless_loop_in_an_exercise_is_stopped_and_explained(lab):
    lab.open(EXERCISE)
    lab.replace("    wrong = []\n", "    while True:\n        pass\n    wrong = []\n")
    lab.run_all()
    assert (
        "2 seconds" in lab.page.locator(".embedlab-practice.embedlab-not-yet").first.text_content()
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_running_lesson_and_the_theme_is_that_of_the_system(
    lab, scheme
):
    if scheme == "dark" and lab.page.context.browser.browser_type.name == "firefox":
        pytest.skip("Playwright cannot tell this Firefox of a dark system")
    lab.page.emulate_media(color_scheme=scheme)
    lab.open(STEP)
    lab.run_all()
    lab.page.locator(".embedlab-explore").first.scroll_into_view_if_needed()
    show_player(lab.page)
    found = Axe().run(lab.page).response["violations"]
    assert [
        (v["id"], [node["target"] for node in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []
    paper = lab.page.locator(".jp-Notebook").first.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert (np.mean([int(part) for part in re.findall(r"\d+", paper)[:3]]) < 128) == (
        scheme == "dark"
    )


def test_on_a_phone_the_notebook_has_the_screen(lab):
    lab.page.set_viewport_size({"width": 390, "height": 800})
    lab.open(STEP)
    lab.page.wait_for_function("document.querySelector('.jp-Notebook').clientWidth > 290")


@pytest.mark.parametrize(
    "gone",
    [
        "delete window.WebAssembly",
        "delete window.Worker",
        "window.Function = function () { throw new SyntaxError(); }",
    ],
)
def test_a_browser_that_cannot_run_python_gets_a_sentence_and_the_pages_to_read(
    context, lab, address, gone
):
    page = lab.page
    page.add_init_script(gone)
    page.goto(address)
    assert "cannot run Python in a page" in page.locator("[data-cannot-run]").inner_text()
    assert page.locator("[data-runs]:visible").count() == 0
    page.get_by_role("link", name="Read the first lesson").click()
    assert page.locator("article h1").inner_text() == "Start here"
    assert page.locator("[data-runs]:visible").count() == 0
    page.goto(f"{lab.address}/notebooks/index.html?path={STEP}")
    page.get_by_role("alert").get_by_role("link", name="To the lessons").click()
    assert page.url == f"{address}index.html"


def test_where_storage_is_blocked_the_page_says_so_and_the_lesson_still_runs(
    lab, address, storeless
):
    lab.page.goto(address)  # the other browser, for its own check of the requests
    lab.page = storeless.new_page()
    lab.page.goto(f"{address}work.html")
    lab.page.locator("#work", has_text="blocks storage").wait_for()
    lab.open("notebooks/02_lookup.ipynb")
    assert "File, Download" in lab.page.get_by_role("alert").inner_text()
    lab.run_all()
    assert words(lab.notebook()) == words(
        nbformat.read(ROOT / "notebooks/02_lookup.ipynb", as_version=4)
    )


def test_an_address_without_the_edition_leads_to_the_newest(lab, address):
    lab.page.goto(f"{address}run/?path={STEP}")
    lab.page.wait_for_url(f"{lab.address}/notebooks/index.html?path={STEP}")


def test_every_link_to_the_running_edition_leads_to_a_notebook_in_it(folder):
    pages = [
        folder / "index.html",
        *folder.glob("notebooks/*.html"),
        *folder.glob("exercises/*.html"),
    ]
    links = re.findall(
        r'href="[./]*(run/[^"]+)"', "".join(page.read_text("utf-8") for page in pages)
    )
    assert len(links) > 50
    for link in links:
        page, _, notebook = link.partition("?path=")
        assert (folder / page).exists()
        assert (folder / page).parent.parent.joinpath("files", notebook).exists()


def test_the_site_is_light_enough(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 63e6
