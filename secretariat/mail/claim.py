"""Taking letters from the outbox, noting that one is about to leave, and giving back what did not.

Each is a short transaction. A letter is taken together with others, for as long as a lease holds; an attempt counts
from its last byte on, or when the server has answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, Interval, Text, bindparam, cast, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from secretariat.database import alone, transaction
from secretariat.errors import SecretariatError
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message

# Any number: whoever holds it is choosing the next messages.
CHOOSING = 530_118_264
WAITS = Message.state == "waiting"
RELEASED = ~select(OutboxHold.id).exists()
ANY = aliased(Message)
# PostgreSQL's own version of a row: the number of the transaction that wrote it.
VERSION: ColumnElement[str] = cast(literal_column("messages.xmin"), Text)
SILENT = {"synchronize_session": False}  # nothing that is in memory is looked at again
UNCHANGED = bindparam("version") == VERSION
# Made once, since each is executed for every letter.
_ROW = Message.id == bindparam("number")
_HAND_OVER = (
    update(Message)
    .where(_ROW, UNCHANGED, WAITS, RELEASED, Message.lease_until > func.now())
    .values(
        handed_at=func.now(),
        tried_at=func.now(),
        attempts=bindparam("attempt"),
        lease_until=func.now() + bindparam("lease", type_=Interval),
    )
    .returning(Message.id)
)
_ACCEPTED = (
    update(Message)
    .where(_ROW)
    .values(state="sent", reply=bindparam("words"), sent_at=bindparam("at"), lease_until=None)
    .returning(Message.id)
)


@dataclass(frozen=True)
class Ready:
    """A letter that was taken: everything that sending needs, so that no connection to the database is held.

    attempt: which one it will be · marked: the address was said to be dead, which this letter may disprove · version:
    of its row since it was taken; whoever changes that before the last byte has it read anew · lease: until when it
    is ours, on the database's clock; no other process gave it the same.
    """

    id: int
    attempt: int
    to: str
    content: bytes
    marked: bool
    version: str
    lease: datetime


class LeaseLost(SecretariatError):
    """The message was changed, held or cancelled, or this process was away so long that another one has taken it."""


def choose(session: Session) -> None:
    """Let nobody else choose until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(CHOOSING)))


def others(session: Session, mine: Collection[int]) -> bool:
    """Tell whether another process of the house has letters. mine: those that this one has."""
    leased = select(ANY.id).where(ANY.state == "waiting", ANY.lease_until >= func.now(), ANY.id.not_in(mine))
    return session.scalar(leased.limit(1)) is not None


def take(session: Session, letters: Sequence[Message]) -> dict[int, tuple[str, datetime]]:
    """Take letters in this transaction; return version and lease of each."""
    taken = (
        update(Message)
        .where(Message.id.in_([one.id for one in letters]))
        .values(
            uncertain=Message.uncertain | Message.handed_at.is_not(None), handed_at=None, lease_until=_lease()
        )
        .returning(Message.id, VERSION, Message.lease_until)
    )  # fmt: skip
    rows = session.execute(taken, execution_options=SILENT)
    return {number: (version, lease) for number, version, lease in rows if lease}


def hand_over(letter: Ready) -> None:
    """Note, just before the last byte, that a copy may arrive from now on; raise LeaseLost where we lost it."""
    given = {"number": letter.id, "version": letter.version, "attempt": letter.attempt, "lease": _lease_time()}
    if alone(_HAND_OVER, given) is None:
        raise LeaseLost


def accepted(letter: Ready, reply: str, at: datetime) -> None:
    """Note that a server took a letter, whoever has it by now."""
    alone(_ACCEPTED, {"number": letter.id, "words": reply, "at": at})


def give_back(letters: Collection[Ready]) -> None:
    """Let others take letters that were taken and not tried; not one that was taken again since."""
    if not letters:
        return
    with transaction() as session:
        untried = Message.id.in_([one.id for one in letters]) & Message.handed_at.is_(None)
        ours = Message.lease_until.in_({one.lease for one in letters})
        session.execute(update(Message).where(untried, ours).values(lease_until=None), execution_options=SILENT)


def _lease() -> ColumnElement[datetime]:
    return func.now() + _lease_time()


def _lease_time() -> timedelta:
    return timedelta(seconds=current_app.config["SETTINGS"].mail_lease)
