"""Calls for deliverables and their typed fields."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.countries import Pillar, said
from secretariat.models.meetings import Meeting


class FieldKind(StrEnum):
    """What a field holds, and the shape of its value in JSON.

    text, long_text: a string · money: {amount: decimal as a string, currency: ISO 4217} ·
    yes_no: {answer: true | false, explanation: string} · file: no value, its attachments count.
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    YES_NO = "yes_no"
    FILE = "file"


class Call(WithId, Model):
    """What is asked of the countries, and by when.

    Due is an instant for all (`due_at`), or `due_time` on the day `due_on` in each country's capital.
    follows: the earlier call whose answers this one goes on from · quiet: verdicts are kept, then published together.
    ladder: a list of {on: ISO date or null for 'later', texts: {language: consequence}}, in order.
    """

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("(due_at IS NULL) <> (due_on IS NULL)", name="one_due"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 1440", name="grace"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    titles: Mapped[dict[str, str]]
    instructions: Mapped[dict[str, str]]
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillars.id"))
    due_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    due_time: Mapped[time] = mapped_column(default=time(18))
    grace_minutes: Mapped[int] = mapped_column(default=60)
    soft: Mapped[bool] = mapped_column(default=True)
    needs_clearance: Mapped[bool] = mapped_column(default=False)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    quiet: Mapped[bool] = mapped_column(default=False)
    ladder: Mapped[list[dict[str, Any]]]
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="joined")
    pillar: Mapped[Pillar | None] = relationship()
    fields: Mapped[list["CallField"]] = relationship(back_populates="call", order_by="CallField.position")

    @property
    def symbol(self) -> str:
        """The call's symbol, such as LAD/MIN.5/CALL.3."""
        return f"{self.meeting.symbol}/CALL.{self.number}"

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return said(self.titles, language)


class CallField(WithId, Model):
    """A question of a call. `limit_words` bounds texts; `required` holds the sending back."""

    __tablename__ = "call_fields"
    __table_args__ = (
        UniqueConstraint("call_id", "key"),
        UniqueConstraint("call_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("kind IN ('text', 'long_text', 'money', 'yes_no', 'file')", name="kind"),
        CheckConstraint("key ~ '^[a-z][a-z0-9_]{0,39}$'", name="key"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    key: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    labels: Mapped[dict[str, str]]
    helps: Mapped[dict[str, str]]
    required: Mapped[bool] = mapped_column(default=True)
    limit_words: Mapped[int | None]

    call: Mapped[Call] = relationship(back_populates="fields")

    def label(self, language: str) -> str:
        """Return the question in a language."""
        return said(self.labels, language)
