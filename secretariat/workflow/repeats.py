"""Who would hear by a change of a rung what was sent already.

A second time, where one that has spoken is moved to a day that is still to come; or first, where it gets other
readers: at once where its day has come, and on that where an officer sent it before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import ngettext

from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.models.reminders import ReminderRule
from secretariat.queries import calendars, reminders
from secretariat.rules import deadlines
from secretariat.rules import reminders as rules
from secretariat.workflow import hearing, reasons


@dataclass(frozen=True)
class Hearers:
    """Who would hear a rung. first: as its new readers, else a second time · later: on its day, and not at once."""

    people: Sequence[User]
    first: bool
    later: bool = False

    def __bool__(self) -> bool:
        """Tell whether anybody would."""
        return bool(self.people)

    @property
    def words(self) -> str:
        """Say how many would hear it."""
        count = len(self.people)
        if self.later:
            return ngettext(
                "One new reader gets this reminder on its day.",
                "%(num)s new readers get this reminder on its day.",
                count,
            )
        if self.first:
            return ngettext(
                "One new reader gets this reminder at once.",
                "%(num)s new readers get this reminder at once.",
                count,
            )
        return ngettext(
            "One person who has had this reminder gets it a second time.",
            "%(num)s people who have had this reminder get it a second time.",
            count,
        )


def by_changing(call: Call, rung: ReminderRule, changed: ReminderRule, at: datetime) -> Hearers:
    """Return who would hear by a change of a rung of a call what was sent already. changed: what it is to be."""
    if first := hear_first(call, rung, changed, at):
        return Hearers(first, first=True)
    if later := hear_on_its_day(call, rung, changed, at):
        return Hearers(later, first=True, later=True)
    return Hearers(hear_again(call, rung, changed, at), first=False)


def hear_first(call: Call, rung: ReminderRule, changed: ReminderRule, at: datetime) -> list[User]:
    """Return the new readers of a rung of a call to whom it would speak at once, as its day has come.

    Whoever heard it before is not among them, and whoever has had the mail of today gets it tomorrow.
    """
    if changed.offset_days != rung.offset_days or changed.audience == rung.audience:
        return []
    changed.id, changed.held_at = rung.id, rung.held_at
    come = [one for one in reasons.due(at, instead={rung.id: changed}) if one.deliverable.call_id == call.id]
    found = (user for one, users in reasons.readers(come, at) if one.rung is changed for user in users)
    return list(dict.fromkeys(found))


def hear_on_its_day(call: Call, rung: ReminderRule, changed: ReminderRule, at: datetime) -> list[User]:
    """Return the new readers of a rung of a call that was sent by hand before its day, to whom it speaks on that."""
    if changed.offset_days != rung.offset_days or changed.audience == rung.audience:
        return []
    changed.id = rung.id
    texts = _ahead(
        (one for one in reminders.owed() if one.call_id == call.id and rules.applies(changed, one)), changed, at
    )
    decided = reminders.decided(one.id for one in texts)
    spoke = {one: [row for row in decided[one.id] if row.told_others(one.due_at, changed)] for one in texts}
    theirs = {one: [row for row in decided[one.id] if row.rule_id == rung.id] for one in texts}
    fresh = [one for one in texts if spoke[one] and not any(row.counts(one.due_at, changed) for row in theirs[one])]
    had, reach = hearing.heard(row for one in fresh for row in spoke[one]), reminders.reach(at)
    found = (user for one in fresh for user in reach.of(changed, one) if user.id not in had.get((one.id, rung.id), ()))
    return list(dict.fromkeys(found))


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
    had, reach = hearing.heard(row for one in fresh for row in theirs[one]), reminders.reach(at)
    found = (user for one in fresh for user in reach.of(moved, one) if user.id in had.get((one.id, rung.id), ()))
    return list(dict.fromkeys(found))


def _ahead(texts: Iterable[Deliverable], rung: ReminderRule, at: datetime) -> list[Deliverable]:
    """Return the texts for which a rung is still to come."""
    off = calendars.all_holidays()

    def moment(text: Deliverable) -> datetime:
        closed = off.get(text.country_id, set())
        return deadlines.reminder_moment(text.due_at, rung.offset_days, text.country.zone, closed)

    return [one for one in texts if moment(one) > at]
