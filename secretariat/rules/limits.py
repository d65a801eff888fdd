"""How many mails a receiving domain gets in a minute: beyond it they wait, untried, while those to others leave.

Great providers put off or refuse a sender that comes with hundreds at once. Connections are
few in the whole house, and all to our own server (mail.deliver), so that they need no limit of their own.
"""

from collections import Counter
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from secretariat.models.messages import Message

WINDOW = timedelta(minutes=1)
OTHER = aliased(Message)
# What is asked of it is put together once, while this is imported: SQLAlchemy fills the index of an alias's columns
# at the first question, and a thread that comes in between finds it half full and names a column of another table.
_OTHER_DOMAIN = func.lower(func.split_part(OTHER.email, "@", 2))
_LATELY = select(_OTHER_DOMAIN).where(OTHER.tried_at > func.now() - 2 * WINDOW)
_GETTING = (OTHER.state == "waiting") & (OTHER.lease_until >= func.now())
_SERVED = (
    select(_OTHER_DOMAIN, func.count()).where((OTHER.tried_at > func.now() - WINDOW) | _GETTING).group_by(_OTHER_DOMAIN)
)


class Room:
    """How many mails more each domain gets in this minute. most: mails a minute; 0 is without a limit."""

    def __init__(self, most: int, session: Session) -> None:
        self.most = most
        self.served = Counter({row[0]: row[1] for row in session.execute(served())} if most else {})

    def left(self) -> ColumnElement[bool]:
        """Say of a message that its domain has room."""
        full = self.full()
        return _domain(Message.email).not_in(full) if full else true()

    def full(self) -> set[str]:
        """Return the domains that had as many in the last minute as they get."""
        return {domain for domain, count in self.served.items() if count >= self.most}

    def has(self, message: Message) -> bool:
        """Tell whether there is a place for a mail."""
        return not self.most or self.served[domain_of(message)] < self.most

    def take(self, message: Message) -> None:
        """Give a place to a mail."""
        self.served[domain_of(message)] += 1


def moving() -> ColumnElement[bool]:
    """Say of a message that mail went to its domain just now, so that it waits its turn and is not stuck."""
    return _domain(Message.email).in_(_LATELY)


def domain_of(message: Message) -> str:
    """Return the domain to which a message goes."""
    return message.email.rpartition("@")[2].lower()


def served() -> Select[str, int]:
    """Ask how many mails each domain had in the last minute, or is getting. A message counts by its last attempt."""
    return _SERVED


def _domain(email: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return func.lower(func.split_part(email, "@", 2))
