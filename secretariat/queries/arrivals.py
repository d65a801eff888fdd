"""When the texts of a view came, and when they are due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from sqlalchemy import func, select

from secretariat.clock import SECRETARIAT_ZONE
from secretariat.database import db
from secretariat.models.deliverables import Deliverable, Version
from secretariat.queries import deliverables
from secretariat.rules.filters import View, conditions
from secretariat.rules.predicates import Who


@dataclass(frozen=True)
class Day:
    """What came for the first time on a day in UTC: how many, how many of them late, and how many were in by then."""

    on: date
    came: int
    late: int
    sum: int


@dataclass(frozen=True)
class Arrivals:
    """When the texts of a view came for the first time, beside the stretch in which they are or were due.

    due: how many by the day with the secretariat, on which the end of the day in every capital falls.
    """

    days: list[Day]
    due: Mapping[date, int]
    first_due: datetime | None
    last_due: datetime | None

    @property
    def total(self) -> int:
        """How many texts the view has."""
        return sum(self.due.values())


def arrivals(view: View, who: Who) -> Arrivals:
    """Return when the texts of a view came and are due, by day, in two queries."""
    seen = deliverables.seen(who).where(*conditions(view, who.at))
    due_on = func.date(func.timezone(SECRETARIAT_ZONE, Deliverable.due_at))
    due = db.session.execute(
        seen.with_only_columns(due_on, func.count(), func.min(Deliverable.due_at), func.max(Deliverable.due_at))
        .group_by(due_on)
        .order_by(due_on)
    ).all()
    came_on = func.date(func.timezone("UTC", Version.submitted_at))
    came = db.session.execute(
        select(came_on, func.count(), func.count().filter(Version.late))
        .where(Version.number == 1, Version.deliverable_id.in_(seen.with_only_columns(Deliverable.id)))
        .group_by(came_on)
        .order_by(came_on)
    ).all()
    sums = accumulate(count for _on, count, _late in came)
    return Arrivals(
        days=[Day(on, count, late, sum_) for (on, count, late), sum_ in zip(came, sums, strict=True)],
        due={on: count for on, count, _first, _last in due},
        first_due=due[0][2] if due else None,
        last_due=due[-1][3] if due else None,
    )
