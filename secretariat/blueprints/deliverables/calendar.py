"""The deadline of a text as a file for people's own calendars."""

from flask import make_response

from secretariat import clock
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.mail.compose import dates
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, apart
from secretariat.rules.actions import Action


@bp.get("/<int:id>/deadline.ics")
@action(Action.SEE, one)
def deadline(deliverable: Deliverable) -> Answer:
    """Give the deadline; opened again it moves, and is taken out once nothing is owed."""
    method = "PUBLISH" if dates.owed(deliverable) else "CANCEL"
    answer = make_response(dates.invitation(deliverable, at=clock.real()))
    answer.headers["Content-Type"] = f"text/calendar; charset=utf-8; method={method}"
    name = deliverable.symbol.replace("/", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return apart(answer)
