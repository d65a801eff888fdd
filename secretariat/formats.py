"""Dates, times, amounts and lists as people write them in their language.

Functions on Babel: the language is a code such as 'es'; the words between the figures come from the catalogue of the
language that is active around the call, and the present year, in which no day needs its year, from the house's clock.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from flask_babel import gettext as _
from markupsafe import Markup

from secretariat import clock
from secretariat.clock import SECRETARIAT_ZONE as HOUSE

UNITS: tuple[tuple[int, Callable[[str], str]], ...] = (
    (1_000_000_000, lambda n: _("%(number)s GB", number=n)),
    (1_000_000, lambda n: _("%(number)s MB", number=n)),
    (1_000, lambda n: _("%(number)s KB", number=n)),
)
BITS_PER_SECOND = 1_000_000
HOUR, MINUTE = 3600, 60
# A packed size below ten units is worth a decimal; above, it is noise.
WORTH_A_DECIMAL = 10


@dataclass(frozen=True)
class Moment:
    """One instant as two places read it. In a template it writes itself as markup, elsewhere as text."""

    instant: datetime
    here: str
    there: str

    def __str__(self) -> str:
        return f"{self.here} {self.there}".rstrip()

    def __html__(self) -> str:
        time = Markup('<time datetime="{}">{}</time>').format(iso(self.instant), self.here)
        return time + Markup(' <span class="zone">{}</span>').format(self.there) if self.there else time


def iso(instant: datetime) -> str:
    """Return an instant for machines: '2025-09-19T23:00Z'."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def local(instant: datetime, zone: str) -> datetime:
    """Return an instant on the clock of a zone; raise ZoneInfoNotFoundError for a zone that does not exist."""
    return instant.astimezone(clock.zone(zone))


def day(moment: date | datetime, locale: str, *, zone: str = HOUSE, year: bool = False, short: bool = False) -> str:
    """Return the day: 'Friday 19 September', and of another year than the zone's present one 'Tuesday 19 January 2027'.

    year: even of the present one, for what is read later. zone: where an instant, or the present, is read.
    """
    there = local(moment, zone).date() if isinstance(moment, datetime) else moment
    return written(there, locale, year=year or there.year != local(clock.now(), zone).year, short=short)


@lru_cache(maxsize=4096)  # a list says the same few days again and again, and CLDR's patterns are slow to fill
def written(there: date, locale: str, *, year: bool, short: bool = False) -> str:
    """Return a day with or without its year, whichever year it is now: 'Fri 19 Sep', 'viernes 19 de septiembre'."""
    pattern = _pattern(locale, year=year, short=short)
    if locale == "fr" and there.day == 1:  # the only ordinal of French dates, which CLDR does not know
        pattern = pattern.replace(" d ", " d'er' ")
    words = format_date(there, pattern, locale=locale)
    return words.replace(".", "") if short else words


def _pattern(locale: str, *, year: bool, short: bool) -> str:
    """Return CLDR's order of day, month and year behind the day of the week.

    American English puts the month first; diplomatic texts do not. CLDR sets a comma behind the day of the week in
    more languages than use one within a sentence. In a table full stops and small words only add noise.
    """
    cldr = Locale.parse("en_GB" if locale == "en" else locale)
    if short:
        return "EEE " + cldr.datetime_skeletons["yMMMd" if year else "MMMd"].pattern.replace("'de' ", "")
    pattern = cldr.date_formats["long"] if year else cldr.datetime_skeletons["MMMMd"]
    return ("EEEE, " if locale == "pt" else "EEEE ") + pattern.pattern


def days(first: date, last: date, locale: str, *, short: bool = False) -> str:
    """Return a stretch of days with its year, once where both ends share it: 'Thursday 23 to …'."""
    end = written(last, locale, year=True, short=short)
    if first == last:
        return end
    return _("%(first)s to %(last)s", first=written(first, locale, year=first.year != last.year, short=short), last=end)


@lru_cache(maxsize=4096)
def hour(instant: datetime, zone: str, locale: str) -> str:
    """Return the time of day: '18:00', the same in all four languages so that columns align."""
    return format_datetime(local(instant, zone), "HH:mm", locale=locale)


def when(instant: datetime, zone: str, locale: str, *, year: bool = False, short: bool = False) -> str:
    """Return day and time: 'Friday 19 September, 18:00'."""
    return f"{day(instant, locale, zone=zone, year=year, short=short)}, {hour(instant, zone, locale)}"


def until(instant: datetime, zone: str, locale: str) -> str:
    """Return an end with its year; midnight belongs to the day before: 'Wednesday 31 December 2025, 24:00'."""
    there = local(instant, zone)
    if there.hour or there.minute:
        return when(instant, zone, locale, year=True)
    return f"{written((there - timedelta(days=1)).date(), locale, year=True)}, 24:00"


def moment(
    instant: datetime, zone: str, city: str, other_zone: str, other_city: str, *, locale: str, year: bool = False
) -> Moment:
    """Return a moment in two named places: 'Friday 19 September, 18:00 Lima (19:00 in Washington)'.

    The other place names its day only where that differs, and its year only where that differs: then both name theirs.
    The same place twice is named once.
    """
    first, other = local(instant, zone).date(), local(instant, other_zone).date()
    apart = first.year != other.year
    here = _("%(when)s %(city)s", when=when(instant, zone, locale, year=year or apart), city=city)
    if (zone, city) == (other_zone, other_city):
        return Moment(instant, here, "")
    time = hour(instant, other_zone, locale)
    there = time if first == other else f"{written(other, locale, year=apart)}, {time}"
    return Moment(instant, here, _("(%(when)s in %(city)s)", when=there, city=other_city))


def both_zones(
    instant: datetime, zone: str, city: str, other_zone: str, other_city: str, *, locale: str, year: bool = False
) -> str:
    """Return the same as plain text, for mails and calendars."""
    return str(moment(instant, zone, city, other_zone, other_city, locale=locale, year=year))


def number(value: Decimal | float, locale: str) -> str:
    """Return a number with the separators of the language: '1,250.5', '1.250,5', '1 250,5'."""
    return format_decimal(value, locale=locale)


def typed(figure: Decimal, locale: str) -> str:
    """Return a figure as people of a language type it into a form: '1.250.000', and '1.250,50' where it has cents."""
    exponent = figure.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and figure != figure.to_integral_value() else 0
    return format_decimal(figure, "#,##0" + "." * bool(decimals) + "0" * decimals, locale=locale)


def money(amount: Decimal | int, currency: str, locale: str) -> str:
    """Return an amount with its ISO code, since five of the 22 countries write '$': 'USD 1,250,000'."""
    pattern = Locale.parse(locale).currency_formats["standard"].pattern.split(";")[0].replace("\xa0", "")
    figures = pattern.replace("¤", "").strip()
    if amount == int(amount):
        figures = figures.partition(".")[0]
    spaced = f"¤¤\xa0{figures}" if pattern.startswith("¤") else f"{figures}\xa0¤¤"
    return format_currency(amount, currency, spaced, locale=locale, currency_digits=False)


def size(count: int, locale: str) -> str:
    """Return a size in decimal units, as lines are measured: '38 KB', '1.2 MB'."""
    for unit, word in UNITS:
        if count >= unit:
            return word(number(rounded(count / unit), locale))
    return str(_("%(number)s bytes", number=number(count, locale)))


def rounded(value: float) -> float:
    """Return a figure with as many digits as a reader takes in."""
    return round(value, 1) if value < WORTH_A_DECIMAL else round(value)


def line_seconds(count: int, locale: str) -> str:
    """Return how long a download takes on a slow line: '10 s on 1 Mbit/s', rounded up, never nothing."""
    seconds = max(1, -(-count * 8 // BITS_PER_SECOND))
    return str(_("%(time)s on 1 Mbit/s", time=span(seconds, locale)))


def span(seconds: int, locale: str) -> str:
    """Return a short stretch of time in its two largest units: '51 s', '6 min 24 s', '1 h 5 min'."""
    hours, minutes, rest = seconds // HOUR, seconds % HOUR // MINUTE, seconds % MINUTE
    if hours:
        return f"{number(hours, locale)} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def minutes(count: int, locale: str) -> str:
    """Return minutes of a meeting: '35 min', '5 h 40'."""
    hours, rest = divmod(count, 60)
    return f"{number(hours, locale)} h {rest:02}" if hours else f"{rest} min"


def tongue(code: str, locale: str) -> str:
    """Return a language's name in another: 'Spanish', 'español', 'espagnol'."""
    return Locale.parse(locale).languages.get(code, code)


def listing(names: Iterable[str], locale: str) -> str:
    """Return names as a sentence lists them: 'Haiti, Honduras and Suriname'."""
    # American English would put a comma before 'and'; United Nations English does not.
    return format_list(list(names), locale="en_GB" if locale == "en" else locale)


def parts(words: Iterable[str]) -> str:
    """Return parts of a sentence that stand beside each other: '7 days before; passed', in French '… ; …'."""
    return (_(";") + " ").join(words)


@cache
def sort_key(locale: str) -> Callable[[str], tuple[str, str]]:
    """Return the key by which the language sorts: accents count last, and ñ follows n in Spanish."""

    @lru_cache(maxsize=4096)
    def key(text: str) -> tuple[str, str]:
        folded = text.casefold()
        if locale == "es":
            folded = folded.replace("ñ", "n\uffff")
        plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
        return plain, folded

    return key
