"""How many texts a view shows: said of the list, the matrix and the picture alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from secretariat.models.deliverables import HANDED_IN, WITH_THE_COUNTRY, WITH_THE_SECRETARIAT, State


@dataclass(frozen=True)
class Tally:
    """Texts in one state: all of them, those whose date has passed, and those that came late."""

    state: State
    total: int
    past: int
    late: int


@dataclass(frozen=True)
class Counts:
    """How many texts a view shows: all, those that are in, with the country, overdue, waiting, and late ones."""

    total: int
    arrived: int
    owed: int
    overdue: int
    waiting: int
    late: int

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> "Counts":
        """Add up."""
        found = list(tallies)
        return cls(
            total=sum(one.total for one in found),
            arrived=sum(one.total for one in found if one.state in HANDED_IN),
            owed=sum(one.total for one in found if one.state in WITH_THE_COUNTRY),
            overdue=sum(one.past for one in found if one.state in WITH_THE_COUNTRY),
            waiting=sum(one.total for one in found if one.state in WITH_THE_SECRETARIAT),
            late=sum(one.late for one in found),
        )
