"""The matrix country × call: who has sent what, and who owes it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import load_only

from secretariat import formats
from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Country, Pillar
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.meetings import Meeting
from secretariat.queries.counts import Counts, Tally
from secretariat.rules import policy
from secretariat.rules.filters import View, conditions
from secretariat.rules.predicates import Who


@dataclass(frozen=True)
class Cell:
    """A text in the matrix. `name` is its state, or 'overdue'; `seen`: whether the reader may open it."""

    id: int
    call_id: int
    country_id: int
    state: str
    overdue: bool
    late: bool
    seen: bool

    @property
    def name(self) -> str:
        """What the cell shows."""
        return "overdue" if self.overdue else self.state


@dataclass(frozen=True)
class Row:
    """A country and its cells by call; a cell that the filter leaves out is not there."""

    country: Country
    name: str
    cells: dict[int, Cell]


@dataclass(frozen=True)
class Grid:
    """The matrix: calls across, countries down in the order of the reader's language; only what the view shows."""

    calls: list[Call]
    rows: list[Row]

    @cached_property
    def cells(self) -> list[Cell]:
        """All cells, country by country."""
        return [cell for row in self.rows for cell in row.cells.values()]

    @cached_property
    def counts(self) -> Counts:
        """How many texts are shown, in all."""
        return Counts.of(one for some in self._of_calls.values() for one in some)

    @cached_property
    def _of_calls(self) -> dict[int, list[Tally]]:
        """The cells of each call as they are counted: of a few kinds, however many countries there are."""
        kinds = Counter((one.call_id, one.state, one.overdue, one.late) for one in self.cells)
        found: dict[int, list[Tally]] = defaultdict(list)
        for (call_id, state, overdue, late), number in kinds.items():
            found[call_id].append(Tally(State(state), number, number * overdue, number * late))
        return found

    def count(self, call: Call) -> Counts:
        """Count the texts of a call that are shown."""
        return Counts.of(self._of_calls[call.id])

    @cached_property
    def states(self) -> set[str]:
        """The states that occur, for the legend."""
        return {cell.name for cell in self.cells}

    @property
    def overdue(self) -> list[tuple[Call, list[str]]]:
        """The calls with overdue texts, each with the names of the countries that owe them."""
        late: dict[int, list[str]] = defaultdict(list)
        for row in self.rows:
            for cell in row.cells.values():
                if cell.overdue:
                    late[cell.call_id].append(row.name)
        return [(call, late[call.id]) for call in self.calls if call.id in late]


def grid(meeting: Meeting, who: Who, language: str, *, view: View) -> Grid:
    """Return the texts of a meeting that a view shows, as somebody may see them, in three queries."""
    calls = list(db.session.scalars(_calls(meeting, view)))
    of_country: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in _cells(calls, who, view):
        of_country[cell.country_id][cell.call_id] = cell
    key = formats.sort_key(language)
    rows = [Row(one, one.name(language), of_country[one.id]) for one in _countries(of_country)]
    return Grid(calls, sorted(rows, key=lambda one: key(one.name)))


@dataclass(frozen=True)
class Dates:
    """When a text is due, and when it was sent last."""

    due_at: datetime
    sent_at: datetime | None


def dates(found: Grid) -> dict[int, Dates]:
    """Return the dates of those texts of a matrix that the reader may open, by id."""
    ids = [one.id for one in found.cells if one.seen]
    rows = select(Deliverable.id, Deliverable.due_at, Deliverable.sent_at).where(Deliverable.id.in_(ids))
    return {id_: Dates(due_at, sent_at) for id_, due_at, sent_at in db.session.execute(rows)}


def _calls(meeting: Meeting, view: View) -> Select[Call]:
    """Return the open calls of a meeting: all of them, or those that the view names."""
    found = select(Call).where(Call.meeting_id == meeting.id, Call.opened_at.is_not(None)).order_by(Call.number)
    if view.call is not None:
        found = found.where(Call.id == view.call)
    if view.pillar is not None:
        found = found.where(Call.pillar.has(Pillar.number == view.pillar))
    return found


def _cells(calls: list[Call], who: Who, view: View) -> Iterator[Cell]:
    seen = policy.visible(who, Deliverable).label("seen")
    past = (Deliverable.due_at < who.at).label("past")  # asked there: thousands of moments are slow to read here
    texts = (Deliverable.id, Deliverable.call_id, Deliverable.country_id, Deliverable.state, Deliverable.late)
    asked = select(*texts, past, seen).where(
        Deliverable.call_id.in_([one.id for one in calls]), *conditions(view, who.at)
    )
    for id_, call_id, country_id, state, late, past_, seen_ in db.session.execute(asked):
        yield Cell(id_, call_id, country_id, state, state in WITH_THE_COUNTRY and past_, late, seen_)


def _countries(ids: Collection[int]) -> list[Country]:
    named = load_only(Country.alpha2, Country.alpha3, Country.names, Country.time_zone)
    return list(db.session.scalars(select(Country).where(Country.id.in_(ids)).options(named)))
