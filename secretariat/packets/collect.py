"""From a meeting to the parts of its packet, for an audience and in the language that is active around the call.

What delegations read never says how far other countries are; the secretariat's packet does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from secretariat.models.agendas import Circulation
from secretariat.models.packets import Packet
from secretariat.packets import front, texts
from secretariat.packets.assemble import Edition
from secretariat.packets.front import Names
from secretariat.packets.papers import Papers, called, families
from secretariat.packets.parts import Contents, NotIncluded, Omission, Part, Reason
from secretariat.packets.texts import Setting, Texts
from secretariat.queries import agendas as agenda_queries
from secretariat.queries import packets as queries
from secretariat.rules import agendas
from secretariat.rules.agendas import Row
from secretariat.storage import Storage

SECRETARIAT = "secretariat"


@dataclass(frozen=True)
class Collected:
    """What a packet will hold. silent: what is missing, but is not for the eyes of its readers."""

    parts: tuple[Part, ...]
    silent: tuple[Omission, ...]
    edition: Edition


def collect(
    packet: Packet, *, at: datetime, storage: Storage, number: int | None = None, calls: Collection[int] | None = None
) -> Collected:
    """Return the parts of a packet, in order.

    number: of the version, None for a copy that is not kept · calls: the ids of those whose texts go in, None for all.
    """
    rows, circulation = agenda(packet)
    names = Names.read(packet.language)
    given = gathered(packet, rows, names, storage, calls)
    bound = Papers(packet, names, storage)
    middle = in_order(rows, bound, given, packet.language)
    inside = packet.audience == SECRETARIAT
    missing = [*not_circulated(packet, rows), *bound.missing, *given.unbound, *(given.missing if inside else [])]
    parts = (
        front.cover(packet, at=at, number=number),
        Contents(id="contents", title=_("Contents")),
        *([front.agenda(packet.meeting, rows, circulation, names, packet.language)] if rows else []),
        front.participants(packet),
        *middle,
        *given.annexes,
        NotIncluded(id="not-included", title=_("Not included, and why"), lines=tuple(missing)),
    )
    return Collected(parts, () if inside else tuple(given.missing), edition(packet, at))


def agenda(packet: Packet) -> tuple[list[Row], Circulation | None]:
    """Return the agenda: as it was circulated last, or for the secretariat as it stands now."""
    if packet.audience == SECRETARIAT:
        return agendas.rows(agenda_queries.items(packet.meeting), packet.meeting), None
    last = agenda_queries.last(packet.meeting)
    return (agendas.thawed(last) if last else []), last


def gathered(
    packet: Packet, rows: Sequence[Row], names: Names, storage: Storage, calls: Collection[int] | None
) -> Texts:
    """Return the texts, each under the item of its pillar."""
    tops = [top for top, _below in families(rows)]
    setting = Setting(
        language=packet.language,
        names=names,
        storage=storage,
        # The first item of a pillar is its heading, and so is the first that a country presents.
        headings={one.pillar: called(one, packet.language) for one in reversed(tops) if one.pillar},
        presenting={one.country: one.pillar for one in reversed(rows) if one.country and one.pillar},
    )
    chosen = [one for one in queries.calls(packet.meeting) if calls is None or one.id in calls]
    return texts.collect(chosen, setting)


def in_order(rows: Sequence[Row], bound: Papers, given: Texts, language: str) -> list[Part]:
    """Return documents and texts in the order of the agenda; texts of a pillar without an item come last."""
    left = dict(given.by_pillar)
    parts: list[Part] = []
    for top, below in families(rows):
        parts += bound.of(top, None)
        for row in below:
            parts += bound.of(row, top)
        own = left.get(top.pillar or 0)
        if own and own[0].under == (called(top, language),):
            parts += left.pop(top.pillar or 0)
    return parts + [part for number in sorted(left) for part in left[number]]


def not_circulated(packet: Packet, rows: Sequence[Row]) -> list[Omission]:
    """Say that there is no agenda yet."""
    return [] if rows else [Omission(title=_("Agenda"), under=(packet.meeting.symbol,), reason=Reason.NOT_CIRCULATED)]


def edition(packet: Packet, at: datetime) -> Edition:
    """Return what the PDF says of itself."""
    title = packet.meeting.title(packet.language)
    return Edition(
        title=_("%(meeting)s: meeting packet", meeting=title),
        head=f"{title} · {packet.meeting.symbol}",
        foot=front.body(),
        language=packet.language,
        author=_("Technical secretariat: PADF and OAS"),
        at=at,
    )
