"""Mail that came in: who wrote, what was made of it, and whether a person is through with what was left to one."""

import io
from typing import Any

from flask import flash, get_template_attribute, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from secretariat import clock
from secretariat.blueprints.messages.place import ROWS, bp
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.mail import reasons
from secretariat.models.countries import Country
from secretariat.models.received import ReceivedMail
from secretariat.pages import Answer, action, apart, me, paged, ways
from secretariat.queries import received as queries
from secretariat.queries.received import View
from secretariat.rules.actions import Action
from secretariat.workflow import received as workflow


def one(mail_id: int) -> ReceivedMail | None:
    """Return a mail by its id."""
    return db.session.get(ReceivedMail, mail_id)


@bp.get("/received")
@action(Action.SEE_RECEIVED)
def received() -> Answer:
    """List what came in: first what waits for a person, then the newest."""
    view = View.read(request.args)
    return render_template(
        "messages/received.html",
        view=view,
        page=paged(queries.of(view), size=ROWS),
        counts=queries.counts(),
        outcomes=queries.OUTCOMES,
        said=reasons.said,
    )


@bp.get("/received/<int:mail_id>")
@action(Action.SEE_RECEIVED, one)
def received_mail(mail: ReceivedMail) -> Answer:
    """Show a mail's words, what was made of it, and the way to what it is about."""
    return render_template(
        "messages/received_mail.html",
        mail=mail,
        said=reasons.said,
        ways=ways([mail.deliverable] if mail.deliverable else []),
        country=country(mail),
        next_open=None if mail.waits else queries.next_open(),
    )


def country(mail: ReceivedMail) -> Country | None:
    """Return the country whose text a mail is about, or else the one for which its sender had an account then."""
    if mail.deliverable:
        return mail.deliverable.country
    held = mail.user.membership(mail.at) if mail.user else None
    return held.country if held else None


@bp.post("/received/<int:mail_id>/done")
@action(Action.MARK_RECEIVED, one)
def mark_received(mail: ReceivedMail) -> Answer:
    """Mark a mail as done, or open it again (done=1, done=0), and return to where that was pressed."""
    listed = listing()
    if workflow.mark(mail, done=request.form.get("done") == "1", by=me(), at=clock.now()):
        flash(Markup("{} {}").format(said(mail), other_way(mail, listed)), "done")
    return redirect(url_for(".received", **listed) if listed else url_for(".received_mail", mail_id=mail.id))


def listing() -> dict[str, Any]:
    """Return the view of the list and its page as the form names them; nothing where it stood on the mail's page."""
    page = request.form.get("page", 0, type=int)
    return {"page": page} | View.read(request.form).address() if page else {}


def said(mail: ReceivedMail) -> str:
    """Say what was done to a mail."""
    subject = mail.subject or _("without a subject")
    if mail.done:
        return _("‘%(subject)s’ is done.", subject=subject)
    return _("‘%(subject)s’ is open again.", subject=subject)


def other_way(mail: ReceivedMail, listed: dict[str, Any]) -> Markup:
    """Return the small form that takes back what was marked."""
    post = get_template_attribute("macros/marks.html", "post")
    label, fields = (_("Open again"), {"done": 0}) if mail.done else (_("Mark as done"), {"done": 1})
    url = url_for(".mark_received", mail_id=mail.id)
    return Markup(post(url, label, fields | listed, quiet=True))  # noqa: S704  a macro of ours has escaped it


@bp.get("/received/<int:mail_id>/original")
@action(Action.SEE_RECEIVED, one)
def received_original(mail: ReceivedMail) -> Answer:
    """Give a mail as it came, files and all, to be opened in a mail program."""
    if mail.raw is None:
        raise Hidden
    name = f"received-{mail.id}.eml"
    return apart(
        send_file(io.BytesIO(mail.raw), mimetype="application/octet-stream", as_attachment=True, download_name=name)
    )
