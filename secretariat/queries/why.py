"""Why the Secretariat gave a text back or waived it: the trail keeps the reason, and the country's pages say it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import Deliverable, State
from secretariat.rules.actions import Action


@dataclass(frozen=True)
class Why:
    """That a text was given back or waived: when, and the reason as an officer wrote it."""

    waived: bool
    at: datetime
    reason: str


GIVEN = (Action.WAIVE, Action.REOPEN)
# After one of these the reason is of the past.
ANSWERED = (*GIVEN, Action.SUBMIT, Action.ACCEPT_UNSENT)
MAY_HAVE_ONE = (State.WAIVED, State.REOPENED, State.DRAFT, State.CLEARED, State.WITHDRAWN)


def given(text: Deliverable) -> Why | None:
    """Return the reason that holds for a text, or None: it has none, or was sent since."""
    if text.state not in MAY_HAVE_ONE:
        return None
    last = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.thing_kind == Deliverable.__tablename__,
            AuditEntry.thing_id == text.id,
            AuditEntry.action.in_(ANSWERED),
        )
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.action not in GIVEN:
        return None
    return Why(last.action == Action.WAIVE, last.at, last.details["reason"])
