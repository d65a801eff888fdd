"""People at a browser, for tests of pages: signed in or not, with the token that forms carry."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from secretariat.database import db
from secretariat.models.people import User
from tests.factories import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visit:
    """One person's browser. The rows of the test must be committed before."""

    def __init__(self, app: Flask, person: User | None = None) -> None:
        self.client = app.test_client()
        self.token = self._token("/login")
        if person is not None:
            answer = self.post("/login", email=person.email, password=PASSWORD)
            assert answer.status_code == 302, answer.text
            self.token = self._token("/account")

    def _token(self, path: str) -> str:
        found = TOKEN.search(self.client.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def get(self, path: str, **values: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **values)

    def post(self, path: str, *, json: bool = False, **form: Any) -> TestResponse:
        """Send a form; lists send a name several times. json: as a script of the page does."""
        headers = {"Accept": "application/json"} if json else {}
        return self.client.post(path, data={"csrf_token": self.token} | form, headers=headers)

    def read(self, path: str) -> str:
        """Return a page's words without its markup."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return words(answer.text)


def words(markup: str) -> str:
    """Return the words of a page's main part, one blank between any two and none before a stop."""
    main = markup.partition('<main class="page"')[2].partition("</main>")[0] or markup
    plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" ([.,;:])", r"\1", plain)


@contextmanager
def counting() -> Iterator[list[str]]:
    """Gather the statements that reach the database; settings and locks of the driver are not among them."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
