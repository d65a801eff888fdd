"""The blueprint, and how a call, a question or a country's text is loaded."""

from flask import Blueprint, render_template

from secretariat import clock
from secretariat.models.calls import Call, CallField
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer
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


def answered(call: Call) -> Answer | None:
    """Return a page that leads on where a call is closed; None where it may be changed."""
    return (render_template("calls/answered.html", call=call), 409) if call.closed_at else None
