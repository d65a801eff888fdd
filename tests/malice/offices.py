"""Office files that act, reach out, swell, or are broken."""

import io
import struct
import zipfile
from functools import partial

from tests import made
from tests.malice.corpus import (
    CORPUS,
    DAMAGED,
    ENTITIES,
    INSIDE,
    LOCKED,
    MACROS,
    OLD,
    OUTSIDE,
    PACKED,
    UNKNOWN,
)

DOCUMENT, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", made.TYPES
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
MIMETYPE = "application/vnd.oasis.opendocument.text"
ODF = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0">'
    "<office:body><office:text>{}</office:text></office:body></office:document-content>"
)
SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MANIFEST = f'<manifest:manifest xmlns:manifest="{SPACE}">{{}}</manifest:manifest>'


def word(**parts: bytes) -> bytes:
    """Return a Word document with parts put in."""
    return made.changed(made.document(), parts)


def text_with(old: bytes, new: bytes, name: str = DOCUMENT) -> bytes:
    """Return a Word document in which some of a part's text stands otherwise."""
    part = made.part(made.document(), name)
    assert old in part
    return word(**{name: part.replace(old, new, 1)})


def open_text(body: str, **parts: bytes) -> bytes:
    """Return an OpenDocument text."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODF.format(body))
        for name, part in ({"META-INF/manifest.xml": MANIFEST.format("").encode()} | parts).items():
            archive.writestr(name, part)
    return content.getvalue()


def related(kind: str, target: str) -> bytes:
    """Return a Word document that is related to something outside."""
    one = f'<Relationship Id="rX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return text_with(b"</Relationships>", one.encode(), RELATIONS)


def field(*codes: str) -> bytes:
    """Return a Word document with a field whose code comes in pieces."""
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    return text_with(b"</w:body>", f"<w:p>{begin}{runs}{end}</w:p></w:body>".encode())


def declared(doctype: str, entity: str) -> bytes:
    """Return a Word document whose text stands in an entity."""
    part = made.part(made.document(), DOCUMENT)
    head, tag = part.split(b"<w:document", 1)
    body = tag.replace(b"Peru leads.", entity.encode())
    return word(**{DOCUMENT: head + doctype.encode() + b"<w:document" + body})


XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
NET = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/canary.dtd">'
LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
PICTURE = '<draw:frame><draw:image xlink:href="{}"/></draw:frame>'
REFUSED = {
    "docx: an entity that reads a file": (partial(declared, XXE, "&x;"), ENTITIES),
    "docx: a document type from the web": (partial(declared, NET, ""), ENTITIES),
    "docx: a billion laughs": (partial(declared, LAUGHS, "&a11;"), ENTITIES),
    "docx: a linked picture": (partial(related, "image", "http://127.0.0.1:9/canary.png"), OUTSIDE),
    "docx: a template from the web": (partial(related, "attachedTemplate", "https://example.org/x.dotm"), OUTSIDE),
    "docx: a template from a share": (partial(related, "attachedTemplate", "file:///\\\\host\\x.dotm"), OUTSIDE),
    "docx: a linked object": (partial(related, "oleObject", "file:///etc/passwd"), OUTSIDE),
    "docx: a frame of the web": (partial(related, "frame", "http://127.0.0.1:9/"), OUTSIDE),
    "docx: macros": (partial(word, **{"word/vbaProject.bin": OLE}), MACROS),
    "docx: a document with macros, renamed": (
        partial(text_with, b"wordprocessingml.document.main+xml", b"x.macroEnabled.main+xml", TYPES), MACROS,
    ),
    "docx: a field that starts a program": (partial(field, " DDEAUTO c:\\\\windows\\\\cmd.exe "), OUTSIDE),
    "docx: the same field in pieces": (partial(field, " DDE", "AUTO c:\\\\cmd.exe "), OUTSIDE),
    "docx: a field that reads a file": (partial(field, ' INCLUDETEXT "/etc/passwd" '), OUTSIDE),
    "docx: an object inside": (partial(word, **{"word/embeddings/oleObject1.bin": OLE}), INSIDE),
    "docx: a program inside": (partial(word, **{"word/media/image1.png": b"MZ\x90\x00 a program"}), INSIDE),
    "docx: an archive inside": (partial(word, **{"word/media/image1.bin": made.document()}), INSIDE),
    "docx: a control": (partial(word, **{"word/activeX/activeX1.xml": b"<x/>"}), OUTSIDE),
    "docx: a way out": (partial(word, **{"../../etc/cron.d/canary": b"x"}), PACKED),
    "docx: a place of its own": (partial(word, **{"/etc/canary": b"x"}), PACKED),
    "docx: a part that swells": (partial(word, **{"word/media/image1.bin": b"\x00" * 40_000_000}), PACKED),
    "docx: text that is no XML": (partial(word, **{DOCUMENT: b"<w:document><w:body>"}), DAMAGED),
    "odt: a linked picture": (partial(open_text, PICTURE.format("http://127.0.0.1:9/canary.png")), OUTSIDE),
    "odt: a picture of this machine": (partial(open_text, PICTURE.format("file:///etc/passwd")), OUTSIDE),
    "odt: a picture one folder up": (partial(open_text, PICTURE.format("../../canary.png")), OUTSIDE),
    "odt: a section from a file": (
        partial(open_text, '<text:section><text:section-source xlink:href="file:///etc/passwd"/></text:section>'),
        OUTSIDE,
    ),
    "odt: macros": (partial(open_text, "", **{"Basic/Standard/Module1.xml": b"<x/>"}), MACROS),
    "odt: a script that runs by itself": (partial(open_text, "<script:event-listener/>"), OUTSIDE),
    "odt: locked": (
        partial(
            open_text, "", **{"META-INF/manifest.xml": MANIFEST.format("<manifest:encryption-data/>").encode()}
        ),
        LOCKED,
    ),
}  # fmt: skip
for name, (make, says) in REFUSED.items():
    CORPUS.put(name, make, refused=says)


@CORPUS.refused("docx: cut off", DAMAGED)
def cut() -> bytes:
    return made.document()[:5000]


@CORPUS.refused("docx: a check sum that is wrong", DAMAGED)
def wrong_sum() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(TYPES, made.part(made.document(), TYPES))
        archive.writestr("word/media/image1.bin", b"CANARY" * 50)
    return content.getvalue().replace(b"CANARYCANARY", b"CANARYcanary", 1)


@CORPUS.refused("docx: locked entries", LOCKED)
def locked() -> bytes:
    whole = bytearray(made.document())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + place] |= 1
            at = whole.find(mark, at + 4)
    return bytes(whole)


@CORPUS.refused("docx: twenty thousand parts", PACKED)
def crowded() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(TYPES, made.part(made.document(), TYPES))
        for number in range(20_000):
            archive.writestr(f"word/{number}.bin", b"")
    return content.getvalue()


@CORPUS.refused("docx: one part under two names", PACKED)
def twice() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.document())) as old, zipfile.ZipFile(content, "w") as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name))
        archive.writestr(DOCUMENT.upper(), b"<x/>")
    return content.getvalue()


@CORPUS.refused("docx: parts that lie upon each other", PACKED)
def overlapping() -> bytes:
    """Name the same bytes twice in the list of contents, as the best known bomb does."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(TYPES, made.part(made.document(), TYPES))
        archive.writestr("word/a.bin", b"x" * 5000)
    whole = content.getvalue()
    start = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", start + 4)
    end = whole.index(b"PK\x05\x06")
    entry = whole[second:end].replace(b"word/a.bin", b"word/b.bin")
    count, size, offset = 3, end - start + len(entry), start
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, 0)
    return whole[:end] + entry + tail


@CORPUS.refused("zip: an archive within an archive", INSIDE)
def nest() -> bytes:
    inner = b"\x00" * 1000
    for _level in range(6):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("again.txt", inner)
        inner = content.getvalue()
    return inner


def sheets(**parts: bytes) -> bytes:
    """Return a workbook: the list of contents and one part are enough to be known as one."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in ({TYPES: types.encode(), "xl/workbook.xml": b"<workbook/>"} | parts).items():
            archive.writestr(name, part)
    return content.getvalue()


ELSEWHERE = {"xl/externalLinks/externalLink1.xml": b"<x/>"}
CORPUS.put("xlsx: another workbook", partial(sheets, **ELSEWHERE), refused=OUTSIDE)
CORPUS.put("xlsx: a running program", partial(sheets, **{"xl/a.xml": b"<ddeLink/>"}), refused=OUTSIDE)
CORPUS.put("xlsx: macros", partial(sheets, **{"xl/vbaProject.bin": OLE}), refused=MACROS)
CORPUS.put("fodt: everything in one file", lambda: ODF.format("").encode(), refused=UNKNOWN)
CORPUS.put("doc: an Office file of 1997", lambda: OLE, refused=OLD)
CORPUS.put("rtf: an old text", lambda: b"{\\rtf1 {\\object\\objocx canary}}", refused=UNKNOWN)
