"""Lists and the matrix as files for spreadsheets."""

from secretariat import sheets
from secretariat.blueprints.overview.place import bp
from secretariat.errors import Hidden
from secretariat.pages import Answer, action, view, who
from secretariat.queries import calls, meetings
from secretariat.rules.actions import Action


@bp.get("/deliverables/list.csv")
@action(Action.SEE_MATRIX)
def as_csv() -> Answer:
    """Return the list of the address as CSV."""
    return sheets.as_csv(sheets.texts(view()))


@bp.get("/deliverables/list.xlsx")
@action(Action.SEE_MATRIX)
def as_xlsx() -> Answer:
    """Return the list of the address as a workbook."""
    return sheets.as_xlsx(sheets.texts(view()))


@bp.get("/deliverables/matrix.csv")
@action(Action.SEE_MATRIX)
def matrix_as_csv() -> Answer:
    """Return the matrix of the address as CSV."""
    return sheets.as_csv(_matrix())


@bp.get("/deliverables/matrix.xlsx")
@action(Action.SEE_MATRIX)
def matrix_as_xlsx() -> Answer:
    """Return the matrix of the address as a workbook."""
    return sheets.as_xlsx(_matrix())


def _matrix() -> sheets.Sheet:
    """Return the matrix that the page of the same address shows: of the coming meeting where it names none."""
    asked = view()
    meeting = meetings.by_slug(asked.meeting) if asked.meeting else calls.coming_meeting(who().at)
    if meeting is None:
        raise Hidden
    return sheets.matrix(meeting, asked.but(meeting=meeting.slug))
