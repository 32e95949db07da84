"""What a learner wrote in the browser is never lost: by an update, a full disk, a lost network."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from running import mark
from servers import serve

from conftest import Lab
from tests import ROOT

EXERCISE, LESSON = "exercises/02_lookup.ipynb", "notebooks/05_gradient_step.ipynb"
OLD = "0.0.9-old"
PROGRESS = {"version": 1, "exercises": {"lookup-range": {"tries": 3, "solved": "2026-01-01"}}}
SAVE = """async ([path, text]) => {
    const { contents } = jupyterapp.serviceManager, [home] = path.split("/");
    if (home !== path) await contents.save(home, { type: "directory" });
    await contents.save(path, { type: "file", format: "text", content: text }); }"""
READ = """path => jupyterapp.serviceManager.contents.get(path, { content: true })
    .then(file => file.content)"""
KEEP = """path => { const { contents } = jupyterapp.serviceManager;
    return contents.get(path, { content: true }).then(file => contents.save(path, file))
        .then(() => null); }"""  # as after a run that changed no text
BANNER = "body > [role=status]"


@pytest.fixture(scope="module")
def two_editions(folder, tmp_path_factory):
    """The site with an edition before the current one, whose exercises had another text."""
    site = tmp_path_factory.mktemp("updated") / "site"
    shutil.copytree(folder, site, copy_function=os.link)
    now = next(site.glob("run/*/lab")).parent
    before = now.with_name(OLD)
    shutil.copytree(now, before, copy_function=os.link)
    change(before / "files" / EXERCISE)
    return site


def change(path):
    """Give each text of a notebook an old form, and take the last exercise but one away."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = f"Once: {cell['source']}"
            cell["metadata"]["embedlab"] = mark(cell["source"])
    path.unlink()  # of several links to the file
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.fixture
def site(two_editions):
    with serve(two_editions) as address:
        yield address


@pytest.fixture
def page(browser, request):
    workers = "block" if "no_workers" in request.keywords else "allow"
    context = browser.new_context(
        viewport={"width": 1200, "height": 900}, accept_downloads=True, service_workers=workers
    )
    yield context.new_page()
    context.close()


def current(two_editions):
    names = [path.parent.name for path in two_editions.glob("run/*/lab")]
    return next(name for name in names if name != OLD)


def append(lab, path, line):
    """Open a notebook, write a line at the end of the cell that checks the size, and save it."""
    lab.open(path)
    lab.replace('check("lookup-size", answer)', f'check("lookup-size", answer)\n{line}')
    lab.save()


def keeps(page):
    """The editions that keep anything in this browser."""
    names = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    return [name.split("/")[-2] for name in names if "/run/" in name]


def test_an_update_brings_progress_and_answers_along_and_gives_the_new_text(
    page, site, two_editions
):
    old = Lab(page, f"{site}run/{OLD}")
    append(old, EXERCISE, "# mine")
    page.evaluate(KEEP, LESSON)
    page.evaluate(SAVE, ["progress/progress.json", json.dumps(PROGRESS)])
    page.evaluate(SAVE, ["my data.txt", "1 2 3"])
    new = Lab(page, f"{site}run/{current(two_editions)}")
    new.open(EXERCISE)
    said = page.locator(BANNER).inner_text()
    assert said.startswith("The course was updated. Your work is here: your progress and 2 files")
    assert "1 notebook that you only ran is the new one." in said
    text = json.dumps(new.notebook())
    assert "# mine" in text and "Once: " not in text
    assert page.evaluate(READ, "my data.txt") == "1 2 3"
    assert "2026-01-01" in str(page.evaluate(READ, "progress/progress.json"))
    page.goto(f"{site}work.html")
    page.get_by_role("link", name=EXERCISE).wait_for()
    assert page.get_by_role("link", name=LESSON).count() == 0
    assert keeps(page) == [current(two_editions)]


@pytest.mark.no_workers  # Playwright does not see what they ask for
def test_what_was_changed_in_both_editions_is_kept_twice(page, site, two_editions):
    old = Lab(page, f"{site}run/{OLD}")
    append(old, EXERCISE, "# then")
    new = Lab(page, f"{site}run/{current(two_editions)}")
    page.route("**/bring.js", lambda route: route.abort())  # as if opened before
    append(new, EXERCISE, "# now")
    page.unroute("**/bring.js")
    page.goto(f"{site}work.html")
    page.get_by_role("status").filter(has_text="in both editions").wait_for()
    new.open(EXERCISE)
    assert "# now" in json.dumps(new.notebook()) and "# then" not in json.dumps(new.notebook())
    new.open(f"earlier/{OLD}/{EXERCISE}")
    page.locator(".cm-content", has_text="# then").wait_for()


@pytest.mark.no_workers  # Playwright does not see what they ask for
def test_where_the_new_text_cannot_be_had_the_work_stays_in_the_earlier_edition(
    page, site, two_editions
):
    old = Lab(page, f"{site}run/{OLD}")
    append(old, EXERCISE, "# mine")
    page.route(f"**/{current(two_editions)}/files/**", lambda route: route.abort())
    page.goto(f"{site}work.html")
    page.get_by_role("heading", name=f"Earlier edition {OLD}").wait_for()
    assert OLD in keeps(page)
    page.unroute(f"**/{current(two_editions)}/files/**")
    page.reload()
    page.get_by_role("heading", name="Files that you changed").wait_for()
    assert keeps(page) == [current(two_editions)]


def test_exercises_are_handed_in_as_one_file_with_the_name_that_was_asked_for_once(
    page, site, two_editions, tmp_path
):
    lab = Lab(page, f"{site}run/{current(two_editions)}")
    append(lab, EXERCISE, "# ö")
    page.evaluate(SAVE, ["exercises/my data.txt", "1 2 3"])
    page.goto(f"{site}work.html")
    page.get_by_label("Your name").fill("Zoë Ng/2")
    button = page.get_by_role("button", name="Download for my teacher")
    with page.expect_download() as caught:
        button.click()
    assert caught.value.suggested_filename == "Zoë Ng-2.zip"
    caught.value.save_as(tmp_path / "class" / "Zoë Ng-2.zip")
    with zipfile.ZipFile(tmp_path / "class" / "Zoë Ng-2.zip") as file:
        assert file.testzip() is None
        assert sorted(file.namelist()) == ["Zoë Ng-2/02_lookup.ipynb", "Zoë Ng-2/my data.txt"]
        assert file.read("Zoë Ng-2/my data.txt") == b"1 2 3"
        notebook = nbformat.reads(file.read("Zoë Ng-2/02_lookup.ipynb"), as_version=4)
    nbformat.validate(notebook)
    assert any("# ö" in cell.source for cell in notebook.cells)
    ran = subprocess.run(
        [sys.executable, "-m", "embedlab.practice", "grade", tmp_path / "class"], cwd=ROOT
    )
    assert ran.returncode == 0
    with open(tmp_path / "class" / "grades.csv", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {(row["learner"], row["notebook"]) for row in rows} == {("Zoë Ng-2", "02_lookup.ipynb")}
    page.reload()
    page.get_by_role("button", name="Download for my teacher").wait_for()
    assert page.get_by_label("Your name").input_value() == "Zoë Ng/2"


def test_work_is_deleted_when_asked_twice(page, site, two_editions):
    lab = Lab(page, f"{site}run/{current(two_editions)}")
    append(lab, EXERCISE, "# mine")
    page.goto(f"{site}work.html")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Delete my work").click()
    assert page.get_by_role("link", name=EXERCISE).count() == 1
    page.evaluate("localStorage.setItem('embedlab:predict:k', '1')")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete everything").click()
    page.get_by_text("Nothing yet").wait_for()
    page.wait_for_function("Object.keys(localStorage).every(key => !key.startsWith('embedlab:'))")
    assert keeps(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_axe_finds_nothing_in_your_work_and_it_fits_a_phone(
    page, site, two_editions, scheme, width
):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    lab = Lab(page, f"{site}run/{current(two_editions)}")
    lab.open(EXERCISE)
    page.evaluate(SAVE, [EXERCISE.replace("02", "x" * 60), "{}"])
    page.goto(f"{site}work.html")
    page.get_by_role("button", name="Download for my teacher").wait_for()
    assert [(v["id"], v["nodes"]) for v in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_full_browser_says_how_to_keep_the_work(page, site, two_editions):
    lab = Lab(page, f"{site}run/{current(two_editions)}")
    lab.open(EXERCISE)
    lab.replace("progress()", "progress()  # mine")
    page.evaluate("""() => { IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError"); }; }""")
    page.evaluate("void jupyterapp.commands.execute('docmanager:save')")
    alert = page.get_by_role("alert").filter(has_text="no room left")
    alert.wait_for()
    assert "File, Download" in alert.inner_text()


def test_a_bookmark_of_an_edition_that_is_gone_leads_to_its_lesson_in_the_newest(
    page, site, two_editions
):
    page.goto(site)
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto(f"{site}run/0.0.1-gone/notebooks/index.html?path={LESSON}")
    page.wait_for_url(f"**/run/{current(two_editions)}/notebooks/index.html?path={LESSON}")


def test_without_a_network_a_lesson_never_opened_before_still_opens_and_runs(browser, two_editions):
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    with serve(two_editions) as address:
        name = current(two_editions)
        page.goto(address)
        lab = Lab(page, f"{address}run/{name}")
        lab.open(EXERCISE)
        page.wait_for_function(
            """async name => { const kept = await caches.open(`embedlab /run/${name}/`);
            const list = await (await fetch(`/run/${name}/embedlab/kept.json`)).json();
            return (await kept.keys()).length >= list.edition.length; }""",
            arg=name,
            polling=1000,
            timeout=120_000,
        )
        page.wait_for_function("""() => caches.open("embedlab /").then(
            kept => kept.match("/notebooks/07_initialization.html")).then(Boolean)""")
    page.goto(f"{address}notebooks/07_initialization.html")
    assert page.locator("h1").count() == 1
    lab.open("exercises/03_one_hot.ipynb")
    lab.run_all()
    assert "solved" in json.dumps(lab.notebook()["cells"][-1]["outputs"])
    context.close()
