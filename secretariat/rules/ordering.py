"""The order of an agenda: what moving an item up, down, in or out makes of it, and whether an order can be."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from secretariat.models.agendas import AgendaItem

Order = list[tuple[int, int | None]]
WAYS = ("up", "down", "in", "out")


@dataclass(frozen=True)
class Place:
    """An item in the order of the page. parent: the id of the item that it hangs below."""

    id: int
    parent: int | None
    pause: bool


@dataclass
class Block:
    """An item of the first level with what hangs below it; they move together."""

    top: Place
    parts: list[Place]


def places(items: Sequence[AgendaItem]) -> list[Place]:
    """Return the items in the order of the page."""
    tops = sorted((one for one in items if one.parent_id is None), key=lambda one: one.position)
    found: list[Place] = []
    for top in tops:
        parts = sorted((one for one in items if one.parent_id == top.id), key=lambda one: one.position)
        found += [Place(one.id, one.parent_id, one.kind == "pause") for one in (top, *parts)]
    return found


def order(found: Sequence[Place]) -> Order:
    """Return an order as forms send it: (item, parent)."""
    return [(one.id, one.parent) for one in found]


def mark(wanted: Order) -> str:
    """Return a mark of an order, by which a form says which one the person saw."""
    return hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]


def impossible(wanted: Order, pauses: set[int]) -> str | None:
    """Say why an order cannot be, or None: two levels, and a pause stands alone on the first."""
    tops = {one for one, parent in wanted if parent is None}
    if any(parent is not None and (parent not in tops or parent in pauses) for _one, parent in wanted):
        return _("An agenda has two levels; choose an item of the first one.")
    if any(parent is not None and one in pauses for one, parent in wanted):
        return _("A pause stands between items, not below one.")
    return None


def moved(found: Sequence[Place], item: int, way: str) -> Order | None:
    """Return the order after one step of an item, or None where there is no such step.

    way: 'up' and 'down' change places with the neighbour, 'in' hangs an item below the one before it, 'out'
    makes a part an item of its own.
    """
    blocks = _blocks(found)
    at = next(place for place, one in enumerate(blocks) if item in {one.top.id, *(part.id for part in one.parts)})
    done = _move_part(blocks, at, item, way) if blocks[at].top.id != item else _move_top(blocks, at, way)
    return _flat(blocks) if done else None


def ways(found: Sequence[Place]) -> dict[int, list[str]]:
    """Return the steps that each item can take."""
    return {one.id: [way for way in WAYS if moved(found, one.id, way)] for one in found}


def _blocks(found: Sequence[Place]) -> list[Block]:
    blocks: list[Block] = []
    for one in found:
        if one.parent is None:
            blocks.append(Block(one, []))
        else:
            blocks[-1].parts.append(one)
    return blocks


def _flat(blocks: list[Block]) -> Order:
    wanted: Order = []
    for block in blocks:
        wanted += [(block.top.id, None), *((part.id, block.top.id) for part in block.parts)]
    return wanted


def _move_top(blocks: list[Block], at: int, way: str) -> bool:
    block = blocks[at]
    if way == "in":
        if at == 0 or block.parts or block.top.pause or blocks[at - 1].top.pause:
            return False
        blocks[at - 1].parts.append(blocks.pop(at).top)
        return True
    to = at + {"up": -1, "down": 1}.get(way, 0)
    if to == at or not 0 <= to < len(blocks):
        return False
    blocks[at], blocks[to] = blocks[to], blocks[at]
    return True


def _move_part(blocks: list[Block], at: int, item: int, way: str) -> bool:
    parts = blocks[at].parts
    place = next(index for index, part in enumerate(parts) if part.id == item)
    if way == "in":
        return False
    if way == "out":
        blocks.insert(at + 1, Block(parts.pop(place), []))
        return True
    to = place + (-1 if way == "up" else 1)
    if 0 <= to < len(parts):
        parts[place], parts[to] = parts[to], parts[place]
        return True
    return _move_over(blocks, at, place, way)


def _move_over(blocks: list[Block], at: int, place: int, way: str) -> bool:
    """Hang a part below the neighbouring item: at its end going up, at its beginning going down."""
    nearest = reversed(range(at)) if way == "up" else range(at + 1, len(blocks))
    to = next((index for index in nearest if not blocks[index].top.pause), None)
    if to is None:
        return False
    part = blocks[at].parts.pop(place)
    blocks[to].parts.insert(len(blocks[to].parts) if way == "up" else 0, part)
    return True
