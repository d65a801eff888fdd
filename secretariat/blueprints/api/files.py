"""Files of a draft, or of the questions that one was handed: attaching, reading, taking out and putting back.

And the receipt of a version.
"""

from flask import jsonify, request
from flask_babel import gettext as _

from secretariat import clock, printouts, uploads
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import of
from secretariat.blueprints.api.telling import BYTES, FORM, PDF, tells
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, given, me, who
from secretariat.queries import deliverables as queries
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables as workflow
from secretariat.workflow import gone, handing


@bp.post("/deliverables/<int:id>/answers/<key>/files")
@action(Action.WRITE_HANDED, deliverable)
@tells(
    schemas.FILE,
    body=of({"file": {"type": "string", "format": "binary"}}),
    takes=FORM,
)
def attach(found: Deliverable, key: str) -> Answer:
    """Attach a file to a question of the draft, as a form with the part `file`."""
    field = gone.asked(found, key)
    if field.kind != "file":
        raise Hidden
    part = request.files.get("file")
    if part is None or not part.filename:
        raise Refused(_("Send the file as the part ‘file’ of a form."), field="file")
    deed = handing.right(found, field, by=me(), at=clock.now())
    file = uploads.receive(part.stream, field=key, at=clock.now())
    name = uploads.plain_name(part.filename)
    made = workflow.attach(found, field, file, name=name, by=me(), at=clock.now(), deed=deed)
    return jsonify(shapes.file(made))


@bp.get("/deliverables/<int:id>/files/<int:attachment_id>")
@action(Action.SEE, deliverable)
@tells(None, media=BYTES)
def read_file(found: Deliverable, attachment_id: int) -> Answer:
    """Return a file as its readers get it: of the draft, or of a version that was sent with it."""
    attachment = queries.readable(found, attachment_id, who())
    if attachment is None:
        raise Hidden
    return given(*uploads.for_readers(attachment), media_type=BYTES)


@bp.delete("/deliverables/<int:id>/files/<int:attachment_id>")
@action(Action.WRITE_HANDED, deliverable)
@tells(of({"id": schemas.ID}))
def detach(found: Deliverable, attachment_id: int) -> Answer:
    """Take a file out of the draft; versions keep what they froze."""
    attachment = queries.attachment(found, attachment_id)
    if attachment is None or attachment.removed_at is not None:
        raise Hidden
    deed = handing.right(found, attachment.field, by=me(), at=clock.now())
    workflow.detach(attachment, by=me(), at=clock.now(), deed=deed)
    return jsonify(id=attachment_id)


@bp.post("/deliverables/<int:id>/files/<int:attachment_id>/back")
@action(Action.WRITE_HANDED, deliverable)
@tells(schemas.FILE, body=of({}, closed=True))
def put_back(found: Deliverable, attachment_id: int) -> Answer:
    """Put a file back into the draft that was taken out of it."""
    sent()
    attachment = queries.attachment(found, attachment_id)
    if attachment is None:
        raise Hidden
    deed = handing.right(found, attachment.field, by=me(), at=clock.now())
    workflow.put_back(attachment, by=me(), at=clock.now(), deed=deed)
    return jsonify(shapes.file(attachment))


@bp.get("/deliverables/<int:id>/files/<int:attachment_id>/original")
@action(Action.READ_ORIGINAL, deliverable)
@tells(None, media=BYTES)
def read_original(found: Deliverable, attachment_id: int) -> Answer:
    """Return a file as it was received, with whatever was in it."""
    attachment = queries.readable(found, attachment_id, who())
    if attachment is None:
        raise Hidden
    return given(attachment.file, attachment.name, media_type=BYTES)


@bp.get("/deliverables/<int:id>/versions/<int:number>/receipt.pdf")
@action(Action.READ_VERSION, deliverable)
@tells(None, media=PDF)
def read_receipt(found: Deliverable, number: int) -> Answer:
    """Return the receipt of a version, as a page to print."""
    version = next((one for one in found.versions if one.number == number), None)
    if version is None:
        raise Hidden
    return printouts.sent_page(printouts.receipt(version), name=f"{version.symbol.replace('/', '-')}.pdf")
