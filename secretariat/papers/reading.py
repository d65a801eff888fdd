"""Reading a form that came back, a Word document or a plain text: a stranger's file, so a child does it."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from secretariat.packets import archives
from secretariat.packets.child import Answer, Job, serve
from secretariat.packets.crew import Crew
from secretariat.packets.parts import Reason
from secretariat.packets.unfit import Unfit
from secretariat.papers import plain
from secretariat.rules.media import PDF_WITHIN, Media, Rough, recognised

MODULE = "secretariat.papers.reading"
MEMORY = 768
SECONDS = 15
PATIENCE = 15.0
LONGEST = 2 * 1024 * 1024  # bytes of a plain text
MOST_BOXES = 3000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
BLANK = "\u2002\u00a0 \t"
HEADINGS = ("heading", "title", "ttulo", "titre", "überschrift")


def asked(path: Path) -> Answer:
    """Have a child read a form; it answers {"code", "texts"} or {"reason"}."""
    with Crew(MODULE, hands=1, patience=PATIENCE) as crew:
        answer = next(crew.run([{"path": str(path)}]))[1]
    return {"reason": str(Reason.CORRUPT)} if "error" in answer else answer


def work(job: Job) -> Answer:
    """Read a job {"path"}."""
    path = Path(job["path"])
    try:
        text, texts = read(path)
    except Unfit as unfit:
        return {"reason": str(unfit.reason)}
    kept = dict(list(texts.items())[:MOST_BOXES])
    return {"code": plain.code_of(text), "texts": kept}


def read(path: Path) -> tuple[str, dict[str, str]]:
    """Return all words of a form, and what stands in its boxes. Raises Unfit."""
    with path.open("rb") as file:
        head = file.read(PDF_WITHIN)
    if not head:
        raise Unfit(Reason.EMPTY)
    found = recognised(head)
    if found == Rough.ZIP:
        return word(path)
    if found != Rough.OTHER:
        raise Unfit(Reason.UNKNOWN)
    if path.stat().st_size > LONGEST:
        raise Unfit(Reason.TOO_HEAVY)
    text = decoded(path.read_bytes())
    return text, plain.read(text)


def decoded(content: bytes) -> str:
    """Return a text in whichever encoding an editor has saved it."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def word(path: Path) -> tuple[str, dict[str, str]]:
    """Read a Word document: by its content controls, and where a program has lost them by the names in brackets."""
    if archives.looked_into(path) != Media.DOCX:
        raise Unfit(Reason.UNKNOWN)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with ZipFile(path) as archive:
        root = etree.fromstring(archive.read(DOCUMENT), parser)
    text = "\n".join(lines(root))
    tagged = {name: value for one in root.iter(f"{W}sdt") for name, value in [boxed(one)] if name}
    return text, plain.read(text) | tagged


def boxed(control: etree._Element) -> tuple[str, str]:
    """Return the name of a content control, and what stands in it; '' where that is only its placeholder."""
    facts, inside = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    tag = facts.find(f"{W}tag") if facts is not None else None
    if facts is None or tag is None or inside is None:
        return "", ""
    name = tag.get(f"{W}val", "")
    text = "\n".join(paragraph_lines(inside)) if inside.find(f"{W}p") is not None else said(inside)
    shown = facts.find(f"{W}showingPlcHdr") is not None and not text.strip(BLANK)
    return name, "" if shown else text.strip("\n" + BLANK)


def paragraph_lines(inside: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of a box; a list is written as people type one."""
    for paragraph in inside.iter(f"{W}p"):
        listed = paragraph.find(f"{W}pPr/{W}numPr") is not None
        yield ("- " if listed else "") + said(paragraph)


def lines(root: etree._Element) -> Iterator[str]:
    """Yield all paragraphs of a document; a heading is marked as the plain form marks one."""
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        heading = style is not None and style.get(f"{W}val", "").lower().startswith(HEADINGS)
        yield ("=== " if heading else "") + said(paragraph).replace("\u2002", "")


def said(element: etree._Element) -> str:
    """Return the words of an element, with its line breaks; what was deleted under review is left out."""
    pieces = element.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab")
    return "".join({f"{W}t": one.text or "", f"{W}tab": "\t"}.get(one.tag, "\n") for one in pieces)


if __name__ == "__main__":
    serve(work, memory=MEMORY, seconds=SECONDS)
