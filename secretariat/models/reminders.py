"""The ladder of reminders, and each rung that was taken."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message


class ReminderRule(WithId, Model):
    """A rung: so many days before (-) or after (+) the due day, at 09:00 in the capital.

    Without a call it belongs to the ladder of every call that has none of its own.
    """

    __tablename__ = "reminder_rules"
    __table_args__ = (
        UniqueConstraint("call_id", "offset_days", postgresql_nulls_not_distinct=True),
        CheckConstraint("offset_days BETWEEN -90 AND 30", name="offset"),
    )

    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    offset_days: Mapped[int]


class Reminder(WithId, Model):
    """That a rung was decided for a deliverable and a due moment: once, whatever runs twice.

    `message_id` is empty for a rung that was passed over, since a later one stood for it.
    """

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("deliverable_id", "rule_id", "due_at", name="one_reminder_per_rung"),)

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rules.id"))
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))

    deliverable: Mapped[Deliverable] = relationship()
    rule: Mapped[ReminderRule] = relationship()
    message: Mapped[Message | None] = relationship()
