"""/messages: what was sent, waits or failed; and what an officer does about it."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from secretariat import clock, defence, turns
from secretariat.blueprints.messages import editing, received, reminders, sender
from secretariat.blueprints.messages.place import ROWS, bp, one
from secretariat.errors import Hidden, Stale
from secretariat.mail import edited, remedies, replies, wire
from secretariat.models.messages import Message
from secretariat.pages import Answer, action, apart, me, paged, who
from secretariat.queries import messages as queries
from secretariat.queries import received as incoming
from secretariat.queries.messages import View
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.workflow import messages as workflow

ROOMS = (editing, received, reminders, sender)
__all__ = ["ROOMS", "bp"]

SOON = timedelta(minutes=1)
# The page of a mail is the house's own, but what stands in it was typed by people.
MAIL_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"


@bp.get("")
@action(Action.USE_ACCOUNT)
def index() -> Answer:
    """List the messages that the person may see: an officer and an auditor all, everybody their own."""
    view = View.read(request.args)
    reads_all = policy.allowed(who(), Action.SEE_REMINDERS)
    page = paged(queries.of(who(), view), size=ROWS)
    turn, copied = turns.of(page.rows), copied_at()
    return render_template(
        "messages/index.html",
        view=view,
        page=page,
        turn=turn,
        leaving=lambda one: None if copied or turn(one) else leaving(one),
        steered=queries.to_steer() if policy.allowed(who(), Action.STEER_MESSAGES) else {},
        counts=queries.counts(who()),
        states=queries.STATES,
        all_of_them=reads_all,
        copied_at=copied if reads_all else None,
        unread=incoming.waiting().count if reads_all else 0,
        reply=replies.shown,
    )


def copied_at() -> datetime | None:
    """Return when the backup was made, where this house is a copy that was not released."""
    hold = queries.on_hold()
    return clock.shown(hold.backup_at) if hold else None


def leaving(message: Message) -> datetime | str | None:
    """Return when a message that waits leaves, on the house's clock: 'now' within a minute; None where it does not."""
    if message.state != "waiting":
        return None
    return clock.shown(message.next_attempt_at) if message.next_attempt_at > clock.real() + SOON else "now"


@bp.get("/<int:id>")
@action(Action.SEE_MESSAGES, one)
def show(message: Message) -> Answer:
    """Show a message as its recipient reads it, and what became of it."""
    shown = {
        "message": message,
        "turn": turns.of([message])(message),
        "later": clock.shown(message.next_attempt_at) if message.next_attempt_at > clock.real() + SOON else None,
        "reply": replies.shown,
        "spoken": replies.from_server(message.reply),
        "remedy": remedies.of(message),
        "editable": edited.may_be(message),
        "anew": edited.anew(message),
        "why_not": edited.why_not(message),
    }
    answer = make_response(render_template("messages/message.html", **shown))
    answer.headers["Content-Security-Policy"] = defence.framing("self")
    return answer


@bp.get("/<int:id>/page")
@action(Action.SEE_MESSAGES, one)
def mail_page(message: Message) -> Answer:
    """Return the page of a mail as it was sent: without any right, in a frame of ours only."""
    answer = make_response(message.html)
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@bp.get("/<int:id>/deadline.ics")
@action(Action.SEE_MESSAGES, one)
def calendar(message: Message) -> Answer:
    """Return the date that a mail brings, as it was attached."""
    if message.calendar is None:
        raise Hidden
    content = io.BytesIO(message.calendar.encode())
    return apart(send_file(content, mimetype="text/calendar", as_attachment=True, download_name=wire.FILE))


def steering(deed: Callable[..., Any], said: Callable[[], str]) -> Callable[[Message], Answer]:
    """Make a view of a use case: do it, say it, and show the message, as it does where somebody was faster."""

    def view(message: Message) -> Answer:
        try:
            made = deed(message, by=me(), at=clock.now())
        except Stale as error:
            raise Stale(error.sentence, back=url_for("messages.show", id=message.id)) from None
        flash(said(), "done")
        shown = made if isinstance(made, Message) else message
        return redirect(url_for("messages.show", id=shown.id))

    return view


for name, deed, said in (
    ("hold", workflow.hold, lambda: _("Held. It leaves when somebody releases it.")),
    ("release", workflow.release, lambda: _("Released. It leaves within seconds.")),
    ("cancel", workflow.cancel, lambda: _("Cancelled. It will not leave.")),
    ("send-now", workflow.send_now, lambda: _("It is tried at once.")),
    ("send-again", workflow.send_again, lambda: _("A copy is on its way to the address that the person has now.")),
):
    guarded = action(Action.STEER_MESSAGES, one)(steering(deed, said))
    bp.add_url_rule(f"/<int:id>/{name}", name.replace("-", "_"), guarded, methods=["POST"])


@bp.post("/hold")
@action(Action.STEER_MESSAGES)
def hold_all() -> Answer:
    """Hold everything that waits."""
    count = workflow.hold_all(by=me(), at=clock.now())
    flash(_("Held: %(count)s. They leave when somebody releases them.", count=count), "done")
    return redirect(url_for(".index", state="held"))


@bp.post("/release")
@action(Action.STEER_MESSAGES)
def release_all() -> Answer:
    """Release everything that is held."""
    count = workflow.release_all(by=me(), at=clock.now())
    flash(_("Released: %(count)s.", count=count), "done")
    return redirect(url_for(".index"))
