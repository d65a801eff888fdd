"""Numbers, start times and running totals of an agenda: they follow from the order, nobody types them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from secretariat.models.agendas import AgendaItem
from secretariat.models.meetings import Meeting

Below = dict[int | None, list[AgendaItem]]


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
    below: Below = defaultdict(list)
    for item in sorted(items, key=lambda one: one.position):
        below[item.parent_id].append(item)
    return list(_walk(below, opening(meeting)))


def opening(meeting: Meeting) -> datetime:
    """Return the instant at which a meeting opens."""
    return datetime.combine(meeting.starts_on, meeting.opens, meeting.zone).astimezone(UTC)


def _walk(below: Below, starts: datetime) -> Iterator[Line]:
    number, total = 0, 0
    for item in below[None]:
        pause = item.kind == "pause"
        number += not pause
        minutes = sum(part.minutes for part in below[item.id]) if below[item.id] else item.minutes
        words = "" if pause else str(number)
        # The total of an item with parts stands with its last part.
        spoken = 0 if pause or below[item.id] else minutes
        yield Line(item, words, 0, starts, minutes, total + spoken, len(below[item.id]))
        yield from _parts(below[item.id], words, starts, total)
        total += 0 if pause else minutes
        starts += timedelta(minutes=minutes)


def _parts(parts: Sequence[AgendaItem], number: str, starts: datetime, total: int) -> Iterator[Line]:
    for place, part in enumerate(parts, 1):
        total += part.minutes
        yield Line(part, f"{number}.{place}", 1, starts, part.minutes, total, 0)
        starts += timedelta(minutes=part.minutes)
