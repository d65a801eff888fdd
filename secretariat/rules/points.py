"""The points of reviews that a country still has before it: whose turn it is, and which answer went with which version.

Rows are read, never loaded: a deliverable comes with its versions, their reviews and comments.
"""

from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.reviews import Comment

ASKS = ("changes_requested", "incomplete")


def asked(deliverable: Deliverable) -> list[Comment]:
    """Return the points that a country reads beside its draft, the oldest version's first.

    All of the version that was judged last, where changes were asked of it; of those before only what is still to be
    answered, or was answered since the last sending: a point stays until then, wherever the text goes.
    """
    judged = [one for one in deliverable.versions if one.review]
    asking = [one for one in judged if one.review and one.review.verdict in ASKS]
    last = judged[-1] if judged else None
    return [point for version in asking for point in version.points if version is last or _is_before(point)]


def _is_before(point: Comment) -> bool:
    """Tell whether a country has a point of an earlier version before it."""
    return is_open(point) or (point.closed_at is None and not is_sent(point))


def is_open(point: Comment) -> bool:
    """Tell whether a point waits for the country's answer."""
    return point.answered_at is None and point.closed_at is None


def is_sent(point: Comment) -> bool:
    """Tell whether the answer to a point went to the secretariat with a version, and so stays as it is."""
    return went_with(point) is not None


def went_with(point: Comment) -> Version | None:
    """Return the version with which the answer to a point was sent, or None."""
    if point.answered_at is None:
        return None
    later = (one for one in point.version.deliverable.versions if one.number > point.version.number)
    return next((one for one in later if one.submitted_at >= point.answered_at), None)


def answered_with(version: Version) -> list[Comment]:
    """Return the points whose answers were sent with a version."""
    before = (one for one in version.deliverable.versions if one.number < version.number)
    return [point for one in before for point in one.points if went_with(point) is version]


def can_change(point: Comment) -> bool:
    """Tell whether an answer that was ticked off can be taken back: it is not sent, and its point is not closed."""
    return point.answered_at is not None and point.closed_at is None and not is_sent(point)


def written(deliverable: Deliverable) -> list[Comment]:
    """Return the points whose answer is written and not ticked off: it goes along when the text is sent."""
    return [point for point in asked(deliverable) if is_open(point) and point.answer]


def answered_since(deliverable: Deliverable) -> bool:
    """Tell whether a country has answered a point since it sent its last version, ticked off or not."""
    return any(point.answer or point.answered_at for point in asked(deliverable) if not is_sent(point))
