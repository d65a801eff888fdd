"""Binding PDFs into one, with what copying pages would lose: the structure tree, layers and inner links.

Screen readers find a page's text by the page's key in one parent tree. So each source's keys are moved up by
what is taken already, its elements hang below one document as a part of their own, and all their references
follow, because the pages were copied before them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

DEPTH = 32  # of a number tree; deeper is an attack or a circle


@dataclass
class Binding:
    """The PDF under construction."""

    pdf: Pdf = field(default_factory=pikepdf.new)
    next_key: int = 0
    keys: list[tuple[int, Object]] = field(default_factory=list)
    roles: dict[str, Object] = field(default_factory=dict)
    hidden: list[Object] = field(default_factory=list)
    layers: list[Object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array())
        )

    def append(self, source: Pdf, *, title: str = "", language: str = "") -> int:
        """Bind all pages of a source; return the place of the first, counted from 0. The source is changed."""
        first = len(self.pdf.pages)
        tagged = Name.StructTreeRoot in source.Root
        highest = renumber(source, self.next_key) if tagged else -1
        self.pdf.pages.extend(source.pages)
        if tagged:
            self._hang(source.Root.StructTreeRoot, title, language)
            self.next_key = highest + 1
        if Name.OCProperties in source.Root:
            self._layer(source.Root.OCProperties)
        return first

    def _hang(self, foreign: Object, title: str, language: str) -> None:
        offset = self.next_key
        own = self.pdf.copy_foreign(foreign)
        part = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part, P=self.document, K=Array()))
        if title:
            part.T = String(title)
        if language:
            part.Lang = String(language)
        for kid in inner(own):
            kid.P = part
            part.K.append(kid)
        self.document.K.append(part)
        self.keys.extend((key + offset, value) for key, value in numbers(own.get(Name.ParentTree)))
        for role, standard in dict(own.get(Name.RoleMap, Dictionary()).items()).items():
            self.roles.setdefault(role, standard)

    def _layer(self, foreign: Object) -> None:
        own = self.pdf.copy_foreign(foreign)
        self.layers.extend(own.get(Name.OCGs, Array()))
        self.hidden.extend(own.get(Name.D, Dictionary()).get(Name.OFF, Array()))

    def close(self, *, language: str = "") -> Pdf:
        """Write the trees into the catalogue and return the PDF."""
        if self.keys:
            self.keys.sort(key=lambda pair: pair[0])
            nums = Array(thing for pair in self.keys for thing in pair)
            self.root.K = Array([self.document])
            self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=nums))
            self.root.ParentTreeNextKey = self.next_key
            self.root.RoleMap = Dictionary(self.roles)
            self.pdf.Root.StructTreeRoot = self.root
            self.pdf.Root.MarkInfo = Dictionary(Marked=True)
        if self.layers:
            shown = Dictionary(OFF=Array(self.hidden), Order=Array(self.layers))
            self.pdf.Root.OCProperties = Dictionary(OCGs=Array(self.layers), D=shown)
        if language:
            self.pdf.Root.Lang = String(language)
        return self.pdf


def renumber(source: Pdf, offset: int) -> int:
    """Move a source's keys up by the offset; return the highest that results.

    Table cells also name their heads by identifiers, which would clash between sources; their scope says the
    same, so the identifiers go.
    """
    highest = offset - 1
    named = Name.IDTree in source.Root.StructTreeRoot
    for thing in source.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        for key in (Name.StructParents, Name.StructParent):
            if key in thing:
                thing[key] = int(thing[key]) + offset
                highest = max(highest, int(thing[key]))
        if named and thing.get(Name.Type) == Name.StructElem:
            forget_identifiers(thing)
    return highest


def forget_identifiers(element: Object) -> None:
    """Remove an element's identifier, and those by which it names others."""
    if Name.ID in element:
        del element[Name.ID]
    attributes = element.get(Name.A)
    for one in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(one, Dictionary) and Name.Headers in one:
            del one[Name.Headers]


def inner(root: Object) -> list[Object]:
    """Return the elements right below a tree; those of a lone Document or Part instead of itself."""
    kids: list[Object] = [kid for kid in listed(root.get(Name.K)) if isinstance(kid, Dictionary)]
    for _ in range(DEPTH):
        if len(kids) != 1 or kids[0].get(Name.S) not in {Name.Document, Name.Part}:
            break
        kids = [kid for kid in listed(kids[0].get(Name.K)) if isinstance(kid, Dictionary)]
    return kids


def listed(thing: Object | None) -> list[Object]:
    """Return what may be one or several as a list."""
    if thing is None:
        return []
    return list(thing) if isinstance(thing, Array) else [thing]


def numbers(tree: Object | None, depth: int = 0) -> Iterator[tuple[int, Object]]:
    """Yield the pairs of a number tree."""
    if not isinstance(tree, Dictionary) or depth > DEPTH:
        return
    nums = tree.get(Name.Nums, Array())
    for place in range(0, len(nums) - 1, 2):
        yield int(nums[place]), nums[place + 1]
    for kid in tree.get(Name.Kids, Array()):
        yield from numbers(kid, depth + 1)
