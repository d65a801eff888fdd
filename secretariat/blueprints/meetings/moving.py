"""The page on which an officer moves a meeting to other days, and sees beforehand what moves along."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import clock
from secretariat.blueprints.meetings.place import bp, dates, one
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.rules.actions import Action
from secretariat.workflow import meetings as workflow
from secretariat.workflow import moves

CONTROLS = ("starts_on", "ends_on")


@bp.get("/<slug>/dates")
@action(Action.MOVE_MEETING, one)
def show_dates(meeting: Meeting) -> Answer:
    """Show the days of a meeting, to be changed."""
    return page(meeting, {name: getattr(meeting, name).isoformat() for name in CONTROLS})


@bp.post("/<slug>/dates")
@action(Action.MOVE_MEETING, one)
def move_meeting(meeting: Meeting) -> Answer:
    """Show what would move; or move the meeting."""
    days = {name: read(request.form.get(name, "")) for name in CONTROLS}
    wrong = {name: _("Choose a day.") for name, day in days.items() if day is None}
    starts_on, ends_on = days["starts_on"], days["ends_on"]
    if starts_on is None or ends_on is None:
        return page(meeting, request.form, wrong)
    if request.form.get("do") != "move":
        return page(meeting, request.form, starts_on=starts_on)
    mails: list[int] = []
    error = refusal(
        lambda: mails.append(workflow.move(meeting, starts_on=starts_on, ends_on=ends_on, by=me(), at=clock.now()))
    )
    if error:
        return page(meeting, request.form, {error.field or "": error.sentence}, starts_on=starts_on)
    told = ngettext("One person is mailed.", "%(num)s people are mailed.", mails[0]) if mails[0] else ""
    flash(_("The meeting is on other days now: %(dates)s.", dates=dates(meeting)) + f" {told}", "done")
    return redirect(url_for(".show", slug=meeting.slug))


def page(
    meeting: Meeting, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None, starts_on: date | None = None
) -> Answer:
    """Show the form as it was typed, with what would become of the calls."""
    shown = render_template(
        "meetings/dates.html",
        meeting=meeting,
        dates=dates,
        typed=typed,
        wrong=wrong or {},
        moves=moves.foreseen(meeting, starts_on or meeting.starts_on, language()),
        asked=starts_on is not None,
    )
    return shown, 422 if wrong else 200


def read(typed: str) -> date | None:
    """Return a day as browsers send it, or None."""
    try:
        found = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return found if 2022 <= found.year <= 2100 else None  # noqa: PLR2004  the declaration begins in 2022
