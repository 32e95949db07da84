"""The site as published: what a visit loads, and how long until it can be read, played, run.

Needs site/public.

The browser's processor time is given too: it depends less on what else the machine does.
"""

import functools
import gzip
import http.server
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from playwright.sync_api import sync_playwright

from benchmarks.player import clicks, half_and_most
from benchmarks.rows import OURS, Row
from tests.conftest import find_chromium

SITE = Path(__file__).parent.parent / "site" / "public"
LESSON = "notebooks/05_gradient_step.ipynb"
READABLE = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
MOVES = "() => +document.querySelector('.el-number b')?.textContent.split(' / ')[0] >= 1"
# By the notebook itself: a folded cell shows no number, and one out of sight may have no prompt.
CODE = """[...jupyterapp.shell.currentWidget.content.model.cells]
    .filter(cell => cell.type === "code")"""
FAILED = (
    f"{CODE}.filter(({{ outputs }}) => [...Array(outputs.length).keys()]"
    ".some(k => outputs.get(k).type === 'error'))"
)
IDLE = "jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
DONE = f"({CODE}.every(cell => cell.executionCount !== null) || {FAILED}.length > 0) && {IDLE}"
FIRST = f"{CODE}[0].executionCount !== null"
RUN_ALL = """async () => { await jupyterapp.shell.currentWidget.sessionContext.ready;
    await jupyterapp.commands.execute('editmenu:clear-all');
    void jupyterapp.commands.execute('notebook:run-all-cells'); }"""
asked = []


class Server(http.server.SimpleHTTPRequestHandler):
    def log_request(self, code="", *_):
        if code == 200:  # not what the browser has kept
            asked.append(unquote(urlparse(self.path).path).lstrip("/"))

    def log_message(self, *_):
        pass


def compressed(names):
    """Bytes over the wire from a server that compresses."""
    paths = [SITE / name for name in set(names) if (SITE / name).is_file()]
    return sum(min(len(gzip.compress(path.read_bytes(), 6)), path.stat().st_size) for path in paths)


def processor_seconds(browser):
    session = browser.new_browser_cdp_session()
    return sum(
        process["cpuTime"] for process in session.send("SystemInfo.getProcessInfo")["processInfo"]
    )


def reading(browser, base):
    names = [
        "index.html",
        *(f"notebooks/{path.name}" for path in sorted(SITE.glob("notebooks/*.html"))),
    ]
    sizes, times = {name: (SITE / name).stat().st_size / 1e6 for name in names}, {}
    for name in names:
        page = browser.new_page()
        page.goto(base + name, wait_until="load")
        page.wait_for_function(f"{READABLE} > 0")
        times[name] = page.evaluate(READABLE)
        if name == "index.html":
            page.wait_for_function(MOVES, polling=10)
            yield Row(
                "front page's player moves",
                OURS,
                page.evaluate("performance.now()"),
                "ms",
                aim="≤ 1000",
            )
        page.close()
    yield Row("a page to read, until readable", "median", statistics.median(times.values()), "ms")
    yield Row("a page to read, until readable", "slowest", max(times.values()), "ms", aim="≤ 1000")
    yield Row("a page to read, size", "largest", max(sizes.values()), "MB", aim="≤ 1.5")


def running(browser, base, lab):
    """A lesson from its address to its first output, with an empty browser and a second time."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    for visit in ("first visit", "second visit"):
        page, before, begin = context.new_page(), processor_seconds(browser), time.perf_counter()
        asked.clear()
        page.goto(f"{base}{lab}/notebooks/index.html?path={LESSON}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
        yield Row("lesson 05 is shown", visit, time.perf_counter() - begin, "s")
        page.evaluate(RUN_ALL)
        page.wait_for_function(FIRST, timeout=240_000)
        yield Row("its first cell has run", visit, time.perf_counter() - begin, "s", aim="≤ 15")
        yield Row("processor time until then", visit, processor_seconds(browser) - before, "s")
        yield Row("loaded, compressed", visit, compressed(asked) / 1e6, "MB", aim="≤ 30")
        page.wait_for_function(DONE, polling=100, timeout=240_000)
        if failed := page.evaluate(f"{FAILED}.map(cell => cell.sharedModel.source)"):
            raise RuntimeError(f"a cell of {LESSON} failed in the browser:\n{failed[0]}")
        yield Row("all its cells have run", visit, time.perf_counter() - begin, "s")
        if visit == "second visit":
            page.locator(".embedlab-player").first.scroll_into_view_if_needed()
            page.wait_for_timeout(2000)
            forward = page.get_by_role("button", name="One step forward", exact=True)
            yield from half_and_most(
                "click → picture", "in lesson 05", clicks(page, forward), ("≤ 17", "")
            )
        page.close()
    context.close()


def main():
    labs, path = list(SITE.glob("run/*/lab")), find_chromium()
    if not labs or path is None:
        raise ImportError("needs Chromium, and site/public from python site/build.py")
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    yield Row("the whole site", OURS, size / 1e6, "MB", aim="≤ 63")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Server, directory=SITE)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield from reading(browser, base)
        yield from running(browser, base, labs[0].parent.relative_to(SITE).as_posix())
        browser.close()
    server.shutdown()
