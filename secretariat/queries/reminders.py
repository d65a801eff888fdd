"""What reminders are decided from: what is owed, the ladders, what was decided already, whom it reaches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlalchemy.sql.base import ExecutableOption

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.handing import HandedField
from secretariat.models.messages import Message, MutedKind
from secretariat.models.people import COUNTRY_ROLES, Membership, User
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.rules import reminders as rules

DRAFT: tuple[ExecutableOption, ...] = (
    joinedload(Deliverable.call).selectinload(Call.fields),
    selectinload(Deliverable.answers),
    selectinload(Deliverable.attachments),
    selectinload(Deliverable.standing),
)
# What is read of letters here: not what they say.
READ = (Message.user_id, Message.created_at, Message.about, Message.state, Message.once)


def owed(*, draft: bool = False, since: datetime | None = None) -> Sequence[Deliverable]:
    """Return every text that an open call still waits for, the first due first.

    draft: with what is written so far, for a letter that says what is missing · since: only those due after it.
    """
    asked = select(Deliverable).where(Deliverable.due_at > since) if since else select(Deliverable)
    found = db.session.scalars(
        asked.join(Call)
        .where(Call.opened_at.is_not(None), Call.closed_at.is_(None), Deliverable.state.in_(WITH_THE_COUNTRY))
        .order_by(Deliverable.due_at, Deliverable.id)
        .options(*(DRAFT if draft else (joinedload(Deliverable.call),)))
    ).all()
    # Of what is cleared it is asked whether that still stands.
    cleared = [] if draft else [one.id for one in found if one.state == State.CLEARED]
    if cleared:
        db.session.scalars(select(Deliverable).where(Deliverable.id.in_(cleared)).options(*DRAFT)).all()
    return found


def ladders() -> dict[int | None, list[ReminderRule]]:
    """Return the rungs by call; under None those of every call that has none of its own."""
    found: dict[int | None, list[ReminderRule]] = defaultdict(list)
    standing = select(ReminderRule).where(ReminderRule.retired_at.is_(None))
    for rule in db.session.scalars(standing.order_by(ReminderRule.offset_days, ReminderRule.id)):
        found[rule.call_id].append(rule)
    return found


def ladder(call: Call) -> Sequence[ReminderRule]:
    """Return the rungs of a call: its own, or the house's where it has none."""
    found = ladders()
    return found.get(call.id) or found[None]


def decided(deliverable_ids: Iterable[int]) -> dict[int, list[Reminder]]:
    """Return the rungs that were decided, by deliverable, in the order in which they were."""
    found: dict[int, list[Reminder]] = defaultdict(list)
    rows = select(Reminder).where(Reminder.deliverable_id.in_(deliverable_ids)).options(joinedload(Reminder.rule))
    for one in db.session.scalars(rows.order_by(Reminder.decided_at, Reminder.id)):
        found[one.deliverable_id].append(one)
    return found


@dataclass(frozen=True)
class Reach:
    """Whom reminders can reach at a moment: people by country and role, and by the text whose questions they hold."""

    by_role: Mapping[tuple[int, str], list[User]]
    hands: Mapping[int, list[User]]

    def of(self, rule: ReminderRule, deliverable: Deliverable) -> list[User]:
        """Return to whom a rung speaks about a text, in the order of their accounts."""
        if rule.audience == Audience.ASSIGNED:
            return self.hands[deliverable.id]
        found = (self.by_role[deliverable.country_id, role] for role in rules.ROLES[rule.audience])
        return [user for users in found for user in users]


def reach(at: datetime) -> Reach:
    """Return the active people of a moment whom reminders can reach."""
    by_role: dict[tuple[int, str], list[User]] = defaultdict(list)
    holds = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    rows = (
        select(Membership)
        .join(User, Membership.user_id == User.id)
        .where(holds, User.active, Membership.role.in_(COUNTRY_ROLES))
        .order_by(Membership.user_id)
        .options(joinedload(Membership.user).selectinload(User.memberships))
    )
    for one in db.session.scalars(rows):
        if one.country_id is not None and one.user not in by_role[one.country_id, one.role]:
            by_role[one.country_id, one.role].append(one.user)
    return Reach(by_role, hands())


def hands() -> dict[int, list[User]]:
    """Return who holds questions, by text."""
    found: dict[int, list[User]] = defaultdict(list)
    rows = select(HandedField.deliverable_id, User).join(HandedField.user).where(HandedField.ended_at.is_(None))
    for deliverable_id, user in db.session.execute(rows.order_by(User.id).options(selectinload(User.memberships))):
        if user not in found[deliverable_id]:
            found[deliverable_id].append(user)
    return found


def unwilling(kind: str) -> set[int]:
    """Return the people who want no mail of a kind."""
    return set(db.session.scalars(select(MutedKind.user_id).where(MutedKind.kind == kind)))


@dataclass(frozen=True)
class Last:
    """The newest letter of a kind to a person. said_at: when it was written; a copy says what its first letter said."""

    letter: Message
    said_at: datetime


def last_letters(kind: str, user_ids: Iterable[int], *, since: datetime) -> dict[int, Last]:
    """Return the newest letter of a kind to each of these people that was written after a moment.

    Of a letter and its copies it is one that may have arrived, where there is one.
    """
    written = select(Message).where(Message.kind == kind, Message.user_id.in_(user_ids), Message.created_at > since)
    said_at: dict[int, datetime] = {}
    found: dict[int, Last] = {}
    for one in db.session.scalars(written.order_by(Message.id).options(load_only(*READ))):
        moment = one.created_at if one.copy_of is None else said_at.get(one.copy_of)
        if moment is None:  # it repeats what was said before
            continue
        said_at[one.id] = moment
        before = found.get(one.user_id)
        if one.state != "cancelled" and (before is None or _later(one, moment, before)):
            found[one.user_id] = Last(one, moment)
    return found


def _later(one: Message, said_at: datetime, before: Last) -> bool:
    """Tell whether a letter says something newer than another one, or says it in its place."""
    same = said_at == before.said_at
    return said_at > before.said_at or (same and (one.state != "refused" or before.letter.state == "refused"))


def overdue(at: datetime) -> list[Deliverable]:
    """Return every text that is to be followed up, the longest overdue first."""
    return [one for one in owed() if rules.overdue(one, at)]


def reminded_late(since: datetime, until: datetime) -> set[int]:
    """Return the ids of the texts whose rung after the due day was decided in a stretch of time."""
    return set(
        db.session.scalars(
            select(Reminder.deliverable_id).where(
                Reminder.offset_days > 0, Reminder.decided_at > since, Reminder.decided_at <= until
            )
        )
    )
