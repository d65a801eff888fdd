"""What a page shows of a due moment: the hours in the capitals, who is moved by a holiday, when reminders leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from secretariat import clock, formats, pages
from secretariat.models.calls import Call
from secretariat.models.countries import Country, said
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.meetings import Meeting
from secretariat.queries import calls as queries
from secretariat.rules import deadlines, meant, timetable
from secretariat.rules.reminders import offset_words
from secretariat.rules.timetable import Band, DayOff, Departure, Holidays

EARLIEST, LATEST = 6, 20
MOST_NAMED = 6


@dataclass(frozen=True)
class Capital:
    """A row of the picture of the hours (`macros/pictures.html`); `owed` colours the end of the day."""

    city: str
    country: str
    opens: float
    closes: float
    hour: str
    state: str
    owed: bool
    note: str | Markup


@dataclass(frozen=True)
class Hours:
    """The picture: rows on the clock of a city, between two hours."""

    city: str
    rows: list[Capital]
    first: int
    last: int


def hours(call: Call, dues: Sequence[tuple[Country, datetime]], texts: Mapping[int, Deliverable]) -> Hours:
    """Return the deadline in the capitals on the reader's clock, those that share the day first, by their last hour."""
    zone, city = pages.here()
    bands = [(timetable.band(one, due, _meant(call, one), clock.zone(zone))) for one, due in dues]
    bands.sort(key=lambda one: (one.moved, one.closes, one.country.capital(pages.language())))
    drawn = [one for one in bands if not one.moved]
    first = min([EARLIEST, *(floor(min(one.opens, one.closes)) for one in drawn)])
    last = max([LATEST, *(ceil(one.closes) for one in drawn)])
    return Hours(city, [_capital(one, zone, texts.get(one.country.id)) for one in bands], first, last)


def _meant(call: Call, country: Country) -> date:
    if call.due_on is not None:
        return call.due_on
    return call.due_at.astimezone(country.zone).date() if call.due_at else date.min


def _capital(one: Band, zone: str, text: Deliverable | None) -> Capital:
    language = pages.language()
    country = one.country
    there = formats.when(one.due, country.time_zone, language, short=True)
    hour = formats.hour(one.due, zone, language)
    extended = text is not None and text.extension_reason
    return Capital(
        city=country.capital(language),
        country=country.name(language),
        opens=min(one.opens, one.closes),
        closes=one.closes,
        hour=formats.day(one.due, language, zone=zone, short=True) if one.moved else hour,
        state=_name(text),
        owed=text is None or text.state in WITH_THE_COUNTRY,
        note=_note(_("extension") if extended else _("day off"), there) if one.moved else "",
    )


def _note(why: str, when: str) -> Markup:
    """Return why a capital has another day; the day itself has no room on a phone, where the next column names it."""
    return Markup('{}<tspan class="wide">{} {}</tspan>').format(why, _(";"), when)


def _name(text: Deliverable | None) -> str:
    if text is None:
        return "waiting"
    return "overdue" if text.overdue(clock.now()) else text.state


def dues(call: Call, countries: Sequence[Country], holidays: Holidays) -> list[tuple[Country, datetime]]:
    """Return when a call that is not open yet would be due, by country."""
    return [(one, deadlines.due_moment(call, one, holidays.get(one.id, {}))) for one in countries]


def day_off(call: Call, countries: Sequence[Country], holidays: Holidays) -> DayOff | None:
    """Return in which capitals nobody works on the day of a call; None where it is an instant for all."""
    return timetable.day_off(call.due_on, countries, holidays) if call.due_on else None


def day_words(off: DayOff, countries: int) -> str:
    """Say what a day is: 'weekend in 22 countries', 'holiday in 5 countries', 'a working day in all 22 capitals'."""
    day = formats.day(off.day, pages.language(), year=True)
    words = []
    if off.weekend:
        words.append(ngettext("weekend in one country", "weekend in %(num)s countries", len(off.weekend)))
    if off.holiday:
        words.append(ngettext("holiday in one country", "holiday in %(num)s countries", len(off.holiday)))
    if not off.known:
        words.append(_("the holidays of that time are not known here"))
    elif not words:
        words.append(_("a working day in all %(count)s capitals", count=countries))
    return _("%(day)s: %(words)s.", day=day, words=", ".join(words))


def doubt(day: date, there: Meeting) -> str:
    """Ask about a day that may be a slip of the keyboard, in a whole sentence."""
    today = formats.local(clock.now(), clock.SECRETARIAT_ZONE).date()
    asked = meant.doubt(day, ends_on=there.ends_on, today=today, language=pages.language())
    return asked[:1].upper() + asked[1:]


def doubt_in(day: date, country: Country, there: Meeting) -> str:
    """Ask about a day for one country: as for all, and say whether its capital works that day."""
    off = timetable.day_off(day, [country], queries.holidays_around(day, pages.language()))
    words = [doubt(day, there)]
    about = {"day": formats.day(day, pages.language(), year=True), "city": country.capital(pages.language())}
    if off.weekend:
        words.append(_("%(day)s is a weekend in %(city)s.", **about))
    words += [_("%(day)s is a holiday in %(city)s: %(name)s.", **about, name=name) for _country, name in off.holiday]
    return " ".join(one[:1].upper() + one[1:] for one in words if one)


def free_words(off: DayOff) -> str:
    """Name the nearest day that touches no capital, or nothing."""
    if off.free is None:
        return ""
    return _("%(day)s touches none.", day=formats.day(off.free, pages.language()))


@dataclass(frozen=True)
class Leaves:
    """A reminder: the day on which it leaves in most capitals, and what is to be said about it."""

    day: str
    words: str


def reminders(call: Call, dues: Sequence[tuple[Country, datetime]], holidays: Holidays) -> list[Leaves]:
    """Return the ladder of reminders with its days; the one that leaves next is named."""
    found = []
    upcoming = False
    for rule, sent in queries.rungs(call):
        days = timetable.departures(rule.offset_days, dues, holidays)
        if not days:
            continue
        coming = days[0].moment > clock.now()
        found.append(Leaves(*_leaves(rule.offset_days, days, sent, coming=coming, first=not upcoming)))
        upcoming = upcoming or coming
    return found


def _leaves(offset: int, days: list[Departure], sent: int, *, coming: bool, first: bool) -> tuple[str, str]:
    language = pages.language()
    words = [offset_words(offset)]
    if sent:
        words.append(ngettext("sent to one country", "sent to %(num)s countries", sent))
    elif coming and first:
        words.append(_("next, to whoever owes it then, 09:00 in each capital"))
    elif not coming:
        words.append(_("passed"))
    for other in days[1:]:
        names = [one.name(language) for one in other.countries]
        named = (
            formats.listing(names, language) if len(names) <= MOST_NAMED else _("%(count)s countries", count=len(names))
        )
        words.append(_("%(countries)s: %(day)s", day=formats.day(other.day, language, short=True), countries=named))
    return formats.day(days[0].day, language), formats.parts(words)


def named(countries: Sequence[Country]) -> str:
    """Name countries as a sentence does, or count them where they are many."""
    if len(countries) > MOST_NAMED:
        return _("%(count)s countries", count=len(countries))
    return formats.listing([one.name(pages.language()) for one in by_name(countries)], pages.language())


def by_name(countries: Iterable[Country]) -> list[Country]:
    """Return countries in the order of the reader's language."""
    key = formats.sort_key(pages.language())
    return sorted(countries, key=lambda one: key(one.name(pages.language())))


def ladder(call: Call, at: date) -> list[tuple[str, str, bool]]:
    """Return the consequences as the page for all shows them: until when, what follows, whether that holds now."""
    language = pages.language()
    lines, found = [], False
    for line in call.ladder:
        on = date.fromisoformat(line["on"]) if line["on"] else None
        now = call.opened_at is not None and not found and (on is None or at <= on)
        found = found or now
        until = _("Until %(day)s", day=formats.day(on, language)) if on else _("Later")
        lines.append((until, said(line["texts"], language), now))
    return lines
