"""What the practice part answers with: words, and the same as HTML in a quiet box."""

import html
import re
from dataclasses import dataclass, field

__all__ = ["STYLE", "Said", "marked", "said"]

STYLE = """<style>
.embedlab-practice{max-width:46em;margin:8px 0;padding:10px 16px;border:1px solid var(--jp-border-color2,#d9dde5);
border-left:4px solid #767b87;border-radius:8px;background:var(--jp-layout-color1,#fff);
color:var(--jp-ui-font-color1,#1f2430);font:15px/1.5 var(--jp-content-font-family,system-ui,sans-serif)}
.embedlab-practice.embedlab-solved{border-left-color:#009e73}
.embedlab-practice.embedlab-not-yet{border-left-color:#e69f00}
.embedlab-practice p{margin:4px 0;overflow-wrap:anywhere}.embedlab-practice pre{margin:6px 0;white-space:pre-wrap}
.embedlab-practice .embedlab-foot{color:var(--jp-ui-font-color2,#4a5160);font-size:14px}
.embedlab-practice td,.embedlab-practice th{padding:2px 14px 2px 0;text-align:left;color:inherit}
.embedlab-practice td b{letter-spacing:3px;color:#0072b2}
[data-jp-theme-light=false] .embedlab-practice td b{color:#56b4e9}
</style>"""


@dataclass(frozen=True)
class Said:
    """An output of a cell: words, and the same as HTML."""

    words: str
    html: str = field(repr=False)
    outcome: str = ""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.words}

    def __repr__(self):
        return self.words


def said(lines, *, code="", kind="", title=""):
    """Lines as an output; the last of several is small. `Backticks` set code, **stars** what is strong."""
    head = f"{title}: " if title else ""
    words = "\n".join([code] * bool(code) + [head * (not k and not code) + line for k, line in enumerate(lines)])
    small = [' class="embedlab-foot"' if k and k == len(lines) - 1 else "" for k in range(len(lines))]
    page = "".join(f"<p{css}>{marked(line)}</p>" for css, line in zip(small, lines, strict=True))
    page = (f"<pre><code>{html.escape(code)}</code></pre>" if code else "") + page
    css = f" embedlab-{kind.replace(' ', '-')}" if kind else ""
    page = f'{STYLE}<div class="embedlab-practice{css}" role="status">{page}</div>'
    return Said(words.replace("**", ""), page, kind)


def marked(text):
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
