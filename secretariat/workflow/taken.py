"""Questions that are no longer with the colleague who writes them: who took them back, and what came too late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.models.handing import HandedField
from secretariat.models.people import COUNTRY_ROLES, User
from secretariat.workflow import faster, gone
from secretariat.workflow.gone import Late

ENDINGS = ("take_back", "hand_back")


@dataclass(frozen=True)
class Taken:
    """A question that was somebody's until a moment; by: who took it back, None where they gave it back themselves."""

    field: CallField
    at: datetime
    by: User | None

    def sentence(self, reader: User) -> str:
        """Say to whoever had it who has taken it back, and when."""
        when = faster.when(self.at, reader)
        if self.by is None:
            return _("You gave this question back yourself, %(when)s.", when=when)
        return _("%(name)s took this question back, %(when)s.", name=self.by.name, when=when)

    def whom_to_send(self, deliverable: Deliverable, at: datetime) -> User | None:
        """Return who is to have the words instead: whoever took the question back, while they belong to the country."""
        there = self.by and self.by.active and deliverable.country_id in self.by.country_ids(at, *COUNTRY_ROLES)
        return self.by if there else None

    def words_for(self, reader: User, to: User | None) -> str:
        """Say the same to somebody who goes on writing, and what becomes of their words."""
        if to is None:
            rest = _("What you wrote here since is not in the draft; copy it.")
        else:
            rest = _("What you wrote here since is not in the draft; copy it, or send it to %(name)s.", name=to.name)
        return f"{self.sentence(reader)} {rest}"


def from_somebody(deliverable: Deliverable, user: User) -> dict[str, Taken]:
    """Return the questions that somebody had and has no longer, by key; none that is no longer asked."""
    held = {one.field_id for one in deliverable.handed if one.user_id == user.id}
    rows = db.session.scalars(
        select(HandedField)
        .where(HandedField.deliverable_id == deliverable.id, HandedField.user_id == user.id)
        .where(HandedField.ended_at.is_not(None), HandedField.field_id.not_in(held))
        .order_by(HandedField.ended_at, HandedField.id)
    ).all()
    ended = {one.field.key: (one.field, one.ended_at) for one in rows if one.field.retired_at is None and one.ended_at}
    by = _who_ended(deliverable, {at for _field, at in ended.values()})
    others = {at: who for at, who in by.items() if who.id != user.id}
    return {key: Taken(field, at, others.get(at)) for key, (field, at) in ended.items()}


def _who_ended(deliverable: Deliverable, moments: set[datetime]) -> dict[datetime, User]:
    """Return who took questions back at some moments, or gave them back, as the trail has it."""
    if not moments:
        return {}
    entries = (
        select(AuditEntry.at, User)
        .join(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.thing_kind == Deliverable.__tablename__, AuditEntry.thing_id == deliverable.id)
        .where(AuditEntry.action.in_(ENDINGS), AuditEntry.at.in_(moments))
        .order_by(AuditEntry.number)
    )
    return dict(db.session.execute(entries).all())


def late(deliverable: Deliverable, form: Mapping[str, str], *, by: User) -> list[Late]:
    """Return what a whole form says to questions that were taken back since; untouched ones are passed over."""
    return [
        Late(one.field, gone.typed(one.field, form), kept=False, taken=one.sentence(by))
        for key, one in from_somebody(deliverable, by).items()
        if one.field.kind != FieldKind.FILE and f"{key}.base" in form and gone.changed(one.field, form)
    ]
