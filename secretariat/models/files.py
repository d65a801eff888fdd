"""Files by content hash: what storage keeps, once, whoever attached it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from secretariat.database import Model, WithId


class StoredFile(WithId, Model):
    """The content of a file: its SHA-256 in hexadecimal, size in bytes, pages where it is a PDF.

    `damage` names what is wrong with it where a later look found it unreadable.
    """

    __tablename__ = "stored_files"
    __table_args__ = (CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),)

    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    pages: Mapped[int | None]
    damage: Mapped[str | None]
    created_at: Mapped[datetime]
