"""Pictures that swell, carry something else, or are broken; and what is no picture at all."""

import struct
import zlib

from tests import made
from tests.malice.corpus import CORPUS, DAMAGED, POINTS, STRANGE, UNKNOWN

PNG = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, content: bytes, checked: int | None = None) -> bytes:
    """Return a chunk of a PNG."""
    check = zlib.crc32(name + content) if checked is None else checked
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png(width: int, height: int, rows: bytes, *, extra: bytes = b"", checked: int | None = None) -> bytes:
    """Return a grey PNG of any size that its head tells."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0), checked)
    return PNG + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def enlarged(photograph: bytes) -> bytes:
    """Return a HEIC that says of itself that it has eighty-one million points."""
    place = photograph.index(b"ispe") + 8
    return photograph[:place] + struct.pack(">II", 9_000, 9_000) + photograph[place + 8 :]


@CORPUS.refused("png: a hundred million points", POINTS)
def huge() -> bytes:
    packer = zlib.compressobj()
    rows = b"".join(packer.compress(b"\x00" * 10_001) for _row in range(10_000)) + packer.flush()
    return png(10_000, 10_000, rows)


@CORPUS.refused("png: as many points as there are", POINTS)
def endless() -> bytes:
    return png(2**31 - 1, 2**31 - 1, b"")


@CORPUS.refused("png: a head whose check sum is wrong", DAMAGED)
def wrong_sum() -> bytes:
    return png(4, 4, zlib.compress(b"\x00" * 20), checked=7)


@CORPUS.refused("png: rows that stop", DAMAGED)
def short() -> bytes:
    return png(400, 400, zlib.compress(b"\x00" * 20))


@CORPUS.refused("png: a text that swells", DAMAGED)
def swollen_text() -> bytes:
    words = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"\x00" * 200_000_000))
    return png(4, 4, zlib.compress(b"\x00" * 20), extra=words)


@CORPUS.refused("jpeg: cut off", DAMAGED)
def cut() -> bytes:
    whole = made.picture("JPEG", (600, 400))
    return whole[: len(whole) // 2]


@CORPUS.taken("jpeg: a page of the web behind it", "<script>", "CANARY")
def with_page() -> bytes:
    return made.picture("JPEG") + b"<html><script>alert('CANARY')</script></html>"


@CORPUS.taken("jpeg: an archive behind it", "word/document.xml")
def with_archive() -> bytes:
    return made.picture("JPEG") + made.document()


@CORPUS.taken("jpeg: where it was taken, and a script in its comment", "CANARY")
def with_comment() -> bytes:
    return made.picture("JPEG", comment=b"<script>CANARY</script>", exif=b"Exif\x00\x00CANARY")


@CORPUS.taken("tiff: a list that leads to itself")
def circle() -> bytes:
    entries = [(256, 3, 1, 4), (257, 3, 1, 4), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    listed = b"".join(struct.pack("<HHII", *one) for one in entries)
    return b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + listed + struct.pack("<I", 8)


@CORPUS.refused("tiff: more points than anybody has", POINTS)
def tiff_bomb() -> bytes:
    entries = [
        (256, 4, 1, 60_000), (257, 4, 1, 60_000), (258, 3, 1, 1), (259, 3, 1, 1),
        (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 60_000), (279, 4, 1, 10),
    ]  # fmt: skip
    listed = b"".join(struct.pack("<HHII", *one) for one in entries)
    return b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + listed + struct.pack("<I", 0)


@CORPUS.refused("webp: cut off", DAMAGED)
def webp() -> bytes:
    return made.picture("WEBP", (600, 400))[:60]


OTHERS = {
    "gif: a script that is a picture too": b"GIF89a/*\x00\x00*/=alert('CANARY');",
    "svg: a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert('CANARY')</script></svg>",
    "html: a page": b"<!doctype html><script>alert('CANARY')</script>",
    "exe: a program": b"MZ\x90\x00" + b"\x00" * 100,
    "elf: a program": b"\x7fELF\x02\x01\x01" + b"\x00" * 100,
    "sh: a program": b"#!/bin/sh\nrm -rf /\n",
    "eps: a program that is a picture": b"%!PS-Adobe-3.0 EPSF-3.0\n(canary) run\n",
    "txt: words": "Perú lidera.".encode(),
    "rar: an archive": b"Rar!\x1a\x07\x01\x00",
    "gz: an archive": b"\x1f\x8b\x08\x00",
}
for name, content in OTHERS.items():
    CORPUS.put(name, lambda content=content: content, refused=UNKNOWN)
CORPUS.put("heic: only the beginning", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", refused=DAMAGED)
CORPUS.put("heic: cut off in the middle", lambda: made.photograph()[:500], refused=DAMAGED)
CORPUS.put("heic: a picture that moves", lambda: b"\x00\x00\x00\x18ftyphevc\x00\x00\x00\x00msf1hevc", refused=STRANGE)
CORPUS.put("heic: larger than anybody reads", lambda: enlarged(made.photograph()), refused=POINTS)
