"""Lists as files for spreadsheets."""

from secretariat import sheets
from secretariat.blueprints.overview.place import bp
from secretariat.pages import Answer, action, view
from secretariat.rules.actions import Action


@bp.get("/deliverables/list.csv")
@action(Action.SEE_MATRIX)
def as_csv() -> Answer:
    """Return the list of the address as CSV."""
    return sheets.as_csv(view())


@bp.get("/deliverables/list.xlsx")
@action(Action.SEE_MATRIX)
def as_xlsx() -> Answer:
    """Return the list of the address as a workbook."""
    return sheets.as_xlsx(view())
