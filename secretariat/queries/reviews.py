"""What reviewers read: the queue, one text with all its versions, and who has what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload, load_only, selectinload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import HANDED_IN, WITH_THE_COUNTRY, WITH_THE_SECRETARIAT, Deliverable, Version
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.models.reviews import Comment, Completeness, Phrase, QuietVerdict, Reading, Review
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who

IN_ORDER = (Deliverable.sent_at, Deliverable.id)
# Of a call, what a list names it by, and what the symbols of its texts are made of.
NAMED = (load_only(Call.number, Call.titles), lazyload(Call.meeting))
SYMBOL = (load_only(Call.number), joinedload(Call.meeting).options(load_only(Meeting.symbol), lazyload(Meeting.host)))
# Conditions that hang on nobody are put together once: it takes longer than to ask them.
NEWER = aliased(Version)
LATEST = ~exists().where(NEWER.deliverable_id == Version.deliverable_id, NEWER.number > Version.number)
WAITS = Deliverable.state.in_(WITH_THE_SECRETARIAT)
# Texts of whose latest version the verdict is kept quiet: as a set, for there are few, and not text by text.
DECIDED_QUIETLY = Deliverable.id.in_(
    select(Version.deliverable_id).where(LATEST).join(QuietVerdict, QuietVerdict.version_id == Version.id)
)


def waiting(who: Who, *, whose: str = "", call_id: int | None = None) -> Select[Deliverable]:
    """Return what waits for a verdict: one's own first, then what nobody has, then others'; the oldest first.

    whose: '', 'mine', 'free', or the number of a reviewer's account.
    """
    found = select(Deliverable).where(*in_queue(who))
    if call_id is not None:
        found = found.where(Deliverable.call_id == call_id)
    if whose == "free":
        found = found.where(Deliverable.reviewer_id.is_(None))
    elif whose:
        theirs = int(whose) if whose.isdecimal() else who.id
        found = found.where(Deliverable.reviewer_id == theirs)
    mine, free, _others = turns(who)
    return found.order_by(case((mine, 0), (free, 1), else_=2), *IN_ORDER)


def turns(who: Who) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Return the three parts of somebody's queue, in their order: their own texts, nobody's, and others'."""
    theirs, nobodys = Deliverable.reviewer_id == who.id, Deliverable.reviewer_id.is_(None)
    return theirs, nobodys, and_(~nobodys, ~theirs)


def in_queue(who: Who) -> tuple[ColumnElement[bool], ...]:
    """Return what a text of the queue is. One with a verdict that is kept quiet waits for its publication only."""
    return WAITS, policy.visible(who, Deliverable, Action.READ_REVIEW), ~DECIDED_QUIETLY


def latest_id() -> ScalarSelect[int]:
    """Return the id of a text's latest version, inside a query over texts."""
    newest = select(Version.id).where(Version.deliverable_id == Deliverable.id).correlate(Deliverable)
    return newest.order_by(Version.number.desc()).limit(1).scalar_subquery()


def read_by(who: Who) -> ColumnElement[bool]:
    """Say that somebody has had the latest version of a text before their eyes."""
    read = select(Reading.id).join(Version, Version.id == Reading.version_id).where(Reading.user_id == who.id, LATEST)
    return read.where(Version.deliverable_id == Deliverable.id).correlate(Deliverable).exists()


def for_list(found: Select[Deliverable], *, symbols: bool = False) -> Select[Deliverable]:
    """Load with the queue what its rows show: call or symbol, reviewer, and the numbers of the versions only."""
    return found.options(
        joinedload(Deliverable.call).options(*(SYMBOL if symbols else NAMED)),
        joinedload(Deliverable.reviewer),
        selectinload(Deliverable.versions)
        .load_only(Version.number, Version.late, raiseload=True)
        .joinedload(Version.completeness),
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
        select(Deliverable.reviewer_id, User.name, func.count())
        .outerjoin(User, User.id == Deliverable.reviewer_id)
        .where(*in_queue(who))
        .group_by(Deliverable.reviewer_id, User.name)
        .order_by(User.name)
    ).all()
    return Tally(
        all=sum(count for *_rest, count in rows),
        mine=sum(count for reviewer_id, _name, count in rows if reviewer_id == who.id),
        free=sum(count for reviewer_id, _name, count in rows if reviewer_id is None),
        others=[(one, name, count) for one, name, count in rows if one is not None and one != who.id],
    )


def unread(who: Who, ids: Iterable[int]) -> set[int]:
    """Return which of some texts somebody has not read."""
    return set(db.session.scalars(select(Deliverable.id).where(Deliverable.id.in_(ids), ~read_by(who))))


def earlier(deliverable: Deliverable) -> Version | None:
    """Return the version that the same country sent last to the call that this one follows."""
    if deliverable.call.follows_id is None:
        return None
    return db.session.scalar(
        select(Version)
        .join(Version.deliverable)
        .where(Deliverable.call_id == deliverable.call.follows_id, Deliverable.country_id == deliverable.country_id)
        .where(Deliverable.state.in_(HANDED_IN))
        .options(contains_eager(Version.deliverable).joinedload(Deliverable.call))
        .order_by(Version.number.desc())
        .limit(1)
    )


def phrases(who: Who) -> Sequence[Phrase]:
    """Return the sentences that somebody has at hand: their own, then those shared with all."""
    found = select(Phrase).where(or_(Phrase.user_id == who.id, Phrase.shared)).options(joinedload(Phrase.user))
    return db.session.scalars(found.order_by(Phrase.user_id != who.id, Phrase.id)).all()


def to_decide(deliverable_id: int) -> Deliverable | None:
    """Return a text with its call and versions only: whoever decides on it locks it first, and reads it anew."""
    versions = selectinload(Deliverable.versions).joinedload(Version.quiet_verdict)
    found = select(Deliverable).where(Deliverable.id == deliverable_id)
    return db.session.scalars(found.options(joinedload(Deliverable.call), versions)).one_or_none()


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
            versions.joinedload(Version.quiet_verdict).joinedload(QuietVerdict.reviewer),
            versions.joinedload(Version.completeness).joinedload(Completeness.by),
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
    ids = select(Deliverable.call_id).where(*in_queue(who))
    return db.session.scalars(select(Call).where(Call.id.in_(ids)).options(*NAMED).order_by(Call.number)).all()
