"""expected.csv as a question to the policy and the table of states, and the people and things it speaks of.

A cell is `y` where the person may and the step is there, `s` where they may and somebody was faster (409), `-`
where they see the thing and may not (403), `.` where there is nothing for them (404). It is written by hand from
what the house promises, and never from the code.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from secretariat.models.audit import AuditEntry
from secretariat.models.calendars import CalendarFeed
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.meetings import Document
from secretariat.models.messages import Message
from secretariat.models.packets import Packet
from secretariat.models.people import Membership, Role, User
from secretariat.models.presidencies import Presidency
from secretariat.models.received import ReceivedMail
from secretariat.rules import policy, states
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who
from tests.factories import LONG_AGO, NOW

FILE = Path(__file__).parent / "expected.csv"
PERU, BRAZIL, COLOMBIA, GUATEMALA = 1, 2, 3, 4
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Cell:
    """One answer that the house owes: may this person do that to such a thing?"""

    action: Action
    thing: str
    state: str
    person: str
    expected: str


@cache
def cells() -> tuple[Cell, ...]:
    """Return every cell: a line may stand for several actions and several states."""
    return tuple(_read())


def _read() -> Iterator[Cell]:
    with FILE.open(newline="") as lines:
        for line in csv.DictReader(lines):
            actions, thing, found = line.pop("action"), line.pop("thing"), line.pop("state")
            for action in actions.split():
                for state in found.split() or [""]:
                    for person, expected in line.items():
                        yield Cell(Action(action), thing, state, person, expected)


def held(role: Role, country: int | None = None, **facts: Any) -> Membership:
    """Return a role that holds, of no database."""
    return Membership(**{"role": role, "country_id": country, "since": LONG_AGO, "until": None} | facts)


def person(number: int, *roles: Membership, active: bool = True) -> Who:
    """Return what somebody with roles is now, while Colombia presides."""
    return Who.of(User(id=number, active=active, memberships=list(roles)), COLOMBIA, NOW)


SUBMITTER = 9
PEOPLE: dict[str, Who] = {
    "visitor": Who.of(None, None, NOW),
    "focal": person(1, held(Role.FOCAL_POINT, PERU)),
    "approver": person(2, held(Role.APPROVER, PERU)),
    "delegate": person(3, held(Role.DELEGATE, PERU)),
    "focal_other": person(4, held(Role.FOCAL_POINT, BRAZIL)),
    "approver_other": person(5, held(Role.APPROVER, BRAZIL)),
    "delegate_other": person(6, held(Role.DELEGATE, BRAZIL)),
    "reviewer": person(7, held(Role.REVIEWER)),
    # Was Peru's focal point, sent the text, and is a reviewer now.
    "reviewer_submitted": person(SUBMITTER, held(Role.FOCAL_POINT, PERU, until=NOW), held(Role.REVIEWER)),
    "reviewer_of_country": person(10, held(Role.REVIEWER), held(Role.DELEGATE, PERU)),
    "officer": person(11, held(Role.OFFICER)),
    "observer": person(12, held(Role.OBSERVER)),
    "auditor": person(13, held(Role.AUDITOR)),
    "chair": person(14, held(Role.DELEGATE, COLOMBIA)),
    "former_chair": person(15, held(Role.DELEGATE, GUATEMALA)),
    "suspended": person(16, held(Role.OFFICER), active=False),
    "ended": person(17, held(Role.OFFICER, until=NOW)),
}


THINGS: dict[str, Callable[[Cell], Any]] = {
    "a deliverable of Peru": lambda cell: Deliverable(
        country_id=PERU, state=cell.state, versions=[Version(submitted_by_id=SUBMITTER, number=1)]
    ),
    "an open call": lambda _cell: Call(opened_at=NOW),
    "a call in preparation": lambda _cell: Call(opened_at=None),
    "a public document": lambda _cell: Document(distribution="public"),
    "a document for delegations": lambda _cell: Document(distribution="delegations"),
    "a document of the secretariat": lambda _cell: Document(distribution="secretariat"),
    "a packet for delegations": lambda _cell: Packet(audience="delegations"),
    "a packet of the secretariat": lambda _cell: Packet(audience="secretariat"),
    "a message to them": lambda cell: Message(user_id=PEOPLE[cell.person].id or -1),
    "a message to somebody else": lambda _cell: Message(user_id=99),
    "a calendar of theirs": lambda cell: CalendarFeed(user_id=PEOPLE[cell.person].id or -1),
    "a calendar of somebody else": lambda _cell: CalendarFeed(user_id=99),
    "a mail that came in": lambda _cell: ReceivedMail(),
    "an entry of the trail": lambda _cell: AuditEntry(),
    "the term that holds": lambda _cell: Presidency(country_id=COLOMBIA, since=NOW - YEAR, until=NOW + YEAR),
    "a term that is over": lambda _cell: Presidency(country_id=GUATEMALA, since=NOW - YEAR, until=NOW),
    "the country Peru": lambda _cell: Country(id=PERU),
    "": lambda _cell: None,
}


@cache
def thing(cell: Cell) -> Any:
    """Return what the cell speaks of."""
    return THINGS[cell.thing](cell)


def answer(cell: Cell) -> str:
    """Return what policy and states say."""
    who, it = PEOPLE[cell.person], thing(cell)
    if not policy.allowed(who, cell.action, it):
        seeing = policy.SEEING.get(type(it))
        return "." if seeing and not policy.allowed(who, seeing, it) else "-"
    transition = states.BY_ACTION.get(cell.action)
    return "s" if transition and cell.state not in transition.before else "y"


def wrong(only: Action | None = None) -> list[tuple[Cell, str]]:
    """Return the cells that policy and states answer otherwise, with their answer; only: of one action."""
    asked = (cell for cell in cells() if only in {None, cell.action})
    return [(cell, found) for cell in asked if (found := answer(cell)) != cell.expected]
