"""A screen reader finds its way: one tree over all parts, each page's text under its own element."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from secretariat.packets.compile import IDENTIFIERS
from secretariat.packets.graft import numbers
from secretariat.packets.parts import Answer, Prose
from tests.packets import paper

TABLE = "| Region | Officers |\n|--|--|\n| Lima | 600 |\n| Tumbes | 120 |"


def elements(element, seen):
    """Walk a structure tree; each element once."""
    assert element.objgen not in seen
    seen.add(element.objgen)
    yield element
    below = element.get("/K", [])
    for kid in below if isinstance(below, Array) else [below]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            assert kid.P.objgen == element.objgen
            yield from elements(kid, seen)


def tagged_pdf(path):
    """A tagged PDF as a country's word processor writes it, with a role of its own."""

    def tag(pdf):
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(Title1=Name("/H1"))))
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
        nums = Array()
        for key, page in enumerate(pdf.pages):
            body = page.obj.Contents.read_bytes()
            page.obj.Contents = pdf.make_stream(b"/Title1 <</MCID 0>> BDC " + body + b" EMC")
            page.obj.StructParents = key
            title = Dictionary(Type=Name.StructElem, S=Name("/Title1"), P=document, Pg=page.obj, K=0)
            document.K.append(pdf.make_indirect(title))
            nums.append(key)
            nums.append(pdf.make_indirect(Array([document.K[-1]])))
        root.K = document
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=nums))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    return paper.pdf(path, pages=3, change=tag)


@pytest.fixture
def packet(tmp_path):
    """A packet of our sheets, tables among them, and of attachments with tags and without."""
    table = (Answer(label="Figures", value=Prose(markdown=TABLE)),)
    parts = [
        *paper.front(),
        paper.deliverable("Mexico", answers=table),
        paper.deliverable("Peru", answers=table),
        paper.attachment(tagged_pdf(tmp_path / "tagged.pdf")),
        paper.attachment(paper.pdf(tmp_path / "plain.pdf", pages=2)),
    ]
    paper.make(parts, tmp_path)
    return tmp_path / "packet.pdf"


def test_poppler_reads_the_tree_part_by_part(packet):
    tree = paper.struct(packet)
    for said in ('Part "Fifth ministerial meeting"', 'Part "Contents"', 'H1 "Mexico"', "TH", 'Part "tagged"', "Link"):
        assert said in tree
    assert tree.count('"Body 1"') == 2  # once under a heading, once under a paragraph
    assert "Error" not in tree


def test_no_element_and_no_key_leads_nowhere(packet):
    with pikepdf.open(packet) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        tree = pdf.Root.StructTreeRoot
        found = {one.objgen: one for kid in tree.K for one in elements(kid, set())}
        assert all(one.Pg.objgen in pages for one in found.values() if "/Pg" in one)
        keys = dict(numbers(tree.ParentTree))
        for page in pdf.pages:
            under = keys[int(page.obj.StructParents)]
            assert under
            assert all(one.objgen in found and one.Pg.objgen == page.obj.objgen for one in under)
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", [])]
        assert links
        assert all(keys[int(link.StructParent)].objgen in found for link in links)
        assert tree.ParentTreeNextKey == max(keys) + 1


def test_identifiers_that_would_clash_are_gone_and_heads_still_name_their_columns(packet):
    with pikepdf.open(packet) as pdf:
        found = [one for kid in pdf.Root.StructTreeRoot.K for one in elements(kid, set())]
        heads = [one for one in found if one.S == "/TH"]
        scopes = {str(attribute.get("/Scope")) for one in heads for attribute in one.A if "/Scope" in attribute}
        assert scopes == {"/Column"}
        assert not any("/ID" in one for one in found)
        assert "/IDTree" not in pdf.Root.StructTreeRoot


def test_blanking_the_identifiers_moves_nothing():
    before = b"<</S/TH/ID(U1x0y0)/A[<</O/Table/Headers[(U1x0y0)(U1x1y0)]>>]>>/IDTree<</Names[(U1x0y0)7 0 R]>>"
    after = IDENTIFIERS.sub(lambda found: b" " * len(found[0]), before)
    assert (len(after), after.split()) == (len(before), [b"<</S/TH", b"/A[<</O/Table", b">>]>>"])


def test_a_role_of_ones_own_becomes_a_standard_one(packet):
    with pikepdf.open(packet) as pdf:
        found = [one for kid in pdf.Root.StructTreeRoot.K for one in elements(kid, set())]
        part = next(one for one in found if str(one.get("/T", "")) == "tagged")
        assert [str(kid.S) for kid in part.K] == ["/H1", "/H1", "/H1"]


def test_the_running_head_is_passed_over(packet):
    tree = paper.struct(packet)
    assert "Page 3 of" not in tree
    assert "Page 3 of" in paper.text(packet, 3)


def test_the_language_of_an_answer_is_marked(packet):
    with pikepdf.open(packet) as pdf:
        drawn = b"".join(stream.read_bytes() for stream in pdf.pages[5].obj.Contents)
        assert (str(pdf.Root.Lang), b"/Lang(es)" in drawn) == ("en", True)


@pytest.mark.parametrize("trouble", ["circle", "foreign page", "no parent tree", "inner keys"])
def test_tags_that_cannot_be_trusted_are_replaced(tmp_path, trouble):
    path = tagged_pdf(tmp_path / "tagged.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        tree = pdf.Root.StructTreeRoot
        if trouble == "circle":
            tree.K.K[0].K = Array([tree.K])
        elif trouble == "foreign page":
            tree.K.K[0].Pg = pdf.make_indirect(Dictionary(Type=Name.Page))
        elif trouble == "no parent tree":
            del tree.ParentTree
        else:
            form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, StructParents=9)
            pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
        pdf.save(path)
    paper.make([paper.attachment(path)], tmp_path)
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        kept = [one for kid in pdf.Root.StructTreeRoot.K for one in elements(kid, set())]
    assert [str(one.S) for one in kept] == ["/Document", "/Part", "/P", "/P", "/P"]
    assert paper.struct(tmp_path / "packet.pdf").count("Body") == 3


def test_a_title_with_any_letters_names_its_part(tmp_path):
    path = paper.pdf(tmp_path / "a.pdf", change=lambda pdf: pdf.Root.__setattr__("Lang", String("pt")))
    paper.make([paper.attachment(path, title="Relatório (1º semestre) — 二")], tmp_path)
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        part = pdf.Root.StructTreeRoot.K[0].K[0]
        assert str(part.T) == "Relatório (1º semestre) — 二"
