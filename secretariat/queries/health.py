"""What the house knows of its own health: mail that waits, parts that were seen alive, work that is held up."""

from datetime import datetime

from sqlalchemy import Select, func, select

from secretariat.database import db
from secretariat.models.deliverables import Deliverable
from secretariat.models.house import Heartbeat
from secretariat.models.messages import Message
from secretariat.models.packets import Build
from secretariat.queries.messages import SHOWN
from secretariat.rules import limits

_UNTRIED = select(func.min(Message.next_attempt_at)).where(
    Message.state == "waiting", Message.attempts == 0, Message.next_attempt_at <= func.now()
)


def oldest_unsent() -> datetime | None:
    """Return since when the oldest message waits that is due and nobody has tried yet, in the machine's time."""
    return db.session.scalar(_UNTRIED)


def oldest_stuck() -> datetime | None:
    """Return the same of messages to whose domains nothing goes at present: the others wait their turn."""
    return db.session.scalar(_UNTRIED.where(~limits.moving()))


def last_beat() -> datetime | None:
    """Return when a worker carried out a wake-up of beat's last, in the machine's time."""
    return db.session.scalar(select(Heartbeat.at).where(Heartbeat.part == "beat"))


def messages() -> dict[str, int]:
    """Return how many messages there are, by the state that the outbox shows: 'uncertain' is one of its own."""
    return _by(select(SHOWN, func.count()).group_by(SHOWN))


def texts() -> dict[str, int]:
    """Return how many deliverables there are, by state."""
    return _by(select(Deliverable.state, func.count()).group_by(Deliverable.state))


def builds() -> dict[str, int]:
    """Return how many builds of packets there are, by state."""
    return _by(select(Build.state, func.count()).group_by(Build.state))


def tries() -> int:
    """Return the attempts that were made at all messages together."""
    return db.session.scalar(select(func.coalesce(func.sum(Message.attempts), 0))) or 0


def _by(asked: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in db.session.execute(asked)}
