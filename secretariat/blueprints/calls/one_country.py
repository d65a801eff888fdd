"""What an officer does for one country in a call: more time, waiving, giving back, publishing."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.calls import forms, timing
from secretariat.blueprints.calls.place import bp, text
from secretariat.models.deliverables import Deliverable, State
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.queries import why
from secretariat.rules import states
from secretariat.rules.actions import Action
from secretariat.workflow import calls as workflow
from secretariat.workflow import deliverables, more_time


@bp.get("/<int:id>/<string(length=2):alpha2>")
@action(Action.EXTEND, text)
def country(deliverable: Deliverable) -> Answer:
    """Show what an officer may do for one country in a call."""
    return page(deliverable)


def page(deliverable: Deliverable, deed: str = "", wrong: dict[str, str] | None = None) -> Answer:
    """Show the forms for one country; the one that came back as it was typed."""
    shown = render_template(
        "calls/country.html",
        text=deliverable,
        call=deliverable.call,
        possible={str(one) for one in states.possible(State(deliverable.state))},
        typed=request.form,
        wrong=wrong or {},
        deed=deed,
        doubt=doubt(deliverable) if deed == "extend" else "",
        until=more_time.dates([deliverable], clock.now()).get(deliverable.id),
        why=why.given(deliverable),
    )
    return shown, 422 if wrong else 200


@bp.post("/<int:id>/<string(length=2):alpha2>/extend")
@action(Action.EXTEND, text)
def extend(deliverable: Deliverable) -> Answer:
    """Give a country more time, on the clock of its capital."""
    reading = forms.Reading(request.form)
    until = reading.moment("day", "hour", deliverable.country.zone)
    if until is None:
        return page(deliverable, "extend", reading.wrong)
    if doubt(deliverable) and not request.form.get("sure"):
        return page(
            deliverable, "extend", {"sure": _("Tick that you mean this day: the mail about it leaves at once.")}
        )
    return done(
        deliverable,
        "extend",
        lambda: workflow.extend(deliverable, until=until, reason=reason(), by=me(), at=clock.now()),
        _("%(country)s: the date is extended; its focal points get a mail.", country=name(deliverable)),
    )


def doubt(deliverable: Deliverable) -> str:
    """Ask about the day to which a date is extended, where it may be a slip of the keyboard or nobody works on it."""
    day = forms.Reading(request.form).day("day")
    return timing.doubt_in(day, deliverable.country, deliverable.call.meeting) if day else ""


@bp.post("/<int:id>/<string(length=2):alpha2>/waive")
@action(Action.WAIVE, text)
def waive(deliverable: Deliverable) -> Answer:
    """Say that a country need not answer."""
    return done(
        deliverable,
        "waive",
        lambda: deliverables.waive(deliverable, reason=reason(), by=me(), at=clock.now(), shown=shown()),
        _("%(country)s: waived, nothing is owed; its focal points get a mail.", country=name(deliverable)),
    )


@bp.post("/<int:id>/<string(length=2):alpha2>/reopen")
@action(Action.REOPEN, text)
def reopen(deliverable: Deliverable) -> Answer:
    """Give a decided text back to the country."""
    return done(
        deliverable,
        "reopen",
        lambda: deliverables.reopen(deliverable, reason=reason(), by=me(), at=clock.now(), shown=shown()),
        _("%(country)s: the text is given back; its focal points get a mail.", country=name(deliverable)),
    )


@bp.post("/<int:id>/<string(length=2):alpha2>/publish")
@action(Action.PUBLISH, text)
def publish(deliverable: Deliverable) -> Answer:
    """Publish an approved text, once the officer has ticked that it may be read by everybody."""
    if not request.form.get("sure"):
        return page(deliverable, "publish", {"sure": _("Tick that this is the text that counts.")})
    return done(
        deliverable,
        "publish",
        lambda: deliverables.publish(deliverable, by=me(), at=clock.now(), shown=shown()),
        _("Published: %(symbol)s.", symbol=deliverable.symbol),
    )


def done(deliverable: Deliverable, deed: str, act: Callable[[], None], sentence: str) -> Answer:
    """Do it and report it, or show the form again with what was wrong."""
    error = refusal(act)
    if error:
        return page(deliverable, deed, {error.field or "": error.sentence})
    flash(sentence, "done")
    return redirect(url_for(".country", id=deliverable.call_id, alpha2=deliverable.country.alpha2))


def name(deliverable: Deliverable) -> str:
    """Return the country's name in the reader's language."""
    return deliverable.country.name(language())


def reason() -> str:
    """Return the reason that was typed."""
    return request.form.get("reason", "")


def shown() -> str | None:
    """Return the state that the person saw."""
    return request.form.get("state") or None
