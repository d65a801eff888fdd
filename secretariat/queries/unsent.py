"""Drafts that are complete when their date passes, and that nobody sent."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, State
from secretariat.queries.deliverables import WITH_CALL, WITH_DRAFT, WITHOUT_TEXTS
from secretariat.rules import states
from secretariat.rules.actions import Action


def complete(at: datetime) -> list[Deliverable]:
    """Return the drafts that an officer may take as sent now, by call and due moment."""
    late = (
        select(Deliverable)
        .join(Deliverable.call)
        .where(Deliverable.state.in_((State.DRAFT, State.CLEARED)), Deliverable.due_at < at)
        .where(Call.opened_at.is_not(None), Call.closed_at.is_(None))
        .options(*WITH_DRAFT, WITHOUT_TEXTS, WITH_CALL.joinedload(Call.meeting), joinedload(Deliverable.changed_by))
        .order_by(Deliverable.call_id, Deliverable.due_at, Deliverable.id)
    )
    unless = states.BY_ACTION[Action.ACCEPT_UNSENT].unless
    return [one for one in db.session.scalars(late) if unless is None or unless(one, at) is None]
