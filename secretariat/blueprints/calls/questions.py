"""The questions of a call: adding, changing, ordering, taking out."""

from collections.abc import Mapping

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from secretariat import clock
from secretariat.blueprints.calls import question_forms as forms
from secretariat.blueprints.calls.place import answered, bp, one, question
from secretariat.errors import Hidden
from secretariat.models.calls import Call, CallField
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.queries import calls as queries
from secretariat.rules import kinds
from secretariat.rules import questions as rules
from secretariat.rules.actions import Action
from secretariat.workflow import drafts

TOLD = _l("The countries are told half an hour after the first change; until then the mail can be held under Messages.")


@bp.get("/<int:id>/questions/<number>")
@action(Action.EDIT_CALL, one)
def show_question(call: Call, number: str) -> Answer:
    """Show the form of a question: 'new', or one by its number; of a closed call, what can be done instead."""
    field = chosen(call, number)
    return answered(call) or question_form(call, field, forms.typed_question(field))


@bp.post("/<int:id>/questions/<number>")
@action(Action.EDIT_CALL, one)
def save_question(call: Call, number: str) -> Answer:
    """Add a question or change one."""
    field = chosen(call, number)
    wanted, wrong = forms.read_question(request.form, field)
    if wanted is None:
        return question_form(call, field, request.form, wrong)
    said = _("The question is saved.") if field else _("The question is added at the end.")
    error = refusal(lambda: keep(call, field, wanted))
    if error:
        return question_form(call, field, request.form, {error.field or "": error.sentence})
    flash(f"{said} {TOLD}" if call.opened_at else said, "done")
    if request.form.get("do") == "another":
        return redirect(url_for(".show_question", id=call.id, number="new"))
    return redirect(url_for(".show", id=call.id))


def keep(call: Call, field: CallField | None, wanted: drafts.Question) -> None:
    """Add a question, or change the one there is."""
    if field is None:
        drafts.ask(call, wanted, by=me(), at=clock.now())
    else:
        drafts.ask_otherwise(field, wanted, by=me(), at=clock.now())


def chosen(call: Call, number: str) -> CallField | None:
    """Return the question that an address names, None for a new one; raise Hidden for anything else."""
    if number == "new":
        return None
    found = question(call, int(number)) if number.isdecimal() else None
    if found is None:
        raise Hidden
    return found


def question_form(
    call: Call, field: CallField | None, typed: Mapping[str, str], wrong: dict[str, str] | None = None
) -> Answer:
    """Show the form of a question as it was typed."""
    page = render_template(
        "calls/question.html",
        call=call,
        field=field,
        typed=typed,
        wrong=wrong or {},
        standing=rules.contradictions(field) if field and not wrong else [],
        answered_by=queries.answered_by(field) if field else 0,
        cleared=queries.cleared(call) if field else 0,
        kinds=[(name.value, kind.word()) for name, kind in kinds.KINDS.items()],
        room={name: forms.room(typed, name) for name in ("choice", "column")},
    )
    return page, 422 if wrong else 200


@bp.post("/<int:id>/questions/<int:number>/move")
@action(Action.EDIT_CALL, one)
def move(call: Call, number: int) -> Answer:
    """Move a question up or down, or take it out."""
    field = question(call, number)
    if field is None:
        raise Hidden
    deed = request.form.get("do")
    if deed == "drop":
        label = field.label(language())
        drafts.drop(field, by=me(), at=clock.now())
        said = _("Taken out: %(question)s", question=label)
        flash(f"{said}. {TOLD}" if call.opened_at else said, "done")
        return redirect(url_for(".show", id=call.id))
    drafts.move(field, up=deed == "up", by=me(), at=clock.now())
    return redirect(url_for(".show", id=call.id, _anchor="questions"))


@bp.post("/<int:id>/order")
@action(Action.EDIT_CALL, one)
def order(call: Call) -> Answer:
    """Take the order of the questions as it was dragged: order=7: for each, from the top."""
    ids = [int(one.rstrip(":")) for one in request.form.getlist("order") if one.rstrip(":").isdecimal()]
    drafts.order(call, ids, by=me(), at=clock.now())
    return jsonify(order=ids)
