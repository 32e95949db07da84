"""The site as published: what a first visit loads, and how long it takes until something can be read, played, run.

Budgets: first visit ≤ 30 MB compressed; first output ≤ 15 s; a page to read ≤ 1.5 MB, readable in < 1 s; the front
page's player moves in < 1 s; click → picture of a player in the running edition p50 ≤ 17 ms; the site ≤ 60 MB.

Needs site/public, from python site/build.py. The browser's processor time is given too: it depends less on what
else the machine does.
"""

import functools
import gzip
import http.server
import shutil
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from playwright.sync_api import sync_playwright

from benchmarks.player import clicks, summary

SITE = Path(__file__).parent.parent / "site" / "public"
LESSON = "notebooks/06_gradient_step.ipynb"
READABLE = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
MOVES = """() => +document.querySelector('.el-number b')?.textContent.split(' / ')[0] >= 1"""
FIRST = "() => /\\[1\\]/.test(document.querySelector('.jp-CodeCell .jp-InputPrompt').textContent)"


asked = []


class Server(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        asked.append(unquote(urlparse(self.path).path).lstrip("/"))


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def compressed(names):
    """Bytes over the wire from a server that compresses."""
    paths = [SITE / name for name in set(names) if (SITE / name).is_file()]
    return sum(min(len(gzip.compress(path.read_bytes())), path.stat().st_size) for path in paths), len(paths)


def processor_seconds(browser):
    session = browser.new_browser_cdp_session()
    return sum(process["cpuTime"] for process in session.send("SystemInfo.getProcessInfo")["processInfo"])


def reading(browser, base):
    names = ["index.html", *(f"notebooks/{path.name}" for path in sorted(SITE.glob("notebooks/*.html")))]
    sizes, times = {name: (SITE / name).stat().st_size for name in names}, {}
    for name in names:
        page = browser.new_page()
        page.goto(base + name, wait_until="load")
        page.wait_for_function(f"{READABLE} > 0")
        times[name] = page.evaluate(READABLE)
        if name == "index.html":
            page.wait_for_function(MOVES, polling=10)
            moved = page.evaluate("performance.now()")
            print(f"front page: {sizes[name] / 1e3:.0f} kB, readable in {times[name]:.0f} ms, its player moves in "
                  f"{moved:.0f} ms")
        page.close()
    slowest, largest = max(names[1:], key=times.get), max(names[1:], key=sizes.get)
    print(f"pages to read: median {statistics.median(times.values()):.0f} ms until readable, slowest {slowest} "
          f"{times[slowest]:.0f} ms, largest {largest} {sizes[largest] / 1e3:.0f} kB")


def running(browser, base, lab):
    """From the click on a link to the first output, with nothing in the cache and a second time."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    for visit in ("first visit", "second visit"):
        page, before, begin = context.new_page(), processor_seconds(browser), time.perf_counter()
        asked.clear()
        page.goto(f"{base}{lab}/lab/index.html?path={LESSON}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
        shown = time.perf_counter() - begin
        page.evaluate("""async () => { await jupyterapp.shell.currentWidget.sessionContext.ready;
            await jupyterapp.commands.execute('editmenu:clear-all');
            void jupyterapp.commands.execute('notebook:run-all-cells'); }""")
        page.wait_for_function(FIRST, timeout=240_000)
        seconds = time.perf_counter() - begin
        size, files = compressed(asked)
        took = processor_seconds(browser) - before
        print(f"{visit}: {size / 1e6:.1f} MB compressed in {files} files; notebook shown in {shown:.1f} s, first "
              f"output in {seconds:.1f} s ({took:.1f} s of processor time)")
        page.wait_for_function("() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
                               ".every(p => /\\[\\d+\\]/.test(p.textContent))", timeout=240_000)
        page.locator(".embedlab-player").first.scroll_into_view_if_needed()
        page.wait_for_timeout(2000)
        took = clicks(page, page.get_by_role("button", name="One step forward", exact=True), 40)
        print(f"  click → picture of the player: {summary(took)}")
        page.close()
    context.close()


def main():
    labs = list(SITE.glob("run/*/lab"))
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not labs or path is None:
        return print("needs Chromium, and site/public: python site/build.py")
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    print(f"site: {size / 1e6:.1f} MB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        base = serve()
        reading(browser, base)
        running(browser, base, labs[0].parent.relative_to(SITE).as_posix())


if __name__ == "__main__":
    main()
