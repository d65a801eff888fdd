"""Handing questions to a colleague, and the page on which the colleague fills them in."""

from datetime import date

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.blueprints.deliverables.writing import saved_words, theirs
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, me, settings
from secretariat.queries import deliverables as queries
from secretariat.rules import answers
from secretariat.rules.actions import Action
from secretariat.workflow import handing as workflow
from secretariat.workflow.deliverables import Clash
from secretariat.workflow.handing import Colleague, Machine


@bp.post("/<int:id>/handed")
@action(Action.WRITE, one)
def hand(deliverable: Deliverable) -> Answer:
    """Ask a colleague to fill in the questions that were ticked."""
    fields = [one for one in deliverable.call.fields if one.key in request.form.getlist("keys")]
    to = Colleague(request.form.get("email", ""), request.form.get("name", ""))
    try:
        until = date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        until = clock.now().astimezone(deliverable.country.zone).date()
    machine = Machine(settings().secret_key, clock.real())
    reader = workflow.hand(deliverable, fields, to, until=until, by=me(), at=clock.now(), machine=machine)
    flash(_("%(name)s gets a mail and fills in what you ticked.", name=reader.name), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="handed"))


@bp.post("/<int:id>/handed/<key>/back")
@action(Action.WRITE, one)
def take_back(deliverable: Deliverable, key: str) -> Answer:
    """Take a question back."""
    field = queries.field(deliverable, key)
    if field is None or not workflow.take_back(deliverable, field, by=me(), at=clock.now()):
        raise Hidden
    flash(_("The question is yours again; what was written stays."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="handed"))


@bp.get("/<int:id>/handed")
@action(Action.WRITE_HANDED, one)
def handed(deliverable: Deliverable) -> Answer:
    """Show a colleague the questions that were handed to them."""
    return page(deliverable, {})


def page(deliverable: Deliverable, wrong: dict[str, str]) -> Answer:
    """Show the form of somebody's questions; where it came back, as it was typed."""
    asked = workflow.asked_of(deliverable, me())
    if not asked:
        raise Hidden
    values = {one.field_id: one for one in deliverable.answers}
    shown = {
        one.field.key: answers.typed(one.field, request.form)
        if wrong
        else answers.controls(one.field, values[one.field_id].value if one.field_id in values else None)
        for one in asked
    }
    written = {"asked": asked, "values": values, "controls": shown, "wrong": wrong}
    return render_template("deliverables/handed.html", deliverable=deliverable, **written), 422 if wrong else 200


@bp.post("/<int:id>/handed/save")
@action(Action.WRITE_HANDED, one)
def save_handed(deliverable: Deliverable) -> Answer:
    """Save questions that were handed over: one as the page does by itself, or all of them."""
    at, key = clock.now(), request.form.get("field")
    wrong = {}
    for one_of in workflow.asked_of(deliverable, me()):
        field = one_of.field
        if key not in {None, field.key}:
            continue
        name = "revision" if key else f"{field.key}.revision"
        value = answers.read(field, request.form)
        saved = workflow.save(deliverable, field, value, revision=request.form.get(name, 0, type=int), by=me(), at=at)
        if key and isinstance(saved, Clash):
            sentence = _("%(name)s wrote here as well.", name=saved.name)
            return jsonify(**theirs(field, saved), sentence=sentence), 409
        if key and not isinstance(saved, Clash):
            return jsonify(revision=saved.revision, saved=saved_words(deliverable))
        if isinstance(saved, Clash):
            wrong[field.key] = _("%(name)s wrote here as well.", name=saved.name)
    if key:
        raise Hidden
    if wrong:
        return page(deliverable, wrong)
    flash(_("Saved. Your colleague sees it in the draft."), "done")
    return redirect(url_for(".handed", id=deliverable.id))
