"""Taking a message from the outbox, and noting that it is about to leave. Each is a short transaction."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select, true, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload

from secretariat import clock
from secretariat.database import transaction
from secretariat.errors import SecretariatError
from secretariat.failpoints import reach
from secretariat.mail import record, replies, reply_to, signing, truth, wire
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.rules import limits

log = structlog.get_logger()
# Any number: whoever holds it is choosing the next message.
CHOOSING = 530_118_264
WAITS = Message.state == "waiting"
RELEASED = ~select(OutboxHold.id).exists()


class LeaseLost(SecretariatError):
    """This process was away for so long that another one has taken the message."""


@dataclass(frozen=True)
class Claimed:
    """A message on its way: everything that sending needs, so that no connection to the database is held.

    marked: the address was said to be dead, which this message may disprove.
    """

    id: int
    attempt: int
    to: str
    content: bytes
    marked: bool


def take() -> Claimed | None:
    """Take the message that waits longest, or return None where none is due or another one is under way.

    One to a domain that had enough in this minute is passed over, and waits for a later sweep: it holds no place of a
    worker meanwhile, and no attempt is counted.

    One at a time in the whole house: a slow server then holds one place of a worker, not all of them. Whoever
    finds one under way may leave, since its process looks for the next one after it.
    """
    reach("before_claim")
    settings = current_app.config["SETTINGS"]
    with transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(CHOOSING)))
        if session.scalar(select(Message.id).where(WAITS, Message.lease_until >= func.now()).limit(1)):
            return None
        found = _next(session, limits.open_for_more(settings.mail_per_minute))
        if found is None:
            return None
        message, content = found
        message.uncertain = message.uncertain or message.handed_at is not None
        message.attempts += 1
        message.handed_at = None
        message.tried_at = func.now()
        message.lease_until = func.now() + timedelta(seconds=settings.mail_lease)
        marked = message.user.address_dead_at is not None
        claimed = Claimed(message.id, message.attempts, message.email, content, marked)
    reach("after_claim")
    return claimed


def keep() -> int | None:
    """Mark the next message as sent without a server: in the demonstration its readers find it under /messages.

    One to an address that is said to be dead is refused once more, in the same words: no server is there to disprove
    it, as one may where there is one.
    """
    with transaction() as session:
        found = _next(session, true())
        if found is None:
            return None
        message, _content = found
        reader = message.user
        if reader.address_dead_at is not None and reader.email == message.email:
            message.attempts += 1
            record.give_up(message, reader.address_dead_why or "")
        else:
            message.state, message.reply, message.sent_at = "sent", replies.KEPT, clock.now()
        return message.id


def _next(session: Session, having: ColumnElement[bool]) -> tuple[Message, bytes] | None:
    """Return the next message that is due, locked, with its bytes. having: what else must be so.

    One that became untrue is cancelled on the way; one that cannot be written, whatever the reason, is put off,
    for it must not hold up those behind it. In a copy that was not released nothing is due.
    """
    free = or_(Message.lease_until.is_(None), Message.lease_until < func.now())
    waiting = select(Message).where(RELEASED, WAITS, Message.next_attempt_at <= func.now(), free, having)
    first = waiting.options(joinedload(Message.user)).order_by(Message.next_attempt_at, Message.id).limit(1)
    while message := session.scalars(first.with_for_update(skip_locked=True, of=Message)).one_or_none():
        try:
            if truth.holds(message, clock.now()):
                return message, _bytes(message)
        except DBAPIError:
            raise
        except Exception as error:
            log.exception("mail_not_written", message=message.id)
            message.attempts += 1
            record.put_off(message, f"{replies.UNWRITTEN} ({type(error).__name__})")
        session.flush()
    return None


def _bytes(message: Message) -> bytes:
    """Return a message as it leaves: signed here and not on the line, so that one that cannot be signed is put off."""
    settings = current_app.config["SETTINGS"]
    to = reply_to.of(message, settings)
    return wire.to_bytes(message, settings.mail_from, to, signer=signing.of(settings))


def hand_over(claimed: Claimed) -> None:
    """Note, just before the last byte, that a copy may arrive from now on; raise LeaseLost where we lost it."""
    with transaction() as session:
        noted = session.scalar(
            update(Message)
            .where(_mine(claimed), WAITS, Message.lease_until > func.now())
            .values(handed_at=func.now())
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        )
    if noted is None:
        raise LeaseLost


def _mine(claimed: Claimed) -> ColumnElement[bool]:
    return (Message.id == claimed.id) & (Message.attempts == claimed.attempt)
