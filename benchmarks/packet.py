"""How long a packet takes: cold, again, and after one change.

First the demonstration's, for the secretariat; then a large one of about 120 parts: texts of 22 countries on three
pillars with tables, and 34 attached PDFs of 1 to 20 pages.
Run: make bench, or python benchmarks/packet.py.
"""

import json
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pikepdf
from flask_babel import force_locale

from secretariat import clock
from secretariat.app import create_app
from secretariat.cli.prepare import upgrade
from secretariat.database import transaction
from secretariat.embedded import engines
from secretariat.models.packets import Packet
from secretariat.packets.assemble import Edition
from secretariat.packets.build import build
from secretariat.packets.collect import collect
from secretariat.packets.crew import Crew
from secretariat.packets.fragments import Fragments
from secretariat.packets.hands import PRESS
from secretariat.packets.manifest import Manifest
from secretariat.packets.parts import (
    AgendaItem,
    AgendaPart,
    Answer,
    AttachedPdf,
    Contents,
    Cover,
    DeliverableText,
    Money,
    NotIncluded,
    Part,
    Participants,
    Pillar,
    Prose,
    SlipSheet,
    YesNo,
)
from secretariat.packets.typeset import sheet
from secretariat.packets.words import words
from secretariat.queries import meetings
from secretariat.seed import demo
from secretariat.settings import Settings
from secretariat.storage import Folder

PILLARS = [
    Pillar(number=1, title="Addressing root causes"),
    Pillar(number=2, title="Expanding legal pathways"),
    Pillar(number=3, title="Strengthening humane enforcement"),
]
SENTENCE = "The lead countries of the package were consulted and agreed on dates, funds and those who answer for them. "
TABLE = "| Region | Officers trained | Families reached |\n|--|--|--|\n" + "".join(
    f"| Region {row} | {row * 37} | {row * 411} |\n" for row in range(1, 9)
)
EDITION = Edition(
    title="Fifth ministerial meeting: meeting packet",
    head="Fifth ministerial meeting · LAD/MIN.5",
    foot="Los Angeles Declaration on Migration and Protection",
    language="en",
    author="Technical secretariat",
    at=datetime(2025, 9, 8, 14, tzinfo=UTC),
)


def text(country: int, pillar: Pillar) -> DeliverableText:
    name = f"Country {country:02}"
    return DeliverableText(
        id=f"deliverable/{pillar.number}/{country}",
        title=f"Contribution under pillar {pillar.numeral}",
        under=(pillar.title, name),
        pillar=pillar,
        country=name,
        language="en",
        facts=(("Symbol", f"LAD/MIN.5/CALL.{pillar.number}/{country:03}"), ("Submitted", "8 September 2025")),
        answers=(
            Answer(label="Summary", value=f"{name} reports on {4 + country % 5} measures."),
            Answer(label="What was done?", value=Prose(markdown=f"{SENTENCE * 5}\n\n{TABLE}\n\n{SENTENCE * 4}")),
            Answer(label="Amount committed", value=Money(amount=Decimal(country * 125_000), currency="USD")),
            Answer(label="Will it be renewed?", value=YesNo(yes=country % 3 > 0, explanation=SENTENCE)),
        ),
        sha256=f"{country:064x}",
    )


def parts(attached: list[Path]) -> list[Part]:
    front: list[Part] = [
        Cover(id="cover", title="Fifth ministerial meeting", body="Los Angeles Declaration", seat=3),
        Contents(id="contents", title="Contents"),
        AgendaPart(
            id="agenda",
            title="Provisional agenda",
            items=tuple(AgendaItem(number=str(n), title=f"Item {n}", minutes=20, starts="09:00") for n in range(1, 25)),
        ),
        Participants(id="participants", title="List of participants"),
        *(SlipSheet(id=f"slip/{n}", number=str(n), title=f"Item {n}") for n in range(1, 13)),
    ]
    files = iter(attached)
    for pillar in PILLARS:
        for country in range(1, 23):
            one = text(country, pillar)
            front.append(one)
            if country % 2 and (path := next(files, None)):
                front.append(
                    AttachedPdf(
                        id=f"attachment/{pillar.number}/{country}",
                        title=path.name,
                        under=(*one.under, one.title),
                        pillar=pillar,
                        fetch=partial(nullcontext, path),
                        name=path.name,
                    )
                )
    return [*front, NotIncluded(id="not-included", title="Not included, and why")]


def attachments(folder: Path, count: int) -> list[Path]:
    """Print PDFs of 1 to 20 pages, such as countries attach."""
    paths = [folder / f"report-{number:02}.pdf" for number in range(count)]
    jobs = []
    for number, path in enumerate(paths):
        long = "\n\n".join([SENTENCE * 12] * (1 + number * 37 % 20) * 3)
        part = replace(text(number, PILLARS[0]), answers=(Answer(label="Report", value=Prose(markdown=long)),))
        data = json.dumps(sheet(part, words(), "en").data)
        jobs.append({"sheet": "deliverable", "data": data, "out": str(path), "tagged": number % 2 == 0})
    with Crew(PRESS) as crew:
        assert not any("error" in answer for _, answer in crew.run(jobs))
    for path in paths:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            del pdf.pages[0]
            pdf.save(path)
    return paths


def timed(name: str, make: Callable[[], Manifest]) -> Manifest:
    before, start = cpu(), time.perf_counter()
    manifest = make()
    wall = time.perf_counter() - start
    print(
        f"{name:<22} {wall:6.2f} s   processor {cpu() - before:5.2f} s   {len(manifest.parts)} parts, "
        f"{manifest.pages} pages, {manifest.size / 1e6:.1f} MB"
    )
    return manifest


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        print("the demonstration's packet")
        of_the_demo(Path(name))
        print("a large one")
        everything = parts(attachments(Path(name), 34))
        measure(Path(name, "large"), everything, EDITION)


def of_the_demo(folder: Path) -> None:
    with engines(folder / "instance") as urls:
        settings = Settings.read({"DEMO": "1", "INSTANCE": str(folder / "instance")} | urls.environ())
        upgrade(settings)
        with create_app(settings).app_context(), force_locale("en"):
            with transaction():
                demo.load(settings)
            with transaction(keep=False):
                meeting = meetings.by_slug("fifth-ministerial")
                packet = Packet(meeting=meeting, language="en", audience="secretariat")
                collected = collect(packet, at=clock.now(), storage=Folder(settings.storage))
            measure(folder / "demo", collected.parts, collected.edition)


def measure(folder: Path, everything: Sequence[Part], edition: Edition) -> None:
    """Bind the parts cold, again, and with the first text changed."""
    folder.mkdir()

    def make(parts_now: Sequence[Part]) -> Manifest:
        out = folder / "packet.pdf"
        return build(parts_now, words=words(), edition=edition, fragments=Fragments(folder / "fragments"), out=out)

    timed("cold", lambda: make(everything))
    timed("again, nothing new", lambda: make(everything))
    place = next(n for n, one in enumerate(everything) if isinstance(one, DeliverableText))
    changed = replace(everything[place], answers=(Answer(label="Summary", value="Shorter now."),))
    timed("after one change", lambda: make([*everything[:place], changed, *everything[place + 1 :]]))


if __name__ == "__main__":
    main()
