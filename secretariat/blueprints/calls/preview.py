"""A call as a country will see its form, in each language, before it is opened."""

from types import SimpleNamespace

from flask import render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.calls.place import bp, one
from secretariat.models.calls import Call
from secretariat.models.countries import LANGUAGES, Country
from secretariat.models.deliverables import Deliverable, State
from secretariat.packets.inspect import MOST_PAGES
from secretariat.pages import Answer, action, language, settings
from secretariat.queries import calendars
from secretariat.queries import calls as queries
from secretariat.rules import answers, deadlines, media
from secretariat.rules.actions import Action


@bp.get("/<int:id>/preview")
@action(Action.EDIT_CALL, one)
def preview(call: Call) -> Answer:
    """Show the form of a call as a country will see it: ?in=es&country=PE; nothing typed there is kept."""
    countries = queries.countries()
    alpha2 = request.args.get("country", "")
    country = next((one for one in countries if one.alpha2 == alpha2), countries[0])
    chosen = request.args.get("in", "")
    officer, words = language(), around()
    with force_locale(chosen if chosen in LANGUAGES else country.language):
        page = form(call, country)
        return render_template(
            "calls/preview.html", call=call, countries=countries, officer_lang=officer, words=words, **page
        )


def around() -> SimpleNamespace:
    """Return the words around the preview, which stay in the officer's language."""
    return SimpleNamespace(
        preview=_("Preview"),
        nothing=_("Nothing that is typed here is kept."),
        back=_("Back to the call"),
        language=_("Language"),
        country=_("Country"),
        show=_("Show"),
    )


def form(call: Call, country: Country) -> dict[str, object]:
    """Return what the form of a draft needs, for a text that nobody has begun and that is never kept."""
    off = calendars.holidays(country.id)
    text = Deliverable(
        call=call,
        country=country,
        state=State.NOT_STARTED,
        due_at=deadlines.due_moment(call, country, off),
        changed_at=clock.now(),
    )
    rungs = deadlines.ladder(call, country, off, text.due_at)
    return {
        "d": text,
        "deliverable": text,
        "controls": {field.key: answers.controls(field, None, language()) for field in call.fields},
        "values": {},
        "bases": dict.fromkeys((field.key for field in call.fields), ""),
        "wrong": {},
        "clashes": {},
        "frozen": set(),
        "may_write": False,
        "rungs": rungs,
        "rung": deadlines.rung_at(rungs, clock.now(), call.grace_minutes),
        "accepted": media.ACCEPTED,
        "upload_limit": settings().upload_limit,
        "most_pages": MOST_PAGES,
    }
