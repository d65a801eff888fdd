"""Making and revoking the addresses of calendars. Times are the machine's, as those of all links."""

from datetime import datetime

from sqlalchemy import select

from secretariat import links
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.calendars import CalendarFeed
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.queries import calendars as queries
from secretariat.rules.actions import Action
from secretariat.workflow import accounts, audit, step


def make(meeting: Meeting | None, *, by: User, secret: str, at: datetime, house: datetime) -> CalendarFeed:
    """Return a person's calendar of a meeting, or of all their dates; the one that is there already where there is.

    secret: the installation's, from which the token is made. Whoever asks twice at once waits for themselves; letters
    that are being written to them, which only hold on to the row's key, are not waited for.
    """
    step.ask(Action.SEE_AGENDA if meeting else Action.USE_ACCOUNT, meeting, by=by, at=house)
    db.session.scalars(select(User).where(User.id == by.id).with_for_update(of=User, key_share=True)).one()
    for one in queries.feeds(by):
        if one.meeting_id == (meeting.id if meeting else None):
            return one
    made = CalendarFeed(user=by, meeting=meeting, made_at=at)
    db.session.add(made)
    db.session.flush()
    made.token_hash = accounts.key(links.token(made.id, secret, links.CALENDAR))
    audit.write("make_feed", by, by=by, at=house, calendar=meeting.slug if meeting else "")
    return made


def address(feed: CalendarFeed, secret: str) -> str | None:
    """Return the whole address of a calendar, or None where it was made with another secret and only programs have it.

    A restored house may have another secret; what was handed out before goes on working there until it is revoked.
    """
    token = links.token(feed.id, secret, links.CALENDAR)
    return links.absolute(links.feed(feed.id, secret)) if accounts.key(token) == feed.token_hash else None


def opened(token: str) -> CalendarFeed | None:
    """Return the calendar of a token; None for one that was revoked, whose owner is suspended, or that never was."""
    return queries.by_hash(accounts.key(token))


def revoke(feed: CalendarFeed, *, by: User, at: datetime, house: datetime) -> None:
    """Have an address lead nowhere, at once."""
    step.ask(Action.KEEP_FEED, feed, by=by, at=house)
    if feed.revoked_at is not None:
        raise Hidden
    feed.revoked_at = at
    audit.write("revoke_feed", by, by=by, at=house, calendar=feed.meeting.slug if feed.meeting else "")
