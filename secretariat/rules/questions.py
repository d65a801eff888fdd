"""What an officer may say of a question: so many choices or columns, each its own; numbers and days that can be met."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count
from typing import Any

from flask_babel import gettext as _

from secretariat.models.calls import CallField

MOST_WORDS, MOST_CHARACTERS = 20_000, 60_000
FEWEST_CHOICES, MOST_CHOICES, MOST_COLUMNS = 2, 40, 8
LONGEST_CODE = 7
Row = dict[str, Any]


def coded(rows: Sequence[Row]) -> list[Row]:
    """Return choices or columns with a code each: answers name them by it, so one that stands fast stays.

    One without a code, or with that of another one above it, gets a code that no other has.
    """
    used = [str(row.get("code", "")) for row in rows]
    free = (code for number in count(1) if (code := f"c{number}") not in used)
    return [
        row | {"code": code if is_code(code) and code not in used[:place] else next(free)}
        for place, (row, code) in enumerate(zip(rows, used, strict=True))
    ]


def is_code(text: str) -> bool:
    """Tell whether a text can be the code of a choice or a column."""
    return text.isascii() and text.isalnum() and len(text) <= LONGEST_CODE


def figure(bound: Decimal) -> str:
    """Return a bound of a number as a question keeps it, without decimals that say nothing."""
    return str(bound.quantize(Decimal(1)) if bound == bound.to_integral_value() else bound)


def doubles(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """Return the choices or columns that say what one above says: (place from 0, language)."""
    said: set[tuple[str, str]] = set()
    found = []
    for place, row in enumerate(rows):
        for language, label in row["labels"].items():
            words = (language, " ".join(label.split()).casefold())
            if words in said:
                found.append((place, language))
            said.add(words)
    return found


def said_twice() -> str:
    """Say that a choice or a column is there already."""
    return _("The same words stand above; an answer could not tell one from the other.")


def bounds_fault(least: Decimal | None, most: Decimal | None, decimals: int) -> str:
    """Say why no number could be answered between two bounds, or nothing."""
    if least is None or most is None:
        return ""
    if least > most:
        return _("The largest number is below the smallest.")
    step = Decimal(1).scaleb(-decimals)
    if least.quantize(step, ROUND_CEILING) > most.quantize(step, ROUND_FLOOR):
        return _("No number with so many decimals lies between the smallest and the largest.")
    return ""


def days_fault(required_from: date | None, frozen_from: date | None) -> str:
    """Say why a question can never be required from a day on, or nothing."""
    if required_from and frozen_from and required_from >= frozen_from:
        return _("From the day on which the answer is fixed nobody can be required to give it; choose an earlier day.")
    return ""


def contradictions(field: CallField) -> list[str]:
    """Return what contradicts itself in a question that was asked before that was refused."""
    details = field.details or {}
    least, most = (Decimal(details[name]) if details.get(name) else None for name in ("least", "most"))
    found = [
        days_fault(field.required_from, field.frozen_from),
        bounds_fault(least, most, int(details.get("decimals") or 0)),
    ]
    if any(doubles(details.get(name, ())) for name in ("choices", "columns")):
        found.append(_("The same words stand there twice; an answer could not tell one from the other."))
    return [one for one in found if one]


def stays(field: CallField | None, **parts: Any) -> bool:
    """Tell whether parts of a question, columns or details, stay as they are: a change is held against its own only."""
    details: Row = (field.details or {}) if field else {}
    return field is not None and all(
        (getattr(field, name, None) or details.get(name) or None) == (part or None) for name, part in parts.items()
    )


def fixed(field: CallField, today: date) -> bool:
    """Tell whether the answer to a question is fixed somewhere. today: the latest day in a capital."""
    return field.frozen_from is not None and field.frozen_from <= today


def moved_days(field: CallField, distance: timedelta, today: date | None) -> dict[str, date | None]:
    """Return the days of a question when its meeting moves: both move along, and what is fixed already stays.

    today: the latest day in a capital; None for a call that is not open, where nothing is fixed yet.
    """
    days = {"required_from": field.required_from, "frozen_from": field.frozen_from}
    if today and fixed(field, today):
        return days
    return {name: day + distance if day else None for name, day in days.items()}
