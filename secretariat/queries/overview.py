"""What lists of texts read: the rows of a view, their counts, and to whom one would write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, load_only, selectinload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Country, Pillar
from secretariat.models.deliverables import HANDED_IN, WITH_THE_COUNTRY, Deliverable, State, Version
from secretariat.models.meetings import Meeting
from secretariat.models.people import Membership, Role, User
from secretariat.queries import deliverables
from secretariat.queries.counts import Counts, Tally
from secretariat.rules import reach
from secretariat.rules.filters import View, conditions
from secretariat.rules.predicates import Who

# Columns, and whether the largest comes first; what was never sent comes last either way.
SORTS = {"due": ("due_at", False), "-due": ("due_at", True), "sent": ("sent_at", True), "-sent": ("sent_at", False)}

# More calls than one picks from; the others are found by their meeting.
MOST_CALLS = 60


def rows(view: View, who: Who, *, sort: str = "due") -> Select[Deliverable]:
    """Return the texts of a view that somebody may see, with call, pillar and reviewer.

    What belongs to the rows is asked for after them: joined, it would be joined to all texts before a page is cut.
    """
    return (
        deliverables.seen(who)
        .where(*conditions(view, who.at))
        .options(
            selectinload(Deliverable.call).joinedload(Call.pillar),
            selectinload(Deliverable.country),
            selectinload(Deliverable.reviewer),
        )
        .order_by(*_order(view, sort))
    )


def _order(view: View, sort: str) -> tuple[ColumnElement[Any], ...]:
    """Return the order of a list.

    A narrow view is sorted after it was found; else PostgreSQL, which cannot know how few there are, walks through all
    texts in the order of their dates until it has met enough of them: 0.4 s instead of 5 ms for a meeting's.
    """
    name, falling = SORTS.get(sort, SORTS["due"])
    column: ColumnElement[Any] = getattr(Deliverable, name)
    if view.meeting or view.call is not None or view.country:
        column = column + timedelta(0)
    first = (column.desc() if falling else column.asc()).nulls_last()
    return first, Deliverable.id.desc() if falling else Deliverable.id.asc()


def counts(view: View, who: Who) -> Counts:
    """Count the texts of a view in one query: by state, and added up here, which is dear for a hundred thousand."""
    asked = (
        deliverables.seen(who)
        .where(*conditions(view, who.at))
        .with_only_columns(
            Deliverable.state,
            func.count(),
            func.count().filter(Deliverable.due_at < who.at),
            func.count().filter(Deliverable.late),
        )
        .group_by(Deliverable.state)
    )
    return Counts.of(Tally(State(state), *numbers) for state, *numbers in db.session.execute(asked))


@dataclass(frozen=True)
class Recipient:
    """A person to whom one would write, and about which texts, the first due first."""

    user: User
    texts: tuple[Deliverable, ...]
    lives: bool
    """Whether the address reaches somebody, as `rules.reach` has it."""


@dataclass(frozen=True)
class Addressed:
    """Whom a letter to a view reaches: all texts of the view, and the people, each with theirs."""

    texts: Sequence[Deliverable]
    people: list[Recipient]

    @property
    def reached(self) -> list[Recipient]:
        """The people whose address lives."""
        return [one for one in self.people if one.lives]

    @property
    def unreached(self) -> list[Country]:
        """The countries of texts of which a letter reaches nobody."""
        reached = {text.id for one in self.reached for text in one.texts}
        return list({text.country_id: text.country for text in self.texts if text.id not in reached}.values())


def addressed(view: View, who: Who) -> Addressed:
    """Return the focal points of the texts of a view, each with theirs, in the order of the countries' codes."""
    texts = db.session.scalars(rows(view, who)).unique().all()
    found = []
    for person in focal_points({one.country_id for one in texts}, who.at):
        of = person.country_ids(who.at, Role.FOCAL_POINT)
        held = [one for one in person.memberships if one.country_id in of and one.role == Role.FOCAL_POINT]
        lives = any(reach.address(one, who.at).why is None for one in held)
        found.append(Recipient(person, tuple(one for one in texts if one.country_id in of), lives))
    return Addressed(texts, sorted(found, key=lambda one: (one.texts[0].country.alpha2, one.user.id)))


def focal_points(country_ids: set[int], at: datetime) -> Sequence[User]:
    """Return the active focal points of countries at a moment."""
    holds = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    ids = select(Membership.user_id).where(
        holds, Membership.role == Role.FOCAL_POINT, Membership.country_id.in_(country_ids)
    )
    return (
        db.session.scalars(
            select(User).where(User.active, User.id.in_(ids)).options(selectinload(User.memberships)).order_by(User.id)
        )
        .unique()
        .all()
    )


@dataclass(frozen=True)
class Choices:
    """What the filters offer: meetings, calls, countries, pillars, and those who review anything."""

    meetings: Sequence[Meeting]
    calls: Sequence[Call]
    countries: Sequence[Country]
    pillars: Sequence[Pillar]
    reviewers: Sequence[User]


def choices(view: View, *, reviewers: bool) -> Choices:
    """Return what the filters offer.

    Calls are those of the meeting that the view names; where it names none, the latest meeting's first, beneath the
    one that the view names.
    """
    of_meeting = (load_only(Meeting.slug, Meeting.titles), lazyload(Meeting.host))
    named_alone = (load_only(Call.number, Call.titles), contains_eager(Call.meeting).options(*of_meeting))
    calls = select(Call).join(Call.meeting).where(Call.opened_at.is_not(None)).options(*named_alone)
    if view.meeting:
        calls = calls.where(Meeting.slug == view.meeting).order_by(Call.number)
    else:
        named = (Call.id == view.call).desc() if view.call is not None else Meeting.starts_on.desc()
        calls = calls.order_by(named, Meeting.starts_on.desc(), Meeting.id, Call.number).limit(MOST_CALLS)
    who_reviews = select(User).where(User.id.in_(select(Membership.user_id).where(Membership.role == Role.REVIEWER)))
    return Choices(
        db.session.scalars(
            select(Meeting)
            .where(Meeting.id.in_(select(Call.meeting_id).where(Call.opened_at.is_not(None))))
            .order_by(Meeting.starts_on.desc())
            .options(*of_meeting)
        ).all(),
        db.session.scalars(calls).all(),
        db.session.scalars(select(Country).options(load_only(Country.alpha2, Country.names))).all(),
        db.session.scalars(select(Pillar).order_by(Pillar.number)).all(),
        db.session.scalars(who_reviews.order_by(User.name)).all() if reviewers else [],
    )


@dataclass(frozen=True)
class OfCountry:
    """What a country owes, what it gave, and what is neither, as far as somebody may see it."""

    owes: Sequence[Deliverable]
    gave: Sequence[Deliverable]
    apart: Sequence[Deliverable]


def of_country(country: Country, who: Who, *, most: int) -> OfCountry:
    """Return the texts of a country: what it owes, the first due first; what it gave, the newest first; the rest.

    Each of its texts stands in one of them, and each as `counts` counts it.
    """
    seen = (
        deliverables.seen(who)
        .where(Deliverable.country_id == country.id)
        .options(joinedload(Deliverable.call), selectinload(Deliverable.versions).load_only(Version.number))
    )
    owes = seen.where(Deliverable.state.in_(WITH_THE_COUNTRY)).order_by(Deliverable.due_at, Deliverable.id)
    gave = seen.where(Deliverable.state.in_(HANDED_IN)).order_by(Deliverable.sent_at.desc(), Deliverable.id)
    apart = seen.where(Deliverable.state.not_in((*WITH_THE_COUNTRY, *HANDED_IN))).order_by(Deliverable.due_at)
    return OfCountry(*(db.session.scalars(one.limit(most)).unique().all() for one in (owes, gave, apart)))


def country(alpha2: str) -> Country | None:
    """Return a country by its code."""
    return db.session.scalars(select(Country).where(Country.alpha2 == alpha2.upper())).one_or_none()
