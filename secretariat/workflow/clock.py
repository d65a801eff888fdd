"""Moving the demonstration's clock: the same for every process, and what is due by then goes out."""

import re
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _

from secretariat import clock, queue
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.house import DemoClock
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step

FIRST = datetime(2022, 6, 10, tzinfo=UTC)
LAST = datetime(2035, 1, 1, tzinfo=UTC)
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
WAKE = "reminders.run"


def forward(by_how_much: timedelta, *, by: User | None) -> datetime:
    """Move the clock forward, and return what it shows then."""
    if by_how_much <= timedelta(0):
        raise Refused(_("Forward means by at least a minute; to go back, set an instant."), field="days")
    return _move(clock.now() + by_how_much, by=by, field="days")


def set_to(instant: datetime, *, by: User | None) -> datetime:
    """Set the clock to an instant, and return what it shows then."""
    return _move(instant, by=by, field="instant")


def _move(instant: datetime, *, by: User | None, field: str) -> datetime:
    before = clock.now()
    if by is not None:
        step.ask(Action.MOVE_CLOCK, None, by=by, at=before)
    if not FIRST <= instant < LAST:
        raise Refused(_("The demonstration knows the years from 2022 to 2034."), field=field)
    row = db.session.get(DemoClock, 1, with_for_update=True, populate_existing=True)
    if row is None:
        raise Hidden
    row.shift = instant - clock.real()
    clock.shift(row.shift)
    db.session.flush()
    audit.write("move_clock", None, by=by, at=before, before=before.isoformat(), after=instant.isoformat())
    queue.wake(WAKE)
    return instant


def span(text: str) -> timedelta:
    """Read '4d', '36h', '1d12h'; raise Refused where it is something else."""
    if not re.fullmatch(r"\s*(\d{1,4}\s*[dhm]\s*)+", text):
        raise Refused(_("Write how far, such as 4d, 36h or 1d12h."), field="days")
    parts = re.findall(r"(\d+)\s*([dhm])", text)
    return sum((timedelta(**{UNITS[unit]: int(count)}) for count, unit in parts), timedelta(0))


def instant(text: str) -> datetime:
    """Read an instant in ISO 8601; one without a zone is taken as UTC. Raise Refused where it is something else."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(_("Write an instant, such as 2025-09-12T14:00Z."), field="instant") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
