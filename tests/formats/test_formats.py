"""Dates, amounts and lists read as a person of that language would write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask_babel import force_locale
from markupsafe import Markup

from secretariat import formats

pytestmark = pytest.mark.usefixtures("in_2025")
DUE = datetime(2025, 9, 19, 23, 0, tzinfo=UTC)
LIMA = ("America/Lima", "Lima")
WASHINGTON = ("America/New_York", "Washington")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Friday 19 September 2025, 18:00"),
        ("es", "viernes 19 de septiembre de 2025, 18:00"),
        ("pt", "sexta-feira, 19 de setembro de 2025, 18:00"),
        ("fr", "vendredi 19 septembre 2025, 18:00"),
    ],
)
def test_a_moment_is_written_in_the_order_of_the_language(language, sentence):
    assert formats.when(DUE, "America/Lima", language, year=True) == sentence


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Fri 19 Sep"), ("es", "vie 19 sept"), ("pt", "sex 19 set"), ("fr", "ven 19 sept")]
)
def test_a_short_day_carries_no_full_stops(language, words):
    assert formats.day(date(2025, 9, 19), language, short=True) == words


def test_the_first_of_a_month_is_an_ordinal_in_french_and_no_other_day_is():
    first = datetime(2025, 10, 1, 3, tzinfo=UTC)
    assert formats.day(first, "fr", zone="UTC", year=True) == "mercredi 1er octobre 2025"
    assert formats.day(first.date(), "fr", short=True) == "mer 1er oct"
    assert formats.when(first, *LIMA[:1], "fr") == "mardi 30 septembre, 22:00"
    assert formats.day(date(2025, 10, 11), "fr") == "samedi 11 octobre"
    assert formats.day(first, "es", zone="UTC", year=True) == "miércoles 1 de octubre de 2025"


@pytest.mark.parametrize(("language", "words"), [("en", "held; passed"), ("fr", "held\u00a0; passed")])
def test_parts_of_a_sentence_are_set_apart_as_the_language_does(house, language, words):
    with house.test_request_context(), force_locale(language):
        assert formats.parts(["held", "passed"]) == words


def test_a_due_moment_names_both_zones():
    moment = formats.moment(DUE, *LIMA, *WASHINGTON, locale="en")
    assert str(moment) == "Friday 19 September, 18:00 Lima (19:00 in Washington)"


def test_the_other_zone_names_its_day_where_that_is_another():
    late = datetime(2025, 9, 20, 3, 30, tzinfo=UTC)
    text = formats.both_zones(late, *LIMA, "America/Sao_Paulo", "Brasília", locale="en")
    assert text == "Friday 19 September, 22:30 Lima (Saturday 20 September, 00:30 in Brasília)"


def test_the_same_place_is_not_named_twice():
    assert formats.both_zones(DUE, *LIMA, *LIMA, locale="en") == "Friday 19 September, 18:00 Lima"


def test_a_moment_writes_itself_into_a_page_and_escapes_the_names():
    moment = formats.moment(DUE, "America/Lima", "Lima <b>", *WASHINGTON, locale="en")
    assert Markup("{}").format(moment) == (
        '<time datetime="2025-09-19T23:00Z">Friday 19 September, 18:00 Lima &lt;b&gt;</time>'
        ' <span class="zone">(19:00 in Washington)</span>'
    )


def test_an_end_at_midnight_belongs_to_the_day_before():
    handover = datetime(2026, 1, 1, 5, 0, tzinfo=UTC)
    assert formats.until(handover, "America/Bogota", "en") == "Wednesday 31 December 2025, 24:00"


def test_an_end_at_another_hour_stays_where_it_is():
    assert formats.until(DUE, "America/Lima", "en") == "Friday 19 September 2025, 18:00"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        (1_250_000, "USD", "en", "USD 1,250,000"),
        (1_250_000, "USD", "es", "1.250.000 USD"),
        (Decimal("12.50"), "BRL", "pt", "BRL 12,50"),
        (Decimal("-7.5"), "CAD", "fr", "-7,50 CAD"),
        (Decimal("1e12"), "USD", "en", "USD 1,000,000,000,000"),
    ],
)
def test_money_names_its_currency_and_drops_empty_cents(amount, currency, language, words):
    assert formats.money(amount, currency, language).replace("\xa0", " ").replace("\u202f", " ") == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (38_400, "38 KB"), (1_234_567, "1.2 MB"), (48_000_000, "48 MB")],
)
def test_a_size_has_as_many_digits_as_a_reader_takes_in(count, words):
    assert formats.size(count, "en") == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "1 s"), (1_250_000, "10 s"), (6_400_000, "52 s"), (48_000_000, "6 min 24 s"), (900_000_000, "2 h 0 min")],
)
def test_a_download_says_its_time_on_a_slow_line(count, words):
    assert formats.line_seconds(count, "en") == f"{words} on 1 Mbit/s"


@pytest.mark.parametrize(("count", "words"), [(35, "35 min"), (60, "1 h 00"), (340, "5 h 40")])
def test_minutes_of_a_meeting_become_hours(count, words):
    assert formats.minutes(count, "en") == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Haiti, Honduras and Peru"), ("es", "Haiti, Honduras y Peru"), ("fr", "Haiti, Honduras et Peru")],
)
def test_names_are_listed_as_in_a_sentence(language, words):
    assert formats.listing(["Haiti", "Honduras", "Peru"], language) == words


def test_accents_do_not_tear_the_alphabet_apart():
    countries = ["Zambia", "Équateur", "Espagne", "Egypte", "États-Unis"]
    assert sorted(countries, key=formats.sort_key("fr")) == [
        "Egypte",
        "Équateur",
        "Espagne",
        "États-Unis",
        "Zambia",
    ]


def test_spanish_puts_the_letter_with_the_tilde_after_n():
    words = ["oca", "ñu", "nz"]
    assert (sorted(words, key=formats.sort_key("es")), sorted(words, key=formats.sort_key("pt"))) == (
        ["nz", "ñu", "oca"],
        ["ñu", "nz", "oca"],
    )
