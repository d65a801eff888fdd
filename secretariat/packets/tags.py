"""The tags of a stranger's PDF: kept where they are sound, made anew where they are not or there are none.

New tags are as simple as can be: each page is one paragraph, so that a screen reader reads it at all.
"""

import re
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from secretariat.packets.graft import forget_identifiers

MOST = 200_000  # elements; a book of 500 pages has 20,000
STANDARD = frozenset(
    [
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "RB",
        "RT",
        "RP",
        "Warichu",
        "WT",
        "WP",
        "Figure",
        "Formula",
        "Form",
    ]
)
ELEMENT_KEYS = {"/Type", "/S", "/P", "/Pg", "/K", "/A", "/T", "/Lang", "/Alt", "/ActualText", "/E"}
MARK = re.compile(rb"/MCID\s+(\d{1,6})")


class Unsound(Exception):
    """The tree cannot be trusted."""


def mend(pdf: Pdf, links: set[tuple[int, int]]) -> None:
    """Leave the PDF with sound tags: its own, or none. links: the annotations that are left."""
    tree = pdf.Root.get(Name.StructTreeRoot)
    if not isinstance(tree, Dictionary) or not isinstance(tree.get(Name.ParentTree), Dictionary):
        strip(pdf)
        return
    pages = {page.obj.objgen for page in pdf.pages}
    try:
        for element in elements(tree):
            settle(element, tree.get(Name.RoleMap, Dictionary()), pages, links)
        refuse_inner_keys(pdf)
    except Unsound:
        strip(pdf)
        return
    for key in (Name.RoleMap, Name.ClassMap, Name.IDTree):
        if key in tree:
            del tree[key]


def elements(tree: Object) -> Iterator[Object]:
    """Yield every element below a tree, each once; raise Unsound where it is a net or far too large."""
    seen: set[tuple[int, int]] = set()
    waiting = kids(tree)
    count = 0
    while waiting:
        element = waiting.pop()
        count += 1
        if count > MOST or (element.is_indirect and element.objgen in seen):
            raise Unsound
        seen.add(element.objgen)
        yield element
        waiting.extend(kids(element))


def kids(element: Object) -> list[Object]:
    """Return the elements right below one."""
    below = element.get(Name.K)
    listed = list(below) if isinstance(below, Array) else [below]
    return [one for one in listed if isinstance(one, Dictionary) and isinstance(one.get(Name.S), Name)]


def settle(element: Object, roles: Object, pages: set[tuple[int, int]], links: set[tuple[int, int]]) -> None:
    """Give an element a standard role, and take out what it knows besides text."""
    element.S = Name("/" + standard(str(element.S)[1:], roles))
    page = element.get(Name.Pg)
    if page is not None and page.objgen not in pages:
        raise Unsound
    forget_identifiers(element)
    for key in [key for key in element.keys() if key not in ELEMENT_KEYS]:  # noqa: SIM118  not a dict
        del element[key]
    below = element.get(Name.K)
    if isinstance(below, Array):
        element.K = Array([one for one in below if stays(one, pages, links)])
    elif below is not None and not stays(below, pages, links):
        del element[Name.K]


def stays(kid: Object, pages: set[tuple[int, int]], links: set[tuple[int, int]]) -> bool:
    """Tell whether what hangs below an element is there still: links may be gone, and so may pages."""
    if not isinstance(kid, Dictionary):
        return isinstance(kid, int)
    if Name.S in kid:
        return True  # an element, which is settled by itself
    if kid.get(Name.Type) == Name.OBJR:
        thing = kid.get(Name.Obj)
        return isinstance(thing, Dictionary) and thing.objgen in links
    page = kid.get(Name.Pg)
    return page is None or page.objgen in pages


def standard(role: str, roles: Object) -> str:
    """Return the standard role that a role stands for, through at most ten steps."""
    for _ in range(10):
        if role in STANDARD:
            return role
        role = str(roles.get("/" + role, "/Div") if isinstance(roles, Dictionary) else "/Div")[1:]
    return "Div"


def refuse_inner_keys(pdf: Pdf) -> None:
    """Raise Unsound where drawings inside pages are tagged by themselves; that is rare and not grafted."""
    if any(isinstance(one, Stream) and Name.StructParents in one for one in pdf.objects):
        raise Unsound


def strip(pdf: Pdf) -> None:
    """Remove all tags."""
    if Name.StructTreeRoot in pdf.Root:
        del pdf.Root[Name.StructTreeRoot]
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | Stream):
            for key in (Name.StructParents, Name.StructParent):
                if key in thing:
                    del thing[key]


def plant(pdf: Pdf, marks: list[int]) -> None:
    """Tag each page as one paragraph. marks: the number by which each page marks its content."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    nums = Array()
    for key, (page, mark) in enumerate(zip(pdf.pages, marks, strict=True)):
        paragraph = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=page.obj, K=Array([mark]))
        )
        document.K.append(paragraph)
        page.obj.StructParents = key
        nums.append(key)
        nums.append(pdf.make_indirect(Array([*([None] * mark), paragraph])))
    root.K = Array([document])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=nums))
    pdf.Root.StructTreeRoot = root


def free_mark(streams: list[Object]) -> int:
    """Return a number that no mark in a page's content bears yet."""
    used = [int(number) for stream in streams for number in MARK.findall(stream.read_bytes())]
    return max(used, default=-1) + 1
