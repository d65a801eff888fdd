"""A server that answers as a test tells it, for what a browser must survive and a sound house never does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, select_autoescape

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STATIC = ROOT / "secretariat/static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'nonce-n'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'"
)
LOGIN = """<form method="post" action="/login">
<input name="csrf_token" value="l"><input name="email"><input name="password"></form>"""


def question(key: str, kind: str = "long_text", limit: int | None = None) -> Any:
    """Return a field of a call, as the form needs it."""
    return SimpleNamespace(
        key=key, kind=kind, label=lambda _lang: key.capitalize(), helps={}, limit_words=limit, limit_characters=None
    )


@dataclass
class Script:
    """What the server does next, and what it has been sent."""

    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    got: list[dict[str, str]] = field(default_factory=list)
    token: str = "first"
    owner: str = "7"
    signed_in: bool = True
    home: str = ""
    refuses: dict[str, int] = field(default_factory=dict)  # with which code a field is refused
    asks_yes_or_no: bool = False
    gone: set[str] = field(default_factory=set)  # questions that are no longer asked
    fixed: dict[str, str] = field(default_factory=dict)  # what stands in a field that can no longer be changed

    def form(self) -> str:
        """Return the page of a form that saves itself."""
        asked = [question("summary", limit=5), question("amount", "money")]
        asked += [question("agrees", "yes_no")] if self.asks_yes_or_no else []
        fields = [one for one in asked if one.key not in self.gone]
        return _environment().get_template("form.html").render(fields=fields, script=self)

    def page(self, path: str) -> str:
        """Return a page by its address."""
        if path == "/login":
            return LOGIN
        if path == "/agenda":
            return _environment().get_template("agenda.html").render(order=self.order(), script=self)
        return self.form() if self.signed_in else "<p>Sign in</p>"

    def order(self) -> list[tuple[str, str]]:
        """Return (item, parent) as they were sent last."""
        sent = [one["order"] for one in self.got if "order" in one]
        pairs = sent[-1].split() if sent else ["1:", "2:1", "3:1", "4:", "5:4"]
        return [(pair.partition(":")[0], pair.partition(":")[2]) for pair in pairs]

    def post(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer what was sent."""
        self.got.append({"path": path, **form})
        if path == "/login":
            right = form.get("password") == "right"
            if right:
                self.signed_in, self.token = True, "second"
            return (200 if right else 422), {}
        if form.get("field") in self.refuses:
            return self.refuses[form["field"]], {"error": "Not like this."}
        if self.answers:
            return self.answers.pop(0)
        if not self.signed_in:
            return 401, {"error": "Sign in first."}
        return 200, {"revision": int(form.get("revision", 0)) + 1, "saved": "Saved at 08:42 Lima"}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([ROOT / "templates", HERE / "pages"]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # comes with the extension
    environment.filters.update(rows_of=list, batches=list, number=str, said=str, size=str, bounds=str)
    environment.globals.update(
        csrf_token=lambda: _current.token,
        url_for=lambda _endpoint, filename: f"/static/{filename}",
        get_flashed_messages=lambda **_options: [],
        csp_nonce="n",
        currencies=["USD", "PEN"],
    )
    return environment


_current = Script()


class Handler(BaseHTTPRequestHandler):
    """Hands requests to the script."""

    def do_GET(self) -> None:
        """Serve static files and pages."""
        path = STATIC / self.path.removeprefix("/static/")
        if self.path.startswith("/static/") and path.is_file():
            self._answer(200, path.read_bytes(), KINDS[path.suffix])
        elif self.path.startswith("/static/"):
            self._answer(200, b"", "text/css")  # Bootstrap does not matter here
        else:
            self._answer(200, _current.page(self.path).encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Note what came and answer as told."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: " ".join(values) for name, values in parse_qs(body, keep_blank_values=True).items()}
        code, answer = _current.post(self.path, form)
        self._answer(code, b"" if code == HTTPStatus.NO_CONTENT else json.dumps(answer).encode(), "application/json")

    def _answer(self, code: int, body: bytes, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Script]:
    """Serve a fresh script on a port of this machine."""
    global _current  # noqa: PLW0603  one server at a time, and its handler is made by the library
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    _current = Script(home=f"http://127.0.0.1:{server.server_port}")
    # It looks that often whether it is to end; by itself every half second, which each test would wait for.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield _current
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
