"""Telling the officers, at noon, what is overdue, as soon as a country was reminded after its date had passed."""

from datetime import datetime, time, timedelta

from secretariat import clock
from secretariat.mail import compose, outbox
from secretariat.mail.letter import Kind
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import Role
from secretariat.queries import people, reminders

# The officers' zone, and the hour at which 09:00 is over in every capital: one letter a day can hold them all.
OFFICE = clock.zone(clock.SECRETARIAT_ZONE)
NOON = time(12)
LOOKING_BACK = timedelta(days=7)


def report(at: datetime) -> int:
    """Write to each officer all that is overdue, where some of it is news; return how many letters.

    News is what was reminded after its date by the last noon, and after the last letter, which told of all there was.
    """
    noon = _noon_before(at)
    officers = people.with_role(at, Role.OFFICER)
    last = reminders.last_letters(Kind.OVERDUE, [one.id for one in officers], since=noon - LOOKING_BACK)
    written = 0
    for officer in officers:
        before, since = last.get(officer.id), noon - LOOKING_BACK
        texts = _overdue(max(since, before.said_at) if before else since, noon, at)
        if texts and outbox.put(
            compose.overdue(officer, texts, at),
            to=officer,
            at=at,
            about=[one.id for one in texts],
            once=f"{Kind.OVERDUE}:{officer.id}:{noon.date()}",
        ):
            written += 1
    return written


def _overdue(since: datetime, noon: datetime, at: datetime) -> list[Deliverable]:
    """Return all that is overdue, as the officers' home counts it, or nothing where none of it is news."""
    news = reminders.reminded_late(since, noon) if since < noon else set()
    texts = reminders.overdue(at) if news else []
    return texts if any(one.id in news for one in texts) else []


def _noon_before(at: datetime) -> datetime:
    there = at.astimezone(OFFICE)
    noon = datetime.combine(there.date(), NOON, OFFICE)
    return noon if noon <= there else datetime.combine(there.date() - timedelta(days=1), NOON, OFFICE)
