"""What pages read of meetings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.meetings import Document, Meeting
from secretariat.models.packets import Build, Packet
from secretariat.rules import policy
from secretariat.rules.predicates import Who


def everything() -> Sequence[Meeting]:
    """Return all meetings, the latest first."""
    return db.session.scalars(select(Meeting).order_by(Meeting.starts_on.desc(), Meeting.id.desc())).all()


def by_slug(slug: str) -> Meeting | None:
    """Return the meeting that an address names, or None."""
    return db.session.scalar(select(Meeting).where(Meeting.slug == slug))


def upcoming(meetings: Sequence[Meeting], at: datetime) -> Meeting | None:
    """Return the next meeting that is not over, by the calendar of its place, or None."""
    ahead = [one for one in meetings if one.status == "planned" and one.ends_on >= at.astimezone(one.zone).date()]
    return min(ahead, key=lambda one: one.starts_on, default=None)


def hosted_by(country_id: int) -> Sequence[Meeting]:
    """Return the meetings that a country hosts, the earliest first."""
    return db.session.scalars(select(Meeting).where(Meeting.host_id == country_id).order_by(Meeting.starts_on)).all()


def calls(meeting: Meeting, who: Who) -> Sequence[Call]:
    """Return the calls of a meeting that a person may see, by number."""
    return db.session.scalars(
        select(Call).where(Call.meeting_id == meeting.id, policy.visible(who, Call)).order_by(Call.number)
    ).all()


def open_calls(meeting: Meeting) -> Sequence[Call]:
    """Return the calls of a meeting that are open or being prepared, by number."""
    found = select(Call).where(Call.meeting_id == meeting.id, Call.closed_at.is_(None))
    return db.session.scalars(found.order_by(Call.number)).all()


def packets(meeting: Meeting, who: Who) -> int:
    """Return how many published packets of a meeting a person may read."""
    published = select(func.count(func.distinct(Packet.id))).join(Build)
    return (
        db.session.scalar(
            published.where(Packet.meeting_id == meeting.id, Build.state == "published", policy.visible(who, Packet))
        )
        or 0
    )


def document(meeting: Meeting, document_id: int) -> Document | None:
    """Return a document of a meeting, or None where the meeting has no such document."""
    return db.session.scalar(select(Document).where(Document.id == document_id, Document.meeting_id == meeting.id))
