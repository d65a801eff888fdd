"""The blueprint, and how a call, a question or a country's text is loaded."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.furniture import OWN_NAMES
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import LANGUAGES
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
    ] + ([] if call.opened_at else unsaid(call, may=may))


def unsaid(call: Call, *, may: bool) -> list[tuple[str, str, str | None]]:
    """Return what of a call is not said in all four languages, as rows of `checks`."""
    form = url_for(".edit", id=call.id)
    parts = [(_("the title"), call.titles, form), (_("the instructions"), call.instructions, form)]
    for one in call.fields:
        name = _("‘%(question)s’", question=one.label(language()))
        parts.append((name, one.labels, url_for(".show_question", id=call.id, number=one.id)))
    found: list[tuple[str, str, str | None]] = []
    for name, texts, url in parts:
        missing = [OWN_NAMES[code] for code in LANGUAGES if texts and code not in texts]
        if missing:
            named = formats.listing(missing, language())
            sentence = _(
                "%(part)s is not said in %(languages)s; who reads that gets another language",
                part=name,
                languages=named,
            )
            found.append(("advice", sentence, url if may else None))
    return found


def _where(call: Call, look: opening.Look) -> str:
    """Return the page on which it can be mended."""
    if look.field:
        return url_for(".show_question", id=call.id, number=look.field.id)
    return url_for(".edit", id=call.id, _anchor=look.control or None)
