"""What the practice part answers with: a few lines in a quiet box."""

import html

from embedlab.page.output import KEYS_STAY, Shown, asset, marked, style_sheet, unmarked

__all__ = ["said"]

STYLE = style_sheet(asset("answers.css", package="embedlab.practice"))


def said(lines, *, code="", then="", kind="", title="", case=(), hints=()):
    """Lines as an output, the last of several small; `code`, **strong** and *italic* are marked.

    `code` is shown above the lines, `then` below them. `case` are lines with a label each, as
    "Got: `3`", which come after the first line; `hints` open one after the other.
    """
    head = f"{title}: " if title else ""
    first, *rest = lines
    told = [unmarked(line) for line in (head * (not code) + first, *case, *rest)]
    words = [*[code] * bool(code), *told, *[then] * bool(then)]
    last = len(lines) - 1 if not then else None
    small = [' class="embedlab-foot"' if k and k == last else "" for k in range(len(lines))]
    paragraphs = [f"<p{css}>{marked(line)}</p>" for css, line in zip(small, lines, strict=True)]
    page = block(code) + paragraphs[0] + case_list(case) + "".join(paragraphs[1:]) + block(then)
    css = f" embedlab-{kind.replace(' ', '-')}" if kind else ""
    page = f'<section role="status">{page}</section>{hint_buttons(hints)}'
    page = f'{STYLE}<div class="embedlab-practice{css}">{page}</div>'
    return Shown(page, "\n".join(words), kind)


def block(code):
    return f"<pre><code>{html.escape(code)}</code></pre>" if code else ""


def case_list(lines):
    """A case as a list of labels and values: what went in, what was expected, what came out."""
    pairs = (line.partition(": ") for line in lines)
    rows = "".join(f"<dt>{label}</dt><dd>{marked(value)}</dd>" for label, _, value in pairs)
    return f"<dl>{rows}</dl>" if rows else ""


def hint_buttons(hints, number=1):
    """One hint inside the other, so that each must be opened: it works without a kernel."""
    if number > len(hints):
        return ""
    label = f"Show hint {number} of {len(hints)}"
    inside = f"<p>{marked(hints[number - 1])}</p>{hint_buttons(hints, number + 1)}"
    return f"<details><summary {KEYS_STAY}>{label}</summary>{inside}</details>"
