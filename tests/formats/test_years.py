"""A day carries its year unless that is the present one where it is read, in the order of each language."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask_babel import force_locale

from secretariat import formats

LIMA = ("America/Lima", "Lima")
SANTIAGO = ("America/Santiago", "Santiago")
WASHINGTON = ("America/New_York", "Washington")
THAT_DAY, NEXT_YEAR = date(2025, 9, 19), date(2026, 1, 1)
# Half past midnight of 1 January 2026 in Santiago, 22:30 of 31 December 2025 in Washington and in Lima.
BETWEEN = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "this", "that", "short", "short_that"),
    [
        ("en", "Friday 19 September", "Thursday 1 January 2026", "Fri 19 Sep", "Thu 1 Jan 2026"),
        ("es", "viernes 19 de septiembre", "jueves 1 de enero de 2026", "vie 19 sept", "jue 1 ene 2026"),
        ("pt", "sexta-feira, 19 de setembro", "quinta-feira, 1 de janeiro de 2026", "sex 19 set", "qui 1 jan 2026"),
        ("fr", "vendredi 19 septembre", "jeudi 1er janvier 2026", "ven 19 sept", "jeu 1er janv 2026"),
    ],
)
@pytest.mark.usefixtures("in_2025")
def test_a_day_of_another_year_names_it_where_the_language_does(language, this, that, short, short_that):
    assert [formats.day(one, language) for one in (THAT_DAY, NEXT_YEAR)] == [this, that]
    assert [formats.day(one, language, short=True) for one in (THAT_DAY, NEXT_YEAR)] == [short, short_that]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Thursday 31 December 2026, 18:00"),
        ("es", "jueves 31 de diciembre de 2026, 18:00"),
        ("pt", "quinta-feira, 31 de dezembro de 2026, 18:00"),
        ("fr", "jeudi 31 décembre 2026, 18:00"),
    ],
)
@pytest.mark.usefixtures("in_2025")
def test_a_moment_of_next_year_says_so(language, words):
    assert formats.when(datetime(2026, 12, 31, 23, tzinfo=UTC), "America/Lima", language) == words


@pytest.mark.usefixtures("in_2025")
def test_what_is_read_later_carries_its_year_even_in_it():
    assert formats.day(THAT_DAY, "en", year=True) == "Friday 19 September 2025"
    assert formats.day(THAT_DAY, "pt", year=True, short=True) == "sex 19 set 2025"


def test_new_year_passes_over_the_words_of_the_same_day():
    said = []
    for now in (datetime(2025, 12, 31, 12, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)):
        with time_machine.travel(now, tick=False):
            said.append((formats.day(THAT_DAY, "en"), formats.day(NEXT_YEAR, "en")))
    assert said == [
        ("Friday 19 September", "Thursday 1 January 2026"),
        ("Friday 19 September 2025", "Thursday 1 January"),
    ]


def test_in_the_hours_around_new_year_the_zone_decides_which_year_is_the_present_one():
    noon = datetime(2026, 1, 1, 15, tzinfo=UTC)
    with time_machine.travel(BETWEEN, tick=False):
        here, there = (formats.when(noon, zone, "en") for zone, _city in (SANTIAGO, WASHINGTON))
        day = [formats.day(date(2025, 12, 31), "en", zone=zone) for zone, _city in (SANTIAGO, WASHINGTON)]
    assert (here, there) == ("Thursday 1 January, 12:00", "Thursday 1 January 2026, 10:00")
    assert day == ["Wednesday 31 December 2025", "Wednesday 31 December"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Thursday 1 January 2026, 00:30 Santiago (Wednesday 31 December 2025, 22:30 in Washington)",
        ),
        (
            "es",
            "jueves 1 de enero de 2026, 00:30 Santiago (miércoles 31 de diciembre de 2025, 22:30 en Washington)",
        ),
        (
            "pt",
            (
                "quinta-feira, 1 de janeiro de 2026, 00:30 Santiago"
                " (quarta-feira, 31 de dezembro de 2025, 22:30 em Washington)"
            ),
        ),
        (
            "fr",
            "jeudi 1er janvier 2026, 00:30 Santiago (mercredi 31 décembre 2025, 22:30 à Washington)",
        ),
    ],
)
@pytest.mark.parametrize("now", [datetime(2025, 9, 8, tzinfo=UTC), BETWEEN, datetime(2026, 1, 2, tzinfo=UTC)])
def test_a_moment_of_two_years_names_both(house, language, words, now):
    with time_machine.travel(now, tick=False), house.test_request_context(), force_locale(language):
        assert formats.both_zones(BETWEEN, *SANTIAGO, *WASHINGTON, locale=language) == words


@pytest.mark.usefixtures("in_2025")
def test_a_moment_of_two_days_names_their_year_once():
    late = datetime(2026, 3, 20, 3, 30, tzinfo=UTC)
    assert formats.both_zones(late, *LIMA, "America/Sao_Paulo", "Brasília", locale="en") == (
        "Thursday 19 March 2026, 22:30 Lima (Friday 20 March, 00:30 in Brasília)"
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 10, 23), date(2025, 10, 23), "Thursday 23 October 2025"),
        (date(2025, 10, 23), date(2025, 10, 24), "Thursday 23 October to Friday 24 October 2025"),
        (date(2025, 12, 31), date(2026, 1, 1), "Wednesday 31 December 2025 to Thursday 1 January 2026"),
    ],
)
def test_days_from_one_to_another_name_each_year_once(first, last, words):
    assert formats.days(first, last, "en") == words
