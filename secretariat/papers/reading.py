"""Reading a form that came back, a Word document or a plain text: a stranger's file, so a child does it."""

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from secretariat.packets import archives
from secretariat.packets.child import Answer, Job, serve
from secretariat.packets.crew import Crew
from secretariat.packets.parts import Reason
from secretariat.packets.unfit import Unfit
from secretariat.papers import document, marks, outside, plain
from secretariat.rules.media import PDF_WITHIN, Media, Rough, recognised

MODULE = "secretariat.papers.reading"
MEMORY = 768
SECONDS = 15
PATIENCE = 15.0
LONGEST = 2 * 1024 * 1024  # bytes of a plain text
MOST_BOXES = 3000
DOCUMENT = "word/document.xml"


def asked(path: Path, printed: Iterable[str] = ()) -> Answer:
    """Have a child read a form; it answers {"code", "texts"} or {"reason"}. printed: lines that the form bore."""
    with Crew(MODULE, hands=1, patience=PATIENCE) as crew:
        answer = next(crew.run([{"path": str(path), "printed": sorted(printed)}]))[1]
    return {"reason": str(Reason.CORRUPT)} if "error" in answer else answer


def work(job: Job) -> Answer:
    """Read a job {"path", "printed"}."""
    try:
        text, texts = read(Path(job["path"]), frozenset(job["printed"]))
    except Unfit as unfit:
        return {"reason": str(unfit.reason)}
    return {"code": plain.code_of(text), "texts": texts}


def read(path: Path, printed: frozenset[str]) -> tuple[str, dict[str, str]]:
    """Return all words of a form, and what stands in its boxes. Raises Unfit."""
    with path.open("rb") as file:
        head = file.read(PDF_WITHIN)
    if not head:
        raise Unfit(Reason.EMPTY)
    found = recognised(head)
    if found == Rough.ZIP:
        return word(path, printed)
    if found != Rough.OTHER:
        raise Unfit(Reason.UNKNOWN)
    if path.stat().st_size > LONGEST:
        raise Unfit(Reason.TOO_HEAVY)
    text = decoded(path.read_bytes())
    texts = dict(list(plain.read(text, printed).items())[:MOST_BOXES])
    said = outside.of(text, printed)
    return text, plain.with_nobodys(texts, [*said.between, *said.above, *said.below])


def decoded(content: bytes) -> str:
    """Return a text in whichever encoding an editor has saved it."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def word(path: Path, printed: frozenset[str]) -> tuple[str, dict[str, str]]:
    """Read a Word document: by its content controls, and where a program has lost them by the names in brackets."""
    if archives.looked_into(path) != Media.DOCX:
        raise Unfit(Reason.UNKNOWN)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with ZipFile(path) as archive:
        root = etree.fromstring(archive.read(DOCUMENT), parser)
    texts, nobodys = document.read(root, printed)
    kept = dict(list(texts.items())[:MOST_BOXES])
    return "\n".join(marks.lines(root)), plain.with_nobodys(kept, nobodys)


if __name__ == "__main__":
    serve(work, memory=MEMORY, seconds=SECONDS)
