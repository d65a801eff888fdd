"""Handing questions to a colleague, and the page on which the colleague fills them in."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables import files, saving
from secretariat.blueprints.deliverables.place import bp, draft, fields, one
from secretariat.errors import Hidden
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import WITH_COLLEAGUES, Deliverable
from secretariat.models.reviews import Comment
from secretariat.pages import Answer, action, machine, me, refusal, who
from secretariat.queries import deliverables as queries
from secretariat.rules import points, policy
from secretariat.rules.actions import Action
from secretariat.workflow import handing as workflow
from secretariat.workflow import taken
from secretariat.workflow.handing import Colleague
from secretariat.workflow.whole_forms import Trouble


@bp.post("/<int:id>/handed")
@action(Action.WRITE, one)
def hand(deliverable: Deliverable) -> Answer:
    """Ask a colleague to fill in the questions that were ticked."""
    refused = refusal(lambda: ask(deliverable))
    if refused:
        return draft(deliverable, beside=refused)
    return redirect(url_for(".show", id=deliverable.id, _anchor="handed"))


def ask(deliverable: Deliverable) -> None:
    """Hand over what the form says; raises Refused, naming the field."""
    asked = [one for one in deliverable.call.fields if one.key in request.form.getlist("keys")]
    to = Colleague(request.form.get("email", ""), request.form.get("name", ""))
    reader = workflow.hand(deliverable, asked, to, until=day("until"), by=me(), at=clock.now(), machine=machine())
    flash(_("%(name)s gets a mail and fills in what you ticked.", name=reader.name), "done")


def day(name: str) -> date | None:
    """Return the day that a control holds, or None."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


@bp.post("/<int:id>/handed/<key>/back")
@action(Action.WRITE, one)
def take_back(deliverable: Deliverable, key: str) -> Answer:
    """Take a question back, in the list of those that colleagues have."""
    return back(deliverable, key, anchor="handed")


def back(deliverable: Deliverable, key: str, *, anchor: str) -> Answer:
    """Take a question back, and show the draft where the button stood."""
    field = queries.field(deliverable, key)
    if field is None or not workflow.take_back(deliverable, field, by=me(), at=clock.now()):
        raise Hidden
    flash(_("The question is yours again; what was written stays."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor=anchor))


@bp.get("/<int:id>/handed")
@action(Action.SEE, one)
def handed(deliverable: Deliverable) -> Answer:
    """Show a colleague the questions that were handed to them; where there are none any more, how to go on."""
    return page(deliverable) if workflow.asked_of(deliverable, me()) else over(deliverable)


def over(deliverable: Deliverable, trouble: Trouble | None = None) -> Answer:
    """Show that nothing is asked of somebody here any more, and why: what they hold may have been taken out."""
    retired = [one.field for one in workflow.held_by(deliverable, me())]
    lost = taken.from_somebody(deliverable, me()).values()
    facts = {"retired": retired, "gone": trouble.gone if trouble else []}
    facts["taken"] = [(one.field, one.sentence(me())) for one in lost]
    return render_template("deliverables/handed_over.html", deliverable=deliverable, **facts), 422 if trouble else 200


def page(deliverable: Deliverable, trouble: Trouble | None = None) -> Answer:
    """Show the form of somebody's questions; where it came back, as it was typed."""
    found = (queries.one(deliverable.id, who()) if trouble else None) or deliverable
    asked = workflow.asked_of(found, me())
    if not asked and trouble and trouble.gone:
        return over(found, trouble)
    if not asked:
        raise Hidden
    form = fields(found, [one.field for one in asked], trouble)
    until = min(one.until for one in asked)
    today = clock.now().astimezone(found.country.zone).date()
    facts = {"asked": asked, "until": until, "late": until < today, "open_now": found.state in WITH_COLLEAGUES}
    facts["points"] = points_for(found, [one.field for one in asked])
    return render_template("deliverables/handed.html", deliverable=found, **facts, **form), 422 if trouble else 200


def points_for(deliverable: Deliverable, asked: list[CallField]) -> list[tuple[CallField, Comment]]:
    """Return what the secretariat still asks for at somebody's questions, each with its question."""
    by_key = {one.key: one for one in asked}
    return [(by_key[one.key], one) for one in points.asked(deliverable) if one.key in by_key and points.is_open(one)]


@bp.post("/<int:id>/handed/save")
@action(Action.READ_DRAFT, one)
def save_handed(deliverable: Deliverable) -> Answer:
    """Save questions that were handed over: one as the page does by itself, or all of them.

    Whoever has lost all of theirs is told so, and keeps what they typed.
    """
    if "field" in request.form:
        return save_one(deliverable, request.form["field"])
    lost = taken.from_somebody(deliverable, me())
    if not lost:
        policy.demand(who(), Action.WRITE_HANDED, deliverable)
    trouble = workflow.save_all(deliverable, request.form, by=me(), at=clock.now())
    held = [one.field for one in workflow.asked_of(deliverable, me())]
    trouble.wrong.update(files.attach_all(deliverable, held))
    trouble.gone.extend(files.too_late(lost))
    away = files.take_away(deliverable, Action.WRITE_HANDED)
    if away:
        return away
    if trouble:
        return page(deliverable, trouble)
    if not held:
        return redirect(url_for(".handed", id=deliverable.id))
    if request.form.get("do") == "done":
        name = workflow.asked_of(deliverable, me())[0].made_by.name
        workflow.hand_back(deliverable, by=me(), at=clock.now())
        flash(_("Saved and handed back. %(name)s sees in the draft what you wrote.", name=name), "done")
        return redirect(url_for(".handed", id=deliverable.id))
    flash(_("Saved. Your colleague sees it in the draft."), "done")
    return redirect(url_for(".handed", id=deliverable.id))


def save_one(deliverable: Deliverable, key: str) -> Answer:
    """Save one question, as the page does by itself."""
    field = queries.field(deliverable, key)
    if field is None and key in {one.field.key for one in workflow.held_by(deliverable, me())}:
        return saving.gone(deliverable, key, Action.WRITE_HANDED)
    lost = taken.from_somebody(deliverable, me()).get(key)
    if lost:
        return saving.taken(deliverable, lost)
    policy.demand(who(), Action.WRITE_HANDED, deliverable)
    if field is None or field.kind == FieldKind.FILE:
        raise Hidden
    return saving.save(deliverable, field, workflow.save)
