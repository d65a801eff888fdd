"""One odd file does not stop a packet, nothing that was attached acts, and what is missing is named."""

import hashlib
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from secretariat.packets import inspect
from secretariat.packets.crew import Crew
from secretariat.packets.hands import EYES
from secretariat.packets.inspect import Verdict
from secretariat.packets.manifest import Missing
from secretariat.packets.parts import NotIncluded, Omission, Reason
from tests.packets import paper


def locked(path, user="secret"):
    with pikepdf.open(paper.pdf(path), allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=user))
    return path


def written(path, content):
    path.write_bytes(content)
    return path


def torn(path):
    """A file in the middle of which a stream is garbled."""
    whole = bytearray(paper.pdf(path, change=lambda pdf: pdf.pages[0].obj.Contents.write(b"q Q " * 5000)).read_bytes())
    start = whole.index(b"stream\n") + 20
    whole[start : start + 20] = b"\x00" * 20
    return written(path, bytes(whole))


TROUBLES = {
    Reason.MISSING: lambda path: path,
    Reason.EMPTY: lambda path: written(path, b""),
    Reason.NOT_PDF: lambda path: written(path, b"PK\x03\x04 a text"),
    Reason.ENCRYPTED: locked,
    Reason.NO_PAGES: lambda path: paper.pdf(path, pages=0),
    Reason.TOO_LONG: lambda path: paper.pdf(path, pages=inspect.MOST_PAGES + 1),
}


@pytest.mark.parametrize("reason", TROUBLES)
def test_a_file_that_cannot_be_bound_is_refused_with_its_reason(tmp_path, reason):
    assert inspect.look(TROUBLES[reason](tmp_path / "a.pdf")) == Verdict(reason=reason)


def test_a_file_that_was_cut_off_is_damaged(tmp_path):
    path = paper.pdf(tmp_path / "a.pdf", pages=9)
    written(path, path.read_bytes()[: path.stat().st_size // 2])
    assert inspect.look(path) == Verdict(reason=Reason.CORRUPT)


def test_a_file_that_is_torn_inside_is_damaged(tmp_path):
    assert inspect.look(torn(tmp_path / "a.pdf")) == Verdict(reason=Reason.CORRUPT)


def test_a_file_that_is_not_the_one_received_is_not_bound(tmp_path):
    path = paper.pdf(tmp_path / "a.pdf")
    right = hashlib.sha256(path.read_bytes()).hexdigest()
    assert inspect.look(path, sha256=right) == Verdict(1)
    assert inspect.look(path, sha256="0" * 64) == Verdict(reason=Reason.CHANGED)


def test_a_file_that_only_forbids_printing_is_bound(tmp_path):
    assert inspect.look(locked(tmp_path / "a.pdf", user="")) == Verdict(1)


def test_what_is_missing_has_a_page_in_its_place_and_is_named(tmp_path):
    broken = torn(tmp_path / "broken.pdf")
    known = NotIncluded(
        id="not-included",
        title="Not included, and why",
        lines=(Omission(title="Contribution", under=("Honduras",), reason=Reason.NOT_APPROVED),),
    )
    parts = [
        *paper.front(),
        paper.deliverable(),
        paper.attachment(broken),
        paper.attachment(locked(tmp_path / "locked.pdf")),
        known,
    ]
    manifest = paper.make(parts, tmp_path)
    under = ("Expanding legal pathways", "Peru", "Contribution")
    assert manifest.missing == (
        Missing(title="Contribution", under=("Honduras",), reason="not_approved"),
        Missing(title="broken", under=under, reason="corrupt"),
        Missing(title="locked", under=under, reason="encrypted"),
    )
    assert [(one.id, one.stand_in) for one in manifest.parts if one.stand_in] == [
        ("attachment/broken", "corrupt"),
        ("attachment/locked", "encrypted"),
    ]
    packet = tmp_path / "packet.pdf"
    assert "The PDF is damaged and cannot be opened." in paper.text(packet, 7)
    assert "locked with a password" in paper.text(packet, 8)
    assert all(name in paper.text(packet, 9) for name in ("Honduras", "broken", "locked", "not approved"))
    assert paper.numbers(packet) == [f"Page {n} of 9" for n in range(1, 10)]


def test_the_list_of_what_is_missing_comes_last_where_nobody_foresaw_it(tmp_path):
    manifest = paper.make([*paper.front(), paper.attachment(tmp_path / "gone.pdf")], tmp_path)
    assert [one.kind for one in manifest.parts[-2:]] == ["StandIn", "NotIncluded"]


def test_where_nothing_is_missing_the_packet_says_so(tmp_path):
    paper.make([*paper.front(), NotIncluded(id="not-included", title="Not included, and why")], tmp_path)
    assert "Everything that was asked for is in this packet." in paper.text(tmp_path / "packet.pdf", 6)


def test_a_file_that_takes_too_long_or_too_much_is_given_up_and_the_next_one_is_looked_at(tmp_path):
    bomb = paper.pdf(tmp_path / "bomb.pdf", change=swell)
    jobs = [{"path": str(path), "sha256": "", "out": ""} for path in (bomb, paper.pdf(tmp_path / "fine.pdf", pages=2))]
    with Crew(EYES, hands=1, patience=30) as crew:
        verdicts = {place: inspect.verdict(answer) for place, answer in crew.run(jobs)}
    assert verdicts == {0: Verdict(reason=Reason.TOO_HEAVY), 1: Verdict(2)}


def swell(pdf):
    """Pack two gigabytes into two megabytes: after a full flush the same megabyte packs into the same bytes."""
    packer = zlib.compressobj()
    megabyte = b"\n" * 2**20
    head = packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = pdf.make_stream(b"")
    bomb.write(head + again * 2047 + packer.flush(), filter=Name.FlateDecode)
    pdf.pages[0].obj.Contents = bomb


def armed(pdf):
    """Everything that could act, at once."""
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    launch = Dictionary(S=Name.Launch, F=String("/bin/sh"))
    hidden = pdf.make_stream(b"CANARY", Type=Name.EmbeddedFile)
    spec = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=hidden)))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), script])),
        EmbeddedFiles=Dictionary(Names=Array([String("x"), spec])),
    )
    pdf.Root.AF = Array([spec])
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=Array())
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=launch)
    page.AF = Array([spec])
    page.PieceInfo = Dictionary(X=Dictionary(Private=hidden))
    box = Array([0, 0, 50, 50])
    notes = [
        Dictionary(Subtype=Name.Link, Rect=box, A=launch),
        Dictionary(Subtype=Name.Link, Rect=box, A=Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))),
        Dictionary(
            Subtype=Name.Link, Rect=box, A=Dictionary(S=Name.URI, URI=String("https://example.org/a"), Next=script)
        ),
        Dictionary(Subtype=Name.Link, Rect=box, A=Dictionary(S=Name.GoToR, F=spec)),
        Dictionary(Subtype=Name.Link, Rect=box, A=Dictionary(S=Name.SubmitForm, F=String("https://example.org"))),
        Dictionary(Subtype=Name.FileAttachment, Rect=box, FS=spec),
        Dictionary(Subtype=Name.RichMedia, Rect=box, RichMediaContent=Dictionary(Assets=Dictionary(Names=Array()))),
        Dictionary(Subtype=Name.Screen, Rect=box, A=Dictionary(S=Name.Rendition, JS=String("x"))),
    ]
    page.Annots = Array([pdf.make_indirect(note) for note in notes])


WEAPONS = [
    "/JavaScript",
    "/JS",
    "/Launch",
    "/OpenAction",
    "/AA",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/XFA",
    "/RichMedia",
    "/SubmitForm",
    "/GoToR",
    "/Rendition",
    "/AF",
    "/PieceInfo",
    "/Filespec",
    "/AcroForm",
]


def test_nothing_that_was_attached_can_act(tmp_path):
    path = paper.pdf(tmp_path / "armed.pdf", change=armed)
    paper.make([paper.attachment(path)], tmp_path)
    bare = paper.run("qpdf", "--qdf", "--object-streams=disable", tmp_path / "packet.pdf", "-")
    before = paper.run("qpdf", "--qdf", "--object-streams=disable", path, "-")
    assert [word for word in WEAPONS if word in before] == WEAPONS
    assert [word for word in (*WEAPONS, "CANARY", "alert") if word in bare] == []
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        links = [str(link.A.URI) for link in pdf.pages[0].obj.Annots]
    assert links == ["https://example.org/a"]
    assert "Body 1" in paper.text(tmp_path / "packet.pdf")


def test_a_link_inside_a_file_leads_to_its_page_in_the_packet(tmp_path):
    def link(pdf):
        pdf.Root.Dests = Dictionary(last=Array([pdf.pages[2].obj, Name.Fit]))
        box = Array([0, 0, 50, 50])
        aims = [Array([pdf.pages[1].obj, Name.Fit]), Name.last, String("nowhere")]
        pdf.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, Rect=box, Dest=aim) for aim in aims])

    paper.make([*paper.front(), paper.attachment(paper.pdf(tmp_path / "a.pdf", pages=3, change=link))], tmp_path)
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        assert [places[one.Dest[0].objgen] for one in pdf.pages[5].obj.Annots] == [7, 8]


def test_what_was_filled_into_a_form_is_printed(tmp_path):
    def fill(pdf):
        look = pdf.make_stream(b"BT /F 12 Tf 5 5 Td (Filled in) Tj ET", Type=Name.XObject, Subtype=Name.Form)
        look.BBox = Array([0, 0, 100, 20])
        look.Resources = pdf.pages[0].obj.Resources
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Filled in"), F=4,
            Rect=Array([50, 300, 150, 320]), AP=Dictionary(N=look), DA=String("/F 12 Tf"),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots)

    paper.make([paper.attachment(paper.pdf(tmp_path / "a.pdf", change=fill))], tmp_path)
    assert "Filled in" in paper.text(tmp_path / "packet.pdf")


def test_a_layer_that_was_hidden_stays_hidden(tmp_path):
    def hide(pdf):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        page = pdf.pages[0].obj
        page.Resources.Properties = Dictionary(L=layer)
        page.Contents = pdf.make_stream(b"/OC /L BDC 0 0 595 842 re f EMC")

    paper.make([paper.attachment(paper.pdf(tmp_path / "a.pdf", change=hide))], tmp_path)
    paper.run("pdftoppm", "-r", "10", "-gray", "-singlefile", tmp_path / "packet.pdf", tmp_path / "seen")
    pixels = (tmp_path / "seen.pgm").read_bytes().split(b"\n", 3)[-1]
    assert sum(pixel < 128 for pixel in pixels) < len(pixels) / 100


def test_a_damaged_file_is_opened_once(tmp_path):
    path = torn(tmp_path / "a.pdf")
    part = paper.attachment(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    first = paper.make([part], tmp_path)
    path.unlink()
    assert paper.make([part], tmp_path) == first


def test_a_file_that_was_missing_is_looked_for_again(tmp_path):
    path = tmp_path / "a.pdf"
    sha256 = hashlib.sha256(paper.pdf(path).read_bytes()).hexdigest()
    path.unlink()
    assert paper.make([paper.attachment(path, sha256=sha256)], tmp_path).missing
    paper.pdf(path)
    assert not paper.make([paper.attachment(path, sha256=sha256)], tmp_path).missing


def test_the_copy_that_was_prepared_once_is_used_again(tmp_path):
    path = paper.pdf(tmp_path / "a.pdf")
    part = paper.attachment(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    first = paper.make([part], tmp_path)
    path.unlink()
    assert paper.make([part], tmp_path) == first
