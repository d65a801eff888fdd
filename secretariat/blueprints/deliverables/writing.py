"""Writing a draft: field by field as the page saves itself, or the whole form."""

from datetime import datetime, timedelta
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.blueprints.deliverables import files, sending
from secretariat.blueprints.deliverables.place import bp, checks, draft, one
from secretariat.errors import Hidden
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, language, me, who
from secretariat.queries import deliverables as queries
from secretariat.rules import answers
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables as workflow
from secretariat.workflow import prefilling, whole_forms

WRITING = timedelta(minutes=1)


def to_write(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load no more of a deliverable than saving one field needs."""
    return queries.to_write(id, who())


@bp.post("/<int:id>/save")
@action(Action.WRITE, to_write)
def save(deliverable: Deliverable) -> Answer:
    """Save one field, as the page does by itself every few seconds."""
    field = queries.field(deliverable, request.form.get("field", ""))
    if field is None or field.kind == "file":
        raise Hidden
    value = answers.read(field, request.form)
    revision = request.form.get("revision", 0, type=int)
    saved = workflow.save(deliverable, field, value, revision=revision, by=me(), at=clock.now())
    if isinstance(saved, workflow.Clash):
        sentence = _("%(name)s wrote here as well.", name=saved.name)
        return jsonify(**theirs(field, saved), sentence=sentence), 409
    return jsonify(revision=saved.revision, saved=saved_words(deliverable), follows=checks(deliverable)["follows"])


def saved_words(deliverable: Deliverable) -> str:
    """Say when it was saved, on the clock of the capital."""
    country = deliverable.country
    hour = formats.hour(clock.now(), country.time_zone, language())
    return _("Saved at %(hour)s %(city)s on the server", hour=hour, city=country.capital(language()))


@bp.get("/<int:id>/save")
@action(Action.WRITE, one)
def meanwhile(deliverable: Deliverable) -> Answer:
    """Tell an open page what colleagues have saved since: by each field's key, where `key=revision` is not the last.

    Asked by the page every few seconds while somebody looks at it.
    """
    now = clock.now()
    told = {}
    for answer in deliverable.answers:
        shown = request.args.get(answer.field.key, type=int)
        if shown is None or answer.saved_by_id == me().id or shown >= answer.revision:
            continue
        clash = whole_forms.standing(answer)
        told[answer.field.key] = theirs(answer.field, clash) | {"sentence": who_wrote(clash, now)}
    return jsonify(told)


def who_wrote(clash: workflow.Clash, at: datetime) -> str:
    """Say who writes in a field just now, or wrote there last."""
    if at - clash.saved_at < WRITING:
        return _("%(name)s is writing here.", name=clash.name)
    return _("%(name)s wrote here meanwhile.", name=clash.name)


def theirs(field: CallField, clash: workflow.Clash) -> dict[str, Any]:
    """Return what a colleague wrote, for the page to put into the form, and as words to read."""
    frozen = {"kind": field.kind, "value": clash.value, "details": field.details}
    return {
        "controls": answers.controls(field, clash.value),
        "words": answers.plain(frozen, language()),
        "revision": clash.revision,
        "name": clash.name,
    }


@bp.post("/<int:id>")
@action(Action.WRITE, one)
def write(deliverable: Deliverable) -> Answer:
    """Take the whole form: save what can be read, keep what cannot, and send it where that was asked."""
    once = request.form.get("once", "")[:80]
    made = workflow.version_sent_with(deliverable, once) if once else None
    if made:
        return redirect(url_for(".receipt", id=deliverable.id, number=made.number))
    trouble = whole_forms.save(deliverable, request.form, by=me(), at=clock.now())
    trouble.wrong.update(files.attach_all(deliverable, deliverable.call.fields))
    away = files.take_away(deliverable, Action.WRITE)
    if away:
        return away
    if trouble:
        return draft(deliverable, trouble=trouble)
    if request.form.get("do", "").startswith("confirm"):
        return confirm(deliverable, request.form["do"].partition(":")[2])
    if request.form.get("do") == "send":
        return sending.send(deliverable, once)
    flash(_("The draft is saved; it is not sent yet."), "done")
    return redirect(url_for(".show", id=deliverable.id))


def confirm(deliverable: Deliverable, key: str) -> Answer:
    """Say that an earlier answer still holds, or all of them."""
    prefilling.confirm(deliverable, key, by=me(), at=clock.now())
    flash(_("Confirmed: it counts as this year's answer."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor=f"q-{key}" if key else None))
