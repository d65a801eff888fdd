"""From fragments to one PDF: pages, tags, bookmarks, links, numbers, and equal bytes for equal input."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

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


def sheets(one: Bound) -> list[stamps.PageSize]:
    """Return the sizes of a fragment's pages."""
    with pikepdf.open(one.fragment) as pdf:
        return [stamps.size(page) for page in pdf.pages][1 if one.printed else 0 :]


def assemble(bound: Sequence[Bound], stamped: Path, *, edition: Edition, out: Path) -> str:
    """Bind fragments and stamps into one PDF, written as a whole or not at all; return its SHA-256."""
    binding = Binding()
    with binding.pdf as pdf:
        starts = [place(binding, one, edition.language) for one in bound]
        binding.close(language=edition.language)
        share_fonts(pdf)
        aim(pdf)
        press(pdf, stamped)
        bookmark(pdf, numbering.tree([one.part for one in bound], starts))
        describe(pdf, edition)
        return write(pdf, out)


def place(binding: Binding, one: Bound, language: str) -> int:
    """Bind a fragment; return its first page."""
    with pikepdf.open(one.fragment) as source:
        if one.printed:
            del source.pages[0]
        return binding.append(source, title=one.part.called, language=language if one.printed else "")


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
    """Return what two equal fonts share; a font of another kind is like none but itself."""
    try:
        inner = font.DescendantFonts[0]
        letters = inner.FontDescriptor.FontFile3.read_raw_bytes()
        return hashlib.sha256(letters + font.ToUnicode.read_raw_bytes() + inner.W.unparse()).hexdigest()
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
    """Save beside the place, make it last, and rename; return the SHA-256."""
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with unfinished.open("w+b") as file:
            pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest
