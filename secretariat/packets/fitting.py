"""Fitting a stranger's pages to the sheet, so that a running head and a number find room on each.

A page stands on A4 unless it would have to shrink below four fifths; then it keeps its size and shrinks only by
the margins. It is never enlarged. Its turn is kept, so notes of viewers stay where they are.
"""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import pikepdf
from pikepdf import Array, Name, Object, Page, Pdf

from secretariat.packets import tags
from secretariat.packets.cleaning import contents, readable
from secretariat.packets.graft import Binding

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
# Of the sheet as it is looked at: top, right, bottom, left. The head and the number stand inside.
MARGINS = (13.5 * MM, 7 * MM, 11.5 * MM, 7 * MM)
LEAST_SCALE = 0.8
UPRIGHT = 0.5 * MM  # pages that are square but for a rounding error stand upright
Sides = tuple[float, float, float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in a page's own coordinates, in points."""

    x: float
    y: float
    width: float
    height: float


def fitted(pdf: Pdf) -> Pdf:
    """Return the same PDF, each page on its sheet, and tagged."""
    tagged = Name.StructTreeRoot in pdf.Root
    marks = [fit(pdf, page, tagged=tagged) for page in pdf.pages]
    if not tagged:
        tags.plant(pdf, marks)
    return pdf


def saved(pdf: Pdf) -> bytes:
    """Return the pages, tags and layers alone, as a file."""
    binding = Binding()
    binding.append(pdf)
    content = BytesIO()
    with binding.close() as own:
        readable(own)
        own.save(content, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return content.getvalue()


def fit(pdf: Pdf, page: Page, *, tagged: bool) -> int:
    """Put a page on its sheet; return the number of the mark around its content, where it got one."""
    turn, box = turned(page), visible(page)
    unit = float(page.obj.get(Name.UserUnit, 1))
    sheet, scale = paper(*around((box.width * unit, box.height * unit), turn))
    width, height = around(sheet, turn)
    top, right, bottom, left = against(MARGINS, turn)
    scale *= unit
    dx = left + (width - left - right - scale * box.width) / 2 - scale * box.x
    dy = bottom + (height - top - bottom - scale * box.height) / 2 - scale * box.y
    streams = contents(page.obj)
    mark = 0 if tagged else tags.free_mark(streams)
    before, after = wrapping(box, (scale, dx, dy), None if tagged else mark)
    page.obj.Contents = Array([pdf.make_stream(before), *streams, pdf.make_stream(after)])
    # Both boxes are written, since a page may inherit either.
    page.obj.MediaBox = Array([0, 0, points(width), points(height)])
    page.obj.CropBox = page.obj.MediaBox
    if Name.UserUnit in page.obj:
        del page.obj[Name.UserUnit]
    for link in page.obj.get(Name.Annots, Array()):
        move(link, scale, dx, dy)
    return mark


def wrapping(box: Box, place: tuple[float, float, float], mark: int | None) -> tuple[bytes, bytes]:
    """Return what stands before and after a page's content: its place, its window, and its mark."""
    scale, dx, dy = place
    before = (
        f"q {scale:.5f} 0 0 {scale:.5f} {dx:.3f} {dy:.3f} cm "
        f"{box.x:.3f} {box.y:.3f} {box.width:.3f} {box.height:.3f} re W n\n"
    )
    if mark is None:
        return before.encode(), b"\nQ\n"
    return f"/P <</MCID {mark}>> BDC {before}".encode(), b"\nQ EMC\n"


def turned(page: Page) -> int:
    """Return by how much a page is turned clockwise: 0, 90, 180 or 270 degrees."""
    return int(page.rotation or 0) % 360 // 90 * 90


def visible(page: Page) -> Box:
    """Return the part of a page that is seen. A box that is empty or turned inside out is put right."""
    left, bottom, right, top = edges(page.mediabox)
    inner = edges(page.cropbox)
    left, bottom = max(left, inner[0]), max(bottom, inner[1])
    right, top = min(right, inner[2]), min(top, inner[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = edges(page.mediabox)
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = 0, 0, *A4
    return Box(left, bottom, right - left, top - bottom)


def edges(box: Object) -> Sides:
    """Return left, bottom, right and top of a box, whichever corners it names."""
    a, b, c, d = (float(number) for number in box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def around(size: tuple[float, float], turn: int) -> tuple[float, float]:
    """Return width and height as they are after a turn, or before it."""
    return (size[1], size[0]) if turn in {90, 270} else size


def against(sides: Sides, turn: int) -> Sides:
    """Return the sides of a sheet as it is looked at (top, right, bottom, left) as sides of the page below."""
    steps = turn // 90
    # A quarter turn clockwise brings the page's left side to the top, so its top comes from what was the right.
    return (*sides[steps:], *sides[:steps])  # type: ignore[return-value]


def paper(width: float, height: float) -> tuple[tuple[float, float], float]:
    """Return the sheet for a page of a size as it is looked at, and the scale of the page on it."""
    a4 = A4 if height >= width - UPRIGHT else (A4[1], A4[0])
    scale = scaled(width, height, a4)
    if scale >= LEAST_SCALE:
        return a4, scale
    own = (max(width, A4[0]), max(height, A4[0]))
    return own, scaled(width, height, own)


def scaled(width: float, height: float, sheet: tuple[float, float]) -> float:
    """Return by how much a page shrinks within the margins of a sheet."""
    top, right, bottom, left = MARGINS
    return min(1.0, (sheet[0] - left - right) / width, (sheet[1] - top - bottom) / height)


def move(link: Object, scale: float, dx: float, dy: float) -> None:
    """Move the place of a link with its page."""
    for key in (Name.Rect, Name.QuadPoints):
        numbers = link.get(key)
        if isinstance(numbers, Array):
            link[key] = Array(
                points(float(number) * scale + (dy if place % 2 else dx)) for place, number in enumerate(numbers)
            )


def points(value: float) -> Decimal:
    """Return a length as it is written."""
    return Decimal(f"{value:.3f}")
