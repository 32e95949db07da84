"""Scripts, styles and markup as a stored page carries them: the same, in fewer characters."""

import re

__all__ = ["small_markup", "small_script", "small_style"]

QUOTED = r'"(?:\\.|[^"\\])*"|' r"'(?:\\.|[^'\\])*'"
TEMPLATE = r"`(?:\\.|\$\{(?:[^`{}]|\{[^{}]*\}|`[^`]*`)*\}|[^`\\])*`"  # with another one in it
SCRIPT = re.compile(
    rf"(?P<blank>(?:\s+|//[^\n]*|/\*[\s\S]*?\*/)+)|{QUOTED}|{TEMPLATE}|"
    # A regular expression; a division has a blank behind its sign.
    r"(?<=[(,=:\[!&|?{}; ])/(?![ =])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/[a-z]*|[\w$]+|."
)
BLANK = r"(?:\s|/\*[\s\S]*?\*/)"
STYLE = re.compile(rf"({QUOTED})|{BLANK}*([{{}};,>]){BLANK}*|(:){BLANK}+|({BLANK}+)")
GOES_ON = set(";,{([}=:?&|+-*/<>!")  # behind these, a new line says nothing
ENDS = set("})].,:?;&|=+-*/<>")  # nor before these


def small_script(source):
    """JavaScript without comments, and without blanks that say nothing.

    A line that a reader could take for the end of a statement stays a line.

    >>> print(small_script("const a = 1; // one\\nif (a) {\\n  f(a, `b  c`);\\n}\\n"))
    const a=1;if(a){f(a,`b  c`)}
    """
    made, before, gap = [], "", ""
    for token in SCRIPT.finditer(source):
        text = token[0]
        if token["blank"]:
            gap = text
            continue
        if text == "}" and before == ";":
            made.pop()
        made += [_between(before, gap, text), text] if gap else [text]
        before, gap = text, ""
    return "".join(made)


def _between(before, gap, after):
    """What must stay of a blank between two tokens of a script."""
    if not before:
        return ""
    left, right = before[-1], after[0]
    if re.match(r"[\w$]{2}", left + right) or (left == right and left in "+-"):
        return "\n" if "\n" in gap else " "
    return "\n" if "\n" in gap and left not in GOES_ON and right not in ENDS else ""


def small_style(css):
    """CSS without comments, and without blanks that say nothing.

    >>> small_style("a b > c {\\n  width: calc(1px + 2px);\\n  content: '; }';\\n}\\n")
    "a b>c{width:calc(1px + 2px);content:'; }'}"
    """
    short = STYLE.sub(lambda m: (m[1] or "") + (m[2] or m[3] or "") + (" " if m[4] else ""), css)
    return re.sub(rf"({QUOTED})|;(?=}})", r"\1", short).strip()


def small_markup(page):
    """HTML without blanks between tags, and without quotes that say nothing.

    >>> small_markup('<p class="a">\\n  <b title="b c">d\\n  e</b>\\n</p>\\n')
    '<p class=a><b title="b c">d e</b></p>'
    """
    page = re.sub(r"(?<=>)\s*\n\s*(?=<)", "", page.strip())
    return re.sub(r'="([\w-]+)"(?=[ >])', r"=\1", re.sub(r"\s*\n\s*", " ", page))
