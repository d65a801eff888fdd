"""The list, and one deliverable: its draft or its latest version."""

from flask import render_template

from secretariat import clock
from secretariat.blueprints.deliverables import (
    answering,
    calendar,
    clearing,
    files,
    handing,
    offline,
    pieces,
    printing,
    sending,
    sharing,
    steps,
    unsent,
    writing,
)
from secretariat.blueprints.deliverables.matrix import matrix
from secretariat.blueprints.deliverables.place import bp, draft, one
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.pages import Answer, action, who
from secretariat.queries import clearances, why
from secretariat.queries import deliverables as queries
from secretariat.rules import policy
from secretariat.rules.actions import Action

# Importing them registers their routes on the blueprint.
ROOMS = (
    answering, calendar, clearing, files, handing, offline, pieces, printing, sending, sharing, steps, unsent, writing,
)  # fmt: skip
__all__ = ["ROOMS", "bp"]


@bp.get("/")
@action(Action.USE_ACCOUNT)
def index() -> Answer:
    """Show the matrix to the secretariat, and to a country what it owes and gave."""
    if policy.allowed(who(), Action.SEE_MATRIX) and not who().countries:
        return matrix()
    mine = queries.of_countries({country for _role, country in who().countries})
    about = {"owed": queries.owed(mine, clock.now()), "requests": clearances.requests(mine)}
    return render_template("deliverables/index.html", mine=mine, **about)


@bp.get("/matrix")
@action(Action.SEE_MATRIX)
def everything() -> Answer:
    """Show the matrix to whoever may see it, the chair too."""
    return matrix()


@bp.get("/<int:id>")
@action(Action.SEE, one)
def show(deliverable: Deliverable) -> Answer:
    """Show the draft to those who write it, and the latest version to everybody else."""
    with_the_country = deliverable.state in (*WITH_THE_COUNTRY, State.WITHDRAWN)
    if with_the_country and policy.allowed(who(), Action.READ_DRAFT, deliverable):
        return draft(deliverable)
    if deliverable.latest is None:
        return render_template("deliverables/nothing.html", deliverable=deliverable, why=why.given(deliverable))
    return sending.read(deliverable, deliverable.latest)
