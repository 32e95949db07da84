"""Places where notebooks are met, made small: outputs in frames of their own, a dark page, a
sanitizer.
"""

import base64
import json
import re

__all__ = ["Frames", "document", "sanitized", "vscode_dark"]

MANAGER = """
class Model {
    constructor(id, state) { this.id = id; this.state = Model.decoded(state); this.heard = []; }
    static decoded({ picture, ...state }) {
        const bytes = Uint8Array.from(atob(picture), c => c.charCodeAt(0));
        return { ...state, picture: new DataView(bytes.buffer) };
    }
    get(name) { return this.state[name]; }
    on(name, act) { this.heard.push([name, act]); }
    off(name, act) { this.heard = this.heard.filter(([n, a]) => n !== name || a !== act); }
    tell(name, content) { for (const [n, act] of this.heard) if (n === name) act(content); }
    async send(content) {
        const { state, messages } = await toPython(this.id, JSON.parse(JSON.stringify(content)));
        Object.assign(this.state, Model.decoded(state));
        this.tell("change:picture");
        this.tell("change:view");
        for (const message of messages) this.tell("msg:custom", message);
    }
}
const { id, state, esm } = JSON.parse(document.querySelector("#widget").textContent);
const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
const { default: widget } = await import(url);
const model = window.model = new Model(id, state);
await widget.initialize?.({ model });
await widget.render({ model, el: document.querySelector("#output") });
"""
HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Output</title>'


def document(*shown, head="", body=""):
    """Outputs in one document, with a cell around each, as the reading pages have them."""
    cells = "".join(
        f'<section class="cell code-cell"><div class="output">{html_of(one)}</div></section>'
        for one in shown
    )
    return f"{HEAD}{head}<body {body}><main>{cells}</main>"


def html_of(shown):
    data = shown._repr_mimebundle_()
    return (data[0] if isinstance(data, tuple) else data)["text/html"]


def sanitized(page):
    """HTML as a site with a strict sanitizer shows it: no scripts, styles, forms or handlers."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"</?(form|fieldset|legend|label|input|button|select|option)\b[^>]*>", "", page)
    return re.sub(r' (style|class|on\w+|data-[\w-]+)="[^"]*"', "", page)


def vscode_dark():
    """The head and body of a dark page that has VS Code's variables and none of Jupyter's."""
    colours = {
        "editor-foreground": "#cccccc",
        "editor-background": "#1f1f1f",
        "descriptionForeground": "#9d9d9d",
        "panel-border": "#2b2b2b",
        "textCodeBlock-background": "#2b2b2b",
        "font-family": "sans-serif",
    }
    root = "".join(f"--vscode-{name}:{value};" for name, value in colours.items())
    style = f"<style>:root{{{root}}}body{{background:#1f1f1f;color:#cccccc}}</style>"
    return {"head": style, "body": 'class="vscode-dark" data-vscode-theme-kind="vscode-dark"'}


class Frames:
    """A notebook service that puts each output into a sandboxed frame from another origin.

    A frame whose output has a widget view gets a small widget manager, which loads the widget's
    module and calls ``render``; messages reach the widget in this process.
    """

    def __init__(self, page):
        self.page, self.links, self.documents = page, {}, {}
        page.expose_function("toPython", self.to_python)
        page.route(re.compile(r"^http://[\w-]+\.test/"), self.serve)

    def open(self, *shown):
        for k, one in enumerate(shown):
            self.documents[f"http://output-{k}.test/"] = self.frame_of(one)
        frames = "".join(
            f'<iframe sandbox="allow-scripts" src="http://output-{k}.test/" title="Output {k}" '
            'width="1000" height="900"></iframe>'
            for k in range(len(shown))
        )
        self.documents["http://notebook.test/"] = f"{HEAD}<body>{frames}"
        self.page.goto("http://notebook.test/")
        return [self.page.frame_locator(f"iframe >> nth={k}") for k in range(len(shown))]

    def serve(self, route):
        page = self.documents[route.request.url]
        route.fulfill(body=page, content_type="text/html; charset=utf-8")

    def frame_of(self, shown):
        data = shown._repr_mimebundle_()
        if not isinstance(data, tuple):
            return f"{HEAD}<body>{data['text/html']}"
        view = data[0]["application/vnd.jupyter.widget-view+json"]
        link = getattr(shown, "view", None) or shown.link
        assert view["model_id"] == link.model_id
        self.links[link.model_id] = link
        widget = {"id": link.model_id, "state": self.state(link), "esm": link._esm}
        packed = json.dumps(widget).replace("<", "\\u003c")
        return (
            f'{HEAD}<body><div id="output"></div><script id="widget" type="application/json">'
            f'{packed}</script><script type="module">{MANAGER}</script>'
        )

    def state(self, link):
        picture = base64.b64encode(link.picture).decode()
        return {"key": link.key, "page": link.page, "view": link.view, "picture": picture}

    def to_python(self, model_id, content):
        link, messages = self.links[model_id], []
        link.send = lambda message, buffers=None: messages.append(message)
        link._handle_custom_msg(content, [])
        return {"state": self.state(link), "messages": messages}
