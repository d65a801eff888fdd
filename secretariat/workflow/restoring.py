"""What a house does that was restored from a backup: it mails nothing until somebody says that it is the one now.

What the house may have sent that the backup was made of, before it was lost or since, leaves this one only where an
officer decides so, letter by letter or all at once.
"""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, update

from secretariat import queue
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import outbox, replies
from secretariat.mail.letter import Kind
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.workflow import audit, overdue, reminders

# Written by the hour and not for a deed: the lost house has come to the same letters by itself.
BY_THE_HOUR = (Kind.REMINDER, Kind.OVERDUE)


def settle(*, backup_at: datetime, at: datetime) -> int:
    """Hold each letter that waited in the backup, and note that the copy is whole; return how many are held.

    backup_at: when it was made, on the house's clock.
    """
    hold = db.session.get_one(OutboxHold, 1)
    hold.verified = True
    count = _hold(Message.state == "waiting")
    audit.write("restore_backup", hold, by=None, at=at, before=backup_at.isoformat(), count=count)
    return count


def release(*, at: datetime) -> int:
    """Let the house mail again; return how many reminders are held.

    Those whose moment came between the backup and now are written first, and held: one cannot tell which were sent.
    Raises Refused where nothing is on hold, or the copy was not found to be whole.
    """
    hold = db.session.get(OutboxHold, 1, with_for_update=True)
    if hold is None:
        raise Refused(_("The outbox is not on hold: there is nothing to release."))
    if not hold.verified:
        raise Refused(_("This copy was not found to be whole: restore the backup again, into an empty database."))
    reminders.run(at)
    overdue.report(at)
    count = _hold((Message.state == "waiting") & Message.kind.in_(BY_THE_HOUR))
    audit.write("release_outbox", hold, by=None, at=at, count=count)
    db.session.delete(hold)
    queue.wake(outbox.WAKE)
    return count


def _hold(which: ColumnElement[bool]) -> int:
    held = update(Message).where(which).values(state="held", reply=replies.COPIED, lease_until=None)
    return len(db.session.scalars(held.returning(Message.id)).all())
