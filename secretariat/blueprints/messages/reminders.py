"""/messages/reminders: for each coming day who would get what, why, and in which language."""

from flask import render_template, request

from secretariat import clock
from secretariat.blueprints.messages.place import bp
from secretariat.pages import Answer, action
from secretariat.rules import reminders as words
from secretariat.rules.actions import Action
from secretariat.workflow import forecast


@bp.get("/reminders")
@action(Action.SEE_REMINDERS)
def coming() -> Answer:
    """Show the reminders of the coming days: ?days=7, 14 or 30."""
    asked = request.args.get("days", type=int)
    days = asked if asked in forecast.SPANS else forecast.SPANS[1]
    found = forecast.ahead(clock.now(), days)
    return render_template(
        "messages/reminders.html",
        by_day=forecast.by_day(found),
        people=forecast.people,
        following=next((one for one in found if one.speaks), None),
        days=days,
        spans=forecast.SPANS,
        words=words,
        wrong=request.args.get("wrong", ""),
    )
