"""A reader finds in the contents, the bookmarks and on each page where things are."""

import re

import pikepdf
import pytest
from pikepdf import Array

from secretariat.packets import stamps
from secretariat.packets.parts import SlipSheet
from tests.packets import paper


@pytest.fixture
def long_packet(tmp_path):
    """A packet whose contents take several pages, so that they push each other along."""
    slips = [SlipSheet(id=f"slip/{n}", number=f"7.{n}", title=f"Item about subject {n}") for n in range(1, 131)]
    manifest = paper.make([*paper.front(), *slips], tmp_path)
    return tmp_path / "packet.pdf", manifest


def test_the_contents_name_the_page_on_which_each_part_begins(long_packet):
    packet, manifest = long_packet
    contents = next(one for one in manifest.parts if one.kind == "Contents")
    listed = {}
    for page in range(contents.first, contents.first + contents.pages):
        for line in paper.run("pdftotext", "-layout", "-f", str(page), "-l", str(page), packet, "-").splitlines():
            found = re.fullmatch(r"\s*(7\.\d+) Item about subject \d+\s+(\d+)", line)
            if found:
                listed[found[1]] = int(found[2])
    wanted = {
        one.title.split()[0]: one.first for one in manifest.parts if one.kind == "SlipSheet" and one.id != "pillar/2"
    }
    assert (contents.pages, listed) == (4, wanted)
    for number in ("7.1", "7.77", "7.130"):
        assert f"{number} Item about subject" in paper.text(packet, listed[number])


def test_a_line_of_the_contents_leads_to_its_page(long_packet):
    packet, manifest = long_packet
    with pikepdf.open(packet) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        contents = next(one for one in manifest.parts if one.kind == "Contents")
        links = [
            (places[link.Dest[0].objgen], "/A" in link)
            for page in list(pdf.pages)[contents.first - 1 : contents.first - 1 + contents.pages]
            for link in page.obj.Annots
        ]
    rest = [one for one in manifest.parts if one.kind not in {"Cover", "Contents"}]
    assert links == [(one.first, False) for one in rest]


def test_bookmarks_are_a_tree_of_pillar_country_text_and_file(tmp_path):
    files = [paper.pdf(tmp_path / "report.pdf", pages=3), paper.pdf(tmp_path / "table.pdf", pages=2)]
    parts = [
        *paper.front(),
        paper.deliverable("Mexico"),
        paper.deliverable("Peru"),
        *(paper.attachment(file) for file in files),
    ]
    paper.make(parts, tmp_path)
    assert paper.bookmarks(tmp_path / "packet.pdf") == [
        (0, "Fifth ministerial meeting", 1),
        (0, "Contents", 2),
        (0, "Provisional agenda", 3),
        (0, "List of participants", 4),
        (0, "II Expanding legal pathways", 5),
        (1, "Mexico", 6),
        (2, "Contribution", 6),
        (1, "Peru", 7),
        (2, "Contribution", 7),
        (3, "report", 8),
        (3, "table", 11),
    ]


def test_every_page_bears_its_number_however_it_lies(tmp_path):
    """Upright, wide, turned, cropped, tiny, huge, with a box that does not begin at zero, with boxes inherited."""

    def inherit(pdf):
        for key in ("/MediaBox", "/Rotate"):
            if key in pdf.pages[0].obj:
                pdf.Root.Pages[key] = pdf.pages[0].obj[key]
                del pdf.pages[0].obj[key]

    sheets = {
        "upright": {},
        "letter": {"MediaBox": Array([-10, 30, 602, 822])},
        "wide": {"MediaBox": Array([0, 0, 842, 595])},
        "turned90": {"Rotate": 90},
        "turned180": {"Rotate": 180},
        "turned270": {"Rotate": 270, "MediaBox": Array([0, 0, 842, 595])},
        "turnedback": {"Rotate": -90},
        "cropped": {"CropBox": Array([50, 50, 400, 300])},
        "tiny": {"MediaBox": Array([0, 0, 200, 130])},
        "poster": {"MediaBox": Array([0, 0, 2384, 3370])},
        "unit": {"UserUnit": 2, "MediaBox": Array([0, 0, 300, 400])},
    }
    files = [paper.pdf(tmp_path / f"{name}.pdf", **sheet) for name, sheet in sheets.items()]
    files.append(paper.pdf(tmp_path / "inherited.pdf", change=inherit, Rotate=90))
    manifest = paper.make([*paper.front(), paper.deliverable(), *map(paper.attachment, files)], tmp_path)
    assert paper.numbers(tmp_path / "packet.pdf") == [f"Page {n} of 18" for n in range(1, 19)]
    bodies = [paper.text(tmp_path / "packet.pdf", one.first) for one in manifest.parts if one.kind == "AttachedPdf"]
    assert all("Body 1" in body and "LAD/MIN.5" in body for body in bodies)


@pytest.mark.parametrize(("turn", "shape"), [(0, (595, 842)), (90, (842, 595)), (180, (595, 842)), (270, (842, 595))])
def test_a_turned_page_keeps_its_turn_and_the_head_stands_upright_above_it(tmp_path, turn, shape):
    paper.make([paper.attachment(paper.pdf(tmp_path / "a.pdf", Rotate=turn))], tmp_path)
    box = paper.run("pdftotext", "-bbox", tmp_path / "packet.pdf", "-")
    words = {
        word: (float(x), float(y))
        for x, y, word in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)</word>', box)
    }
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        seen = stamps.size(pdf.pages[0])
    assert (round(seen.width), round(seen.height), seen.turn) == (*shape, turn)
    assert words["LAD/MIN.5"][1] < 40
    assert words["Page"][1] > shape[1] - 40
    assert words["Page"][0] > shape[0] / 2


def test_the_head_never_covers_what_was_attached(tmp_path):
    def to_the_edge(pdf):
        pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 12 Tf 2 832 Td (Topmost) Tj 0 -830 Td (Lowest) Tj ET")

    paper.make([paper.attachment(paper.pdf(tmp_path / "a.pdf", change=to_the_edge))], tmp_path)
    box = paper.run("pdftotext", "-bbox", tmp_path / "packet.pdf", "-")
    places = {
        word: (float(top), float(bottom))
        for top, bottom, word in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)</word>', box)
    }
    assert places["LAD/MIN.5"][1] < places["Topmost"][0]
    assert places["Lowest"][1] < places["Page"][0]


def test_a_page_larger_than_a4_keeps_its_size_and_a_smaller_one_is_not_enlarged(tmp_path):
    a3 = paper.pdf(tmp_path / "a3.pdf", MediaBox=Array([0, 0, 1191, 842]))
    card = paper.pdf(tmp_path / "card.pdf", MediaBox=Array([0, 0, 200, 130]))
    paper.make([paper.attachment(a3), paper.attachment(card)], tmp_path)
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        sizes = [tuple(round(float(number)) for number in page.mediabox[2:]) for page in pdf.pages]
    assert sizes == [(1191, 842), (842, 595)]


def test_the_pdf_says_what_it_is(tmp_path):
    paper.make(paper.front(), tmp_path)
    with pikepdf.open(tmp_path / "packet.pdf") as pdf, pdf.open_metadata() as xmp:
        said = {
            "title": str(pdf.docinfo.Title),
            "shown": bool(pdf.Root.ViewerPreferences.DisplayDocTitle),
            "xmp": (xmp["dc:title"], xmp["dc:language"]),
            "language": str(pdf.Root.Lang),
            "made": str(pdf.docinfo.CreationDate),
            "labels": pdf.Root.PageLabels.Nums[1].S,
        }
    assert said == {
        "title": "Fifth ministerial meeting: meeting packet",
        "shown": True,
        "xmp": ("Fifth ministerial meeting: meeting packet", {"en"}),
        "language": "en",
        "made": "D:20250908140000+00'00'",
        "labels": "/D",
    }
