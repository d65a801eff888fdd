"""What an officer may say of a question's answer: so many choices or columns, each with a code; figures as text."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

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
