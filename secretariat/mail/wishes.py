"""What people want no mail of. Asked when a letter leaves, so that a change of mind counts at once."""

from collections.abc import Container, Iterable

from sqlalchemy import select
from sqlalchemy.orm import aliased

from secretariat.database import db
from secretariat.mail.letter import MUTABLE, Kind
from secretariat.models.messages import Message, MutedKind
from secretariat.models.reminders import OnlyIf, Reminder, ReminderRule


def unwanted(messages: Iterable[Message]) -> set[tuple[int, str]]:
    """Return (user, kind) of which the readers of these want no mail."""
    readers = {one.user_id for one in messages if one.kind in MUTABLE}
    chosen = select(MutedKind.user_id, MutedKind.kind).where(MutedKind.user_id.in_(readers))
    return {(row[0], row[1]) for row in db.session.execute(chosen)} if readers else set()


def muted(message: Message, unwanted: Container[tuple[int, str]]) -> bool:
    """Tell whether a message is not to be mailed; the last reminder before a date is mailed all the same."""
    if message.kind not in MUTABLE or (message.user_id, message.kind) not in unwanted:
        return False
    return message.kind != Kind.REMINDER or not _last_before_a_date(message)


def _last_before_a_date(message: Message) -> bool:
    """Tell whether no rung of the ladder follows until the date of a text for which the reminder was written."""
    later = aliased(ReminderRule)
    followed = (
        select(later.id)
        .where(
            later.call_id.is_not_distinct_from(ReminderRule.call_id),
            later.audience == ReminderRule.audience,
            later.only_if == OnlyIf.NOT_SENT,
            later.retired_at.is_(None),
            later.held_at.is_(None),
            later.offset_days > ReminderRule.offset_days,
            later.offset_days <= 0,
        )
        .exists()
    )
    spoke = Reminder.message_id.is_not(None) & (Reminder.decided_at == message.created_at)
    last = (
        select(Reminder.id)
        .join(ReminderRule)
        .where(spoke, Reminder.deliverable_id.in_(message.about), ReminderRule.offset_days <= 0, ~followed)
    )
    return db.session.scalar(last.limit(1)) is not None
