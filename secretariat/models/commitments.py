"""What countries promised, and what they did about it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
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
