"""Reading packets as a person's programs do, and making the PDFs that people attach."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from secretariat.packets.assemble import Edition
from secretariat.packets.build import build
from secretariat.packets.fragments import Fragments
from secretariat.packets.manifest import Manifest
from secretariat.packets.parts import (
    AgendaItem,
    AgendaPart,
    Answer,
    AttachedPdf,
    Contents,
    Cover,
    DeliverableText,
    Part,
    Participants,
    Pillar,
    Prose,
    SlipSheet,
)
from secretariat.packets.words import words

AT = datetime(2025, 9, 8, 14, tzinfo=UTC)
PILLAR = Pillar(number=2, title="Expanding legal pathways")
EDITION = Edition(
    title="Fifth ministerial meeting: meeting packet",
    head="Fifth ministerial meeting · LAD/MIN.5",
    foot="Los Angeles Declaration",
    language="en",
    author="Technical secretariat",
    at=AT,
)


def run(*command: str | Path) -> str:
    """Return what a program of poppler or qpdf says; fail where it does."""
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=60)
    return done.stdout.decode(errors="replace")


def text(pdf: Path, page: int | None = None) -> str:
    """Return the text of a page, counted from 1, or of all, with single spaces."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    return " ".join(run("pdftotext", "-layout", *pages, pdf, "-").split())


def struct(pdf: Path) -> str:
    """Return the structure tree as poppler reads it."""
    return run("pdfinfo", "-struct-text", pdf)


def bookmarks(pdf: Path) -> list[tuple[int, str, int]]:
    """Return depth, title and page (from 1) of every bookmark."""
    with pikepdf.open(pdf) as opened, opened.open_outline() as outline:
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages, 1)}

        def walk(items: list[OutlineItem], depth: int) -> Iterator[tuple[int, str, int]]:
            for item in items:
                yield depth, item.title, pages[item.destination[0].objgen]
                yield from walk(item.children, depth + 1)

        return list(walk(outline.root, 0))


def numbers(pdf: Path) -> list[str]:
    """Return the number that each page bears."""
    with pikepdf.open(pdf) as opened:
        total = len(opened.pages)
    return [(re.findall(r"Page \d+ of \d+", text(pdf, page)) or [""])[-1] for page in range(1, total + 1)]


def make(parts: list[Part], folder: Path, **changes: object) -> Manifest:
    """Build a packet as folder/packet.pdf, with its fragments beside it."""
    given = {
        "words": words(),
        "edition": EDITION,
        "fragments": Fragments(folder / "fragments"),
        "out": folder / "packet.pdf",
    }
    return build(parts, **given | changes)


def front() -> list[Part]:
    """Return what every packet begins with."""
    return [
        Cover(id="cover", title="Fifth ministerial meeting", body="Los Angeles Declaration", when="23 October 2025"),
        Contents(id="contents", title="Contents"),
        AgendaPart(
            id="agenda",
            title="Provisional agenda",
            symbol="LAD/MIN.5/AG.1",
            items=(AgendaItem(number="1", title="Opening", minutes=10, starts="09:00", presenter="Colombia"),),
        ),
        Participants(id="participants", title="List of participants"),
        SlipSheet(id="pillar/2", title=PILLAR.title, pillar=PILLAR),
    ]


def deliverable(country: str = "Peru", markdown: str = "Two measures were taken.", **facts: object) -> DeliverableText:
    """Return a country's text under the second pillar."""
    given = {
        "id": f"deliverable/{country}",
        "title": "Contribution",
        "symbol": "LAD/MIN.5/CALL.1",
        "under": (PILLAR.title, country),
        "pillar": PILLAR,
        "country": country,
        "language": "es",
        "answers": (Answer(label="What was done?", value=Prose(markdown=markdown)),),
    }
    return DeliverableText(**given | facts)


def attachment(path: Path, country: str = "Peru", **facts: object) -> AttachedPdf:
    """Return a file that hangs below a country's text."""
    given = {
        "id": f"attachment/{path.stem}",
        "title": path.stem,
        "under": (PILLAR.title, country, "Contribution"),
        "pillar": PILLAR,
        "fetch": partial(nullcontext, path),
        "name": path.name,
    }
    return AttachedPdf(**given | facts)


def pdf(path: Path, pages: int = 1, change: Callable[[Pdf], None] | None = None, **page: object) -> Path:
    """Write a PDF such as people send: `pages` pages that say 'Body n', with what `page` says of each."""
    with pikepdf.new() as made:
        font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(1, pages + 1):
            body = f"BT /F 24 Tf 100 100 Td (Body {number}) Tj ET".encode()
            facts = {"MediaBox": Array([0, 0, 595, 842]), "Resources": Dictionary(Font=Dictionary(F=font))} | page
            sheet = Dictionary(Type=Name.Page, Contents=made.make_stream(body), **facts)
            made.pages.append(pikepdf.Page(made.make_indirect(sheet)))
        if change:
            change(made)
        made.save(path, deterministic_id=True)
    return path
