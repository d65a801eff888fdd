"""/messages/…/edit and …/anew: the words of a held message, or of one in the place of a message that was tried."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

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
        raise Stale(edited.why_not(message) or _("Only a message that has not left can be edited."))
    return form(message, message.subject, edited.body(message))


@bp.get("/<int:id>/anew")
@action(Action.STEER_MESSAGES, one)
def anew(message: Message) -> Answer:
    """Show the words of a message that was tried, for one that takes its place."""
    if not edited.anew(message):
        raise Stale(_("Only a message that was tried and has not left can be written anew."))
    return form(message, message.subject, edited.body(message))


def form(
    message: Message, subject: str, text: str, code: int = HTTPStatus.OK, wrong: dict[str, str] | None = None
) -> Answer:
    """Return the form with what was typed; it tells again which words were seen, unless it shows those that stand."""
    shown = {"subject": subject, "text": text, "wrong": wrong or {}, "most": edited.LONGEST_BODY}
    stands = edited.body(message) if code == HTTPStatus.CONFLICT else None
    seen = request.form.get("mark", "") if code == HTTPStatus.UNPROCESSABLE_ENTITY else workflow.fingerprint(message)
    about = {"message": message, "anew": edited.anew(message), "mark": seen, "stands": stands}
    return render_template("messages/edit.html", **about, **shown), code


@bp.post("/<int:id>/edit")
@action(Action.STEER_MESSAGES, one)
def save(message: Message) -> Answer:
    """Save the words; the page of the mail follows them."""
    deed = partial(workflow.edit, mark=request.form.get("mark", ""))
    return saved(message, deed, lambda: _("Saved. It is still held: read it once more, then release it."))


@bp.post("/<int:id>/anew")
@action(Action.STEER_MESSAGES, one)
def write_anew(message: Message) -> Answer:
    """Cancel the message, and show the one with other words that takes its place."""
    return saved(
        message,
        workflow.write_anew,
        lambda: _("The other message is cancelled. This one is held: read it once more, then release it."),
    )


def saved(message: Message, deed: Callable[..., Message | None], said: Callable[[], str]) -> Answer:
    """Do something with the words that were typed, or show them again with what is wrong."""
    subject, text = request.form.get("subject", ""), request.form.get("text", "")
    made: list[Message | None] = []
    error = refusal(lambda: made.append(deed(message, subject, text, by=me(), at=clock.now())), slower=True)
    if error:
        code = HTTPStatus.CONFLICT if isinstance(error, Stale) else HTTPStatus.UNPROCESSABLE_ENTITY
        return form(message, subject, text, code, {error.field or "text": error.sentence})
    flash(said(), "done")
    return redirect(url_for(".show", id=(made[0] or message).id))
