"""What a feed holds: what its owner may see at the moment at which it is fetched."""

from datetime import datetime

from flask_babel import gettext as _

from secretariat.calendars import meetings
from secretariat.errors import Hidden
from secretariat.mail.compose import dates, voice
from secretariat.mail.events import REFRESHED, Date, written
from secretariat.models.calendars import CalendarFeed
from secretariat.models.meetings import Meeting
from secretariat.queries import agendas as agenda_queries
from secretariat.queries import calendars as queries
from secretariat.rules import agendas, policy
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who


def content(feed: CalendarFeed, who: Who, *, at: datetime) -> bytes:
    """Return a feed in the language that is spoken now. who: what its owner is at this moment.

    Raises Hidden for a meeting whose agenda the owner may not read any more.
    """
    if feed.meeting is None:
        return written(mine(who), at=at, name=_("Secretariat: what is due"), refreshed=REFRESHED)
    if not policy.allowed(who, Action.SEE_AGENDA, feed.meeting):
        raise Hidden
    return written(of_meeting(feed.meeting, who), at=at, name=feed.meeting.title(voice.language()), refreshed=REFRESHED)


def mine(who: Who) -> list[Date]:
    """Return the deadlines that a person's countries owe, and the meetings they belong to."""
    found = [dates.date_of(text) for text in queries.owed(who)]
    if policy.allowed(who, Action.SEE_AGENDA):
        found += [meetings.days_of(meeting) for meeting in queries.meetings(who.at)]
    return found


def of_meeting(meeting: Meeting, who: Who) -> list[Date]:
    """Return the days of a meeting, and its sessions as the owner may read them."""
    found = [meetings.days_of(meeting)]
    last = agenda_queries.last(meeting)
    if meeting.status == "cancelled":
        return found
    if last:
        return found + meetings.sessions_of(meeting, agendas.thawed(last), last)
    if policy.allowed(who, Action.SEE_DRAFT_AGENDA, meeting):
        draft = agendas.rows(agenda_queries.items(meeting), meeting)
        return found + meetings.sessions_of(meeting, draft, None)
    return found
