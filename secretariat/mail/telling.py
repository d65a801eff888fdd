"""Telling the officers that a mail came back for good."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import compose, outbox
from secretariat.mail.letter import Kind
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role, User


def officers(message: Message, *, at: datetime) -> None:
    """Write to the officers about a refused message, once a day for each person it did not reach.

    A refusal of such a letter is told to nobody: two dead addresses would write to each other for ever. It stands
    under /messages.
    """
    if message.kind == Kind.ADDRESS_REFUSED:
        return
    for officer in on_duty(at):
        once = f"refused:{message.user_id}:{message.email}:{at.date()}:{officer.id}"
        outbox.put(compose.address_refused(message, officer), to=officer, at=at, once=once)


def on_duty(at: datetime) -> Sequence[User]:
    """Return the officers of a moment."""
    holds = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    ids = select(Membership.user_id).where(holds, Membership.role == Role.OFFICER)
    return db.session.scalars(select(User).where(User.active, User.id.in_(ids)).order_by(User.id)).all()
