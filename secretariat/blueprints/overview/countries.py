"""/countries/<alpha2>: all that a country owes, gave and promised."""

from flask import render_template

from secretariat import clock
from secretariat.blueprints.overview.place import bp
from secretariat.models.countries import Country
from secretariat.pages import Answer, action, ways, who
from secretariat.queries import commitments
from secretariat.queries import overview as queries
from secretariat.rules.actions import Action
from secretariat.rules.filters import View

MOST = 25  # of what it owes, and of what it gave; the list has the rest


def one(alpha2: str) -> Country | None:
    """Load the country that an address names."""
    return queries.country(alpha2)


@bp.get("/countries/<string(length=2):alpha2>")
@action(Action.SEE_COUNTRY, one)
def country(found: Country) -> Answer:
    """Show a country's texts and promises."""
    view = View(country=found.alpha2)
    texts = queries.of_country(found, who(), most=MOST)
    promised = commitments.rows(country=found.alpha2)
    pairs = commitments.paired(promised, commitments.in_texts(found, who()))
    return render_template(
        "overview/country.html",
        country=found,
        texts=texts,
        counts=queries.counts(view, who()),
        promised=promised,
        made=commitments.once(promised, pairs),
        written=[one for one in pairs if one.link is None],
        linked=[one for one in pairs if one.link],
        people=queries.focal_points({found.id}, clock.now()),
        ways=ways([*texts.owes, *texts.gave, *texts.apart, *(one.promise.version.deliverable for one in pairs)]),
        most=MOST,
    )
