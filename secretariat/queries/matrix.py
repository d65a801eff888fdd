"""The matrix country × call: who has sent what, and who owes it."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Select, and_, select, true

from secretariat import formats
from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Country, Pillar
from secretariat.models.deliverables import HANDED_IN, WITH_THE_COUNTRY, WITH_THE_SECRETARIAT, Deliverable
from secretariat.models.meetings import Meeting
from secretariat.models.presidencies import Presidency
from secretariat.rules import policy, presidency
from secretariat.rules.filters import View, conditions
from secretariat.rules.predicates import Who


@dataclass(frozen=True)
class Cell:
    """A text in the matrix. `name` is its state, or 'overdue'; `seen`: the reader may open it; `kept`: by the view."""

    id: int
    call_id: int
    country_id: int
    state: str
    overdue: bool
    seen: bool
    kept: bool = True

    @property
    def name(self) -> str:
        """What the cell shows."""
        return "overdue" if self.overdue else self.state

    @property
    def arrived(self) -> bool:
        """Whether the text is in."""
        return self.state in HANDED_IN

    @property
    def owed(self) -> bool:
        """Whether the text is with the country."""
        return self.state in WITH_THE_COUNTRY

    @property
    def counts(self) -> tuple[str, ...]:
        """As what the cell is counted below the table."""
        return ("all", "arrived") if self.arrived else ("all", "owed") if self.owed else ("all",)

    @property
    def waits(self) -> bool:
        """Whether the text waits for a reviewer's verdict."""
        return self.state in WITH_THE_SECRETARIAT


@dataclass(frozen=True)
class Row:
    """A country and its cells by call; a cell that the filter leaves out is not there."""

    country: Country
    name: str
    cells: dict[int, Cell]


@dataclass(frozen=True)
class Grid:
    """The matrix: calls across, countries down in the order of the reader's language.

    names: of all countries addressed, by id, in that order · rows: what the filters leave · cells: those of the
    countries shown, whatever their state · everything: those of all countries.
    """

    calls: list[Call]
    countries: list[Country]
    names: dict[int, str]
    rows: list[Row]
    cells: list[Cell]
    everything: list[Cell]

    @cached_property
    def _sums(self) -> Counter[tuple[int, str]]:
        """The sums below the table, by call and what is counted, in one walk over the cells."""
        found = Counter((one.call_id, what) for one in self.cells for what in one.counts)
        found.update((call_id, "shown") for row in self.rows for call_id in row.cells)
        return found

    def count(self, call: Call, what: str = "all") -> int:
        """Count a call's cells among the countries shown: all, or those that are 'arrived' or 'owed'."""
        return self._sums[call.id, what]

    def shown(self, call: Call) -> int:
        """Count what the filter by state leaves of a call."""
        return self._sums[call.id, "shown"]

    @property
    def states(self) -> set[str]:
        """The states that occur among what is shown, for the legend."""
        return {cell.name for row in self.rows for cell in row.cells.values()}

    @property
    def arrived(self) -> int:
        """How many texts of all countries are in."""
        return sum(1 for one in self.everything if one.arrived)

    @property
    def waiting(self) -> int:
        """How many texts of all countries wait for a reviewer's verdict."""
        return sum(1 for one in self.everything if one.waits)

    @property
    def overdue(self) -> list[tuple[Call, list[str]]]:
        """The calls with overdue texts, each with the names of the countries that owe them."""
        late: dict[int, list[int]] = defaultdict(list)
        for cell in self.everything:
            if cell.overdue:
                late[cell.call_id].append(cell.country_id)
        return [
            (call, [name for country_id, name in self.names.items() if country_id in late[call.id]])
            for call in self.calls
            if call.id in late
        ]


def grid(meeting: Meeting, who: Who, language: str, *, view: View, trio: bool = False) -> Grid:
    """Return the matrix of a meeting as somebody may see it, filtered by a view.

    trio: the three countries of the presidency only. Costs three queries, whatever it holds; 'trio' costs one more.
    """
    calls = list(db.session.scalars(_calls(meeting, view)))
    everything = _cells(calls, who, view)
    key = formats.sort_key(language)
    countries = sorted(_countries({one.country_id for one in everything}), key=lambda one: key(one.name(language)))
    chosen = _trio(who.at) if trio else {one.id for one in countries if view.country in {"", one.alpha2}}
    rows = _rows([one for one in countries if one.id in chosen], everything, language)
    narrow = view.but(meeting="", country="", call=None, pillar=None)
    return Grid(
        calls,
        countries,
        {one.id: one.name(language) for one in countries},
        [row for row in rows if row.cells or narrow == View()],
        [one for one in everything if one.country_id in chosen],
        everything,
    )


def _calls(meeting: Meeting, view: View) -> Select[Call]:
    """Return the open calls of a meeting: all of them, or those that the view names."""
    found = select(Call).where(Call.meeting_id == meeting.id, Call.opened_at.is_not(None)).order_by(Call.number)
    if view.call is not None:
        found = found.where(Call.id == view.call)
    if view.pillar is not None:
        found = found.where(Call.pillar.has(Pillar.number == view.pillar))
    return found


def _rows(countries: list[Country], cells: list[Cell], language: str) -> list[Row]:
    of_country: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        if cell.kept:
            of_country[cell.country_id][cell.call_id] = cell
    return [Row(one, one.name(language), of_country[one.id]) for one in countries]


def _cells(calls: list[Call], who: Who, view: View) -> list[Cell]:
    seen = policy.visible(who, Deliverable).label("seen")
    kept = and_(true(), *conditions(view.but(meeting="", call=None, country="", pillar=None), who.at)).label("kept")
    past = (Deliverable.due_at < who.at).label("past")  # asked there: thousands of moments are slow to read here
    columns = (Deliverable.id, Deliverable.call_id, Deliverable.country_id, Deliverable.state, past)
    found = select(*columns, seen, kept).where(Deliverable.call_id.in_([one.id for one in calls]))
    return [
        Cell(id_, call_id, country_id, state, state in WITH_THE_COUNTRY and past, seen, kept)
        for id_, call_id, country_id, state, past, seen, kept in db.session.execute(found)
    ]


def _countries(ids: Collection[int]) -> list[Country]:
    return list(db.session.scalars(select(Country).where(Country.id.in_(ids))))


def _trio(at: datetime) -> set[int]:
    terms = presidency.trio(db.session.scalars(select(Presidency)).all(), at)
    return {one.country_id for one in (terms.outgoing, terms.current, terms.incoming) if one}
