"""The calls of the coming meeting, and one call: for the secretariat with all countries, for a country its own."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from secretariat import clock
from secretariat.blueprints.calls import one_country, preview, questions, rungs, steering, timing, writing
from secretariat.blueprints.calls.place import bp, looks, meeting, one
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import WITH_THE_COUNTRY, WITH_THE_SECRETARIAT, Deliverable, State
from secretariat.pages import Answer, action, language, who
from secretariat.queries import calendars
from secretariat.queries import calls as queries
from secretariat.rules import deadlines, policy
from secretariat.rules.actions import Action

# Importing them registers their routes on the blueprint.
ROOMS = (one_country, preview, questions, rungs, steering, writing)
__all__ = ["ROOMS", "bp"]


def all_countries_are_shown() -> bool:
    """Tell whether whoever asks reads a call with all its countries, or only as their own country has it."""
    return policy.allowed(who(), Action.SEE_MATRIX) and not who().countries


@bp.get("/")
@action(Action.USE_ACCOUNT)
def index() -> Answer:
    """Show the calls of the coming meeting: to a country those it has, with what it owes."""
    coming = meeting()
    sheets = queries.of_meeting(coming, who()) if coming else []
    if all_countries_are_shown():
        return render_template("calls/index.html", meeting=coming, sheets=sheets)
    mine = {country for _role, country in who().countries}
    asked = [(sheet, [text for text in sheet.texts if text.country_id in mine]) for sheet in sheets]
    return render_template("calls/mine.html", meeting=coming, asked=[pair for pair in asked if pair[1]])


@bp.get("/<int:id>")
@action(Action.SEE_CALL, one)
def show(call: Call) -> Answer:
    """Show a call."""
    texts = queries.texts_of(call, who())
    if not all_countries_are_shown():
        mine = {country for _role, country in who().countries}
        return asked(call, [text for text in texts if text.country_id in mine])
    return render_template(f"calls/{'open' if call.opened_at else 'draft'}.html", **everything(call, texts))


def asked(call: Call, texts: Sequence[Deliverable]) -> Answer:
    """Show a call as a country reads it, with its own due moment and its own ladder."""
    rungs = {}
    for text in texts:
        lines = deadlines.ladder(call, text.country, calendars.holidays(text.country_id), text.due_at)
        rungs[text.id] = (lines, deadlines.rung_at(lines, clock.now(), call.grace_minutes))
    return render_template("calls/asked.html", call=call, texts=texts, rungs=rungs)


def everything(call: Call, texts: Sequence[Deliverable]) -> dict[str, Any]:
    """Return what the secretariat sees of a call."""
    addressed = timing.by_name([text.country for text in texts] or queries.countries())
    day = call.due_on or (call.due_at or clock.now()).date()
    holidays = queries.holidays_around(day, language())
    dues = [(text.country, text.due_at) for text in texts] or timing.dues(call, addressed, holidays)
    owing = [(text.country, text.due_at) for text in texts if text.state in WITH_THE_COUNTRY]
    off = timing.day_off(call, addressed, holidays)
    return {
        "call": call,
        "sheet": queries.sheet(call, list(texts), clock.now()),
        "hours": timing.hours(call, dues, {text.country_id: text for text in texts}),
        "off": off,
        "day_words": timing.day_words(off, len(addressed)) if off else "",
        "free_words": timing.free_words(off) if off else "",
        "dues": {country.id: due for country, due in dues},
        "leaves": timing.reminders(call, owing or dues, holidays),
        "ladder": timing.ladder(call, clock.now().date()),
        "looks": looks(call),
        "waits": sum(1 for text in texts if text.state in WITH_THE_SECRETARIAT),
        "groups": groups(addressed, texts),
    }


def groups(countries: Sequence[Country], texts: Sequence[Deliverable]) -> list[tuple[str, list[Deliverable]]]:
    """Return the texts by what is shown of them, 'overdue' first, then in the order of the states."""
    place = {country.id: number for number, country in enumerate(countries)}
    found: dict[str, list[Deliverable]] = {name: [] for name in ("overdue", *State)}
    for text in sorted(texts, key=lambda one: place[one.country_id]):
        found["overdue" if text.overdue(clock.now()) else text.state].append(text)
    return [(name, those) for name, those in found.items() if those]
