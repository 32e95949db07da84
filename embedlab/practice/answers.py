"""What the practice part answers with: a few lines in a quiet box."""

import html

from embedlab.page.output import Shown, asset, marked

__all__ = ["said"]

STYLE = asset("answers.css", package="embedlab.practice")


def said(lines, *, code="", then="", kind="", title=""):
    """Lines as an output, the last of several small: `code` in backticks, **strong** in stars.

    `code` is shown above the lines, `then` below them.
    """
    head = f"{title}: " if title else ""
    words = "\n".join(
        [
            *[code] * bool(code),
            *(head * (not k and not code) + line for k, line in enumerate(lines)),
            *[then] * bool(then),
        ]
    )
    last = len(lines) - 1 if not then else None
    small = [' class="embedlab-foot"' if k and k == last else "" for k in range(len(lines))]
    page = "".join(f"<p{css}>{marked(line)}</p>" for css, line in zip(small, lines, strict=True))
    page = block(code) + page + block(then)
    css = f" embedlab-{kind.replace(' ', '-')}" if kind else ""
    page = f'<style>{STYLE}</style><div class="embedlab-practice{css}" role="status">{page}</div>'
    return Shown(page, words.replace("**", ""), kind)


def block(code):
    return f"<pre><code>{html.escape(code)}</code></pre>" if code else ""
