"""Lists as files for spreadsheets, in which no spreadsheet finds anything to execute."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime

from flask import Response
from flask_babel import gettext as _
from xlsxwriter import Workbook

from secretariat import clock, formats, links
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import Deliverable
from secretariat.pages import attached, knows_reviewers, language, ways, who
from secretariat.queries import overview as queries
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


def as_csv(view: View) -> Response:
    """Return a list as CSV."""
    lines = io.StringIO()
    written = csv.writer(lines, quoting=csv.QUOTE_ALL)
    written.writerow(headings())
    written.writerows([inert(cell) for cell in row] for row in cells(view))
    return attached((BOM + lines.getvalue()).encode(), _name("csv"), CSV)


def as_xlsx(view: View) -> Response:
    """Return a list as a workbook; every cell is a string."""
    content = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(content, plain) as book:
        sheet = book.add_worksheet(_("Texts")[:31])
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(headings()):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(cells(view), 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings()) - 1, 18)
    return attached(content.getvalue(), _name("xlsx"), XLSX)


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
        _("Overdue") if text.overdue(clock.now()) else step.state_word(text.state),  # type: ignore[arg-type]
        _plain(text.due_at),
        formats.local(text.due_at, text.country.time_zone).strftime("%Y-%m-%d %H:%M"),
        _plain(text.sent_at),
        _("yes") if text.late else "",
        *reviewer,
        links.absolute(way),
    ]


def _plain(moment: datetime | None) -> str:
    return formats.local(moment, "UTC").strftime("%Y-%m-%d %H:%M") if moment else ""


def _name(ending: str) -> str:
    """Return what the file is called."""
    name = _("texts")
    return f"{name}-{clock.now():%Y-%m-%d}.{ending}"
