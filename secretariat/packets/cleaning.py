"""Taking out of a stranger's PDF whatever could act, reach out, or carry more than its pages.

Only pages, tags and layers are copied on from here (graft.py), so what hangs in the catalogue is gone by itself:
scripts, opening actions, embedded files, forms. What could come along with a page is named here.
"""

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from secretariat.packets import tags

PAGE_KEYS = {
    Name.Type,
    Name.Parent,
    Name.MediaBox,
    Name.CropBox,
    Name.Rotate,
    Name.UserUnit,
    Name.Resources,
    Name.Contents,
    Name.Group,
    Name.Annots,
    Name.StructParents,
    Name.Tabs,
}
LINK_KEYS = {
    Name.Type,
    Name.Subtype,
    Name.Rect,
    Name.QuadPoints,
    Name.Contents,
    Name.A,
    Name.Dest,
    Name.StructParent,
}
# Actions, files beside or inside, private data of the programs that wrote it, data of streams outside the file.
ACTIVE = (
    Name.AA,
    Name.OpenAction,
    Name.JS,
    Name.JavaScript,
    Name.AF,
    Name.EF,
    Name.RF,
    Name.EmbeddedFiles,
    Name.PieceInfo,
    Name.Metadata,
    Name.OPI,
    Name.Ref,
    Name.XFA,
)
OUTSIDE = (Name.F, Name.FFilter, Name.FDecodeParms)
PLAIN = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
WEB = re.compile(rb"(https?|mailto):[\x21-\x7e]{1,2000}\Z", re.IGNORECASE)
DEPTH = 32


def readable(pdf: Pdf) -> None:
    """Read all that is drawn; raise PdfError where it is torn. Pictures are left to the viewer."""
    for thing in pdf.objects:
        if isinstance(thing, Stream) and thing.get(Name.Subtype) != Name.Image and filters(thing) <= PLAIN:
            thing.read_bytes()


def filters(stream: Object) -> set[str]:
    """Return the names of the filters through which a stream is read."""
    found = stream.get(Name.Filter)
    return {str(one) for one in (found if isinstance(found, Array) else [found]) if one is not None}


def contents(page: Object) -> list[Object]:
    """Return the content streams of a page."""
    found = page.get(Name.Contents)
    if isinstance(found, Stream):
        return [found]
    return [one for one in found if isinstance(one, Stream)] if isinstance(found, Array) else []


def cleaned(pdf: Pdf) -> Pdf:
    """Return the same PDF, in which nothing can act: notes and form fields become ink, links stay links."""
    targets = destinations(pdf)
    flatten(pdf)
    places = {page.obj.objgen for page in pdf.pages}
    kept = [link for page in pdf.pages for link in links(pdf, page.obj, targets, places)]
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | Stream):
            drop(thing, ACTIVE)
        if isinstance(thing, Stream):
            drop(thing, OUTSIDE)
    for page in pdf.pages:
        drop(page.obj, [key for key in page.obj.keys() if Name(key) not in PAGE_KEYS])  # noqa: SIM118  not a dict
    tags.mend(pdf, {link.objgen for link in kept})
    return pdf


def drop(thing: Object, keys: list[str] | tuple[Name, ...]) -> None:
    """Remove keys from a dictionary, those that it has."""
    for key in keys:
        if key in thing:
            del thing[key]


def flatten(pdf: Pdf) -> None:
    """Draw what would be printed of notes and form fields into their pages."""
    if not any(Name.Annots in page.obj for page in pdf.pages):
        return
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("print")


def links(pdf: Pdf, page: Object, targets: dict[str, Object], places: set[tuple[int, int]]) -> Iterator[Object]:
    """Keep the links of a page that lead to the web, to a mail address or to another page; yield those."""
    found = page.get(Name.Annots)
    kept = [
        link if link.is_indirect else pdf.make_indirect(link)
        for link in (found if isinstance(found, Array) else [])
        if isinstance(link, Dictionary) and link.get(Name.Subtype) == Name.Link and aimed(link, targets, places)
    ]
    drop(page, [str(Name.Annots)])
    if kept:
        page.Annots = Array(kept)
    yield from kept


def aimed(link: Object, targets: dict[str, Object], places: set[tuple[int, int]]) -> bool:
    """Rewrite where a link leads as plainly as can be; tell whether it leads anywhere."""
    action, aim = link.get(Name.A), link.get(Name.Dest)
    if isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
        aim = action.get(Name.D)
    address = web_address(action)
    drop(link, [key for key in link.keys() if Name(key) not in LINK_KEYS])  # noqa: SIM118  not a dict
    drop(link, (Name.A, Name.Dest))
    link.Border = Array([0, 0, 0])
    if WEB.match(address):
        link.A = Dictionary(Type=Name.Action, S=Name.URI, URI=pikepdf.String(address))
        return True
    page = target(aim, targets)
    if page is None or page.objgen not in places:
        return False
    link.Dest = Array([page, Name.Fit])
    return True


def web_address(action: Object | None) -> bytes:
    """Return the address that an action opens; nothing where it does something else."""
    if isinstance(action, Dictionary) and action.get(Name.S) == Name.URI:
        return bytes(action.get(Name.URI, b""))
    return b""


def target(aim: Object | None, targets: dict[str, Object]) -> Object | None:
    """Return the page that a destination names, by itself or through the list of names."""
    if isinstance(aim, Name | pikepdf.String):
        aim = targets.get(str(aim))
    if isinstance(aim, Dictionary):
        aim = aim.get(Name.D)
    if isinstance(aim, Array) and len(aim) and isinstance(aim[0], Dictionary):
        return aim[0]
    return None


def destinations(pdf: Pdf) -> dict[str, Object]:
    """Return the named destinations of a PDF."""
    old = pdf.Root.get(Name.Dests)
    found = dict(old.items()) if isinstance(old, Dictionary) else {}
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary):
        found.update(named(names.get(Name.Dests)))
    return found


def named(tree: Object | None, depth: int = 0) -> Iterator[tuple[str, Object]]:
    """Yield the pairs of a name tree."""
    if not isinstance(tree, Dictionary) or depth > DEPTH:
        return
    pairs = tree.get(Name.Names, Array())
    for place in range(0, len(pairs) - 1, 2):
        yield str(pairs[place]), pairs[place + 1]
    for kid in tree.get(Name.Kids, Array()):
        yield from named(kid, depth + 1)
