"""The outbox: every mail that the house writes, before and after it leaves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.people import User

# How `once` begins in a message that was sent again, or written anew in the place of another.
COPIES = ("again", "anew")


class Message(WithId, Model):
    """A mail to one person, rendered. It keeps its Message-ID through all attempts.

    waiting: leaves at `next_attempt_at` · held: an officer stopped it · sent · refused: a server said no for
    good · cancelled: it had become untrue before it left. `lease_until`, `next_attempt_at`, `handed_at` and
    `tried_at` (when the last attempt began) are the database's time; `created_at` and `sent_at` the house's.
    `handed_at` is written just before the last byte: a message found with it and without an answer is
    `uncertain`, since one copy may have arrived.
    `about` holds the ids of the deliverables it speaks of; an answer to it is one for the first. `calendar`: the
    date that it brings as a file, kept so that each attempt brings the same. `edited_at`: an officer changed its
    words while it was held. `refusals`: the ids of the refused messages that a letter to an officer tells of.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'held', 'sent', 'refused', 'cancelled')", name="state"),
        Index("ix_messages_due", "next_attempt_at", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_messages_leased", "lease_until", postgresql_where=text("state = 'waiting'")),
        Index("ix_messages_tried_at", "tried_at"),
        Index("ix_messages_newest", text("created_at DESC"), text("id DESC")),
    )

    kind: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    email: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    calendar: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    once: Mapped[str | None] = mapped_column(unique=True)
    about: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    refusals: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    state: Mapped[str] = mapped_column(default="waiting")
    uncertain: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.now())
    reply: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    @property
    def shown(self) -> str:
        """Its state as people see it: one whose last attempt nobody answered is uncertain, unless it may yet leave."""
        return "uncertain" if self.uncertain and self.state not in {"waiting", "held"} else self.state

    @property
    def fixed(self) -> bool:
        """Tell whether a copy may have arrived, so that its bytes are fixed: a server's no leaves them open."""
        return self.uncertain or self.handed_at is not None

    @property
    def may_have_arrived(self) -> bool:
        """Tell whether it is held after an attempt that nobody answered: people must know both."""
        return self.uncertain and self.state == "held"

    @property
    def copy_of(self) -> int | None:
        """The id of the message that it repeats, or whose place it takes."""
        how, _, number = (self.once or "").partition(":")
        return int(number) if how in COPIES else None


class MutedKind(Model):
    """That a person wants no mail of a kind; what is written all the same is read under /messages."""

    __tablename__ = "muted_kinds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
