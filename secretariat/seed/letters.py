"""What became of the letters that the story wrote: they left when they were written, but for two.

Without this a first start with SMTP_URL set would send weeks of old mail at once.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from secretariat.database import db
from secretariat.mail import telling
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.seed.cast import Cast

ACCEPTED = "250 2.0.0 accepted (demonstration)"
REFUSED = "550 5.1.1 no such user (demonstration)"
UNDER_WAY = timedelta(seconds=40)
LEFT = Message.created_at + UNDER_WAY


def settle(cast: Cast, before: datetime) -> None:
    """Say that everything written before an instant was sent; one letter was refused, of one nobody is sure."""
    refuse(newest(cast.people["focal.sr"]), cast.people["focal.sr"])
    db.session.flush()
    db.session.execute(
        update(Message)
        .where(Message.state == "waiting", Message.created_at < before)
        .values(state="sent", attempts=1, reply=ACCEPTED, sent_at=LEFT, tried_at=LEFT, handed_at=LEFT)
    )
    doubt(newest(cast.people["focal.hn"]))
    # Nothing is left to wake the worker for; what is newer is found by its sweep.
    db.session().info.pop("wakes", None)


def newest(user: User) -> Message:
    """Return the last letter to a person."""
    return db.session.scalars(
        select(Message)
        .where(Message.user_id == user.id)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    ).one()


def refuse(message: Message, user: User) -> None:
    """Let a letter have been refused for good: the address is dead, and the officers are told."""
    at = message.created_at + UNDER_WAY
    message.state, message.reply, message.attempts, message.tried_at = "refused", REFUSED, 1, at
    user.address_dead_at, user.address_dead_why = at, REFUSED
    telling.officers(message, at=at)


def doubt(message: Message) -> None:
    """Let the line have broken after the last byte of a letter, so that it was sent once more."""
    message.uncertain, message.attempts = True, 2
    message.handed_at = message.created_at + UNDER_WAY
