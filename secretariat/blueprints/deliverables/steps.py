"""The other steps of a country: clearing, withdrawing, answering points; and publishing by the secretariat."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables.place import bp, draft, one
from secretariat.database import db
from secretariat.errors import Refused, Stale, Unread
from secretariat.models.deliverables import Deliverable, State
from secretariat.pages import Answer, action, me
from secretariat.rules import deadlines, states
from secretariat.rules.actions import Action
from secretariat.workflow import clearing, revising, step
from secretariat.workflow import deliverables as workflow


def shown() -> str | None:
    """Return the state that the person saw when the form was made."""
    return request.form.get("state") or None


@bp.post("/<int:id>/clear")
@action(Action.CLEAR, one)
def clear(deliverable: Deliverable) -> Answer:
    """Clear the text in the capital."""
    try:
        clearing.clear(deliverable, by=me(), at=clock.now(), shown=shown(), read=request.form.get("read", ""))
    except Unread as error:
        db.session.rollback()
        return draft(deliverable, unread=error.sentence)
    except Stale:
        raise
    except Refused as error:
        db.session.rollback()
        flash(error.sentence, "stop")
        return redirect(url_for(".show", id=deliverable.id), 303)
    flash(_("Cleared. It can be sent to the Secretariat now."), "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.get("/<int:id>/withdraw")
@action(Action.WITHDRAW, one)
def ask_withdraw(deliverable: Deliverable) -> Answer:
    """Say what withdrawing means for what is sent again, before it is done."""
    if Action.WITHDRAW not in states.possible(State(deliverable.state)):
        flash(step.not_now(deliverable), "stop")
        return redirect(url_for(".show", id=deliverable.id))
    closed = deadlines.closed(deliverable.call, deliverable.due_at, clock.now())
    return render_template("deliverables/withdraw.html", deliverable=deliverable, closed=closed, late=late(deliverable))


def late(deliverable: Deliverable) -> bool:
    """Tell whether what is sent now counts as late."""
    return deadlines.late(clock.now(), deliverable.due_at, deliverable.call.grace_minutes)


@bp.post("/<int:id>/withdraw")
@action(Action.WITHDRAW, one)
def withdraw(deliverable: Deliverable) -> Answer:
    """Take the text back, only from the page that says what follows."""
    if "sure" not in request.form:
        return redirect(url_for(".ask_withdraw", id=deliverable.id))
    workflow.withdraw(deliverable, by=me(), at=clock.now(), shown=shown())
    flash(_("Withdrawn. What you wrote is kept; the first change makes it a draft again."), "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/changes")
@action(Action.WRITE, one)
def seen(deliverable: Deliverable) -> Answer:
    """Keep that the country has seen what was changed in the call."""
    revising.seen(deliverable, upto=request.form.get("upto", 0, type=int))
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/publish")
@action(Action.PUBLISH, one)
def publish(deliverable: Deliverable) -> Answer:
    """Publish an approved text."""
    workflow.publish(deliverable, by=me(), at=clock.now(), shown=shown())
    flash(_("Published: %(symbol)s.", symbol=deliverable.symbol), "done")
    return redirect(url_for(".show", id=deliverable.id))
