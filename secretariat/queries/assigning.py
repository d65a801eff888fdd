"""What can be assigned, to whom, and how much each reviewer has."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Pillar
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.queries.reviews import waiting
from secretariat.rules.predicates import Who


def texts(
    who: Who, *, whose: str = "", call_id: int | None = None, pillar_id: int | None = None
) -> Select[Deliverable]:
    """Ask for what waits for a verdict, in the order of the queue, with what a conflict of interest depends on."""
    found = waiting(who, whose=whose, call_id=call_id)
    if pillar_id is not None:
        found = found.where(Deliverable.call_id.in_(select(Call.id).where(Call.pillar_id == pillar_id)))
    return found.options(
        joinedload(Deliverable.call).joinedload(Call.pillar),
        joinedload(Deliverable.reviewer),
        selectinload(Deliverable.versions).load_only(Version.number, Version.submitted_by_id),
    )


def of_ids(who: Who, ids: Iterable[int]) -> Sequence[Deliverable]:
    """Return those of some texts that wait for a verdict."""
    return db.session.scalars(texts(who).where(Deliverable.id.in_(list(ids)))).unique().all()


def load(reviewers: Iterable[User], who: Who) -> dict[int, int]:
    """Return how many texts wait for each reviewer."""
    ids = [one.id for one in reviewers]
    waits = waiting(who).order_by(None).with_only_columns(Deliverable.id).where(Deliverable.reviewer_id.in_(ids))
    rows = db.session.execute(
        select(Deliverable.reviewer_id, func.count()).where(Deliverable.id.in_(waits)).group_by(Deliverable.reviewer_id)
    )
    counted = {reviewer: count for reviewer, count in rows if reviewer is not None}
    return {one: counted.get(one, 0) for one in ids}


def pillars() -> Sequence[Pillar]:
    """Return the pillars, for the filter."""
    return db.session.scalars(select(Pillar).order_by(Pillar.number)).all()
