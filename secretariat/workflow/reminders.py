"""Reminding: each rung of a ladder once, one mail a day to a person, about everything that they owe."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.mail import compose, outbox
from secretariat.mail.compose import voice
from secretariat.mail.letter import Kind
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import COUNTRY_ROLES, Role, User
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.queries import calendars, reminders
from secretariat.queries.reminders import Last
from secretariat.rules import deadlines
from secretariat.rules import reminders as rules
from secretariat.rules.reminders import Reasons
from secretariat.workflow.reasons import Due, due, readers

# After it no rung speaks: 30 days (the table's own limit), and the days by which a holiday may put one off.
LONGEST_LADDER = timedelta(days=45)
# Before it no letter is of today in any capital.
ANY_TODAY = timedelta(days=2)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """A letter that would be written: to whom, about what, and which rungs are its reason.

    The most urgent text stands first, whatever rung is the reason. audience: as whom it speaks to the person · again:
    what tells it from a letter of the same day that was refused.
    """

    user: User
    deliverables: tuple[Deliverable, ...]
    reasons: tuple[Due, ...]
    audience: str
    again: str

    @property
    def country(self) -> Country:
        """The country in whose capital the person's day is counted: that of the first rung's text."""
        return self.reasons[0].deliverable.country


@dataclass(frozen=True)
class Early:
    """Whom a rung that is sent before its time speaks to, and who is left out and keeps it for its own day.

    again: the text that can be reminded of first among those left out, and from when.
    """

    gets: Sequence[User]
    told: Sequence[User]
    again: tuple[datetime, Deliverable] | None


@dataclass(frozen=True)
class Letters:
    """What is to be written, and what need not: by text and audience the letter of today that has told of it already.

    free: when people who have had their mail of today can be written to again.
    """

    plans: Sequence[Plan]
    told: Mapping[tuple[int, str], int]
    free: Mapping[User, datetime]


def run(at: datetime, *, early: ReminderRule | None = None) -> int:
    """Write the reminders whose moment has come; return how many letters were written.

    Safe to run twice at once: a rung is one row, and a person's day is one key. After downtime the latest missed
    rung whose condition holds speaks for the others, which are recorded as passed over. early: a rung that an officer
    sends now.
    """
    come = list(due(at, early=early))
    sent: dict[tuple[int, str], int] = {}
    found = _letters(come, at)
    messages = outbox.put_all(_posts(found.plans, at), at=at)
    for plan, message_id in zip(found.plans, messages, strict=True):
        if message_id:
            sent |= {one.key: message_id for one in plan.reasons if one.key not in sent}
    _decide(come, {**found.told, **sent}, at)
    return sum(1 for one in messages if one)


def _posts(plans: Sequence[Plan], at: datetime) -> Iterator[outbox.Post]:
    """Yield the letters; whoever is told the same in the same language gets one that was written once."""
    said = cache(lambda spoken, texts, *why: compose.reminder(voice.anybody(spoken), texts, at, *why))
    for plan in plans:
        letter = said(plan.user.language, plan.deliverables, _rungs(plan.reasons), plan.audience)
        once = f"{Kind.REMINDER}:{plan.user.id}:{at.astimezone(plan.country.zone).date()}{plan.again}"
        yield outbox.Post(letter, plan.user, [one.id for one in plan.deliverables], once)


def pass_over(deliverable: Deliverable, at: datetime) -> None:
    """Record the rungs that have come as passed over: the letter of a new date has just told what they would tell.

    One that is held waits for its release in any case.
    """
    off = calendars.holidays(deliverable.country_id)
    rules = [one for one in reminders.ladder(deliverable.call) if one.held_at is None]
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


def whom(rung: ReminderRule, call: Call, at: datetime) -> Early:
    """Return whom a rung of a call would speak to if it were sent now."""
    come = [one for one in due(at, early=rung) if one.deliverable.call_id == call.id and one.early]
    found = _letters(come, at)
    gets = [one.user for one in found.plans]
    spoken = [(one.deliverable, users) for one, users in readers(come, at)]
    told = dict.fromkeys(user for _text, users in spoken for user in users if user not in gets)
    again = [(max(found.free.get(user, at) for user in users), text) for text, users in spoken if users]
    waits = [one for one in again if one[0] > at]
    return Early(gets, list(told), min(waits, key=lambda one: one[0], default=None))


def _letters(come: Sequence[Due], at: datetime) -> Letters:
    """Return the letters to be written, and which of today's have told of a text already.

    A rung that is sent early waits for its own day where it finds somebody who has had today's mail: it is one for
    the country, and they would never get it. So waits one that has spoken, for the new readers that it was given.
    """
    reasons = _reasons(come, at)
    last = reminders.last_letters(Kind.REMINDER, [user.id for user in reasons], since=at - ANY_TODAY)
    free = _free(reasons, last, at)
    wait = {one.key for user in free for one in reasons[user] if one.early or _anew(one, last[user.id])}
    owed = _by_country(reminders.owed(draft=True)) if reasons else {}
    later = _later(reasons, at)
    plans: list[Plan] = []
    told: dict[tuple[int, str], int] = {}
    for user in sorted(reasons, key=lambda one: one.id):
        mine, newest = [one for one in reasons[user] if one.key not in wait], last.get(user.id)
        if newest and user in free:
            told |= {one.key: newest.letter.id for one in mine if _covered(one, newest)}
        elif mine:
            others = chain(_beside(user, owed, at), later.get(user, ()))
            plans.append(_plan(user, mine, others, newest, at))
    return Letters(plans, told, free)


def _reasons(come: Sequence[Due], at: datetime) -> Mapping[User, list[Due]]:
    """Return what speaks to each person."""
    reasons: dict[User, list[Due]] = defaultdict(list)
    for one, users in readers(come, at):
        for user in users:
            reasons[user].append(one)
    return reasons


def _later(reasons: Mapping[User, list[Due]], at: datetime) -> Mapping[User, list[Deliverable]]:
    """Return what a rung of today will say in another capital to people of several countries.

    Their one mail of the day leaves in the first of them, and so names it too.
    """
    several = [user for user in reasons if len(user.country_ids(at, *COUNTRY_ROLES)) > 1]
    come = [one for one in due(at + A_DAY) if one.moment > at and _today(one, at)] if several else []
    found = _reasons(come, at) if come else {}
    return {user: [one.deliverable for one in theirs] for user, theirs in found.items() if user in several}


def _today(one: Due, at: datetime) -> bool:
    """Tell whether a rung comes on a day in its capital."""
    zone = one.deliverable.country.zone
    return one.moment.astimezone(zone).date() == at.astimezone(zone).date()


def _anew(one: Due, letter: Last) -> bool:
    """Tell whether a rung speaks to readers whom it was given since, and the letter of today does not say it."""
    return bool(one.told) and not _covered(one, letter)


def _free(reasons: Mapping[User, list[Due]], last: Mapping[int, Last], at: datetime) -> dict[User, datetime]:
    """Return who has had the mail of today, unless it was refused, and when they can be written to again."""
    free = {}
    for user, (first, *_others) in reasons.items():
        newest = last.get(user.id)
        if newest and newest.letter.state != "refused":
            free[user] = _next_morning(newest.said_at, first.deliverable.country.zone)
    return {user: morning for user, morning in free.items() if at < morning}


def _covered(one: Due, letter: Last) -> bool:
    """Tell whether a letter of the day on which a rung came has told of its text.

    A rung of an earlier day, released since, still says what it says: tomorrow.
    """
    return _today(one, letter.said_at) and one.deliverable.id in letter.letter.about


def _beside(user: User, owed: Mapping[int, Sequence[Deliverable]], at: datetime) -> Iterator[Deliverable]:
    """Yield what a letter to a person names beside the texts of its rungs."""
    texts = chain.from_iterable(owed[one] for one in user.country_ids(at, Role.FOCAL_POINT, Role.APPROVER))
    return (one for one in texts if rules.reminds(user, one, at))


def _plan(user: User, mine: Sequence[Due], others: Iterable[Deliverable], newest: Last | None, at: datetime) -> Plan:
    """Return a letter to a person. newest: the one before it, which may be one of today that was refused."""
    texts = list(dict.fromkeys((*(one.deliverable for one in mine), *others)))
    audience = rules.speaks_as(user, texts, _rungs(mine), at)
    again = f":after {newest.letter.id}" if newest and newest.letter.state == "refused" else ""
    return Plan(user, tuple(rules.in_order(texts, audience, at)), tuple(mine), audience, again)


def _rungs(mine: Sequence[Due]) -> Reasons:
    return tuple((one.deliverable, one.rung) for one in mine)


def _by_country(texts: Iterable[Deliverable]) -> Mapping[int, list[Deliverable]]:
    found: dict[int, list[Deliverable]] = defaultdict(list)
    for one in texts:
        found[one.country_id].append(one)
    return found


def _next_morning(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), deadlines.MORNING, zone)


def _decide(come: Sequence[Due], letters: Mapping[tuple[int, str], int], at: datetime) -> None:
    """Record the rungs: the one that speaks with its letter, the others as passed over.

    A rung that should speak and reached nobody stays open: it speaks when there is somebody, or tomorrow. The
    officers' is told in their letter of noon, after its own day.
    """
    rows = []
    for one in come:
        letter = letters.get(one.key)
        if one.speaks and letter is None and (one.early or one.rung.audience != Audience.OFFICERS):
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
        "offset_days": rule.offset_days,
        "audience": rule.audience,
        "decided_at": at,
        "message_id": message_id,
    }
