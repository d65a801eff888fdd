"""Small functions that make rows for tests, with defaults that make sense; a test names only what matters to it.

Each adds its row to the session and flushes, so that ids are there. Nothing is committed: a test that needs
other connections to see the rows commits the transaction of its fixture.
"""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import func, select

from secretariat.database import db
from secretariat.models.agendas import AgendaItem
from secretariat.models.calls import Call, CallField
from secretariat.models.commitments import Commitment, Progress
from secretariat.models.countries import Country, Organisation, Pillar
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Document, Meeting
from secretariat.models.people import COUNTRY_ROLES, Membership, Role, User
from secretariat.models.presidencies import HandoverTask, Presidency

# The demonstration's first moment, in Colombia's presidency.
NOW = datetime(2025, 9, 8, 14, tzinfo=UTC)
LONG_AGO = datetime(2022, 6, 10, tzinfo=UTC)
PASSWORD = "demo"
# argon2 of 'demo', cheap on purpose: a test that signs twenty people in should not wait for it.
HASH = "$argon2id$v=19$m=64,t=1,p=1$aR4YR05mky84rEcbCbZvMw$bqnY2z335Eeooudwr4uUJP9Q8iLozseD3aZR564WlEs"

# What tests name by code: names, capital, zone, language.
KNOWN = {
    "PE": ("PER", "Peru", "Lima", "America/Lima", "es"),
    "CO": ("COL", "Colombia", "Bogotá", "America/Bogota", "es"),
    "CR": ("CRI", "Costa Rica", "San José", "America/Costa_Rica", "es"),
    "GT": ("GTM", "Guatemala", "Guatemala City", "America/Guatemala", "es"),
    "BR": ("BRA", "Brazil", "Brasília", "America/Sao_Paulo", "pt"),
    "HT": ("HTI", "Haiti", "Port-au-Prince", "America/Port-au-Prince", "fr"),
    "US": ("USA", "United States", "Washington", "America/New_York", "en"),
    "CA": ("CAN", "Canada", "Ottawa", "America/Toronto", "en"),
    "EC": ("ECU", "Ecuador", "Quito", "America/Guayaquil", "es"),
    "MX": ("MEX", "Mexico", "Mexico City", "America/Mexico_City", "es"),
}
PILLARS = {1: "Root causes", 2: "Legal pathways", 3: "Humane enforcement"}
T = TypeVar("T")
_numbers = count(1)


def add(row: T) -> T:
    """Add a row and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


def found(model: type[T], **by: Any) -> T | None:
    """Return the one row with these values, or None."""
    return db.session.scalars(select(model).filter_by(**by)).one_or_none()


def how_many(model: type[Any], **by: Any) -> int:
    """Return how many rows have these values."""
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**by)) or 0


def country(alpha2: str = "PE", **facts: Any) -> Country:
    """Return a country by its code, the same one when it is there already."""
    there = found(Country, alpha2=alpha2)
    if there is not None:
        return there
    alpha3, name, capital, zone, language = KNOWN[alpha2]
    given: dict[str, Any] = {
        "alpha2": alpha2, "alpha3": alpha3, "names": {"en": name}, "capitals": {"en": capital},
        "time_zone": zone, "language": language, "endorsed_on": date(2022, 6, 10), "rotation": None,
    }  # fmt: skip
    return add(Country(**given | facts))


def organisation(code: str = "IOM", **facts: Any) -> Organisation:
    """Return an organisation by its code, the same one when it is there already."""
    given: dict[str, Any] = {"code": code, "names": {"en": code}, "kind": "partner"}
    return found(Organisation, code=code) or add(Organisation(**given | facts))


def pillar(number: int = 1) -> Pillar:
    """Return a pillar by its number, the same one when it is there already."""
    return found(Pillar, number=number) or add(Pillar(number=number, names={"en": PILLARS[number]}))


def user(role: Role | str | None = Role.OFFICER, of: Country | None = None, **facts: Any) -> User:
    """Return a person with a role; those of a country belong to Peru unless `of` says otherwise.

    since, until: of the role · organisation: of an observer · role=None: an account without a role.
    """
    number = next(_numbers)
    terms = {name: facts.pop(name, default) for name, default in MEMBERSHIP.items()}
    given: dict[str, Any] = {
        "email": f"person{number}@example.net", "name": f"Person {number}", "language": "en",
        "password_hash": HASH, "created_at": LONG_AGO,
    }  # fmt: skip
    person = add(User(**given | facts))
    if role is not None:
        membership(person, role, of, **terms)
    return person


MEMBERSHIP: dict[str, Any] = {"since": LONG_AGO, "until": None, "organisation": None}


def membership(person: User, role: Role | str, of: Country | None = None, **facts: Any) -> Membership:
    """Give a person a role."""
    home = (of or country()) if Role(role) in COUNTRY_ROLES else None
    return add(Membership(**MEMBERSHIP | {"user": person, "role": Role(role), "country": home} | facts))


def meeting(slug: str = "fifth-ministerial", **facts: Any) -> Meeting:
    """Return a ministerial meeting in Cartagena on 23 and 24 October 2025."""
    fifth = slug == "fifth-ministerial"
    given: dict[str, Any] = {
        "slug": slug, "kind": "ministerial", "number": 5 if fifth else None,
        "symbol": "LAD/MIN.5" if fifth else f"LAD/{slug.upper()}",
        "titles": {"en": "Fifth ministerial meeting"}, "summary": {}, "note": {}, "city": "Cartagena",
        "time_zone": "America/Bogota", "starts_on": date(2025, 10, 23), "ends_on": date(2025, 10, 24),
        "opens": time(9), "status": "planned", "host": None,
    }  # fmt: skip
    return add(Meeting(**given | facts))


def item(at: Meeting, title: str = "Opening", **facts: Any) -> AgendaItem:
    """Return an agenda item at the end of a meeting's agenda, or below `parent`."""
    parent = facts.pop("parent", None)
    below = how_many(AgendaItem, meeting_id=at.id, parent_id=parent.id if parent else None)
    given: dict[str, Any] = {
        "meeting": at, "parent_id": parent.id if parent else None, "position": below + 1, "kind": "item",
        "titles": {"en": title}, "purposes": {}, "minutes": 10, "presenter": "", "documents": [],
    }  # fmt: skip
    return add(AgendaItem(**given | facts))


def stored_file(content: bytes = b"%PDF-1.7", **facts: Any) -> StoredFile:
    """Return the row of a stored file; its bytes are not put anywhere."""
    digest = sha256(content).hexdigest()
    given: dict[str, Any] = {
        "sha256": digest, "size": len(content), "media_type": "application/pdf", "pages": 1, "created_at": NOW,
    }  # fmt: skip
    return add(StoredFile(**given | facts))


def document(at: Meeting, symbol: str = "DOC.1", **facts: Any) -> Document:
    """Return a document of a meeting, for delegations, without a file; `symbol` is what follows the meeting's."""
    given: dict[str, Any] = {
        "meeting": at, "symbol": f"{at.symbol}/{symbol}", "kind": "working", "titles": {"en": "A paper"},
        "distribution": "delegations", "language": "en", "file": None,
    }  # fmt: skip
    return add(Document(**given | facts))


def call(at: Meeting | None = None, fields: tuple[str, ...] = ("summary",), **facts: Any) -> Call:
    """Return an open call, due in eleven days; `fields` are the keys of its questions."""
    there = at or found(Meeting, slug="fifth-ministerial") or meeting()
    given: dict[str, Any] = {
        "meeting": there, "number": how_many(Call, meeting_id=there.id) + 1, "titles": {"en": "Contributions"},
        "instructions": {"en": "Write what your country brings."}, "pillar": None, "due_at": NOW + timedelta(days=11),
        "due_on": None, "ladder": [], "opened_at": NOW - timedelta(days=14),
    }  # fmt: skip
    made = add(Call(**given | facts))
    for key in fields:
        field(made, key)
    return made


def field(of: Call, key: str = "summary", **facts: Any) -> CallField:
    """Return a question of a call, after the ones it has."""
    position = how_many(CallField, call_id=of.id) + 1
    given: dict[str, Any] = {
        "call": of, "key": key, "position": position, "kind": "long_text", "labels": {"en": key.capitalize()},
        "helps": {}, "required": True, "limit_words": None,
    }  # fmt: skip
    return add(CallField(**given | facts))


def deliverable(of: Call | None = None, by: Country | None = None, **facts: Any) -> Deliverable:
    """Return what a country, Peru by default, owes to a call; nothing is written yet."""
    asked = of or call()
    given: dict[str, Any] = {
        "call": asked, "country": by or country(), "state": State.NOT_STARTED,
        "due_at": asked.due_at or NOW + timedelta(days=11), "changed_at": NOW,
    }  # fmt: skip
    return add(Deliverable(**given | facts))


def presidency(of: Country | None = None, year: int = 2025, **facts: Any) -> Presidency:
    """Return a country's term, Colombia's by default: a calendar year of Bogotá."""
    given: dict[str, Any] = {
        "country": of or country("CO"), "since": datetime(year, 1, 1, 5, tzinfo=UTC),
        "until": datetime(year + 1, 1, 1, 5, tzinfo=UTC), "host_city": "Cartagena", "priorities": {},
    }  # fmt: skip
    return add(Presidency(**given | facts))


def handover_task(of: Presidency, text: str = "Files closed", **facts: Any) -> HandoverTask:
    """Return a line of a handover checklist, after the ones it has."""
    position = how_many(HandoverTask, presidency_id=of.id) + 1
    given: dict[str, Any] = {
        "presidency": of, "position": position, "texts": {"en": text}, "owners": {"en": "Secretariat"},
        "due_on": None, "done_at": None, "done_by_id": None,
    }  # fmt: skip
    return add(HandoverTask(**given | facts))


def commitment(by: Country | None = None, text: str = "Assistance", **facts: Any) -> Commitment:
    """Return a promise of the United States without an amount."""
    given: dict[str, Any] = {
        "country": by or country("US"), "texts": {"en": text}, "amount": None, "currency": None, "target": None,
        "unit": {}, "due_on": None, "announced_on": date(2024, 9, 25),
    }  # fmt: skip
    return add(Commitment(**given | facts))


def progress(of: Commitment, text: str = "Paid out", **facts: Any) -> Progress:
    """Return a line of progress."""
    given: dict[str, Any] = {"commitment": of, "on": date(2025, 7, 31), "texts": {"en": text}, "amount": None}
    return add(Progress(**given | facts))
