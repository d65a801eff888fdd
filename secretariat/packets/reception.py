"""Looking at a file that somebody sends, whatever it is by its content, and writing the clean copy for readers.

Run as a child (see child.py), since a hostile file may take all memory or never end. Office files are only looked
into here; office.py makes their copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from secretariat.packets import archives, cleaning, fitting, inspect, pictures
from secretariat.packets.child import Answer, Job, serve
from secretariat.packets.crew import Crew
from secretariat.packets.parts import Reason
from secretariat.packets.unfit import Unfit
from secretariat.rules.media import IMAGES, PDF_WITHIN, Media, Rough, recognised

MODULE = "secretariat.packets.reception"
PATIENCE = 20.0
MEMORY = 1024
SECONDS = 20
REFUSED = {Rough.OLD_OFFICE: Reason.OLD_OFFICE, Rough.STRANGE_PICTURE: Reason.HEIC, Rough.OTHER: Reason.UNKNOWN}
# What the copy does not have any more, by the word under which a page names it.
REMOVED = {
    "scripts": (Name.JS, Name.JavaScript),
    "actions": (Name.OpenAction, Name.AA),
    "files": (Name.EF, Name.EmbeddedFiles, Name.AF),
    "forms": (Name.XFA,),
    "media": (Name.RichMediaContent, Name.Rendition),
}


@dataclass(frozen=True)
class Verdict:
    """What was found: taken where `reason` is None. pages: of the copy that was written; None: it is yet to come."""

    media: str = ""
    pages: int | None = None
    removed: tuple[str, ...] = ()
    reason: Reason | None = None


def look(path: Path, out: Path) -> Verdict:
    """Look at a file in this process, and write the clean copy of a PDF or a picture."""
    try:
        return looked_at(path, out)
    except Unfit as unfit:
        return Verdict(reason=unfit.reason)
    except (pikepdf.PdfError, RuntimeError) as error:  # the second is what qpdf says of its own limits
        return Verdict(reason=Reason.TOO_HEAVY if inspect.OUT_OF_MEMORY.search(str(error)) else Reason.CORRUPT)
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError):
        # Whatever else we stumble over stands in the file; nothing here depends on anything but it.
        return Verdict(reason=Reason.CORRUPT)


def looked_at(path: Path, out: Path) -> Verdict:
    """Look at a file; raises Unfit."""
    with path.open("rb") as file:
        head = file.read(PDF_WITHIN)
    if not head:
        raise Unfit(Reason.EMPTY)
    found = recognised(head)
    if found in REFUSED:
        raise Unfit(REFUSED[Rough(found)])
    if found == Rough.ZIP:
        return Verdict(archives.looked_into(path))
    if found in IMAGES:
        content, pages = pictures.shown(path, Media(found))
        out.write_bytes(content)
        return Verdict(found, pages)
    return pdf_looked_at(path, out)


def pdf_looked_at(path: Path, out: Path) -> Verdict:
    """Look at a PDF and write its clean copy."""
    with inspect.opened(path) as pdf:
        pages = inspect.countable(pdf)
        removed = tuple(sorted(set(active(pdf))))
        out.write_bytes(fitting.saved(cleaning.cleaned(pdf)))
        return Verdict(Media.PDF, pages, removed)


def active(pdf: Pdf) -> Iterator[str]:
    """Yield words for what is active in a PDF."""
    words = {str(key): word for word, keys in REMOVED.items() for key in keys}
    for thing in [pdf.Root, *pdf.objects]:
        for inner in nested(thing):
            yield from (words[key] for key in inner.keys() if key in words and acts(inner, key))  # noqa: SIM118


def nested(thing: Object, depth: int = 0) -> Iterator[Object]:
    """Yield the dictionaries of an object, itself and those that stand right in it."""
    if depth > cleaning.DEPTH:
        return
    if isinstance(thing, Dictionary | Stream):
        yield thing
        values = [value for _key, value in thing.items()]
    else:
        values = list(thing) if isinstance(thing, Array) else []
    for value in values:
        if isinstance(value, Dictionary | Array) and not value.is_indirect:
            yield from nested(value, depth + 1)


def acts(thing: Object, key: str) -> bool:
    """Tell whether an entry does something; where a PDF opens, and how large, is none of that."""
    if key != Name.OpenAction:
        return True
    opening = thing[key]
    return isinstance(opening, Dictionary) and opening.get(Name.S) != Name.GoTo


def work(job: Job) -> Answer:
    """Look at a job {"path", "out"}; answer {"media", "pages", "removed"} or {"reason"}."""
    found = look(Path(job["path"]), Path(job["out"]))
    if found.reason is not None:
        return {"reason": str(found.reason)}
    return {"media": str(found.media), "pages": found.pages, "removed": list(found.removed)}


def verdict(answer: dict[str, Any]) -> Verdict:
    """Read a child's answer; a child that died or was too slow had a file that is too heavy."""
    if "media" in answer:
        return Verdict(answer["media"], answer["pages"], tuple(answer["removed"]))
    if "reason" in answer:
        return Verdict(reason=Reason(answer["reason"]))
    return Verdict(reason=Reason.CORRUPT if answer["error"] == "failed" else Reason.TOO_HEAVY)


def asked(path: Path, out: Path) -> Answer:
    """Have a child look at a file."""
    with Crew(MODULE, hands=1, patience=PATIENCE) as crew:
        return next(crew.run([{"path": str(path), "out": str(out)}]))[1]


def main() -> None:
    """Serve until there are no more jobs."""
    pikepdf.settings.set_qpdf_limits(flate_max_memory=inspect.UNPACKED, run_length_max_memory=inspect.UNPACKED)
    serve(work, memory=MEMORY, seconds=SECONDS)


if __name__ == "__main__":
    main()
