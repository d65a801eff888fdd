"""Who somebody is, and who is to be told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from secretariat.database import db
from secretariat.models.people import Membership, Role, User
from secretariat.models.presidencies import Presidency
from secretariat.rules.predicates import Who


def presiding_country_id(at: datetime) -> int | None:
    """Return the country that holds the presidency at a moment."""
    return db.session.scalar(select(Presidency.country_id).where(Presidency.since <= at, Presidency.until > at))


def who(user: User | None, at: datetime) -> Who:
    """Return what a person is at a moment, the chair included."""
    return Who.of(user, presiding_country_id(at) if user else None, at)


def by_email(email: str) -> User | None:
    """Return the account of an address, however it is spelt."""
    return db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def of_country(country_id: int, at: datetime, *roles: Role) -> Sequence[User]:
    """Return the active people who have one of the roles in a country, in the order of their accounts."""
    return _holders(at, roles, Membership.country_id == country_id)


def with_role(at: datetime, *roles: Role) -> Sequence[User]:
    """Return the active people who have one of the roles anywhere."""
    return _holders(at, roles)


def _holders(at: datetime, roles: tuple[Role, ...], *conditions: object) -> Sequence[User]:
    held = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    ids = select(Membership.user_id).where(held, Membership.role.in_(roles), *conditions)  # type: ignore[arg-type]
    return db.session.scalars(select(User).where(User.active, User.id.in_(ids)).order_by(User.id)).all()
