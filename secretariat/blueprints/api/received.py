"""Mail that came in: who wrote, what was made of it, and whether a person is through with what was left to one."""

import io

from flask import jsonify, send_file

from secretariat import clock
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.lists import SIZE
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import FLAG, ID, INSTANT, NUMBER, PAGE, TEXT, Shape, maybe, of, page_of, typed
from secretariat.blueprints.api.telling import BYTES, asked, tells
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.mail import reasons
from secretariat.models.received import ReceivedMail
from secretariat.pages import Answer, action, apart, me, paged
from secretariat.queries import received as queries
from secretariat.queries.received import View
from secretariat.rules.actions import Action
from secretariat.workflow import received as workflow

STATE: Shape = {
    "type": "string",
    "enum": [*queries.STATES, "all"],
    "description": "Of what was left to a person: what is to be read, or what is done.",
}
OUTCOME: Shape = {
    "type": "string",
    "enum": list(queries.OUTCOMES),
    "description": "What was made of it; 'filed' waits to be confirmed.",
}
RECEIVED = {
    "id": ID,
    "at": INSTANT,
    "sender": TEXT | {"description": "As the mail says of itself, which anybody can write."},
    "account": maybe(TEXT) | {"description": "Whose address that is, where it is anybody's here."},
    "subject": TEXT,
    "size": NUMBER,
    "outcome": OUTCOME,
    "why": TEXT,
    "deliverable": maybe(ID),
    "returned": maybe(ID) | {"description": "The form that was read from it."},
    "confirmed_at": maybe(INSTANT),
    "waits": FLAG | {"description": "Whether a person is still to read it."},
    "done": FLAG,
    "marked_at": maybe(INSTANT) | {"description": "When it was marked as done, or opened again."},
    "marked_by": maybe(TEXT),
}


def mail(mail_id: int) -> ReceivedMail | None:
    """Load a mail that came in."""
    return db.session.get(ReceivedMail, mail_id)


@bp.get("/messages/received")
@action(Action.SEE_RECEIVED)
@tells(page_of("received", of(RECEIVED)), query={"state": STATE, "outcome": OUTCOME, "q": typed(100), "page": PAGE})
def received() -> Answer:
    """Return the mails that came in: first what waits for a person, then the newest. `q`: in addresses, subjects."""
    return jsonify(shapes.page(paged(queries.of(View.read(asked())), size=SIZE), "received", _shape))


@bp.get("/messages/received/<int:mail_id>")
@action(Action.SEE_RECEIVED, mail)
@tells(of(RECEIVED | {"text": TEXT, "about": maybe(ID) | {"description": "The message of ours that it speaks of."}}))
def one_received(found: ReceivedMail) -> Answer:
    """Return a mail that came in, with its words as far as they are kept."""
    return jsonify(_shape(found) | {"text": found.text, "about": found.about_id})


@bp.put("/messages/received/<int:mail_id>/done")
@action(Action.MARK_RECEIVED, mail)
@tells(of(RECEIVED), body=of({"done": FLAG}, closed=True))
def mark_received(found: ReceivedMail) -> Answer:
    """Mark a mail that was left to a person as done, or open it again; 409 names whoever was faster."""
    workflow.mark(found, done=sent()["done"], by=me(), at=clock.now())
    return jsonify(_shape(found))


@bp.get("/messages/received/<int:mail_id>/original")
@action(Action.SEE_RECEIVED, mail)
@tells(None, media=BYTES)
def received_as_it_came(found: ReceivedMail) -> Answer:
    """Return a mail as it came, files and all, where it is kept."""
    if found.raw is None:
        raise Hidden
    name = f"received-{found.id}.eml"
    return apart(send_file(io.BytesIO(found.raw), mimetype=BYTES, as_attachment=True, download_name=name))


def _shape(found: ReceivedMail) -> Shape:
    return {
        "id": found.id,
        "at": shapes.instant(found.at),
        "sender": found.sender,
        "account": found.user.name if found.user else None,
        "subject": found.subject,
        "size": found.size,
        "outcome": found.standing,
        "why": reasons.said(found),
        "deliverable": found.deliverable_id,
        "returned": found.returned_id,
        "confirmed_at": shapes.instant(found.returned.taken_at) if found.returned else None,
        "waits": found.waits,
        "done": found.done,
        "marked_at": shapes.instant(found.marked_at),
        "marked_by": found.marked_by.name if found.marked_by else None,
    }
