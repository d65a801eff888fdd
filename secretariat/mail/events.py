"""A date of somebody's calendar, and how it is written as iCalendar (RFC 5545, 5546).

Hours are written in UTC, so that no program needs to know our zones; days of a meeting are those of its place. The
library folds lines and escapes texts; here control characters are taken out.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from flask import current_app
from icalendar import Alarm, Calendar, Event, vDuration, vText

from secretariat import links

PRODUCT = "-//Secretariat//Calendar//EN"
LONGEST_TITLE = 200
CANCELLED = "CANCELLED"
LONGEST_TEXT = 2_000
REFRESHED = timedelta(hours=6)
# Programs that fetch a feed again every few minutes are told so when nothing but the hour of writing has changed.
STAMP = re.compile(rb"^DTSTAMP:.*\r\n", re.MULTILINE)


class Text(vText):
    r"""A text as it stands: the library takes a backslash before an N, as in C:\New, for the end of a line."""

    def to_ical(self) -> bytes:
        """Return the text with its commas, semicolons, backslashes and ends of lines escaped."""
        return rb"\\N".join(vText(piece).to_ical() for piece in self.split(r"\N"))


@dataclass(frozen=True, kw_only=True)
class Date:
    """A line of somebody's calendar.

    key: names it for good, such as 'deliverable-12' · starts, ends: instants, or days of which the last does not
    count any more · sequence: how often it changed · status: CONFIRMED, TENTATIVE or CANCELLED · busy: whether it
    takes the reader's time · alarm: how long before its start the program speaks up.
    """

    key: str
    title: str
    lines: Sequence[str]
    url: str
    starts: datetime | date
    ends: datetime | date
    sequence: int
    status: str = "CONFIRMED"
    place: str = ""
    busy: bool = True
    alarm: timedelta | None = None


def one_line(text: str, most: int = LONGEST_TITLE) -> str:
    """Return a text on one line, without characters that no calendar may hold."""
    blanked = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    line = " ".join(blanked.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def written(
    dates: Iterable[Date], *, at: datetime, name: str = "", method: str = "PUBLISH", refreshed: timedelta | None = None
) -> bytes:
    """Return dates as the content of a file. name: of the whole calendar · refreshed: how often to fetch it again."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", Text(one_line(name)))
        calendar.add("x-wr-calname", Text(one_line(name)))
    if refreshed:
        calendar.add("refresh-interval", vDuration(refreshed), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(refreshed))
    for one in dates:
        calendar.add_component(_event(one, at))
    return calendar.to_ical()


def _event(one: Date, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.key}@{links.domain()}")
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("dtstart", one.starts)
    event.add("dtend", one.ends)
    event.add("summary", Text(one_line(one.title)))
    event.add("description", Text("\n".join(one_line(line, LONGEST_TEXT) for line in one.lines)))
    if one.place:
        event.add("location", Text(one_line(one.place)))
    event.add("url", one.url)
    event.add("sequence", one.sequence)
    event.add("status", one.status)
    event.add("transp", "OPAQUE" if one.busy else "TRANSPARENT")
    event.add("class", "PRIVATE")
    organiser, address = parseaddr(current_app.config["SETTINGS"].mail_from)
    event.add("organizer", f"mailto:{address}", parameters={"CN": one_line(organiser or address)})
    if one.alarm and one.status != CANCELLED:
        event.add_component(_alarm(one))
    return event


def _alarm(one: Date) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", Text(one_line(one.title)))
    alarm.add("trigger", -(one.alarm or timedelta()))
    return alarm


def alone(one: Date, *, at: datetime) -> bytes:
    """Return the file of one date, which puts it into a calendar, moves it, or takes it out again."""
    return written([one], at=at, method="CANCEL" if one.status == CANCELLED else "PUBLISH")


def mark(content: bytes) -> str:
    """Return the mark by which a program says which content it has (ETag): the hour of writing does not count."""
    return hashlib.sha256(STAMP.sub(b"", content)).hexdigest()[:32]
