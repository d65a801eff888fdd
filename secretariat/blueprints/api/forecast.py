"""What reminders lie ahead: which, of which text, on which day and to whom."""

from typing import Any

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.place import bp
from secretariat.blueprints.api.rungs import RUNG
from secretariat.blueprints.api.schemas import CODE, DAY, FLAG, ID, INSTANT, LANGUAGE, TEXT, many, maybe, of
from secretariat.blueprints.api.telling import asked, tells
from secretariat.pages import Answer, action
from secretariat.rules.actions import Action
from secretariat.workflow import forecast

MOST_DAYS = 30
TAKES_MAIL = FLAG | {"description": "Whether the address lives and reminders are wanted by mail."}
COMING = of(
    {
        "at": INSTANT, "day": DAY | {"description": "In the capital."}, "call": ID, "rung": ID, **RUNG,
        "deliverable": ID, "country": CODE, "held": FLAG, "left_out": maybe(TEXT) | {"description": "Why."},
        "leaves": FLAG | {"description": "Whether it would leave if nothing changed until then."},
        "people": many(of({"name": TEXT, "language": LANGUAGE, "takes_mail": TAKES_MAIL})),
    }
)  # fmt: skip


@bp.get("/reminders")
@action(Action.SEE_REMINDERS)
@tells(of({"coming": many(COMING)}), query={"days": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS}})
def coming() -> Answer:
    """Return the reminders of the coming days, 14 where `days` is not said: which, of which text, and to whom."""
    found = forecast.ahead(clock.now(), int(asked().get("days", 14)))
    return jsonify(coming=[_coming(one) for one in found])


def _coming(one: forecast.Coming) -> dict[str, Any]:
    return {
        "at": shapes.instant(one.moment),
        "day": one.day.isoformat(),
        "call": one.text.call_id,
        "rung": one.rung.id,
        "offset_days": one.rung.offset_days,
        "audience": one.rung.audience,
        "only_if": one.rung.only_if,
        "deliverable": one.text.id,
        "country": one.text.country.alpha2,
        "held": one.rung.held_at is not None,
        "left_out": one.decided.reason if one.decided else None,
        "leaves": one.speaks,
        "people": [
            {
                "name": user.name,
                "language": user.language,
                "takes_mail": user.address_dead_at is None and one.mailed(user),
            }
            for user in one.users
        ],
    }
