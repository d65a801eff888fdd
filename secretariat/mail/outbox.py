"""The outbox: a letter is written with the change that causes it, and leaves after the commit."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from itertools import islice

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from secretariat import clock, links, queue
from secretariat.database import db
from secretariat.mail import events, lines, plain, reply_to
from secretariat.mail.letter import MUTABLE, READER, Letter
from secretariat.models.messages import Message
from secretariat.models.people import User

WAKE = "mail.deliver"
# Letters that are in memory at once: with their pages some ten kilobytes each.
BATCH = 500


@dataclass(frozen=True)
class Post:
    """A letter with its reader; `about`, `once` and `language` as `put` takes them."""

    letter: Letter
    to: User
    about: Sequence[int]
    once: str | None = None
    language: str | None = None

    @property
    def spoken(self) -> str:
        """The language that the letter is written in."""
        return self.language or self.to.language

    def answerable(self, at: datetime) -> bool:
        """Tell whether an answer of its reader's is taken."""
        return reply_to.may_answer(self.to, self.about, at)


def put(
    letter: Letter,
    *,
    to: User,
    at: datetime,
    about: Sequence[int] = (),
    once: str | None = None,
    language: str | None = None,
) -> Message | None:
    """Write a letter into the outbox, in this transaction, and wake the worker after its commit.

    about: ids of the deliverables it speaks of, first that to which an answer belongs; a reminder leaves only while one
    of them is owed · once: a key that one letter only may bear; a second one with it returns None · language: of the
    letter, where it is not its reader's. Raises Refused where a header could be smuggled.
    """
    words = rendered(letter, to, language, answerable=reply_to.may_answer(to, about, at))
    statement = insert(Message).values(_row(Post(letter, to, about, once, language), words, at))
    once_only = statement.on_conflict_do_nothing(index_elements=[Message.once])
    message = db.session.scalars(once_only.returning(Message)).one_or_none()
    if message:
        queue.wake(WAKE)
    return message


def put_all(posts: Iterable[Post], *, at: datetime) -> list[int | None]:
    """Write many letters, a statement for each batch; return the ids of their messages as `put` returns a message.

    One that many get is rendered once for each language: READER in it becomes the name of each.
    """
    once_only = insert(Message).on_conflict_do_nothing(index_elements=[Message.once])
    written = once_only.returning(Message.id, Message.message_id)
    page = cache(_rendered)
    found: list[int | None] = []
    rest = iter(posts)
    while batch := list(islice(rest, BATCH)):
        rows = [_row(one, _addressed(page(one.letter, one.spoken, one.answerable(at)), one.to), at) for one in batch]
        ids: dict[object, int] = {message_id: one for one, message_id in db.session.execute(written, rows)}
        found += [ids.get(row["message_id"]) for row in rows]
    if found:
        queue.wake(WAKE)
    return found


def _row(post: Post, words: dict[str, str | None], at: datetime) -> dict[str, object]:
    """Return the columns of a letter's message. Raises Refused where a header could be smuggled."""
    plain.words(post.to.name)
    return {
        "kind": post.letter.kind,
        "user_id": post.to.id,
        "email": plain.address(post.to.email),
        "language": post.spoken,
        "message_id": f"<{secrets.token_hex(16)}@{links.domain()}>",
        "once": post.once,
        "about": list(post.about),
        "state": "waiting",
        "uncertain": False,
        "attempts": 0,
        "created_at": at,
        **words,
    }


def rendered(
    letter: Letter, to: User, language: str | None = None, *, answerable: bool = True
) -> dict[str, str | None]:
    """Return the subject, the text, the page and the date of a letter, as columns of a message.

    language: that it is written in, where it is not its reader's · answerable: it is about a text of theirs, to which
    they may answer.
    """
    return _addressed(_rendered(letter, language or to.language, answerable), to)


def _addressed(words: dict[str, str | None], to: User) -> dict[str, str | None]:
    """Return the columns with the reader's name where the letter leaves a place for it."""
    named = {
        column: text and text.replace(READER, escape(to.name) if column == "html" else to.name)
        for column, text in words.items()
    }
    return named | {"text": lines.addressed(words["text"] or "", READER, to.name)}


def _rendered(letter: Letter, language: str, answerable: bool) -> dict[str, str | None]:  # noqa: FBT001  it is cached
    read = current_app.config["SETTINGS"].reply_to is not None and letter.kind in reply_to.ANSWERABLE
    address = links.absolute(letter.path)
    words = {"letter": letter, "address": address, "language": language, "read_here": read and answerable}
    words["other_numbers"] = bool(letter.items) and letter.kind not in reply_to.NUMBERED
    words["mutable"] = letter.kind in MUTABLE
    render = current_app.jinja_env.get_template
    with force_locale(language):
        words["taken_along"] = _taken_along(letter)
        return {
            "subject": plain.words(letter.subject),
            "text": render("mail/letter.txt").render(words),
            "html": render("mail/letter.html").render(words),
            "calendar": events.alone(letter.date, at=clock.real()).decode() if letter.date else None,
        }


def _taken_along(letter: Letter) -> str:
    """Say what the file that is attached does."""
    if letter.date is None:
        return ""
    if letter.date.status == events.CANCELLED:
        return _("The file attached takes the date out of your calendar.")
    return _("The file attached puts the date into your calendar, and moves it there where it has changed.")
