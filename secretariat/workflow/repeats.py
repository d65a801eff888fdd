"""Who would hear a rung a second time: one that has spoken, and is to be moved to a day that is still to come."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from flask_babel import ngettext
from sqlalchemy import or_, select

from secretariat.database import db
from secretariat.mail.letter import Kind
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.queries import calendars, reminders
from secretariat.rules import deadlines
from secretariat.rules import reminders as rules


def hear_again(call: Call, rung: ReminderRule, moved: ReminderRule, at: datetime) -> list[User]:
    """Return who has had a letter of a rung of a call and would get another, as things stand.

    moved: what the rung is to be. Whoever sends until then is left alone, so fewer may hear it.
    """
    if moved.offset_days == rung.offset_days:
        return []
    texts = [one for one in reminders.owed() if one.call_id == call.id and rules.applies(moved, one)]
    decided = reminders.decided(one.id for one in texts)
    theirs = {
        one: [row for row in decided[one.id] if row.rule_id == rung.id and row.due_at == one.due_at] for one in texts
    }
    fresh = [one for one in _ahead(texts, moved, at) if not any(row.counts(one.due_at, moved) for row in theirs[one])]
    had, reach = _had(row for one in fresh for row in theirs[one]), reminders.reach(at)
    found = (user for one in fresh for user in reach.of(moved, one) if user.id in had[one.id])
    return list(dict.fromkeys(found))


def words(people: Collection[User]) -> str:
    """Say how many hear it a second time."""
    return ngettext(
        "One person who has had this reminder gets it a second time.",
        "%(num)s people who have had this reminder get it a second time.",
        len(people),
    )


def _ahead(texts: Iterable[Deliverable], rung: ReminderRule, at: datetime) -> list[Deliverable]:
    """Return the texts for which a rung is still to come."""
    off = calendars.all_holidays()

    def moment(text: Deliverable) -> datetime:
        closed = off.get(text.country_id, set())
        return deadlines.reminder_moment(text.due_at, rung.offset_days, text.country.zone, closed)

    return [one for one in texts if moment(one) > at]


def _had(rows: Iterable[Reminder]) -> dict[int, set[int]]:
    """Return by text the people to whom these rungs spoke: by their own letter, or another one of their moment."""
    spoken = [one for one in rows if one.message_id is not None]
    letters = select(Message.id, Message.user_id, Message.created_at, Message.about).where(
        Message.kind == Kind.REMINDER,
        Message.state != "cancelled",
        or_(
            Message.id.in_([one.message_id for one in spoken]),
            Message.created_at.in_([one.decided_at for one in spoken]),
        ),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for number, user_id, moment, about in db.session.execute(letters) if spoken else ():
        for one in spoken:
            if one.deliverable_id in about and (one.message_id == number or one.decided_at == moment):
                found[one.deliverable_id].add(user_id)
    return found
