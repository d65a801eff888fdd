"""Changing a call that is open: every draft keeps its answers, every country is told once, what was sent stays."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from secretariat.clock import SECRETARIAT_ZONE, zone
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox, replies
from secretariat.mail.compose import Kind
from secretariat.models.calls import Call, CallChange, CallField
from secretariat.models.deliverables import Answer, Attachment, Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.queries import calendars
from secretariat.queries import calls as queries
from secretariat.rules import changes, deadlines, net
from secretariat.rules.changes import Change, Facts
from secretariat.workflow import reminders

# Whoever changes one question changes three: the letter waits, and says all of them.
QUIET = timedelta(minutes=30)
# Only the Secretariat could give it back.
DONE = (State.APPROVED, State.PUBLISHED, State.REJECTED, State.WAIVED)


def note(call: Call, found: Sequence[Change], *, by: User, at: datetime, tell: bool = True) -> CallChange | None:
    """Keep what was changed in an open call, and see that each country is told; None where nothing was.

    tell: whether a letter of its own is wanted; not where another one says it. One that waits speaks of it in any case.
    """
    if not found:
        return None
    number = (db.session.scalar(select(func.max(CallChange.number)).where(CallChange.call_id == call.id)) or 0) + 1
    row = CallChange(call_id=call.id, number=number, at=at, by_id=by.id, changes=list(found))
    db.session.add(row)
    db.session.flush()
    if any(changes.told(one) for one in found):
        _tell(call, number, by, at, begin=tell)
    return row


def _tell(call: Call, number: int, by: User, at: datetime, *, begin: bool) -> None:
    """Write to the focal points of the countries that have the call; a letter that still waits says it too.

    Whoever changes it needs no mail of it, nor does a country that has nothing more to do for the call. begin:
    whether to begin a letter for those for whom none waits.
    """
    focal_points = queries.focal_points(at)
    texts = db.session.scalars(
        select(Deliverable).where(Deliverable.call_id == call.id, Deliverable.state.not_in(DONE))
    ).all()
    for text in texts:
        for person in focal_points[text.country_id]:
            if person.id != by.id:
                _write(call, text, person, number, at, begin=begin)


def _write(call: Call, text: Deliverable, person: User, number: int, at: datetime, *, begin: bool) -> None:
    """Write what the changes come to since the last letter; one that waits is written anew, or says nothing any more.

    Where somebody of the country has looked meanwhile, it says too what was put back since.
    """
    begins = f"{Kind.CALL_CHANGED}:{call.id}:"
    waiting = _waiting(person, begins)
    first = int((waiting.once or "").split(":")[2]) if waiting else number
    if waiting is None and not begin:
        return
    rows = queries.changes(call, since=first - 1)
    unseen = (one for row in rows if row.number > text.seen_change for one in row.changes)
    found = net.to_tell((one for row in rows for one in row.changes), unseen)
    if not found:
        if waiting:
            waiting.state, waiting.reply = "cancelled", replies.UNDONE
        return
    letter = compose.call_changed(text, person, found)
    if waiting is None:
        made = outbox.put(letter, to=person, at=at, about=[text.id], once=f"{begins}{number}:{person.id}")
        if made:
            made.next_attempt_at = func.now() + QUIET
        return
    for column, value in outbox.rendered(letter, person).items():
        setattr(waiting, column, value)


def _waiting(person: User, begins: str) -> Message | None:
    """Return the latest letter about a call, locked, if it was not tried yet nor put into other words by an officer.

    begins: its `once`.
    """
    return db.session.scalars(
        select(Message)
        .where(
            Message.user_id == person.id,
            Message.kind == Kind.CALL_CHANGED,
            Message.state == "waiting",
            Message.attempts == 0,
            Message.edited_at.is_(None),
            Message.once.startswith(begins),
        )
        .order_by(Message.id.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def may_change(call: Call, number: int) -> None:
    """Raise Refused where a change would rename what countries have sent already."""
    if number != call.number:
        raise Refused(_("The number of an open call stays: the symbols of its texts bear it."), field="number")


def may_fix(day: date | None, before: date | None, *, at: datetime) -> None:
    """Raise Refused where an answer of an open call would be fixed before anybody knew; from today on is soon enough.

    before: the day from which on it was fixed until now.
    """
    today = at.astimezone(zone(SECRETARIAT_ZONE)).date()
    if day and day != before and day < today:
        raise Refused(_("This day has passed already; choose today or a later one."), field="frozen_from")


def answerable(day: date | None, *, at: datetime) -> None:
    """Raise Refused where a new question of an open call would be fixed before anybody can answer it."""
    if day and day <= at.astimezone(zone(SECRETARIAT_ZONE)).date():
        raise Refused(_("The call is open: by this day nobody could answer the new question."), field="frozen_from")


def keep_answers(field: CallField, before: Facts) -> None:
    """Raise Refused where a question that was answered would no longer hold its answers."""
    if not answered(field):
        return
    if field.kind != before["kind"]:
        sentence = _("Countries have answered this question; ask a new one instead of changing the kind of its answer.")
        raise Refused(sentence, field="kind")
    for name, control in (("choices", "choice"), ("columns", "column")):
        gone = _codes(before["details"], name) - _codes(field.details, name)
        if gone:
            sentence = _("Countries may have used what you take out here; it can be reworded, not removed.")
            raise Refused(sentence, field=control)


def _codes(details: Facts, name: str) -> set[str]:
    return {one["code"] for one in details.get(name, ())}


def answered(field: CallField) -> bool:
    """Tell whether any country has written or attached anything to a question."""
    found = (select(model.id).where(model.field_id == field.id).limit(1) for model in (Answer, Attachment))
    return any(db.session.scalar(one) is not None for one in found)


def retire(field: CallField, *, at: datetime) -> None:
    """Take a question out of an open call; what was answered to it stays in the database."""
    if len(field.call.fields) == 1:
        raise Refused(_("A call needs at least one question."))
    # Behind all others: the places of those that are asked have no gaps.
    field.retired_at, field.position = at, -field.id


def move_due(call: Call, *, at: datetime) -> None:
    """Reckon the due moments anew; an extension stays where it ends later, and is none any more where it does not.

    Raises Refused for a date that has passed already.
    """
    off = calendars.all_holidays()
    texts = db.session.scalars(select(Deliverable).where(Deliverable.call_id == call.id)).all()
    for text in texts:
        due = deadlines.due_moment(call, text.country, off[text.country_id])
        if due <= at:
            raise Refused(_("This date has passed already; choose a later one."), field="day")
        if text.extension_reason is None or text.due_at <= due:
            text.due_at, text.extension_reason = due, None
        # The letter about the new date tells what a reminder of the same day would.
        reminders.pass_over(text, at)
    db.session.flush()


def seen(text: Deliverable, *, upto: int) -> None:
    """Keep that a country has seen the changes of a call up to a number."""
    last = db.session.scalar(select(func.max(CallChange.number)).where(CallChange.call_id == text.call_id)) or 0
    text.seen_change = max(text.seen_change, min(upto, last))
