"""Reminding: each rung of a ladder once, one mail a day to a person, about everything that they owe."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.mail import compose, outbox
from secretariat.mail.letter import Kind
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.queries import calendars, reminders
from secretariat.rules import deadlines

# After it no rung speaks: 30 days (the table's own limit), and the days by which a holiday may put one off.
LONGEST_LADDER = timedelta(days=45)


@dataclass(frozen=True)
class Due:
    """A text whose rungs have come: the one that speaks now, if any, and all that are hereby decided."""

    deliverable: Deliverable
    speaks: bool
    rules: tuple[ReminderRule, ...]


@dataclass(frozen=True)
class Plan:
    """A letter that would be written: to whom, about what; the texts whose rung has come stand first."""

    user: User
    deliverables: tuple[Deliverable, ...]
    rungs: int

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the person's day: that of the capital of the first text."""
        return self.deliverables[0].country.zone


def run(at: datetime) -> int:
    """Write the reminders whose moment has come; return how many letters were written.

    Safe to run twice at once: a rung is one row, and a person's day is one key. After downtime the latest missed
    rung speaks for those before it, which are recorded as passed over.
    """
    come = list(due(at))
    sent: dict[int, Message] = {}
    written = 0
    free, told = _letters(come, at)
    for plan in free:
        letter = compose.reminder(plan.user, plan.deliverables, at)
        day = at.astimezone(plan.zone).date()
        message = outbox.put(
            letter,
            to=plan.user,
            at=at,
            about=[one.id for one in plan.deliverables],
            once=f"{Kind.REMINDER}:{plan.user.id}:{day}",
        )
        if message:
            written += 1
            sent |= {one.id: message for one in plan.deliverables[: plan.rungs] if one.id not in sent}
    _decide(come, told | sent, at)
    return written


def pass_over(deliverable: Deliverable, at: datetime) -> None:
    """Record the rungs that have come as passed over: the letter of a new date has just told what they would tell."""
    ladders, off = reminders.ladders(), calendars.holidays(deliverable.country_id)
    rules = ladders.get(deliverable.call_id) or ladders[None]
    come = deadlines.rungs_until(rules, deliverable.due_at, deliverable.country.zone, off, at)
    _write([_row(deliverable, rule, None, at) for _moment, rule in come])


def preview(at: datetime) -> list[Plan]:
    """Return the letters that run() would write at a moment."""
    free, _told = _letters(list(due(at)), at)
    return free


def coming(at: datetime) -> list[tuple[datetime, Deliverable]]:
    """Return the next rung of each text that is owed, the earliest first."""
    found = []
    for deliverable, rules, off in _owed(since=at - LONGEST_LADDER):
        zone = deliverable.country.zone
        moments = (deadlines.reminder_moment(deliverable.due_at, one.offset_days, zone, off) for one in rules)
        ahead = [one for one in moments if one > at]
        if ahead:
            found.append((min(ahead), deliverable))
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def due(at: datetime) -> Iterator[Due]:
    """Yield the texts with rungs whose moment has come and that were not decided yet.

    A rung from before the call was opened, before the text came back to the country, or before what was decided
    last (a date that was moved) is only passed over: no mail tells what a later one has told.
    """
    texts = list(_owed())
    before = reminders.decided(deliverable.id for deliverable, _rules, _off in texts)
    for deliverable, rules, off in texts:
        rungs = deadlines.rungs_until(rules, deliverable.due_at, deliverable.country.zone, off, at)
        done = {(one.rule_id, one.due_at) for one in before[deliverable.id]}
        fresh = [(moment, rule) for moment, rule in rungs if (rule.id, deliverable.due_at) not in done]
        if not fresh:
            continue
        moment, latest = rungs[-1]
        last = before[deliverable.id][-1].decided_at if before[deliverable.id] else None
        speaks = latest.id == fresh[-1][1].id and moment >= _since(deliverable) and (last is None or moment > last)
        yield Due(deliverable, speaks, tuple(rule for _moment, rule in fresh))


def _owed(since: datetime | None = None) -> Iterator[tuple[Deliverable, Sequence[ReminderRule], Container[date]]]:
    ladders, off = reminders.ladders(), calendars.all_holidays()
    for deliverable in reminders.owed(since=since):
        yield deliverable, ladders.get(deliverable.call_id) or ladders[None], off.get(deliverable.country_id, set())


def _since(deliverable: Deliverable) -> datetime:
    opened = deliverable.call.opened_at
    assert opened is not None
    if deliverable.state in {State.CHANGES_REQUESTED, State.REOPENED}:
        return max(opened, deliverable.changed_at)
    return opened


def _letters(come: Sequence[Due], at: datetime) -> tuple[list[Plan], dict[int, Message]]:
    """Return the letters to be written, and by deliverable the letter of today that has told of it already."""
    reached = reminders.focal_points(at)
    speaking = [one.deliverable for one in come if one.speaks]
    readers = {user.id: user for one in speaking for user in reached[one.country_id]}
    last = reminders.last_letters(Kind.REMINDER, readers)
    owed = reminders.owed(draft=True) if readers else []
    plans: list[Plan] = []
    told: dict[int, Message] = {}
    for user in sorted(readers.values(), key=lambda one: one.id):
        of = user.country_ids(at, Role.FOCAL_POINT)
        first = [one for one in speaking if one.country_id in of]
        today = last.get(user.id)
        if today and at < _next_morning(today.created_at, first[0].country.zone):
            told |= {one.id: today for one in first if one.id in today.about}
            continue
        rest = [one for one in owed if one.country_id in of and one not in first]
        plans.append(Plan(user, (*first, *rest), len(first)))
    return plans, told


def _next_morning(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), deadlines.MORNING, zone)


def _decide(come: Sequence[Due], letters: Mapping[int, Message], at: datetime) -> None:
    """Record the rungs: the latest with its letter, those before it as passed over.

    A rung that should speak and reached nobody stays open: it speaks when there is somebody, or tomorrow.
    """
    rows = []
    for one in come:
        letter = letters.get(one.deliverable.id)
        if one.speaks and letter is None:
            continue
        *passed, latest = one.rules
        marks: list[tuple[ReminderRule, int | None]] = [(rule, None) for rule in passed]
        marks.append((latest, letter.id if letter and one.speaks else None))
        rows += [_row(one.deliverable, rule, number, at) for rule, number in marks]
    _write(rows)


def _write(rows: Sequence[dict[str, object]]) -> None:
    if rows:
        db.session.execute(insert(Reminder).values(rows).on_conflict_do_nothing())


def _row(deliverable: Deliverable, rule: ReminderRule, message_id: int | None, at: datetime) -> dict[str, object]:
    return {
        "deliverable_id": deliverable.id,
        "rule_id": rule.id,
        "due_at": deliverable.due_at,
        "decided_at": at,
        "message_id": message_id,
    }
