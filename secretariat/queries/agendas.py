"""What pages and packets read of agendas."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from secretariat.database import db
from secretariat.models.agendas import AgendaItem, Circulation
from secretariat.models.meetings import Meeting


def items(meeting: Meeting) -> Sequence[AgendaItem]:
    """Return a meeting's items with country, pillar and documents, in no order (`rules.numbering` gives it)."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .options(joinedload(AgendaItem.country), joinedload(AgendaItem.pillar), selectinload(AgendaItem.documents))
    ).all()


def circulations(meeting: Meeting) -> Sequence[Circulation]:
    """Return what was circulated, newest first."""
    return db.session.scalars(
        select(Circulation).where(Circulation.meeting_id == meeting.id).order_by(Circulation.number.desc())
    ).all()
