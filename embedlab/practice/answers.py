"""What the practice part answers with: a few lines in a quiet box."""

import html

from embedlab.page.output import Shown, asset, marked

__all__ = ["said"]

STYLE = asset("answers.css", package="embedlab.practice")


def said(lines, *, code="", kind="", title=""):
    """Lines as an output, the last of several small: `code` in backticks, **strong** in stars."""
    head = f"{title}: " if title else ""
    words = "\n".join(
        [code] * bool(code) + [head * (not k and not code) + line for k, line in enumerate(lines)]
    )
    small = [
        ' class="embedlab-foot"' if k and k == len(lines) - 1 else "" for k in range(len(lines))
    ]
    page = "".join(f"<p{css}>{marked(line)}</p>" for css, line in zip(small, lines, strict=True))
    page = (f"<pre><code>{html.escape(code)}</code></pre>" if code else "") + page
    css = f" embedlab-{kind.replace(' ', '-')}" if kind else ""
    page = f'<style>{STYLE}</style><div class="embedlab-practice{css}" role="status">{page}</div>'
    return Shown(page, words.replace("**", ""), kind)
