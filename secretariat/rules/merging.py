"""What two people made of one answer in rows, put together row by row against what both had seen.

Rows have no names. What somebody had seen is known by marks, one for each row: enough to tell what was changed, added
and removed since. Nothing that either wrote is lost, and it does not matter who was first; only rows that both changed,
each in their way, are asked about.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

Row = Mapping[str, Any]
MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class Asked:
    """Rows that both changed; none where somebody took them out. name: for the choice, as long as theirs stay so."""

    name: str
    mine: list[Row]
    theirs: list[Row]

    def chosen(self, choice: str) -> list[Row]:
        """Return the rows that stay: 'mine', 'theirs', or 'both', which stand below each other then."""
        return {MINE: self.mine, BOTH: _joined(self.theirs, self.mine)}.get(choice, self.theirs)


@dataclass(frozen=True)
class Merged:
    """The rows of both; theirs stand where it is still asked which."""

    rows: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class Hunk:
    """Rows of the base, from one to before another, and what somebody wrote instead; none of the base: added there."""

    first: int
    end: int
    rows: list[Row]

    @property
    def adds(self) -> bool:
        """Whether rows were added, and none of the base touched."""
        return self.first == self.end


def mark(row: Row) -> str:
    """Return what tells a row from others; cells in which nothing stands do not count."""
    return sha256(_text(row).encode()).hexdigest()[:16]


def _text(row: Row) -> str:
    return json.dumps({part: text for part, text in row.items() if text}, ensure_ascii=False, sort_keys=True)


def merge(
    base: Sequence[str], mine: Sequence[Row], theirs: Sequence[Row], chosen: Mapping[str, str] | None = None
) -> Merged:
    """Put two sets of rows together. base: the marks of what both had seen · chosen: by the name of what was asked."""
    sides = hunks(base, mine), hunks(base, theirs)
    spans = list(_spans(sorted((one for side in sides for one in side if not one.adds), key=_place)))
    added = [_added(side, spans) for side in sides]
    rows = {mark(row): row for row in (*mine, *theirs)}
    merged, place = Merged(), 0
    for first, end in [*spans, (len(base), len(base))]:
        for here in range(place, first):
            merged.rows.extend([*_of_both(added, here), rows[base[here]]])
        merged.rows.extend(_of_both(added, first))
        if end > first:
            _settle(merged, [_made(side, base, rows, first, end) for side in sides], (first, *base[first:end]), chosen)
        place = end
    return merged


def hunks(base: Sequence[str], now: Sequence[Row]) -> list[Hunk]:
    """Return what somebody did to the rows of a base, row by row where that can be told.

    As many rows as before: each was changed by itself. More: the last ones were added. Fewer, but not none: some of
    them were taken out, and nobody can tell which, so they are one.
    """
    found: list[Hunk] = []
    for first, end, rows in _changed(base, now):
        if 0 < len(rows) < end - first:
            found.append(Hunk(first, end, rows))
            continue
        found += [Hunk(first + n, first + n + 1, rows[n : n + 1]) for n in range(end - first)]
        if len(rows) > end - first:
            found.append(Hunk(end, end, rows[end - first :]))
    return found


def _changed(base: Sequence[str], now: Sequence[Row]) -> Iterator[tuple[int, int, list[Row]]]:
    """Yield each run that differs. What is the same above and below is set aside first: rows may be alike."""
    marks = [mark(row) for row in now]
    most = min(len(base), len(marks))
    above = next((n for n in range(most) if base[n] != marks[n]), most)
    below = next((n for n in range(most - above) if base[-1 - n] != marks[-1 - n]), most - above)
    middle = SequenceMatcher(None, base[above : len(base) - below], marks[above : len(marks) - below], autojunk=False)
    for tag, first, end, first_now, end_now in middle.get_opcodes():
        if tag != "equal":
            yield first + above, end + above, list(now[first_now + above : end_now + above])


def _place(one: Hunk) -> tuple[int, int]:
    return one.first, one.end


def _spans(touched: Sequence[Hunk]) -> Iterator[tuple[int, int]]:
    """Yield the places of the base that somebody changed; those that reach into each other are one."""
    first = end = -1
    for one in touched:
        if one.first >= end:
            if end >= 0:
                yield first, end
            first, end = one.first, one.end
        end = max(end, one.end)
    if end >= 0:
        yield first, end


def _added(side: Sequence[Hunk], spans: Sequence[tuple[int, int]]) -> dict[int, list[Row]]:
    """Return what somebody added, by the row of the base before which it stands; never within a span, but below it."""
    found: dict[int, list[Row]] = {}
    for one in side:
        if one.adds:
            place = next((end for first, end in spans if first < one.first < end), one.first)
            found.setdefault(place, []).extend(one.rows)
    return found


def _of_both(added: Sequence[Mapping[int, list[Row]]], place: int) -> list[Row]:
    """Return the rows that both added in one place, in an order that favours neither."""
    return _joined(*sorted((one.get(place, []) for one in added), key=lambda rows: [_text(row) for row in rows]))


def _joined(above: Sequence[Row], below: Sequence[Row]) -> list[Row]:
    """Return rows below others; one that both wrote stands there once."""
    there, joined = Counter(mark(row) for row in above), list(above)
    for row in below:
        if there[mark(row)]:
            there[mark(row)] -= 1
        else:
            joined.append(row)
    return joined


def _made(side: list[Hunk], base: Sequence[str], rows: Mapping[str, Row], first: int, end: int) -> list[Row] | None:
    """Return what somebody made of a span of the base, or None where they left it as it was."""
    inside = {one.first: one for one in side if not one.adds and first <= one.first < end}
    if not inside:
        return None
    made, place = list[Row](), first
    while place < end:
        one = inside.get(place) or Hunk(place, place + 1, [rows[base[place]]])
        made += one.rows
        place = one.end
    return made


def _settle(
    merged: Merged, sides: Sequence[list[Row] | None], where: tuple[Any, ...], chosen: Mapping[str, str] | None
) -> None:
    """Decide what stands in a span: the change of whoever changed it; of both, what was chosen. where: which span."""
    mine, theirs = sides
    if mine is None or theirs is None or _marks(mine) == _marks(theirs):
        merged.rows.extend((theirs if mine is None else mine) or [])
        return
    name = sha256(repr((where, _marks(theirs))).encode()).hexdigest()[:12]
    one, choice = Asked(name, mine, theirs), (chosen or {}).get(name)
    if not choice:
        merged.asked.append(one)
    merged.rows.extend(one.chosen(choice or THEIRS))


def _marks(rows: Sequence[Row]) -> list[str]:
    return [mark(row) for row in rows]
