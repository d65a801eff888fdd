"""What a date means in all capitals at once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from secretariat.models.countries import Country
from secretariat.rules import timetable

CAPITALS = {"CL": "America/Santiago", "PE": "America/Lima", "CO": "America/Bogota"}
INDEPENDENCE, ARMY = date(2025, 9, 18), date(2025, 9, 19)


@pytest.fixture
def countries():
    zones = enumerate(CAPITALS.items(), 1)
    return [
        Country(id=number, alpha2=code, names={"en": code}, capitals={}, time_zone=zone)
        for number, (code, zone) in zones
    ]


@pytest.fixture
def holidays():
    return {1: {INDEPENDENCE: "Independence Day", ARMY: "Army Day"}}


def test_a_holiday_in_one_country_is_named_with_the_nearest_day_that_touches_none(countries, holidays):
    off = timetable.day_off(ARMY, countries, holidays)
    assert (off.weekend, off.holiday, off.touched) == ([], [(countries[0], "Army Day")], 1)
    assert off.free == date(2025, 9, 17)


def test_a_saturday_is_a_weekend_everywhere_and_no_holiday_besides(countries, holidays):
    off = timetable.day_off(date(2025, 9, 20), countries, holidays)
    assert (off.weekend, off.holiday, off.free) == (countries, [], date(2025, 9, 22))


def test_a_working_day_touches_nobody(countries, holidays):
    assert timetable.day_off(date(2025, 9, 16), countries, holidays).touched == 0


def test_a_day_around_which_no_holiday_is_known_anywhere_is_not_taken_for_a_working_day(countries, holidays):
    new_year = date(2031, 1, 1)
    assert [timetable.day_off(new_year, countries, one).known for one in ({}, holidays)] == [False, True]


def test_a_band_is_the_working_day_on_the_clock_of_another_capital(countries):
    due = datetime(2025, 9, 19, 21, tzinfo=UTC)  # 18:00 in Santiago
    band = timetable.band(countries[0], due, ARMY, ZoneInfo("America/Bogota"))
    assert (band.opens, band.closes, band.moved) == (7, 16, False)


def test_a_due_moment_on_another_day_is_marked_as_moved(countries):
    due = datetime(2025, 9, 22, 21, tzinfo=UTC)
    assert timetable.band(countries[0], due, ARMY, ZoneInfo("America/Bogota")).moved


def test_a_reminder_leaves_on_the_day_of_most_countries_and_names_the_others(countries, holidays):
    due = datetime(2025, 9, 26, 23, tzinfo=UTC)
    days = timetable.departures(-7, [(one, due) for one in countries], holidays)
    assert [(one.day, [country.alpha2 for country in one.countries]) for one in days] == [
        (ARMY, ["PE", "CO"]),
        (date(2025, 9, 22), ["CL"]),
    ]
    assert days[0].moment == datetime(2025, 9, 19, 14, tzinfo=UTC)
    assert days[1].moment - days[0].moment == timedelta(days=2, hours=22)
