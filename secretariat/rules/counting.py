"""What a sending counts as: on time or late, and which line of the ladder applies to it.

The first sending decides, and a verdict that gives the text back takes nothing of that away. But a text that its
country took back is as if it had never come: what is sent then counts by its own time.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from secretariat.models.deliverables import Deliverable, Version
from secretariat.rules import deadlines


@dataclass(frozen=True)
class Counted:
    """What a sending counts as. rung: the ladder and its line as a version keeps them, or None without a ladder."""

    late: bool
    rung: dict[str, Any] | None


def standing(versions: Iterable[Version]) -> Version | None:
    """Return the first sending that still counts, of versions in their order, where another one is to follow.

    What has no verdict and was followed by another version, or is to be, was taken back by its country.
    """
    first = None
    for version in versions:
        first = (first or version) if version.review else None
    return first


def counted(text: Deliverable, holidays: Container[date], arrived: datetime) -> Counted:
    """Return what a draft counts as whose last byte arrives at a moment.

    A new date that came with a verdict makes nothing better than it was; whoever misses it, too, is late by that.
    """
    call, first = text.call, standing(text.versions)
    if first and first.due_at == text.due_at:
        return Counted(first.late, first.rung)
    late = deadlines.late(arrived, text.due_at, call.grace_minutes)
    rungs = deadlines.ladder(call, text.country, holidays, text.due_at)
    if first is None:
        return Counted(late, deadlines.frozen(rungs, deadlines.rung_at(rungs, arrived, call.grace_minutes)))
    if first.rung is None:
        return Counted(late or first.late, None)
    kept = deadlines.moved(first.rung, rungs)
    if not late:
        return Counted(first.late, kept)
    lines, applied = deadlines.thawed(kept)
    own = deadlines.rung_at(lines, arrived, call.grace_minutes)
    return Counted(late, deadlines.frozen(lines, max(applied or 0, own or 0)))
