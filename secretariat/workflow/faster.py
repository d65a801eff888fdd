"""Who changed something since a form was made, as the trail has it; whoever did it themselves is told when."""

from datetime import datetime

from flask_babel import get_locale
from sqlalchemy import Row, select

from secretariat import formats
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.database import Model, db
from secretariat.models.audit import AuditEntry
from secretariat.models.people import User


def last(thing: Model, thing_id: int, *actions: str, **details: int) -> Row[int | None, str, datetime] | None:
    """Return the id and name of whoever changed a thing last, and when; or None. actions: those that count, or all."""
    found = select(AuditEntry.actor_id, AuditEntry.actor, AuditEntry.at).where(
        AuditEntry.thing_kind == thing.__tablename__,
        AuditEntry.thing_id == thing_id,
        *(AuditEntry.details[name].as_integer() == value for name, value in details.items()),
    )
    if actions:
        found = found.where(AuditEntry.action.in_(actions))
    return db.session.execute(found.order_by(AuditEntry.number.desc()).limit(1)).one_or_none()


def when(moment: datetime, by: User) -> str:
    """Say when somebody did something, on the clock of their own capital or of the secretariat."""
    home = by.membership(moment)
    zone = home.country.time_zone if home and home.country else SECRETARIAT_ZONE
    return formats.when(moment, zone, str(get_locale() or by.language), short=True)
