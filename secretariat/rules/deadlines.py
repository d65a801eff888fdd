"""Due moments, working days, lateness, the consequence ladder, and when a reminder is due.

Ministries read 'by 15 March' as the end of the working day in the capital, so compare instants, never dates.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.reminders import ReminderRule

MORNING = time(9)
SATURDAY = 5
# Where a packet puts a text to which a line of the ladder applied: bound in its place, in the supplement, or nowhere.
GOES = MAIN, SUPPLEMENT, ORAL = "main", "supplement", "oral"
# How long a country has for changes that are asked for after its due moment.
TIME_FOR_CHANGES = timedelta(days=7)
# How many working days a colleague has for questions, where nobody chooses another day.
DAYS_FOR_A_COLLEAGUE = 3
DEFAULT_LADDER = (-21, -7, -2, 0, 1)
MOST_RUNGS = 8


def works(day: date, holidays: Container[date]) -> bool:
    """Tell whether a capital works on a day."""
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Container[date]) -> date:
    """Return the day itself or the first working day after it."""
    while not works(day, holidays):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date, holidays: Container[date]) -> date:
    """Return the day itself or the last working day before it."""
    while not works(day, holidays):
        day -= timedelta(days=1)
    return day


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return a local hour as an instant in UTC; an hour that the clocks skip becomes the one after it."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def due_moment(call: Call, country: Country, holidays: Container[date]) -> datetime:
    """Return when a call is due for a country: where its capital does not work that day, on the next that it does."""
    if call.due_at is not None:
        return call.due_at
    if call.due_on is None:
        raise ValueError("a call without a due date")
    return instant(next_working_day(call.due_on, holidays), call.due_time, country.zone)


def late(arrived: datetime, due: datetime, grace_minutes: int) -> bool:
    """Tell whether a text whose last byte arrived at a moment is late. The grace is not announced as time."""
    return arrived > due + timedelta(minutes=grace_minutes)


def closed(call: Call, due: datetime, at: datetime) -> bool:
    """Tell whether a call takes nothing more. A soft date never blocks."""
    return call.closed_at is not None or (not call.soft and late(at, due, call.grace_minutes))


def until_changed(call: Call, country: Country, holidays: Container[date], at: datetime) -> datetime:
    """Return until when a country has time for changes that are asked for at a moment: the end of a working day."""
    day = (at + TIME_FOR_CHANGES).astimezone(country.zone).date()
    return instant(next_working_day(day, holidays), call.due_time, country.zone)


def day_for_a_colleague(today: date, due_on: date, holidays: Container[date]) -> date:
    """Return by when a colleague is asked to answer: some working days ahead, before the day on which the text is due.

    Where no working day is left before that, it is today. All days are the capital's.
    """
    day = today
    for _each in range(DAYS_FOR_A_COLLEAGUE):
        day = next_working_day(day + timedelta(days=1), holidays)
    return max(today, min(day, previous_working_day(due_on - timedelta(days=1), holidays)))


@dataclass(frozen=True)
class Rung:
    """A line of the consequence ladder: until when (None: later), what follows, in languages, and where a text goes."""

    until: datetime | None
    texts: dict[str, str]
    goes: str = MAIN


def ladder(call: Call, country: Country, holidays: Container[date], due: datetime) -> list[Rung]:
    """Return the ladder for a country; an extension moves its first line, which stands for those it reaches."""
    rungs: list[Rung] = []
    for place, line in enumerate(call.ladder):
        until = None
        if line["on"]:
            day = next_working_day(date.fromisoformat(line["on"]), holidays)
            until = instant(day, call.due_time, country.zone)
            until = max(until, due) if place == 0 else until
            if rungs and rungs[-1].until and until <= rungs[-1].until:
                continue
        rungs.append(Rung(until, line["texts"], line.get("goes", MAIN)))
    return rungs


def rung_at(rungs: Sequence[Rung], at: datetime, grace_minutes: int) -> int | None:
    """Return which line of a ladder holds at a moment, or None where there is no ladder."""
    for place, rung in enumerate(rungs):
        if rung.until is None or not late(at, rung.until, grace_minutes):
            return place
    return len(rungs) - 1 if rungs else None


def frozen(rungs: Sequence[Rung], applied: int | None) -> dict[str, Any] | None:
    """Return a ladder and the line of it that applied, as a version keeps them; None where there is no ladder."""
    if applied is None:
        return None
    lines = [
        {"until": one.until.isoformat() if one.until else None, "texts": one.texts, "goes": one.goes} for one in rungs
    ]
    return {"applied": applied, "lines": lines}


def thawed(kept: Mapping[str, Any] | None) -> tuple[list[Rung], int | None]:
    """Return the ladder that a version keeps, and which line of it applied."""
    if not kept:
        return [], None
    lines = [
        Rung(datetime.fromisoformat(one["until"]) if one["until"] else None, one["texts"], one["goes"])
        for one in kept["lines"]
    ]
    return lines, kept["applied"]


def moved(kept: Mapping[str, Any], rungs: Sequence[Rung]) -> dict[str, Any]:
    """Return a ladder as its first line has moved since a version; the line that applied to that stays.

    Where the line itself has gone, because the new date reaches it, the ladder stays as it was kept.
    """
    lines, applied = kept["lines"], kept["applied"]
    old = (lines[applied]["texts"], lines[applied]["goes"])
    there = [place for place, one in enumerate(rungs) if (one.texts, one.goes) == old]
    return frozen(rungs, there[0] if there else None) or dict(kept)


def reminder_moment(due: datetime, offset_days: int, zone: ZoneInfo, holidays: Container[date]) -> datetime:
    """Return when a rung leaves: 09:00 on a working day of the capital.

    A day off moves it to the next working day; but what warns of a date never comes on the day itself, and nothing
    that announces it after the due moment: then it goes before.
    """
    last = due.astimezone(zone).date()
    day = last + timedelta(days=offset_days)
    working = next_working_day(day, holidays)
    moment = instant(working, MORNING, zone)
    if (offset_days < 0 and working >= last) or (offset_days == 0 and moment > due):
        moment = instant(previous_working_day(day, holidays), MORNING, zone)
    return moment


def rungs_until(
    rules: Sequence[ReminderRule], due: datetime, zone: ZoneInfo, holidays: Container[date], at: datetime
) -> list[tuple[datetime, ReminderRule]]:
    """Return the rungs whose moment has come, in order; the last one speaks for those that were missed."""
    moments = [(reminder_moment(due, rule.offset_days, zone, holidays), rule) for rule in rules]
    return sorted(((moment, rule) for moment, rule in moments if moment <= at), key=lambda pair: pair[0])
