"""Which days a call or a meeting may have, and which of them make one ask whether they are meant."""

from datetime import date, timedelta

from flask_babel import gettext as _

from secretariat import formats

# The declaration begins in 2022; what lies far ahead is a slip, and no calendar reckons with it.
FIRST_YEAR, LAST_YEAR = 2022, 2100
YEAR = timedelta(days=366)


def out_of_range(day: date) -> str:
    """Say which years there are where a day is of none of them, else nothing."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    return _("Choose a day of the years %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)


def doubt(due: date, *, ends_on: date, today: date, language: str) -> str:
    """Return what is asked about a due day that may be a slip of the keyboard, or nothing; it is never refused.

    ends_on: the last day of the meeting, after which a text is of no use to it.
    """
    said = formats.day(due, language)
    if due - today > YEAR:
        return _("the due day, %(due)s, is more than a year away: is the year right?", due=said)
    if due > ends_on:
        end = formats.day(ends_on, language)
        return _("the due day, %(due)s, is after the end of the meeting, %(end)s: is that meant?", due=said, end=end)
    return ""
