"""What a day is in the capitals, before a call is made due on it; and the day of a text as a file for calendars."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import reading
from secretariat.blueprints.api.place import bp, deliverable
from secretariat.blueprints.api.schemas import CODE, DAY, TEXT, many, maybe, of
from secretariat.blueprints.api.telling import asked, tells
from secretariat.mail.compose import dates
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, attached, language
from secretariat.queries import calls as queries
from secretariat.rules import timetable
from secretariat.rules.actions import Action


@bp.get("/calls/that-day")
@action(Action.EDIT_CALL)
@tells(
    of(
        {
            "day": DAY,
            "weekend": many(CODE),
            "holiday": many(of({"country": CODE, "name": TEXT})),
            "free": maybe(DAY) | {"description": "The nearest day that touches no capital, where this one does."},
        }
    ),
    query={"day": DAY | {"description": "Absent: today."}},
)
def that_day() -> Answer:
    """Return in which countries nobody works on a day, for it is a weekend or a holiday there."""
    typed = asked().get("day")
    day = reading.day(typed, "day") if typed is not None else clock.now().date()
    off = timetable.day_off(day, queries.countries(), queries.holidays_around(day, language()))
    return jsonify(
        day=off.day.isoformat(),
        weekend=[one.alpha2 for one in off.weekend],
        holiday=[{"country": one.alpha2, "name": name} for one, name in off.holiday],
        free=off.free.isoformat() if off.free else None,
    )


@bp.get("/deliverables/<int:id>/deadline.ics")
@action(Action.SEE, deliverable)
@tells(None, media=dates.MEDIA)
def deadline(found: Deliverable) -> Answer:
    """Return the deadline as a file for a calendar: it moves there, and is taken out once nothing is owed."""
    return attached(*dates.invitation(found, at=clock.real()))
