"""Reading what is due from the outbox, and making its bytes: many letters at once."""

from collections.abc import Collection

import structlog
from flask import current_app
from sqlalchemy import func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload

from secretariat import clock
from secretariat.database import transaction
from secretariat.failpoints import reach
from secretariat.mail import claim, record, replies, reply_to, signing, truth, wire
from secretariat.mail.claim import Ready
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.rules import limits

log = structlog.get_logger()
# Letters that are read at once.
BATCH = 40


def ready(mine: Collection[int] = ()) -> list[Ready]:
    """Take the next letters that are due, longest waiting first; none where another process has some.

    mine: those that this process has under way. One process in the whole house delivers at a time: a slow server then
    holds one place of a worker, not all of them. Whoever finds another at work may leave, since that one looks again
    when its last letter has left. One to a domain that had enough in this minute is passed over, and waits for a later
    sweep: it holds no place of a worker meanwhile, and no attempt is counted.
    """
    reach("before_claim")
    with transaction() as session:
        claim.choose(session)
        if claim.others(session, mine):
            return []
        room = limits.Room(current_app.config["SETTINGS"].mail_per_minute, session)
        found = _due(session, room, BATCH)
        taken = claim.take(session, [one for one, _content in found]) if found else {}
        letters = [
            Ready(one.id, one.attempts + 1, one.email, content, record.disprovable(one.user), *taken[one.id])
            for one, content in found
        ]
    if letters:
        reach("after_claim")
    return letters


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
            message.attempts, message.tried_at = message.attempts + 1, func.now()
            record.give_up(message, reader.address_dead_why or "")
        else:
            message.state, message.reply, message.sent_at = "sent", replies.KEPT, clock.now()
            message.attempts, message.tried_at = message.attempts + 1, func.now()
        return message.id


def _due(session: Session, room: limits.Room, most: int) -> list[tuple[Message, bytes]]:
    """Return the next messages that are due, locked, each with its bytes.

    Those that became untrue are cancelled on the way; one that cannot be written, whatever the reason, is put off,
    for it must not hold up those behind it. In a copy that was not released nothing is due.
    """
    free = or_(Message.lease_until.is_(None), Message.lease_until < func.now())
    conditions = (claim.RELEASED, claim.WAITS, Message.next_attempt_at <= func.now(), free, room.left())
    reader = joinedload(Message.user).selectinload(User.memberships)
    due = select(Message).where(*conditions).options(reader)
    first = due.order_by(Message.next_attempt_at, Message.id).limit(most)
    while rows := session.scalars(first.with_for_update(skip_locked=True, of=Message)).all():
        ground = truth.Ground.of(rows)
        found = []
        for message in rows:
            if room.has(message) and (content := _written(message, ground)) is not None:
                room.take(message)
                found.append((message, content))
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
