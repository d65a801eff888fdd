"""/clock: what time it is in the demonstration, and moving it. Nowhere else is there such a page."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.house import DemoClock
from secretariat.pages import Answer, action, language, me, settings
from secretariat.queries import people
from secretariat.rules.actions import Action
from secretariat.workflow import clock as workflow
from secretariat.workflow import forecast

bp = Blueprint("clock", __name__)
SHOWN = 8
MOST = 400  # days


def demo_clock() -> DemoClock | None:
    """Return the row of the clock, or None where this is no demonstration."""
    return db.session.get(DemoClock, 1) if settings().demo else None


@bp.get("/clock")
@action(Action.MOVE_CLOCK, demo_clock)
def show(_row: DemoClock) -> Answer:
    """Show the time of the house, and what comes next."""
    return page()


def page(code: int = 200, **context: Any) -> Answer:
    """Return the page. context: `typed`, `wrong` (by field)."""
    found: dict[str, Any] = {"wrong": {}, "typed": {}}
    now = clock.now()
    coming = [(one.moment, one.text) for one in forecast.following(now)]
    shown = {"now": now, "coming": coming[:SHOWN], "more": max(0, len(coming) - SHOWN)}
    return render_template("clock/index.html", **shown, handover=people.next_handover(now), **found | context), code


@bp.post("/clock/forward")
@action(Action.MOVE_CLOCK, demo_clock)
def forward(_row: DemoClock) -> Answer:
    """Move the clock forward by days and hours."""
    typed = {name: request.form.get(name, "").strip() for name in ("days", "hours")}
    try:
        return moved(workflow.forward(timedelta(days=whole(typed, "days"), hours=whole(typed, "hours")), by=me()))
    except Refused as error:
        return page(422, typed=typed, wrong={error.field: error.sentence})


def whole(typed: dict[str, str], name: str) -> int:
    """Read a number of days or hours; empty is none."""
    text = typed[name] or "0"
    if not text.isdecimal() or int(text) > MOST:
        raise Refused(_("Write a whole number up to %(most)s.", most=MOST), field=name)
    return int(text)


@bp.post("/clock/set")
@action(Action.MOVE_CLOCK, demo_clock)
def set_to(_row: DemoClock) -> Answer:
    """Set the clock to an instant."""
    typed = {"instant": request.form.get("instant", "").strip()}
    try:
        return moved(workflow.set_to(workflow.instant(typed["instant"]), by=me()))
    except Refused as error:
        return page(422, typed=typed, wrong={error.field: error.sentence})


def moved(instant: Any) -> Answer:
    """Say what time it is now."""
    shown = formats.when(instant, "UTC", language(), year=True)
    flash(_("It is now %(moment)s UTC. Reminders that are due leave within seconds.", moment=shown), "done")
    return redirect(url_for(".show"))
