"""The pages to read: complete, light, linked, alive without a kernel, readable for everybody."""

import functools
import http.server
import re
import subprocess
import sys
import threading
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlparse

import conceptmap  # of site/, which pytest puts on the path
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pages import article, build_pages  # of site/, too

from embedlab.corpora import template_corpus
from embedlab.page import predict
from embedlab.training import train
from tests import ROOT
from tests.page.player_page import assert_shows, button
from tools.notebooks import normalise

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
NAMES = [f"notebooks/{stem}" for stem in LESSONS] + [
    f"exercises/{stem}"
    for stem in [*LESSONS, "review"]
    if (ROOT / "exercises" / f"{stem}.ipynb").exists()
]
OPTIONAL = [f"notebooks/optional/{path.stem}" for path in ROOT.glob("notebooks/optional/*.ipynb")]
NAMES += OPTIONAL
EXERCISES = "exercises/02_lookup"
every_page = pytest.mark.parametrize("name", NAMES)
pytestmark = pytest.mark.slow  # the site is built first


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The site without JupyterLite, some folders down."""
    made = tmp_path_factory.mktemp("served") / "some" / "where"
    subprocess.run(
        [sys.executable, "site/build.py", "--pages-only", "--out", made], cwd=ROOT, check=True
    )
    return made


@pytest.fixture(scope="module")
def address(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    root = folder.parent.parent
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=root)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where/"
    server.shutdown()


class Page(HTMLParser):
    """What a page links to, the places in it, its headings, its pictures and its text."""

    def __init__(self, path):
        super().__init__()
        self.links, self.ids, self.headings = [], [], []
        self.pictures, self.text, self.within = [], [], []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.ids += [found["id"]] if "id" in found else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.pictures += [found] if tag == "img" else []
        self.within = [tag] if tag in ("script", "style") else self.within

    def handle_endtag(self, tag):
        self.within = [] if [tag] == self.within else self.within

    def handle_data(self, data):
        if not self.within:
            self.text.append(data)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def test_every_link_inside_the_site_leads_to_a_page_and_a_place_in_it(folder):
    pages = {path: Page(path) for path in folder.rglob("*.html")}
    assert len(pages) == 2 + len(NAMES)  # the front page and the glossary
    for path, page in pages.items():
        for link in page.links:
            parts = urlparse(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("https", "http", "data"), f"{path.name}: {link}"
                continue
            goal = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if goal == folder / "support.js":
                continue
            assert goal in pages, f"{path.name}: {link}"
            assert not parts.fragment or parts.fragment in pages[goal].ids, f"{path.name}: {link}"


@pytest.mark.parametrize("source", ["", "https://github.com/somebody/embedlab"])
def test_the_front_page_says_where_the_folder_of_the_course_is(tmp_path, source):
    build_pages(ROOT, tmp_path, source=source)
    soup = BeautifulSoup((tmp_path / "index.html").read_text("utf-8"), "html.parser")
    text = soup.find(id="own").find_next("p")
    links = [link["href"] for link in text.find_all("a")]
    assert links == ([source] if source else [])
    assert source or "Ask your teacher" in text.text


def test_every_lesson_and_exercise_is_reached_from_the_front_page(folder):
    seen, waiting = set(), [folder / "index.html"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += [
                goal
                for link in Page(path).links
                if not urlparse(link).scheme
                and (goal := (path.parent / urlparse(link).path).resolve()).suffix == ".html"
            ]
    assert {path.relative_to(folder).with_suffix("").as_posix() for path in seen} == {
        "index",
        "notebooks/glossary",
        *NAMES,
    }


@every_page
def test_a_page_holds_each_cell_and_each_output_of_its_notebook(folder, name):
    def unlinked(html):  # links lead to the site's own pages; another test follows them
        return re.sub(r'href="[^"]*"', "", html)

    html = unlinked((folder / f"{name}.html").read_text("utf-8"))
    text = squeezed("".join(Page(folder / f"{name}.html").text))
    for cell in nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            assert squeezed(cell.source) in text
            for output in cell.outputs:
                if output.output_type == "stream":
                    assert squeezed(output.text) in text
                else:
                    page = unlinked(
                        str(BeautifulSoup(output.data.get("text/html", ""), "html.parser"))
                    )
                    assert page in html if page else squeezed(output.data["text/plain"]) in text
        else:
            prose = re.sub(r"```mermaid.*?```|\]\(.*?\)|<.*?>", " ", cell.source, flags=re.DOTALL)
            assert all(word in text for word in re.findall(r"\w{3,}", prose))


@every_page
def test_a_page_weighs_less_than_1_5_MB_and_has_headings_in_order_and_words_for_each_picture(
    folder, name
):
    assert (folder / f"{name}.html").stat().st_size < 1.5e6
    page = Page(folder / f"{name}.html")
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert all(picture.get("alt", "").strip() for picture in page.pictures)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("name", OPTIONAL)
def test_an_optional_lesson_is_to_be_read_and_says_so(folder, name):
    page = (folder / f"{name}.html").read_text("utf-8")
    assert "doesn’t run in a browser" in page
    assert "Run it in this browser" not in page


def test_no_page_asks_another_host_for_anything(address, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("index", *NAMES):
        page.goto(f"{address}{name}.html")
    assert len(asked) > len(NAMES)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_the_run_on_the_front_page_plays_by_itself_and_obeys_its_buttons(address, page):
    page.goto(address)
    page.wait_for_function(
        "+document.querySelector('.el-number b').textContent.split(' / ')[0] >= 3"
    )
    button(page, "Pause").click()
    for name, step in (
        ("To the end", 300),
        ("One step back", 299),
        ("To the start", 0),
        ("One step forward", 1),
    ):
        button(page, name).click()
        assert_shows(page, train(template_corpus(), lr=2, steps=300), step)


def test_the_run_on_the_front_page_is_seen_without_scrolling_and_else_waits(address, page):
    step = page.locator(".el-number b").first
    for size in ({"width": 1366, "height": 768}, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        page.goto(address)
        page.wait_for_function("document.querySelector('.el-play').ariaLabel === 'Pause'")
        button = page.locator(".el-play").bounding_box() if size["width"] > 1000 else None
        assert not button or button["y"] + button["height"] < 768
    page.set_viewport_size({"width": 1366, "height": 200})
    page.goto(address)
    page.wait_for_timeout(700)
    assert step.inner_text() == "300 / 300"
    page.locator(".el-plane").first.scroll_into_view_if_needed()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_function("document.querySelector('.el-play').ariaLabel === 'Pause'")


def test_the_run_on_the_front_page_rests_for_those_who_asked_for_less_motion(address, page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.wait_for_timeout(700)
    assert page.locator(".el-number b").first.inner_text() == "300 / 300"


def test_a_player_in_a_lesson_moves_without_a_kernel(address, page):
    page.goto(f"{address}notebooks/05_gradient_step.html")
    trace = train(template_corpus(), batch=4, lr=2, steps=60)
    page.locator(".embedlab-player").scroll_into_view_if_needed()
    button(page, "To the end").click()
    assert_shows(page, trace, 60)


def test_a_prediction_stays_after_the_page_is_loaded_again(address, page):
    page.goto(f"{address}notebooks/00_start_here.html")
    question = page.locator(".embedlab-predict").first
    question.get_by_role("radio").nth(1).check()
    question.get_by_role("button", name="Lock in my prediction").click()
    page.reload()
    assert "Locked in" in question.get_by_role("status").inner_text()
    assert question.get_by_role("radio").nth(1).is_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["index", f"notebooks/{LESSONS[4]}", f"notebooks/{LESSONS[7]}", EXERCISES, *OPTIONAL]
)
def test_axe_finds_nothing_serious(address, page, scheme, name):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{address}{name}.html")
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], [node["target"] for node in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []


def test_the_page_follows_the_dark_theme_of_the_system(address, page):
    page.goto(f"{address}notebooks/04_similarity.html")
    colours = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours.append(
            page.evaluate("""() => [
            'body', 'article p', '.code', '.embedlab-predict'].flatMap(name => {
            const style = getComputedStyle(document.querySelector(name));
            return [style.color, style.backgroundColor]; })""")
        )
    clear = "rgba(0, 0, 0, 0)"
    assert all(
        light != dark for light, dark in zip(*colours, strict=True) if clear not in (light, dark)
    )
    picture = page.locator(".embedlab-figure img").first
    assert "invert" in picture.evaluate("e => getComputedStyle(e).filter")


def test_nothing_is_wider_than_a_phone(address, page):
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("index", *NAMES):
        page.goto(f"{address}{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_the_keyboard_reaches_the_text_first_and_whatever_scrolls(address, page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}notebooks/04_similarity.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert urljoin(address, page.url).endswith("#main")
    hidden = page.evaluate("""() => [...document.querySelectorAll('pre, .wide')]
        .filter(box => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length""")
    assert hidden == 0


# ---- the concept map ------------------------------------------------------------------------


def test_the_map_has_every_lesson_and_says_in_words_what_each_needs(folder):
    chart = re.search(r"```mermaid\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[
        1
    ]
    names, pairs = conceptmap.arrows(chart)
    assert [name[:2] for name in sorted(names.values())] == [stem[:2] for stem in LESSONS]
    html = (folder / "index.html").read_text("utf-8")
    for node, name in names.items():
        needs = " and ".join(names[a][:2] for a, b in pairs if b == node)
        needed = f", needs {needs}" if needs else ""
        words = f'<b>{name[:2]}</b> {name[3:]}<span class="unseen">{needed}</span>'
        assert words in html


@pytest.mark.parametrize("width", [1200, 390])
def test_no_lesson_of_the_map_covers_another_and_lines_lead_from_box_to_box(address, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    boxes = [item.bounding_box() for item in page.locator(".map li").all()]
    assert len(boxes) == len(LESSONS)
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            apart = (
                a["x"] >= b["x"] + b["width"]
                or b["x"] >= a["x"] + a["width"]
                or a["y"] >= b["y"] + b["height"]
                or b["y"] >= a["y"] + a["height"]
            )
            assert apart
    ends = page.evaluate("""() => [...document.querySelectorAll('.map path')].map(path => {
        const at = point => {
            const { x, y } = point.matrixTransform(path.getScreenCTM());
            return [x + scrollX, y + scrollY]; };
        const length = path.getTotalLength();
        return [at(path.getPointAtLength(0)), at(path.getPointAtLength(length))]; })""")
    assert len(ends) > len(LESSONS) - 2
    for ends_at, side in ((0, "height"), (1, None)):
        for x, y in (both[ends_at] for both in ends):
            assert any(
                abs(box["y"] + (box[side] if side else 0) - y) < 2
                and 0 < x - box["x"] < box["width"]
                for box in boxes
            )


def test_an_arrow_over_several_rows_passes_beside_the_lessons_between():
    names, pairs = conceptmap.arrows("a[01 A] --> b[02 B] --> c[03 C]\na --> c")
    places, ways, rows = conceptmap.layout(names, pairs)
    assert rows == 3
    bend = next(way for way in ways if len(way) == 3 and not way[1][2])[1]
    assert bend[1] == places["b"][1] and abs(bend[0] - places["b"][0]) >= 50


def test_result_and_code_of_a_prediction_are_folded_on_its_page_which_tells_what_was_predicted(
    page, tmp_path
):
    html = predict("Which?", {"this": "No: that.", "that": "Yes."}, key="k").html
    cells = [
        new_markdown_cell("# A lesson"),
        new_code_cell("predict(…)", outputs=[new_output("display_data", {"text/html": html})]),
        new_code_cell("print(1)", outputs=[new_output("stream", text="1\n")]),
        new_code_cell("print(2)", outputs=[new_output("stream", text="2\n")]),
    ]
    path = tmp_path / "lesson.ipynb"
    nbformat.write(normalise(new_notebook(cells=cells)), path)
    body = article(path, {})
    (tmp_path / "lesson.html").write_text(f"<!doctype html><article>{body}</article>", "utf-8")
    page.goto((tmp_path / "lesson.html").as_uri())
    page.get_by_label("this").check()
    page.get_by_role("button", name="Lock in").click()
    told = page.locator(".embedlab-predicted")
    assert page.locator("details").count() == 2 and not told.is_visible()
    assert not page.get_by_text("predict(…)").is_visible()  # it names what comes out
    page.get_by_text("Result").click()
    assert told.inner_text() == "You predicted: this. No: that."
    assert page.locator("details .output").inner_text().strip() == "1"
