"""Lists of texts beside the matrix, with filters in the address; and when the texts came."""

from flask import render_template, request

from secretariat import clock
from secretariat.blueprints.overview import countries, exports, promises, writing
from secretariat.blueprints.overview.place import bp
from secretariat.filtering import filters
from secretariat.pages import Answer, action, paged, view, ways, who
from secretariat.queries import overview as queries
from secretariat.queries.arrivals import arrivals
from secretariat.queries.search import look
from secretariat.rules import horizon
from secretariat.rules.actions import Action

MOST_PAGES = 50
# Importing them registers their routes on the blueprint.
ROOMS = (countries, exports, promises, writing)
__all__ = ["ROOMS", "bp"]


@bp.get("/deliverables/list")
@action(Action.SEE_MATRIX)
def index() -> Answer:
    """List the texts that the address asks for, with their counts."""
    shown, sort = view(), request.args.get("sort", "due")
    counts = queries.counts(shown, who())
    page = paged(queries.rows(shown, who(), sort=sort), total=counts.total)
    return render_template(
        "overview/list.html",
        page=page,
        counts=counts,
        ways=ways(page.rows),
        sort=sort if sort in queries.SORTS else "due",
        **filters(shown),
    )


@bp.get("/deliverables/search")
@action(Action.USE_ACCOUNT)
def search() -> Answer:
    """Show in which of the texts that one may read some words stand."""
    words, number = request.args.get("q", "").strip(), max(1, min(request.args.get("page", 1, type=int), MOST_PAGES))
    shown = view()
    found = look(words, who(), shown, page=number) if words else None
    return render_template(
        "overview/search.html", words=words, found=found, page=number, view=shown, address=shown.address(),
        ways=ways([one.text for one in found.hits]) if found else {},
    )  # fmt: skip


@bp.get("/deliverables/over-time")
@action(Action.SEE_MATRIX)
def over_time() -> Answer:
    """Show when the texts that the address asks for came, against the date."""
    shown = view()
    found = arrivals(shown, who())
    reach = horizon.reach([one.on for one in found.days], found.due, clock.now().date()) if found.days else None
    return render_template(
        "overview/over_time.html",
        arrivals=found,
        reach=reach,
        counts=queries.counts(shown, who()),
        **filters(shown),
    )
