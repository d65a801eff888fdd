"""What a capital has cleared: the text as it stood, by whom, and whether by account or on paper."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Deliverable
from secretariat.models.files import StoredFile
from secretariat.models.people import User


class Clearance(WithId, Model):
    """A draft as it stood when its clearance was asked for on paper, or given by account.

    `code` names the printed page; `answers` and `files` have the shape of a version's, `fingerprint` is their
    SHA-256. It holds once it is given; `file` is the photograph or scan of the signed page.
    """

    __tablename__ = "clearances"
    __table_args__ = (
        CheckConstraint("fingerprint ~ '^[0-9a-f]{64}$'", name="fingerprint"),
        CheckConstraint("how IN ('account', 'paper')", name="how"),
        CheckConstraint("(given_at IS NULL) = (given_by_id IS NULL)", name="given"),
    )

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    how: Mapped[str]
    fingerprint: Mapped[str]
    answers: Mapped[list[dict[str, Any]]]
    files: Mapped[list[dict[str, Any]]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime | None]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    deliverable: Mapped[Deliverable] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])
    file: Mapped[StoredFile | None] = relationship()
