"""Rungs of which nobody has heard after all, since the right of those to whom they spoke ended before a letter left.

They are open again: whoever acts for the country by now is reminded, at once or as soon as there is somebody.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload, load_only

from secretariat.database import db
from secretariat.mail.letter import Kind
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.models.reminders import Audience, Reminder
from secretariat.rules.reminders import ROLES, applies, belongs

# Of letters that others get: not what they say.
READ = (Message.user_id, Message.state, Message.created_at)


def reopen(message: Message, rungs: Iterable[Reminder], text: Deliverable, at: datetime) -> None:
    """Open the rungs again that spoke of a text in a message which tells its reader nothing of it any more.

    One whose reader could still act spoke in vain, since the text needs no reminder.
    """
    standing = [one for one in rungs if inspect(one).persistent and _spoke_in(message, one, text)]
    mine = [one for one in standing if applies(one.rule, text) and not _reaches(one, message.user, text, at)]
    others = _told(message, text) if mine else []
    for one in mine:
        if not any(_heard(letter, message, one, text, at) for letter in others):
            db.session.delete(one)
    db.session.flush()  # another letter may ask after the same rung


def _told(message: Message, text: Deliverable) -> list[Message]:
    """Return the other letters that told of a text, or may yet."""
    rows = select(Message).where(
        Message.kind == Kind.REMINDER,
        Message.about.contains([text.id]),
        Message.state.not_in(("cancelled", "refused")),
        Message.id != message.id,
    )
    return list(db.session.scalars(rows.options(load_only(*READ), joinedload(Message.user))))


def _heard(letter: Message, message: Message, rung: Reminder, text: Deliverable, at: datetime) -> bool:
    """Tell whether a letter of a rung's moment or a later one told it to whom it speaks, or may yet."""
    if letter.created_at < rung.decided_at:
        return False
    if letter.state == "sent":
        return belongs(letter.user, text, letter.created_at, Audience(rung.audience))
    return letter.user_id != message.user_id and _reaches(rung, letter.user, text, at)


def _spoke_in(message: Message, rung: Reminder, text: Deliverable) -> bool:
    """Tell whether a rung spoke in a message, by a role of its reader: others of its moment spoke to others."""
    by_role = message.user.country_ids(rung.decided_at, *ROLES[rung.audience])
    return rung.message_id == message.id or text.country_id in by_role


def _reaches(rung: Reminder, user: User, text: Deliverable, at: datetime) -> bool:
    return user.active and belongs(user, text, at, Audience(rung.audience))
