"""Texts that were sent, as the use cases make them; and how many queries something costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import Role, User
from secretariat.workflow import deliverables, reviews, saving
from secretariat.workflow.handing import Machine
from tests.factories import NOW, PASSWORD, deliverable, how_many, user

MACHINE = Machine("a secret of a test that is long enough", NOW, NOW)


def focal_point(of: Deliverable, **facts) -> User:
    """Return somebody who writes for a country."""
    return user(Role.FOCAL_POINT, of.country, **facts)


def sent(of: Deliverable | None = None, words: str = "We will.", *, by: User | None = None, at=NOW) -> Version:
    """Write the first question of a text and send it."""
    text = of or deliverable()
    person = by or focal_point(text)
    field = text.call.fields[0]
    written = next((one for one in text.answers if one.field_id == field.id), None)
    saving.save(text, field, words, revision=written.revision if written else 0, by=person, at=at)
    db.session.expire(text, ["answers"])
    once = f"once-{how_many(Version)}"
    return deliverables.submit(text, by=person, at=at, arrived=at, once=once)


def taken(of: Deliverable | None = None, *, by: User, **facts) -> Version:
    """Send a text, and let a reviewer take it."""
    version = sent(of, **facts)
    reviews.take(version.deliverable, by=by, at=NOW)
    return version


def signed_in(app, person: User):
    """Return a client of somebody who has signed in, and the token of its forms."""
    client = app.test_client()
    token = token_of(client.get("/login").text)
    answer = client.post("/login", data={"email": person.email, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 302
    return client


def token_of(page: str) -> str:
    """Return the token of a page's forms."""
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Gather the statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
