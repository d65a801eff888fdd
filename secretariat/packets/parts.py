"""What a packet holds, as plain values: no row, no request, no PDF.

Times and sums stand here as they are to be read, since only the collector knows whose zone and language count.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


class Reason(StrEnum):
    """Why something is not in the packet as itself; words.py holds the sentence for each."""

    MISSING = "missing"
    CHANGED = "changed"
    EMPTY = "empty"
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    NO_PAGES = "no_pages"
    TOO_LONG = "too_long"
    TOO_HEAVY = "too_heavy"
    UNKNOWN = "unknown"
    OLD_OFFICE = "old_office"
    HEIC = "heic"
    TOO_MANY_PIXELS = "too_many_pixels"
    ARCHIVE = "archive"
    MACROS = "macros"
    OUTSIDE = "outside"
    EMBEDDED = "embedded"
    ENTITIES = "entities"
    NOT_SHOWN = "not_shown"
    NO_OFFICE = "no_office"
    NOT_SET = "not_set"
    NO_DOCUMENT = "no_document"
    NOT_CIRCULATED = "not_circulated"
    NOT_APPROVED = "not_approved"
    NOT_SUBMITTED = "not_submitted"
    ORAL = "oral"


def numeral(number: int) -> str:
    """Return a small number in Roman numerals."""
    return ROMAN[number - 1] if 0 < number <= len(ROMAN) else str(number)


@dataclass(frozen=True, kw_only=True)
class Pillar:
    """A pillar of the declaration; number counts from 1 and chooses the colour."""

    number: int
    title: str

    @property
    def numeral(self) -> str:
        """The Roman numeral that always stands beside the colour."""
        return numeral(self.number)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing bound into a packet.

    id: stays the same from build to build, such as 'deliverable/12'.
    under: the titles above it among the bookmarks, outermost first.
    """

    id: str
    title: str
    symbol: str = ""
    version: str = ""
    under: tuple[str, ...] = ()
    pillar: Pillar | None = None

    @property
    def called(self) -> str:
        """How the part is called in the contents, among the bookmarks and at the head of its pages."""
        return self.title

    def content_hash(self, language: str) -> str:
        """Return the SHA-256 of all that this part says, and of the language of the words around it."""
        return fingerprint([type(self).__name__, asdict(self), language])


@dataclass(frozen=True, kw_only=True)
class Cover(Part):
    """The first page. facts: name and value, such as ('Presidency', 'Colombia')."""

    body: str
    subtitle: str = ""
    when: str = ""
    where: str = ""
    notice: str = ""
    seats: int = 22
    seat: int = 0
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contents(Part):
    """The list of all parts with their pages; its lines are known only when all else is compiled."""


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One line of the agenda. depth: 0 for an item, 1 for what hangs below it; pause: nobody speaks."""

    number: str
    title: str
    minutes: int = 0
    starts: str = ""
    presenter: str = ""
    purpose: str = ""
    documents: tuple[str, ...] = ()
    pillar: Pillar | None = None
    depth: int = 0
    pause: bool = False


@dataclass(frozen=True, kw_only=True)
class AgendaPart(Part):
    """The agenda, as circulated. status: a sentence such as 'Provisional, Rev.1; hours of Bogotá'."""

    status: str = ""
    items: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who attends."""

    name: str
    function: str = ""
    head: bool = False


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """The people of a country or an organisation."""

    name: str
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Participants(Part):
    """The list of participants."""

    status: str = ""
    delegations: tuple[Delegation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SlipSheet(Part):
    """The page before the documents of an agenda item, or before all that belongs to a pillar.

    documents: symbol and title of each, in order.
    """

    number: str = ""
    purpose: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    documents: tuple[tuple[str, str], ...] = ()

    @property
    def called(self) -> str:
        """The item's number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, kw_only=True)
class Money:
    """A sum in a currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class YesNo:
    """A yes or no with what explains it."""

    yes: bool
    explanation: str = ""


@dataclass(frozen=True, kw_only=True)
class Prose:
    """A long text in Markdown."""

    markdown: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a country wrote in one field. None: nothing was written."""

    label: str
    value: str | Prose | Money | YesNo | None


@dataclass(frozen=True, kw_only=True)
class DeliverableText(Part):
    """An approved deliverable; the title is the call's. language: of the answers, not of the packet."""

    country: str
    language: str
    answers: tuple[Answer, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def called(self) -> str:
        """The call's title below the country's name; else the country."""
        return self.title if self.country in self.under else self.country


@dataclass(frozen=True, kw_only=True)
class AttachedPdf(Part):
    """A PDF that somebody sent. sha256: of the file as received, if it is known.

    fetch: makes it a file of this machine for as long as it is looked at.
    """

    fetch: Callable[[], AbstractContextManager[Path]] = field(compare=False)
    name: str
    sha256: str = ""

    def content_hash(self, language: str) -> str:
        """Return the SHA-256 of the file, whatever it is called and in whatever packet it lies."""
        del language
        if self.sha256:
            return self.sha256
        with self.fetch() as path:
            return file_hash(path)


@dataclass(frozen=True, kw_only=True)
class StandIn(Part):
    """A page in the place of something that could not be bound."""

    reason: Reason
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Omission:
    """A line under 'not included, and why'."""

    title: str
    reason: Reason
    under: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NotIncluded(Part):
    """All that is missing; what is found at compiling is added to what was known before."""

    lines: tuple[Omission, ...] = field(default=())


def fingerprint(thing: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    text = json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file; of nothing where it cannot be read, since that is found out later."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(b"").hexdigest()
