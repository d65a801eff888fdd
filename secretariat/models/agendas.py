"""Agenda items in a tree, and the versions that were circulated."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Base, Model, WithId
from secretariat.models.countries import Country, Pillar, said
from secretariat.models.meetings import Document, Meeting

agenda_documents = Table(
    "agenda_documents",
    Base.metadata,
    Column("item_id", ForeignKey("agenda_items.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
)


class AgendaItem(WithId, Model):
    """An item or a pause. Its number follows from its place (`rules.numbering`); minutes are its own.

    Siblings are ordered by `position`, unique and deferred, so that a whole order can be written at once.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint("kind IN ('item', 'pause')", name="kind"),
        CheckConstraint("minutes BETWEEN 0 AND CASE kind WHEN 'pause' THEN 1440 ELSE 600 END", name="minutes"),
        CheckConstraint("kind = 'item' OR parent_id IS NULL", name="pause_at_top"),
        UniqueConstraint(
            "meeting_id",
            "parent_id",
            "position",
            name="one_item_per_place",
            postgresql_nulls_not_distinct=True,
            deferrable=True,
            initially="DEFERRED",
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(default="item")
    titles: Mapped[dict[str, str]]
    purposes: Mapped[dict[str, str]]
    minutes: Mapped[int]
    presenter: Mapped[str]
    country_id: Mapped[int | None] = mapped_column(ForeignKey("countries.id"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillars.id"))
    revision: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    country: Mapped[Country | None] = relationship()
    pillar: Mapped[Pillar | None] = relationship()
    documents: Mapped[list[Document]] = relationship(secondary=agenda_documents, order_by=Document.symbol)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  SQLAlchemy reads it from the class

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return said(self.titles, language)

    def purpose(self, language: str) -> str:
        """Return the purpose in a language."""
        return said(self.purposes, language)


class Circulation(WithId, Model):
    """The agenda as it was sent to the delegations: frozen. `number` 0 is the first, n is Rev.n.

    items: a list of {number, depth, kind, titles, purposes, minutes, starts (UTC), presenter, pillar, symbols}.
    """

    __tablename__ = "circulations"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("status IN ('provisional', 'annotated', 'adopted')", name="status"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    status: Mapped[str]
    symbol: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    items: Mapped[list[dict[str, Any]]]

    meeting: Mapped[Meeting] = relationship()
