"""A country's answers to points: kept while they are written, ticked off one by one or by sending."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment
from secretariat.rules import points as rules
from secretariat.rules import states
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def hold(deliverable: Deliverable) -> None:
    """Hold a text until the commit, and read the answers to its points anew: a colleague may have written there too."""
    step.lock(deliverable)
    _read_anew(deliverable)


def _read_anew(deliverable: Deliverable) -> None:
    theirs = select(Version.id).where(Version.deliverable_id == deliverable.id)
    points = select(Comment).where(Comment.version_id.in_(theirs), Comment.review_id.is_not(None))
    db.session.scalars(points.execution_options(populate_existing=True)).all()


def keep(point: Comment, *, text: str, by: User, at: datetime) -> None:
    """Keep what a country writes to a point, before it ticks the point off; the secretariat does not read it."""
    _to_answer(point, by=by, at=at)
    if point.answered_at:
        raise Stale(_("Point %(number)s is answered by now.", number=point.number))
    point.answer, point.answered_by_id = text.strip() or None, by.id


def answer(point: Comment, *, text: str, by: User, at: datetime, done_in_text: bool = False) -> None:
    """Tick a point off, as the country, with a word to the reviewer.

    done_in_text: without a word the text itself is the answer. Raises Refused for an empty answer that does not say
    so, Stale for one that is sent already.
    """
    _to_answer(point, by=by, at=at)
    _unsent(point)
    if not text.strip() and not done_in_text:
        raise Refused(nothing_said(point), field="answer")
    point.answer, point.answered_at, point.answered_by_id = text.strip(), at, by.id
    audit.write("answer_point", point.version.deliverable, by=by, at=at, number=point.number)


def nothing_said(point: Comment) -> str:
    """Say what an answer without words needs."""
    return _("Write an answer to point %(number)s, or say that it is done in the text.", number=point.number)


def take_back(point: Comment, *, by: User, at: datetime) -> bool:
    """Have an answer written on that was ticked off and is not sent; tell whether that changed anything."""
    _to_answer(point, by=by, at=at)
    _unsent(point)
    if point.answered_at is None:
        return False
    point.answered_at = None
    audit.write("take_back_answer", point.version.deliverable, by=by, at=at, number=point.number)
    return True


def take_along(deliverable: Deliverable, *, by: User, at: datetime, arrived: datetime) -> None:
    """Tick every answer off that is written, as the text is sent; the text is locked. It stays whoever's wrote it."""
    _read_anew(deliverable)
    for point in rules.written(deliverable):
        point.answered_at = arrived
        audit.write("answer_point", deliverable, by=by, at=at, number=point.number)


def _unsent(point: Comment) -> None:
    """Raise Stale where the answer went to the secretariat with a version."""
    if version := rules.went_with(point):
        number = version.number
        raise Stale(_("This answer was sent with version %(number)s; it stays as it is.", number=number))


def _to_answer(point: Comment, *, by: User, at: datetime) -> None:
    """Raise where a country may not, or cannot any more, answer a point."""
    deliverable = point.version.deliverable
    step.lock(deliverable)
    step.ask(Action.WRITE, deliverable, by=by, at=at)
    if point.review_id is None:
        raise Hidden
    if not states.owed(State(deliverable.state)):
        raise step.stale(deliverable, by=by, at=at)
    db.session.refresh(point, ["closed_at", "answered_at"])
    if point.closed_at:
        raise Stale(_("The Secretariat has closed point %(number)s; its answer stays as it is.", number=point.number))
