"""Moving a meeting to other days, and what would move along."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import reading, shapes
from secretariat.blueprints.api.place import bp, meeting, sent
from secretariat.blueprints.api.schemas import CODE, DAY, FLAG, ID, NUMBER, TEXT, Shape, many, maybe, of, ref
from secretariat.blueprints.api.telling import asked, tells
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, me
from secretariat.rules.actions import Action
from secretariat.workflow import meetings as workflow
from secretariat.workflow import moves
from secretariat.workflow.moves import Day, Moves

QUESTION = of(
    {
        "question": TEXT,
        "begins": {"type": "string", "enum": ["required_from", "frozen_from"]},
        "before": DAY,
        "after": DAY,
        "stays": FLAG | {"description": "The answer is fixed already, and stays so."},
        "too_soon": FLAG | {"description": "The move would fix it at once, and is refused."},
    }
)
MOVES = of(
    {
        "call": ID,
        "before": maybe(DAY) | {"description": "The day it is due on; nothing where that is an instant."},
        "after": maybe(DAY) | {"description": "Nothing where it has a date of its own, and stays."},
        "weekend": many(CODE),
        "holiday": many(CODE),
        "questions": many(QUESTION),
    }
)


@bp.get("/meetings/<slug>/dates")
@action(Action.MOVE_MEETING, meeting)
@tells(of({"moves": many(MOVES)}), query={"starts_on": DAY | {"description": "Absent: as it is planned."}})
def foresee_move(found: Meeting) -> Answer:
    """Return what would become of the calls of a meeting if it began on a day; nothing is moved."""
    typed = asked().get("starts_on")
    day = reading.day(typed, "starts_on") if typed is not None else found.starts_on
    return jsonify(moves=[_moves(one) for one in moves.foreseen(found, day, language())])


@bp.put("/meetings/<slug>/dates")
@action(Action.MOVE_MEETING, meeting)
@tells(of({"meeting": ref("Meeting"), "mailed": NUMBER}), body=of({"starts_on": DAY, "ends_on": DAY}, closed=True))
def move_meeting(found: Meeting) -> Answer:
    """Put a meeting on other days; what is due so many days before it moves along, and the countries are told once."""
    starts_on, ends_on = (reading.day(sent()[name], name) for name in ("starts_on", "ends_on"))
    mailed = workflow.move(found, starts_on=starts_on, ends_on=ends_on, by=me(), at=clock.now())
    return jsonify(meeting=shapes.meeting(found), mailed=mailed)


def _moves(one: Moves) -> Shape:
    return {
        "call": one.call.id,
        "before": one.before.isoformat() if one.before else None,
        "after": one.after.isoformat() if one.after else None,
        "weekend": [country.alpha2 for country in one.off.weekend] if one.off else [],
        "holiday": [country.alpha2 for country, _name in one.off.holiday] if one.off else [],
        "questions": [_question(day) for day in one.days],
    }


def _question(day: Day) -> Shape:
    return {
        "question": day.field.key,
        "begins": day.name,
        "before": day.before.isoformat(),
        "after": day.after.isoformat(),
        "stays": day.stays,
        "too_soon": day.passed and not day.stays,
    }
