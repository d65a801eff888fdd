"""Whether what a letter says still holds when it leaves. Recipients are decided at sending time.

Only before the first attempt: afterwards its bytes are fixed, since a copy may have arrived.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import compose, outbox, replies
from secretariat.mail.letter import Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.rules import reminders

Rule = Callable[[User, Deliverable, datetime], bool]
COMPOSED: dict[str, tuple[Rule, Callable[[User, list[Deliverable], datetime], Letter]]] = {
    Kind.REMINDER: (reminders.reminds, compose.reminder),
    Kind.OVERDUE: (reminders.reports, compose.overdue),
}


def holds(message: Message, at: datetime) -> bool:
    """Tell whether a message may leave. One that became untrue is cancelled, one partly untrue written anew."""
    if message.attempts:
        return True
    if not message.user.active:
        return _cancel(message, replies.CLOSED)
    if message.kind not in COMPOSED:
        return True
    rule, write = COMPOSED[message.kind]
    things = {one.id: one for one in db.session.scalars(select(Deliverable).where(Deliverable.id.in_(message.about)))}
    still = [things[one] for one in message.about if one in things and rule(message.user, things[one], at)]
    if not still:
        return _cancel(message, replies.HANDED_IN)
    if len(still) < len(message.about):
        message.about = [one.id for one in still]
        for column, value in outbox.rendered(write(message.user, still, at), message.user).items():
            setattr(message, column, value)
    return True


def _cancel(message: Message, why: str) -> bool:
    message.state, message.reply = "cancelled", why
    return False
