"""Looking into an Office file before anything opens it: it is a ZIP of XML, and both can be weapons.

Nothing is unpacked onto the disk. A part is read as a stream, up to a limit, and its XML is read as events, so that
neither a bomb nor an entity ever stands in the memory.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from lxml import etree

from secretariat.packets.parts import Reason
from secretariat.packets.unfit import Unfit
from secretariat.rules.media import MAIN_PARTS, OPEN_DOCUMENT, Media

MOST_ENTRIES = 10_000
MOST_RATIO = 50
HARMLESS = 1024 * 1024  # bytes: what a part may unpack into at whatever ratio
MOST_UNPACKED = 256 * 1024 * 1024  # bytes, of all parts together
MOST_XML = 64 * 1024 * 1024  # bytes of one XML part
CHUNK = 256 * 1024
HEADER = 30  # bytes of an entry's own header, before its name
LOCKED = 1  # the bit of an entry that is encrypted
IN_UTF8 = 0x800  # and of one whose name is in UTF-8
TYPES = "[Content_Types].xml"
MANIFEST = "META-INF/manifest.xml"
MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|Basic/|Scripts/)", re.IGNORECASE)
FOREIGN = re.compile(r"(^|/)(externalLinks|activeX|ctrlProps)/", re.IGNORECASE)
EMBEDDED = re.compile(r"/embeddings/[^/]+\.(xlsx|docx|pptx)\Z", re.IGNORECASE)
BINARY = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF-", b"PK\x03\x04")
# What a field of Word runs or fetches; the code of a field may be cut into pieces, so it is looked at whole.
ACTIVE_FIELD = re.compile(
    r"\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|MACROBUTTON)\b|.*\bDDE(AUTO)?\b", re.IGNORECASE | re.DOTALL
)
# An address with a scheme, or a path that leaves the package.
OUTSIDE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|\.\./|/|\\)", re.IGNORECASE)
# Word notes where the template lay from which a text was begun; a drive's letter leads nowhere but there.
OWN_TEMPLATE = re.compile(r"file:///[a-z]:[\\/]", re.IGNORECASE)
LINKS = {"a", "template", "auto-reload"}
LIVE = {"ddeLink", "dde-connection-decl", "dde-source", "dde-connection", "event-listener"}


def looked_into(path: Path) -> Media:
    """Return what an Office file is. Raises Unfit with the reason why it is not taken."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            shape(archive, entries)
            return meaning(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeError, NotImplementedError, etree.XMLSyntaxError):
        raise Unfit(Reason.CORRUPT) from None
    except RuntimeError:  # what zipfile says of a password
        raise Unfit(Reason.ENCRYPTED) from None


def shape(archive: ZipFile, entries: list[ZipInfo]) -> None:
    """Refuse what no office suite writes, by the list of contents alone: before a byte is unpacked."""
    if not 0 < len(entries) <= MOST_ENTRIES:
        raise Unfit(Reason.ARCHIVE)
    if any(one.flag_bits & LOCKED for one in entries):
        raise Unfit(Reason.ENCRYPTED)
    names = [one.filename.lower() for one in entries]
    if len(set(names)) != len(names) or not all(tame(one.filename) for one in entries):
        raise Unfit(Reason.ARCHIVE)
    if sum(one.file_size for one in entries) > MOST_UNPACKED or any(swollen(one) for one in entries):
        raise Unfit(Reason.ARCHIVE)
    if overlapping(archive, entries):
        raise Unfit(Reason.ARCHIVE)
    if any(MACROS.search(one.filename) for one in entries):
        raise Unfit(Reason.MACROS)
    if any(FOREIGN.search(one.filename) for one in entries):
        raise Unfit(Reason.OUTSIDE)


def tame(name: str) -> bool:
    """Tell whether a name stays inside."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def swollen(entry: ZipInfo) -> bool:
    """Tell whether a part would unpack into far more than it takes."""
    return entry.file_size > HARMLESS and entry.file_size > MOST_RATIO * max(1, entry.compress_size)


def overlapping(archive: ZipFile, entries: list[ZipInfo]) -> bool:
    """Tell whether two entries share bytes, by which a small file holds the same bomb many times."""
    end = 0
    for one in sorted(entries, key=lambda entry: entry.header_offset):
        if one.header_offset < end:
            return True
        name = one.filename.encode() if one.flag_bits & IN_UTF8 else one.filename
        end = one.header_offset + HEADER + len(name) + one.compress_size
    return end > archive.start_dir


def meaning(archive: ZipFile, entries: list[ZipInfo]) -> Media:
    """Read every part; return what the whole is."""
    names = {one.filename for one in entries}
    media = open_document(archive) if "mimetype" in names else None
    for one in entries:
        found = part(archive, one)
        media = media or found
    if media is None:
        raise Unfit(Reason.UNKNOWN)
    return media


def open_document(archive: ZipFile) -> Media:
    """Return which kind of ODF it is, as it says in its first part."""
    said = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
    if said not in set(OPEN_DOCUMENT):
        raise Unfit(Reason.UNKNOWN)
    return Media(said)


def part(archive: ZipFile, entry: ZipInfo) -> Media | None:
    """Read a part to its end, so that one that is damaged is found; return what it says of the whole."""
    if entry.is_dir():
        return None
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".rdf", ".vml"))
    reader = Events(entry.filename)
    parser = etree.XMLParser(
        target=reader, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    if is_xml and entry.file_size > MOST_XML:
        raise Unfit(Reason.TOO_HEAVY)
    first = True
    for chunk in chunks(archive, entry):
        if is_xml:
            parser.feed(chunk)
        elif first and chunk.startswith(BINARY) and not EMBEDDED.search("/" + entry.filename):
            raise Unfit(Reason.EMBEDDED)
        first = False
    if not is_xml or first:
        return None
    parser.close()
    return reader.media


def chunks(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """Yield the content of an entry; its check sum is compared at the end."""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


class Events:
    """What is noticed in an XML part while it goes by."""

    def __init__(self, name: str) -> None:
        self.media: Media | None = None
        self.name = name
        self.code: list[str] = []
        self.in_code = False

    def doctype(self, *_facts: object) -> None:
        """Refuse a document type: no office suite writes one, and entities stand in it."""
        raise Unfit(Reason.ENTITIES)

    def start(self, tag: str, facts: dict[str, str]) -> None:
        """Look at a beginning tag."""
        local = tag.rpartition("}")[2]
        if self.name == TYPES and local in {"Override", "Default"}:
            self._content_type(facts.get("ContentType", ""))
        elif local == "Relationship" and facts.get("TargetMode") == "External":
            relation(facts.get("Type", ""), facts.get("Target", ""))
        elif self.name == MANIFEST and local == "encryption-data":
            raise Unfit(Reason.ENCRYPTED)
        elif local in LIVE:
            raise Unfit(Reason.OUTSIDE)
        elif local == "fldSimple":
            field(next((said for key, said in facts.items() if key.endswith("}instr")), ""))
        elif local == "fldChar":
            self._field_ends()
        elif local not in LINKS and any(OUTSIDE.match(aim) for key, aim in facts.items() if key.endswith("xlink}href")):
            raise Unfit(Reason.OUTSIDE)
        self.in_code = local == "instrText"

    def _content_type(self, said: str) -> None:
        if "macroenabled" in said.lower():
            raise Unfit(Reason.MACROS)
        self.media = self.media or MAIN_PARTS.get(said)

    def data(self, text: str) -> None:
        """Gather the code of a field."""
        if self.in_code:
            self.code.append(text)

    def end(self, _tag: str) -> None:
        """Leave a tag."""
        self.in_code = False

    def close(self) -> None:
        """End the part."""
        self._field_ends()

    def _field_ends(self) -> None:
        field("".join(self.code))
        self.code.clear()


def relation(kind: str, aim: str) -> None:
    """Refuse what would be fetched from outside; a link that a reader may follow is none of that."""
    if kind.endswith("/hyperlink") or (kind.endswith("/attachedTemplate") and OWN_TEMPLATE.match(aim)):
        return
    raise Unfit(Reason.OUTSIDE)


def field(code: str) -> None:
    """Refuse a field that would run or fetch something."""
    if ACTIVE_FIELD.match(code):
        raise Unfit(Reason.OUTSIDE)
