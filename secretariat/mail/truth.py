"""Whether what a letter says still holds when it leaves. Recipients are decided at sending time.

Only before the first attempt: afterwards its bytes are fixed, since a copy may have arrived.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from secretariat.database import db
from secretariat.mail import compose, outbox, replies, wishes
from secretariat.mail.letter import Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.notices import Notice
from secretariat.models.people import Role
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.rules import filters, reminders


def holds(message: Message, at: datetime) -> bool:
    """Tell whether a message may leave. One that became untrue is cancelled, one partly untrue written anew."""
    if message.attempts:
        return True
    if not message.user.active or wishes.muted(message):
        return _cancel(message, replies.MUTED if message.user.active else replies.CLOSED)
    if message.kind == Kind.NOTICE:
        return _still_on_the_list(message, at)
    if message.kind == Kind.REMINDER:
        return _still_owed(message, at)
    if message.kind == Kind.OVERDUE:
        return _still_overdue(message, at)
    return True


def _still_owed(message: Message, at: datetime) -> bool:
    """Ask the rungs again that speak in a reminder; what it names beside them need only be owed."""
    rungs = _rungs_of(message)

    def stands(text: Deliverable) -> bool:
        return any(reminders.reminds(message.user, text, at, rung) for rung in rungs.get(text.id, [None]))

    still = [one for one in _things(message) if stands(one)]
    if not still:
        return _cancel(message, replies.HANDED_IN)
    if len(still) < len(message.about):
        reason, *_others = rungs.get(still[0].id, [None])
        return _write_anew(message, still, compose.reminder(message.user, still, at, reason))
    return True


def _rungs_of(message: Message) -> dict[int, list[ReminderRule | None]]:
    """Return the rungs that speak in a reminder, by text."""
    found: dict[int, list[ReminderRule | None]] = defaultdict(list)
    rows = select(Reminder).where(Reminder.message_id == message.id).options(joinedload(Reminder.rule))
    for one in db.session.scalars(rows.order_by(Reminder.id)):
        found[one.deliverable_id].append(one.rule)
    return found


def _still_overdue(message: Message, at: datetime) -> bool:
    still = [one for one in _things(message) if reminders.reports(message.user, one, at)]
    if not still:
        return _cancel(message, replies.HANDED_IN)
    if len(still) < len(message.about):
        return _write_anew(message, still, compose.overdue(message.user, still, at))
    return True


def _things(message: Message) -> list[Deliverable]:
    """Return the texts that a message is about, in its order."""
    rows = select(Deliverable).where(Deliverable.id.in_(message.about)).options(joinedload(Deliverable.call))
    found = {one.id: one for one in db.session.scalars(rows)}
    return [found[one] for one in message.about if one in found]


def _still_on_the_list(message: Message, at: datetime) -> bool:
    """Ask the list again that an officer wrote to; a copy that somebody sends by hand is not asked."""
    kind, number, *_user = (message.once or "").split(":")
    notice = db.session.get(Notice, int(number)) if kind == Kind.NOTICE else None
    if notice is None:
        return True
    of = message.user.country_ids(at, Role.FOCAL_POINT)
    listed = select(Deliverable).where(
        Deliverable.id.in_(message.about),
        Deliverable.country_id.in_(of),
        *filters.conditions(filters.View.read(notice.view), at),
    )
    still = db.session.scalars(listed.order_by(Deliverable.due_at, Deliverable.id)).all()
    if not still:
        return _cancel(message, replies.OFF_LIST)
    if len(still) < len(message.about):
        return _write_anew(message, still, compose.notice(notice, message.user, still, at))
    return True


def _write_anew(message: Message, still: Sequence[Deliverable], letter: Letter) -> bool:
    """Write a message about what is left of it; one whose words an officer changed is held for them to look at."""
    message.about = [one.id for one in still]
    if message.edited_at is not None:
        message.state, message.reply = "held", replies.PARTLY
        return False
    for column, value in outbox.rendered(letter, message.user).items():
        setattr(message, column, value)
    return True


def _cancel(message: Message, why: str) -> bool:
    message.state, message.reply = "cancelled", why
    return False
