"""Opening a call: from then on each addressed country owes a deliverable."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role, User
from secretariat.queries import calendars, people
from secretariat.rules import deadlines
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def open_call(call: Call, countries: Sequence[Country], *, by: User, at: datetime) -> list[Deliverable]:
    """Open a call to countries: each gets its deliverable and its due moment, and its focal points a mail.

    Raises Refused where the call asks nothing, addresses nobody or is open already.
    """
    step.ask(Action.OPEN_CALL, call, by=by, at=at)
    if call.opened_at is not None:
        raise Refused(_("This call is open already."))
    if not call.fields:
        raise Refused(_("A call needs at least one question."))
    if not countries:
        raise Refused(_("Address the call to at least one country."), field="countries")
    call.opened_at, call.opened_by_id = at, by.id
    off = calendars.all_holidays()
    opened = [
        Deliverable(
            call=call,
            country=country,
            state=State.NOT_STARTED,
            due_at=deadlines.due_moment(call, country, off[country.id]),
            changed_at=at,
        )
        for country in countries
    ]
    db.session.add_all(opened)
    db.session.flush()
    audit.write(Action.OPEN_CALL, call, by=by, at=at, countries=[one.alpha2 for one in countries])
    for deliverable in opened:
        for person in people.of_country(deliverable.country_id, at, Role.FOCAL_POINT):
            outbox.put(compose.call_opened(call, person, deliverable), to=person, at=at)
    return opened
