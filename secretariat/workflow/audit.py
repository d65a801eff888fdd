"""The trail: who did what to what, when, from where; each entry carries the hash of the one before.

Entries are gathered during the transaction and sealed just before the commit, under one lock, so that the
lock is held for a moment only and no two writers take the same number.
"""

import hashlib
import json
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.people import User

LOCK = 422_190_871
BEGINNING = "0" * 64
HOUSE = "The house"


@dataclass(frozen=True)
class Source:
    """Through which door a deed came, and from which address (shortened to its network)."""

    door: str
    address: str = ""


INSIDE = Source("house")
source: ContextVar[Source] = ContextVar("source")


@dataclass(frozen=True)
class Deed:
    """What is to be written when the transaction commits. `level` is the transaction or savepoint it depends on."""

    action: str
    thing: Any
    by: User | None
    at: datetime
    details: dict[str, Any]
    source: Source
    level: SessionTransaction


def write(action: str, thing: Any, *, by: User | None, at: datetime, **details: Any) -> None:
    """Write that somebody did something to a thing; it is sealed with this transaction, or gone with it.

    by: None for the house itself · details: what fits into JSON.
    """
    session = db.session()
    # Begun here where nothing was asked of the database yet: else a rollback would pass this session by.
    level = session.get_nested_transaction() or session.get_transaction() or session.begin()
    deed = Deed(action, thing, by, at, json.loads(json.dumps(details)), source.get(INSIDE), level)
    session.info.setdefault("trail", []).append(deed)


def said_of(entry: Any) -> str:
    """Return the SHA-256 of an entry's canonical form and of the hash before it."""
    content = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor,
        entry.door,
        entry.address,
        entry.action,
        entry.thing_kind,
        entry.thing_id,
        entry.thing,
        entry.country_id,
        entry.details,
        entry.previous,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@event.listens_for(Session, "before_commit")
def _seal(session: Session) -> None:
    if session.in_nested_transaction():
        return
    gathered = session.info.pop("trail", [])
    if not gathered:
        return
    session.flush()
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = session.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).first()
    highest, previous = last or (0, BEGINNING)
    for number, one in enumerate(gathered, highest + 1):
        entry = _entry(number, previous, one)
        session.add(entry)
        previous = entry.hash


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    """Forget what was done since a savepoint, or since the beginning, together with the rows it changed."""
    if "trail" in session.info:
        session.info["trail"] = [one for one in session.info["trail"] if not _within(one.level, undone)]


def _within(level: SessionTransaction | None, undone: SessionTransaction) -> bool:
    while level is not None and level is not undone:
        level = level.parent
    return level is undone


def _entry(number: int, previous: str, deed: Deed) -> AuditEntry:
    entry = AuditEntry(
        number=number,
        at=deed.at,
        actor_id=deed.by.id if deed.by else None,
        actor=deed.by.name if deed.by else HOUSE,
        door=deed.source.door,
        address=deed.source.address,
        action=str(deed.action),
        thing_kind=getattr(deed.thing, "__tablename__", ""),
        thing_id=getattr(deed.thing, "id", None),
        thing=_name(deed.thing),
        country_id=getattr(deed.thing, "country_id", None),
        details=deed.details,
        previous=previous,
    )
    entry.hash = said_of(entry)
    return entry


def _name(thing: Any) -> str:
    """Return what a thing is called: by its symbol, address, name or itself."""
    for name in ("symbol", "slug", "email", "subject", "name"):
        found = getattr(thing, name, None)
        if isinstance(found, str):
            return found
    return thing if isinstance(thing, str) else ""


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found. `head` is to be noted elsewhere; `trouble` is None for a whole chain."""

    count: int
    head: str
    trouble: str | None


def check(entries: Iterable[Any], noted: str | None = None) -> Verdict:
    """Check entries in order of their numbers, against a head noted before ('number:hash') where one is given.

    entries: rows with the columns of AuditEntry. Finds one that was altered, removed, swapped or cut off the end.
    """
    count, previous = 0, BEGINNING
    noted_found = noted in {None, f"0:{BEGINNING}"}
    for entry in entries:
        trouble = _trouble(entry, count + 1, previous)
        if trouble:
            return Verdict(count, f"{count}:{previous}", trouble)
        count, previous = entry.number, entry.hash
        noted_found = noted_found or noted == f"{count}:{previous}"
    cut = _("The head noted before is not in the chain: its end was cut off, or it was written anew.")
    return Verdict(count, f"{count}:{previous}", None if noted_found else cut)


def _trouble(entry: Any, number: int, previous: str) -> str | None:
    """Return what is wrong with an entry where the chain expects another number or another hash before."""
    if entry.number != number:
        return _("Entry %(number)s is missing.", number=number)
    if entry.previous != previous:
        return _("Entry %(number)s does not follow the one before it.", number=number)
    if said_of(entry) != entry.hash:
        return _("Entry %(number)s was altered.", number=number)
    return None


def verify(noted: str | None = None) -> Verdict:
    """Check the whole trail."""
    table = AuditEntry.__table__
    ask = select(table).order_by(table.c.number).execution_options(yield_per=1000)
    with db.session.execute(ask) as rows:
        return check(rows, noted)
