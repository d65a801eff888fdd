"""A packet from its parts: look at what was attached, print what is new, number, bind.

Nothing here knows a database. Whatever cannot be bound gets a page in its place and a line under 'not included,
and why'; a build that is killed leaves its finished fragments, and the packet that was there before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask_babel import gettext as _

from secretariat.errors import GiveUp
from secretariat.packets import numbering, stamps, typeset
from secretariat.packets.assemble import Book, Bound, Edition, length
from secretariat.packets.crew import Crew
from secretariat.packets.fragments import Fragments
from secretariat.packets.hands import EYES, PRESS, looked_at, prepared_key, printed
from secretariat.packets.manifest import Entry, Manifest, Missing
from secretariat.packets.parts import AttachedPdf, Contents, NotIncluded, Omission, Part, Reason, StandIn
from secretariat.packets.typeset import Sheet
from secretariat.packets.words import Words

ROUNDS = 6  # the length of the contents settles in two


@dataclass(frozen=True)
class Progress:
    """One step done: how many of how many, and which part."""

    done: int
    total: int
    part: Part


Listener = Callable[[Progress], None]


def build(
    parts: Sequence[Part],
    *,
    words: Words,
    edition: Edition,
    fragments: Fragments,
    out: Path,
    listen: Listener = lambda _progress: None,
) -> Manifest:
    """Make the packet and write it to `out`; return what it holds. Equal input gives equal bytes.

    Raises StorageFull where it cannot be written, and GiveUp where not even a stand-in page can be printed.
    """
    with Crew(PRESS) as press:
        press.warm()
        return Making(press, words, edition, fragments, listen).make(list(parts), out)


@dataclass
class Making:
    """One build under way."""

    press: Crew
    words: Words
    edition: Edition
    fragments: Fragments
    listen: Listener
    bound: dict[str, Bound] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    total: int = 0

    def make(self, parts: list[Part], out: Path) -> Manifest:
        """Make the packet, step by step."""
        self.total = len(parts)
        parts = self.print_or_stand_in(self.look(parts))
        parts = self.name_missing(parts)
        self.print([one for one in parts if isinstance(one, NotIncluded)])
        with Book(self.edition) as book:
            for one in parts:
                if not isinstance(one, Contents):
                    book.bind(self.bound[one.id])
            self.number(book, parts)
            sha256 = book.close(self.stamp(book), out)
        return manifest(book, sha256, out.stat().st_size)

    def look(self, parts: Sequence[Part]) -> list[Part]:
        """Have attached files looked at; put a stand-in where one cannot be bound."""
        attached = [one for one in parts if isinstance(one, AttachedPdf)]
        with Crew(EYES) as eyes:
            for place, verdict in looked_at(eyes, self.fragments, attached):
                one = attached[place]
                if verdict.reason is None:
                    self.bind(one, prepared_key(one), printed=False)
                else:
                    self.reasons[one.id] = verdict.reason
        return [self.settled(one) for one in parts]

    def print_or_stand_in(self, parts: Sequence[Part]) -> list[Part]:
        """Print parts; one that cannot be set gets a page that says so."""
        later = (Contents, NotIncluded)
        for one in self.print([one for one in parts if one.id not in self.bound and not isinstance(one, later)]):
            self.reasons[one.id] = Reason.NOT_SET
        settled = [self.settled(one) for one in parts]
        failed = self.print([one for one in settled if isinstance(one, StandIn) and one.id not in self.bound])
        if failed:
            raise GiveUp(_("The page for %(title)s could not be printed.", title=failed[0].title))
        return settled

    def settled(self, one: Part) -> Part:
        """Return a part, or the page that stands in for it."""
        reason = self.reasons.get(one.id)
        if reason is None or isinstance(one, StandIn):
            return one
        return StandIn(
            id=one.id,
            title=one.title,
            symbol=one.symbol,
            version=one.version,
            under=one.under,
            pillar=one.pillar,
            reason=reason,
            name=one.name if isinstance(one, AttachedPdf) else "",
        )

    def name_missing(self, parts: Sequence[Part]) -> list[Part]:
        """Add what was found to the list of what is not included, which comes last where there was none."""
        lines = tuple(
            Omission(title=one.title, under=one.under, reason=self.reasons[one.id])
            for one in parts
            if one.id in self.reasons
        )
        if lines and not any(isinstance(one, NotIncluded) for one in parts):
            parts = [*parts, NotIncluded(id="not-included", title=self.words["not_included"])]
        return [replace(one, lines=one.lines + lines) if isinstance(one, NotIncluded) else one for one in parts]

    def print(self, parts: Sequence[Part]) -> list[Part]:
        """Print parts from their data; return those that failed."""
        language = self.edition.language
        orders = [
            (typeset.key(one, self.words, language), lambda one=one: typeset.sheet(one, self.words, language))
            for one in parts
        ]
        failed = []
        for place, done in printed(self.press, self.fragments, orders):
            if done:
                self.bind(parts[place], orders[place][0], printed=True)
            else:
                failed.append(parts[place])
        return failed

    def bind(self, part: Part, key: str, *, printed: bool) -> None:
        """Note that a part's fragment is there, and tell the listener."""
        self.bound[part.id] = Bound(part, self.fragments.path(key), printed)
        done = len(self.bound)
        self.listen(Progress(done, max(self.total, done), part))

    def number(self, book: Book, parts: Sequence[Part]) -> None:
        """Print the contents, again until its own length no longer moves the numbers in it."""
        for place, one in enumerate(parts):
            if isinstance(one, Contents):
                pages = 1
                for _round in range(ROUNDS):
                    assumed, key = pages, self.print_contents(book, one, place, pages)
                    pages = length(self.fragments.path(key))
                    if pages == assumed:
                        break
                self.bind(one, key, printed=True)
                book.bind(self.bound[one.id], at=place)

    def print_contents(self, book: Book, part: Contents, place: int, pages: int) -> str:
        """Print the contents as they are if they take so many pages; return the key."""
        parts, counts = list(book.parts), [len(sizes) for sizes in book.sizes]
        parts.insert(place, part)
        counts.insert(place, pages)
        lines = numbering.lines(numbering.tree(parts, numbering.firsts(counts)))
        return self.press_one(self.sheet("contents", part.title, lines=lines))

    def stamp(self, book: Book) -> Path:
        """Print what every page bears."""
        edition, pages = self.edition, list(zip(book.parts, book.sizes, strict=True))
        lines = list(stamps.lines(pages, head=edition.head, foot=edition.foot, words=self.words))
        return self.fragments.path(self.press_one(self.sheet("stamps", edition.title, pages=lines)))

    def sheet(self, name: str, title: str, **data: object) -> Sheet:
        """Return a sheet that is not made from a part."""
        common = {"language": self.edition.language, "w": dict(self.words), "title": title}
        return Sheet(name, typeset.clean(common | data))

    def press_one(self, sheet: Sheet) -> str:
        """Print one sheet, without which there is no packet; return its key."""
        key = sheet.key
        if not all(done for _, done in printed(self.press, self.fragments, [(key, lambda: sheet)])):
            raise GiveUp(_("The page for %(title)s could not be printed.", title=sheet.data["title"]))
        return key


def manifest(book: Book, sha256: str, size: int) -> Manifest:
    """Return what was bound."""
    counts = [len(sizes) for sizes in book.sizes]
    # What the contents say follows from the others, so their own fields do not tell whether they changed.
    hashes = [
        key if isinstance(one, Contents) else one.content_hash(book.edition.language)
        for one, key in zip(book.parts, book.keys, strict=True)
    ]
    parts = zip(book.parts, hashes, numbering.firsts(counts), counts, strict=True)
    return Manifest(
        parts=tuple(entry(*one) for one in parts),
        missing=tuple(missing(book.parts)),
        pages=sum(counts),
        size=size,
        sha256=sha256,
    )


def entry(part: Part, content_hash: str, first: int, pages: int) -> Entry:
    """Return a part's line of the manifest."""
    return Entry(
        id=part.id,
        kind=type(part).__name__,
        title=part.called,
        symbol=part.symbol,
        version=part.version,
        under=part.under,
        pillar=part.pillar.number if part.pillar else None,
        content_hash=content_hash,
        first=first + 1,
        pages=pages,
        stand_in=str(part.reason) if isinstance(part, StandIn) else None,
    )


def missing(parts: Iterable[Part]) -> Iterable[Missing]:
    """Yield what is not included, and why."""
    for part in parts:
        if isinstance(part, NotIncluded):
            for line in part.lines:
                yield Missing(title=line.title, under=line.under, reason=str(line.reason))
