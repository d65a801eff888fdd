"""What pages read of the rotating presidency."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from secretariat.database import db
from secretariat.models.countries import Country
from secretariat.models.people import User
from secretariat.models.presidencies import HandoverTask, Presidency


def terms() -> Sequence[Presidency]:
    """Return all terms with their handover checklists, in order."""
    return db.session.scalars(
        select(Presidency)
        .options(selectinload(Presidency.tasks).joinedload(HandoverTask.done_by).selectinload(User.memberships))
        .order_by(Presidency.since)
    ).all()


def rotation() -> Sequence[Country]:
    """Return the countries in the order of the rotation; those without a place in it come last."""
    return db.session.scalars(select(Country).order_by(Country.rotation.nulls_last(), Country.alpha2)).all()


def one(presidency_id: int) -> Presidency | None:
    """Return a term, or None."""
    return db.session.get(Presidency, presidency_id)


def task(task_id: int) -> HandoverTask | None:
    """Return a line of a handover checklist, or None."""
    return db.session.get(HandoverTask, task_id)
