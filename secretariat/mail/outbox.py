"""The outbox: a letter is written with the change that causes it, and leaves after the commit."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import parseaddr

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.dialects.postgresql import insert

from secretariat import links, queue
from secretariat.database import db
from secretariat.mail import plain, reply_to
from secretariat.mail.letter import MUTABLE, Letter
from secretariat.models.messages import Message
from secretariat.models.people import User

WAKE = "mail.deliver"


def put(
    letter: Letter, *, to: User, at: datetime, about: Sequence[int] = (), once: str | None = None
) -> Message | None:
    """Write a letter into the outbox, in this transaction, and wake the worker after its commit.

    about: ids of the deliverables it speaks of, first that to which an answer belongs; a reminder leaves only while one
    of them is owed · once: a key that one letter only may bear; a second one with it returns None. Raises Refused
    where a header could be smuggled.
    """
    statement = insert(Message).values(_row(letter, to, at, about=about, once=once))
    once_only = statement.on_conflict_do_nothing(index_elements=[Message.once])
    message = db.session.scalars(once_only.returning(Message)).one_or_none()
    if message:
        queue.wake(WAKE)
    return message


def put_all(letters: Iterable[tuple[Letter, User, int]], *, at: datetime) -> None:
    """Write letters, each with its reader and the id of the deliverable it speaks of, in one statement."""
    rows = [_row(letter, to, at, about=[about]) for letter, to, about in letters]
    if rows:
        db.session.execute(insert(Message), rows)
        queue.wake(WAKE)


def _row(
    letter: Letter, to: User, at: datetime, *, about: Sequence[int] = (), once: str | None = None
) -> dict[str, object]:
    """Return the columns of a letter's message. Raises Refused where a header could be smuggled."""
    plain.words(to.name)
    return {
        "kind": letter.kind,
        "user_id": to.id,
        "email": plain.address(to.email),
        "language": to.language,
        "message_id": f"<{secrets.token_hex(16)}@{domain()}>",
        "once": once,
        "about": list(about),
        "state": "waiting",
        "uncertain": False,
        "attempts": 0,
        "created_at": at,
        **rendered(letter, to),
    }


def rendered(letter: Letter, to: User) -> dict[str, str]:
    """Return the subject, the text and the page of a letter, as columns of a message."""
    read_here = current_app.config["SETTINGS"].reply_to is not None and letter.kind in reply_to.ANSWERABLE
    address = links.absolute(letter.path)
    words = {"letter": letter, "address": address, "language": to.language, "read_here": read_here}
    words["mutable"] = letter.kind in MUTABLE
    render = current_app.jinja_env.get_template
    with force_locale(to.language):
        return {
            "subject": plain.words(letter.subject),
            "text": render("mail/letter.txt").render(words),
            "html": render("mail/letter.html").render(words),
        }


def domain() -> str:
    """Return the domain of the house's own address: Message-IDs end with it, so that From is aligned."""
    return parseaddr(current_app.config["SETTINGS"].mail_from)[1].rpartition("@")[2]
