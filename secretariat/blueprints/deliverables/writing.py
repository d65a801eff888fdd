"""Writing a draft: field by field as the page saves itself, or the whole form."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables import clearing, files, handing, saving, sending
from secretariat.blueprints.deliverables.place import bp, draft, one
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, me, who
from secretariat.queries import deliverables as queries
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables, prefilling, whole_forms
from secretariat.workflow import saving as workflow


def to_write(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load no more of a deliverable than saving one field needs."""
    return queries.to_write(id, who())


@bp.post("/<int:id>/save")
@action(Action.WRITE, to_write)
def save(deliverable: Deliverable) -> Answer:
    """Save one field, as the page does by itself every few seconds."""
    key = request.form.get("field", "")
    field = queries.field(deliverable, key)
    if field is None:
        return saving.gone(deliverable, key)
    if field.kind == "file":
        raise Hidden
    return saving.save(deliverable, field, workflow.save, follows=True)


@bp.get("/<int:id>/save")
@action(Action.WRITE, to_write)
def meanwhile(deliverable: Deliverable) -> Answer:
    """Tell an open page what was saved elsewhere since: by each field's key, where `key=revision` is not the last.

    Asked by the page every few seconds while somebody looks at it.
    """
    now, told = clock.now(), {}
    there = {answer.field_id: answer for answer in deliverable.answers}
    for field in deliverable.call.fields:
        answer, shown = there.get(field.id), request.args.get(field.key, type=int)
        if answer is None or shown is None or shown >= answer.revision:
            continue
        clash = workflow.standing(answer, me())
        told[field.key] = saving.theirs(deliverable, field, clash) | {"sentence": saving.who_wrote(clash, now)}
    return jsonify(told)


@bp.post("/<int:id>")
@action(Action.WRITE, one)
def write(deliverable: Deliverable) -> Answer:
    """Take the whole form: save what can be read, keep what cannot, and send it where that was asked."""
    once = request.form.get("once", "")[:80]
    made = deliverables.version_sent_with(deliverable, once) if once else None
    if made:
        return redirect(url_for(".receipt", id=deliverable.id, number=made.number))
    trouble = whole_forms.save(deliverable, request.form, by=me(), at=clock.now())
    trouble.wrong.update(files.attach_all(deliverable, deliverable.call.fields))
    trouble.gone.extend(files.attach_late(deliverable))
    away = files.take_away(deliverable, Action.WRITE)
    if away:
        return away
    if trouble:
        if request.form.get("do") == "send":
            sending.spend(once)
        return draft(deliverable, trouble=trouble)
    return pressed(deliverable, once)


def pressed(deliverable: Deliverable, once: str) -> Answer:
    """Do what the button says by which the form was sent, now that all of it is saved."""
    deed, _colon, key = request.form.get("do", "").partition(":")
    if deed == "confirm":
        return confirm(deliverable, key)
    if deed == "send":
        return sending.send(deliverable, once)
    if deed == "back":
        return handing.back(deliverable, key, anchor=f"q-{key}")
    if deed == "ask":
        return clearing.ask_approvers(deliverable)
    flash(_("The draft is saved; it is not sent yet."), "done")
    return redirect(url_for(".show", id=deliverable.id))


def confirm(deliverable: Deliverable, key: str) -> Answer:
    """Say that an earlier answer still holds, or all of them."""
    prefilling.confirm(deliverable, key, by=me(), at=clock.now())
    flash(_("Confirmed: it counts as this year's answer."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor=f"q-{key}" if key else None))
