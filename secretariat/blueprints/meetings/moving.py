"""The page on which an officer moves a meeting to other days, and sees beforehand what moves along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import clock
from secretariat.blueprints.meetings.place import bp, dates, one
from secretariat.models.calls import Call, CallField
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.queries import calls
from secretariat.queries import meetings as queries
from secretariat.rules import questions, timetable
from secretariat.rules.actions import Action
from secretariat.rules.timetable import DayOff
from secretariat.workflow import meetings as workflow

CONTROLS = ("starts_on", "ends_on")


@dataclass(frozen=True)
class Day:
    """A day of a question: what begins on it ('required_from' or 'frozen_from'), when now, and when after the move."""

    field: CallField
    name: str
    before: date
    after: date
    passed: bool

    @property
    def stays(self) -> bool:
        """Whether the answer is fixed already, and stays so."""
        return self.passed and self.before == self.after


@dataclass(frozen=True)
class Moves:
    """What becomes of a call: the day it is due now, and the day after the move; None where it stays.

    off: what the day after the move is in the capitals, where the call moves.
    """

    call: Call
    before: date | None
    after: date | None
    days: list[Day]
    off: DayOff | None = None


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
    wrong = {name: _("Choose a day, such as 2025-09-19.") for name, day in days.items() if day is None}
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
        moves=[moves(call, starts_on or meeting.starts_on) for call in queries.open_calls(meeting)],
        asked=starts_on is not None,
    )
    return shown, 422 if wrong else 200


def moves(call: Call, starts_on: date) -> Moves:
    """Return what becomes of a call when its meeting begins on a day."""
    if call.due_days is None or call.due_on is None:
        return Moves(call, call.due_on, None, [])
    after = starts_on - timedelta(days=call.due_days)
    return Moves(
        call, call.due_on, after, days(call, after - call.due_on), off(after) if after != call.due_on else None
    )


def off(day: date) -> DayOff:
    """Return what a day is in the capitals."""
    return timetable.day_off(day, calls.countries(), calls.holidays_around(day, language()))


def days(call: Call, distance: timedelta) -> list[Day]:
    """Return what becomes of the days of a call's questions; `passed` where an answer is or would be fixed by them."""
    today = workflow.latest_day(clock.now()) if call.opened_at else None
    found = []
    for field in call.fields:
        already = today is not None and questions.fixed(field, today)
        for name, after in questions.moved_days(field, distance, today).items():
            before = getattr(field, name)
            if before and after and (name == "frozen_from" or not already):
                passed = name == "frozen_from" and today is not None and min(before, after) <= today
                found.append(Day(field, name, before, after, passed))
    return found


def read(typed: str) -> date | None:
    """Return a day as browsers send it, or None."""
    try:
        found = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return found if 2022 <= found.year <= 2100 else None  # noqa: PLR2004  the declaration begins in 2022
