"""A production begins with facts alone."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from secretariat.models.countries import LANGUAGES, Country, Holiday, Organisation, Pillar
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.models.presidencies import Presidency
from secretariat.models.reminders import ReminderRule
from secretariat.queries import calendars
from secretariat.queries import calls as queries
from secretariat.seed import facts


def counts(session: scoped_session[Any]) -> dict[str, int]:
    models = (Country, Organisation, Pillar, Holiday, Meeting, ReminderRule, User, Presidency)
    return {one.__name__: session.scalar(select(func.count()).select_from(one)) or 0 for one in models}


def test_facts_are_there_without_people_presidencies_and_the_meeting_whose_date_is_not_set(
    session: scoped_session[Any],
) -> None:
    assert facts.load() is True
    found = counts(session)
    assert found.pop("Holiday") > 800
    assert found == {
        "Country": 22, "Organisation": 6, "Pillar": 3, "Meeting": 6, "ReminderRule": 5, "User": 0, "Presidency": 0,
    }  # fmt: skip
    assert set(session.scalars(select(Meeting.status))) == {"held"}


def test_facts_are_written_once(session: scoped_session[Any]) -> None:
    facts.load()
    before = counts(session)
    assert facts.load() is False
    assert counts(session) == before


def test_the_meetings_since_2022_stand_with_day_and_place(session: scoped_session[Any]) -> None:
    facts.load()
    found = session.execute(select(Meeting.slug, Meeting.starts_on, Meeting.city).order_by(Meeting.starts_on)).all()
    assert [tuple(one) for one in found] == [
        ("launch", date(2022, 6, 10), "Los Angeles"),
        ("special-coordinators", date(2022, 9, 26), "Washington"),
        ("first-ministerial", date(2022, 10, 6), "Lima"),
        ("second-ministerial", date(2023, 6, 23), "Washington"),
        ("third-ministerial", date(2024, 5, 7), "Guatemala City"),
        ("fourth-ministerial", date(2024, 9, 25), "New York"),
    ]


def test_a_day_of_endorsing_that_is_not_confirmed_stays_empty(session: scoped_session[Any]) -> None:
    facts.load()
    assert session.scalars(select(Country.alpha2).where(Country.endorsed_on.is_(None))).all() == ["SR"]


def test_capitals_have_their_holidays(session: scoped_session[Any]) -> None:
    facts.load()
    chile = session.scalars(select(Country).where(Country.alpha2 == "CL")).one()
    assert {date(2025, 9, 18), date(2025, 9, 19)} <= calendars.holidays(chile.id)


def test_a_holiday_is_named_in_the_languages_that_the_library_knows_and_else_in_english(
    session: scoped_session[Any],
) -> None:
    facts.load()
    ids = {one.alpha2: one.id for one in session.scalars(select(Country))}
    army, independence = date(2025, 9, 19), date(2025, 9, 7)
    found = {language: queries.holidays_around(army, language) for language in LANGUAGES}
    assert [found[language][ids["CL"]][army] for language in LANGUAGES] == [
        "Army Day", "Día de las Glorias del Ejército", "Army Day", "Army Day",
    ]  # fmt: skip
    assert [found[language][ids["BR"]][independence] for language in ("es", "pt")] == [
        "Independence Day", "Independência do Brasil",
    ]  # fmt: skip
    assert all("en" in one for one in session.scalars(select(Holiday.names)))
