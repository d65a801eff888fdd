"""Lists and the matrix as files for spreadsheets, in which no spreadsheet finds anything to execute."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Response
from flask_babel import gettext as _
from xlsxwriter import Workbook

from secretariat import clock, formats, links
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.meetings import Meeting
from secretariat.pages import attached, knows_reviewers, language, ways, who
from secretariat.queries import matrix as matrices
from secretariat.queries import overview as queries
from secretariat.queries.matrix import Dates, Grid, Row
from secretariat.rules.filters import View
from secretariat.workflow import step

MOST = 20_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What begins a formula, also behind blanks and quotes and after whatever a spreadsheet may take for the end of a cell:
# where commas are decimal marks it splits a line at semicolons. The wide forms are read as the narrow ones.
FORMULA = re.compile(r"(^|[,;|\t\r\n])([\s\"'\x00]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\t\r])")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the machine's old code page


def inert(text: str) -> str:
    """Return a text for a cell of a CSV that is shown as a text, whatever it begins with."""
    return FORMULA.sub(r"\1\2'", text)


@dataclass(frozen=True)
class Sheet:
    """What a file holds: its title and name without ending, the first line, the others, how many columns stay put."""

    title: str
    name: str
    headings: list[str]
    rows: Iterable[list[str]]
    fixed: int = 0


def as_csv(sheet: Sheet) -> Response:
    """Return a sheet as CSV."""
    lines = io.StringIO()
    written = csv.writer(lines, quoting=csv.QUOTE_ALL)
    written.writerows([inert(cell) for cell in row] for row in (sheet.headings, *sheet.rows))
    return attached((BOM + lines.getvalue()).encode(), f"{sheet.name}.csv", CSV)


def as_xlsx(sheet: Sheet) -> Response:
    """Return a sheet as a workbook; every cell is a string."""
    content = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(content, plain) as book:
        page = book.add_worksheet(sheet.title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
        page.freeze_panes(1, sheet.fixed)
        page.set_column(0, len(sheet.headings) - 1, 18)
    return attached(content.getvalue(), f"{sheet.name}.xlsx", XLSX)


def texts(view: View) -> Sheet:
    """Return the list of a view: a text a line. Raises Refused where it has more than a file holds."""
    return Sheet(_("Texts"), _name(_("texts")), headings(), cells(view))


def matrix(meeting: Meeting, view: View) -> Sheet:
    """Return the matrix of a meeting: a country a line, and of each call the state, its dates and whether it was late.

    Of a text that the reader may not open it says the state only, as the page does.
    """
    grid = matrices.grid(meeting, who(), language(), view=view)
    if len(grid.cells) > MOST:
        raise Refused(_("This matrix has more than %(most)s texts; narrow it before you save it.", most=MOST))
    dates = matrices.dates(grid)
    columns = [_("Country"), _("Code"), *(name for call in grid.calls for name in _columns(call))]
    rows = [_line(row, grid, dates) for row in grid.rows]
    return Sheet(_("Matrix"), _name(_("matrix-%(meeting)s", meeting=meeting.slug)), columns, rows, fixed=2)


def _columns(call: Call) -> list[str]:
    title = f"{call.number}. {call.title(language())}"
    return [f"{title} – {of}" for of in (_("State"), _("Due, in the capital"), _("Sent, in the capital"), _("Late"))]


def _line(row: Row, grid: Grid, dates: dict[int, Dates]) -> list[str]:
    return [row.name, row.country.alpha2, *(cell for call in grid.calls for cell in _of_call(row, call, dates))]


def _of_call(row: Row, call: Call, dates: dict[int, Dates]) -> list[str]:
    cell = row.cells.get(call.id)
    if cell is None:
        return [""] * 4
    state, found = _state(cell.state, overdue=cell.overdue), dates.get(cell.id)
    if found is None:
        return [state, "", "", ""]
    zone = row.country.time_zone
    return [state, _plain(found.due_at, zone), _plain(found.sent_at, zone), _("yes") if cell.late else ""]


def headings() -> list[str]:
    """Return the first line."""
    reviewer = [_("Reviewer")] if knows_reviewers() else []
    return [
        _("Symbol"), _("Country"), _("Code"), _("Call"), _("Pillar"), _("State"), _("Due, UTC"),
        _("Due, in the capital"), _("Sent, UTC"), _("Late"), *reviewer, _("Address"),
    ]  # fmt: skip


def cells(view: View) -> Iterator[list[str]]:
    """Yield the cells of each text of the list; raise Refused where it has more than a file holds."""
    texts = list(db.session.scalars(queries.rows(view, who()).limit(MOST + 1)).unique())
    if len(texts) > MOST:
        raise Refused(_("This list has more than %(most)s texts; narrow it before you save it.", most=MOST))
    leads, reviewers, spoken = ways(texts), knows_reviewers(), language()
    return (_row(one, leads[one.id], spoken, reviewers=reviewers) for one in texts)


def _row(text: Deliverable, way: str, spoken: str, *, reviewers: bool) -> list[str]:
    call = text.call
    reviewer = [text.reviewer.name if text.reviewer else ""] if reviewers else []
    return [
        text.symbol,
        text.country.name(spoken),
        text.country.alpha2,
        f"{call.number}. {call.title(spoken)}",
        f"{call.pillar.numeral} {call.pillar.name(spoken)}" if call.pillar else "",
        _state(text.state, overdue=text.overdue(clock.now())),
        _plain(text.due_at),
        _plain(text.due_at, text.country.time_zone),
        _plain(text.sent_at),
        _("yes") if text.late else "",
        *reviewer,
        links.absolute(way),
    ]


def _state(state: str, *, overdue: bool) -> str:
    return _("Overdue") if overdue else step.state_word(State(state))


def _plain(moment: datetime | None, zone: str = "UTC") -> str:
    return formats.local(moment, zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def _name(name: str) -> str:
    """Return what a file is called, without its ending."""
    return f"{name}-{clock.now():%Y-%m-%d}"
