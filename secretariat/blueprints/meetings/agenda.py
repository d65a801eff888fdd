"""Reading an agenda: the version, whose hours, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from secretariat import formats
from secretariat.blueprints.meetings.place import bp, one
from secretariat.blueprints.meetings.words import change_words, status_word, version_word
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.errors import Hidden
from secretariat.models.agendas import Circulation
from secretariat.models.meetings import Meeting
from secretariat.pages import SECRETARIAT_CITY, Answer, action, language, who
from secretariat.queries import agendas as queries
from secretariat.rules import agendas, ordering, policy, revisions
from secretariat.rules.actions import Action
from secretariat.rules.agendas import Row

DRAFT = "draft"


@dataclass(frozen=True)
class Clock:
    """Whose hours a page shows: a time zone, and the city it is named by."""

    name: str
    zone: str
    city: str

    def hour(self, instant: datetime) -> str:
        """Return the time of day there."""
        return formats.hour(instant, self.zone, language())

    def day(self, instant: datetime) -> str:
        """Return the day there."""
        return formats.day(instant, language(), zone=self.zone)


@dataclass(frozen=True)
class Sheet:
    """A version of an agenda as a page shows it. circulation: None for the working draft.

    before: what was circulated before it, against which changes are named.
    """

    rows: list[Row]
    circulation: Circulation | None
    before: Circulation | None

    @property
    def items(self) -> list[Row]:
        """The numbered items of the first level."""
        return [row for row in self.rows if row.number and not row.depth]

    @property
    def minutes(self) -> int:
        """The minutes of all items, pauses left out."""
        return sum(row.minutes for row in self.items)

    @property
    def lacking(self) -> list[Row]:
        """The items without a document that should have one."""
        return [row for row in self.rows if row.lacks_document]

    @property
    def changes(self) -> list[revisions.Change]:
        """What changed against the version circulated before."""
        return revisions.changes(agendas.thawed(self.before), self.rows) if self.before else []


@bp.get("/<slug>/agenda")
@action(Action.SEE_AGENDA, one)
def agenda(meeting: Meeting) -> Answer:
    """Show the agenda: the working draft to those who may see it, what was circulated to everybody else."""
    circulations = queries.circulations(meeting)
    may_see_draft = policy.allowed(who(), Action.SEE_DRAFT_AGENDA, meeting)
    version = request.args.get("v") or default_version(circulations, may_see_draft=may_see_draft)
    if version is None:
        return render_template("meetings/no_agenda.html", meeting=meeting)
    if version == DRAFT and not may_see_draft:
        raise Hidden
    items = queries.items(meeting) if version == DRAFT else []
    shown = sheet(circulations, version, agendas.rows(items, meeting))
    editing = version == DRAFT and not agendas.locked(next(iter(circulations), None))
    may_edit = editing and policy.allowed(who(), Action.EDIT_AGENDA, meeting)
    return render_template(
        "meetings/agenda.html",
        meeting=meeting,
        sheet=shown,
        version=version,
        versions=versions(circulations, may_see_draft=may_see_draft),
        clock=chosen_clock(meeting),
        clocks=clocks(meeting),
        days=new_days(shown, chosen_clock(meeting)),
        span=span(shown, chosen_clock(meeting), other_clock(meeting)),
        countries={country.alpha2: country for country in queries.countries()},
        pillars={pillar.number: pillar for pillar in queries.pillars()},
        papers=versions_read(circulations, meeting) | addresses(meeting),
        changed=[change_words(change) for change in shown.changes],
        marks={change.row.number: change.kind for change in shown.changes if change.after and change.kind != "moved"},
        ways=ordering.ways(ordering.places(items)) if may_edit else {},
        parents={one.id: one.parent_id for one in items},
        may_edit=may_edit,
        may_circulate=editing and policy.allowed(who(), Action.CIRCULATE, meeting),
        status_word=status_word,
    )


def default_version(circulations: Sequence[Circulation], *, may_see_draft: bool) -> str | None:
    """Return the version that the page opens with: the draft until it is adopted, else the last circulated one."""
    last = next(iter(circulations), None)
    if may_see_draft and not agendas.locked(last):
        return DRAFT
    return str(last.number) if last else None


def sheet(circulations: Sequence[Circulation], version: str, draft: list[Row]) -> Sheet:
    """Return the version that an address asks for; raise Hidden where there is none. circulations: newest first."""
    if version == DRAFT:
        return Sheet(draft, None, next(iter(circulations), None))
    for place, circulation in enumerate(circulations):
        if str(circulation.number) == version:
            before = circulations[place + 1] if place + 1 < len(circulations) else None
            return Sheet(agendas.thawed(circulation), circulation, before)
    raise Hidden


def versions(circulations: Sequence[Circulation], *, may_see_draft: bool) -> list[tuple[str, str]]:
    """Return what the switch offers, newest first."""
    draft = [(DRAFT, _("Working draft"))] if may_see_draft else []
    return draft + [(str(one.number), version_word(one)) for one in circulations]


def clocks(meeting: Meeting) -> dict[str, Clock]:
    """Return the clocks that a reader may choose: the place's, Washington's, their own capital's."""
    found = [
        Clock("place", meeting.time_zone, meeting.city),
        Clock("washington", SECRETARIAT_ZONE, SECRETARIAT_CITY),
    ]
    if current_user.is_authenticated and current_user.country:
        found.append(Clock("mine", current_user.zone, current_user.city))
    # A delegation whose capital is Washington, or a meeting there, reads one clock once.
    once = {(one.zone, one.city): one for one in reversed(found)}
    return {one.name: one for one in found if once[one.zone, one.city] is one}


def chosen_clock(meeting: Meeting) -> Clock:
    """Return the clock that the address asks for, or the place's."""
    found = clocks(meeting)
    return found.get(request.args.get("z", ""), found["place"])


def other_clock(meeting: Meeting) -> Clock:
    """Return the second clock to name beside the chosen one: Washington beside the place, else the place."""
    found = clocks(meeting)
    chosen = chosen_clock(meeting)
    return found.get("washington", chosen) if chosen.name == "place" else found["place"]


def new_days(shown: Sheet, clock: Clock) -> dict[int, str]:
    """Return the day where another one begins than that of the row before, by the row's place."""
    zone = ZoneInfo(clock.zone)
    dates = [row.starts.astimezone(zone).date() for row in shown.rows]
    return {at: clock.day(shown.rows[at].starts) for at in range(1, len(dates)) if dates[at] != dates[at - 1]}


@dataclass(frozen=True)
class Span:
    """From when until when, in the words of two clocks; `there` is empty where they are the same."""

    here: str
    there: str


def span(shown: Sheet, clock: Clock, other: Clock) -> Span | None:
    """Return from when until when the agenda lasts, or None where it has no items."""
    if not shown.rows:
        return None
    here = _("%(span)s %(city)s", span=stretch(shown, clock), city=clock.city)
    if other == clock:
        return Span(here, "")
    same_day = clock.day(shown.rows[0].starts) == other.day(shown.rows[0].starts)
    there = stretch(shown, other, with_day=not same_day)
    return Span(here, _("(%(when)s in %(city)s)", when=there, city=other.city))


def stretch(shown: Sheet, clock: Clock, *, with_day: bool = True) -> str:
    """Return a stretch of time on one clock: 'Thursday 23 October, 09:00 to 16:45'."""
    first, last = shown.rows[0].starts, shown.rows[-1].ends
    begins, ends = clock.hour(first), clock.hour(last)
    if clock.day(first) != clock.day(last):
        ends, with_day = f"{clock.day(last)}, {ends}", True
    begins = f"{clock.day(first)}, {begins}" if with_day else begins
    return _("%(first)s to %(last)s", first=begins, last=ends)


def versions_read(circulations: Sequence[Circulation], meeting: Meeting) -> dict[str, str]:
    """Return the pages of the versions that were circulated, by symbol: an item may have the agenda as its document."""
    return {one.symbol: url_for(".agenda", slug=meeting.slug, v=one.number) for one in circulations}


def addresses(meeting: Meeting) -> dict[str, str]:
    """Return the addresses of the files that the reader may open, by symbol: in their language, or in any."""
    found: dict[str, str] = {}
    for document in queries.readable(meeting, who()):
        if document.file and (document.symbol not in found or document.language == language()):
            found[document.symbol] = url_for(".document", slug=meeting.slug, document_id=document.id)
    return found
