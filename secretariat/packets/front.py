"""What stands first in a packet: cover, agenda, list of participants."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats
from secretariat.models.agendas import Circulation
from secretariat.models.countries import said
from secretariat.models.meetings import Meeting, Participant
from secretariat.models.packets import Packet
from secretariat.packets.parts import AgendaItem, AgendaPart, Cover, Delegation, Participants, Person, Pillar
from secretariat.queries import agendas as agenda_queries
from secretariat.queries import packets as queries
from secretariat.queries import presidencies
from secretariat.rules.agendas import Row


@dataclass(frozen=True)
class Names:
    """Names in one language: countries by alpha2, pillars by number."""

    countries: dict[str, str]
    pillars: dict[int, Pillar]

    @classmethod
    def read(cls, language: str) -> "Names":
        """Read the names of all countries and pillars."""
        return cls(
            {one.alpha2: one.name(language) for one in agenda_queries.countries()},
            {one.number: Pillar(number=one.number, title=one.name(language)) for one in agenda_queries.pillars()},
        )


def body() -> str:
    """Return the name of the declaration."""
    return _("Los Angeles Declaration on Migration and Protection")


def cover(packet: Packet, *, at: datetime, number: int | None) -> Cover:
    """Return the first page. number: of the version, None for a copy that is not kept."""
    meeting, language = packet.meeting, packet.language
    president = queries.presiding(at)
    ring = [one for one in presidencies.rotation() if one.rotation is not None]
    made = _("%(when)s %(city)s", when=formats.when(at, meeting.time_zone, language, year=True), city=meeting.city)
    version = [(_("Version"), str(number))] if number else []
    return Cover(
        id="cover",
        title=meeting.title(language),
        subtitle=_("Meeting packet"),
        symbol=meeting.symbol,
        body=body(),
        when=days(meeting, language),
        where=place(meeting, language),
        notice=said(meeting.note, language),
        seats=len(ring),
        seat=ring.index(president) if president in ring else -1,
        facts=(
            *([(_("Presidency"), president.name(language))] if president else []),
            (_("For"), audience_word(packet.audience)),
            (_("Symbol"), meeting.symbol),
            *version,
            (_("Compiled"), made),
        ),
    )


def audience_word(audience: str) -> str:
    """Return for whom a packet is, as the cover says it."""
    return {"delegations": _("Delegations"), "secretariat": _("The secretariat")}[audience]


def days(meeting: Meeting, language: str) -> str:
    """Return the days of a meeting, as a line begins with them: 'Jueves 23 de octubre a viernes 24 …'."""
    found = formats.days(meeting.starts_on, meeting.ends_on, language)
    return found[:1].upper() + found[1:]


def place(meeting: Meeting, language: str) -> str:
    """Return city and host of a meeting."""
    return ", ".join([meeting.city, *([meeting.host.name(language)] if meeting.host else [])])


def agenda(
    meeting: Meeting, rows: Sequence[Row], circulation: Circulation | None, names: Names, language: str
) -> AgendaPart:
    """Return the agenda. circulation: what was sent to the delegations; None for the working draft."""
    explained = circulation is None or circulation.status != "provisional"
    return AgendaPart(
        id="agenda",
        title=agenda_title(circulation),
        symbol=circulation.symbol if circulation else "",
        version=f"Rev.{circulation.number}" if circulation and circulation.number else "",
        status=_("%(days)s; hours of %(city)s.", days=days(meeting, language), city=meeting.city),
        items=tuple(lines(meeting, rows, names, language, explained=explained)),
    )


def agenda_title(circulation: Circulation | None) -> str:
    """Return the agenda's title by its status."""
    return {
        "draft": _("Agenda, working draft"),
        "provisional": _("Provisional agenda"),
        "annotated": _("Annotated agenda"),
        "adopted": _("Adopted agenda"),
    }[circulation.status if circulation else "draft"]


def lines(
    meeting: Meeting, rows: Sequence[Row], names: Names, language: str, *, explained: bool
) -> Iterator[AgendaItem]:
    """Yield the lines of the agenda, with a line for each day where there are several."""
    today = ""
    several = len({formats.local(row.starts, meeting.time_zone).date() for row in rows}) > 1
    for row in rows:
        day = formats.day(row.starts, language, zone=meeting.time_zone, year=True)
        if several and day != today:
            today = day
            yield AgendaItem(number="", title=day, pause=True)
        yield line(meeting, row, names, language, explained=explained)


def line(meeting: Meeting, row: Row, names: Names, language: str, *, explained: bool) -> AgendaItem:
    """Return a line of the agenda. A part does not repeat the pillar of the item above it."""
    return AgendaItem(
        number=row.number,
        title=said(row.titles, language),
        minutes=row.minutes,
        starts=formats.hour(row.starts, meeting.time_zone, language),
        presenter=presenter(row, names),
        purpose=said(row.purposes, language) if explained else "",
        documents=row.symbols,
        pillar=names.pillars.get(row.pillar) if row.pillar and not row.depth else None,
        depth=row.depth,
        pause=row.kind == "pause",
    )


def presenter(row: Row, names: Names) -> str:
    """Return who presents an item."""
    return row.presenter or names.countries.get(row.country or "", "")


def participants(packet: Packet) -> Participants:
    """Return the list of participants: countries in the order of the alphabet, then organisations."""
    people, language = queries.participants(packet.meeting), packet.language
    countries = grouped((one for one in people if one.country), language)
    organisations = grouped((one for one in people if one.organisation), language)
    return Participants(
        id="participants",
        title=_("List of participants"),
        status=ngettext("%(num)s person has been named.", "%(num)s people have been named.", len(people)),
        delegations=(*countries, *organisations),
    )


def grouped(people: Iterable[Participant], language: str) -> list[Delegation]:
    """Return people by where they come from, in the order of the alphabet."""
    found: dict[str, list[Person]] = {}
    for one in people:
        home = one.country or one.organisation
        assert home is not None
        # An organisation sends people, not a delegation, so nobody heads it.
        heads = one.rank == "head" and one.country is not None
        person = Person(name=one.name, function=said(one.function, language), head=heads)
        found.setdefault(home.name(language), []).append(person)
    order = formats.sort_key(language)
    return [Delegation(name=name, people=tuple(found[name])) for name in sorted(found, key=order)]
