"""A country's answer to a call: its draft, and the versions it sent."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import Country
from secretariat.models.files import StoredFile
from secretariat.models.people import User

if TYPE_CHECKING:
    from secretariat.models.clearances import Clearance
    from secretariat.models.handing import HandedField
    from secretariat.models.reviews import Comment, Completeness, QuietVerdict, Review


class State(StrEnum):
    """Where a deliverable stands."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    CLEARED = "cleared"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    REOPENED = "reopened"


WITH_THE_COUNTRY = (State.NOT_STARTED, State.DRAFT, State.CLEARED, State.CHANGES_REQUESTED, State.REOPENED)
# In which colleagues write what was handed to them.
WITH_COLLEAGUES = (State.DRAFT, State.CHANGES_REQUESTED)
WITH_THE_SECRETARIAT = (State.SUBMITTED, State.IN_REVIEW)
# What a reviewer has a page for.
WITH_A_PAGE = (
    State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED, State.PUBLISHED, State.REJECTED,
)  # fmt: skip
HANDED_IN = (*WITH_THE_SECRETARIAT, State.APPROVED, State.PUBLISHED)


class Deliverable(WithId, Model):
    """One country's answer to one call.

    `due_at` is the instant that counts for this country, an extension included. `late` is decided at the
    first submission from the moment its last byte arrived. `seen_change`: the last change of the open call that
    the country has opened. `sequence`: how often its date moved, was called off or came back; the database counts.
    """

    __tablename__ = "deliverables"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    country_id: Mapped[int] = mapped_column(ForeignKey("countries.id"))
    state: Mapped[str] = mapped_column(default=State.NOT_STARTED)
    due_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    extension_reason: Mapped[str | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime | None]
    seen_change: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(server_default="0", server_onupdate=FetchedValue())

    call: Mapped[Call] = relationship()
    country: Mapped[Country] = relationship(lazy="joined")
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])
    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])
    answers: Mapped[list["Answer"]] = relationship(back_populates="deliverable")
    attachments: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Deliverable.id == Attachment.deliverable_id, Attachment.removed_at.is_(None))",
        order_by="Attachment.id",
        viewonly=True,
    )
    handed: Mapped[list["HandedField"]] = relationship(
        primaryjoin="and_(Deliverable.id == HandedField.deliverable_id, HandedField.ended_at.is_(None))",
        order_by="HandedField.id",
        viewonly=True,
    )
    # Read only while the text is cleared: whether one of them still stands for it. Lists of other texts read none.
    standing: Mapped[list["Clearance"]] = relationship(
        primaryjoin=f"and_(Deliverable.id == Clearance.deliverable_id, Deliverable.state == '{State.CLEARED}', "
        "Clearance.given_at.is_not(None))",
        order_by="Clearance.id",
        viewonly=True,
    )
    versions: Mapped[list["Version"]] = relationship(back_populates="deliverable", order_by="Version.number")

    __table_args__ = (
        UniqueConstraint("call_id", "country_id"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{one}'" for one in State)), name="state"),
        Index("ix_deliverables_waiting", "state", "sent_at"),
        Index("ix_deliverables_due", "due_at", "id"),
        Index("ix_deliverables_counted", "state", "due_at", "late"),
        Index("ix_deliverables_sent", text("sent_at DESC NULLS LAST"), text("id DESC")),
        Index("ix_deliverables_country_sent", "country_id", text("sent_at DESC")),
        Index(
            "ix_deliverables_queue",
            "sent_at",
            "id",
            postgresql_where=text("state IN ('submitted', 'in_review')"),
            postgresql_include=["reviewer_id", "call_id", "country_id", "state"],
        ),
    )

    @property
    def symbol(self) -> str:
        """The deliverable's symbol, such as LAD/MIN.5/CALL.3/PER."""
        return f"{self.call.symbol}/{self.country.alpha3}"

    @property
    def latest(self) -> "Version | None":
        """The version sent last, or None."""
        return self.versions[-1] if self.versions else None

    def overdue(self, at: datetime) -> bool:
        """Tell whether the country still owes this text after its due moment."""
        return self.state in WITH_THE_COUNTRY and at > self.due_at


class Answer(WithId, Model):
    """What a country has written so far in one field of its draft. `revision` counts the savings.

    `earlier`: the version of an earlier call's text that the words were taken from, until somebody confirms them.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("deliverable_id", "field_id"),)

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("call_fields.id"))
    value: Mapped[Any] = mapped_column(JSONB)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))

    deliverable: Mapped[Deliverable] = relationship(back_populates="answers")
    field: Mapped[CallField] = relationship()
    saved_by: Mapped[User] = relationship()
    earlier: Mapped["Version | None"] = relationship()


class Attachment(WithId, Model):
    """A file in a draft. It is never deleted, only taken out, so that versions keep what they froze."""

    __tablename__ = "attachments"

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("call_fields.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None]

    deliverable: Mapped[Deliverable] = relationship()
    field: Mapped[CallField] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")
    added_by: Mapped[User] = relationship()


class Version(WithId, Model):
    """An immutable snapshot, made at each submission.

    answers: a list of {key, kind, labels, value, details where the kind has some} · files: a list of {attachment,
    key, name, sha256, size, pages}. sha256 is that of the canonical JSON of both. `once` is the form's key: one key,
    one version. rung: {applied: which line of the ladder did, lines: [{until, texts, goes}]}, or nothing.
    """

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("deliverable_id", "number"),
        UniqueConstraint("deliverable_id", "once", name="one_version_per_sending"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"))
    number: Mapped[int]
    answers: Mapped[list[dict[str, Any]]]
    files: Mapped[list[dict[str, Any]]]
    language: Mapped[str]
    sha256: Mapped[str]
    once: Mapped[str]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    due_at: Mapped[datetime]
    late: Mapped[bool]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rung: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    deliverable: Mapped[Deliverable] = relationship(back_populates="versions")
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id])
    comments: Mapped[list["Comment"]] = relationship(back_populates="version", order_by="Comment.id")
    review: Mapped["Review | None"] = relationship(back_populates="version", uselist=False)
    quiet_verdict: Mapped["QuietVerdict | None"] = relationship(back_populates="version", uselist=False)
    completeness: Mapped["Completeness | None"] = relationship(back_populates="version", uselist=False)

    @property
    def symbol(self) -> str:
        """The receipt's number, such as LAD/MIN.5/CALL.3/PER/1."""
        return f"{self.deliverable.symbol}/{self.number}"

    @property
    def points(self) -> list["Comment"]:
        """The numbered points that the country was sent with the verdict."""
        return [one for one in self.comments if one.review_id is not None and one.audience == "country"]
