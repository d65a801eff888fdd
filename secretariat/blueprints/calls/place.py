"""The blueprint, and how a call, a question or a country's text is loaded."""

from flask import Blueprint
from flask_babel import gettext as _

from secretariat import clock
from secretariat.errors import Refused
from secretariat.models.calls import Call, CallField
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.queries import calls as queries

bp = Blueprint("calls", __name__, url_prefix="/calls")


def one(id: int) -> Call | None:  # noqa: A002  the name in the address
    """Load the call that an address names."""
    return queries.one(id)


def text(id: int, alpha2: str) -> Deliverable | None:  # noqa: A002
    """Load the text of a country for the call that an address names."""
    return queries.text_of(id, alpha2)


def question(call: Call, number: int) -> CallField | None:
    """Return the question of a call that an address names."""
    return next((field for field in call.fields if field.id == number), None)


def meeting() -> Meeting | None:
    """Load the coming meeting."""
    return queries.coming_meeting(clock.now())


def closed_to_changes(call: Call) -> None:
    """Raise Refused where the countries are answering the call already."""
    if call.opened_at is not None:
        raise Refused(_("This call is open: the countries are answering it, so it cannot be changed any more."))
