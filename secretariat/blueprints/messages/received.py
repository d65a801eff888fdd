"""Mail that came in: who wrote, and what was made of it."""

import io

from flask import render_template, request, send_file

from secretariat.blueprints.messages.place import ROWS, bp
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.mail import reasons
from secretariat.models.received import Outcome, ReceivedMail
from secretariat.pages import Answer, action, apart, paged
from secretariat.queries import received as queries
from secretariat.queries.received import View
from secretariat.rules.actions import Action


def one(mail_id: int) -> ReceivedMail | None:
    """Return a mail by its id."""
    return db.session.get(ReceivedMail, mail_id)


@bp.get("/received")
@action(Action.SEE_RECEIVED)
def received() -> Answer:
    """List what came in, newest first."""
    view = View.read(request.args)
    return render_template(
        "messages/received.html",
        view=view,
        page=paged(queries.of(view), size=ROWS),
        counts=queries.counts(),
        outcomes=[str(each) for each in Outcome],
        reasons=reasons.WORDS,
    )


@bp.get("/received/<int:mail_id>")
@action(Action.SEE_RECEIVED, one)
def received_mail(mail: ReceivedMail) -> Answer:
    """Show a mail's words, and what was made of it."""
    return render_template("messages/received_mail.html", mail=mail, reasons=reasons.WORDS)


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
