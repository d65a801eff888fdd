"""The list of meetings, one meeting, and its documents."""

from flask import render_template
from flask_login import current_user

from secretariat import clock
from secretariat.blueprints.meetings import agenda, circulating, items, moving, places
from secretariat.blueprints.meetings.place import bp, dates, one, paper
from secretariat.errors import Hidden
from secretariat.models.calendars import CalendarFeed
from secretariat.models.meetings import Document, Meeting
from secretariat.pages import Answer, action, days_until, given, me, settings, who
from secretariat.queries import agendas as agenda_queries
from secretariat.queries import calendars
from secretariat.queries import meetings as queries
from secretariat.rules import numbering, policy
from secretariat.rules.actions import Action
from secretariat.workflow import feeds

# Importing them registers their routes on the blueprint.
ROOMS = (agenda, circulating, items, moving, places)
__all__ = ["ROOMS", "bp"]


@bp.get("", strict_slashes=False)
@action(Action.READ_PUBLIC)
def index() -> Answer:
    """Show all meetings, the next one as a sentence."""
    found = queries.everything()
    coming = queries.upcoming(found, clock.now())
    return render_template(
        "meetings/index.html",
        meetings=found,
        coming=coming,
        days=days_until(numbering.opening(coming), coming.time_zone) if coming else None,
        dates=dates,
    )


@bp.get("/<slug>")
@action(Action.READ_PUBLIC, one)
def show(meeting: Meeting) -> Answer:
    """Show one meeting: where and when, what was circulated, and the documents that the reader may read."""
    asking = who()
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        dates=dates,
        opens=numbering.opening(meeting),
        days=days_until(numbering.opening(meeting), meeting.time_zone),
        documents=agenda_queries.readable(meeting, asking),
        calls=queries.calls(meeting, asking),
        packets=queries.packets(meeting, asking),
        agenda=agenda_queries.last(meeting),
        feed=feed_of(meeting),
        may_read_agenda=policy.allowed(asking, Action.SEE_AGENDA, meeting),
        may_move=policy.allowed(asking, Action.MOVE_MEETING, meeting),
        may_see_draft=policy.allowed(asking, Action.SEE_DRAFT_AGENDA, meeting),
        visitor=not current_user.is_authenticated,
    )


def feed_of(meeting: Meeting) -> tuple[CalendarFeed, str | None] | None:
    """Return the reader's calendar of a meeting with its address, or None."""
    kept = calendars.feeds(me()) if current_user.is_authenticated else []
    found = next((one for one in kept if one.meeting_id == meeting.id), None)
    return (found, feeds.address(found, settings().secret_key)) if found else None


@bp.get("/<slug>/documents/<int:document_id>")
@action(Action.READ_DOCUMENT, paper)
def document(found: Document) -> Answer:
    """Give a document's file to those who may read it."""
    if found.file is None:
        raise Hidden
    return given(found.file, f"{found.symbol.replace('/', '-')}-{found.language}.pdf")
