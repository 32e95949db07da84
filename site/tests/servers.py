"""Plain web servers as they come: what they call which file, and what they refuse."""

import functools
import http.server
import re
import threading
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

__all__ = ["IIS", "NGINX", "WEB", "serve", "with_web_config"]

WEB = {".html": "text/html", ".css": "text/css", ".js": "application/javascript"}
WEB |= {".json": "application/json", ".png": "image/png", ".ico": "image/x-icon"}
WEB |= {".woff": "font/woff", ".woff2": "font/woff2", ".zip": "application/zip"}
NGINX = WEB | {"": "application/octet-stream", ".wasm": "application/wasm"}  # 1.22, no .mjs
IIS = WEB | {".js": "text/javascript", ".zip": "application/x-zip-compressed"}
IIS |= {".bin": "application/octet-stream", ".gz": "application/x-gzip"}  # others: 404


class Plain(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; `types` says how each ending is called, the empty one all others."""

    protocol_version = "HTTP/1.1"
    types, headers_added = None, ()

    def log_message(self, *_):
        pass

    def guess_type(self, path):
        if self.types is None:
            return super().guess_type(path)
        return self.types.get(Path(path).suffix, self.types.get("", ""))

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.is_file() and not self.guess_type(path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def end_headers(self):
        for name, value in self.headers_added:
            self.send_header(name, value)
        super().end_headers()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A browser that leaves early is no fault."""


@contextmanager
def serve(folder, types=None, headers=()):
    """The address of a folder on such a server; headers are (name, value) in each answer."""
    kind = type("Kind", (Plain,), {"types": types, "headers_added": tuple(headers)})
    server = Server(("127.0.0.1", 0), functools.partial(kind, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def with_web_config(types, path):
    """IIS with the types that a web.config adds."""
    pairs = re.findall(r'mimeMap fileExtension="(.+?)" mimeType="(.+?)"', path.read_text("utf-8"))
    return types | dict(pairs)
