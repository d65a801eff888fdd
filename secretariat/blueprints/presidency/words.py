"""Words about terms: their end, their years, who reads along."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import clock, formats
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.formats import Moment
from secretariat.models.presidencies import HandoverTask, Presidency
from secretariat.pages import SECRETARIAT_CITY, days_until, language, who
from secretariat.rules import presidency
from secretariat.rules.presidency import Trio

# A term ends at midnight, which belongs to the day before.
MINUTE = timedelta(minutes=1)


def end(term: Presidency) -> Moment:
    """Return the end of a term on the clock of its capital, and in Washington."""
    country, spoken = term.country, language()
    when = formats.until(term.until, country.time_zone, spoken)
    here = _("%(when)s %(city)s", when=when, city=country.capital(spoken))
    if country.time_zone == SECRETARIAT_ZONE:
        return Moment(term.until, here, "")
    there = formats.until(term.until, SECRETARIAT_ZONE, spoken)
    there = there.rpartition(", ")[2] if there == when else there
    return Moment(term.until, here, _("(%(when)s in %(city)s)", when=there, city=SECRETARIAT_CITY))


def years(term: Presidency) -> str:
    """Return the years of a term: '2025', or '2025/2026'."""
    zone = term.country.zone
    first, last = term.since.astimezone(zone).year, (term.until - MINUTE).astimezone(zone).year
    # A term that begins at midnight of another capital may begin a few hours before the new year of its own.
    first = max(first, (term.since + timedelta(days=1)).astimezone(zone).year)
    return str(first) if first == last else f"{first}/{last}"


def left(term: Presidency) -> str:
    """Return how many days are left of a term."""
    return ngettext("%(num)s day left", "%(num)s days left", days_until(term.until - MINUTE, term.country.time_zone))


def reading_before(term: Presidency, current: Presidency) -> str:
    """Say from when the incoming team reads along, by the calendar of whoever hands over to it."""
    day = formats.day(presidency.reads_from(term), language(), zone=current.country.time_zone, year=True)
    if presidency.reads_along(term, clock.now()):
        return _("Reads along since %(day)s", day=day)
    return _("Reads along from %(day)s", day=day)


def reading_after(term: Presidency) -> str:
    """Say until when the outgoing team reads along."""
    last = presidency.reads_until(term) - MINUTE
    day = formats.day(last, language(), zone=term.country.time_zone, year=True)
    if presidency.reads_along(term, clock.now()):
        return _("Reads along until %(day)s", day=day)
    return _("Read along until %(day)s", day=day)


def ticked(task: HandoverTask, done_at: datetime) -> str:
    """Say when a line was ticked off, on the clock of whoever hands over, and by whom.

    Whose country somebody then was of stands beside the name; to countries the Secretariat has no names.
    """
    at = formats.when(done_at, task.presidency.country.time_zone, language(), short=True)
    held = task.done_by.membership(done_at) if task.done_by else None
    if task.done_by is None or held is None or (held.country is None and who().countries):
        return _("done on %(day)s by the Secretariat", day=at) if task.done_by else _("done on %(day)s", day=at)
    of = f" ({held.country.name(language())})" if held.country else ""
    return _("done on %(day)s by %(name)s", day=at, name=f"{task.done_by.name}{of}")


def ring(trio: Trio, count: int) -> str:
    """Say in words what the ring shows."""
    said = [_("%(count)s countries in the order of the rotation.", count=count)]
    for term, words in (
        (trio.outgoing, _("Outgoing")),
        (trio.current, _("Current")),
        (trio.incoming, _("Incoming")),
    ):
        if term:
            said.append(f"{words}: {term.country.name(language())}, {years(term)}.")
    return " ".join(said)
