"""Meeting packets: one PDF per meeting, language and audience, and each of its builds."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Meeting
from secretariat.models.people import User


class Packet(WithId, Model):
    """What is bound together for whom."""

    __tablename__ = "packets"
    __table_args__ = (
        UniqueConstraint("meeting_id", "language", "audience"),
        CheckConstraint("language IN ('en', 'es', 'pt', 'fr')", name="language"),
        CheckConstraint("audience IN ('delegations', 'secretariat')", name="audience"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    language: Mapped[str]
    audience: Mapped[str]

    meeting: Mapped[Meeting] = relationship()
    builds: Mapped[list["Build"]] = relationship(back_populates="packet", order_by="Build.number")

    @property
    def symbol(self) -> str:
        """What the trail calls it: LAD/MIN.5/PACKET.EN, with /INT where it is the secretariat's own."""
        inside = "/INT" if self.audience == "secretariat" else ""
        return f"{self.meeting.symbol}/PACKET.{self.language.upper()}{inside}"


class Build(WithId, Model):
    """One compiling of a packet, with its progress, and its manifest when it is done."""

    __tablename__ = "builds"
    __table_args__ = (
        UniqueConstraint("packet_id", "number"),
        CheckConstraint("state IN ('waiting', 'building', 'ready', 'published', 'failed', 'stopped')", name="state"),
        Index(
            "one_open_build_per_packet",
            "packet_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'building')"),
        ),
    )

    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    part: Mapped[str] = mapped_column(default="")
    manifest: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    ordered_at: Mapped[datetime]
    ordered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    packet: Mapped[Packet] = relationship(back_populates="builds")
    file: Mapped[StoredFile | None] = relationship()
    ordered_by: Mapped[User] = relationship()
