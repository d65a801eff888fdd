"""What pages read of the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import defer, joinedload

from secretariat.database import db
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.rules import limits, policy
from secretariat.rules.predicates import Who

STATES = ("waiting", "held", "sent", "uncertain", "refused", "cancelled")
# A message whose last attempt nobody answered shows as uncertain, until it waits for its next attempt.
SHOWN: ColumnElement[str] = case((Message.uncertain & (Message.state != "waiting"), "uncertain"), else_=Message.state)


@dataclass(frozen=True)
class View:
    """What somebody looks for: a state, and a part of an address, a name or a subject."""

    state: str = ""
    words: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> "View":
        """Return the view that an address asks for."""
        state = address.get("state", "")
        return cls(state if state in STATES else "", address.get("q", "").strip()[:100].replace("\0", ""))


def of(who: Who, view: View) -> Select[Message]:
    """Ask for the messages of a view that a person may see, newest first, without their bodies."""
    lean = (joinedload(Message.user), defer(Message.text), defer(Message.html))
    found = select(Message).where(policy.visible(who, Message)).options(*lean)
    if view.state:
        found = found.where(SHOWN == view.state)  # noqa: SIM300  it is the column that compares
    if view.words:
        columns = (Message.email, Message.subject)
        found = found.where(or_(*(one.icontains(view.words, autoescape=True) for one in columns)))
    return found.order_by(Message.created_at.desc(), Message.id.desc())


def counts(who: Who) -> dict[str, int]:
    """Return how many messages that a person may see are in each state."""
    rows = select(SHOWN, func.count()).where(policy.visible(who, Message)).group_by(SHOWN)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def held_up(messages: Iterable[Message], most: int) -> set[str]:
    """Return the domains that had all the mails they get in a minute; asks only where an untried message waits."""
    if not most or not any(one.state == "waiting" and not one.attempts for one in messages):
        return set()
    return set(db.session.scalars(limits.full(most)))


def on_hold() -> OutboxHold | None:
    """Return why nothing is mailed at all, where this house is a copy that was not released."""
    return db.session.get(OutboxHold, 1)
