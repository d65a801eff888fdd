"""/commitments: promises by meeting, with sums that add up once."""

from flask import Blueprint, render_template, request

from secretariat import formats
from secretariat.pages import Answer, action, language
from secretariat.queries import commitments as queries
from secretariat.rules import commitments as rules
from secretariat.rules.actions import Action

bp = Blueprint("commitments", __name__, url_prefix="/commitments")


@bp.get("", strict_slashes=False)
@action(Action.SEE_COMMITMENTS)
def index() -> Answer:
    """Show the promises, of one country or pillar where the address says so."""
    country, pillar = request.args.get("country", ""), request.args.get("pillar", "")
    pillars = queries.pillars()
    numbers = {str(one.number): one.number for one in pillars}
    # A pillar that does not exist has no promises; it is no reason to show those of the others.
    rows = queries.rows(country=country or None, pillar=numbers.get(pillar, 0) if pillar else None)
    by_name = formats.sort_key(language())
    return render_template(
        "commitments/index.html",
        rows=rows,
        groups=rules.groups(rows),
        years=rules.by_year(rows),
        wholes={one.id: one for one in rows},
        countries=sorted(queries.promisers(), key=lambda one: by_name(one.name(language()))),
        pillars=pillars,
        country=country,
        pillar=pillar,
        filtered=bool(country or pillar),
    )
