"""The reminders of a call, rung by rung: read, changed, held, sent before their time, skipped for a country."""

from collections.abc import Callable
from typing import Any

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import reading
from secretariat.blueprints.api.place import bp, call, sent
from secretariat.blueprints.api.schemas import CODE, FLAG, ID, NUMBER, TEXTS, many, of, said, typed
from secretariat.blueprints.api.telling import tells
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.reminders import Audience, OnlyIf, ReminderRule
from secretariat.pages import Answer, action, language, me
from secretariat.queries import calls as queries
from secretariat.queries import reminders
from secretariat.rules.actions import Action
from secretariat.workflow import rungs as workflow

Body = dict[str, Any]
AUDIENCE: Body = {"type": "string", "enum": list(Audience)}
ONLY_IF: Body = {"type": "string", "enum": list(OnlyIf)}
OFFSET: Body = {"type": "integer", "description": "Days from the due day: -7 is a week before it."}
RUNG: Body = {"offset_days": OFFSET, "audience": AUDIENCE, "only_if": ONLY_IF}
SENT = NUMBER | {"description": "To how many countries."}
LADDER: Body = {
    "own": FLAG | {"description": "Whether the call has rungs of its own, or follows the house's."},
    "rungs": many(of({"id": ID, **RUNG, "wording": TEXTS, "held": FLAG, "sent": SENT})),
}
WORDING = said(workflow.LONGEST_WORDING) | {"description": "A sentence of yours; may name {country} or {due}."}
WANTED = of(
    RUNG
    | {
        "offset_days": OFFSET | {"minimum": workflow.EARLIEST, "maximum": workflow.LATEST},
        "wording": WORDING,
    },
    optional=("only_if", "wording"),
    closed=True,
)
CHANGED: Body = WANTED | {
    "properties": WANTED["properties"]
    | {"again": FLAG | {"description": "Whether it may be sent again: to those who have had it, or to new readers."}}
}
DEEDS: dict[str, Callable[..., int | None]] = {
    "hold": workflow.hold,
    "release": workflow.release,
    "send": workflow.send_now,
}


@bp.get("/calls/<int:id>/reminders")
@action(Action.SEE_REMINDERS, call)
@tells(of(LADDER))
def ladder(found: Call) -> Answer:
    """Return the reminders of a call in the order of their days."""
    return jsonify(_ladder(found))


def _ladder(found: Call) -> Body:
    rungs = [_rung(rung, count) for rung, count in queries.rungs(found)]
    return {"own": any(one.call_id for one in reminders.ladder(found)), "rungs": rungs}


def _rung(rung: ReminderRule, count: int) -> Body:
    return {
        "id": rung.id,
        "offset_days": rung.offset_days,
        "audience": rung.audience,
        "only_if": rung.only_if,
        "wording": rung.wording,
        "held": rung.held_at is not None,
        "sent": count,
    }


@bp.post("/calls/<int:id>/reminders")
@action(Action.STEER_REMINDERS, call)
@tells(of(LADDER), body=WANTED)
def add_rung(found: Call) -> Answer:
    """Add a reminder to a call; where it followed the house's, it has its own from then on, under other ids."""
    workflow.add(found, _wanted(sent()), by=me(), at=clock.now())
    return jsonify(_ladder(found))


@bp.put("/calls/<int:id>/reminders/<int:rung_id>")
@action(Action.STEER_REMINDERS, call)
@tells(of(LADDER), body=CHANGED)
def change_rung(found: Call, rung_id: int) -> Answer:
    """Let a reminder say something else; on a later day it is sent anew, and one whose day has passed is not.

    Where somebody would get it a second time, or its new readers would at once, `again` must say that they may; 422
    says how many.
    """
    rung, body = workflow.named(found, rung_id), sent()
    workflow.change(found, rung, _wanted(body), again=body.get("again", False), by=me(), at=clock.now())
    return jsonify(_ladder(found))


@bp.delete("/calls/<int:id>/reminders/<int:rung_id>")
@action(Action.STEER_REMINDERS, call)
@tells(of(LADDER))
def take_out_rung(found: Call, rung_id: int) -> Answer:
    """Take a reminder out of a call. The last one stays: hold it instead."""
    workflow.take_out(found, workflow.named(found, rung_id), by=me(), at=clock.now())
    return jsonify(_ladder(found))


@bp.post("/calls/<int:id>/reminders/<int:rung_id>/transitions")
@action(Action.STEER_REMINDERS, call)
@tells(
    of(LADDER | {"letters": NUMBER | {"description": "How many were written: with send."}}),
    body=of({"action": {"type": "string", "enum": list(DEEDS)}}, closed=True),
)
def steer_rung(found: Call, rung_id: int) -> Answer:
    """Hold a reminder, release it, or send it now to whoever owes: one who has had today's mail gets no second one."""
    deed, rung = DEEDS[sent()["action"]], workflow.named(found, rung_id)
    letters = deed(found, rung, by=me(), at=clock.now()) or 0
    return jsonify(_ladder(found) | {"letters": letters})


def text(id: int, alpha2: str) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load the text of a country for a call."""
    return queries.text_of(id, alpha2)


@bp.put("/calls/<int:id>/reminders/<int:rung_id>/skipped/<alpha2>")
@action(Action.STEER_REMINDERS, text)
@tells(of({"country": CODE}), body=of({"reason": typed(workflow.LONGEST_REASON, least=1)}, closed=True))
def skip_rung(found: Deliverable, rung_id: int) -> Answer:
    """Leave a country out of a reminder, with a reason that the trail keeps."""
    rung, reason = workflow.named(found.call, rung_id), sent()["reason"]
    workflow.skip(found, rung, reason, by=me(), at=clock.now())
    return jsonify(country=found.country.alpha2)


@bp.delete("/calls/<int:id>/reminders/<int:rung_id>/skipped/<alpha2>")
@action(Action.STEER_REMINDERS, text)
@tells(of({"country": CODE}))
def undo_skip_rung(found: Deliverable, rung_id: int) -> Answer:
    """Take a country into a reminder again."""
    workflow.undo_skip(found, workflow.named(found.call, rung_id), by=me(), at=clock.now())
    return jsonify(country=found.country.alpha2)


def _wanted(body: Body) -> workflow.Wanted:
    words = reading.worded(body.get("wording", {}), "wording")
    return workflow.Wanted(
        offset_days=body["offset_days"],
        audience=body["audience"],
        only_if=body.get("only_if", OnlyIf.NOT_SENT),
        wording=workflow.worded(words, reader=language()),
    )
