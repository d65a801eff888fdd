"""PDFs that act, never end, or are broken."""

import io
import zlib
from collections.abc import Callable
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from tests import made
from tests.malice.corpus import CORPUS, DAMAGED, EMPTY, HEAVY, LOCKED, LONG, UNKNOWN

BOX = Array([0, 0, 50, 50])
CANARY = "CANARY"


def paper(change: Callable[[Pdf], object] = lambda _pdf: None, pages: int = 1, **how: object) -> bytes:
    """Return a PDF whose pages say 'Body n', after a change."""
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(595, 842)).obj
            page.Resources = Dictionary(Font=Dictionary(F=font))
            page.Contents = pdf.make_stream(f"BT /F 24 Tf 100 100 Td (Body {number}) Tj ET".encode())
        change(pdf)
        pdf.save(content, **how)
    return content.getvalue()


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{CANARY}')"))


def spec(pdf: Pdf) -> object:
    inside = pdf.make_stream(CANARY.encode(), Type=Name.EmbeddedFile)
    return pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=inside)))


def note(pdf: Pdf, **facts: object) -> None:
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=BOX, **facts))])


def link(pdf: Pdf, **action: object) -> None:
    note(pdf, Subtype=Name.Link, A=Dictionary(**action))


def hide(pdf: Pdf) -> None:
    pdf.pages[0].obj.PieceInfo = Dictionary(X=Dictionary(Private=pdf.make_stream(CANARY.encode())))


def on_the_page(pdf: Pdf, key: str, value: object) -> None:
    pdf.pages[0].obj[f"/{key}"] = value


def in_the_catalogue(pdf: Pdf, key: str, value: object) -> None:
    pdf.Root[f"/{key}"] = value


def named(pdf: Pdf, key: str, value: object) -> None:
    pdf.Root.Names = Dictionary({f"/{key}": Dictionary(Names=Array([String("a"), value]))})


WEB = String("https://example.org/")
WEAPONS: dict[str, tuple[Callable[[Pdf], object], tuple[str, ...]]] = {
    "script on opening": (lambda pdf: in_the_catalogue(pdf, "OpenAction", script()), ("/JavaScript", CANARY)),
    "script by name": (lambda pdf: named(pdf, "JavaScript", script()), ("/JavaScript", CANARY)),
    "script on closing": (lambda pdf: in_the_catalogue(pdf, "AA", Dictionary(WC=script())), ("/AA", CANARY)),
    "script of a page": (lambda pdf: on_the_page(pdf, "AA", Dictionary(O=script())), ("/AA", CANARY)),
    "script behind a link": (
        lambda pdf: link(pdf, S=Name.URI, URI=WEB, Next=script()),
        ("/Next", "/JavaScript", CANARY),
    ),
    "script as an address": (lambda pdf: link(pdf, S=Name.URI, URI=String("javascript:CANARY")), (CANARY,)),
    "program": (lambda pdf: link(pdf, S=Name.Launch, F=String("/bin/sh")), ("/Launch", "/bin/sh")),
    "other document": (lambda pdf: link(pdf, S=Name.GoToR, F=spec(pdf)), ("/GoToR", "/Filespec")),
    "form that is sent away": (lambda pdf: link(pdf, S=Name.SubmitForm, F=WEB), ("/SubmitForm",)),
    "data that is fetched": (lambda pdf: link(pdf, S=Name.ImportData, F=String("x.fdf")), ("/ImportData", "x.fdf")),
    "file inside": (lambda pdf: named(pdf, "EmbeddedFiles", spec(pdf)), ("/EmbeddedFile", CANARY)),
    "file on a page": (lambda pdf: note(pdf, Subtype=Name.FileAttachment, FS=spec(pdf)), ("/FileAttachment", CANARY)),
    "file beside": (lambda pdf: in_the_catalogue(pdf, "AF", Array([spec(pdf)])), ("/AF", CANARY)),
    "film": (
        lambda pdf: note(pdf, Subtype=Name.RichMedia, RichMediaContent=Dictionary(Assets=spec(pdf))),
        ("/RichMedia", CANARY),
    ),
    "film with script": (
        lambda pdf: note(pdf, Subtype=Name.Screen, A=Dictionary(S=Name.Rendition, JS=String(CANARY))),
        ("/Rendition", CANARY),
    ),
    "dynamic form": (
        lambda pdf: in_the_catalogue(
            pdf, "AcroForm", Dictionary(XFA=pdf.make_stream(f"<xdp>{CANARY}</xdp>".encode()), Fields=Array())
        ),
        ("/XFA", CANARY),
    ),
    "private data": (hide, ("/PieceInfo", CANARY)),
}
for name, (change, gone) in WEAPONS.items():
    CORPUS.put(f"pdf: {name}", partial(paper, change), gone=gone)
    packed = partial(paper, change, object_stream_mode=ObjectStreamMode.generate)
    CORPUS.put(f"pdf: {name}, packed away", packed, gone=gone)


@CORPUS.refused("pdf: nothing", EMPTY)
def nothing() -> bytes:
    return b""


@CORPUS.refused("pdf: cut off", DAMAGED)
def cut() -> bytes:
    whole = paper(pages=9)
    return whole[: len(whole) // 2]


@CORPUS.refused("pdf: a head and nothing else", DAMAGED)
def head() -> bytes:
    return b"%PDF-1.7\n"


for revision, kind in ((3, "RC4"), (4, "AES-128"), (6, "AES-256")):
    lock = pikepdf.Encryption(user="secret", owner="secret", R=revision, aes=revision > 3, metadata=revision > 3)
    CORPUS.put(f"pdf: locked by {kind}", partial(paper, encryption=lock), refused=LOCKED)


@CORPUS.refused("pdf: ten thousand pages", LONG)
def endless() -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(3, 10_003))
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count 10000/MediaBox[0 0 9 9]/Kids[{kids}]>>"]
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate([*bodies, *["<</Type/Page/Parent 2 0 R>>"] * 10_000], 1):
        places.append(len(content))
        content += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return bytes(content) + f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}{tail}".encode()


@CORPUS.refused("pdf: two gigabytes in two megabytes", HEAVY)
def swollen() -> bytes:
    return paper(swell)


def swell(pdf: Pdf) -> None:
    """Pack two gigabytes: after a full flush the same megabyte packs into the same bytes."""
    packer, megabyte = zlib.compressobj(), b"\n" * 2**20
    first = packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = pdf.make_stream(b"")
    bomb.write(first + again * 2047 + packer.flush(), filter=Name.FlateDecode)
    pdf.pages[0].obj.Contents = bomb


@CORPUS.refused("pdf: a table of contents that leads to itself", DAMAGED)
def circle() -> bytes:
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    body += b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    return body + b"trailer<</Size 2/Root 1 0 R/Prev 55>>\nstartxref\n55\n%%EOF\n"


@CORPUS.refused("pdf: pages within pages without end", DAMAGED)
def round_and_round() -> bytes:
    def loop(pdf: Pdf) -> None:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)

    return paper(loop)


@CORPUS.refused("pdf: two thousand pages within each other", DAMAGED)
def deep() -> bytes:
    def nest(pdf: Pdf) -> None:
        inner = pdf.Root.Pages
        for _level in range(2000):
            outer = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([inner])))
            inner.Parent = outer
            inner = outer
        pdf.Root.Pages = inner

    return paper(nest)


@CORPUS.taken("pdf: a sheet as large as a country")
def large() -> bytes:
    return paper(lambda pdf: on_the_page(pdf, "MediaBox", Array([0, 0, 1_000_000_000, 1_000_000_000])))


@CORPUS.taken("pdf: a picture that nobody can draw")
def broken_picture() -> bytes:
    def draw(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"\x97JB2 broken", Type=Name.XObject, Subtype=Name.Image, Width=9, Height=9)
        stream.BitsPerComponent, stream.ColorSpace, stream.Filter = 1, Name.DeviceGray, Name.JBIG2Decode
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=stream)

    return paper(draw)


@CORPUS.refused("pdf: an archive behind it", DAMAGED)
def with_archive() -> bytes:
    return paper() + made.document()


@CORPUS.taken("pdf: a page of the web before it", "<script>")
def with_page() -> bytes:
    return b"<html><script>alert('CANARY')</script>\n" + paper()


@CORPUS.refused("pdf: a page of the web that only says it", UNKNOWN)
def page_only() -> bytes:
    return b"<html>" + b" " * 2000 + b"%PDF-1.7"


@CORPUS.refused("pdf: a torn stream", DAMAGED)
def torn() -> bytes:
    def fill(pdf: Pdf) -> None:
        pdf.pages[0].obj.Contents.write(b"q Q " * 5000)

    whole = bytearray(paper(fill))
    start = whole.index(b"stream\n", whole.index(b"FlateDecode")) + 20
    whole[start : start + 20] = b"\x00" * 20
    return bytes(whole)
