"""Telling the officers that a mail came back for good: once for each person, and not more than a mail an hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from secretariat.database import db
from secretariat.mail import compose, outbox
from secretariat.mail.letter import Kind
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role, User

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def officers(message: Message, *, at: datetime) -> None:
    """Write to the officers about a refused message, where they were not told of this person's address already.

    What is refused within the hour joins the letter that waits for the next one. A refusal of such a letter is told
    to nobody: two dead addresses would write to each other for ever. It stands under /messages.
    """
    if message.kind == Kind.ADDRESS_REFUSED:
        return
    for officer in _in_turn(on_duty(at)):
        if not _knows(officer, message, at):
            _tell(officer, message, at)


def on_duty(at: datetime) -> Sequence[User]:
    """Return the officers of a moment."""
    holds = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    ids = select(Membership.user_id).where(holds, Membership.role == Role.OFFICER)
    return db.session.scalars(select(User).where(User.active, User.id.in_(ids)).order_by(User.id)).all()


def _in_turn(told: Sequence[User]) -> Sequence[User]:
    """Lock those who are told, in the order of their ids: two refusals at once write one letter, not two."""
    mine = select(User.id).where(User.id.in_([one.id for one in told])).order_by(User.id)
    db.session.execute(mine.with_for_update(key_share=True))
    return told


def _letters(officer: User) -> Select[Message]:
    return select(Message).where(Message.user_id == officer.id, Message.kind == Kind.ADDRESS_REFUSED)


def _knows(officer: User, message: Message, at: datetime) -> bool:
    """Tell whether an officer heard of it: since the address is dead, or today where the no is not about it."""
    person = message.user
    since = (person.email == message.email and person.address_dead_at) or at - A_DAY
    heard = _letters(officer).where(Message.created_at >= since).with_only_columns(func.unnest(Message.refusals))
    same = select(Message.id).where(Message.id.in_(heard), Message.user_id == person.id, Message.email == message.email)
    return db.session.scalar(same.limit(1)) is not None


def _tell(officer: User, message: Message, at: datetime) -> None:
    newest = _letters(officer).order_by(Message.created_at.desc(), Message.id.desc()).limit(1)
    last = db.session.scalars(newest.with_for_update(of=Message).execution_options(populate_existing=True)).first()
    if last and last.state == "waiting" and not last.attempts:
        _join(last, message, officer, at)
        return
    made = outbox.put(compose.address_refused([message], officer), to=officer, at=at)
    assert made is not None
    made.refusals = [message.id]
    if last and last.created_at + HOUR > at:
        made.next_attempt_at = func.now() + (last.created_at + HOUR - at)


def _join(letter: Message, message: Message, officer: User, at: datetime) -> None:
    """Let a letter that has not left yet tell of one mail more."""
    letter.refusals, letter.created_at = [*letter.refusals, message.id], at
    told = select(Message).where(Message.id.in_(letter.refusals)).options(joinedload(Message.user))
    refused = db.session.scalars(told.order_by(Message.id)).all()
    for column, value in outbox.rendered(compose.address_refused(refused, officer), officer).items():
        setattr(letter, column, value)
