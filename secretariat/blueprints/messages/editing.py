"""/messages/…/edit: the words of a held message, before any copy leaves."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.messages.place import bp, one
from secretariat.errors import Stale
from secretariat.mail import edited
from secretariat.models.messages import Message
from secretariat.pages import Answer, action, me, refusal
from secretariat.rules.actions import Action
from secretariat.workflow import messages as workflow


@bp.get("/<int:id>/edit")
@action(Action.STEER_MESSAGES, one)
def edit(message: Message) -> Answer:
    """Show the words that may be changed."""
    if not edited.may_be(message):
        raise Stale(_("Only a held message that was never tried, and that proves nothing, can be edited."))
    return form(message, message.subject, edited.body(message))


def form(message: Message, subject: str, text: str, code: int = 200, wrong: dict[str, str] | None = None) -> Answer:
    """Return the form with what was typed."""
    shown = {"subject": subject, "text": text, "wrong": wrong or {}, "most": edited.LONGEST_BODY}
    return render_template("messages/edit.html", message=message, **shown), code


@bp.post("/<int:id>/edit")
@action(Action.STEER_MESSAGES, one)
def save(message: Message) -> Answer:
    """Save the words; the page of the mail follows them."""
    subject, text = request.form.get("subject", ""), request.form.get("text", "")
    error = refusal(lambda: workflow.edit(message, subject, text, by=me(), at=clock.now()))
    if error:
        return form(message, subject, text, 422, {error.field or "text": error.sentence})
    flash(_("Saved. It is still held: read it once more, then release it."), "done")
    return redirect(url_for(".show", id=message.id))
