"""Moving a meeting to other days: what is due at a distance from it moves along, and the countries are told once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat import formats
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.mail.compose import Kind, voice
from secretariat.models.calls import Call, CallField
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.queries import calls as queries
from secretariat.rules import changes, questions
from secretariat.rules.actions import Action
from secretariat.rules.changes import Change
from secretariat.workflow import audit, revising, step


@dataclass(frozen=True)
class Moved:
    """What moved along: when each text was due before, by its id; and what became of the questions, by their call's."""

    due: dict[int, datetime]
    days: dict[int, list[Change]]


def move(meeting: Meeting, *, starts_on: date, ends_on: date, by: User, at: datetime) -> int:
    """Put a meeting on other days; return how many letters were written.

    Calls that are due so many days before it move along, their ladders and the days of their questions too; an answer
    that is fixed already stays fixed. Raises Refused, naming the control.
    """
    step.ask(Action.MOVE_MEETING, meeting, by=by, at=at)
    db.session.scalars(select(Meeting).where(Meeting.id == meeting.id).with_for_update(of=Meeting)).one()
    may_be(starts_on, ends_on, at)
    days = {"before": meeting.starts_on.isoformat(), "after": starts_on.isoformat()}
    distance = starts_on - meeting.starts_on
    meeting.starts_on, meeting.ends_on = starts_on, ends_on
    audit.write(Action.MOVE_MEETING, meeting, by=by, at=at, **days)
    if not distance:
        return 0
    moved = Moved({}, {})
    today = latest_day(at)
    for call in following(meeting):
        _move(call, distance, moved, by, at, today)
    return _tell(meeting, moved, by, at)


def may_be(starts_on: date, ends_on: date, at: datetime) -> None:
    """Raise Refused where a meeting cannot be on these days."""
    if ends_on < starts_on:
        raise Refused(_("A meeting ends on its first day or later."), field="ends_on")
    if starts_on <= at.date():
        raise Refused(_("This day has passed already; choose a later one."), field="starts_on")


def following(meeting: Meeting) -> Sequence[Call]:
    """Return the calls whose date follows a meeting and that are not over, locked, in order."""
    found = select(Call).where(Call.meeting_id == meeting.id, Call.due_days.is_not(None), Call.closed_at.is_(None))
    return db.session.scalars(found.order_by(Call.number).with_for_update(of=Call)).all()


def _move(call: Call, distance: timedelta, moved: Moved, by: User, at: datetime, today: date) -> None:
    """Move a call, and keep what became of it where it is open. today: the latest day that it is in a capital."""
    assert call.due_on is not None  # the database holds it for whatever has a distance
    before = changes.facts(call)
    call.due_on += distance
    call.ladder = [line | {"on": later(line["on"], distance)} for line in call.ladder]
    days = _move_days(call, distance, today if call.opened_at else None)
    if days:
        audit.write(Action.EDIT_CALL, call, by=by, at=at, moves=[one["key"] for one in days], days=days)
    if call.opened_at is None:
        return
    texts = db.session.scalars(select(Deliverable).where(Deliverable.call_id == call.id)).all()
    moved.due.update({text.id: text.due_at for text in texts})
    moved.days[call.id] = days
    try:
        revising.move_due(call, at=at)
    except Refused as error:
        sentence = _("%(call)s would be due in the past: %(why)s", call=call.symbol, why=error.sentence)
        raise Refused(sentence, field="starts_on") from error
    found = changes.between("call", None, before, changes.facts(call)) + days
    revising.note(call, found, by=by, at=at, tell=False)


def _move_days(call: Call, distance: timedelta, today: date | None) -> list[Change]:
    """Move the days of a call's questions; return what changed. Raises Refused where an answer would be fixed by it."""
    found: list[Change] = []
    for field in call.fields:
        before = changes.facts(field)
        was_fixed = today is not None and questions.fixed(field, today)
        for name, day in questions.moved_days(field, distance, today).items():
            setattr(field, name, day)
        if today and questions.fixed(field, today) and not was_fixed:
            raise Refused(_fixed_by_it(call, field), field="starts_on")
        found += changes.between("question", field.key, before, changes.facts(field))
    return found


def _fixed_by_it(call: Call, field: CallField) -> str:
    language = voice.language()
    return _(
        "‘%(question)s’ of %(call)s would be fixed from %(day)s on, before anybody knew; give it another day first.",
        question=field.label(language),
        call=call.symbol,
        day=formats.day(field.frozen_from, language) if field.frozen_from else "",
    )


def latest_day(at: datetime) -> date:
    """Return the latest day that it is in a capital at a moment: what is fixed from it on is fixed somewhere."""
    return max((at.astimezone(one.zone).date() for one in queries.countries()), default=at.date())


def later(day: str | None, distance: timedelta) -> str | None:
    """Return a day of a ladder, so much later."""
    return (date.fromisoformat(day) + distance).isoformat() if day else None


def _tell(meeting: Meeting, moved: Moved, by: User, at: datetime) -> int:
    """Write one letter to each focal point but `by` about all that the country still owes; return how many."""
    owed: dict[int, list[Deliverable]] = defaultdict(list)
    found = select(Deliverable).where(Deliverable.id.in_(moved.due), Deliverable.state.in_(WITH_THE_COUNTRY))
    for text in db.session.scalars(found.order_by(Deliverable.due_at, Deliverable.id)):
        if text.due_at != moved.due[text.id] or moved.days[text.call_id]:
            owed[text.country_id].append(text)
    mails = 0
    for country_id, people in queries.focal_points(at).items():
        for person in (one for one in people if owed[country_id] and one.id != by.id):
            letter = compose.due_moved(meeting, person, owed[country_id], moved.due, moved.days)
            about = [one.id for one in owed[country_id]]
            once = f"{Kind.DUE_MOVED}:{meeting.id}:{at.isoformat()}:{person.id}"
            mails += outbox.put(letter, to=person, at=at, about=about, once=once) is not None
    return mails
