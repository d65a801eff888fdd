"""Sentences about a person and a thing. Each has two sides: for one thing, and as SQL for a list.

A property test holds the two sides against each other, so that a list never shows what a page would hide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select, true

from secretariat.models.deliverables import HANDED_IN, Deliverable, State, Version
from secretariat.models.handing import HandedField
from secretariat.models.people import COUNTRY_ROLES, Role, User


@dataclass(frozen=True)
class Who:
    """A person at a moment: what they are, and for which countries. `presides`: theirs holds the presidency."""

    id: int | None
    roles: frozenset[Role]
    countries: frozenset[tuple[Role, int]]
    presides: bool
    at: datetime

    @classmethod
    def of(cls, user: User | None, presiding_country_id: int | None, at: datetime) -> "Who":
        """Return what a user is at a moment; None is a visitor."""
        if user is None or not user.active:
            return cls(None, frozenset(), frozenset(), presides=False, at=at)
        held = [one for one in user.memberships if one.holds(at)]
        countries = frozenset((Role(one.role), one.country_id) for one in held if one.country_id)
        presides = any(country == presiding_country_id for _role, country in countries)
        return cls(user.id, frozenset(Role(one.role) for one in held), countries, presides=presides, at=at)

    def countries_as(self, *roles: Role) -> set[int]:
        """Return the countries for which the person has one of the roles."""
        return {country for role, country in self.countries if role in roles}


@dataclass(frozen=True)
class Predicate:
    """A sentence: `holds` for one thing, `where` for the rows of a table."""

    sentence: str
    holds: Callable[[Who, Any], bool]
    where: Callable[[Who, Any], ColumnElement[bool]]


def always(value: bool) -> ColumnElement[bool]:  # noqa: FBT001  it is the value itself
    """Return a truth as SQL."""
    return true() if value else false()


def of_the_person(sentence: str, holds: Callable[[Who], bool]) -> Predicate:
    """Make a predicate that does not look at the thing."""
    return Predicate(sentence, lambda who, _thing: holds(who), lambda who, _model: always(holds(who)))


def role(*roles: Role) -> Predicate:
    """Say that the person has one of the roles now."""
    return of_the_person(" or ".join(roles), lambda who: bool(who.roles & set(roles)))


def own_country(*roles: Role) -> Predicate:
    """Say that the thing belongs to a country for which the person has one of the roles now."""
    return Predicate(
        f"{' or '.join(roles)} of its country",
        lambda who, thing: thing.country_id in who.countries_as(*roles),
        lambda who, model: model.country_id.in_(who.countries_as(*roles)),
    )


def in_state(*states: str) -> Predicate:
    """Say that the thing is in one of the states."""
    return Predicate(
        f"it is {' or '.join(states)}",
        lambda _who, thing: thing.state in states,
        lambda _who, model: model.state.in_(states),
    )


def _submitted_by(who: Who, deliverable: Deliverable) -> bool:
    return deliverable.latest is not None and deliverable.latest.submitted_by_id == who.id


def _where_submitted_by(who: Who) -> ColumnElement[bool]:
    newer = select(Version.number).where(Version.deliverable_id == Deliverable.id).correlate(Deliverable)
    last = newer.order_by(Version.number.desc()).limit(1).scalar_subquery()
    return (
        select(Version.id)
        .where(Version.deliverable_id == Deliverable.id, Version.number == last, Version.submitted_by_id == who.id)
        .correlate(Deliverable)
        .exists()
    )


anyone = of_the_person("anyone", lambda _who: True)
signed_in = of_the_person("signed in", lambda who: who.id is not None)
endorsing = of_the_person("of an endorsing country", lambda who: bool(who.countries))
officer = role(Role.OFFICER)
reviewer = role(Role.REVIEWER)
secretariat = role(Role.OFFICER, Role.REVIEWER)
observer = role(Role.OBSERVER)
auditor = role(Role.AUDITOR)
chair = of_the_person("of the country that presides now", lambda who: who.presides)
of_the_country = own_country(*COUNTRY_ROLES)
its_own = Predicate(
    "it is their country",
    lambda who, thing: thing.id in who.countries_as(*COUNTRY_ROLES),
    lambda who, model: model.id.in_(who.countries_as(*COUNTRY_ROLES)),
)
focal_point = own_country(Role.FOCAL_POINT)
focal_point_or_approver = own_country(Role.FOCAL_POINT, Role.APPROVER)
approver = own_country(Role.APPROVER)
delegate = own_country(Role.DELEGATE)
holds_a_question = Predicate(
    "a question of it was handed to them",
    lambda who, thing: any(one.user_id == who.id for one in thing.handed),
    lambda who, model: (
        select(HandedField.id)
        .where(HandedField.deliverable_id == model.id, HandedField.user_id == who.id, HandedField.ended_at.is_(None))
        .correlate(model)
        .exists()
    ),
)
handed_in = in_state(*HANDED_IN)
published = in_state(State.PUBLISHED)
not_the_submitter = Predicate(
    "not whoever submitted it",
    lambda who, thing: not _submitted_by(who, thing),
    lambda who, _model: ~_where_submitted_by(who),
)
not_of_the_country = Predicate(
    "of no role in its country",
    lambda who, thing: thing.country_id not in who.countries_as(*COUNTRY_ROLES),
    lambda who, model: model.country_id.not_in(who.countries_as(*COUNTRY_ROLES)),
)
addressee = Predicate(
    "whoever it was made for",
    lambda who, thing: thing.user_id == who.id,
    lambda who, model: model.user_id == who.id,
)
for_delegations = Predicate(
    "it is for delegations",
    lambda _who, thing: thing.audience == "delegations",
    lambda _who, model: model.audience == "delegations",
)
for_everyone = Predicate(
    "it is public",
    lambda _who, thing: thing.distribution == "public",
    lambda _who, model: model.distribution == "public",
)
not_internal = Predicate(
    "it is not the secretariat's own",
    lambda _who, thing: thing.distribution != "secretariat",
    lambda _who, model: model.distribution != "secretariat",
)
opened = Predicate(
    "it is open",
    lambda _who, thing: thing.opened_at is not None,
    lambda _who, model: model.opened_at.is_not(None),
)
held_now = Predicate(
    "it is the term that holds now",
    lambda who, thing: thing.holds(who.at),
    lambda who, model: and_(model.since <= who.at, model.until > who.at),
)
