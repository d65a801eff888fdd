"""What pages read of the mail that came in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import defer, joinedload

from secretariat.database import db
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.models.received import CONFIRMED, PROBABLY, Outcome, ReceivedMail

KEPT = ReceivedMail.outcome == Outcome.KEPT
WAITS = KEPT & ~ReceivedMail.done
ALERT = WAITS & (ReceivedMail.why != PROBABLY)
OPEN, DONE = "open", "done"  # of what was kept for a person; the address says 'all', or nothing, for everything
# As `ReceivedMail.standing` has it: what was filed is another thing once it is confirmed.
OUTCOMES = tuple(name for one in Outcome for name in ((one, CONFIRMED) if one == Outcome.FILED else (one,)))
STANDING: ColumnElement[str] = case(
    (ReceivedMail.returned.has(ReturnedForm.taken_at.is_not(None)), CONFIRMED), else_=ReceivedMail.outcome
)
STATES = {OPEN: WAITS, DONE: KEPT & ReceivedMail.done}


@dataclass(frozen=True)
class View:
    """What somebody looks for: open or done, what was made of it, and a part of an address or a subject."""

    state: str = ""
    outcome: str = ""
    words: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> "View":
        """Return the view that an address asks for."""
        state, outcome = address.get("state", ""), address.get("outcome", "")
        words = address.get("q", "").strip()[:100].replace("\0", "")
        return cls(state if state in STATES else "", outcome if outcome in OUTCOMES else "", words)

    def address(self) -> dict[str, str]:
        """Return the view as the values of an address."""
        given = {"state": self.state, "outcome": self.outcome, "q": self.words}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Waiting:
    """How many mails a person is still to read, and since when the oldest waits; probably automatic ones apart."""

    count: int
    since: datetime | None


def of(view: View) -> Select[ReceivedMail]:
    """Ask for the mails of a view without their words: first what waits for a person, then the newest."""
    text = joinedload(ReceivedMail.deliverable).joinedload(Deliverable.call)
    people = (joinedload(ReceivedMail.user), joinedload(ReceivedMail.marked_by))
    found = select(ReceivedMail).options(*people, text, joinedload(ReceivedMail.returned), defer(ReceivedMail.text))
    if view.state:
        found = found.where(STATES[view.state])
    if view.outcome:
        found = found.where(STANDING == view.outcome)  # noqa: SIM300  it is the column that compares
    if view.words:
        columns = (ReceivedMail.sender, ReceivedMail.subject)
        found = found.where(or_(*(one.icontains(view.words, autoescape=True) for one in columns)))
    return found.order_by(ALERT.desc(), WAITS.desc(), ReceivedMail.at.desc(), ReceivedMail.id.desc())


def counts() -> Counter[str]:
    """Return of how many mails each was made, of all, and how many of those kept for a person are open and done."""
    standing = select(STANDING.label("standing"), ReceivedMail.done).subquery()
    rows = select(standing.c.standing, standing.c.done, func.count()).group_by(standing.c.standing, standing.c.done)
    found: Counter[str] = Counter()
    for outcome, done, count in db.session.execute(rows):
        found.update({outcome: count, "all": count})
        if outcome == Outcome.KEPT:
            found[DONE if done else OPEN] += count
    return found


def waiting() -> Waiting:
    """Return what waits for a person."""
    count, since = db.session.execute(select(func.count(), func.min(ReceivedMail.at)).where(ALERT)).one()
    return Waiting(count, since)


def next_open() -> int | None:
    """Return the id of the mail that has waited longest for a person, or None; probably automatic ones come last."""
    oldest = select(ReceivedMail.id).where(WAITS).order_by(ALERT.desc(), ReceivedMail.at, ReceivedMail.id)
    return db.session.scalar(oldest.limit(1))
