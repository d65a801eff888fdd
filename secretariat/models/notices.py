"""Letters that an officer writes to whoever stands on a list."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.countries import said
from secretariat.models.people import User


class Notice(WithId, Model):
    """What was written to a list, in as many languages as it was written in. It never changes.

    view: the list's address, by which recipients are decided again when a letter leaves · subjects, texts: by
    language, with named fields such as {country} · `once` is the form's key: one key, one notice.
    """

    __tablename__ = "notices"

    once: Mapped[str] = mapped_column(unique=True)
    view: Mapped[dict[str, str]]
    subjects: Mapped[dict[str, str]]
    texts: Mapped[dict[str, str]]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    by: Mapped[User] = relationship()

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return said(self.subjects, "en")
