"""What pages read of commitments."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from secretariat.database import db
from secretariat.models.commitments import Commitment
from secretariat.models.countries import Country, Pillar


def rows(*, country: str | None = None, pillar: int | None = None) -> Sequence[Commitment]:
    """Return what was promised with country, meeting, pillar and progress, in the order of its entry.

    country: alpha2 · pillar: its number.
    """
    query = select(Commitment).options(
        joinedload(Commitment.country),
        joinedload(Commitment.meeting),
        joinedload(Commitment.pillar),
        selectinload(Commitment.progress),
    )
    if country is not None:
        query = query.where(Commitment.country.has(Country.alpha2 == country))
    if pillar is not None:
        query = query.where(Commitment.pillar.has(Pillar.number == pillar))
    return db.session.scalars(query.order_by(Commitment.announced_on.desc(), Commitment.id)).all()


def promisers() -> Sequence[Country]:
    """Return the countries that have promised something."""
    return db.session.scalars(select(Country).where(Country.id.in_(select(Commitment.country_id)))).all()


def pillars() -> Sequence[Pillar]:
    """Return the pillars in their order."""
    return db.session.scalars(select(Pillar).order_by(Pillar.number)).all()
