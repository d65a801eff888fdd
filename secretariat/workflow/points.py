"""The points of a review after the country has them: a reviewer closes them, or opens one again."""

from collections.abc import Iterable
from datetime import datetime

from secretariat.errors import Hidden
from secretariat.models.people import User
from secretariat.models.reviews import Comment
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def close(points: Iterable[Comment], *, by: User, at: datetime) -> int:
    """Close points, answered or not; return how many were still open."""
    return sum(_set(point, closed=True, by=by, at=at) for point in points)


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
