"""Files by content hash: what storage keeps, once, whoever attached it; and files of which a part has come."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId


class Shown(StrEnum):
    """How a content is given to those who read it.

    as_is: itself, since the house made it · ready: as the clean PDF that was made of it · waiting: a worker makes
    that PDF · impossible: no PDF could be made; `damage` says why, and the content itself is given.
    """

    AS_IS = "as_is"
    READY = "ready"
    WAITING = "waiting"
    IMPOSSIBLE = "impossible"


class StoredFile(WithId, Model):
    """The content of a file: its SHA-256 in hexadecimal, size in bytes, pages where it is a PDF.

    `damage` names what is wrong with it where a later look found it unreadable. `removed` names what was taken out
    of the copy that is shown: a list of 'scripts', 'files', 'actions', 'media', 'forms'. A worker that makes the copy
    has it for itself until `lease_until`.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint("shown_state IN ({})".format(", ".join(f"'{one}'" for one in Shown)), name="shown_state"),
        CheckConstraint("(shown_state = 'ready') = (shown_id IS NOT NULL)", name="shown_when_ready"),
    )

    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    pages: Mapped[int | None]
    damage: Mapped[str | None]
    created_at: Mapped[datetime]
    shown_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    shown_state: Mapped[str] = mapped_column(default=Shown.AS_IS, server_default=Shown.AS_IS)
    removed: Mapped[list[str] | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")

    shown: Mapped["StoredFile | None"] = relationship(remote_side="StoredFile.id", lazy="joined", join_depth=1)

    @property
    def given(self) -> "StoredFile":
        """The content that is given to those who read it."""
        return self.shown or self


class PartialUpload(WithId, Model):
    """A file that is being sent in pieces. `received` bytes have come; they lie under the name of `token`.

    `ended_at`: it came whole and was attached, so whoever did not hear the answer can ask again.
    """

    __tablename__ = "partial_uploads"
    __table_args__ = (
        CheckConstraint("received BETWEEN 0 AND size", name="received"),
        CheckConstraint("size > 0", name="size"),
    )

    token: Mapped[str] = mapped_column(unique=True)
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("call_fields.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    began_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
