"""The blueprint, and how a meeting and its things are loaded."""

from flask import Blueprint

from secretariat import formats
from secretariat.models.agendas import AgendaItem
from secretariat.models.meetings import Document, Meeting
from secretariat.pages import language
from secretariat.queries import agendas, meetings

bp = Blueprint("meetings", __name__, url_prefix="/meetings")


def one(slug: str) -> Meeting | None:
    """Load the meeting that an address names."""
    return meetings.by_slug(slug)


def item(slug: str, item_id: int) -> AgendaItem | None:
    """Load an item of the agenda of the meeting that an address names."""
    meeting = meetings.by_slug(slug)
    return agendas.one(meeting, item_id) if meeting else None


def paper(slug: str, document_id: int) -> Document | None:
    """Load a document of the meeting that an address names."""
    meeting = meetings.by_slug(slug)
    return meetings.document(meeting, document_id) if meeting else None


def dates(meeting: Meeting, *, short: bool = False) -> str:
    """Return the days of a meeting: 'Thursday 23 October to Friday 24 October 2025'."""
    return formats.days(meeting.starts_on, meeting.ends_on, language(), short=short)
