"""How many mails a receiving domain gets in a minute: beyond it they wait, untried, while those to others leave.

Great providers put off or refuse a sender that comes with hundreds at once. Of connections there is one at a time in
the whole house (mail.claim), so that they need no limit of their own.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from secretariat.models.messages import Message

WINDOW = timedelta(minutes=1)


def open_for_more(most: int) -> ColumnElement[bool]:
    """Say of a message that its domain has room. most: mails a minute; 0 is without a limit."""
    return _domain(Message.email).not_in(full(most)) if most else true()


def moving() -> ColumnElement[bool]:
    """Say of a message that mail went to its domain just now, so that it waits its turn and is not stuck."""
    other = aliased(Message)
    served = select(_domain(other.email)).where(other.tried_at > func.now() - 2 * WINDOW)
    return _domain(Message.email).in_(served)


def domain_of(message: Message) -> str:
    """Return the domain to which a message goes."""
    return message.email.rpartition("@")[2].lower()


def full(most: int) -> Select[str]:
    """Ask for the domains that had as many in the last minute as they get. A message counts by its last attempt."""
    other = aliased(Message)
    domain = _domain(other.email)
    return select(domain).where(other.tried_at > func.now() - WINDOW).group_by(domain).having(func.count() >= most)


def _domain(email: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return func.lower(func.split_part(email, "@", 2))
