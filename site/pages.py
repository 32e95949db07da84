"""The pages to read: the front page, and one page per notebook, from its stored outputs."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import nbformat
from conceptmap import concept_map
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook

__all__ = ["build_pages", "lessons"]

HERE = Path(__file__).parent
MERMAID = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
PLAYER = "embedlab-player"
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Lesson:
    """One row of the README's table."""

    stem: str
    name: str
    does: str
    minutes: str
    needs: str

    @property
    def number(self):
        return self.stem[:2]


def lessons(readme):
    """The rows of the table of lessons in a README."""
    row = re.compile(r"\| \[\d\d (.+?)\]\(notebooks/(.+?)\.ipynb\) \| (.+?) \| (.+?) \| (.+?) \|")
    return [Lesson(stem, name, *rest) for name, stem, *rest in row.findall(readme)]


def build_pages(root, out, lab="", megabytes=0, source=""):
    """Write all pages to read.

    Parameters
    ----------
    root, out : Path
        The folder of the course; the folder for the site.
    lab : str
        Where in the site the edition that runs is, such as "run/0.1.0-1a2b3c4d"; without it,
        nothing leads there.
    megabytes : float
        What Python and its packages weigh there.
    source : str
        The address where a learner gets the folder of the course, if there is one.
    """
    readme = (root / "README.md").read_text("utf-8")
    rows = lessons(readme)
    chart = MERMAID.search(readme).group(1)
    stems = {lesson.number: lesson.stem for lesson in rows}
    optional = sorted(root.glob("notebooks/optional/*.ipynb"))
    shared = {
        "lab": lab,
        "megabytes": megabytes,
        "source": source,
        "lessons": rows,
        "optional": [(f"notebooks/optional/{path.stem}.html", title(path)) for path in optional],
        "css": (HERE / "templates" / "page.css").read_text("utf-8"),
    }
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "support.js", out)
    tour = read(root / "notebooks" / f"{rows[0].stem}.ipynb")
    write(
        out / "index.html",
        "front.html",
        shared,
        up="",
        title="Token embeddings, seen and touched",
        player=first_player(tour),
        map=concept_map(chart, lambda number: f"notebooks/{stems[number]}.html"),
    )
    if lab:
        write(out / "work.html", "work.html", shared, up="", title="Your work in this browser")
        version = lab.removeprefix("run/")
        write(
            out / "run" / "index.html",
            "moved.html",
            shared,
            title="To the newest edition",
            version=version,
        )
        write(out / "404.html", "moved.html", shared, title="This page is not here", version="")
    for here, lesson in enumerate(rows):
        for kind in ("notebooks", "exercises"):
            path = root / kind / f"{lesson.stem}.ipynb"
            if path.exists():
                reading(
                    out / kind,
                    path,
                    stems,
                    shared,
                    lesson=lesson,
                    has_exercises=(root / "exercises" / path.name).exists(),
                    before=rows[here - 1] if here else None,
                    after=rows[here + 1] if here + 1 < len(rows) else None,
                )
    apart = {"lesson": None, "has_exercises": False}
    reading(out / "exercises", root / "exercises" / "review.ipynb", stems, shared, **apart)
    reading(out / "notebooks", root / "notebooks" / "glossary.md", stems, shared, **apart)
    for path in optional:
        reading(out / "notebooks" / "optional", path, stems, shared, up="../../", **apart)


def reading(folder, path, stems, shared, up="../", **values):
    """Write the page of a notebook."""
    write(
        folder / f"{path.stem}.html",
        "reading.html",
        shared,
        up=up,
        title=title(path),
        body=article(path, stems),
        kind=path.parent.name,
        stem=path.stem,
        **values,
    )


def read(path):
    """A notebook; a page of Markdown is one with a single cell."""
    if path.suffix == ".md":
        return new_notebook(cells=[new_markdown_cell(path.read_text("utf-8"))])
    return nbformat.read(path, as_version=4)


def title(path):
    """The title of a notebook."""
    return re.search(r"^# (.+)", read(path).cells[0].source, re.MULTILINE).group(1)


def article(path, stems):
    """The cells of a notebook as HTML."""
    notebook = read(path)
    maps = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            maps += MERMAID.findall(cell.source)
            cell.source = MERMAID.sub("MAP-OF-LESSONS", cell.source)
    exporter = HTMLExporter(
        template_name="lesson",
        extra_template_basedirs=[str(HERE / "templates")],
        exclude_anchor_links=True,
    )
    body, _ = exporter.from_notebook_node(notebook)
    for chart in maps:
        here = concept_map(
            chart, lambda number: None if stems[number] == path.stem else f"{stems[number]}.html"
        )
        body = body.replace("<p>MAP-OF-LESSONS</p>", here, 1)
    pages = r'(href="[^":#]*)(?:\.ipynb|(?<=glossary)\.md)(#[^"]*)?'
    body = re.sub(pages, lambda link: f"{link[1]}.html{place(link[2])}", body)
    return re.sub("<(h[23])>(.*?)</", lambda h: f'<{h[1]} id="{slug(h[2])}">{h[2]}</', body)


def slug(heading):
    """A heading as an address in its page: How alike? -> how-alike."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub("<.*?>|&.*?;", "", heading).lower()).strip("-")


def place(fragment):
    """A place in a page, from the form that JupyterLab links have: #How-alike%3F -> #how-alike."""
    return f"#{slug(unquote(fragment))}" if fragment else ""


def first_player(notebook):
    """The page of the first player that a notebook stores."""
    pages = (
        output.data.get("text/html", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    )
    return next(page for page in pages if PLAYER in page)


def write(path, template, shared, **values):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATES.get_template(template).render(shared | values), "utf-8")
