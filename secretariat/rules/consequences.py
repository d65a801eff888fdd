"""What an officer may write into a call's ladder of consequences: each line later than the one above, none milder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from secretariat import formats
from secretariat.rules.deadlines import GOES, MAIN, ORAL, next_working_day

Line = Mapping[str, Any]
Decided = tuple[date | None, bool, list[tuple[str | None, str]]]


@dataclass(frozen=True)
class Fault:
    """What cannot stand in a ladder: the line, counted from 0, its part ('on' or 'goes'), and why."""

    place: int
    part: str
    sentence: str


def decided(lines: Sequence[Line], *, due: date | None, soft: bool) -> Decided:
    """Return what contradictions are made of: the due day, soft or hard, and of each line its day and place."""
    return due, soft, [(line["on"], _goes(line)) for line in lines]


def faults(
    lines: Sequence[Line], *, due: date | None, soft: bool, language: str, before: Decided | None = None
) -> list[Fault]:
    """Return what contradicts itself in a ladder, as `models.calls.Call` has it; of each line its first fault.

    due: the day of the call, None where it is not known; soft: whether a late text is taken.
    before: what is decided until now; a change that leaves it as it is has no part in what contradicts itself there.
    """
    if before is not None and decided(lines, due=due, soft=soft) == before:
        return []
    found = []
    for place, line in enumerate(lines):
        above = lines[place - 1] if place else None
        wrong = _day(line, above, due, language) or _hard(line, above, due, language, soft=soft) or _milder(line, above)
        if wrong:
            found.append(Fault(place, *wrong))
    return found


def _day(line: Line, above: Line | None, due: date | None, language: str) -> tuple[str, str] | None:
    if above and above["on"] is None:
        return "on", _("Nothing can follow 'later'; give the line above a day.")
    on = day_of(line)
    if on is None:
        return None
    before = day_of(above) if above else None
    if before and on <= before:
        return "on", _("This day must come after that of the line above.")
    if due and on < due:
        day = formats.day(due, language)
        return "on", _("Until %(day)s a text is in time; choose that day or a later one.", day=day)
    if before and next_working_day(on, ()) == next_working_day(before, ()):
        day = formats.day(next_working_day(on, ()), language)
        return "on", _("This line would end with the one above, on the next working day: %(day)s.", day=day)
    return None


def _hard(line: Line, above: Line | None, due: date | None, language: str, *, soft: bool) -> tuple[str, str] | None:
    on = day_of(line)
    if soft or due is None:
        return None
    if on and on > due:
        day = formats.day(due, language)
        return "on", _(
            "The date is hard: nothing is taken after %(day)s. Leave this line out, or choose soft.", day=day
        )
    if on is None and above and _goes(line) != ORAL:
        return "goes", _("The date is hard: what is late is not taken, and so goes into no packet.")
    return None


def _milder(line: Line, above: Line | None) -> tuple[str, str] | None:
    if above and GOES.index(_goes(line)) < GOES.index(_goes(above)):
        return "goes", _(
            "A later text would fare better than one of the line above; choose the same place or a stricter one."
        )
    return None


def unsaid_after(lines: Sequence[Line], *, soft: bool) -> date | None:
    """Return the last day of which a ladder says what follows; None where it says all, or nothing is taken later."""
    return day_of(lines[-1]) if lines and soft else None


def day_of(line: Line) -> date | None:
    """Return the day of a line, None for 'later'."""
    return date.fromisoformat(line["on"]) if line["on"] else None


def _goes(line: Line) -> str:
    return str(line.get("goes", MAIN))
