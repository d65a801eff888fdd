"""What auditors read of the trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.people import User
from secretariat.rules import states

# What the page lets one choose among; the words for them stand on the page.
DEEDS: dict[str, frozenset[str]] = {
    "steps": frozenset(line.action.value for line in states.TABLE),
    "sign_ins": frozenset({"sign_in", "sign_out", "sign_in_refused", "end_session"}),
    "denials": frozenset({"denied", "sign_in_refused"}),
    "people": frozenset(
        {
            "invite",
            "invite_again",
            "end_role",
            "suspend",
            "restore",
            "change_password",
            "ask_password",
            "reset_password",
            "correct_address",
            "make_token",
            "revoke_token",
        }
    ),
    "agenda": frozenset({"add_item", "edit_item", "remove_item", "reorder", "circulate"}),
    "messages": frozenset(
        {
            "hold",
            "hold_all",
            "release_message",
            "release_all",
            "cancel",
            "send_again",
            "send_now",
            "address_refused",
            "answer_by_mail",
            "keep_mail",
            "mark_received",
        }
    ),
}


@dataclass(frozen=True)
class View:
    """What somebody looks for: a part of a name or of a thing, a day (UTC) to begin with, a kind of deed."""

    words: str = ""
    since: date | None = None
    deed: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> "View":
        """Return the view that an address asks for; what cannot be read is left out."""
        try:
            since = date.fromisoformat(address.get("since", ""))
        except ValueError:
            since = None
        deed = address.get("deed", "")
        return cls(address.get("q", "").strip()[:100].replace("\0", ""), since, deed if deed in DEEDS else "")

    def query(self) -> Select[AuditEntry]:
        """Ask for the entries of the view, newest first."""
        found = select(AuditEntry).order_by(AuditEntry.number.desc())
        if self.words:
            columns = (AuditEntry.actor, AuditEntry.thing)
            found = found.where(or_(*(one.icontains(self.words, autoescape=True) for one in columns)))
        if self.since:
            found = found.where(AuditEntry.at >= datetime.combine(self.since, time.min, UTC))
        if self.deed:
            found = found.where(AuditEntry.action.in_(DEEDS[self.deed]))
        return found

    def count(self) -> int:
        """Return how many entries the view has."""
        return db.session.scalar(select(func.count()).select_from(self.query().order_by(None).subquery())) or 0


@dataclass(frozen=True)
class Stretch:
    """Some entries in a row, and the numbers from which their newer and older neighbours are asked for."""

    entries: Sequence[AuditEntry]
    newer: int | None
    older: int | None


def stretch(view: View, *, before: int | None, after: int | None, size: int = 50) -> Stretch:
    """Return the entries below a number, or those just above one, or the newest.

    By number, not by page: entries that come in meanwhile move nothing.
    """
    query = view.query()
    if after is not None:
        upwards = query.where(AuditEntry.number > after).order_by(None).order_by(AuditEntry.number).limit(size)
        entries = list(db.session.scalars(upwards))[::-1]
    else:
        below = query.where(AuditEntry.number < before) if before is not None else query
        entries = list(db.session.scalars(below.limit(size)))
    if not entries:
        return Stretch([], None, None)
    first, last = entries[0].number, entries[-1].number
    newer = db.session.scalar(query.with_only_columns(AuditEntry.number).where(AuditEntry.number > first).limit(1))
    older = db.session.scalar(query.with_only_columns(AuditEntry.number).where(AuditEntry.number < last).limit(1))
    return Stretch(entries, first if newer else None, last if older else None)


def newest(view: View, most: int) -> Sequence[AuditEntry]:
    """Return the newest entries of a view, at most so many."""
    return db.session.scalars(view.query().limit(most)).all()


def actors(entries: Sequence[AuditEntry]) -> dict[int, User]:
    """Return who acted in some entries, by id, with their roles."""
    ids = {one.actor_id for one in entries if one.actor_id is not None}
    found = select(User).where(User.id.in_(ids)).options(selectinload(User.memberships))
    return {one.id: one for one in db.session.scalars(found)} if ids else {}


def total() -> int:
    """Return how many entries the trail has, by its highest number."""
    return db.session.scalar(select(func.max(AuditEntry.number))) or 0
