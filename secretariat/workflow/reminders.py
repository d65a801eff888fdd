"""Reminding: each rung of a ladder once, one mail a day to a person, about everything that they owe."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from heapq import merge
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.mail import compose, outbox
from secretariat.mail.compose import voice
from secretariat.mail.letter import Kind
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role, User
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.queries import calendars, reminders
from secretariat.rules import deadlines
from secretariat.rules import reminders as rules_of

# After it no rung speaks: 30 days (the table's own limit), and the days by which a holiday may put one off.
LONGEST_LADDER = timedelta(days=45)


@dataclass(frozen=True)
class Due:
    """A text whose rungs for an audience have come: the one that speaks now, if any, and all that are decided by it."""

    deliverable: Deliverable
    speaks: bool
    rules: tuple[ReminderRule, ...]

    @property
    def rung(self) -> ReminderRule:
        """The one that came last: it speaks for those before it."""
        return self.rules[-1]

    @property
    def key(self) -> tuple[int, str]:
        """The text and the audience: one letter tells both of them."""
        return self.deliverable.id, self.rung.audience


@dataclass(frozen=True)
class Plan:
    """A letter that would be written: to whom, about what, and which rungs are its reason.

    The texts whose rung has come stand first, in the order of their rungs. again: what tells it from a letter of the
    same day that was refused.
    """

    user: User
    deliverables: tuple[Deliverable, ...]
    reasons: tuple[Due, ...]
    again: str

    @property
    def rungs(self) -> int:
        """How many of the texts, from the first one, are the reason."""
        return len({one.deliverable.id for one in self.reasons})

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the person's day: that of the capital of the first text."""
        return self.deliverables[0].country.zone


@dataclass(frozen=True)
class Early:
    """Whom a rung that is sent before its time speaks to, and who is left out, having had the mail of today."""

    gets: Sequence[User]
    told: Sequence[User]


def run(at: datetime, *, early: ReminderRule | None = None) -> int:
    """Write the reminders whose moment has come; return how many letters were written.

    Safe to run twice at once: a rung is one row, and a person's day is one key. After downtime the latest missed
    rung speaks for those before it, which are recorded as passed over. early: a rung that an officer sends now.
    """
    come = list(due(at, early=early))
    sent: dict[tuple[int, str], int] = {}
    free, told = _letters(come, at)
    messages = outbox.put_all(_posts(free, at), at=at)
    for plan, message_id in zip(free, messages, strict=True):
        if message_id:
            sent |= {one.key: message_id for one in plan.reasons if one.key not in sent}
    _decide(come, told | sent, at)
    return sum(1 for one in messages if one)


def _posts(plans: Sequence[Plan], at: datetime) -> Iterator[outbox.Post]:
    """Yield the letters; whoever is told the same in the same language gets one that was written once."""
    said = cache(lambda spoken, texts, rung: compose.reminder(voice.anybody(spoken), texts, at, rung))
    for plan in plans:
        letter = said(plan.user.language, plan.deliverables, plan.reasons[0].rung)
        once = f"{Kind.REMINDER}:{plan.user.id}:{at.astimezone(plan.zone).date()}{plan.again}"
        yield outbox.Post(letter, plan.user, [one.id for one in plan.deliverables], once)


def pass_over(deliverable: Deliverable, at: datetime) -> None:
    """Record the rungs that have come as passed over: the letter of a new date has just told what they would tell."""
    off = calendars.holidays(deliverable.country_id)
    rules = reminders.ladder(deliverable.call)
    come = deadlines.rungs_until(rules, deliverable.due_at, deliverable.country.zone, off, at)
    _write([_row(deliverable, rule, None, at) for _moment, rule in come])


def pass_over_rung(rung: ReminderRule, call: Call, at: datetime) -> None:
    """Record a rung as passed over where its moment had come before it was written down."""
    off = calendars.all_holidays()
    texts = [one for one in reminders.owed() if one.call_id == call.id]
    come = [
        one
        for one in texts
        if deadlines.rungs_until([rung], one.due_at, one.country.zone, off.get(one.country_id, set()), at)
    ]
    _write([_row(one, rung, None, at) for one in come])


def preview(at: datetime) -> list[Plan]:
    """Return the letters that run() would write at a moment."""
    free, _told = _letters(list(due(at)), at)
    return free


def whom(rung: ReminderRule, call: Call, at: datetime) -> Early:
    """Return whom a rung of a call would speak to if it were sent now."""
    come = [one for one in due(at, early=rung) if one.deliverable.call_id == call.id and one.rung is rung]
    free, _told = _letters(come, at)
    gets, reach = [one.user for one in free], reminders.reach(at)
    spoken = {user: None for one in come if one.speaks for user in reach.of(rung, one.deliverable)}
    return Early(gets, [user for user in spoken if user not in gets])


def due(at: datetime, *, early: ReminderRule | None = None) -> Iterator[Due]:
    """Yield the texts with rungs whose moment has come and that were not decided yet, by audience.

    A rung from before the call was opened, before the text came back to the country, or before what was decided
    last (a date that was moved) is only passed over: no mail tells what a later one has told. One that is held waits.
    """
    texts = list(owed_with_ladders())
    before = reminders.decided(deliverable.id for deliverable, _rules, _off in texts)
    for deliverable, ladder, off in texts:
        for audience in Audience:
            rules = [one for one in ladder if one.audience == audience and (one.held_at is None or one is early)]
            decided = [one for one in before[deliverable.id] if one.rule.audience == audience]
            found = rules and _due(deliverable, rules, off, decided, at, early)
            if found:
                yield found


def _due(
    deliverable: Deliverable,
    rules: Sequence[ReminderRule],
    off: Container[date],
    decided: Sequence[Reminder],
    at: datetime,
    early: ReminderRule | None,
) -> Due | None:
    """Return what has come for one audience of a text, or None where nothing is fresh."""
    rungs = deadlines.rungs_until(rules, deliverable.due_at, deliverable.country.zone, off, at)
    if early in rules and all(rule is not early for _moment, rule in rungs):
        rungs.append((at, early))  # type: ignore[arg-type]
    done = {(one.rule_id, one.due_at) for one in decided}
    fresh = [rule for _moment, rule in rungs if (rule.id, deliverable.due_at) not in done]
    if not fresh:
        return None
    moment, latest = rungs[-1]
    last = max((one.decided_at for one in decided if one.reason is None), default=None)
    new = latest is fresh[-1] and moment >= _since(deliverable) and (last is None or moment > last)
    return Due(deliverable, new and rules_of.applies(latest, deliverable), tuple(fresh))


def owed_with_ladders(
    *, since: datetime | None = None
) -> Iterator[tuple[Deliverable, Sequence[ReminderRule], Container[date]]]:
    """Yield the texts that are owed, each with the rungs of its call and the days on which its capital is closed."""
    ladders, off = reminders.ladders(), calendars.all_holidays()
    for deliverable in reminders.owed(since=since):
        yield deliverable, ladders.get(deliverable.call_id) or ladders[None], off.get(deliverable.country_id, set())


def _since(deliverable: Deliverable) -> datetime:
    opened = deliverable.call.opened_at
    assert opened is not None
    if deliverable.state in {State.CHANGES_REQUESTED, State.REOPENED}:
        return max(opened, deliverable.changed_at)
    return opened


def _letters(come: Sequence[Due], at: datetime) -> tuple[list[Plan], dict[tuple[int, str], int]]:
    """Return the letters to be written, and by text and audience the letter of today that has told of it already."""
    reached = reminders.reach(at)
    reasons: dict[User, list[Due]] = defaultdict(list)
    for one in come:
        for user in reached.of(one.rung, one.deliverable) if one.speaks else ():
            reasons[user].append(one)
    last = reminders.last_letters(Kind.REMINDER, [user.id for user in reasons])
    owed = _by_country(reminders.owed(draft=True)) if reasons else {}
    plans: list[Plan] = []
    told: dict[tuple[int, str], int] = {}
    for user in sorted(reasons, key=lambda one: one.id):
        mine, today = reasons[user], last.get(user.id)
        refused = today is not None and today.state == "refused"
        if today and not refused and at < _next_morning(today.created_at, mine[0].deliverable.country.zone):
            told |= {one.key: today.id for one in mine if one.deliverable.id in today.about}
            continue
        first = list(dict.fromkeys(one.deliverable for one in mine))
        others = merge(*(owed[one] for one in user.country_ids(at, Role.FOCAL_POINT)), key=_in_order)
        rest = [one for one in others if one not in first]
        again = f":after {today.id}" if today and refused else ""
        plans.append(Plan(user, (*first, *rest), tuple(mine), again))
    return plans, told


def _in_order(text: Deliverable) -> tuple[datetime, int]:
    return text.due_at, text.id


def _by_country(texts: Iterable[Deliverable]) -> Mapping[int, list[Deliverable]]:
    found: dict[int, list[Deliverable]] = defaultdict(list)
    for one in texts:
        found[one.country_id].append(one)
    return found


def _next_morning(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), deadlines.MORNING, zone)


def _decide(come: Sequence[Due], letters: Mapping[tuple[int, str], int], at: datetime) -> None:
    """Record the rungs: the latest with its letter, those before it as passed over.

    A rung that should speak and reached nobody stays open: it speaks when there is somebody, or tomorrow. The
    officers' is told in their letter of noon.
    """
    rows = []
    for one in come:
        letter = letters.get(one.key)
        if one.speaks and letter is None and one.rung.audience != Audience.OFFICERS:
            continue
        rows += [_row(one.deliverable, rule, None, at) for rule in one.rules[:-1]]
        rows.append(_row(one.deliverable, one.rung, letter if one.speaks else None, at))
    _write(rows)


def _write(rows: Sequence[dict[str, object]]) -> None:
    if rows:
        db.session.execute(insert(Reminder).on_conflict_do_nothing(), rows)


def _row(deliverable: Deliverable, rule: ReminderRule, message_id: int | None, at: datetime) -> dict[str, object]:
    return {
        "deliverable_id": deliverable.id,
        "rule_id": rule.id,
        "due_at": deliverable.due_at,
        "decided_at": at,
        "message_id": message_id,
    }
