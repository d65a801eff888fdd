"""The matrix country × call, and lists as files for spreadsheets."""

from flask import jsonify

from secretariat import sheets
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.lists import view
from secretariat.blueprints.api.place import bp, meeting
from secretariat.blueprints.api.schemas import CODE, FILTERS, FLAG, ID, STATE, many, maybe, of, ref
from secretariat.blueprints.api.telling import tells
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, who
from secretariat.queries import matrix as queries
from secretariat.queries.matrix import Cell
from secretariat.rules.actions import Action

NARROWED = {name: shape for name, shape in FILTERS.items() if name != "meeting"}
CELL = of({"id": maybe(ID), "call": ID, "state": STATE, "overdue": FLAG})


@bp.get("/meetings/<slug>/matrix")
@action(Action.SEE_MATRIX, meeting)
@tells(
    of({"calls": many(ref("Call")), "countries": many(of({"country": CODE, "texts": many(CELL)}))}),
    query=NARROWED,
)
def matrix(found: Meeting) -> Answer:
    """Return who has sent what of a meeting; `id` is missing where one may know the state only."""
    grid = queries.grid(found, who(), language(), view=view())
    return jsonify(
        calls=[shapes.call(one) for one in grid.calls],
        countries=[
            {"country": row.country.alpha2, "texts": [cell(one) for one in row.cells.values()]} for row in grid.rows
        ],
    )


def cell(one: Cell) -> shapes.Shape:
    """Return a text of the matrix."""
    return {"id": one.id if one.seen else None, "call": one.call_id, "state": one.state, "overdue": one.overdue}


@bp.get("/meetings/<slug>/matrix.csv")
@action(Action.SEE_MATRIX, meeting)
@tells(None, query=NARROWED, media=sheets.CSV)
def matrix_as_csv(found: Meeting) -> Answer:
    """Return the matrix as CSV: a country a line, and of each call the state, its dates and whether it was late."""
    return sheets.as_csv(sheets.matrix(found, view()))


@bp.get("/meetings/<slug>/matrix.xlsx")
@action(Action.SEE_MATRIX, meeting)
@tells(None, query=NARROWED, media=sheets.XLSX)
def matrix_as_xlsx(found: Meeting) -> Answer:
    """Return the matrix as a workbook; every cell is a string."""
    return sheets.as_xlsx(sheets.matrix(found, view()))


@bp.get("/deliverables/list.csv")
@action(Action.SEE_MATRIX)
@tells(None, query=FILTERS, media=sheets.CSV)
def as_csv() -> Answer:
    """Return the list as CSV, in which no spreadsheet finds anything to execute."""
    return sheets.as_csv(sheets.texts(view()))


@bp.get("/deliverables/list.xlsx")
@action(Action.SEE_MATRIX)
@tells(None, query=FILTERS, media=sheets.XLSX)
def as_xlsx() -> Answer:
    """Return the list as a workbook; every cell is a string."""
    return sheets.as_xlsx(sheets.texts(view()))
