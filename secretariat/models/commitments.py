"""What countries promised, and what they did about it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.countries import Country, Pillar, said
from secretariat.models.meetings import Meeting


class Commitment(WithId, Model):
    """A promise of a country. `part_of_id` names the sum of which this one is a part, so that sums add up once."""

    __tablename__ = "commitments"
    __table_args__ = (CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_with_currency"),)

    country_id: Mapped[int] = mapped_column(ForeignKey("countries.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillars.id"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"))
    texts: Mapped[dict[str, str]]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))
    currency: Mapped[str | None]
    target: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))
    unit: Mapped[dict[str, str]]
    due_on: Mapped[date | None]
    announced_on: Mapped[date]

    country: Mapped[Country] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    pillar: Mapped[Pillar | None] = relationship()
    progress: Mapped[list["Progress"]] = relationship(back_populates="commitment", order_by="Progress.on")

    def text(self, language: str) -> str:
        """Return the promise in a language."""
        return said(self.texts, language)


class Progress(WithId, Model):
    """What was done about a commitment by a day."""

    __tablename__ = "progress"

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"), index=True)
    on: Mapped[date]
    texts: Mapped[dict[str, str]]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))

    commitment: Mapped[Commitment] = relationship(back_populates="progress")


class PromiseLink(WithId, Model):
    """An officer's answer to whether a promise in a text is one that was entered by hand.

    row: the promise as it stood in the text when the question was answered; where its words change later, the question
    is open again · mark: of the row, which may be too long for an index · same: whether it is; what was entered may
    stand in several texts, a promise is one entry at most.
    """

    __tablename__ = "promise_links"
    __table_args__ = (
        UniqueConstraint("commitment_id", "deliverable_id", "mark", name="one_answer_to_a_pair"),
        Index("one_commitment_of_a_promise", "deliverable_id", "mark", unique=True, postgresql_where=text("same")),
    )

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"))
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"))
    row: Mapped[dict[str, Any]]
    mark: Mapped[str] = mapped_column(Computed('md5("row"::text)', persisted=True))
    same: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    commitment: Mapped[Commitment] = relationship()
