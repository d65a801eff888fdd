"""What every page bears: the running head, its number, and on a pillar's pages a tab at the edge.

The stamps are one PDF of as many pages, printed by Typst, each drawn below its page as an artifact: screen
readers pass over it. It is drawn first, so that nothing in a stranger's page can move it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from secretariat.packets.fitting import around, turned
from secretariat.packets.parts import Cover, Part
from secretariat.packets.words import Words

HALF_LINE, FOOT = 58, 88  # letters that find room beside each other at the head, and beside the number
TURNS = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 {w} 0", 180: "-1 0 0 -1 {w} {h}", 270: "0 -1 1 0 0 {h}"}


@dataclass(frozen=True)
class PageSize:
    """Width and height of a page as it is looked at, in points, and by how much it is turned."""

    width: float
    height: float
    turn: int


def size(page: Page) -> PageSize:
    """Return the size of a page as it is looked at."""
    box = [float(number) for number in page.mediabox]
    turn = turned(page)
    width, height = around((box[2] - box[0], box[3] - box[1]), turn)
    return PageSize(width, height, turn)


def lines(bound: list[tuple[Part, list[PageSize]]], *, head: str, foot: str, words: Words) -> Iterator[dict[str, Any]]:
    """Yield what each page bears. The cover has no running head, since it says it all."""
    total = sum(len(sizes) for _, sizes in bound)
    number = 0
    for part, sizes in bound:
        named = "" if isinstance(part, Cover) else head
        for one in sizes:
            number += 1
            yield {
                "width": round(one.width, 3),
                "height": round(one.height, 3),
                "left": short(named),
                "right": short(name(part)),
                "foot": short(foot, FOOT),
                "number": words["page_of"] % {"page": number, "total": total},
                "pillar": {"number": part.pillar.number, "numeral": part.pillar.numeral} if part.pillar else None,
            }


def name(part: Part) -> str:
    """Return how a part is called at the head of its pages: with the title right above it, such as a country's."""
    above = part.under[-1:] if len(part.under) > 1 else ()
    return " · ".join([*above, part.called])


def short(text: str, most: int = HALF_LINE) -> str:
    """Cut a text at a word where it is too long for the line."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut) + "…"


def stamp(pdf: Pdf, page: Page, form: Object) -> None:
    """Draw a stamp below a page. Resources are copied first: pages of one source may share them."""
    resources = Dictionary(dict(page.obj.get(Name.Resources, Dictionary()).items()))
    drawings = Dictionary(dict(resources.get(Name.XObject, Dictionary()).items()))
    drawings.PacketStamp = form
    resources.XObject = drawings
    page.obj.Resources = resources
    place = size(page)
    width, height = around((place.width, place.height), place.turn)
    turn = TURNS[place.turn].format(w=f"{width:.3f}", h=f"{height:.3f}")
    drawing = f"/Artifact <</Type /Pagination>> BDC q {turn} cm /PacketStamp Do Q EMC\n"
    below = page.obj.get(Name.Contents, Array())
    streams = list(below) if isinstance(below, Array) else [below]
    page.obj.Contents = Array([pdf.make_stream(drawing.encode()), *streams])
