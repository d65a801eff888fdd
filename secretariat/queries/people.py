"""Who somebody is, and who is to be told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from secretariat.database import db
from secretariat.models.people import ApiToken, Membership, Role, User, WebSession
from secretariat.models.presidencies import Presidency
from secretariat.rules.predicates import Who


def presiding_country(at: datetime) -> Select[int]:
    """Ask for the id of the country that holds the presidency at a moment."""
    return select(Presidency.country_id).where(Presidency.since <= at, Presidency.until > at)


def presiding_country_id(at: datetime) -> int | None:
    """Return the country that holds the presidency at a moment."""
    return db.session.scalar(presiding_country(at))


def signed_in(at: datetime) -> Select[User, int | None]:
    """Ask for an account with its roles, and for who presides at a moment: what every page begins with, at once."""
    return select(User, presiding_country(at).scalar_subquery()).options(joinedload(User.memberships))


def next_handover(at: datetime) -> Presidency | None:
    """Return the presidency whose end comes next and that another one follows."""
    follows = aliased(Presidency)
    ends = select(Presidency).join(follows, follows.since == Presidency.until).where(Presidency.until > at)
    return db.session.scalar(ends.order_by(Presidency.until).limit(1))


def who(user: User | None, at: datetime) -> Who:
    """Return what a person is at a moment, the chair included: only somebody of a country can hold it."""
    of_a_country = user is not None and any(one.country_id for one in user.memberships)
    return Who.of(user, presiding_country_id(at) if of_a_country else None, at)


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
    return db.session.scalars(
        select(User).where(User.active, User.id.in_(ids)).options(selectinload(User.memberships)).order_by(User.id)
    ).all()


def everybody(words: str = "") -> Select[User]:
    """Ask for all accounts, by name; words: a part of the name or of the address."""
    found = select(User).options(selectinload(User.memberships)).order_by(User.name, User.id)
    if words:
        found = found.where(
            or_(User.name.icontains(words, autoescape=True), User.email.icontains(words, autoescape=True))
        )
    return found


def sessions(user: User, at: datetime) -> Sequence[WebSession]:
    """Return a person's sessions that hold at a moment of the machine, newest first."""
    held = (WebSession.user_id == user.id) & (WebSession.expires_at > at)
    return db.session.scalars(select(WebSession).where(held).order_by(WebSession.created_at.desc())).all()


def tokens(user: User) -> Sequence[ApiToken]:
    """Return a person's API tokens that were not revoked, newest first."""
    live = (ApiToken.user_id == user.id) & ApiToken.revoked_at.is_(None)
    return db.session.scalars(select(ApiToken).where(live).order_by(ApiToken.id.desc())).all()
