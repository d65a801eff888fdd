"""What changed between two versions of an agenda, item by item, as a page of Rev.n names it."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from secretariat.rules.agendas import Row, is_agenda

# What a person would call a change, in the order in which it is named.
FIELDS = ("titles", "purposes", "minutes", "presenter", "pillar", "symbols")


@dataclass(frozen=True)
class Change:
    """What happened to one item. before, after: its row, None where it was not there.

    kind: 'added', 'removed', 'moved' or 'changed' · fields: the changed ones of FIELDS. A moved item that
    changed too appears twice.
    """

    kind: str
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """The row by which the item is known now, or was."""
        row = self.after or self.before
        assert row is not None
        return row


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Return what changed, in the order of the new agenda; removed items last, in the order of the old one."""
    after = _recognised(before, after)
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    stepped = _moved(before, after)
    found: list[Change] = []
    for row in after:
        if row.id not in old:
            found.append(Change("added", None, row))
            continue
        if row.id in stepped:
            found.append(Change("moved", old[row.id], row))
        fields = changed_fields(old[row.id], row)
        if fields:
            found.append(Change("changed", old[row.id], row, fields))
    return found + [Change("removed", row, None) for row in before if row.id not in new]


def _recognised(before: Sequence[Row], after: Sequence[Row]) -> list[Row]:
    """Return the new rows; one that was taken out and put back bears its old id, known by its title."""
    still = {one.id for one in after}
    gone = {_title(one): one.id for one in before if one.id not in still}
    known = {one.id for one in before}
    return [row if row.id in known else replace(row, id=gone.pop(_title(row), row.id)) for row in after]


def _title(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.titles.items()))


def changed_fields(before: Row, after: Row) -> tuple[str, ...]:
    """Return which fields of an item differ; minutes that are the sum of parts are the parts' change."""
    return tuple(
        name
        for name in FIELDS
        if _said(before, name) != _said(after, name) and not (name == "minutes" and (before.parts or after.parts))
    )


def _said(row: Row, name: str) -> object:
    if name == "presenter":
        return row.presenter or row.country
    if name == "symbols":
        # Each version of an agenda names itself.
        return tuple("" if is_agenda(one) else one for one in row.symbols)
    return {**getattr(row, name)} if name in {"titles", "purposes"} else getattr(row, name)


def _moved(before: Sequence[Row], after: Sequence[Row]) -> set[int]:
    """Return the items that hang elsewhere or changed places with a sister.

    An item whose number changed only because another came or went has not moved: of the sisters that are in
    both versions, the longest run that kept its order stayed.
    """
    parents_before, parents_after = _parents(before), _parents(after)
    common = set(parents_before) & set(parents_after)
    elsewhere = {one for one in common if parents_before[one] != parents_after[one]}
    rank = {row.id: place for place, row in enumerate(before)}
    sisters: dict[int | None, list[int]] = {}
    for row in after:
        if row.id in common - elsewhere:
            sisters.setdefault(parents_after[row.id], []).append(row.id)
    for family in sisters.values():
        stayed = longest_rising([rank[one] for one in family])
        elsewhere |= {one for one in family if rank[one] not in stayed}
    return elsewhere


def _parents(rows: Iterable[Row]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    top: int | None = None
    for row in rows:
        top = top if row.depth else row.id
        found[row.id] = top if row.depth else None
    return found


def longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the members of a longest subsequence that rises. The numbers are all different."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for one in numbers:
        place = bisect_left(ends, one)
        before[one] = ends[place - 1] if place else None
        ends[place : place + 1] = [one]
    found: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        found.add(step)
        step = before[step]
    return found
