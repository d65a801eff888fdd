"""Which letters a person wants by mail."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.mail.letter import MUTABLE
from secretariat.models.messages import MutedKind
from secretariat.models.people import User
from secretariat.workflow import audit


def offered(user: User, at: datetime) -> list[str]:
    """Return the kinds that a person gets in one of their roles, and may have stop."""
    return [kind for kind, roles in MUTABLE.items() if roles & user.roles(at)]


def muted(user: User) -> set[str]:
    """Return the kinds of which a person wants no mail."""
    return set(db.session.scalars(select(MutedKind.kind).where(MutedKind.user_id == user.id)))


def choose(user: User, wanted: Collection[str], *, at: datetime) -> None:
    """Keep which of the letters offered are to come; what belongs to roles that they have not now stays."""
    kinds = offered(user, at)
    for kind in kinds:
        if kind not in wanted:
            _mute(user, kind, at)
    again = [kind for kind in kinds if kind in wanted]
    db.session.execute(delete(MutedKind).where(MutedKind.user_id == user.id, MutedKind.kind.in_(again)))
    audit.write("choose_mail", user, by=user, at=at, kinds=sorted(muted(user)))


def stop(user: User, kind: str, *, at: datetime) -> None:
    """Have letters of one kind stop; a second time changes nothing."""
    if _mute(user, kind, at):
        audit.write("stop_mail", user, by=user, at=at, kinds=[kind])


def _mute(user: User, kind: str, at: datetime) -> bool:
    row = insert(MutedKind).values(user_id=user.id, kind=kind, at=at).on_conflict_do_nothing()
    return db.session.scalar(row.returning(MutedKind.kind)) is not None
