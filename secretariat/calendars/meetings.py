"""A meeting and the items of its agenda as dates."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from secretariat import links
from secretariat.mail.compose import voice
from secretariat.mail.events import Date
from secretariat.models.agendas import Circulation
from secretariat.models.countries import said
from secretariat.models.meetings import Meeting
from secretariat.rules.agendas import Row


def days_of(meeting: Meeting) -> Date:
    """Return the days of a meeting, as its place counts them."""
    spoken, url = voice.language(), links.absolute(links.meeting(meeting.slug))
    note = said(meeting.note, spoken)
    return Date(
        key=f"meeting-{meeting.id}",
        title=_("%(meeting)s, %(city)s", meeting=meeting.title(spoken), city=meeting.city),
        lines=[*([note] if note else []), _("Open the meeting: %(url)s", url=url)],
        url=url,
        starts=meeting.starts_on,
        ends=meeting.ends_on + timedelta(days=1),
        sequence=meeting.sequence,
        status="CANCELLED" if meeting.status == "cancelled" else "CONFIRMED",
        place=meeting.city,
        busy=False,
    )


def sessions_of(meeting: Meeting, rows: Sequence[Row], circulation: Circulation | None) -> list[Date]:
    """Return the items of an agenda, each with its parts; a draft's are tentative. circulation: None for the draft.

    An agenda that was circulated for other days than the meeting has now says nothing about these.
    """
    items = [row for row in rows if row.number and not row.depth and row.minutes and _within(meeting, row)]
    return [_session(meeting, row, _parts(row, rows), circulation) for row in items]


def _within(meeting: Meeting, row: Row) -> bool:
    # A session that runs past midnight belongs to the last day.
    return meeting.starts_on <= row.starts.astimezone(meeting.zone).date() <= meeting.ends_on + timedelta(days=1)


def _parts(item: Row, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.depth and row.number.startswith(f"{item.number}.")]


def _session(meeting: Meeting, row: Row, parts: Sequence[Row], circulation: Circulation | None) -> Date:
    spoken, url = voice.language(), links.absolute(links.agenda(meeting.slug))
    purpose = said(row.purposes, spoken)
    lines = [purpose] if purpose else []
    lines += [f"{one.number} {said(one.titles, spoken)}" for one in parts]
    lines += [", ".join(row.symbols)] if row.symbols else []
    source = circulation.symbol if circulation else _("Working draft")
    return Date(
        key=f"agenda-item-{row.id}",
        title=f"{row.number}. {said(row.titles, spoken)}",
        lines=[*lines, source, _("Open the agenda: %(url)s", url=url)],
        url=url,
        starts=row.starts,
        ends=row.ends,
        sequence=circulation.number if circulation else 0,
        status="CONFIRMED" if circulation else "TENTATIVE",
        place=meeting.city,
    )
