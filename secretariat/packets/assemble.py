"""From fragments to one PDF: pages, tags, bookmarks, links, numbers, and equal bytes for equal input."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pikepdf
from flask_babel import gettext as _
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from secretariat.errors import StorageFull
from secretariat.packets import numbering, stamps
from secretariat.packets.graft import Binding
from secretariat.packets.numbering import Node
from secretariat.packets.parts import Part

SCHEME = "packet:"


@dataclass(frozen=True)
class Bound:
    """A part and its fragment. printed: by us, so that its first page is the type case, which is not bound."""

    part: Part
    fragment: Path
    printed: bool


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What the PDF says of itself, and what stands on every page. at: bears a zone."""

    title: str
    head: str
    foot: str
    language: str
    author: str
    at: datetime


class Book:
    """The packet under construction: parts in order, how large their pages are, and the keys of their fragments."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.binding = Binding()
        self.parts: list[Part] = []
        self.sizes: list[list[stamps.PageSize]] = []
        self.keys: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.binding.pdf.close()

    def bind(self, one: Bound, *, at: int | None = None) -> None:
        """Bind a part in a place among the parts, or as the last."""
        place = len(self.parts) if at is None else at
        with pikepdf.open(one.fragment) as source:
            if one.printed:
                del source.pages[0]
            self.parts.insert(place, one.part)
            self.keys.insert(place, one.fragment.stem)
            self.sizes.insert(place, [stamps.size(page) for page in source.pages])
            language = self.edition.language if one.printed else ""
            self.binding.append(source, at=place, title=one.part.called, language=language)

    def close(self, stamped: Path, out: Path) -> str:
        """Stamp the pages, write what leads to them, and write it all, whole or not at all; return the SHA-256."""
        pdf = self.binding.close(language=self.edition.language)
        share_fonts(pdf)
        aim(pdf)
        press(pdf, stamped)
        starts = numbering.firsts([len(sizes) for sizes in self.sizes])
        bookmark(pdf, numbering.tree(self.parts, starts))
        describe(pdf, self.edition)
        return write(pdf, out)


def length(fragment: Path) -> int:
    """Return the number of pages of a fragment that we printed."""
    with pikepdf.open(fragment) as pdf:
        return len(pdf.pages) - 1


def share_fonts(pdf: Pdf) -> None:
    """Keep one copy of each font: all our sheets embed the same."""
    known: dict[str, Object] = {}
    same: dict[tuple[int, int], Object] = {}
    for page in pdf.pages:
        fonts = page.obj.get(Name.Resources, Dictionary()).get(Name.Font, Dictionary())
        for name, font in dict(fonts.items()).items():
            if font.objgen not in same:
                same[font.objgen] = known.setdefault(likeness(font), font)
            fonts[name] = same[font.objgen]


def likeness(font: Object) -> str:
    """Return what two equal fonts share; a font of another kind is like none but itself.

    The name bears a hash of the letters in it, and their table says in which order they come.
    """
    try:
        inner = font.DescendantFonts[0]
        described = inner.FontDescriptor
        weight = int((described.get(Name.FontFile3) or described.FontFile2).Length)
        table = font.ToUnicode.read_raw_bytes() + inner.W.unparse()
        return f"{font.BaseFont} {weight} {hashlib.sha256(table).hexdigest()}"
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, pikepdf.PdfError):
        return str(font.objgen)


def aim(pdf: Pdf) -> None:
    """Let the lines of the contents lead to their pages."""
    for page in pdf.pages:
        for link in page.obj.get(Name.Annots, Array()):
            action = link.get(Name.A)
            address = str(action.get(Name.URI, "")) if isinstance(action, Dictionary) else ""
            if address.startswith(SCHEME):
                del link[Name.A]
                link.Dest = destination(pdf, int(address.removeprefix(SCHEME)))
                link.Border = Array([0, 0, 0])


def destination(pdf: Pdf, first: int) -> Array:
    """Return the top of a page, at whatever size the reader has chosen."""
    page = pdf.pages[first]
    return Array([page.obj, Name.XYZ, None, page.mediabox[3], None])


def press(pdf: Pdf, stamped: Path) -> None:
    """Draw the stamps, below the pages."""
    with pikepdf.open(stamped) as source:
        del source.pages[0]
        for page, own in zip(pdf.pages, source.pages, strict=True):
            stamps.stamp(pdf, page, pdf.copy_foreign(own.as_form_xobject()))


def bookmark(pdf: Pdf, nodes: Sequence[Node]) -> None:
    """Write the tree of titles as bookmarks."""
    with pdf.open_outline() as outline:
        outline.root.extend(item(pdf, node) for node in nodes)
    pdf.Root.PageMode = Name.UseOutlines


def item(pdf: Pdf, node: Node) -> OutlineItem:
    """Return a bookmark with those below it, folded up."""
    title = f"{node.pillar.numeral} {node.title}" if node.pillar and node.depth == 0 else node.title
    own = OutlineItem(title, destination(pdf, node.first))
    own.is_closed = node.depth > 0
    own.children.extend(item(pdf, below) for below in node.below)
    return own


def describe(pdf: Pdf, edition: Edition) -> None:
    """Write title, language, author and time, and that pages are called by the numbers they bear."""
    stamp = edition.at.strftime("D:%Y%m%d%H%M%S%z")
    stamp = f"{stamp[:-2]}'{stamp[-2:]}'"
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(edition.title),
            Author=String(edition.author),
            Producer=String("Secretariat"),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = edition.title
        xmp["dc:language"] = [edition.language]
        xmp["dc:creator"] = [edition.author]
        xmp["xmp:CreateDate"] = xmp["xmp:ModifyDate"] = edition.at.isoformat(timespec="seconds")
        xmp["pdf:Producer"] = "Secretariat"
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def write(pdf: Pdf, out: Path) -> str:
    """Save beside the place, make it last, and rename; return the SHA-256. Raises StorageFull where it cannot."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        digest = save(pdf, unfinished)
        unfinished.replace(out)
        settle(out.parent)
    except OSError as error:
        raise StorageFull(_("The packet could not be written: %(why)s.", why=error.strerror)) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return digest


def save(pdf: Pdf, path: Path) -> str:
    """Save and wait until the disk has it; return the SHA-256."""
    with path.open("w+b") as file:
        pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(folder: Path) -> None:
    """Wait until the disk has a folder's list of names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
