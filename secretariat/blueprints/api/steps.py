"""Writing and the steps of a deliverable, by the same use cases as the pages."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import jsonify
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable, sent, text
from secretariat.blueprints.api.schemas import of, ref, typed
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, arrived, me, who
from secretariat.rules import answers, policy
from secretariat.rules.actions import Action
from secretariat.workflow import accepting, clearing, gone, handing, reviews, saving
from secretariat.workflow import deliverables as workflow
from secretariat.workflow.saving import Base

Body = dict[str, Any]
SEEN = {
    "anyOf": [*schemas.VALUE["anyOf"], {"type": "null"}],
    "description": "The value that the program saw. With it, what others changed elsewhere is no conflict: rows merge.",
}
Step = Callable[[Deliverable, Body, dict[str, Any]], object]


def _submit(found: Deliverable, body: Body, given: dict[str, Any]) -> object:
    once = text(body, "once")[:80] or secrets.token_urlsafe(12)
    return workflow.submit(found, arrived=arrived(), once=once, **given)


STEPS: dict[Action, Step] = {
    Action.CLEAR: lambda found, body, given: clearing.clear(found, read=text(body, "mark"), **given),
    Action.SUBMIT: _submit,
    Action.WITHDRAW: lambda found, _body, given: workflow.withdraw(found, **given),
    Action.PUBLISH: lambda found, _body, given: workflow.publish(found, **given),
    Action.WAIVE: lambda found, body, given: workflow.waive(found, reason=text(body, "reason"), **given),
    Action.REOPEN: lambda found, body, given: workflow.reopen(found, reason=text(body, "reason"), **given),
    Action.ACCEPT_UNSENT: lambda found, _body, given: accepting.accept(found, **given),
    Action.TAKE: lambda found, _body, given: reviews.take(found, **given),
    Action.RELEASE: lambda found, _body, given: reviews.release(found, **given),
    Action.APPROVE: lambda found, body, given: reviews.approve(found, kept=body.get("kept"), **given),
    Action.REJECT: lambda found, body, given: _with_point(reviews.reject, found, body, given),
    Action.REQUEST_CHANGES: lambda found, body, given: _with_point(reviews.request_changes, found, body, given),
}


def _with_point(decide: Callable[..., object], found: Deliverable, body: Body, given: dict[str, Any]) -> object:
    """Write the point of the body for the country, if there is one, then decide."""
    point, version = text(body, "point"), found.latest
    if point.strip() and version is not None:
        reviews.comment(version, key=None, text=point, internal=False, by=given["by"], at=given["at"])
    return decide(found, kept=body.get("kept"), **given)


@bp.post("/deliverables/<int:id>/transitions")
@action(Action.SEE, deliverable)
@tells(
    ref("DeliverableInFull"),
    body=of(
        {
            "action": {"type": "string", "enum": [one.value for one in STEPS]},
            "state": schemas.STATE | {"description": "The state that the program saw."},
            "reason": typed(4000) | {"description": "With waive and reopen."},
            "point": typed(20_000) | {"description": "For the country, with request_changes and reject."},
            "mark": typed(20_000) | {"description": "With clear: that of the draft that was read."},
            "kept": schemas.KEPT | {"description": "With a verdict: the mark of the kept one that it replaces."},
            "once": typed(80) | {"description": "A key of yours: sent again, a submission counts once."},
        },
        optional=("reason", "point", "mark", "kept", "once"),
        closed=True,
    ),
)
def take_step(found: Deliverable) -> Answer:
    """Take a step. `state` is the one that the program saw: another one since then is 409, and names who was faster.

    `reason` goes with waive and reopen, `point` with request_changes and reject; `once` makes a submission that
    is sent twice count once. Where changes are requested after the date, the country gets a new one, `due_at`.
    `mark` goes with clear: where somebody else has changed the draft since, 409 names the questions.
    A verdict that is kept quiet is replaced only where `kept` bears its mark, as `GET /verdicts` tells it.
    Taking and deciding on a text that a colleague has is 409 too, and names them: `take-over` comes first.
    """
    body = sent()
    deed, state = text(body, "action"), text(body, "state")
    STEPS[Action(deed)](found, body, {"by": me(), "at": clock.now(), "shown": state})
    return jsonify(shapes.deliverable_in_full(fresh(found)))


def fresh(found: Deliverable) -> Deliverable:
    """Return a deliverable as the database has it now, versions included."""
    again = deliverable(found.id)
    if again is None:
        raise Hidden
    return again


@bp.put("/deliverables/<int:id>/answers/<key>")
@action(Action.SEE, deliverable)
@tells(
    of({"key": schemas.TEXT, "value": {}, "revision": schemas.NUMBER}),
    body=of(
        {
            "value": schemas.VALUE | {"description": "In the shape of the question's kind."},
            "revision": schemas.ID | {"description": "The revision that the program saw; 0 for none."},
            "base": SEEN,
        },
        optional=("base",),
        closed=True,
    ),
)
def put_answer(found: Deliverable, key: str) -> Answer:
    """Save an answer of the draft, or of the questions that one was handed.

    `revision` is the one that the program saw; another one since then is 409, with both texts of each row where `base`
    says what was changed. What is saved is told: with `base` it holds what others wrote beside it.
    """
    field = gone.asked(found, key)
    if field.kind == FieldKind.FILE:
        raise Hidden
    body = sent()
    value = answers.read(field, answers.as_form(field, body["value"]))
    base = Base(answers.marks(field.kind, seen(field, body["base"]))) if "base" in body else None
    holds = not policy.allowed(who(), Action.WRITE, found) and policy.allowed(who(), Action.WRITE_HANDED, found)
    save = handing.save if holds else saving.save
    saved = save(found, field, value, revision=body["revision"], by=me(), at=clock.now(), base=base)
    if isinstance(saved, saving.Clash):
        return clashing(saved)
    return jsonify(key=key, value=saved.value, revision=saved.revision)


def seen(field: CallField, value: Any) -> Any:
    """Return what a program saw, in the shape in which it is kept; None where nothing was there."""
    return None if value is None else answers.read(field, answers.as_form(field, value))


def clashing(clash: saving.Clash) -> Answer:
    """Tell a program who wrote in the same field, and what stands there now; of rows, those that both changed."""
    sentence = _("%(name)s wrote here as well.", name=clash.name)
    if clash.own:
        sentence = _("You wrote here yourself meanwhile, by another program or in a browser.")
    told = {"value": clash.value, "revision": clash.revision, "saved_at": stamp(clash.saved_at)}
    rows = [{"yours": one.mine, "theirs": one.theirs} for one in clash.rows]
    return jsonify(error=sentence, **told, **({"rows": rows} if rows else {})), 409


def stamp(moment: datetime) -> str | None:
    """Return an instant."""
    return shapes.instant(moment)
