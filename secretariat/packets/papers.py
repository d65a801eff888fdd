"""The documents of each agenda item, behind a sheet that says what the item is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from flask_babel import gettext as _

from secretariat import formats
from secretariat.models.countries import said
from secretariat.models.meetings import Document
from secretariat.models.packets import Packet
from secretariat.packets.front import Names, presenter
from secretariat.packets.parts import AttachedPdf, Omission, Part, Reason, SlipSheet, StandIn
from secretariat.queries import packets as queries
from secretariat.rules.agendas import Row
from secretariat.storage import Storage


def called(row: Row, language: str) -> str:
    """Return an item as it is called among the bookmarks: '3.1 Financing'."""
    return f"{row.number} {said(row.titles, language)}"


@dataclass
class Papers:
    """The papers of one packet. missing: what should be there and is not."""

    packet: Packet
    names: Names
    storage: Storage
    missing: list[Omission] = field(default_factory=list)

    def __post_init__(self) -> None:
        inside = self.packet.audience == "secretariat"
        found = [one for one in queries.documents(self.packet.meeting) if inside or one.distribution != "secretariat"]
        self.by_symbol: dict[str, list[Document]] = {}
        for one in found:
            self.by_symbol.setdefault(one.symbol, []).append(one)

    def of(self, row: Row, above: Row | None) -> list[Part]:
        """Return the sheet of an item and its documents; nothing for an item that needs none.

        The agenda itself is a part of its own, so its symbol is passed over.
        """
        agenda = f"{self.packet.meeting.symbol}/AG."
        symbols = [one for one in row.symbols if one in self.by_symbol and not one.startswith(agenda)]
        if not symbols and not row.lacks_document:
            return []
        slip = self.slip(row, above, symbols)
        if not symbols:
            self.missing.append(Omission(title=slip.called, under=slip.under, reason=Reason.NO_DOCUMENT))
        return [slip, *(self.document(self.best(symbol), slip) for symbol in symbols)]

    def slip(self, row: Row, above: Row | None, symbols: Sequence[str]) -> SlipSheet:
        """Return the sheet before an item's documents."""
        language, zone = self.packet.language, self.packet.meeting.time_zone
        who = presenter(row, self.names)
        when = f"{formats.when(row.starts, zone, language, year=True)}, {formats.minutes(row.minutes, language)}"
        return SlipSheet(
            id=f"item/{row.id}",
            number=row.number,
            title=said(row.titles, language),
            under=(called(above, language),) if above else (),
            pillar=self.names.pillars.get(row.pillar) if row.pillar else None,
            purpose=said(row.purposes, language),
            facts=(*([(_("Presented by"), who)] if who else []), (_("Time"), when)),
            documents=tuple((symbol, self.best(symbol).title(language)) for symbol in symbols),
        )

    def best(self, symbol: str) -> Document:
        """Return a document in the packet's language, or in English, or as there is one."""
        versions = {one.language: one for one in self.by_symbol[symbol]}
        language = next((one for one in (self.packet.language, "en") if one in versions), next(iter(versions)))
        return versions[language]

    def document(self, one: Document, slip: SlipSheet) -> Part:
        """Return a document, or the page that says that it has not come yet."""
        id_, title = f"document/{one.symbol}", one.title(self.packet.language)
        under = (*slip.under, slip.called)
        if one.file is None:
            self.missing.append(Omission(title=f"{one.symbol} {title}", under=under, reason=Reason.NO_DOCUMENT))
            return StandIn(
                id=id_, title=title, symbol=one.symbol, under=under, pillar=slip.pillar, reason=Reason.NO_DOCUMENT
            )
        return AttachedPdf(
            id=id_,
            title=title,
            symbol=one.symbol,
            under=under,
            pillar=slip.pillar,
            fetch=partial(self.storage.local, one.file.sha256),
            name=f"{one.symbol}.pdf",
            sha256=one.file.sha256,
        )


def families(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each numbered item of the first level with the items below it."""
    tops = [place for place, row in enumerate(rows) if row.depth == 0]
    for place, end in zip(tops, [*tops[1:], len(rows)], strict=False):  # no rows, no end
        if rows[place].kind == "item":
            yield rows[place], [row for row in rows[place + 1 : end] if row.depth]
