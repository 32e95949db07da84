"""A running lesson: one Python at a time, the way to all around it, and what is loaded when."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

FIVE = ["01_tokens_and_ids", "02_lookup", "03_one_hot", "04_similarity", "05_gradient_step"]
STEP = "notebooks/05_gradient_step.ipynb"
PYTHON = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
ANSWERED = f"""async () => {{
    await jupyterapp.shell.currentWidget.sessionContext.ready;
    return {PYTHON}.requestExecute({{ code: "6 * 7" }}).done.then(() => performance.now()); }}"""
MARKS = (  # folded code has none
    "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder *)')]"
    ".map(e => e.textContent)"
)


def renderers(browser):
    """Process IDs of Chromium's renderers, and what they hold in bytes."""
    session = browser.new_browser_cdp_session()
    all_of_them = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    ids = [process["id"] for process in all_of_them if process["type"] == "renderer"]
    return {pid: held(pid) for pid in ids}


def held(pid):
    """The memory of a process in bytes, shared pages not counted more than once."""
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def test_five_lessons_in_turn_leave_one_python_and_the_last_is_no_slower(lab, browser, request):
    if request.config.getoption("--firefox"):
        pytest.skip("the processes are Chromium's")
    page, answers = lab.page, []
    for stem in FIVE:
        lab.open(f"notebooks/{stem}.ipynb")
        answers.append(page.evaluate(ANSWERED))
        assert len(page.workers) == 1
        assert page.evaluate("[...jupyterapp.serviceManager.kernels.running()].length") == 1
        assert page.url.endswith(f"/notebooks/index.html?path=notebooks/{stem}.ipynb")
    assert max(renderers(browser).values()) <= 900e6
    assert sum(renderers(browser).values()) <= 1.3e9
    assert answers[-1] <= 1.5 * max(answers[:2])


def test_the_address_names_the_lesson_and_survives_a_reload(lab):
    lab.open(STEP)
    lab.page.reload()
    lab.page.get_by_role("heading", name="Move one row by one gradient step").wait_for()
    assert lab.page.url.endswith(f"?path={STEP}")


def test_everything_around_a_lesson_is_a_link_away_and_what_was_written_is_saved(lab, address):
    page = lab.page
    lab.open(STEP)
    bar = page.get_by_role("navigation", name="Course")
    names = ["Lessons", "Read", "Exercises", "Next: 06 Training in 2-D", "Your work"]
    links = bar.get_by_role("link").all()
    assert [link.get_attribute("aria-label") or link.inner_text() for link in links] == names
    for name, path in (("Read", "notebooks/05_gradient_step.html"), ("Your work", "work.html")):
        href = bar.get_by_role("link", name=name).evaluate("a => a.href")
        assert href == address + path
    lab.replace('warm_up("gradient")', 'warm_up("gradient")  # mine')
    bar.get_by_role("link", name="Exercises").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notebooks/index.html?path=exercises/05_gradient_step.ipynb")
    bar.get_by_role("link", name="Lesson 05").click()
    page.locator(".cm-content", has_text="# mine").wait_for()
    page.locator(".jp-RenderedMarkdown").get_by_role("link", name="02 Lookup").click()
    page.wait_for_url("**/notebooks/index.html?path=notebooks/02_lookup.ipynb")
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("width, scheme", [(1200, "light"), (390, "dark")])
def test_axe_finds_nothing_in_the_bar_and_it_fits_a_phone(lab, width, scheme):
    page = lab.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    lab.open(STEP)
    found = Axe().run(page, "#embedlab-bar").response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = "node => node.getBoundingClientRect()"
    bar, lesson = (page.locator(one).evaluate(box) for one in ("#embedlab-bar", "#main"))
    assert lesson["top"] >= bar["bottom"] - 1


def test_until_python_answers_the_stored_outputs_stay_and_how_far_it_is_is_said(lab):
    page, held = lab.page, []
    page.context.route("**/python-1.bin", lambda route: held.append(route))
    lab.open(STEP)
    said = page.get_by_role("navigation", name="Course").get_by_role("status")
    said.filter(has_text="Python is loading").wait_for()
    assert re.fullmatch(r"Python is loading, \d+ of 1\d MB", said.inner_text())
    lab.command("notebook:run-all-cells")
    page.wait_for_function(f"{MARKS}.slice(0, 3).every(mark => mark === '[*]:')")
    assert "[15.  0.]" in str(lab.notebook()["cells"])
    page.evaluate("jupyterapp.shell.currentWidget.content.scrollToItem(1)")
    page.locator(".jp-OutputArea-output", has_text="Before you start").wait_for()
    for route in held:
        route.continue_()
    page.wait_for_function(f"{MARKS}.every(mark => /\\d/.test(mark))", timeout=120_000)
    assert said.inner_text() == ""
    assert "[15.  0.]" in str(lab.notebook()["cells"])


def test_a_cell_that_says_nothing_leaves_no_stored_output(lab):
    page, held = lab.page, []
    page.context.route("**/python-1.bin", lambda route: held.append(route))
    lab.open(STEP)
    lab.replace('warm_up("gradient")', "None")
    page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 1")
    lab.command("notebook:run-cell")
    page.wait_for_function(f"{MARKS}[0] === '[*]:'")
    for route in held:
        route.continue_()
    page.wait_for_function(f"/\\d/.test({MARKS}[0])", timeout=60_000)
    assert lab.notebook()["cells"][1]["outputs"] == []


@pytest.mark.parametrize("saves", [False, True])
def test_what_a_lesson_needs_is_fetched_while_a_page_is_read_unless_data_are_to_be_saved(
    lab, address, saves
):
    page, asked = lab.page, []
    if saves:
        page.add_init_script(
            "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
        )
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}notebooks/05_gradient_step.html")
    page.wait_for_timeout(6000)
    names = {url.rpartition("/")[2] for url in asked}
    assert ({"python-0.bin", "pyodide.asm.wasm", "python_stdlib.zip"} <= names) != saves


def test_large_data_come_when_they_are_read(lab):
    page, asked = lab.page, []
    page.context.on("request", lambda request: asked.append(request.url))
    lab.open("exercises/02_lookup.ipynb")
    page.evaluate(ANSWERED)
    assert not any("glove" in url for url in asked)
    assert_runs(page, "from embedlab import load_glove; load_glove()")
    assert sum("glove" in url for url in set(asked)) == 1


def test_what_a_first_cell_does_not_need_comes_later_or_when_it_is_read(lab):
    page, asked = lab.page, []
    page.context.on("request", lambda request: asked.append(request.url))
    page.add_init_script("""const { fetch } = window; window.fetch = (address, ...more) =>
        /more-/.test(address) ? Promise.reject(Error()) : fetch(address, ...more);""")
    lab.open(STEP)
    assert_runs(page, "from embedlab.practice import warm_up; warm_up('gradient')")
    assert not any("/more-" in url for url in asked)
    assert_runs(page, "import matplotlib.pyplot as plt; plt.plot([1, 2])")
    assert any("/more-" in url for url in asked)


def assert_runs(page, code):
    reply = page.evaluate(f"""async () => {{
        await jupyterapp.shell.currentWidget.sessionContext.ready;
        return {PYTHON}.requestExecute({{ code: `{code}` }}).done.then(r => r.content); }}""")
    assert reply["status"] == "ok", reply


def test_the_wrong_part_of_the_code_of_a_learner_is_named_here_too(lab):
    """Its source is readable in the browser."""
    lab.open(STEP)
    code = """
def vector_of(E, i):
    return [E[j, j] for j in range(E.shape[1])]

from embedlab.practice import check
said = str(check("lookup-one-token", vector_of))
assert "one value is not the right one" in said, said
"""
    assert_runs(lab.page, code.replace("\n", "\\n"))
