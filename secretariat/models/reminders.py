"""The ladder of reminders, and each rung that was taken."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import User


class Audience(StrEnum):
    """Whom a rung speaks to. The last two hear only after the date."""

    FOCAL_POINTS = "focal_points"
    ASSIGNED = "assigned"
    APPROVERS = "approvers"
    DELEGATION = "delegation"
    OFFICERS = "officers"


class OnlyIf(StrEnum):
    """What must still hold of a text that is owed for a rung to speak."""

    NOT_SENT = "not_sent"
    NOT_CLEARED = "not_cleared"
    NOT_BEGUN = "not_begun"


class ReminderRule(WithId, Model):
    """A rung: so many days before (-) or after (+) the due day, at 09:00 in the capital.

    Without a call it belongs to the ladder of every call that has none of its own. wording: a sentence of the
    officers' by language, with named fields, as a paragraph after the first line. A rung that is taken out of a ladder
    is retired, since what it sent stays on record; one that is held speaks to nobody until it is released.
    """

    __tablename__ = "reminder_rules"
    __table_args__ = (
        Index(
            "one_rung_per_day_and_audience",
            "call_id",
            "offset_days",
            "audience",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
        CheckConstraint("offset_days BETWEEN -90 AND 30", name="offset"),
        CheckConstraint("audience IN ({})".format(", ".join(f"'{one}'" for one in Audience)), name="audience"),
        CheckConstraint("only_if IN ({})".format(", ".join(f"'{one}'" for one in OnlyIf)), name="only_if"),
        CheckConstraint("offset_days > 0 OR audience NOT IN ('delegation', 'officers')", name="after"),
    )

    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    offset_days: Mapped[int]
    audience: Mapped[str] = mapped_column(default=Audience.FOCAL_POINTS, server_default=Audience.FOCAL_POINTS)
    only_if: Mapped[str] = mapped_column(default=OnlyIf.NOT_SENT, server_default=OnlyIf.NOT_SENT)
    wording: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    held_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class Reminder(WithId, Model):
    """That a rung was decided for a deliverable, a due moment, a day and its readers: once, whatever runs twice.

    `offset_days`: the day that the rung had then. Moved to another one it is decided there anew, and moved back not.
    `audience`: the readers that it had then. Given others it is decided for them anew where it had spoken.
    `message_id` is empty for a rung that was passed over, since a later one stood for it, or that an officer
    skipped for this country: then with a reason.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint(
            "deliverable_id", "rule_id", "due_at", "offset_days", "audience", name="one_reminder_per_rung"
        ),
    )

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rules.id"))
    due_at: Mapped[datetime]
    offset_days: Mapped[int]
    audience: Mapped[str]
    decided_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    reason: Mapped[str | None]
    skipped_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    deliverable: Mapped[Deliverable] = relationship()
    rule: Mapped[ReminderRule] = relationship()
    message: Mapped[Message | None] = relationship()
    skipped_by: Mapped[User | None] = relationship()

    def counts(self, due_at: datetime, rung: ReminderRule) -> bool:
        """Tell whether it decides a rung on the day and for the readers that it has now, or is to have.

        One that was skipped is so on any day, and one that was passed over for its first readers is so for all.
        """
        if self.reason is not None:
            return self.due_at == due_at
        passed_over = self.message_id is None and self.audience != Audience.OFFICERS
        return self._on_its_day(due_at, rung) and (passed_over or self.audience == rung.audience)

    def told_others(self, due_at: datetime, rung: ReminderRule) -> bool:
        """Tell whether by it a rung spoke on the day that it has, to other readers than those that it has now."""
        spoke = self.message_id is not None and self.rule_id == rung.id
        return spoke and self.audience != rung.audience and self._on_its_day(due_at, rung)

    def _on_its_day(self, due_at: datetime, rung: ReminderRule) -> bool:
        return (self.due_at, self.offset_days) == (due_at, rung.offset_days)
