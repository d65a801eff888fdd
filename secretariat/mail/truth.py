"""Whether what a letter says still holds when it leaves. Recipients are decided at sending time.

Only before the first attempt: afterwards its bytes are fixed, since a copy may have arrived.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import compose, outbox, replies
from secretariat.mail.letter import Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.notices import Notice
from secretariat.models.people import Role, User
from secretariat.rules import filters, reminders

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
    if message.kind == Kind.NOTICE:
        return _still_on_the_list(message, at)
    if message.kind not in COMPOSED:
        return True
    rule, write = COMPOSED[message.kind]
    things = {one.id: one for one in db.session.scalars(select(Deliverable).where(Deliverable.id.in_(message.about)))}
    still = [things[one] for one in message.about if one in things and rule(message.user, things[one], at)]
    if not still:
        return _cancel(message, replies.HANDED_IN)
    if len(still) < len(message.about):
        _write_anew(message, still, write(message.user, still, at))
    return True


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
        _write_anew(message, still, compose.notice(notice, message.user, still, at))
    return True


def _write_anew(message: Message, still: Sequence[Deliverable], letter: Letter) -> None:
    message.about = [one.id for one in still]
    for column, value in outbox.rendered(letter, message.user).items():
        setattr(message, column, value)


def _cancel(message: Message, why: str) -> bool:
    message.state, message.reply = "cancelled", why
    return False
