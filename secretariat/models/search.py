"""What a search finds: the words of each text's latest version."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from secretariat.database import Model


class CurrentWords(Model):
    """The words of a text as it was sent last, stemmed by its language. The database writes it with each version."""

    __tablename__ = "current_words"

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), unique=True)
    language: Mapped[str]
    words: Mapped[Any] = mapped_column(TSVECTOR)

    __table_args__ = (Index("ix_current_words_words", "words", postgresql_using="gin"),)
