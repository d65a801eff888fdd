"""Reviews: a verdict on a version, and comments on its fields."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Version
from secretariat.models.people import User


class Review(WithId, Model):
    """The verdict on a version: one, whoever was faster."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("version_id", name="one_verdict_per_version"),
        CheckConstraint("verdict IN ('approved', 'changes_requested', 'rejected')", name="verdict"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[str]
    at: Mapped[datetime]

    version: Mapped[Version] = relationship(back_populates="review")
    reviewer: Mapped[User] = relationship()


class Comment(WithId, Model):
    """A word on a version, or on one of its fields: internal, or a numbered point for the country.

    A point is seen by the country once a verdict has sent it (`review_id`). The country answers it.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("audience IN ('internal', 'country')", name="audience"),
        CheckConstraint("(audience = 'country') = (number IS NOT NULL)", name="points_have_numbers"),
        UniqueConstraint("version_id", "number"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    key: Mapped[str | None]
    audience: Mapped[str]
    number: Mapped[int | None]
    text: Mapped[str]
    at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), index=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    version: Mapped[Version] = relationship(back_populates="comments")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
