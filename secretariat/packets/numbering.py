"""Where each part begins, and the tree of titles that contents and bookmarks are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from secretariat.packets.parts import Contents, Cover, Part, Pillar


@dataclass
class Node:
    """A title in the tree. first: its page, counted from 0; part: None where it only groups others."""

    title: str
    first: int
    depth: int
    part: Part | None = None
    pillar: Pillar | None = None
    below: list["Node"] = field(default_factory=list)


def firsts(counts: Sequence[int]) -> list[int]:
    """Return the first page of each part, counted from 0."""
    return [0, *accumulate(counts)][: len(counts)]


def tree(parts: Sequence[Part], starts: Sequence[int]) -> list[Node]:
    """Return the titles as a tree. A title above others that is no part itself stands where its first part does."""
    top: list[Node] = []
    found: dict[tuple[str, ...], Node] = {}
    for part, first in zip(parts, starts, strict=True):
        level = top
        for depth, title in enumerate(part.under):
            path = part.under[: depth + 1]
            if path not in found:
                found[path] = Node(title, first, depth, pillar=part.pillar)
                level.append(found[path])
            level = found[path].below
        node = Node(part.called, first, len(part.under), part, part.pillar)
        level.append(node)
        found[(*part.under, part.called)] = node
    return top


def lines(nodes: Sequence[Node]) -> list[dict[str, Any]]:
    """Return the lines of the contents, the cover and the contents themselves left out."""
    return [line for node in nodes for line in [*own_line(node), *lines(node.below)]]


def own_line(node: Node) -> list[dict[str, Any]]:
    """Return a node's line; it leads to 'packet:' and the page counted from 0, for assemble.py to find."""
    if isinstance(node.part, Cover | Contents):
        return []
    pillar = node.pillar if node.depth == 0 else None
    return [
        {
            "title": node.title,
            "symbol": node.part.symbol if node.part else "",
            "page": node.first + 1,
            "depth": node.depth,
            "group": node.part is None or (node.depth == 0 and bool(node.below)),
            "pillar": {"number": pillar.number, "numeral": pillar.numeral} if pillar else None,
            "to": f"packet:{node.first}",
        }
    ]
