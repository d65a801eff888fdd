"""Taking a message from the outbox, and writing down what became of it. Each is a short transaction."""

import random
from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from secretariat import clock
from secretariat.database import transaction
from secretariat.errors import SecretariatError
from secretariat.failpoints import reach
from secretariat.mail import backoff, replies, telling, truth, wire
from secretariat.mail.smtp import Answer, Verdict
from secretariat.models.messages import Message

log = structlog.get_logger()
# Any number: whoever holds it is choosing the next message.
CHOOSING = 530_118_264
WAITS = Message.state == "waiting"


class LeaseLost(SecretariatError):
    """This process was away for so long that another one has taken the message."""


@dataclass(frozen=True)
class Claimed:
    """A message on its way: everything that sending needs, so that no connection to the database is held."""

    id: int
    attempt: int
    to: str
    content: bytes


def take() -> Claimed | None:
    """Take the message that waits longest, or return None where none is due or another one is under way.

    One at a time in the whole house: a slow server then holds one place of a worker, not all of them. Whoever
    finds one under way may leave, since its process looks for the next one after it.
    """
    reach("before_claim")
    settings = current_app.config["SETTINGS"]
    with transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(CHOOSING)))
        if session.scalar(select(Message.id).where(WAITS, Message.lease_until >= func.now()).limit(1)):
            return None
        found = _next(session)
        if found is None:
            return None
        message, content = found
        message.uncertain = message.uncertain or message.handed_at is not None
        message.attempts += 1
        message.handed_at = None
        message.lease_until = func.now() + timedelta(seconds=settings.mail_lease)
        claimed = Claimed(message.id, message.attempts, message.email, content)
    reach("after_claim")
    return claimed


def keep() -> int | None:
    """Mark the next message as sent without a server: in the demonstration its readers find it under /messages."""
    with transaction() as session:
        found = _next(session)
        if found is None:
            return None
        message, _content = found
        message.state, message.reply, message.sent_at = "sent", replies.KEPT, clock.now()
        return message.id


def _next(session: Session) -> tuple[Message, bytes] | None:
    """Return the next message that is due, locked, with its bytes.

    One that became untrue is cancelled on the way; one that cannot be written, whatever the reason, is put off,
    for it must not hold up those behind it.
    """
    due = WAITS & (Message.next_attempt_at <= func.now()) & _free()
    waiting = select(Message).where(due).order_by(Message.next_attempt_at, Message.id).limit(1)
    while message := session.scalars(waiting.with_for_update(skip_locked=True, of=Message)).one_or_none():
        number = message.id
        try:
            with session.begin_nested():
                if truth.holds(message, clock.now()):
                    return message, wire.to_bytes(message, current_app.config["SETTINGS"].mail_from)
        except Exception as error:
            log.exception("mail_not_written", message=number)
            message.attempts += 1
            _put_off(message, f"{replies.UNWRITTEN} ({type(error).__name__})")
        session.flush()
    return None


def _free() -> ColumnElement[bool]:
    return or_(Message.lease_until.is_(None), Message.lease_until < func.now())


def hand_over(claimed: Claimed) -> None:
    """Note, just before the last byte, that a copy may arrive from now on; raise LeaseLost where we lost it."""
    mine = (Message.id == claimed.id) & (Message.attempts == claimed.attempt) & WAITS
    with transaction() as session:
        noted = session.scalar(
            update(Message)
            .where(mine, Message.lease_until > func.now())
            .values(handed_at=func.now())
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        )
    if noted is None:
        raise LeaseLost


def record(claimed: Claimed, answer: Answer) -> None:
    """Write down the server's answer; tell the officers where it is a no for good."""
    with transaction() as session:
        message = session.get_one(Message, claimed.id, with_for_update={"of": Message}, populate_existing=True)
        if answer.verdict is Verdict.ACCEPTED:
            _sent(message, answer)
        elif message.attempts == claimed.attempt:
            message.lease_until = None
            _not_sent(message, answer)


def _sent(message: Message, answer: Answer) -> None:
    message.state, message.reply, message.sent_at = "sent", answer.reply, clock.now()
    message.lease_until = None
    if message.user.email == message.email:
        message.user.address_dead_at = message.user.address_dead_why = None


def _not_sent(message: Message, answer: Answer) -> None:
    silent = answer.verdict is Verdict.SILENT
    message.handed_at = None
    message.uncertain = message.uncertain or silent
    if answer.verdict is not Verdict.NEVER:
        _put_off(message, f"{replies.UNCERTAIN} ({answer.reply})" if silent else answer.reply)
        return
    if answer.dead and message.user.email == message.email:
        message.user.address_dead_at, message.user.address_dead_why = clock.now(), answer.reply
    _give_up(message, answer.reply)


def _put_off(message: Message, reply: str) -> None:
    pause = backoff.wait(message.attempts, random.random())  # noqa: S311  it spreads load and hides nothing
    if pause is None:
        _give_up(message, f"{replies.TOO_LONG} ({reply})")
    else:
        message.reply, message.next_attempt_at = reply, func.now() + pause


def _give_up(message: Message, reply: str) -> None:
    message.state, message.reply = "refused", reply
    telling.officers(message, at=clock.now())
