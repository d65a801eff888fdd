"""Sums of what was promised: a part of a sum that is in sight is not counted a second time."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from secretariat.models.commitments import Commitment
from secretariat.models.meetings import Meeting

WORD = re.compile(r"\w{4,}")
ALIKE = 0.5  # how much of the words of two promises must be the same


@dataclass(frozen=True)
class Group:
    """What was promised at one meeting, or at none, with its sums by currency."""

    meeting: Meeting | None
    rows: list[Commitment]
    sums: dict[str, Decimal]


def counted(rows: Sequence[Commitment]) -> list[Commitment]:
    """Return the rows that make a sum: those with an amount that are no part of another one in sight.

    So a list that is filtered down to a part still counts the part.
    """
    amounts = {one.id for one in rows if one.amount is not None}
    return [one for one in rows if one.amount is not None and one.part_of_id not in amounts]


def sums(rows: Sequence[Commitment]) -> dict[str, Decimal]:
    """Return the sums by currency, each amount once."""
    return _added(counted(rows))


def _added(rows: Iterable[Commitment]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in rows:
        found[one.currency or ""] += one.amount or 0
    return dict(sorted(found.items()))


def by_year(rows: Sequence[Commitment]) -> dict[int, dict[str, Decimal]]:
    """Return the sums by year of announcement and currency, the latest year first, years without a sum left out."""
    years: dict[int, list[Commitment]] = defaultdict(list)
    for one in counted(rows):
        years[one.announced_on.year].append(one)
    return {year: _added(years[year]) for year in sorted(years, reverse=True)}


def groups(rows: Sequence[Commitment]) -> list[Group]:
    """Return the rows by meeting, the latest first and those without a meeting last; parts follow their sum."""
    once = counted(rows)
    found: dict[int | None, list[Commitment]] = defaultdict(list)
    for one in rows:
        found[one.meeting_id].append(one)
    made = [
        Group(some[0].meeting, with_parts(some), _added(one for one in once if one.meeting_id == meeting_id))
        for meeting_id, some in found.items()
    ]
    return sorted(made, key=lambda one: one.meeting.starts_on.toordinal() if one.meeting else 0, reverse=True)


def with_parts(rows: Sequence[Commitment]) -> list[Commitment]:
    """Return rows so that parts follow their sum; the rest keeps its order."""
    there = {one.id for one in rows}
    below: dict[int | None, list[Commitment]] = defaultdict(list)
    for one in rows:
        below[one.part_of_id if one.part_of_id in there else None].append(one)
    return list(_walk(below, None))


def _walk(below: dict[int | None, list[Commitment]], whole: int | None) -> Iterator[Commitment]:
    for one in below[whole]:
        yield one
        yield from _walk(below, one.id)


def alike(entered: Commitment, row: Mapping[str, str]) -> bool:
    """Tell whether a promise in a text looks like one that was entered by hand: by its sum, or by half of its words.

    Two different sums are two promises, whatever their words. Nothing is counted by this; it only asks somebody.
    """
    if row["amount"] and entered.amount is not None:
        return (Decimal(row["amount"]), row["currency"]) == (entered.amount, entered.currency)
    theirs = _words(row["text"])
    return any(_overlap(_words(one), theirs) >= ALIKE for one in entered.texts.values())


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
