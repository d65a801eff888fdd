"""The present moment, for the edges only; the inside is given its time.

In the demonstration the clock is shifted: `database.transaction()` reads the shift from its table, so that
every web process and worker sees the same moment.
"""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# The secretariat's own zone: the second one of every due moment, and the first of whoever belongs to no country.
SECRETARIAT_ZONE = "America/New_York"
_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta(0))


def now() -> datetime:
    """Return the present instant of the house, in UTC, shifted in the demonstration."""
    return real() + _shift.get()


def real() -> datetime:
    """Return the present instant of the machine, in UTC.

    It decides how long sessions, links, lock-outs and leases hold: they guard against somebody who has real time, so
    that moving a demonstration's clock must neither end nor prolong them. People read their instants by `shown`.
    """
    return datetime.now(UTC)


def shown(instant: datetime) -> datetime:
    """Return an instant of the machine as the house's clock shows it, beside all others that a page names."""
    return instant + _shift.get()


def shift(by: timedelta) -> None:
    """Move the house's clock for what follows in this context."""
    _shift.set(by)


@cache
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its name, kept: ZoneInfo remembers eight, and a list of 22 capitals reads each anew.

    Raises ZoneInfoNotFoundError for a zone that does not exist.
    """
    return ZoneInfo(name)
