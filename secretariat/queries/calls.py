"""What pages read of calls: the list of a meeting, one call with its countries, and who would be mailed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import any_, func, select
from sqlalchemy.orm import joinedload, selectinload

from secretariat.database import db
from secretariat.models.calls import Call, CallChange, CallField
from secretariat.models.countries import Country, Holiday, Pillar, said
from secretariat.models.deliverables import HANDED_IN, WITH_THE_COUNTRY, Answer, Attachment, Deliverable, State
from secretariat.models.meetings import Meeting
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role, User
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.rules import answers, policy
from secretariat.rules.predicates import Who

BEGUN = (State.DRAFT, State.CLEARED, State.CHANGES_REQUESTED, State.REOPENED)


@dataclass(frozen=True)
class Sheet:
    """A call with its texts in the order of the countries' codes: marks for the strip, and how many are in."""

    call: Call
    texts: list[Deliverable]
    marks: list[str]

    @property
    def arrived(self) -> int:
        """How many texts are in."""
        return self.marks.count("in")

    @property
    def overdue(self) -> int:
        """How many are owed after their due moment."""
        return self.marks.count("overdue")

    @property
    def begun(self) -> int:
        """How many are begun and not yet due."""
        return self.marks.count("begun")

    @property
    def owed(self) -> int:
        """How many are still with the country, due or not."""
        return sum(1 for one in self.texts if one.state in WITH_THE_COUNTRY)


def coming_meeting(at: datetime) -> Meeting | None:
    """Return the next planned meeting, or the last one there was."""
    planned = select(Meeting).where(Meeting.status == "planned", Meeting.ends_on >= at.date())
    coming = db.session.scalars(planned.order_by(Meeting.starts_on).limit(1)).one_or_none()
    return coming or db.session.scalars(select(Meeting).order_by(Meeting.starts_on.desc()).limit(1)).one_or_none()


def of_meeting(meeting: Meeting, who: Who) -> list[Sheet]:
    """Return the calls of a meeting that somebody may see, with the texts that they may know of, by number."""
    calls = db.session.scalars(
        select(Call)
        .where(Call.meeting_id == meeting.id, policy.visible(who, Call))
        .options(joinedload(Call.pillar))
        .order_by(Call.number)
    ).all()
    texts = db.session.scalars(
        select(Deliverable)
        .where(Deliverable.call_id.in_([one.id for one in calls]), policy.visible(who, Deliverable))
        .join(Deliverable.country)
        .order_by(Country.alpha2)
    ).all()
    of_call: dict[int, list[Deliverable]] = defaultdict(list)
    for text in texts:
        of_call[text.call_id].append(text)
    return [sheet(call, of_call[call.id], who.at) for call in calls]


def sheet(call: Call, texts: list[Deliverable], at: datetime) -> Sheet:
    """Return a call with its texts."""
    return Sheet(call, texts, [mark(one, at) for one in texts])


def mark(text: Deliverable, at: datetime) -> str:
    """Return how the strip draws a text: 'in', 'begun', 'none' or 'overdue'."""
    if text.state in HANDED_IN:
        return "in"
    if text.overdue(at):
        return "overdue"
    return "begun" if text.state in BEGUN else "none"


def one(call_id: int) -> Call | None:
    """Return a call with its questions and pillar."""
    return db.session.scalars(
        select(Call).where(Call.id == call_id).options(selectinload(Call.fields), joinedload(Call.pillar))
    ).one_or_none()


def texts_of(call: Call, who: Who) -> list[Deliverable]:
    """Return the texts of a call that somebody may know of, in the order of the countries' codes."""
    found = (
        select(Deliverable)
        .where(Deliverable.call_id == call.id, policy.visible(who, Deliverable))
        .join(Deliverable.country)
        .order_by(Country.alpha2)
    )
    return list(db.session.scalars(found))


def text_of(call_id: int, alpha2: str) -> Deliverable | None:
    """Return one country's text for a call, with its versions."""
    return db.session.scalars(
        select(Deliverable)
        .join(Deliverable.country)
        .where(Deliverable.call_id == call_id, Country.alpha2 == alpha2.upper())
        .options(joinedload(Deliverable.call), selectinload(Deliverable.versions), joinedload(Deliverable.reviewer))
    ).one_or_none()


def earlier(meeting: Meeting) -> Sequence[Call]:
    """Return all calls there are, newest first, those of this meeting before the others: to start from one."""
    return db.session.scalars(
        select(Call)
        .join(Call.meeting)
        .order_by(Call.meeting_id != meeting.id, Meeting.starts_on.desc(), Call.number.desc())
    ).all()


def next_number(meeting: Meeting) -> int:
    """Return the number that the next call of a meeting gets."""
    return (db.session.scalar(select(func.max(Call.number)).where(Call.meeting_id == meeting.id)) or 0) + 1


def countries() -> Sequence[Country]:
    """Return all endorsing countries, in the order of their codes."""
    return db.session.scalars(select(Country).order_by(Country.alpha2)).all()


def pillars() -> Sequence[Pillar]:
    """Return the pillars in their order."""
    return db.session.scalars(select(Pillar).order_by(Pillar.number)).all()


def changes(call: Call, *, since: int = 0) -> list[CallChange]:
    """Return what was changed in a call while it was open, after a change with a number, in order."""
    found = select(CallChange).where(CallChange.call_id == call.id, CallChange.number > since)
    return list(db.session.scalars(found.order_by(CallChange.number)))


def focal_points(at: datetime) -> dict[int, list[User]]:
    """Return the active focal points of every country, by its id, in the order of their accounts."""
    held = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    found: dict[int, list[User]] = defaultdict(list)
    rows = db.session.execute(
        select(Membership.country_id, User)
        .join(Membership.user)
        .where(held, Membership.role == Role.FOCAL_POINT, User.active)
        .order_by(User.id)
    )
    for country_id, user in rows.unique():
        if country_id is not None and user not in found[country_id]:
            found[country_id].append(user)
    return found


def holidays_around(day: date, language: str, days: int = 21) -> dict[int, dict[date, str]]:
    """Return the names of the holidays within some days of one, by country: {country id: {day: name}}.

    language: of the names; one that is not known in it is given in English.
    """
    found: dict[int, dict[date, str]] = defaultdict(dict)
    near = Holiday.day.between(day - timedelta(days=days), day + timedelta(days=days))
    for country_id, when, names in db.session.execute(
        select(Holiday.country_id, Holiday.day, Holiday.names).where(near).order_by(Holiday.day)
    ):
        found[country_id][when] = said(names, language)
    return found


def rungs(call: Call) -> list[tuple[ReminderRule, int]]:
    """Return a call's reminders in order, its own or the house's, each with to how many countries it was sent.

    A country counts where a letter of the rung's own was written about its text and was not cancelled before it left.
    """
    rules = db.session.scalars(
        select(ReminderRule)
        .where((ReminderRule.call_id == call.id) | ReminderRule.call_id.is_(None), ReminderRule.retired_at.is_(None))
        .order_by(ReminderRule.offset_days, ReminderRule.id)
    ).all()
    own = [rule for rule in rules if rule.call_id == call.id]
    spoke = (Reminder.deliverable_id == any_(Message.about)) & (Message.state != "cancelled")
    counts = db.session.execute(
        select(Reminder.rule_id, func.count(Reminder.deliverable_id.distinct()))
        .join(Reminder.deliverable)
        .where(Deliverable.call_id == call.id, Reminder.message_id.is_not(None))
        .where(select(Message.id).where(Message.created_at == Reminder.decided_at, spoke).exists())
        .group_by(Reminder.rule_id)
    )
    sent = {row[0]: row[1] for row in counts}
    return [(rule, sent.get(rule.id, 0)) for rule in own or rules]


def cleared(call: Call) -> int:
    """Return how many texts of a call are cleared and not sent yet, where it wants a clearance."""
    ready = select(func.count()).where(Deliverable.call_id == call.id, Deliverable.state == State.CLEARED)
    return (db.session.scalar(ready) or 0) if call.needs_clearance else 0


def answered_by(field: CallField) -> int:
    """Return how many countries have written or attached something to a question."""
    written = db.session.execute(select(Answer.deliverable_id, Answer.value).where(Answer.field_id == field.id))
    attached = select(Attachment.deliverable_id).where(Attachment.field_id == field.id, Attachment.removed_at.is_(None))
    there = {text for text, value in written if not answers.is_empty(field.kind, value)}
    return len(there | {*db.session.scalars(attached)})
