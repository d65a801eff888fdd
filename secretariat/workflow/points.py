"""The points of a review after the country has them: a reviewer closes them, or opens one again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def still_open(deliverable: Deliverable) -> list[Comment]:
    """Return the points of all versions that no reviewer has closed, the oldest first."""
    return [one for version in deliverable.versions for one in version.points if one.closed_at is None]


def close_answered(deliverable: Deliverable, *, by: User, at: datetime) -> int:
    """Close every point that the country has answered; return how many."""
    return close([one for one in still_open(deliverable) if one.answered_at], by=by, at=at)


def close(points: Iterable[Comment], *, by: User, at: datetime) -> int:
    """Close points, answered or not; return how many were still open."""
    return sum(_set(point, closed=True, by=by, at=at) for point in points)


def let_go(field: CallField, *, by: User, at: datetime) -> int:
    """Close what is still open on a question that is no longer asked, in every country's text; return how many."""
    theirs = select(Comment).join(Comment.version).join(Version.deliverable)
    of_it = (Deliverable.call_id == field.call_id, Comment.key == field.key)
    open_now = (Comment.review_id.is_not(None), Comment.closed_at.is_(None))
    found = db.session.scalars(theirs.where(*of_it, *open_now).order_by(Comment.id)).all()
    for point in found:
        _close(point, by=by, at=at)
    return len(found)


def _close(point: Comment, *, by: User, at: datetime) -> None:
    point.closed_at, point.closed_by_id = at, by.id
    audit.write("close_point", point.version.deliverable, by=by, at=at, number=point.number)


def settle(deliverable: Deliverable, *, by: User, at: datetime) -> None:
    """Close what is still open of a text that was approved: nobody waits for an answer any more."""
    for point in still_open(deliverable):
        _close(point, by=by, at=at)


def carry_on(version: Version) -> None:
    """Put beside a new version what a reviewer had written for the country about one that was taken back unjudged.

    The country has not seen it; whoever reviews the new version sends it or strikes it out.
    """
    taken_back = (one for one in version.deliverable.versions if one is not version and one.review is None)
    unsent = [one for earlier in taken_back for one in earlier.comments if one.audience == "country"]
    for point in unsent:
        point.version_id = version.id
    if unsent:
        db.session.flush()
        db.session.expire(version.deliverable, ["versions"])


def open_again(point: Comment, *, by: User, at: datetime) -> None:
    """Open a point that was closed, which the country sees."""
    _set(point, closed=False, by=by, at=at)


def _set(point: Comment, *, closed: bool, by: User, at: datetime) -> bool:
    """Close or open a point the country has; tell whether that changed anything."""
    deliverable = point.version.deliverable
    step.lock(deliverable)
    step.ask(Action.COMMENT, deliverable, by=by, at=at)
    if point.review_id is None:
        raise Hidden
    if (point.closed_at is not None) == closed:
        return False
    point.closed_at, point.closed_by_id = (at, by.id) if closed else (None, None)
    audit.write("close_point" if closed else "open_point", deliverable, by=by, at=at, number=point.number)
    return True
