"""What a list of texts shows: read from an address, written back into one, and asked of the database.

One view serves the matrix, the list, its counts, its picture, its files and the letter to those who stand on it, so
that all of them speak of the same texts: `conditions` alone decides which these are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, CompoundSelect, select, union_all

from secretariat.errors import Refused
from secretariat.models.calls import Call
from secretariat.models.countries import LANGUAGES, Country, Pillar
from secretariat.models.deliverables import HANDED_IN, WITH_THE_COUNTRY, WITH_THE_SECRETARIAT, Deliverable, State
from secretariat.models.meetings import Meeting
from secretariat.models.presidencies import Presidency

# Groups of states that people ask for by name, beside the states themselves.
GROUPS: dict[str, tuple[State, ...]] = {
    "owed": WITH_THE_COUNTRY,
    "overdue": WITH_THE_COUNTRY,
    "waits": WITH_THE_SECRETARIAT,
    "arrived": HANDED_IN,
}
STATES = (*GROUPS, *State)
NOBODY = "nobody"
TRIO = "TRIO"  # in the place of a country: the three between whom the presidency passes
MOST = 2**31 - 1
LONGEST = 80


@dataclass(frozen=True)
class View:
    """Which texts are shown; '' and None leave a column open.

    meeting: its slug · call: its id · country: alpha2, or the trio · state: a state or a group of them · pillar: its
    number · reviewer: the id of an account, or 'nobody' · late: 'yes' or 'no' · language: of the country.
    """

    meeting: str = ""
    call: int | None = None
    country: str = ""
    state: str = ""
    pillar: int | None = None
    reviewer: str = ""
    late: str = ""
    language: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], *, reviewers: bool = True) -> "View":
        """Read an address, or raise Refused, naming the field, where a value cannot be one.

        reviewers: whether whoever asks may know who reviews; for others that part of an address says nothing. A call
        or a country that does not exist is no error: nothing stands on its list.
        """
        return cls(
            meeting=given.get("meeting", "")[:LONGEST],
            call=_number(given, "call"),
            country=given.get("country", "")[:LONGEST].upper(),
            state=_one_of(given, "state", STATES),
            pillar=_number(given, "pillar"),
            reviewer=_reviewer(given) if reviewers else "",
            late=_one_of(given, "late", ("yes", "no")),
            language=_one_of(given, "language", LANGUAGES),
        )

    def address(self) -> dict[str, str]:
        """Return the part of an address that shares this view."""
        held = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: str(value) for name, value in held.items() if value not in {"", None}}

    def but(self, **changes: str | int | None) -> "View":
        """Return the view with some columns changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _number(given: Mapping[str, str], name: str) -> int | None:
    typed = given.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal()) or int(typed[:LONGEST]) > MOST:
        raise Refused(_("‘%(name)s’ must be a number.", name=name), field=name)
    return int(typed)


def _one_of(given: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    typed = given.get(name, "").strip()
    if typed and typed not in known:
        raise Refused(_("‘%(name)s’ must be one of %(known)s.", name=name, known=", ".join(known)), field=name)
    return typed


def _reviewer(given: Mapping[str, str]) -> str:
    if given.get("reviewer", "") == NOBODY:
        return NOBODY
    number = _number(given, "reviewer")
    return "" if number is None else str(number)


def conditions(view: View, at: datetime) -> list[ColumnElement[bool]]:
    """Return what a text must fulfil to stand on a list, at a moment."""
    found: list[ColumnElement[bool]] = []
    if view.state:
        found.append(Deliverable.state.in_(GROUPS.get(view.state) or (State(view.state),)))
    if view.state == "overdue":
        found.append(Deliverable.due_at < at)
    if view.late:
        found.append(Deliverable.late.is_(view.late == "yes"))
    if view.reviewer:
        mine = None if view.reviewer == NOBODY else int(view.reviewer)
        found.append(Deliverable.reviewer_id == mine)
    return [*found, *_calls(view), *_countries(view, at)]


def _calls(view: View) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if view.call is not None:
        found.append(Deliverable.call_id == view.call)
    asked = select(Call.id)
    if view.meeting:
        asked = asked.join(Meeting, Meeting.id == Call.meeting_id).where(Meeting.slug == view.meeting)
    if view.pillar is not None:
        asked = asked.join(Pillar, Pillar.id == Call.pillar_id).where(Pillar.number == view.pillar)
    return [*found, Deliverable.call_id.in_(asked)] if view.meeting or view.pillar is not None else found


def _countries(view: View, at: datetime) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if view.country == TRIO:
        where.append(Country.id.in_(_trio(at)))
    elif view.country:
        where.append(Country.alpha2 == view.country)
    if view.language:
        where.append(Country.language == view.language)
    return [Deliverable.country_id.in_(select(Country.id).where(*where))] if where else []


def _trio(at: datetime) -> CompoundSelect[int]:
    """Return whose term ended last, whose holds and whose begins next at a moment, as `presidency.trio` says it."""
    term = select(Presidency.country_id)
    past = term.where(Presidency.until <= at).order_by(Presidency.until.desc()).limit(1).subquery()
    now = term.where(Presidency.since <= at, Presidency.until > at).subquery()
    future = term.where(Presidency.since > at).order_by(Presidency.since).limit(1).subquery()
    return union_all(*(select(one.c.country_id) for one in (past, now, future)))
