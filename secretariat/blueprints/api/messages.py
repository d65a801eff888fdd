"""The outbox: what the house sends, before and after; held, released, cancelled, edited, sent again."""

from collections.abc import Callable

from flask import jsonify

from secretariat import clock, turns
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.lists import SIZE
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import (
    FLAG,
    ID,
    INSTANT,
    LANGUAGE,
    NUMBER,
    PAGE,
    TEXT,
    Shape,
    maybe,
    of,
    page_of,
    typed,
)  # fmt: skip
from secretariat.blueprints.api.telling import asked, tells
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.mail import edited, remedies, replies, wire
from secretariat.mail.compose import dates
from secretariat.models.messages import Message
from secretariat.pages import Answer, action, attached, me, paged, who
from secretariat.queries import messages as queries
from secretariat.queries.messages import View
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.workflow import messages as workflow

STATE: Shape = {"type": "string", "enum": list(queries.STATES)}
MESSAGE = {
    "id": ID, "kind": TEXT, "to": TEXT, "address": TEXT, "language": LANGUAGE, "subject": TEXT, "state": STATE,
    "tries": NUMBER, "written_at": INSTANT, "sent_at": maybe(INSTANT), "edited_at": maybe(INSTANT),
    "reply": maybe(TEXT) | {"description": "What the server said, or what the house notes."},
    "turn": maybe(TEXT) | {"description": "Why it waits though nothing is wrong with it."},
    "next_try_at": maybe(INSTANT) | {"description": "Of one that waits; in the time of the servers."},
    "uncertain": FLAG | {"description": "Whether a copy may have arrived though no server said so."},
}  # fmt: skip
IN_FULL = MESSAGE | {
    "message_id": TEXT,
    "text": TEXT,
    "html": TEXT,
    "brings_date": FLAG | {"description": "Whether it brings a date for a calendar."},
    "what_to_do": maybe(TEXT) | {"description": "For whoever may steer it."},
    "words": maybe(TEXT) | {"description": "What may be changed of its text, by whoever may: at `words`, or `anew`."},
    "through": maybe({"type": "string", "enum": ["words", "anew"]}),
    "mark": TEXT | {"description": "Of its words as they stand; given with other words, it says that these were read."},
    "why_not": maybe(TEXT) | {"description": "Why its words are not changed now."},
}
WORDS = {
    "subject": typed(edited.LONGEST_SUBJECT, least=1),
    "text": typed(edited.LONGEST_BODY, least=1) | {"description": "In place of `words`; its link stays."},
}
DEEDS: dict[str, Callable[..., Message | None]] = {
    "hold": workflow.hold,
    "release": workflow.release,
    "cancel": workflow.cancel,
    "send_now": workflow.send_now,
    "send_again": workflow.send_again,
}
ALL: dict[str, Callable[..., int]] = {"hold": workflow.hold_all, "release": workflow.release_all}


def message(id: int) -> Message | None:  # noqa: A002  the name in the address
    """Load a message."""
    return db.session.get(Message, id)


@bp.get("/messages")
@action(Action.USE_ACCOUNT)
@tells(page_of("messages", of(MESSAGE)), query={"state": STATE, "q": typed(100), "page": PAGE})
def messages() -> Answer:
    """Return the messages that one may see, the newest first, a hundred at a time.

    `q`: words, each in a name, a country, an address, a subject or a server's answer.
    """
    page = paged(queries.of(who(), View.read(asked())), size=SIZE)
    turn = turns.of(page.rows)
    return jsonify(shapes.page(page, "messages", lambda one: _shape(one, turn(one))))


@bp.get("/messages/<int:id>")
@action(Action.SEE_MESSAGES, message)
@tells(of(IN_FULL))
def one_message(found: Message) -> Answer:
    """Return a message as its recipient reads it, and what became of it."""
    return jsonify(_in_full(found))


@bp.get("/messages/<int:id>/deadline.ics")
@action(Action.SEE_MESSAGES, message)
@tells(None, media=dates.MEDIA)
def date_of_message(found: Message) -> Answer:
    """Return the date that a message brings, as it is attached."""
    if found.calendar is None:
        raise Hidden
    return attached(found.calendar.encode(), wire.FILE, dates.MEDIA)


@bp.post("/messages/<int:id>/transitions")
@action(Action.STEER_MESSAGES, message)
@tells(of(IN_FULL), body=of({"action": {"type": "string", "enum": list(DEEDS)}}, closed=True))
def steer_message(found: Message) -> Answer:
    """Hold a message, release it, cancel it, try it now, or send a copy to the address that the person has now.

    The copy is a message of its own, made once, and is what comes back.
    """
    made = DEEDS[sent()["action"]](found, by=me(), at=clock.now())
    return _told(made or found)


@bp.put("/messages/<int:id>/words")
@action(Action.STEER_MESSAGES, message)
@tells(of(IN_FULL), body=of(WORDS | {"mark": typed(64)}, optional=("mark",), closed=True))
def edit_message(found: Message) -> Answer:
    """Change the words of a held message of which no copy can have left; the page of the mail follows them.

    `mark`: with it, words that somebody else has changed meanwhile are not written over: 409.
    """
    body = sent()
    workflow.edit(found, body["subject"], body["text"], by=me(), at=clock.now(), mark=body.get("mark", ""))
    return _told(found)


@bp.post("/messages/<int:id>/anew")
@action(Action.STEER_MESSAGES, message)
@tells(of(IN_FULL), body=of(WORDS, closed=True))
def write_message_anew(found: Message) -> Answer:
    """Cancel a message that was tried, and return one with other words in its place, held; it is made once."""
    body = sent()
    return _told(workflow.write_anew(found, body["subject"], body["text"], by=me(), at=clock.now()))


@bp.post("/messages/transitions")
@action(Action.STEER_MESSAGES)
@tells(of({"count": NUMBER}), body=of({"action": {"type": "string", "enum": list(ALL)}}, closed=True))
def steer_messages() -> Answer:
    """Hold everything that waits, or release everything that is held; return how many that were."""
    return jsonify(count=ALL[sent()["action"]](by=me(), at=clock.now()))


def _told(found: Message) -> Answer:
    db.session.flush()  # the next try is told by the time of the database
    return jsonify(_in_full(found))


def _shape(found: Message, turn: str) -> Shape:
    return {
        "id": found.id,
        "kind": found.kind,
        "to": found.user.name,
        "address": found.email,
        "language": found.language,
        "subject": found.subject,
        "state": found.shown,
        "tries": found.attempts,
        "written_at": shapes.instant(found.created_at),
        "sent_at": shapes.instant(found.sent_at),
        "edited_at": shapes.instant(found.edited_at),
        "reply": replies.shown(found.reply) or None,
        "turn": turn or None,
        "next_try_at": shapes.instant(found.next_attempt_at) if found.state == "waiting" else None,
        "uncertain": found.uncertain,
    }


def _in_full(found: Message) -> Shape:
    steers = policy.allowed(who(), Action.STEER_MESSAGES, found)
    remedy = remedies.of(found) if steers else None
    where = ("words" if edited.may_be(found) else "anew" if edited.anew(found) else None) if steers else None
    return _shape(found, turns.of([found])(found)) | {
        "message_id": found.message_id,
        "text": found.text,
        "html": found.html,
        "brings_date": found.calendar is not None,
        "what_to_do": remedy.words if remedy else None,
        "words": edited.body(found) if where else None,
        "through": where,
        "mark": workflow.fingerprint(found),
        "why_not": (edited.why_not(found) or None) if steers else None,
    }
