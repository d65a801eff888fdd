"""Who presides, who did before and who comes next: derived from the terms and a moment, stored nowhere.

So the chair's rights move by themselves at the hour of the handover, in the host's zone, with no job for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from secretariat.models.presidencies import Presidency

READS_ALONG_BEFORE = timedelta(days=60)
READS_ALONG_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Trio:
    """Outgoing, current and incoming, each of which may be missing."""

    outgoing: Presidency | None
    current: Presidency | None
    incoming: Presidency | None


def trio(terms: Sequence[Presidency], at: datetime) -> Trio:
    """Return the trio at a moment."""
    past = [one for one in terms if one.until <= at]
    future = [one for one in terms if one.since > at]
    return Trio(
        outgoing=max(past, key=lambda one: one.until, default=None),
        current=next((one for one in terms if one.holds(at)), None),
        incoming=min(future, key=lambda one: one.since, default=None),
    )


def reads_from(term: Presidency) -> datetime:
    """Return the instant from which a term's team reads along, before it begins."""
    return term.since - READS_ALONG_BEFORE


def reads_until(term: Presidency) -> datetime:
    """Return the instant until which a term's team reads along, after it has ended."""
    return term.until + READS_ALONG_AFTER


def reads_along(term: Presidency, at: datetime) -> bool:
    """Tell whether a term's team reads along at a moment, or presides."""
    return reads_from(term) <= at < reads_until(term)


def handovers(found: Trio) -> list[Presidency]:
    """Return the terms whose handover concerns us: the one that holds, and one just ended with lines still open."""
    late = found.outgoing if found.outgoing and any(one.done_at is None for one in found.outgoing.tasks) else None
    return [one for one in (late, found.current) if one is not None and one.tasks]
