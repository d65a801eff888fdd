"""Calls for deliverables and their typed fields."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.countries import Pillar, said
from secretariat.models.meetings import Meeting


class FieldKind(StrEnum):
    """What a field holds, and the shape of its value in JSON; `rules.kinds` knows the rest.

    text, long_text, choice: a string · number: a decimal as a string · date: an ISO day · choices: a list of codes ·
    money: {amount: decimal as a string, currency: ISO 4217} · yes_no: {answer: true | false, explanation: string} ·
    table: a list of rows {code of a column: string} · commitments: a list of {text, amount, currency, target, due} ·
    file: no value, its attachments count. Where nothing is answered, strings and lists are empty.
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    TABLE = "table"
    COMMITMENTS = "commitments"
    FILE = "file"


class Call(WithId, Model):
    """What is asked of the countries, and by when.

    Due is an instant for all (`due_at`), or `due_time` on the day `due_on` in each country's capital; with `due_days`
    that day is so many days before the meeting's first, and moves with the meeting.
    follows: the earlier call whose answers this one goes on from · quiet: verdicts are kept, then published together.
    ladder: a list of {on: ISO date or null for 'later', texts: {language: consequence}, goes: 'main',
    'supplement' or 'oral'}, in order. `sequence`: how often it was closed or opened again; the database counts.
    """

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("(due_at IS NULL) <> (due_on IS NULL)", name="one_due"),
        CheckConstraint("due_days IS NULL OR due_on IS NOT NULL", name="due_days"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 1440", name="grace"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    titles: Mapped[dict[str, str]]
    instructions: Mapped[dict[str, str]]
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillars.id"))
    due_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    due_days: Mapped[int | None]
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
    sequence: Mapped[int] = mapped_column(server_default="0", server_onupdate=FetchedValue())

    meeting: Mapped[Meeting] = relationship(lazy="joined")
    pillar: Mapped[Pillar | None] = relationship()
    fields: Mapped[list["CallField"]] = relationship(
        primaryjoin="and_(Call.id == CallField.call_id, CallField.retired_at.is_(None))",
        back_populates="call",
        order_by="CallField.position",
    )

    @property
    def symbol(self) -> str:
        """The call's symbol, such as LAD/MIN.5/CALL.3."""
        return f"{self.meeting.symbol}/CALL.{self.number}"

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return said(self.titles, language)


class CallField(WithId, Model):
    """A question of a call. `limit_words` and `limit_characters` bound texts; `required` holds the sending back.

    `required_from`, `frozen_from`: the day in the country's capital from which on an answer must be there, or may not
    change any more · `asked_at`: when it was added to a call that was open already · `retired_at`: when it was taken
    out of one; what was answered stays. details, by kind: number {unit: {language: word}, decimals, least, most} ·
    choice, choices {choices: [{code, labels}]} · table {columns: [{code, labels, figures: bool}]}.
    """

    __tablename__ = "call_fields"
    __table_args__ = (
        UniqueConstraint("call_id", "key"),
        UniqueConstraint("call_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("kind IN ({})".format(", ".join(f"'{one}'" for one in FieldKind)), name="kind"),
        CheckConstraint("key ~ '^[a-z][a-z0-9_]{0,39}$'", name="key"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    key: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    labels: Mapped[dict[str, str]]
    helps: Mapped[dict[str, str]]
    required: Mapped[bool] = mapped_column(default=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    limit_words: Mapped[int | None]
    limit_characters: Mapped[int | None]
    required_from: Mapped[date | None]
    frozen_from: Mapped[date | None]
    asked_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship(back_populates="fields")

    def label(self, language: str) -> str:
        """Return the question in a language."""
        return said(self.labels, language)


class CallChange(WithId, Model):
    """What was changed in a call while it was open; rows are never altered.

    changes: a list of {what, key, before, after}: `what` as in `workflow.revising`, texts by language.
    """

    __tablename__ = "call_changes"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changes: Mapped[list[dict[str, Any]]]
