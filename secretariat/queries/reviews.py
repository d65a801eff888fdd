"""What reviewers read: the queue, one text with all its versions, and who has what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import WITH_THE_COUNTRY, WITH_THE_SECRETARIAT, Deliverable, State, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment, Review
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who

IN_ORDER = (Deliverable.sent_at, Deliverable.id)


def waiting(who: Who, *, whose: str = "", call_id: int | None = None) -> Select[Deliverable]:
    """Return what waits for a verdict: one's own first, then what nobody has, then others'; the oldest first.

    whose: '', 'mine', 'free', or the number of a reviewer's account.
    """
    found = select(Deliverable).where(*_in_queue(who))
    if call_id is not None:
        found = found.where(Deliverable.call_id == call_id)
    if whose == "free":
        found = found.where(Deliverable.state == State.SUBMITTED)
    elif whose:
        theirs = int(whose) if whose.isdecimal() else who.id
        found = found.where(Deliverable.reviewer_id == theirs)
    turn = case((Deliverable.reviewer_id == who.id, 0), (Deliverable.state == State.SUBMITTED, 1), else_=2)
    return found.order_by(turn, *IN_ORDER)


def _in_queue(who: Who) -> tuple[ColumnElement[bool], ...]:
    return Deliverable.state.in_(WITH_THE_SECRETARIAT), policy.visible(who, Deliverable, Action.READ_REVIEW)


def for_list(found: Select[Deliverable]) -> Select[Deliverable]:
    """Load with the queue what its rows show: call, reviewer, and the numbers of the versions only."""
    return found.options(
        joinedload(Deliverable.call),
        joinedload(Deliverable.reviewer),
        selectinload(Deliverable.versions).load_only(Version.number, Version.late, raiseload=True),
    )


@dataclass(frozen=True)
class Tally:
    """How many texts wait, how many are one's own, how many nobody has, and the other reviewers' with their names."""

    all: int
    mine: int
    free: int
    others: list[tuple[int, str, int]]


def tally(who: Who) -> Tally:
    """Count what waits for a verdict."""
    rows = db.session.execute(
        select(Deliverable.reviewer_id, User.name, Deliverable.state, func.count())
        .outerjoin(User, User.id == Deliverable.reviewer_id)
        .where(*_in_queue(who))
        .group_by(Deliverable.reviewer_id, User.name, Deliverable.state)
        .order_by(User.name)
    ).all()
    others: dict[int, tuple[int, str, int]] = {}
    for reviewer_id, name, _state, count in rows:
        if reviewer_id is not None and reviewer_id != who.id:
            others[reviewer_id] = (reviewer_id, name, count + others.get(reviewer_id, (0, "", 0))[2])
    return Tally(
        all=sum(count for *_rest, count in rows),
        mine=sum(count for reviewer_id, _name, _state, count in rows if reviewer_id == who.id),
        free=sum(count for _reviewer, _name, state, count in rows if state == State.SUBMITTED),
        others=list(others.values()),
    )


@dataclass(frozen=True)
class Place:
    """Where a text stands in the queue: its place from 1 (0: not in it), of how many, and its neighbours' ids."""

    place: int
    total: int
    before: int | None
    after: int | None


def place(deliverable: Deliverable, who: Who) -> Place:
    """Return where a text stands in somebody's queue; for one that has left it, the first is what comes next."""
    ids = list(db.session.scalars(waiting(who).with_only_columns(Deliverable.id)))
    if deliverable.id not in ids:
        return Place(0, len(ids), None, ids[0] if ids else None)
    at = ids.index(deliverable.id)
    return Place(
        at + 1, len(ids), ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else (ids[0] if at else None)
    )


def one(deliverable_id: int) -> Deliverable | None:
    """Return a text with its call, versions, comments and verdicts; its cost does not depend on how many."""
    versions = selectinload(Deliverable.versions)
    return db.session.scalars(
        select(Deliverable)
        .where(Deliverable.id == deliverable_id)
        .options(
            joinedload(Deliverable.call).joinedload(Call.pillar),
            joinedload(Deliverable.reviewer),
            joinedload(Deliverable.changed_by),
            versions.joinedload(Version.submitted_by),
            versions.joinedload(Version.review).joinedload(Review.reviewer),
            versions.selectinload(Version.comments).joinedload(Comment.author),
        )
    ).one_or_none()


def name_of(deliverable_id: int) -> tuple[dict[str, str], dict[str, str]] | None:
    """Return the names of a text's country and of its call, by language."""
    found = db.session.scalars(
        select(Deliverable).where(Deliverable.id == deliverable_id).options(joinedload(Deliverable.call))
    ).one_or_none()
    return (found.country.names, found.call.titles) if found else None


def comment(deliverable: Deliverable, comment_id: int) -> Comment | None:
    """Return a comment on any version of a text."""
    return next((one for version in deliverable.versions for one in version.comments if one.id == comment_id), None)


def last_verdict(who: Who) -> Review | None:
    """Return what somebody decided last."""
    return db.session.scalars(
        select(Review)
        .where(Review.reviewer_id == who.id)
        .options(joinedload(Review.version).joinedload(Version.deliverable).joinedload(Deliverable.call))
        .order_by(Review.at.desc())
        .limit(1)
    ).one_or_none()


def next_due(at: datetime) -> tuple[Call, int] | None:
    """Return the call whose texts are due next, and how many of them are still to come."""
    row = db.session.execute(
        select(Deliverable.call_id, func.count())
        .where(Deliverable.state.in_(WITH_THE_COUNTRY), Deliverable.due_at > at)
        .group_by(Deliverable.call_id)
        .order_by(func.min(Deliverable.due_at))
        .limit(1)
    ).first()
    call = db.session.get(Call, row[0]) if row else None
    return (call, row[1]) if row and call else None


def calls_waiting(who: Who) -> Sequence[Call]:
    """Return the calls of which something waits, for the filter."""
    ids = select(Deliverable.call_id).where(*_in_queue(who))
    return db.session.scalars(select(Call).where(Call.id.in_(ids)).order_by(Call.number)).all()
