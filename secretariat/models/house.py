"""What the house knows of itself: the demonstration's clock, that its parts are alive, whether it is a copy."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from secretariat.database import Model


class DemoClock(Model):
    """By how much the demonstration's clock is shifted: one row, or none."""

    __tablename__ = "demo_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    shift: Mapped[timedelta]


class Heartbeat(Model):
    """When a part of the house was last seen alive, in the machine's time."""

    __tablename__ = "heartbeats"

    part: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class OutboxHold(Model):
    """That nothing is mailed, since this house is a copy: one row, or none.

    The house that the backup of `backup_at` was made of may still be mailing, or has mailed since. `verified` is
    written when every table, every file and the trail were found to be what they were. All times are the machine's.
    """

    __tablename__ = "outbox_hold"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    verified: Mapped[bool] = mapped_column(default=False)
