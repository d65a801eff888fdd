"""An agenda as it is read and circulated: its rows, what they lack, and what holds a circulation back."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from secretariat.models.agendas import AgendaItem, Circulation
from secretariat.models.countries import said
from secretariat.models.meetings import Meeting
from secretariat.rules import numbering

# How the symbols of an agenda and of its revisions end.
OF_AN_AGENDA = re.compile(r"/AG\.1(?:/Rev\.[0-9]+)?$")
STATUSES = ("provisional", "annotated", "adopted")


@dataclass(frozen=True)
class Row:
    """A row of an agenda, of the draft or frozen: what `Circulation.items` holds, with `starts` as an instant.

    id: the item's · country: alpha2 · pillar: its number, a part's or that of the item above · the rest as in
    `numbering.Line`.
    """

    id: int
    number: str
    depth: int
    kind: str
    titles: dict[str, str]
    purposes: dict[str, str]
    minutes: int
    total: int
    parts: int
    starts: datetime
    presenter: str
    country: str | None
    pillar: int | None
    symbols: tuple[str, ...]

    @property
    def ends(self) -> datetime:
        """The instant at which the row is over."""
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def lacks_document(self) -> bool:
        """Whether it is about a pillar, has nothing below it and nothing to read."""
        return self.kind == "item" and not self.parts and self.pillar is not None and not self.symbols

    @property
    def lacks_purpose(self) -> bool:
        """Whether nobody has said yet what the item is for; an item with parts is explained by them."""
        return self.kind == "item" and not self.parts and not said(self.purposes, "en")


def rows(items: Sequence[AgendaItem], meeting: Meeting) -> list[Row]:
    """Return the rows of a working draft."""
    found: list[Row] = []
    above: int | None = None
    for line in numbering.lines(items, meeting):
        own = line.item.pillar.number if line.item.pillar else None
        above = above if line.depth else own
        found.append(_row(line, own or above))
    return found


def _row(line: numbering.Line, pillar: int | None) -> Row:
    item = line.item
    return Row(
        id=item.id,
        number=line.number,
        depth=line.depth,
        kind=item.kind,
        titles=dict(item.titles),
        purposes=dict(item.purposes),
        minutes=line.minutes,
        total=line.total,
        parts=line.parts,
        starts=line.starts,
        presenter=item.presenter,
        country=item.country.alpha2 if item.country else None,
        pillar=pillar,
        # A document in four languages is one document.
        symbols=tuple(dict.fromkeys(one.symbol for one in item.documents)),
    )


def frozen(found: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as `Circulation.items` keeps them."""
    return [asdict(one) | {"starts": one.starts.isoformat(), "symbols": list(one.symbols)} for one in found]


def thawed(circulation: Circulation) -> list[Row]:
    """Return the rows of what was circulated."""
    return [
        Row(**one | {"starts": datetime.fromisoformat(one["starts"]).astimezone(UTC), "symbols": tuple(one["symbols"])})
        for one in circulation.items
    ]


def fingerprint(found: Iterable[Row]) -> str:
    """Return a mark of an agenda's content, by which a form says which one the person saw."""
    canonical = json.dumps(frozen(found), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def symbol(meeting: Meeting, number: int) -> str:
    """Return the symbol of a meeting's agenda: the first one, or Rev.n."""
    return f"{meeting.symbol}/AG.1" + (f"/Rev.{number}" if number else "")


def is_agenda(symbol: str) -> bool:
    """Tell whether a document is a version of an agenda itself, as the item has it that adopts it."""
    return OF_AN_AGENDA.search(symbol) is not None


def locked(last: Circulation | None) -> str | None:
    """Say why an agenda can no longer be changed, or None. last: what was circulated last."""
    if last is None or last.status != "adopted":
        return None
    return _("The agenda was adopted as %(symbol)s; only a corrigendum changes it now.", symbol=last.symbol)


def next_statuses(last: Circulation | None) -> tuple[str, ...]:
    """Return as what an agenda may be circulated next; it never goes back."""
    if last is None:
        return STATUSES
    return () if last.status == "adopted" else STATUSES[STATUSES.index(last.status) :]


def held_back(status: str, found: Sequence[Row], last: Circulation | None) -> str | None:
    """Say why a draft cannot be circulated with a status, or None."""
    sentence = locked(last)
    if sentence:
        return sentence
    if status not in next_statuses(last):
        return _("An annotated agenda does not become provisional again.")
    if not found:
        return _("An agenda without items cannot be circulated.")
    silent = [one.number for one in found if one.lacks_purpose]
    if status == "annotated" and silent:
        return _(
            "An annotated agenda explains each item; a purpose is missing for: %(items)s.", items=", ".join(silent)
        )
    if last and last.status == status and same(found, thawed(last)):
        return _("Nothing has changed since %(symbol)s was circulated.", symbol=last.symbol)
    return None


def same(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """Tell whether two agendas read alike; an item taken out and put back is the same item."""
    return [replace(row, id=0) for row in one] == [replace(row, id=0) for row in other]
