"""What officers do with the outbox: hold, release, cancel, edit, write anew, send again."""

import hashlib
import secrets
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from secretariat import links, queue
from secretariat.database import db
from secretariat.errors import Stale
from secretariat.mail import edited, outbox, replies
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import audit, faster, step

# After each of them the state of a message may be another one.
DEEDS = ("hold", "release_message", "cancel", "send_now", "write_anew", "send_again")
COPIED = ("kind", "user_id", "language", "subject", "text", "html", "calendar", "about", "edited_at")


def hold(message: Message, *, by: User, at: datetime) -> None:
    """Stop a message before it leaves. Raises Stale where it has left, or is leaving at this moment."""
    _change(message, {"waiting"}, "held", by=by, at=at, deed="hold")


def release(message: Message, *, by: User, at: datetime) -> None:
    """Let a held message leave."""
    if _change(message, {"held"}, "waiting", by=by, at=at, deed="release_message"):
        message.next_attempt_at = func.now()
        queue.wake(outbox.WAKE)


def cancel(message: Message, *, by: User, at: datetime) -> None:
    """Decide that a message will not leave."""
    _change(message, {"waiting", "held"}, "cancelled", by=by, at=at, deed="cancel")


def edit(message: Message, subject: str, words: str, *, by: User, at: datetime, mark: str = "") -> None:
    """Change the words of a held message of which no copy can have left; the trail keeps both fingerprints.

    words: from the greeting on, without the foot · mark: the fingerprint of what the editor had before their eyes.
    Raises Stale where it is held no more or says something else by now, Refused naming the control.
    """
    step.ask(Action.STEER_MESSAGES, message, by=by, at=at)
    _lock(message)
    if not edited.may_be(message):
        raise Stale(edited.why_not(message) or _moved(message))
    before, said = fingerprint(message), _said(message, subject, words)
    if mark and mark != before:
        if all(getattr(message, column) == value for column, value in said.items()):
            return  # pressed twice
        raise Stale(_("The words of this message were changed after you opened it."), field="text")
    for column, value in said.items():
        setattr(message, column, value)
    message.edited_at = at
    audit.write("edit_message", message, by=by, at=at, before=before, after=fingerprint(message))


def write_anew(message: Message, subject: str, words: str, *, by: User, at: datetime) -> Message:
    """Cancel a message that was tried, and return one with other words that takes its place: held, and made once.

    Raises Stale where it has left, or is leaving at this moment; Refused, naming the control.
    """
    step.ask(Action.STEER_MESSAGES, message, by=by, at=at)
    _lock(message)
    once = f"anew:{message.id}"
    before = db.session.scalar(select(Message).where(Message.once == once))
    if before:
        return before
    if not edited.anew(message):
        raise Stale(edited.why_not(message) or _moved(message))
    said = _said(message, subject, words)
    cancel(message, by=by, at=at)
    message.reply = replies.REPLACED
    made = _copied(message, once, at, state="held", edited_at=at, **said)
    assert made is not None  # the row of the message is locked
    audit.write("write_anew", message, by=by, at=at, copy=made.id, before=fingerprint(message), after=fingerprint(made))
    return made


def _said(message: Message, subject: str, words: str) -> dict[str, str]:
    """Return what a message is to say, as its columns. Raises Refused, naming the control."""
    said, body = " ".join(subject.split()), words.replace("\r\n", "\n").strip()
    edited.check(message, said, body)
    return edited.rewritten(message, said, body)


def fingerprint(message: Message) -> str:
    """Return the SHA-256 of what a message says: its subject and its text."""
    return hashlib.sha256(f"{message.subject}\n{message.text}".encode()).hexdigest()


def send_now(message: Message, *, by: User, at: datetime) -> None:
    """Try a message that waits for its next attempt at once."""
    _change(message, {"waiting"}, "waiting", by=by, at=at, deed="send_now")
    message.next_attempt_at = func.now()
    queue.wake(outbox.WAKE)


def send_again(message: Message, *, by: User, at: datetime) -> Message:
    """Send a copy to the address that the person has now; the copy of a message is made once.

    It is a message of its own, with its own Message-ID: the recipient is decided anew, and what was refused
    stays on record.
    """
    step.ask(Action.STEER_MESSAGES, message, by=by, at=at)
    _lock(message)
    if message.state not in {"sent", "refused", "cancelled"}:
        raise Stale(_moved(message))
    once = f"again:{message.id}"
    made = _copied(message, once, at)
    if made is None:
        return db.session.scalars(select(Message).where(Message.once == once)).one()
    audit.write("send_again", message, by=by, at=at, copy=made.id)
    queue.wake(outbox.WAKE)
    return made


def _copied(message: Message, once: str, at: datetime, **other: object) -> Message | None:
    """Write a copy of a message to the address that its reader has now, waiting; None where there is one already."""
    values = {name: getattr(message, name) for name in COPIED} | {
        "email": message.user.email,
        "message_id": f"<{secrets.token_hex(16)}@{links.domain()}>",
        "once": once,
        "state": "waiting",
        "uncertain": False,
        "attempts": 0,
        "created_at": at,
    }
    return db.session.scalar(insert(Message).values(values | other).on_conflict_do_nothing().returning(Message))


def hold_all(*, by: User, at: datetime) -> int:
    """Hold everything that waits and is not leaving at this moment; return how many that were."""
    step.ask(Action.STEER_MESSAGES, None, by=by, at=at)
    waiting = select(Message.id).where(Message.state == "waiting", _still()).with_for_update(skip_locked=True)
    held = (
        update(Message)
        .where(Message.id.in_(waiting))
        .values(state="held", reply=None, lease_until=None)
        .returning(Message.id)
    )
    count = len(db.session.scalars(held).all())
    audit.write("hold_all", None, by=by, at=at, count=count)
    return count


def release_all(*, by: User, at: datetime) -> int:
    """Let everything that is held leave; return how many that were."""
    step.ask(Action.STEER_MESSAGES, None, by=by, at=at)
    held = update(Message).where(Message.state == "held").values(state="waiting", next_attempt_at=func.now())
    count = len(db.session.scalars(held.returning(Message.id)).all())
    audit.write("release_all", None, by=by, at=at, count=count)
    queue.wake(outbox.WAKE)
    return count


def _change(message: Message, before: set[str], after: str, *, by: User, at: datetime, deed: str) -> bool:
    """Give a message another state; return False where the same person did so before: pressed twice it counts once."""
    step.ask(Action.STEER_MESSAGES, message, by=by, at=at)
    _lock(message)
    leaving = db.session.scalar(select(~_still()).where(Message.id == message.id))
    if message.state == after and after not in before and _did_last(message, deed, by):
        return False
    if message.state not in before or leaving:
        raise Stale(_moved(message))
    message.state, message.lease_until = after, None
    db.session.flush()
    audit.write(deed, message, by=by, at=at)
    return True


def _did_last(message: Message, deed: str, by: User) -> bool:
    """Tell whether a deed is what was done with a message last, and this person did it."""
    newest = faster.last(message, message.id, *DEEDS)
    mine = faster.last(message, message.id, deed)
    return newest is not None and newest == mine and newest.actor_id == by.id


def _lock(message: Message) -> None:
    """Lock a message's row, and read it anew: a worker may have sent it meanwhile."""
    row = select(Message).where(Message.id == message.id).with_for_update(of=Message)
    db.session.scalars(row.execution_options(populate_existing=True)).one()


def _still() -> ColumnElement[bool]:
    """Say that the last byte of the message is not on its way at this moment; leases are the database's time.

    A worker that has taken it looks at its row once more before that byte (mail.claim.hand_over).
    """
    return or_(Message.handed_at.is_(None), Message.lease_until.is_(None), Message.lease_until < func.now())


def _moved(message: Message) -> str:
    if message.state == "waiting":
        return _("This message is leaving at this moment; look again in a minute.")
    return _("This message has moved on in the meantime; look at it again.")
