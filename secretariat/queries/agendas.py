"""What pages and packets read of agendas."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from secretariat.database import db
from secretariat.models.agendas import AgendaItem, Circulation
from secretariat.models.audit import AuditEntry
from secretariat.models.countries import Country, Pillar
from secretariat.models.meetings import Document, Meeting
from secretariat.rules import policy
from secretariat.rules.predicates import Who


def items(meeting: Meeting) -> Sequence[AgendaItem]:
    """Return a meeting's items with country, pillar and documents, in no order (`rules.numbering` gives it).

    They are read anew even where they had been read before: somebody may have moved them in between.
    """
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .options(joinedload(AgendaItem.country), joinedload(AgendaItem.pillar), selectinload(AgendaItem.documents))
        .execution_options(populate_existing=True)
    ).all()


def one(meeting: Meeting, item_id: int) -> AgendaItem | None:
    """Return an item of a meeting, or None where the meeting has no such item."""
    return db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id)
        .options(joinedload(AgendaItem.country), joinedload(AgendaItem.pillar), selectinload(AgendaItem.documents))
    )


def circulations(meeting: Meeting) -> Sequence[Circulation]:
    """Return what was circulated, newest first."""
    return db.session.scalars(
        select(Circulation).where(Circulation.meeting_id == meeting.id).order_by(Circulation.number.desc())
    ).all()


def last(meeting: Meeting) -> Circulation | None:
    """Return what was circulated last, or None."""
    newest = select(Circulation).where(Circulation.meeting_id == meeting.id).order_by(Circulation.number.desc())
    return db.session.scalar(newest.limit(1))


def deed(meeting: Meeting, action: str, **details: int) -> dict[str, Any] | None:
    """Return the details of the last deed of a kind on a meeting's agenda with these details, or None."""
    return db.session.scalar(_trail(AuditEntry.details, meeting, action, **details))


def _trail(column: Any, meeting: Meeting, action: str, **details: int) -> Select[Any]:
    found = select(column).where(
        AuditEntry.thing_kind == Meeting.__tablename__,
        AuditEntry.thing_id == meeting.id,
        AuditEntry.action == action,
        *(AuditEntry.details[name].as_integer() == value for name, value in details.items()),
    )
    return found.order_by(AuditEntry.number.desc()).limit(1)


def countries() -> Sequence[Country]:
    """Return all countries, for presenters, in the order of their codes."""
    return db.session.scalars(select(Country).order_by(Country.alpha2)).all()


def pillars() -> Sequence[Pillar]:
    """Return the pillars in their order."""
    return db.session.scalars(select(Pillar).order_by(Pillar.number)).all()


def papers(meeting: Meeting) -> Sequence[Document]:
    """Return a meeting's documents in all languages, by symbol: what an item can be given."""
    return db.session.scalars(
        select(Document).where(Document.meeting_id == meeting.id).order_by(Document.symbol, Document.language)
    ).all()


def readable(meeting: Meeting, who: Who) -> Sequence[Document]:
    """Return the documents of a meeting that a person may read, with their files, by symbol."""
    return db.session.scalars(
        select(Document)
        .where(Document.meeting_id == meeting.id, policy.visible(who, Document))
        .options(joinedload(Document.file))
        .order_by(Document.symbol, Document.language)
    ).all()
