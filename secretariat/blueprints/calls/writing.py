"""Writing a call: its words, its dates and what follows when they pass."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.blueprints.calls import forms, timing
from secretariat.blueprints.calls.place import answered, bp, meeting, one
from secretariat.errors import Hidden, Stale
from secretariat.models.calls import Call
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.queries import calls as queries
from secretariat.queries import meetings
from secretariat.rules import deadlines, opening, timetable
from secretariat.rules.actions import Action
from secretariat.workflow import drafts

FEWEST_RUNGS = 3


@bp.get("/new")
@action(Action.EDIT_CALL)
def new() -> Answer:
    """Show the form of a new call, empty or as an earlier one."""
    source = pattern()
    there = meeting()
    if there is None:
        raise Hidden
    return form(forms.pattern(source, queries.next_number(there)), source=source)


@bp.post("/new")
@action(Action.EDIT_CALL)
def create() -> Answer:
    """Write a new call, with the questions of the earlier one that it starts from."""
    there, source = meeting(), pattern()
    if there is None:
        raise Hidden
    if request.form.get("do") == "preview":
        return form(request.form, source=source)
    wanted, wrong = forms.read_call(request.form, pillar_ids(), there.starts_on)
    if wanted is None:
        return form(request.form, source=source, wrong=wrong, code=422)
    made: list[Call] = []
    error = refusal(lambda: made.append(drafts.create(there, wanted, source=source, by=me(), at=clock.now())))
    if error:
        return form(request.form, source=source, wrong={error.field or "": error.sentence}, code=422)
    call = made[0]
    flash(_("Call %(number)s is written. No country sees it until you open it.", number=call.number), "done")
    return redirect(url_for(".show", id=call.id))


@bp.get("/<int:id>/edit")
@action(Action.EDIT_CALL, one)
def edit(call: Call) -> Answer:
    """Show the form of a call; of one that is closed, what can be done instead."""
    return answered(call) or form(forms.typed_call(call), call=call)


@bp.post("/<int:id>/edit")
@action(Action.EDIT_CALL, one)
def change(call: Call) -> Answer:
    """Change a call; of one that is open, each country is told."""
    if request.form.get("do") == "preview":
        return form(request.form, call=call)
    wanted, wrong = forms.read_call(request.form, pillar_ids(), call.meeting.starts_on, call)
    if wanted is None:
        return form(request.form, call=call, wrong=wrong, code=422)
    shown = request.form.get("shown")
    error = refusal(lambda: drafts.change(call, wanted, by=me(), at=clock.now(), shown=shown), slower=True)
    if error:
        code = 409 if isinstance(error, Stale) else 422
        return form(request.form, call=call, wrong={error.field or "": error.sentence}, code=code)
    flash(_("The call is saved."), "done")
    return redirect(url_for(".show", id=call.id))


def form(
    typed: Mapping[str, str],
    *,
    call: Call | None = None,
    source: Call | None = None,
    wrong: dict[str, str] | None = None,
    code: int = 200,
) -> Answer:
    """Show the form of a call as it was typed, with what the chosen day means in the capitals."""
    there = call.meeting if call else meeting()
    used = [place for place in range(deadlines.MOST_RUNGS) if any(typed.get(name) for name in rung_names(place))]
    page = render_template(
        "calls/form.html",
        typed=typed,
        wrong=wrong or {},
        call=call,
        source=source,
        meeting=there,
        earlier=queries.earlier(there) if there and call is None else [],
        pillars=queries.pillars(),
        stamp=request.form.get("shown") or (drafts.stamp(call) if call else ""),
        rungs=range(min(deadlines.MOST_RUNGS, max(FEWEST_RUNGS, max(used, default=0) + 2))),
        day_words=day_words(typed, there),
        doubt=doubt(typed, there),
        standing=standing(call) if call and not wrong else [],
    )
    return page, code


def standing(call: Call) -> list[tuple[str, str, str]]:
    """Return what contradicts itself in a ladder as it stands, as rows of `checks` that lead to the control."""
    found = opening.contradictions(call, language())
    return [("missing" if one.stops else "advice", one.sentence, f"#{one.control}") for one in found if one.control]


def rung_names(place: int) -> list[str]:
    """Return the names of the controls of a line of the ladder."""
    return [f"rung.{place}.on", *(f"rung.{place}.text.{language}" for language in ("en", "es", "pt", "fr"))]


@bp.get("/that-day")
@action(Action.EDIT_CALL)
def that_day() -> Answer:
    """Say what a day is in the capitals, while it is being chosen, and ask about one that may be a slip.

    ?meeting=fifth-ministerial&day=2025-09-19, or ?due=distance&days=30; with &country=PE in that country alone.
    """
    there = meetings.by_slug(request.args.get("meeting", "")) or meeting()
    country = next((one for one in queries.countries() if one.alpha2 == request.args.get("country")), None)
    if country and there:
        day = chosen_day(request.args, there)
        return {"words": "", "doubt": timing.doubt_in(day, country, there) if day else ""}
    return {"words": day_words(request.args, there), "doubt": doubt(request.args, there)}


def day_words(typed: Mapping[str, str], there: Meeting | None) -> str:
    """Say what a day that was typed, or its distance from a meeting, is in the capitals; '' where it is no day."""
    day = chosen_day(typed, there)
    if day is None:
        return ""
    countries = queries.countries()
    off = timetable.day_off(day, countries, queries.holidays_around(day, language()))
    named = timing.named([country for country, _name in off.holiday])
    words = [timing.day_words(off, len(countries)), _("Holiday: %(countries)s.", countries=named) if named else ""]
    named_day = formats.day(day, language(), year=True).capitalize() + ":" if typed.get("due") == "distance" else ""
    return " ".join([named_day, *(one for one in words if one), timing.free_words(off)]).strip()


def doubt(typed: Mapping[str, str], there: Meeting | None) -> str:
    """Ask about a day that was typed, where it may be a slip of the keyboard."""
    day = chosen_day(typed, there) if typed.get("due") != "distance" else None
    return timing.doubt(day, there) if day and there else ""


def chosen_day(typed: Mapping[str, str], there: Meeting | None) -> date | None:
    """Return the day that a form means, or None."""
    reading = forms.Reading(typed)
    if typed.get("due") != "distance":
        return reading.day("day")
    days = reading.whole("days", 0, forms.MOST_DAYS)
    return there.starts_on - timedelta(days=days) if there and not reading.wrong else None


def pillar_ids() -> set[int]:
    """Return the ids of the pillars there are."""
    return {one.id for one in queries.pillars()}


def pattern() -> Call | None:
    """Return the earlier call that a new one starts from, or None."""
    source = request.values.get("from", "")
    return queries.one(int(source)) if source.isdecimal() and len(source) < 10 else None  # noqa: PLR2004
