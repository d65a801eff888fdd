"""The days on which capitals do not work; and what people's own calendars hold."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from secretariat.database import db
from secretariat.models.calendars import CalendarFeed
from secretariat.models.calls import Call
from secretariat.models.countries import Holiday
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.meetings import Meeting
from secretariat.models.people import COUNTRY_ROLES, User
from secretariat.rules import policy
from secretariat.rules.predicates import Who

# A calendar is fetched whole and often; these are more than anybody can owe or attend at once.
MOST_DEADLINES = 400
MOST_MEETINGS = 50
MEETINGS_KEPT = timedelta(days=365)


def holidays(country_id: int) -> set[date]:
    """Return a country's holidays."""
    return set(db.session.scalars(select(Holiday.day).where(Holiday.country_id == country_id)))


def all_holidays() -> dict[int, set[date]]:
    """Return the holidays of every country, by its id."""
    found: dict[int, set[date]] = defaultdict(set)
    for country_id, day in db.session.execute(select(Holiday.country_id, Holiday.day)):
        found[country_id].add(day)
    return found


def owed(who: Who) -> Sequence[Deliverable]:
    """Return what the countries of a person owe to calls that are not closed, the latest dates first of too many."""
    return db.session.scalars(
        select(Deliverable)
        .join(Deliverable.call)
        .where(
            policy.visible(who, Deliverable),
            Deliverable.country_id.in_(who.countries_as(*COUNTRY_ROLES)),
            Deliverable.state.in_(WITH_THE_COUNTRY),
            Call.closed_at.is_(None),
        )
        .options(joinedload(Deliverable.call))
        .order_by(Deliverable.due_at.desc(), Deliverable.id)
        .limit(MOST_DEADLINES)
    ).all()


def meetings(at: datetime) -> Sequence[Meeting]:
    """Return the meetings that are ahead or were within a year, the latest first."""
    found = select(Meeting).where(Meeting.ends_on >= (at - MEETINGS_KEPT).date())
    return db.session.scalars(found.order_by(Meeting.starts_on.desc(), Meeting.id).limit(MOST_MEETINGS)).all()


def feeds(user: User) -> Sequence[CalendarFeed]:
    """Return a person's calendars that were not revoked, the one of all dates first."""
    live = (CalendarFeed.user_id == user.id) & CalendarFeed.revoked_at.is_(None)
    ordered = select(CalendarFeed).where(live).order_by(CalendarFeed.meeting_id.nulls_first())
    return db.session.scalars(ordered).all()


def by_hash(token_hash: str) -> CalendarFeed | None:
    """Return the calendar of a token, with its owner, while neither is closed."""
    return db.session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.user)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None), User.active)
        .options(joinedload(CalendarFeed.user).selectinload(User.memberships))
    )
