"""What a file is, by its content: whatever its name or a browser says (ASVS 5.2.2). And which kinds are taken."""

from enum import StrEnum

PDF_WITHIN = 1024  # bytes: viewers accept the mark anywhere in the first kilobyte


class Media(StrEnum):
    """The kinds of files that are taken, by their media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    HEIC = "image/heic"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"


IMAGES = {Media.JPEG, Media.PNG, Media.TIFF, Media.WEBP, Media.HEIC}
OPEN_DOCUMENT = {Media.ODT, Media.ODS, Media.ODP}
OFFICE = {Media.DOCX, Media.XLSX, Media.PPTX, *OPEN_DOCUMENT}
ENDINGS = {
    Media.PDF: "pdf",
    Media.JPEG: "jpg",
    Media.PNG: "png",
    Media.TIFF: "tif",
    Media.WEBP: "webp",
    Media.HEIC: "heic",
    Media.DOCX: "docx",
    Media.XLSX: "xlsx",
    Media.PPTX: "pptx",
    Media.ODT: "odt",
    Media.ODS: "ods",
    Media.ODP: "odp",
}
# What a browser's dialogue offers: media types, and endings for systems that know none.
ACCEPTED = ",".join([*Media, *(f".{ending}" for ending in ENDINGS.values()), ".jpeg", ".tiff", ".heif"])
# The main part of an Office document, as its list of contents calls it.
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Media.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Media.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": Media.PPTX,
}


class Rough(StrEnum):
    """What can be said of other files by their first bytes."""

    ZIP = "zip"
    OLD_OFFICE = "old_office"  # of 1997 to 2003, or locked with a password
    STRANGE_PICTURE = "heic"  # a moving one of the kind of HEIC, or AVIF
    OTHER = "other"


SIGNATURES: tuple[tuple[bytes, Media | Rough], ...] = (
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"II*\x00", Media.TIFF),
    (b"MM\x00*", Media.TIFF),
    (b"PK\x03\x04", Rough.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Rough.OLD_OFFICE),
)
# What a phone's photograph calls itself, and what only looks like one.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
STRANGE_BRANDS = {b"hevc", b"hevx", b"msf1", b"avif", b"avis"}


def recognised(head: bytes) -> Media | Rough:
    """Return what a file is, or what it looks like, by its first kilobyte."""
    for mark, media in SIGNATURES:
        if head.startswith(mark):
            return media
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Media.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return Media.HEIC
    if head[4:8] == b"ftyp" and head[8:12] in STRANGE_BRANDS:
        return Rough.STRANGE_PICTURE
    return Media.PDF if b"%PDF-" in head[:PDF_WITHIN] else Rough.OTHER


def shown_name(name: str, media: str) -> str:
    """Return a file's name as that of the PDF that is shown of it."""
    if media == Media.PDF:
        return name
    return f"{name.rpartition('.')[0] or name}.pdf"
