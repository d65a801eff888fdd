"""Reviews: verdicts on a version, whether it is complete, comments on its fields, and what reviewers keep at hand."""

import zlib
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Version
from secretariat.models.people import User


def mark_of(answer: str) -> int:
    """Return a mark of what stands in an answer to a point, or stood there when a page was made."""
    return zlib.crc32(answer.encode())


class Review(WithId, Model):
    """The verdict on a version: one, whoever was faster. 'incomplete': something is missing, the rest is not judged."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("version_id", name="one_verdict_per_version"),
        Index("ix_reviews_last", "reviewer_id", text("at DESC")),
        CheckConstraint("verdict IN ('approved', 'changes_requested', 'rejected', 'incomplete')", name="verdict"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[str]
    at: Mapped[datetime]

    version: Mapped[Version] = relationship(back_populates="review")
    reviewer: Mapped[User] = relationship()


class Comment(WithId, Model):
    """A word on a version, or on one of its fields: internal, or a numbered point for the country.

    A point is seen by the country once a verdict has sent it (`review_id`). The country answers it, a reviewer
    closes it. `quote`: the passage of the answer that it is about. `answer` is the country's own until it ticks the
    point off (`answered_at`): nobody else reads it before.
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
    quote: Mapped[str | None]
    at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), index=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    version: Mapped[Version] = relationship(back_populates="comments")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    @property
    def said(self) -> str | None:
        """What the country answered, once it ticked the point off."""
        return self.answer if self.answered_at else None

    @property
    def handle(self) -> str:
        """What a form calls the point, whichever version it is of: version and number."""
        return f"{self.version.number}-{self.number}"

    @property
    def mark(self) -> int:
        """A mark of what stands in the answer, so that nobody writes over what they have not seen."""
        return mark_of(self.answer or "")


class QuietVerdict(WithId, Model):
    """A verdict that the country does not know of yet: it is published together with others, or changed before."""

    __tablename__ = "quiet_verdicts"
    __table_args__ = (
        UniqueConstraint("version_id", name="one_quiet_verdict_per_version"),
        CheckConstraint("verdict IN ('approved', 'changes_requested', 'rejected')", name="verdict"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[str]
    at: Mapped[datetime]

    version: Mapped[Version] = relationship(back_populates="quiet_verdict")
    reviewer: Mapped[User] = relationship()

    @property
    def mark(self) -> int:
        """A mark of what was decided, by whom and when: nobody replaces or publishes what they have not seen."""
        return zlib.crc32(f"{self.verdict} {self.reviewer_id} {self.at.timestamp()}".encode())


class Completeness(WithId, Model):
    """Whether a version answers everything that was asked, judged apart from how well it does."""

    __tablename__ = "completeness"
    __table_args__ = (UniqueConstraint("version_id", name="one_completeness_per_version"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    complete: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    version: Mapped[Version] = relationship(back_populates="completeness")
    by: Mapped[User] = relationship()


class Phrase(WithId, Model):
    """A sentence that a reviewer keeps at hand; `shared` ones stand in every reviewer's list."""

    __tablename__ = "phrases"
    __table_args__ = (UniqueConstraint("user_id", "text", name="one_phrase_once"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    shared: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]

    user: Mapped[User] = relationship()


class Reading(WithId, Model):
    """That somebody has had a version before their eyes; what has no row is unread to them."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("user_id", "version_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    at: Mapped[datetime]
