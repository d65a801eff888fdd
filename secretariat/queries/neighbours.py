"""Where a text stands in somebody's queue, and what comes before and after it; the queue itself is never read."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_, union_all

from secretariat.database import db
from secretariat.models.deliverables import WITH_THE_SECRETARIAT, Deliverable
from secretariat.queries.reviews import IN_ORDER, in_queue, read_by, turns
from secretariat.rules.predicates import Who

BACKWARDS = tuple(one.desc() for one in IN_ORDER)
Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Place:
    """Where a text stands in the queue: its place from 1 (0: not in it), of how many, and its neighbours' ids.

    unread: the next one that nobody else has and that the person has not read; left: how many such there are.
    """

    place: int
    total: int
    before: int | None
    after: int | None
    unread: int | None
    left: int


def place(deliverable: Deliverable, who: Who) -> Place:
    """Return where a text stands in somebody's queue; for one that has left it, the first is what comes next."""
    at = _turn(deliverable, who)
    to_read = and_(_open_to(who), ~read_by(who), Deliverable.id != deliverable.id)
    passed = or_(*_before(deliverable, who, at), _here(deliverable, who, at)) if at is not None else Deliverable.id < 0
    counts = (func.count().filter(passed), func.count(), func.count().filter(to_read))
    around = (_first(who, _before(deliverable, who, at), back=True), *_onward(deliverable, who, at))
    found = db.session.execute(select(*counts, *around).where(*in_queue(who))).one()
    number, total, left, before, after, unread = found
    return Place(number, total, before, after, unread, left)


def onward(deliverable: Deliverable, who: Who) -> int | None:
    """Return the text to go on to: the next unread one, or else simply the next; None where nothing else waits."""
    after, unread = db.session.execute(select(*_onward(deliverable, who, _turn(deliverable, who)))).one()
    return unread or after


def _turn(deliverable: Deliverable, who: Who) -> int | None:
    """Return in which part of the queue a text stands: one's own, nobody's, or others'; None outside of it."""
    latest = deliverable.latest
    if deliverable.state not in WITH_THE_SECRETARIAT or latest is None or latest.quiet_verdict:
        return None
    return 1 if deliverable.reviewer_id is None else 2 * (deliverable.reviewer_id != who.id)


def _onward(deliverable: Deliverable, who: Who, at: int | None) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Ask for the next text and the next unread one: from here on, then what was passed by, from the beginning."""
    parts = turns(who)
    here = [and_(parts[at], _row() > _row_of(deliverable))] if at is not None else []
    round_ = [*here, *parts[0 if at is None else at + 1 :], *reversed(_before(deliverable, who, at))]
    unread = and_(_open_to(who), ~read_by(who))
    return _first(who, round_), _first(who, [and_(one, unread) for one in round_])


def _before(deliverable: Deliverable, who: Who, at: int | None) -> list[Condition]:
    """Return the parts of the queue that stand before a text, the nearest first."""
    if at is None:
        return []
    parts = turns(who)
    return [and_(parts[at], _row() < _row_of(deliverable)), *reversed(parts[:at])]


def _here(deliverable: Deliverable, who: Who, at: int) -> Condition:
    return and_(turns(who)[at], _row() == _row_of(deliverable))


def _open_to(who: Who) -> Condition:
    return or_(*turns(who)[:2])


def _row() -> ColumnElement[tuple[object, ...]]:
    return tuple_(*IN_ORDER)


def _row_of(deliverable: Deliverable) -> ColumnElement[tuple[object, ...]]:
    return tuple_(deliverable.sent_at, deliverable.id)


def _first(who: Who, parts: Iterable[Condition], *, back: bool = False) -> ScalarSelect[int]:
    """Ask for the first text, or the last one, of the first part that has any; the others are not looked at then."""
    arms: list[Select[int]] = [
        select(Deliverable.id).where(*in_queue(who), one).order_by(*(BACKWARDS if back else IN_ORDER)).limit(1)
        for one in parts
    ]
    if not arms:
        return select(Deliverable.id).where(Deliverable.id < 0).scalar_subquery()
    together = union_all(*(select(one.subquery()) for one in arms)).subquery()
    return select(together).limit(1).scalar_subquery()
