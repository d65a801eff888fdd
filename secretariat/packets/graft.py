"""Binding PDFs into one, with what copying pages would lose: the structure tree, layers and inner links.

Screen readers find a page's text by the page's key in one parent tree. So each source's keys are moved up by
what is taken already, its elements hang below one document as a part of their own, and all their references
follow, because the pages were copied before them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

DEPTH = 32  # of a number tree; deeper is an attack or a circle


@dataclass
class Binding:
    """The PDF under construction."""

    pdf: Pdf = field(default_factory=pikepdf.new)
    counts: list[int] = field(default_factory=list)
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

    def append(self, source: Pdf, *, at: int | None = None, title: str = "", language: str = "") -> None:
        """Bind all pages of a source, as the part in place `at` or the last. The source is changed."""
        place = len(self.counts) if at is None else at
        tagged = Name.StructTreeRoot in source.Root
        highest = renumber(source, self.next_key) if tagged else -1
        self._copy(source, place)
        part = self._part(title, language)
        if tagged:
            self._hang(part, source.Root.StructTreeRoot)
            self.next_key = highest + 1
        if Name.OCProperties in source.Root:
            self._layer(source.Root.OCProperties)
        self.document.K.insert(place, part)

    def _copy(self, source: Pdf, place: int) -> None:
        if place == len(self.counts):
            self.pdf.pages.extend(source.pages)
        else:
            first = sum(self.counts[:place])
            for number, page in enumerate(source.pages):
                self.pdf.pages.insert(first + number, page)
        self.counts.insert(place, len(source.pages))

    def _part(self, title: str, language: str) -> Object:
        part = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part, P=self.document, K=Array()))
        if title:
            part.T = String(title)
        if language:
            part.Lang = String(language)
        return part

    def _hang(self, part: Object, foreign: Object) -> None:
        offset = self.next_key
        own = self.pdf.copy_foreign(foreign)
        for kid in inner(own):
            kid.P = part
            part.K.append(kid)
        self.keys.extend((key + offset, value) for key, value in numbers(own.get(Name.ParentTree)))
        for role, standard in own.get(Name.RoleMap, Dictionary()).items():
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

    Only pages and links have keys here: drawings inside pages that are tagged by themselves lost their tags
    before (tags.py). Table cells also name their heads by identifiers, which would clash between sources; their
    scope says the same, so the identifiers go.
    """
    highest = offset - 1
    for page in source.pages:
        for thing in [page.obj, *page.obj.get(Name.Annots, Array())]:
            for key in (Name.StructParents, Name.StructParent):
                if key in thing:
                    thing[key] = own = int(thing[key]) + offset
                    highest = max(highest, own)
    if Name.IDTree in source.Root.StructTreeRoot:
        for thing in source.objects:
            if isinstance(thing, Dictionary) and thing.get(Name.Type) == Name.StructElem:
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
