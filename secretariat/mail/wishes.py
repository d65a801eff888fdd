"""What people want no mail of. Asked when a letter leaves, so that a change of mind counts at once."""

from collections.abc import Container, Iterable

from sqlalchemy import select

from secretariat.database import db
from secretariat.mail.letter import MUTABLE, Kind
from secretariat.models.messages import Message, MutedKind
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.rules import reminders as rules


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
    spoke = Reminder.message_id.is_not(None) & (Reminder.decided_at == message.created_at)
    spoken = select(ReminderRule).join(Reminder).where(spoke, Reminder.deliverable_id.in_(message.about)).distinct()
    standing = db.session.scalars(select(ReminderRule).where(ReminderRule.retired_at.is_(None))).all()
    return any(
        rules.last_before_the_date(one, [other for other in standing if other.call_id == one.call_id])
        for one in db.session.scalars(spoken)
    )
