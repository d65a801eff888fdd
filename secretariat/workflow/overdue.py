"""Telling the officers, at noon, which countries were reminded after their date had passed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from secretariat.mail import compose, outbox
from secretariat.mail.letter import Kind
from secretariat.models.people import Role
from secretariat.queries import people, reminders

# The officers' zone, and the hour at which 09:00 is over in every capital: one letter a day can hold them all.
OFFICE = ZoneInfo("America/New_York")
NOON = time(12)
LOOKING_BACK = timedelta(days=7)


def report(at: datetime) -> int:
    """Write to each officer what was reminded after its date, up to the last noon; return how many letters."""
    noon = _noon_before(at)
    officers = people.with_role(at, Role.OFFICER)
    last = reminders.last_letters(Kind.OVERDUE, [one.id for one in officers])
    written = 0
    for officer in officers:
        before = last.get(officer.id)
        since = max(noon - LOOKING_BACK, _noon_before(before.created_at)) if before else noon - LOOKING_BACK
        texts = reminders.overdue_decided(since, noon) if since < noon else []
        if texts and outbox.put(
            compose.overdue(officer, texts, at),
            to=officer,
            at=at,
            about=[one.id for one in texts],
            once=f"{Kind.OVERDUE}:{officer.id}:{noon.date()}",
        ):
            written += 1
    return written


def _noon_before(at: datetime) -> datetime:
    there = at.astimezone(OFFICE)
    noon = datetime.combine(there.date(), NOON, OFFICE)
    return noon if noon <= there else datetime.combine(there.date() - timedelta(days=1), NOON, OFFICE)
