"""The blueprint, and how a call, a question or a country's text is loaded."""

from flask import Blueprint, render_template, url_for

from secretariat import clock
from secretariat.models.calls import Call, CallField
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, language, who
from secretariat.queries import calls as queries
from secretariat.rules import opening, policy
from secretariat.rules.actions import Action

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


def looks(call: Call) -> list[tuple[str, str, str | None]]:
    """Return what an officer is asked about a call, as rows of `checks`: 'missing' stops its opening."""
    may = policy.allowed(who(), Action.EDIT_CALL, call)
    return [
        ("missing" if one.stops else "advice", one.sentence, _where(call, one) if may else None)
        for one in opening.worth_a_look(call, clock.now(), language())
    ]


def _where(call: Call, look: opening.Look) -> str:
    """Return the page on which it can be mended."""
    if look.field:
        return url_for(".show_question", id=call.id, number=look.field.id)
    return url_for(".edit", id=call.id, _anchor=look.control or None)
