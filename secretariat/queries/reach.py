"""Whom the house reaches in each country."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, lazyload

from secretariat.database import db
from secretariat.models.countries import Country
from secretariat.models.people import Membership, Role
from secretariat.rules import reach as rules
from secretariat.rules.reach import Reach

# The countries are there already, once each.
WITH_USER = (joinedload(Membership.user), lazyload(Membership.country), lazyload(Membership.organisation))


def everywhere(at: datetime) -> list[Reach]:
    """Return the reach of every country, in the order of their codes."""
    return _of(db.session.scalars(select(Country).order_by(Country.alpha2)).all(), at)


def of_country(country: Country, at: datetime) -> Reach:
    """Return the reach of a country."""
    return _of([country], at)[0]


def focal_points(at: datetime) -> list[Reach]:
    """Return the reach of every country through those to whom the letters about its texts go: its focal points."""
    return _of(
        db.session.scalars(select(Country).order_by(Country.alpha2)).all(), at, Membership.role == Role.FOCAL_POINT
    )


def _of(countries: Sequence[Country], at: datetime, *roles: ColumnElement[bool]) -> list[Reach]:
    lately = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at - rules.REMEMBERED))
    theirs = Membership.country_id.in_([one.id for one in countries])
    held = select(Membership).where(lately, theirs, *roles).options(*WITH_USER).order_by(Membership.id)
    by_country: dict[int | None, list[Membership]] = defaultdict(list)
    for one in db.session.scalars(held):
        by_country[one.country_id].append(one)
    return [rules.of(country, by_country[country.id], at) for country in countries]
