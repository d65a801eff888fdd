"""What reminders are decided from: what is owed, the ladders, what was decided already, whom it reaches."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role, User
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.rules import reminders as rules

DRAFT: tuple[ExecutableOption, ...] = (
    joinedload(Deliverable.call).selectinload(Call.fields),
    selectinload(Deliverable.answers),
    selectinload(Deliverable.attachments),
)


def owed(*, draft: bool = False, since: datetime | None = None) -> Sequence[Deliverable]:
    """Return every text that an open call still waits for, the first due first.

    draft: with what is written so far, for a letter that says what is missing · since: only those due after it.
    """
    asked = select(Deliverable).where(Deliverable.due_at > since) if since else select(Deliverable)
    return db.session.scalars(
        asked.join(Call)
        .where(Call.opened_at.is_not(None), Call.closed_at.is_(None), Deliverable.state.in_(WITH_THE_COUNTRY))
        .order_by(Deliverable.due_at, Deliverable.id)
        .options(*(DRAFT if draft else (joinedload(Deliverable.call),)))
    ).all()


def ladders() -> dict[int | None, list[ReminderRule]]:
    """Return the rungs by call; under None those of every call that has none of its own."""
    found: dict[int | None, list[ReminderRule]] = defaultdict(list)
    for rule in db.session.scalars(select(ReminderRule).order_by(ReminderRule.offset_days)):
        found[rule.call_id].append(rule)
    return found


def decided(deliverable_ids: Iterable[int]) -> dict[int, list[Reminder]]:
    """Return the rungs that were decided, by deliverable, in the order in which they were."""
    found: dict[int, list[Reminder]] = defaultdict(list)
    rows = select(Reminder).where(Reminder.deliverable_id.in_(deliverable_ids))
    for one in db.session.scalars(rows.order_by(Reminder.decided_at, Reminder.id)):
        found[one.deliverable_id].append(one)
    return found


def focal_points(at: datetime) -> dict[int, list[User]]:
    """Return the active focal points of a moment, by country."""
    found: dict[int, list[User]] = defaultdict(list)
    holds = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    rows = (
        select(Membership)
        .join(User, Membership.user_id == User.id)
        .where(holds, User.active, Membership.role == Role.FOCAL_POINT)
        .order_by(Membership.user_id)
        .options(joinedload(Membership.user).selectinload(User.memberships))
    )
    for one in db.session.scalars(rows):
        if one.country_id is not None and one.user not in found[one.country_id]:
            found[one.country_id].append(one.user)
    return found


def last_letters(kind: str, user_ids: Iterable[int]) -> dict[int, Message]:
    """Return the newest letter of a kind to each of these people."""
    newest = (
        select(func.max(Message.id))
        .where(Message.kind == kind, Message.user_id.in_(user_ids), Message.state != "cancelled")
        .group_by(Message.user_id)
    )
    return {one.user_id: one for one in db.session.scalars(select(Message).where(Message.id.in_(newest)))}


def overdue(at: datetime) -> list[Deliverable]:
    """Return every text that is to be followed up, the longest overdue first."""
    return [one for one in owed() if rules.overdue(one, at)]


def reminded_late(since: datetime, until: datetime) -> set[int]:
    """Return the ids of the texts whose rung after the due day was decided in a stretch of time."""
    return set(
        db.session.scalars(
            select(Reminder.deliverable_id)
            .join(ReminderRule)
            .where(ReminderRule.offset_days > 0, Reminder.decided_at > since, Reminder.decided_at <= until)
        )
    )
