"""Lists of texts beside the matrix, with filters in the address; and when the texts came."""

from flask import render_template, request

from secretariat.blueprints.overview import countries, exports, writing
from secretariat.blueprints.overview.place import bp, filters, ways
from secretariat.pages import Answer, action, paged, view, who
from secretariat.queries import overview as queries
from secretariat.rules.actions import Action

# Importing them registers their routes on the blueprint.
ROOMS = (countries, exports, writing)
__all__ = ["ROOMS", "bp"]


@bp.get("/deliverables/list")
@action(Action.SEE_MATRIX)
def index() -> Answer:
    """List the texts that the address asks for, with their counts."""
    shown, sort = view(), request.args.get("sort", "due")
    page = paged(queries.rows(shown, who(), sort=sort))
    return render_template(
        "overview/list.html",
        page=page,
        counts=queries.counts(shown, who()),
        ways=ways(page.rows),
        sort=sort if sort in queries.SORTS else "due",
        **filters(shown),
    )


@bp.get("/deliverables/over-time")
@action(Action.SEE_MATRIX)
def over_time() -> Answer:
    """Show when the texts that the address asks for came, against the date."""
    shown = view()
    return render_template("overview/over_time.html", arrivals=queries.arrivals(shown, who()), **filters(shown))
