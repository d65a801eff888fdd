"""The days on which capitals do not work."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.countries import Holiday


def holidays(country_id: int) -> set[date]:
    """Return a country's holidays."""
    return set(db.session.scalars(select(Holiday.day).where(Holiday.country_id == country_id)))


def all_holidays() -> dict[int, set[date]]:
    """Return the holidays of every country, by its id."""
    found: dict[int, set[date]] = defaultdict(set)
    for country_id, day in db.session.execute(select(Holiday.country_id, Holiday.day)):
        found[country_id].add(day)
    return found
