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


def reads_along(term: Presidency, at: datetime) -> bool:
    """Tell whether a term's team reads along before it begins or after it has ended."""
    return term.since - READS_ALONG_BEFORE <= at < term.until + READS_ALONG_AFTER
