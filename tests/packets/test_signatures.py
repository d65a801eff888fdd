"""A sheet that was signed and photographed is known again by its code, however it was held."""

import io

import pikepdf
import pytest
import segno
from PIL import Image, ImageFilter

from secretariat.packets import pictures, signatures

TEXT = "S1:7K3M9QPX2A:0123456789ABCDEF"


def sheet() -> Image.Image:
    """Return an A4 sheet at 150 dpi with a code of three and a half centimetres."""
    code = io.BytesIO()
    segno.make(TEXT, error="m").save(code, kind="png", scale=7)
    paper = Image.new("L", (1240, 1754), 245)
    paper.paste(Image.open(code).convert("L"), (900, 120))
    return paper


def tilted(paper):
    whole = paper.width, paper.height
    return paper.transform(whole, Image.Transform.QUAD, (0, 0, 90, 1754, 1240, 1680, 1180, 60), fillcolor=90)


HELD = {
    "flat": lambda paper: paper,
    "askew": lambda paper: paper.rotate(17, expand=True, fillcolor=90),
    "upside down": lambda paper: paper.rotate(180),
    "on its side": lambda paper: paper.rotate(90, expand=True),
    "seen from aside": tilted,
    "out of focus": lambda paper: paper.filter(ImageFilter.GaussianBlur(2)),
    "small": lambda paper: paper.resize((620, 877)),
    "large": lambda paper: paper.resize((4960, 7016)),
}


@pytest.mark.parametrize("how", HELD)
def test_a_photograph_is_read_however_it_was_held(tmp_path, how):
    path = tmp_path / "photo.jpg"
    HELD[how](sheet()).save(path, "JPEG", quality=45)
    assert signatures.codes(path) == [TEXT]


def test_a_scan_as_pdf_is_read_by_a_child(tmp_path):
    path = tmp_path / "scan.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pictures.sheet(pdf, sheet())
        pdf.save(path)
    assert signatures.read_codes(path) == [TEXT]


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\xff\xd8\xff cut", b"%PDF-1.7 cut"], ids=["empty", "other", "picture", "pdf"]
)
def test_what_cannot_be_read_has_no_code(tmp_path, content):
    path = tmp_path / "photo"
    path.write_bytes(content)
    assert signatures.read_codes(path) == []


def test_a_picture_without_a_code_has_none(tmp_path):
    path = tmp_path / "photo.png"
    Image.new("L", (400, 400), 200).save(path)
    assert signatures.read_codes(path) == []
