"""What would become of the calls of a meeting if it were moved, before anybody moves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from secretariat import clock
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import Country
from secretariat.models.meetings import Meeting
from secretariat.queries import calls
from secretariat.queries import meetings as queries
from secretariat.rules import questions, timetable
from secretariat.rules.timetable import DayOff
from secretariat.workflow.meetings import latest_day


@dataclass(frozen=True)
class Day:
    """A day of a question: what begins on it ('required_from' or 'frozen_from'), when now, and when after the move."""

    field: CallField
    name: str
    before: date
    after: date
    passed: bool

    @property
    def stays(self) -> bool:
        """Whether the answer is fixed already, and stays so."""
        return self.passed and self.before == self.after


@dataclass(frozen=True)
class Moves:
    """What becomes of a call: the day it is due now, and the day after the move; None where it stays.

    off: what the day after the move is in the capitals, where the call moves.
    """

    call: Call
    before: date | None
    after: date | None
    days: list[Day]
    off: DayOff | None = None


def foreseen(meeting: Meeting, starts_on: date, language: str) -> list[Moves]:
    """Return what becomes of the calls of a meeting that are not over when it begins on a day."""
    today, countries = latest_day(clock.now()), calls.countries()
    return [_of(call, starts_on, language, today, countries) for call in queries.open_calls(meeting)]


def _of(call: Call, starts_on: date, language: str, today: date, countries: Sequence[Country]) -> Moves:
    if call.due_days is None or call.due_on is None:
        return Moves(call, call.due_on, None, [])
    after = starts_on - timedelta(days=call.due_days)
    return Moves(
        call,
        call.due_on,
        after,
        _days(call, after - call.due_on, today if call.opened_at else None),
        _off(after, language, countries) if after != call.due_on else None,
    )


def _off(day: date, language: str, countries: Sequence[Country]) -> DayOff:
    return timetable.day_off(day, countries, calls.holidays_around(day, language))


def _days(call: Call, distance: timedelta, today: date | None) -> list[Day]:
    """Return what becomes of the days of a call's questions; `passed` where an answer is or would be fixed by them."""
    found = []
    for field in call.fields:
        already = today is not None and questions.fixed(field, today)
        for name, after in questions.moved_days(field, distance, today).items():
            before = getattr(field, name)
            if before and after and (name == "frozen_from" or not already):
                passed = name == "frozen_from" and today is not None and min(before, after) <= today
                found.append(Day(field, name, before, after, passed))
    return found
