"""Reading what is due from the outbox: many letters at once, each made ready to be taken by itself."""

from dataclasses import dataclass

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, Text, cast, func, literal_column, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased, joinedload

from secretariat import clock
from secretariat.database import transaction
from secretariat.failpoints import reach
from secretariat.mail import record, replies, reply_to, signing, truth, wire
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.rules import limits

log = structlog.get_logger()
# Any number: whoever holds it is choosing the next message.
CHOOSING = 530_118_264
WAITS = Message.state == "waiting"
RELEASED = ~select(OutboxHold.id).exists()
ANY = aliased(Message)
UNDER_WAY = select(ANY.id).where(ANY.state == "waiting", ANY.lease_until >= func.now()).exists()
# Letters that are read at once.
BATCH = 20


@dataclass(frozen=True)
class Ready:
    """A letter that may leave: everything that sending needs, so that no connection to the database is held.

    attempt: which one it will be · marked: the address was said to be dead, which this letter may disprove · version:
    of its row; whoever changes that before the letter is taken has it read anew.
    """

    id: int
    attempt: int
    to: str
    content: bytes
    marked: bool
    version: str


def ready() -> list[Ready]:
    """Return the next letters that are due, longest waiting first; none where another one is under way.

    Nothing is taken by that. One to a domain that had enough in this minute is passed over, and waits for a later
    sweep: it holds no place of a worker meanwhile, and no attempt is counted.
    """
    reach("before_claim")
    with transaction() as session:
        choose(session)
        if session.scalar(select(UNDER_WAY)):
            return []
        room = limits.Room(current_app.config["SETTINGS"].mail_per_minute, session)
        return [
            Ready(one.id, one.attempts + 1, one.email, content, record.disprovable(one.user), version)
            for one, version, content in _due(session, room, BATCH)
        ]


def keep() -> int | None:
    """Mark the next message as sent without a server: in the demonstration its readers find it under /messages.

    One to an address that is said to be dead is refused once more, in the same words: no server is there to disprove
    it, as one may where there is one.
    """
    with transaction() as session:
        found = _due(session, limits.Room(0, session), 1)
        if not found:
            return None
        message = found[0][0]
        reader = message.user
        if reader.address_dead_at is not None and reader.email == message.email:
            message.attempts += 1
            record.give_up(message, reader.address_dead_why or "")
        else:
            message.state, message.reply, message.sent_at = "sent", replies.KEPT, clock.now()
        return message.id


def version() -> ColumnElement[str]:
    """Return PostgreSQL's own version of a row: the number of the transaction that wrote it."""
    return cast(literal_column("messages.xmin"), Text)


def choose(session: Session) -> None:
    """Let nobody else choose until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(CHOOSING)))


def _due(session: Session, room: limits.Room, most: int) -> list[tuple[Message, str, bytes]]:
    """Return the next messages that are due, locked, each with the version of its row and its bytes.

    Those that became untrue are cancelled on the way; one that cannot be written, whatever the reason, is put off,
    for it must not hold up those behind it. In a copy that was not released nothing is due.
    """
    free = or_(Message.lease_until.is_(None), Message.lease_until < func.now())
    conditions = (RELEASED, WAITS, Message.next_attempt_at <= func.now(), free, room.left())
    reader = joinedload(Message.user).selectinload(User.memberships)
    due = select(Message, version()).where(*conditions).options(reader)
    first = due.order_by(Message.next_attempt_at, Message.id).limit(most)
    while rows := session.execute(first.with_for_update(skip_locked=True, of=Message)).all():
        ground = truth.Ground.of([message for message, _version in rows])
        found = []
        for message, seen in rows:
            if room.has(message) and (content := _written(message, ground)) is not None:
                room.take(message)
                found.append((message, seen, content))
        session.flush()
        if found:
            return found
    return []


def _written(message: Message, ground: truth.Ground) -> bytes | None:
    """Return a message as it leaves, or None where it does not leave now."""
    try:
        return _bytes(message) if truth.holds(message, clock.now(), ground) else None
    except DBAPIError:
        raise
    except Exception as error:
        log.exception("mail_not_written", message=message.id)
        message.attempts += 1
        record.put_off(message, f"{replies.UNWRITTEN} ({type(error).__name__})")
        return None


def _bytes(message: Message) -> bytes:
    """Return a message as it leaves: signed here and not on the line, so that one that cannot be signed is put off."""
    settings = current_app.config["SETTINGS"]
    to = reply_to.of(message, settings)
    return wire.to_bytes(message, settings.mail_from, to, signer=signing.of(settings))
