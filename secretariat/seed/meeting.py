"""The fifth ministerial's documents, agenda and participants. The agenda is built as an officer builds it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from secretariat.database import db
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Document, Participant
from secretariat.seed import data
from secretariat.seed.annexes import Content
from secretariat.seed.cast import Cast
from secretariat.seed.events import Event
from secretariat.workflow import agendas, circulation

if TYPE_CHECKING:
    from secretariat.models.agendas import AgendaItem

BUILT = timedelta(days=7)  # before it was circulated
EDITED = timedelta(minutes=40)  # before Rev.1
SECRETARIAT = "PADF, OAS"


def document_contents() -> dict[str, Content]:
    """Return what the documents say, by the end of their symbol, for printing; one without a body has no file."""
    return {
        row["symbol"]: {
            "language": "en",
            "country": f"LAD/MIN.5/{row['symbol']}",
            "title": row["title"]["en"],
            "words": data.tree("annexes")["words"]["en"],
            "tone": "#17466a",
            "letter": False,
            "signed": "",
            "paragraphs": row["body"],
            "tables": [],
            "tagged": True,
            "damaged": False,
        }
        for row in data.tree("documents")["document"]
        if "body" in row
    }


def load_documents(cast: Cast, files: dict[str, StoredFile]) -> dict[str, Document]:
    """Write the documents; return them by the end of their symbol. files: by the same."""
    found = {
        row["symbol"]: Document(
            meeting=cast.fifth,
            symbol=f"{cast.fifth.symbol}/{row['symbol']}",
            kind=row["kind"],
            titles=row["title"],
            distribution=row["distribution"],
            language="en",
            file=files.get(row["symbol"]),
        )
        for row in data.tree("documents")["document"]
    }
    db.session.add_all(found.values())
    db.session.flush()
    return found


class Agenda:
    """Builds the agenda item by item, and later makes of it what Rev.1 says."""

    def __init__(self, cast: Cast, documents: dict[str, Document]) -> None:
        self.cast = cast
        self.documents = documents
        self.by = cast.people["officer"]
        self.items: dict[str, AgendaItem] = {}

    def building(self, at: datetime) -> Iterator[Event]:
        """Yield the adding of each item, as the first, provisional agenda had it."""
        for row in data.tree("agenda")["item"]:
            yield Event(at, partial(self._add, row, None))
            for part in row.get("parts", []):
                at += timedelta(minutes=2)
                yield Event(at, partial(self._add, part, row["title"]["en"]))
            at += timedelta(minutes=3)

    def _add(self, row: dict[str, Any], parent: str | None, at: datetime) -> None:
        first = self._facts(row | row.get("first", {}))
        above = self.items[parent] if parent else None
        self.items[row["title"]["en"]] = agendas.add(self.cast.fifth, by=self.by, at=at, parent=above, **first)

    def revising(self, at: datetime) -> Iterator[Event]:
        """Yield the changes that Rev.1 makes."""
        tops = data.tree("agenda")["item"]
        rows = [one for top in tops for one in (top, *top.get("parts", []))]
        for place, row in enumerate(one for one in rows if "first" in one):
            yield Event(at + timedelta(minutes=7 * place), partial(self._change, row))

    def _change(self, row: dict[str, Any], at: datetime) -> None:
        item = self.items[row["title"]["en"]]
        agendas.edit(item, revision=item.revision, by=self.by, at=at, **self._facts(row))

    def _facts(self, row: dict[str, Any]) -> dict[str, Any]:
        countries, presenter = self._presenter(row.get("present", ""))
        return {
            "kind": row.get("kind", "item"),
            "titles": row["title"],
            "purposes": row.get("purpose", {}),
            "minutes": row.get("minutes", 0),
            "presenter": presenter,
            "country": self.cast.countries[countries[0]] if countries else None,
            "pillar": self.cast.pillars.get(row.get("pillar", 0)),
            "documents": [self.documents[one] for one in row.get("documents", [])],
        }

    def _presenter(self, said: str) -> tuple[list[str], str]:
        """Return the countries that present and the words for it, which only two of them or none need."""
        if said in {"", "S"}:
            return [], SECRETARIAT if said else ""
        countries = said.split("+")
        names = ", ".join(self.cast.countries[one].name("en") for one in countries)
        return countries, names if len(countries) > 1 else ""

    def circulate(self, at: datetime) -> None:
        """Send the agenda to the delegations as it stands."""
        circulation.circulate(self.cast.fifth, "provisional", by=self.by, at=at)


def load_participants(cast: Cast) -> None:
    """Write the list of participants, from the lists of delegations that have arrived and of the organisations."""
    for row in data.table("participants"):
        db.session.add(
            Participant(
                meeting_id=cast.fifth.id,
                organisation=cast.organisations[row["organisation"]],
                name=row["name"],
                function=data.columns(row, "function"),
                rank=row["rank"],
            )
        )
    for alpha2, texts in data.country_texts().items():
        if any(deed["do"] == "submit" for deed in texts.get("delegation", {}).get("deeds", [])):
            _delegation(cast, alpha2, texts["delegation"]["v1"])


def _delegation(cast: Cast, alpha2: str, text: dict[str, Any]) -> None:
    country = cast.countries[alpha2]
    head = text["head"].partition(" (")[0]
    members = [line.removeprefix("- ") for line in text["members"].strip().splitlines()]
    for place, one in enumerate([head, *members]):
        name, _comma, function = one.partition(", ")
        db.session.add(
            Participant(
                meeting_id=cast.fifth.id,
                country=country,
                name=name,
                function={country.language: function},
                rank="member" if place else "head",
            )
        )
