"""Receiving a file: looked at in a child process before it is kept, refused with a reason a person can act on."""

import re
import unicodedata
from datetime import datetime
from typing import IO

from flask_babel import gettext as _

from secretariat import formats
from secretariat.errors import Refused, StorageFull, TooLarge
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Attachment, Deliverable
from secretariat.models.files import PartialUpload, Shown, StoredFile
from secretariat.models.people import User
from secretariat.packets import inspect, pictures, reception, signatures
from secretariat.packets.parts import Reason
from secretariat.pages import language, settings
from secretariat.rules import clearances, media
from secretariat.storage import store_at
from secretariat.storage.parts import parts_at
from secretariat.workflow import deliverables, files, handing, pieces

LONGEST_NAME = 150
UNSAFE = re.compile(r'[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]')


def receive(stream: IO[bytes], *, field: str, at: datetime) -> StoredFile:
    """Keep a file and the clean copy of it; return its row. Raises Refused, naming the field, or StorageFull.

    Nothing of a file that is not taken stays on the disk.
    """
    storage = store_at(settings().storage)
    limit = settings().upload_limit
    try:
        with storage.candidate(stream, limit=limit) as candidate, storage.scratch() as copy:
            answer = reception.asked(candidate.path, copy)
            if answer.get("error") == "disk":
                raise StorageFull
            verdict = reception.verdict(answer)
            if verdict.reason is not None:
                raise Refused(sentence(verdict.reason), field=field)
            shown = storage.put_file(copy) if verdict.pages is not None else None
            kept = storage.keep(candidate)
    except TooLarge:
        raise Refused(too_large(limit), field=field) from None
    return files.record_sent(kept, shown, verdict, at=at)


def finish(
    row: PartialUpload, deliverable: Deliverable, field: CallField, *, by: User, at: datetime, real: datetime
) -> Refused | None:
    """Attach a file that has come whole in pieces; return why it is not taken, its pieces being forgotten.

    at: of the house; real: of the machine, by which pieces grow old.
    """
    place = settings().storage
    try:
        with parts_at(place).open(row.token) as stream:
            file = receive(stream, field=field.key, at=at)
    except Refused as error:
        pieces.give_up(row, place=place)
        return error
    deed = handing.right(deliverable, field, by=by, at=at)
    deliverables.attach(deliverable, field, file, name=row.name, by=by, at=at, deed=deed)
    pieces.end(row, at=real, place=place)
    return None


def code_on(picture: StoredFile) -> str | None:
    """Return the code of the sheet that a picture shows, or None where none can be read."""
    with store_at(settings().storage).local(picture.sha256) as path:
        return clearances.seen(signatures.read_codes(path))


def too_large(limit: int) -> str:
    """Say how large a file may be."""
    return _("This file is larger than %(most)s. Send it in parts.", most=formats.size(limit, language()))


def sentence(reason: Reason) -> str:
    """Say why a file was not taken, and what to do."""
    known = {
        Reason.EMPTY: _("The file is empty (0 bytes). Choose the one that you mean."),
        Reason.ENCRYPTED: _("This file is locked with a password. Save a copy without the password and choose that."),
        Reason.CORRUPT: _("This file is damaged and cannot be opened. Save it once more and choose the new copy."),
        Reason.NO_PAGES: _("This PDF has no pages."),
        Reason.TOO_LONG: _("This file has more than %(most)s pages; send it in parts.", most=inspect.MOST_PAGES),
        Reason.TOO_HEAVY: _("This file takes too long to read. Print it as a new PDF and choose that."),
        **of_other_kinds(),
    }
    return known.get(reason, _("This file cannot be read. Save it once more and choose the new copy."))


def of_a_form(reason: Reason) -> str:
    """Say why a form that came back cannot be read."""
    if reason == Reason.UNKNOWN:
        return _("This is neither the Word document (.docx) nor the text. Save it as one of these and send it again.")
    return sentence(reason)


def of_other_kinds() -> dict[Reason, str]:
    """Return what is said of pictures and Office files, and of what is neither."""
    pixels = pictures.MOST_PIXELS // 1_000_000
    return {
        Reason.UNKNOWN: _(
            "This is no PDF, picture or Office file, whatever its name says. Save or print it as PDF and choose that."
        ),
        Reason.OLD_OFFICE: _(
            "This is an Office file of before 2007, or one with a password. Save it as .docx, .xlsx, .pptx or PDF, "
            "without a password, and choose that."
        ),
        Reason.HEIC: _("This picture is of a kind that is not taken (AVIF, or a moving one). Save it as JPEG or PDF."),
        Reason.TOO_MANY_PIXELS: _("This picture has more than %(most)s million points. Save it smaller.", most=pixels),
        Reason.ARCHIVE: _("This file is packed as no Office program packs it. Save it once more, or as PDF."),
        Reason.MACROS: _("This file holds macros. Save it without macros (.docx, .xlsx, .pptx), or as PDF."),
        Reason.OUTSIDE: _(
            "This file fetches something from outside when it is opened: a linked picture, a field or a link to "
            "another file. Save it as PDF and choose that."
        ),
        Reason.EMBEDDED: _("This file holds another file or program inside. Save it as PDF and choose that."),
        Reason.ENTITIES: _("This file was not written by an Office program. Save it as PDF and choose that."),
    }


def plain_name(name: str | None) -> str:
    """Return a file's name without folders, control characters and excess length; never empty (ASVS 5.4.2)."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name or ""))[-1]
    clean = UNSAFE.sub("", last).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not stem:
        stem, dot, ending = clean, "", ""
    return (stem[: LONGEST_NAME - len(ending) - 1] + dot + ending)[:LONGEST_NAME] or "file.pdf"


def clean(attachment: Attachment) -> StoredFile | None:
    """Return what somebody outside gets of a file: the clean copy, and never what was received; None without one."""
    file = attachment.file
    return file.given if file.shown_state in {Shown.AS_IS, Shown.READY} else None


def for_readers(attachment: Attachment) -> tuple[StoredFile, str]:
    """Return what readers get of a file, and its name. Raises Refused while it is still being made ready."""
    file = attachment.file
    waits = file.shown_state == Shown.WAITING
    if waits or (file.shown_state == Shown.IMPOSSIBLE and file.media_type not in media.OFFICE):
        raise Refused(_("This file is still being made ready to read. Try again in a minute."))
    ready = file.shown_state == Shown.READY
    return file.given, media.shown_name(attachment.name, file.media_type) if ready else attachment.name
