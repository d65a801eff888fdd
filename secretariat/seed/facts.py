"""The facts that every installation begins with: countries, pillars, organisations, meetings that were held."""

from collections import defaultdict
from datetime import date, time
from typing import Any

import holidays
from sqlalchemy import insert, select

from secretariat.database import db
from secretariat.models.countries import LANGUAGES, Country, Holiday, Organisation, Pillar
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
    """Write the days on which the capitals do not work, named in as many languages as the library knows."""
    rows = [
        {"country_id": one.id, "day": day, "names": names}
        for one in countries.values()
        for day, names in sorted(holiday_names(one.alpha2).items())
    ]
    db.session.execute(insert(Holiday), rows)


def holiday_names(alpha2: str) -> dict[date, dict[str, str]]:
    """Return a country's holidays with their names by language."""
    found: dict[date, dict[str, str]] = defaultdict(dict)
    for language, code in spoken(alpha2).items():
        for day, name in holidays.country_holidays(alpha2, years=YEARS, language=code).items():
            found[day][language] = name
    return found


def spoken(alpha2: str) -> dict[str, str | None]:
    """Return in which of our languages the library names a country's holidays, with its own code: 'pt_BR' for pt.

    Where it knows one language only, that one is English and has no code. Of two kinds of English the country's own
    comes first.
    """
    calendar = holidays.country_holidays(alpha2)
    codes = sorted(calendar.supported_languages or (), key=lambda code: code != calendar.default_language)
    known = {language: next((code for code in codes if code[:2] == language), None) for language in LANGUAGES}
    return {language: code for language, code in known.items() if code} or {"en": None}
