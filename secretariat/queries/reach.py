"""Whom the house reaches in each country."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from secretariat.database import db
from secretariat.models.countries import Country
from secretariat.models.people import Membership
from secretariat.rules import reach as rules
from secretariat.rules.reach import Reach


def everywhere(at: datetime) -> list[Reach]:
    """Return the reach of every country, in the order of their codes."""
    lately = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at - rules.REMEMBERED))
    held = select(Membership).where(lately, Membership.country_id.is_not(None)).options(joinedload(Membership.user))
    by_country: dict[int | None, list[Membership]] = defaultdict(list)
    for one in db.session.scalars(held.order_by(Membership.id)):
        by_country[one.country_id].append(one)
    countries = db.session.scalars(select(Country).order_by(Country.alpha2)).all()
    return [rules.of(country, by_country[country.id], at) for country in countries]


def of_country(alpha2: str, at: datetime) -> Reach | None:
    """Return the reach of a country by its code, or None where there is no such country."""
    return next((one for one in everywhere(at) if one.country.alpha2 == alpha2.upper()), None)
