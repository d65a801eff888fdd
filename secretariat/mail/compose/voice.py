"""How letters speak: in the reader's language, with both zones at every due moment."""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import ParamSpec

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from secretariat import formats
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.database import db
from secretariat.mail import lines
from secretariat.mail.letter import READER, Letter
from secretariat.models.countries import Country, Holiday
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User

P = ParamSpec("P")
LONGEST_LINE = 600
_asked: ContextVar[str] = ContextVar("asked")


def for_reader(compose: Callable[P, Letter]) -> Callable[P, Letter]:
    """Compose a letter in the language of its reader: the argument called `user` or `officer`."""
    signature = inspect.signature(compose)

    @functools.wraps(compose)
    def composed(*args: P.args, **kwargs: P.kwargs) -> Letter:
        given = signature.bind(*args, **kwargs).arguments
        reader: User = given.get("user") or given["officer"]
        with force_locale(_asked.get(None) or reader.language):
            return compose(*args, **kwargs)

    return composed


def anybody(spoken: str) -> User:
    """Return a reader in a language who may be anybody: the outbox puts each one's name in place."""
    return User(name=READER, language=spoken)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let letters speak a language, whoever reads them: to see how they read in it."""
    token = _asked.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _asked.reset(token)


def language() -> str:
    """Return the code of the language that is spoken now."""
    return str(get_locale().language)


def greeting(person: User) -> str:
    """Return the first line."""
    return _("Dear %(name)s,", name=person.name)


def title(deliverable: Deliverable) -> str:
    """Return what is asked, and of whom: 'National progress report (Peru)'."""
    spoken = language()
    return _("%(title)s (%(country)s)", title=deliverable.call.title(spoken), country=deliverable.country.name(spoken))


def day(instant: datetime, country: Country | None) -> str:
    """Return the day of an instant as it is in the country's capital, or with the secretariat."""
    return formats.day(instant, language(), zone=country.time_zone if country else SECRETARIAT_ZONE)


def moment(instant: datetime, country: Country | None, *, year: bool = False) -> str:
    """Return an instant in the capital and with the secretariat: '18:00 Lima (19:00 in Washington)'."""
    spoken, city = language(), _("Washington")
    zone, capital = (country.time_zone, country.capital(spoken)) if country else (SECRETARIAT_ZONE, city)
    return formats.both_zones(instant, zone, capital, SECRETARIAT_ZONE, city, locale=spoken, year=year)


def due(deliverable: Deliverable) -> str:
    """Return the sentence of a due moment."""
    return _("Due %(moment)s.", moment=moment(deliverable.due_at, deliverable.country))


def about(deliverable: Deliverable, instant: datetime) -> dict[str, str]:
    """Return the fields of every letter about a text. instant: whose day it names."""
    country = deliverable.country
    return {"country": country.name(language()), "title": title(deliverable), "day": day(instant, country)}


def owed(deliverable: Deliverable, until: datetime | None = None) -> dict[str, str]:
    """Return the fields of a letter about a text that is owed: until a moment, or its own due moment."""
    until = until or deliverable.due_at
    return about(deliverable, until) | {"due": moment(until, deliverable.country)}


def overdue_since(deliverable: Deliverable) -> str:
    """Return the sentence of a due moment that has passed."""
    return _("Overdue since %(moment)s.", moment=moment(deliverable.due_at, deliverable.country))


def holidays(country: Country) -> set[date]:
    """Return the days on which a capital does not work."""
    return set(db.session.scalars(select(Holiday.day).where(Holiday.country_id == country.id)))


def shown(text: str) -> tuple[str, ...]:
    """Return what somebody wrote in its own lines, cut where a mail would grow too long; the page has all of it."""
    return lines.short(text, LONGEST_LINE)


def short(text: str) -> str:
    """Return a text on one line, cut where a mail would grow too long; the page has all of it."""
    line = lines.one(text)
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
