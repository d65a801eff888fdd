"""What pages read of the mail that came in."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, joinedload

from secretariat.database import db
from secretariat.models.deliverables import Deliverable
from secretariat.models.received import Outcome, ReceivedMail


@dataclass(frozen=True)
class View:
    """What somebody looks for: what was made of it, and a part of an address or a subject."""

    outcome: str = ""
    words: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> "View":
        """Return the view that an address asks for."""
        outcome = address.get("outcome", "")
        return cls(outcome if outcome in set(Outcome) else "", address.get("q", "").strip()[:100].replace("\0", ""))


def of(view: View) -> Select[ReceivedMail]:
    """Ask for the mails of a view, newest first, without their words."""
    text = joinedload(ReceivedMail.deliverable).joinedload(Deliverable.call)
    with_it = (joinedload(ReceivedMail.user), text, joinedload(ReceivedMail.returned))
    found = select(ReceivedMail).options(*with_it, defer(ReceivedMail.text))
    if view.outcome:
        found = found.where(ReceivedMail.outcome == view.outcome)
    if view.words:
        columns = (ReceivedMail.sender, ReceivedMail.subject)
        found = found.where(or_(*(one.icontains(view.words, autoescape=True) for one in columns)))
    return found.order_by(ReceivedMail.at.desc(), ReceivedMail.id.desc())


def counts() -> dict[str, int]:
    """Return of how many mails each was made."""
    rows = select(ReceivedMail.outcome, func.count()).group_by(ReceivedMail.outcome)
    return {row[0]: row[1] for row in db.session.execute(rows)}
