"""Asking the country's approver to clear a text: one request at a time, told once, taken back, repeated after a day."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import Role, User
from secretariat.queries import clearances, people
from secretariat.rules import clearances as rules
from secretariat.rules.actions import Action
from secretariat.workflow import audit, clearing, step


def approvers(deliverable: Deliverable, *, by: User, at: datetime) -> Sequence[User]:
    """Return whom somebody can ask: the other people of the country who clear."""
    return [one for one in people.of_country(deliverable.country_id, at, Role.APPROVER) if one.id != by.id]


def ask(deliverable: Deliverable, *, by: User, at: datetime) -> Clearance:
    """Ask all approvers of the country for clearance; within a day the request that stands is returned, and no mail.

    Raises Refused where something is missing still, nothing is new, or nobody there can clear.
    """
    clearing.ready(deliverable, Action.ASK_CLEARANCE, by=by, at=at)
    there = clearances.requests([deliverable]).get(deliverable.id)
    if there and at - there.made_at < rules.AGAIN:
        return there
    asked = approvers(deliverable, by=by, at=at)
    if not asked:
        raise Refused(_("Nobody of your country clears texts here; print the page to sign, or ask the Secretariat."))
    clearing.end_requests(deliverable)
    made = clearing.record(deliverable, how="account", by=by, at=at)
    audit.write(Action.ASK_CLEARANCE, deliverable, by=by, at=at, to=[one.name for one in asked])
    for one in asked:
        letter = compose.clearance_asked(deliverable, one, by=by)
        outbox.put(letter, to=one, at=at, about=[deliverable.id], once=f"{rules.LETTER}:{made.id}:{one.id}")
    return made


def take_back(deliverable: Deliverable, *, by: User, at: datetime) -> bool:
    """Take a request back; tell whether one stood. A mail of it that has not left does not leave any more."""
    step.lock(deliverable)
    step.ask(Action.ASK_CLEARANCE, deliverable, by=by, at=at)
    if not clearances.requests([deliverable]):
        return False
    clearing.end_requests(deliverable)
    audit.write("take_back_request", deliverable, by=by, at=at)
    return True
