"""The facts that every installation begins with: countries, pillars, organisations, meetings that were held."""

from datetime import date, time
from typing import Any

import holidays
from sqlalchemy import insert, select

from secretariat.database import db
from secretariat.models.countries import Country, Holiday, Organisation, Pillar
from secretariat.models.meetings import Meeting
from secretariat.models.reminders import ReminderRule
from secretariat.rules.deadlines import DEFAULT_LADDER
from secretariat.seed import data

# The secretariat's first full year, and the two that are planned by now; a page adds others.
YEARS = range(2025, 2028)


def load() -> bool:
    """Write the facts; return False, and change nothing, where there are countries already."""
    if db.session.scalar(select(Country.id).limit(1)):
        return False
    rotation = data.tree("presidencies")["rotation"]
    found = {row["alpha2"]: country(row, rotation.index(row["alpha2"])) for row in data.table("countries")}
    db.session.add_all(found.values())
    db.session.add_all(organisation(row) for row in data.table("organisations"))
    db.session.add_all(
        Pillar(number=int(row["number"]), names=data.columns(row, "name")) for row in data.table("pillars")
    )
    db.session.add_all(ReminderRule(offset_days=days) for days in DEFAULT_LADDER)
    db.session.add_all(meeting(row, found) for row in data.tree("meetings")["meeting"] if "demonstration" not in row)
    db.session.flush()
    load_holidays(found)
    return True


def country(row: dict[str, str], place: int) -> Country:
    """Return a country from its row; where its day of endorsing is not confirmed, it has none."""
    return Country(
        alpha2=row["alpha2"],
        alpha3=row["alpha3"],
        names=data.columns(row, "name"),
        capitals=data.columns(row, "capital"),
        time_zone=row["time_zone"],
        language=row["language"],
        endorsed_on=date.fromisoformat(row["endorsed_on"]) if row["endorsed_on"] else None,
        rotation=place + 1,
    )


def organisation(row: dict[str, str]) -> Organisation:
    """Return an organisation from its row."""
    return Organisation(code=row["code"], kind=row["kind"], names=data.columns(row, "name"))


def meeting(row: dict[str, Any], countries: dict[str, Country]) -> Meeting:
    """Return a meeting from its part of the tree; of several hosts the first one."""
    return Meeting(
        slug=row["slug"],
        kind=row["kind"],
        number=row.get("number"),
        symbol=row["symbol"],
        titles=data.languages(row["title"]),
        summary=data.languages(row["summary"]),
        note=row.get("note", {}),
        city=row["place"],
        time_zone=row["time_zone"],
        starts_on=row["starts"],
        ends_on=row["ends"],
        opens=row.get("opens", time(9)),
        status="planned" if "demonstration" in row else "held",
        host=countries[row["hosts"][0]] if row["hosts"] else None,
    )


def load_holidays(countries: dict[str, Country]) -> None:
    """Write the days on which the capitals do not work."""
    rows = [
        {"country_id": one.id, "day": day, "name": name}
        for one in countries.values()
        for day, name in sorted(holidays.country_holidays(one.alpha2, years=YEARS).items())
    ]
    db.session.execute(insert(Holiday), rows)
