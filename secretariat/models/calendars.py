"""Addresses under which a calendar program fetches somebody's dates."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.meetings import Meeting
from secretariat.models.people import User


class CalendarFeed(WithId, Model):
    """A person's calendar, of all their dates or of one meeting, until it is revoked.

    Whoever has its address reads it, so the database keeps only the hash of the token in it; the token follows from
    the row's number and the installation's secret (`links.feed`). Times are the machine's.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        Index(
            "one_feed_per_calendar",
            "user_id",
            "meeting_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    meeting: Mapped[Meeting | None] = relationship(lazy="joined")
