"""What pages read of the outbox."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import defer, joinedload

from secretariat.database import db
from secretariat.models.countries import LANGUAGES, Country
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.models.people import Membership, User
from secretariat.rules import limits, policy
from secretariat.rules.predicates import Who

STATES = ("waiting", "held", "sent", "uncertain", "refused", "cancelled")
MOST_WORDS = 8
# As `Message.shown` has it.
LEFT = Message.state.not_in(("waiting", "held"))
SHOWN: ColumnElement[str] = case((Message.uncertain & LEFT, "uncertain"), else_=Message.state)
MAY_HAVE_ARRIVED = Message.uncertain & (Message.state == "held")


@dataclass(frozen=True)
class View:
    """What somebody looks for: a state, and words; each in a name, a country, an address, a subject or an answer."""

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
        shown = SHOWN == view.state  # noqa: SIM300  it is the column that compares
        found = found.where(shown | MAY_HAVE_ARRIVED if view.state == "uncertain" else shown)
    for word in view.words.split()[:MOST_WORDS]:
        said = [one.icontains(word, autoescape=True) for one in (Message.email, Message.subject, Message.reply)]
        found = found.where(or_(Message.user_id.in_(_people(word)), *said))
    return found.order_by(Message.created_at.desc(), Message.id.desc())


def _people(word: str) -> Select[int]:
    """Ask for the people whose name, or the name of a country in whose name they act or acted, holds a word.

    Accents count on neither side: whoever looks for Haiti finds Haïti, and the other way round.
    """
    names = (User.name, *(Country.names[language].astext for language in LANGUAGES))
    found = (func.strpos(_bare(name), _bare(word)) > 0 for name in names)
    people = select(User.id).outerjoin(Membership, Membership.user_id == User.id)
    return people.outerjoin(Country, Country.id == Membership.country_id).where(or_(*found))


def _bare(text: ColumnElement[str] | str) -> ColumnElement[str]:
    return func.lower(func.public.unaccent(text))


def counts(who: Who) -> dict[str, int]:
    """Return how many messages that a person may see are in each state; one in two of them counts in both."""
    both = func.count().filter(MAY_HAVE_ARRIVED)
    rows = db.session.execute(select(SHOWN, func.count(), both).where(policy.visible(who, Message)).group_by(SHOWN))
    found: dict[str, int] = defaultdict(int)
    for state, count, uncertain in rows:
        found[state] += count
        if uncertain:
            found["uncertain"] += uncertain
    return dict(found)


def to_steer() -> dict[str, int]:
    """Return how many messages can be held or released, an uncertain one among them."""
    rows = select(Message.state, func.count()).where(Message.state.in_(("waiting", "held"))).group_by(Message.state)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def held_up(messages: Iterable[Message], most: int) -> set[str]:
    """Return the domains that had all the mails they get in a minute; asks only where an untried message waits."""
    if not most or not any(one.state == "waiting" and not one.attempts for one in messages):
        return set()
    return limits.Room(most, db.session()).full()


def on_hold() -> OutboxHold | None:
    """Return why nothing is mailed at all, where this house is a copy that was not released."""
    return db.session.get(OutboxHold, 1)
