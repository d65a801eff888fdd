"""A draft in other hands: fields that a colleague fills in, and links that let somebody without account read it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.calls import CallField
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.people import User


class HandedField(WithId, Model):
    """A question that a colleague in the country is asked to fill in, until a day of the capital's."""

    __tablename__ = "handed_fields"
    __table_args__ = (
        Index(
            "one_hand_per_field", "deliverable_id", "field_id", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
    )

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("call_fields.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    until: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]

    deliverable: Mapped[Deliverable] = relationship()
    field: Mapped[CallField] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])


class ShareLink(WithId, Model):
    """A link under which anybody who has it reads a draft, until it ends. Only the hash of its token is kept."""

    __tablename__ = "share_links"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="order"),)

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    deliverable: Mapped[Deliverable] = relationship()
    made_by: Mapped[User] = relationship()

    def holds(self, at: datetime) -> bool:
        """Tell whether the link opens the draft at a moment."""
        return self.revoked_at is None and self.expires_at > at and self.deliverable.state in WITH_THE_COUNTRY
