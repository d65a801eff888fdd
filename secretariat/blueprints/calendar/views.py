"""/calendar: a person's dates for a program that fetches them, made and revoked on the account's page."""

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat import clock
from secretariat.calendars import feeds
from secretariat.database import db
from secretariat.mail import events
from secretariat.models.calendars import CalendarFeed
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, apart, me, settings
from secretariat.queries import meetings, people
from secretariat.rules.actions import Action
from secretariat.workflow import feeds as workflow

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


def by_token(token: str) -> CalendarFeed | None:
    """Load the calendar that an address names."""
    return workflow.opened(token)


def one(id: int) -> CalendarFeed | None:  # noqa: A002  the address says id
    """Load a calendar by its id."""
    return db.session.get(CalendarFeed, id)


def meeting(slug: str) -> Meeting | None:
    """Load the meeting that an address names."""
    return meetings.by_slug(slug)


@bp.get("/<token>.ics")
@action(Action.READ_PUBLIC, by_token)
def fetch(feed: CalendarFeed) -> Answer:
    """Give a calendar: what its owner may see now, in their language. Who revoked it or is suspended has none."""
    with force_locale(feed.user.language):
        content = feeds.content(feed, people.who(feed.user, clock.now()), at=clock.real())
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    # Kept by nobody on the way, and asked for again each time, so that a revoked address is dead at once.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(events.mark(content))
    answer.make_conditional(request)
    return apart(answer)


@bp.post("/mine")
@action(Action.USE_ACCOUNT)
def make_mine() -> Answer:
    """Make an address for all of a person's dates."""
    workflow.make(None, by=me(), secret=settings().secret_key, at=clock.real(), house=clock.now())
    flash(_("The address of your calendar is ready; give it to your calendar program."), "done")
    return redirect(url_for("account.show", _anchor="calendar"))


@bp.post("/meetings/<slug>")
@action(Action.SEE_AGENDA, meeting)
def make_meeting(found: Meeting) -> Answer:
    """Make an address for the days and sessions of a meeting."""
    workflow.make(found, by=me(), secret=settings().secret_key, at=clock.real(), house=clock.now())
    flash(_("The address of your calendar is ready; give it to your calendar program."), "done")
    return redirect(url_for("meetings.show", slug=found.slug, _anchor="calendar"))


@bp.post("/<int:id>/revoke")
@action(Action.KEEP_FEED, one)
def revoke(feed: CalendarFeed) -> Answer:
    """Revoke an address, and go back to where it was shown."""
    workflow.revoke(feed, by=me(), at=clock.real(), house=clock.now())
    flash(_("The address is revoked: programs that have it get nothing more."), "done")
    if feed.meeting and request.form.get("came") == "meeting":
        return redirect(url_for("meetings.show", slug=feed.meeting.slug, _anchor="calendar"))
    return redirect(url_for("account.show", _anchor="calendar"))
