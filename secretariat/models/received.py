"""Mail that came in: who wrote, and what was made of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.models.messages import Message
from secretariat.models.people import User

# Of `mail.reasons`: kept for a person, but put before nobody.
PROBABLY = "probably automatic: its return path is empty; nobody was told of it"


# What became of a mail that was filed, once somebody has confirmed what was read.
CONFIRMED = "confirmed"


class Outcome(StrEnum):
    """What was made of a mail.

    filed: a form was read, and waits to be confirmed · answered: nothing was filed, and the sender was told why ·
    bounced: a message of ours did not arrive · noted: it is late · ignored: no person wrote it, or it changes
    nothing · kept: an officer is to read it · turned_away: it was not taken, and its server was told so.
    """

    FILED = "filed"
    ANSWERED = "answered"
    BOUNCED = "bounced"
    NOTED = "noted"
    IGNORED = "ignored"
    KEPT = "kept"
    TURNED_AWAY = "turned_away"


class ReceivedMail(WithId, Model):
    """A mail that was handed in. The same bytes are one row, however often a server hands them in.

    sender, subject, message_id: as it said of itself, which anybody can say · text: its words, as far as they are
    kept · raw: its bytes, where an officer may need them · why: a reason of `mail.reasons` · size in bytes ·
    done: whether an officer is through with what was kept · marked_at, marked_by: when that was said last, or taken
    back, and by whom.
    """

    __tablename__ = "received_mails"
    __table_args__ = (
        CheckConstraint("outcome IN ({})".format(", ".join(f"'{one}'" for one in Outcome)), name="outcome"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint("(marked_at IS NULL) = (marked_by_id IS NULL)", name="marked"),
        CheckConstraint("marked_at IS NULL OR outcome = 'kept'", name="marked_kept"),
        CheckConstraint("NOT done OR marked_at IS NOT NULL", name="done"),
        Index("ix_received_mails_newest", text("at DESC"), text("id DESC")),
        Index("ix_received_mails_sender", "user_id", "at"),
        Index("ix_received_mails_open", "at", "id", postgresql_where=text("outcome = 'kept' AND NOT done")),
    )

    at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    sender: Mapped[str]
    subject: Mapped[str]
    message_id: Mapped[str]
    outcome: Mapped[str]
    why: Mapped[str]
    text: Mapped[str]
    raw: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    deliverable_id: Mapped[int | None] = mapped_column(ForeignKey("deliverables.id"))
    returned_id: Mapped[int | None] = mapped_column(ForeignKey("returned_forms.id"))
    done: Mapped[bool] = mapped_column(default=False, server_default=false())
    marked_at: Mapped[datetime | None]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    marked_by: Mapped[User | None] = relationship(foreign_keys=[marked_by_id])
    about: Mapped[Message | None] = relationship()
    deliverable: Mapped[Deliverable | None] = relationship()
    returned: Mapped[ReturnedForm | None] = relationship()

    @property
    def standing(self) -> str:
        """Where it stands: its outcome, or that what was filed is confirmed and waits for nobody."""
        return CONFIRMED if self.returned and self.returned.taken_at else self.outcome

    @property
    def waits(self) -> bool:
        """Tell whether a person is still to read it."""
        return self.outcome == Outcome.KEPT and not self.done
