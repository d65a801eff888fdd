"""Meetings, who takes part, and their documents."""

from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat import clock
from secretariat.database import Model, WithId
from secretariat.models.countries import Country, Organisation, said
from secretariat.models.files import StoredFile


class Meeting(WithId, Model):
    """A meeting of the declaration. `symbol` is the prefix of its documents, such as LAD/MIN.5.

    `note` says where date or city are the demonstration's. `end_of_day` and `opens` are hours of the place. `sequence`:
    how often its days or its city changed, or it was called off or came back; the database counts.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("kind IN ('launch', 'ministerial', 'coordinators')", name="kind"),
        CheckConstraint("status IN ('planned', 'held', 'cancelled')", name="status"),
        CheckConstraint("ends_on >= starts_on", name="order"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    number: Mapped[int | None]
    symbol: Mapped[str] = mapped_column(unique=True)
    titles: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    note: Mapped[dict[str, str]]
    city: Mapped[str]
    time_zone: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens: Mapped[time]
    status: Mapped[str]
    host_id: Mapped[int | None] = mapped_column(ForeignKey("countries.id"))
    sequence: Mapped[int] = mapped_column(server_default="0", server_onupdate=FetchedValue())

    host: Mapped[Country | None] = relationship(lazy="joined")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return clock.zone(self.time_zone)

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return said(self.titles, language)


class Participant(WithId, Model):
    """Somebody on the list of participants: of a country, or of an organisation that observes."""

    __tablename__ = "participants"
    __table_args__ = (
        CheckConstraint("(country_id IS NULL) <> (organisation_id IS NULL)", name="one_home"),
        CheckConstraint("rank IN ('head', 'member')", name="rank"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    country_id: Mapped[int | None] = mapped_column(ForeignKey("countries.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    function: Mapped[dict[str, str]]
    rank: Mapped[str]

    country: Mapped[Country | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Document(WithId, Model):
    """A document of a meeting, known by its symbol, such as LAD/MIN.5/DOC.3/Rev.1/Add.1."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("class IN ('working', 'information', 'restricted')", name="class"),
        CheckConstraint("distribution IN ('public', 'delegations', 'secretariat')", name="distribution"),
        UniqueConstraint("symbol", "language"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    symbol: Mapped[str]
    kind: Mapped[str] = mapped_column("class")
    titles: Mapped[dict[str, str]]
    distribution: Mapped[str]
    language: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    meeting: Mapped[Meeting] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return said(self.titles, language)
