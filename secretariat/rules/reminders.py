"""Who is to be reminded of what: asked when a reminder is written, and again when it leaves."""

from datetime import datetime

from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.people import Role, User


def owed(deliverable: Deliverable) -> bool:
    """Tell whether a country still owes a text that a call asks for."""
    call = deliverable.call
    return deliverable.state in WITH_THE_COUNTRY and call.opened_at is not None and call.closed_at is None


def overdue(deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether a text is one that officers must follow up: on their home and in their letter alike."""
    return owed(deliverable) and deliverable.overdue(at)


def reminds(user: User, deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether a person is to be reminded of a text: a focal point of its country, while it is owed."""
    of = user.country_ids(at, Role.FOCAL_POINT)
    return user.active and deliverable.country_id in of and owed(deliverable)


def reports(user: User, deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether an officer is to hear of a text: it is owed and its date has passed."""
    return user.active and Role.OFFICER in user.roles(at) and overdue(deliverable, at)
