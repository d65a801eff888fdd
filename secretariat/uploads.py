"""Receiving a file: kept by its hash, looked at in a child process, refused with a reason a person can act on."""

import re
import unicodedata
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from secretariat import formats
from secretariat.errors import Refused, TooLarge
from secretariat.models.files import StoredFile
from secretariat.packets import inspect
from secretariat.packets.crew import Crew
from secretariat.packets.parts import Reason
from secretariat.pages import language, settings
from secretariat.storage import Folder
from secretariat.workflow import files

LONGEST_NAME = 150
UNSAFE = re.compile(r'[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]')
PATIENCE = 20.0


def receive(upload: FileStorage, *, field: str, at: datetime) -> StoredFile:
    """Keep an uploaded PDF and return its row. Raises Refused, naming the field, or StorageFull."""
    storage = Folder(settings().storage)
    limit = settings().upload_limit
    try:
        kept = storage.put(upload.stream, limit=limit)
    except TooLarge:
        most = formats.size(limit, language())
        raise Refused(_("This file is larger than %(most)s. Send it in parts.", most=most), field=field) from None
    with Crew("secretariat.packets.inspect", hands=1, patience=PATIENCE) as crew:
        jobs = [{"path": str(storage.path(kept.sha256)), "sha256": "", "out": ""}]
        verdict = inspect.verdict(next(crew.run(jobs))[1])
    if verdict.reason is not None:
        raise Refused(sentence(verdict.reason), field=field)
    return files.record(kept, media_type="application/pdf", pages=verdict.pages, at=at)


def sentence(reason: Reason) -> str:
    """Say why a file was not taken, and what to do."""
    known = {
        Reason.EMPTY: _("The file is empty (0 bytes). Choose the one that you mean."),
        Reason.NOT_PDF: _("This is not a PDF, whatever its name says. Save or print it as PDF and choose that."),
        Reason.ENCRYPTED: _("This PDF is locked with a password. Save a copy without the password and choose that."),
        Reason.CORRUPT: _("This PDF is damaged and cannot be opened. Save it once more and choose the new copy."),
        Reason.NO_PAGES: _("This PDF has no pages."),
        Reason.TOO_LONG: _("This PDF has more than %(most)s pages; send it in parts.", most=inspect.MOST_PAGES),
        Reason.TOO_HEAVY: _("This PDF takes too long to read. Print it as a new PDF and choose that."),
    }
    return known.get(reason, _("This file cannot be read. Save it once more and choose the new copy."))


def plain_name(name: str | None) -> str:
    """Return a file's name without folders, control characters and excess length; never empty (ASVS 5.4.2)."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name or ""))[-1]
    clean = UNSAFE.sub("", last).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not stem:
        stem, dot, ending = clean, "", ""
    return (stem[: LONGEST_NAME - len(ending) - 1] + dot + ending)[:LONGEST_NAME] or "file.pdf"
