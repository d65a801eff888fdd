"""The rotating presidency and its handover."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.countries import Country, said
from secretariat.models.people import User


class Presidency(WithId, Model):
    """A country's term, from an instant until an instant: midnight in the capital of whoever hands over.

    The next term begins at the very instant at which this one ends, so that the chair is never vacant.
    Outgoing, current and incoming are derived (`rules.presidency`).
    """

    __tablename__ = "presidencies"

    country_id: Mapped[int] = mapped_column(ForeignKey("countries.id"))
    since: Mapped[datetime] = mapped_column()
    until: Mapped[datetime] = mapped_column()
    host_city: Mapped[str]
    priorities: Mapped[dict[str, str]]

    country: Mapped[Country] = relationship(lazy="joined")
    tasks: Mapped[list["HandoverTask"]] = relationship(back_populates="presidency", order_by="HandoverTask.position")

    __table_args__ = (
        CheckConstraint("until > since", name="order"),
        ExcludeConstraint((func.tstzrange(since, until), "&&"), name="one_presidency_at_a_time", using="gist"),
    )

    def holds(self, at: datetime) -> bool:
        """Tell whether this is the presidency at a moment."""
        return self.since <= at < self.until


class HandoverTask(WithId, Model):
    """A line of the handover checklist."""

    __tablename__ = "handover_tasks"

    presidency_id: Mapped[int] = mapped_column(ForeignKey("presidencies.id"), index=True)
    position: Mapped[int]
    texts: Mapped[dict[str, str]]
    owners: Mapped[dict[str, str]]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    presidency: Mapped[Presidency] = relationship(back_populates="tasks")
    done_by: Mapped[User | None] = relationship()

    def text(self, language: str) -> str:
        """Return what is to be done, in a language."""
        return said(self.texts, language)

    def owner(self, language: str) -> str:
        """Return who must do it, in a language."""
        return said(self.owners, language)
