"""What officers say in the letters of the house instead of its own words."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.people import User


class LetterText(WithId, Model):
    """A version of a letter's words in one language; the last one is in force. It never changes.

    key: the kind of letter · own: False where the standard words stand again from here on; then the words are
    empty · `back_to`: the number of the version that was taken back.
    """

    __tablename__ = "letter_texts"
    __table_args__ = (
        UniqueConstraint("key", "language", "number", name="one_text_per_number"),
        CheckConstraint("language IN ('en', 'es', 'pt', 'fr')", name="language"),
        CheckConstraint("own = (subject <> '' AND opening <> '')", name="whole"),
    )

    key: Mapped[str]
    language: Mapped[str]
    number: Mapped[int]
    own: Mapped[bool]
    subject: Mapped[str]
    opening: Mapped[str]
    closing: Mapped[str]
    back_to: Mapped[int | None]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    by: Mapped[User] = relationship(lazy="joined")

    @property
    def symbol(self) -> str:
        """What the trail calls it."""
        return f"{self.key}/{self.language}/{self.number}"
