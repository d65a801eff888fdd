"""What waits for the secretariat, for its home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from secretariat.database import db
from secretariat.models.agendas import AgendaItem, Circulation
from secretariat.models.calls import CallField
from secretariat.models.deliverables import WITH_COLLEAGUES, Deliverable
from secretariat.models.handing import HandedField
from secretariat.models.meetings import Meeting
from secretariat.models.messages import Message
from secretariat.models.packets import Build, Packet
from secretariat.models.people import Membership, Role, User
from secretariat.queries.calls import Sheet
from secretariat.queries.reviews import DECIDED_QUIETLY, WAITS
from secretariat.rules import reminders as rules
from secretariat.rules.predicates import Who

FRESH = 3


@dataclass(frozen=True)
class Waiting:
    """What waits for a reviewer: how many texts, how many of them are one's own, and the oldest."""

    count: int
    mine: int
    oldest: Deliverable | None


def waiting(who: Who) -> Waiting:
    """Return what waits for a verdict."""
    waits = WAITS & ~DECIDED_QUIETLY
    count, mine = db.session.execute(
        select(func.count(), func.count().filter(Deliverable.reviewer_id == who.id)).where(waits)
    ).one()
    oldest = db.session.scalars(
        select(Deliverable).where(waits).options(joinedload(Deliverable.call)).order_by(Deliverable.sent_at).limit(1)
    ).one_or_none()
    return Waiting(count, mine, oldest)


def overdue(sheets: Sequence[Sheet], at: datetime) -> list[tuple[Sheet, list[Deliverable]]]:
    """Return the calls with texts to follow up, each with those texts."""
    late = [(sheet, [one for one in sheet.texts if rules.overdue(one, at)]) for sheet in sheets]
    return [pair for pair in late if pair[1]]


def refused() -> Sequence[Message]:
    """Return the last refused mail of each person whose address is still marked as dead, newest first."""
    last = (
        select(func.max(Message.id))
        .join(Message.user)
        .where(Message.state == "refused", User.address_dead_at.is_not(None))
        .group_by(Message.user_id)
    )
    return db.session.scalars(
        select(Message)
        .where(Message.id.in_(last))
        .options(joinedload(Message.user))
        .order_by(Message.id.desc())
        .limit(FRESH)
    ).all()


def last_build(meeting: Meeting) -> Build | None:
    """Return the packet that was compiled last for a meeting, or None."""
    return db.session.scalars(
        select(Build)
        .join(Build.packet)
        .where(Packet.meeting_id == meeting.id, Build.state.in_(("ready", "published")))
        .options(joinedload(Build.packet))
        .order_by(Build.id.desc())
        .limit(1)
    ).one_or_none()


def without_document(meeting: Meeting) -> int:
    """Return how many items of an agenda belong to a pillar and have no document yet."""
    bare = select(func.count()).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.parent_id.is_not(None), ~AgendaItem.documents.any()
    )
    return db.session.scalar(bare.where(AgendaItem.pillar_id.is_not(None))) or 0


def last_circulation(meeting: Meeting) -> Circulation | None:
    """Return the agenda that the delegations have."""
    return db.session.scalars(
        select(Circulation)
        .options(defer(Circulation.items))
        .where(Circulation.meeting_id == meeting.id)
        .order_by(Circulation.number.desc())
        .limit(1)
    ).one_or_none()


def handed_to(user_id: int) -> list[tuple[Deliverable, list[HandedField]]]:
    """Return the drafts of which somebody was asked to fill in questions, with those, the most urgent first."""
    held = db.session.scalars(
        select(HandedField)
        .join(HandedField.deliverable)
        .join(HandedField.field)
        .where(HandedField.user_id == user_id, HandedField.ended_at.is_(None), CallField.retired_at.is_(None))
        .where(Deliverable.state.in_(WITH_COLLEAGUES))
        .options(contains_eager(HandedField.deliverable).joinedload(Deliverable.call), joinedload(HandedField.made_by))
        .order_by(HandedField.until, HandedField.id)
    ).all()
    found: dict[Deliverable, list[HandedField]] = {}
    for one in held:
        found.setdefault(one.deliverable, []).append(one)
    return list(found.items())


def people_of(country_id: int, at: datetime) -> list[tuple[str, list[str]]]:
    """Return the names of a country's people by role, in the order in which texts pass them."""
    held = db.session.execute(
        select(Membership.role, User.name)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.country_id == country_id,
            Membership.since <= at,
            Membership.until.is_(None) | (Membership.until > at),
            User.active,
        )
        .order_by(User.id)
    ).all()
    roles = (Role.FOCAL_POINT, Role.APPROVER, Role.DELEGATE)
    found = [(str(role), [name for held_role, name in held if held_role == role]) for role in roles]
    return [pair for pair in found if pair[1]]
