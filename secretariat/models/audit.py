"""The audit trail: written once, never changed; the application's role may only insert and read."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from secretariat.database import Model


class AuditEntry(Model):
    """Who did what to what, when, from where. `hash` covers the entry and the hash of the one before."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
        Index("ix_audit_entries_thing", "thing_kind", "thing_id"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    actor: Mapped[str]
    door: Mapped[str]
    address: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    thing_kind: Mapped[str]
    thing_id: Mapped[int | None]
    thing: Mapped[str]
    country_id: Mapped[int | None] = mapped_column(ForeignKey("countries.id"), index=True)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
