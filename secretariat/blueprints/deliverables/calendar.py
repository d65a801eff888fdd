"""The deadline of a text as a file for people's own calendars."""

from secretariat import clock
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.mail.compose import dates
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, attached
from secretariat.rules.actions import Action


@bp.get("/<int:id>/deadline.ics")
@action(Action.SEE, one)
def deadline(deliverable: Deliverable) -> Answer:
    """Give the deadline; opened again it moves, and is taken out once nothing is owed."""
    return attached(*dates.invitation(deliverable, at=clock.real()))
