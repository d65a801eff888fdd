"""Looking at a PDF that somebody sent: whether it can be bound, and how many pages it has.

Run as a child (see child.py), since a hostile file may take all memory or never end. Asked to, it also writes
the copy that will be bound: cleaned and fitted to the sheet.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Pdf

from secretariat.packets import cleaning, fitting, fragments
from secretariat.packets.child import Answer, Job, serve
from secretariat.packets.parts import Reason, file_hash
from secretariat.packets.unfit import Unfit

MOST_PAGES = 2000
MEMORY = 1024
UNPACKED = 256 * 1024 * 1024  # bytes that one stream may unpack into
OUT_OF_MEMORY = re.compile("bad_alloc|memory limit")
SECONDS = 600
# Viewers accept the mark anywhere in the first kilobyte; so does qpdf.
HEAD = 1024


@dataclass(frozen=True)
class Verdict:
    """What a PDF is fit for: bound where `reason` is None. pages: how many it has, where that is known."""

    pages: int = 0
    reason: Reason | None = None


def look(path: Path, *, sha256: str = "", out: Path | None = None) -> Verdict:
    """Look at a file in this process; where `out` is given, write there the copy to be bound."""
    try:
        head(path, sha256)
        with opened(path) as pdf:
            pages = countable(pdf)
            copy = prepared(pdf)
            if out is not None:
                fragments.put(out, copy)
            return Verdict(pages)
    except Unfit as unfit:
        return Verdict(reason=unfit.reason)
    except pikepdf.PdfError as error:
        return Verdict(reason=Reason.TOO_HEAVY if OUT_OF_MEMORY.search(str(error)) else Reason.CORRUPT)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError, ArithmeticError):
        # Whatever else we stumble over stands in the file; nothing here depends on anything but it.
        return Verdict(reason=Reason.CORRUPT)


def head(path: Path, sha256: str) -> None:
    """Refuse what can be refused before it is parsed."""
    try:
        with path.open("rb") as file:
            start = file.read(HEAD)
    except OSError:
        raise Unfit(Reason.MISSING) from None
    if not start:
        raise Unfit(Reason.EMPTY)
    if sha256 and file_hash(path) != sha256:
        raise Unfit(Reason.CHANGED)
    if b"%PDF-" not in start:
        raise Unfit(Reason.NOT_PDF)


def opened(path: Path) -> Pdf:
    """Open a PDF; one that was cut off is not mended, since nobody would see what is missing."""
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unfit(Reason.ENCRYPTED) from None
    except pikepdf.PdfError:
        raise Unfit(Reason.CORRUPT) from None
    if pdf.get_warnings() and not whole(path):
        pdf.close()
        raise Unfit(Reason.CORRUPT)
    return pdf


def whole(path: Path) -> bool:
    """Tell whether a PDF has its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - HEAD))
        return b"%%EOF" in file.read()


def countable(pdf: Pdf) -> int:
    """Return the number of pages; refuse none and too many."""
    pages = len(pdf.pages)
    if pages == 0:
        raise Unfit(Reason.NO_PAGES)
    if pages > MOST_PAGES:
        raise Unfit(Reason.TOO_LONG)
    return pages


def prepared(pdf: Pdf) -> bytes:
    """Return the copy that is bound: without anything active, fitted to the sheet, tagged as far as it was."""
    return fitting.saved(fitting.fitted(cleaning.cleaned(pdf)))


def work(job: Job) -> Answer:
    """Look at a job {"path", "sha256", "out"}; answer {"pages"} or {"reason"}."""
    verdict = look(Path(job["path"]), sha256=job["sha256"], out=Path(job["out"]) if job["out"] else None)
    return {"pages": verdict.pages} if verdict.reason is None else {"reason": str(verdict.reason)}


def verdict(answer: dict[str, Any]) -> Verdict:
    """Read a child's answer; a child that died or was too slow had a file that is too heavy."""
    if "pages" in answer:
        return Verdict(answer["pages"])
    if "reason" in answer:
        return Verdict(reason=Reason(answer["reason"]))
    return Verdict(reason=Reason.CORRUPT if answer["error"] == "failed" else Reason.TOO_HEAVY)


def main() -> None:
    """Serve until there are no more jobs."""
    pikepdf.settings.set_qpdf_limits(flate_max_memory=UNPACKED, run_length_max_memory=UNPACKED)
    serve(work, memory=MEMORY, seconds=SECONDS)


if __name__ == "__main__":
    main()
