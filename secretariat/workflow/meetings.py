"""Moving a meeting to other days: what is due at a distance from it moves along, and the countries are told once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.mail.compose import Kind
from secretariat.models.calls import Call
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.queries import calls as queries
from secretariat.rules.actions import Action
from secretariat.workflow import audit, revising, step


def move(meeting: Meeting, *, starts_on: date, ends_on: date, by: User, at: datetime) -> int:
    """Put a meeting on other days; return how many letters were written.

    Calls that are due so many days before it move along, their ladders too. Raises Refused, naming the control.
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
    before: dict[int, datetime] = {}
    for call in following(meeting):
        before |= _move(call, distance, at)
    return _tell(meeting, before, by, at)


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


def _move(call: Call, distance: timedelta, at: datetime) -> dict[int, datetime]:
    """Move a call; return when each of its texts was due before."""
    assert call.due_on is not None  # the database holds it for whatever has a distance
    call.due_on += distance
    call.ladder = [line | {"on": later(line["on"], distance)} for line in call.ladder]
    if call.opened_at is None:
        return {}
    texts = db.session.scalars(select(Deliverable).where(Deliverable.call_id == call.id)).all()
    before = {text.id: text.due_at for text in texts}
    try:
        revising.move_due(call, at=at)
    except Refused as error:
        sentence = _("%(call)s would be due in the past: %(why)s", call=call.symbol, why=error.sentence)
        raise Refused(sentence, field="starts_on") from error
    return before


def later(day: str | None, distance: timedelta) -> str | None:
    """Return a day of a ladder, so much later."""
    return (date.fromisoformat(day) + distance).isoformat() if day else None


def _tell(meeting: Meeting, before: Mapping[int, datetime], by: User, at: datetime) -> int:
    """Write one letter to each focal point but `by` about all that the country still owes; return how many."""
    owed: dict[int, list[Deliverable]] = defaultdict(list)
    found = select(Deliverable).where(Deliverable.id.in_(before), Deliverable.state.in_(WITH_THE_COUNTRY))
    for text in db.session.scalars(found.order_by(Deliverable.due_at, Deliverable.id)):
        if text.due_at != before[text.id]:
            owed[text.country_id].append(text)
    mails = 0
    for country_id, people in queries.focal_points(at).items():
        for person in (one for one in people if owed[country_id] and one.id != by.id):
            letter = compose.due_moved(meeting, person, owed[country_id], before)
            about = [one.id for one in owed[country_id]]
            once = f"{Kind.DUE_MOVED}:{meeting.id}:{at.isoformat()}:{person.id}"
            mails += outbox.put(letter, to=person, at=at, about=about, once=once) is not None
    return mails
