"""Taking a letter from the outbox, and noting that it is about to leave. Each is a short transaction."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, update

from secretariat.database import transaction
from secretariat.errors import SecretariatError
from secretariat.failpoints import reach
from secretariat.mail import due
from secretariat.models.messages import Message


class LeaseLost(SecretariatError):
    """This process was away for so long that another one has taken the message."""


def take(letter: due.Ready) -> bool:
    """Take a letter; return False where another one is under way, or this one is not any more as it was read.

    One at a time in the whole house: a slow server then holds one place of a worker, not all of them. Whoever
    finds one under way may leave, since its process looks for the next ones after it.
    """
    lease = timedelta(seconds=current_app.config["SETTINGS"].mail_lease)
    with transaction() as session:
        due.choose(session)
        taken = session.scalar(
            update(Message)
            .where(Message.id == letter.id, due.version() == letter.version, due.WAITS, due.RELEASED, ~due.UNDER_WAY)
            .values(
                attempts=letter.attempt,
                uncertain=Message.uncertain | Message.handed_at.is_not(None),
                handed_at=None,
                tried_at=func.now(),
                lease_until=func.now() + lease,
            )
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        )
    if taken is not None:
        reach("after_claim")
    return taken is not None


def hand_over(letter: due.Ready) -> None:
    """Note, just before the last byte, that a copy may arrive from now on; raise LeaseLost where we lost it."""
    with transaction() as session:
        noted = session.scalar(
            update(Message)
            .where(_mine(letter), due.WAITS, Message.lease_until > func.now())
            .values(handed_at=func.now())
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        )
    if noted is None:
        raise LeaseLost


def _mine(letter: due.Ready) -> ColumnElement[bool]:
    return (Message.id == letter.id) & (Message.attempts == letter.attempt)
