"""The site as it would be published, built beforehand, and a learner in its running edition.

python -m pytest site/tests                one lesson and one exercise notebook, and how all of it
behaves python -m pytest site/tests --all-lessons  every notebook from top to bottom, too python -m
pytest site/tests --firefox      in the Firefox of this machine instead of Chromium
"""

import functools
import http.server
import json
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.site import DONE, RUN_ALL
from tests import ROOT
from tests.conftest import browser as chromium  # noqa: F401
from tests.conftest import find_chromium

SUB_PATH = "some/where/"
CHROMIUM = {"executable_path": find_chromium(), "args": ["--no-sandbox"]}
FIREFOX = {
    "executable_path": shutil.which("firefox") or shutil.which("firefox-esr"),
    "channel": "moz-firefox",
}


def pytest_addoption(parser):
    parser.addoption(
        "--site", default=str(ROOT / "site" / "public"), help="the folder that site/build.py made"
    )
    parser.addoption("--all-lessons", action="store_true", help="run every notebook in the browser")
    parser.addoption("--firefox", action="store_true", help="in Firefox instead of Chromium")


def pytest_configure(config):
    config.addinivalue_line("markers", "no_workers: in a browser without service workers")


def pytest_generate_tests(metafunc):
    if "notebook" in metafunc.fixturenames:
        paths = [
            p.relative_to(ROOT).as_posix()
            for part in ("notebooks", "exercises")
            for p in sorted((ROOT / part).glob("*.ipynb"))
        ]
        few = [
            path
            for path in paths
            if path in ("notebooks/05_gradient_step.ipynb", "exercises/02_lookup.ipynb")
        ]
        metafunc.parametrize(
            "notebook", paths if metafunc.config.getoption("--all-lessons") else few
        )


@pytest.fixture(scope="session")
def folder(request):
    """The built site."""
    path = Path(request.config.getoption("--site")).resolve()
    if not list(path.glob("run/*/notebooks/index.html")):
        pytest.fail(
            f"{path} holds no site with an edition that runs: build it with python site/build.py"
        )
    return path


@pytest.fixture(scope="session")
def address(folder, tmp_path_factory):
    """The site's address under a sub-path of a plain static server."""
    root = tmp_path_factory.mktemp("server")
    (root / SUB_PATH).parent.mkdir(parents=True)
    (root / SUB_PATH.rstrip("/")).symlink_to(folder.resolve())
    handler = functools.partial(Quiet, directory=root)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}"
    server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def browser(request):
    """Chromium; or the installed Firefox, by the protocol that both speak (WebDriver BiDi)."""
    if not request.config.getoption("--firefox"):
        if CHROMIUM["executable_path"] is None:
            pytest.fail("no Chromium on this machine, so nothing was tested")
        yield request.getfixturevalue("chromium")
        return
    with sync_playwright() as playwright:
        firefox = playwright.firefox.launch(**FIREFOX)
        yield firefox
        firefox.close()


@pytest.fixture
def context(browser, address):
    """A fresh browser; the test fails if anything in it asked another host."""
    made = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    asked = []
    made.on("request", lambda request: asked.append(request.url))
    yield made
    made.close()
    own = (address.split("/some/")[0], "data:", "blob:")
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def storeless(browser, tmp_path):
    """A browser of the same kind, told to let no page store anything."""
    if browser.browser_type.name == "firefox":
        started = browser.browser_type.launch(
            **FIREFOX, firefox_user_prefs={"network.cookie.cookieBehavior": 2}
        )
        yield started.new_context()
        started.close()
        return
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked))
    context = browser.browser_type.launch_persistent_context(tmp_path, **CHROMIUM)
    yield context
    context.close()


@pytest.fixture
def lab(folder, address, page):
    return Lab(page, address + next(folder.glob("run/*/lab")).parent.relative_to(folder).as_posix())


class Lab:
    """A learner in JupyterLite."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def open(self, path):
        self.page.goto(f"{self.address}/notebooks/index.html?path={path}")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
        self.page.wait_for_function("!document.querySelector('#jupyterlab-splash')", timeout=60_000)
        self.page.evaluate(
            "jupyterapp.shell.currentWidget.context.ready.then(() => null)"
        )  # it begins empty

    def run_all(self, seconds=240):
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(DONE, polling=500, timeout=1000 * seconds)

    def command(self, name):
        self.page.evaluate(
            """async name => {
            await jupyterapp.shell.currentWidget.sessionContext.ready;
            void jupyterapp.commands.execute(name); }""",
            name,
        )

    def notebook(self):
        """The open notebook as it stands, outputs included."""
        model = "jupyterapp.shell.currentWidget.content.model"
        return json.loads(self.page.evaluate(f"JSON.stringify({model}.toJSON())"))

    def replace(self, old, new):
        """Replace text in the one cell that holds it."""
        self.page.evaluate(
            """([old, to]) => {
            const cells = [...jupyterapp.shell.currentWidget.content.model.cells];
            const [cell, ...more] = cells.filter(cell => cell.sharedModel.source.includes(old));
            if (!cell || more.length) throw Error(`${1 + more.length} cells hold ${old}`);
            cell.sharedModel.setSource(cell.sharedModel.source.replace(old, to)); }""",
            [old, new],
        )

    def save(self):
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
