"""Numbers, start times and running totals of an agenda: they follow from the order, nobody types them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from secretariat.models.agendas import AgendaItem
from secretariat.models.meetings import Meeting


@dataclass(frozen=True)
class Line:
    """An item in its place.

    number: '3.1', empty for a pause · starts: UTC · minutes: its own, or the sum of its parts ·
    total: minutes of items up to its end, pauses left out · parts: how many items hang below it.
    """

    item: AgendaItem
    number: str
    depth: int
    starts: datetime
    minutes: int
    total: int
    parts: int


def lines(items: Sequence[AgendaItem], meeting: Meeting) -> list[Line]:
    """Return the agenda's items in order, each with number, start and running total."""
    below: dict[int | None, list[AgendaItem]] = defaultdict(list)
    for item in sorted(items, key=lambda one: one.position):
        below[item.parent_id].append(item)
    return list(_walk(below, opening(meeting)))


def opening(meeting: Meeting) -> datetime:
    """Return the instant at which a meeting opens."""
    return datetime.combine(meeting.starts_on, meeting.opens, meeting.zone).astimezone(UTC)


def _walk(below: dict[int | None, list[AgendaItem]], starts: datetime) -> Iterator[Line]:
    number, total = 0, 0
    for item in below[None]:
        if item.kind == "pause":
            yield Line(item, "", 0, starts, item.minutes, total, 0)
            starts += timedelta(minutes=item.minutes)
            continue
        number += 1
        parts = below[item.id]
        minutes = sum(part.minutes for part in parts) if parts else item.minutes
        yield Line(item, str(number), 0, starts, minutes, total + (0 if parts else minutes), len(parts))
        for place, part in enumerate(parts, 1):
            total += part.minutes
            yield Line(part, f"{number}.{place}", 1, starts, part.minutes, total, 0)
            starts += timedelta(minutes=part.minutes)
        if not parts:
            total += minutes
            starts += timedelta(minutes=minutes)
