"""What a course owes to those who hear it, enlarge it or use no mouse, as far as files can tell.

What needs a browser (focus, keys, names in the living page, axe) is in tests/page.
"""

import re
from itertools import pairwise

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from embedlab import practice, row_ledger
from embedlab.page import colours, pictures, predictions, tables
from embedlab.page.output import asset
from embedlab.page.player.markup import PARTS, page_of
from embedlab.page.player.runs import play
from embedlab.page.player.vectors import drag
from embedlab.practice.reviewing import pages
from embedlab.training import train
from tests import ROOT

NOTEBOOKS = sorted([*ROOT.glob("notebooks/**/*.ipynb"), *ROOT.glob("exercises/*.ipynb")])
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("notebooks/**/*.md")])
TEXT, MARK = (
    4.5,
    3.0,
)  # least contrast of words, and of marks and outlines: WCAG 2.2, 1.4.3 and 1.4.11
FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]"

each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
each_text = pytest.mark.parametrize(
    "path", NOTEBOOKS + PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}"
)


def prose(path):
    """The Markdown of a notebook or a page, without its code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)


def outputs(path):
    """The HTML that a notebook's cells show, one soup per output."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                yield BeautifulSoup(output.data["text/html"], "html.parser")


def living():
    """What a kernel or a script makes of the outputs: a player, predictions, progress, a table."""
    shown = (
        play(train(steps=5)),
        drag([1, 2], [3, 4]),
        predictions.predict("Which?", "this", "that", key="t"),
        predictions.predict("Why?", key="u"),
        practice.progress(),
    )
    texts = (*map(page_of, PARTS), *(one.html for one in shown))
    return [BeautifulSoup(text, "html.parser") for text in texts]


def name(control):
    """The accessible name of a control, in the order in which browsers look for it."""
    label = control.find_parent("label")
    words = control.get("aria-label") or control.get_text(strip=True)
    return words or (label.get_text(strip=True) if label else "") or control.get("title", "")


def unnamed(soup):
    controls = [
        tag
        for tag in soup.select(f"{FOCUSABLE}, [role=slider], [role=group], [role=listbox]")
        if tag.get("class") != ["el-word"]
    ]  # a word's name comes from the data
    return [str(tag)[:120] for tag in controls if not name(tag)]


@each_text
def test_headings_lead_down_one_step_at_a_time(path):
    levels = [len(marks) for marks in re.findall(r"^(#{1,6}) \S", prose(path), re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_text
def test_pictures_and_links_in_the_text_say_what_they_show_and_where_they_lead(path):
    text = prose(path)
    assert all(len(alt) >= 15 for alt in re.findall(r"!\[([^\]]*)\]", text))
    links = [words.strip().lower() for words in re.findall(r"(?<!!)\[([^\]]*)\]\(", text)]
    assert not {"", "here", "this", "link", "click here", "more"} & set(links)


@each_text
def test_every_column_of_a_table_has_a_head(path):
    for head in re.findall(r"^\|(.+)\|\s*\n\|[-| :]+\|", prose(path), re.MULTILINE):
        _, *columns = (column.strip() for column in re.split(r"(?<!\\)\|", head))
        # the corner, taken off, may be empty
        assert all(columns), head


@each_notebook
def test_pictures_in_outputs_have_words_of_their_own(path):
    words = [picture.get("alt", "") for soup in outputs(path) for picture in soup.find_all("img")]
    assert all(15 <= len(alt) <= 500 for alt in words)
    assert len(words) == len(set(words))
    assert not [
        alt for alt in words if re.match("(?i)(image|picture|plot|figure|graph|chart) of", alt)
    ]


@each_notebook
def test_outputs_name_their_controls_and_hide_nothing_that_takes_the_focus(path):
    for soup in outputs(path):
        assert unnamed(soup) == []
        assert not soup.select(
            ", ".join(f"[aria-hidden=true] {part}" for part in FOCUSABLE.split(", "))
        )
        assert not [tag for tag in soup.select("[tabindex]") if int(tag["tabindex"]) > 0]
        assert all(field.find("legend").get_text(strip=True) for field in soup.find_all("fieldset"))
        assert all(head.get("scope") for head in soup.find_all("th"))
        assert all(table.find("th") for table in soup.find_all("table"))


@each_notebook
def test_outputs_leave_the_headings_and_the_ids_of_the_page_alone(path):
    for soup in outputs(path):
        assert not soup.find_all(re.compile("^h[1-6]$"))
        assert not soup.select("[id]")


def test_what_scripts_build_names_its_controls_and_its_drawings():
    for soup in living():
        assert unnamed(soup) == []
        outer = [svg for svg in soup.find_all("svg") if not svg.find_parent("svg")]
        told = [svg.get("aria-hidden") or svg.get("role") or svg.find(role=True) for svg in outer]
        assert all(told)


# ---- contrast ---------------------------------------------------------------------------------


def luminance(colour):
    c = np.asarray(colour)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


def contrast(one, other):
    """WCAG's ratio, from 1 to 21."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def light(colour):
    return np.array(to_rgb(colour))


def dark(colour):
    """What the dark theme's filter makes of a picture's colour (Filter Effects, section 8)."""
    amount = float(re.search(r"invert\(([.\d]+)\) hue-rotate\(180deg\)", pictures.STYLE)[1])
    turned = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])
    return np.clip(turned @ (amount + (1 - 2 * amount) * np.array(to_rgb(colour))), 0, 1)


themes = pytest.mark.parametrize("seen", [light, dark], ids=["light", "dark"])


def test_the_ratio_is_wcag_s():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    near_miss = contrast(to_rgb("#777777"), (1, 1, 1))
    assert near_miss == pytest.approx(4.48, abs=0.005)


@themes
def test_words_and_marks_stand_out_from_the_card(seen):
    card = seen("white")
    for colour in (colours.INK, colours.MUTED):
        assert contrast(seen(colour), card) >= TEXT
    # the sixth colour is too light for this: its group has a shape and its words alone
    for colour in (*colours.GROUP_COLOURS[:5], colours.STRONG):
        assert contrast(seen(colour), card) >= MARK


@themes
def test_numbers_stand_out_from_their_cells(seen):
    fig = tables.table_heatmap([np.linspace(-1, 1, 12)], title="all shades")
    (picture,) = fig.axes[0].images
    for text in fig.axes[0].texts[:12]:
        cell = picture.cmap(picture.norm(picture.get_array()[0, int(text.get_position()[0])]))
        assert contrast(seen(text.get_color()), seen(cell)) >= TEXT
    ledger = row_ledger([[3.0, -3.0], [0.5, -1.0]], [0, 0, 1], [[3, -3], [-1, 2], [0, 1]], lr=1)
    (ax,) = tables.ledger_picture(ledger, title="a step").axes
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_fill()]
    pairs = [
        (text, cell)
        for text in ax.texts
        for cell in cells
        if cell.get_bbox().contains(*text.get_position())
    ]
    assert len(pairs) == len(cells) > 10
    assert all(
        contrast(seen(text.get_color()), seen(cell.get_facecolor())) >= TEXT for text, cell in pairs
    )


def tints(sheet):
    """The colours that a style sheet states for both themes: {name: (light, dark)}."""
    found = re.findall(r"--([\w-]+):[^;{}]*light-dark\((#\w+), ?(#\w+)\)", sheet)
    return {name: (to_rgb(light), to_rgb(dark)) for name, light, dark in found}


@pytest.mark.parametrize("sheet", [predictions.STYLE, pages.STYLE], ids=["predict", "cards"])
def test_words_and_focus_stand_out_from_the_page_in_both_themes(sheet):
    assert re.search(r":focus-visible\{outline:2px solid var\(--el-accent\)", sheet)
    colour = tints(sheet)
    papers = (["#ffffff"], ["#111111", "#212121"])  # JupyterLab's
    for theme, pages_of_jupyter in enumerate(papers):
        for page in (colour["el-paper"][theme], *map(to_rgb, pages_of_jupyter)):
            assert contrast(colour["el-accent"][theme], page) >= MARK
        assert contrast(colour["el-ink"][theme], colour["el-paper"][theme]) >= 7
        assert contrast(colour["el-muted"][theme], colour["el-paper"][theme]) >= TEXT
        assert contrast(colour["el-on-accent"][theme], colour["el-accent"][theme]) >= TEXT


def palettes():
    """The player's own colours, light and dark, as its style sheet states them."""
    sheet = asset("page.css", package="embedlab.page.player")
    pairs = tints(sheet + colours.colour_variables(".embedlab-player"))
    return {
        theme: {name: pair[k] for name, pair in pairs.items()}
        for k, theme in enumerate(("light", "dark"))
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_player_s_words_marks_and_outlines_stand_out(theme):
    palette = {key: np.array(colour) for key, colour in palettes()[theme].items()}
    paper, ink = palette["paper"], palette["ink"]
    assert contrast(ink, paper) >= 7
    assert contrast(0.74 * ink + 0.26 * paper, paper) >= TEXT  # --muted
    for cell in ("pale-below", "pale-above"):
        assert contrast(ink, palette[cell]) >= TEXT
    assert contrast(palette["accent"], paper) >= TEXT
    assert contrast(palette["on-accent"], palette["accent"]) >= TEXT
    for mark in (
        "below",
        "above",
        "g0",
        "g1",
        "g2",
        "g3",
        "g4",
        *(["g5"] if theme == "dark" else []),
    ):
        assert contrast(palette[mark], paper) >= MARK
