"""Files of a draft: attaching, reading, taking out."""

from flask import jsonify, request
from flask_babel import gettext as _

from secretariat import clock, uploads
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable
from secretariat.blueprints.api.schemas import of
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, given, me, who
from secretariat.queries import deliverables as queries
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables as workflow

ANY = "application/octet-stream"


@bp.post("/deliverables/<int:id>/answers/<key>/files")
@action(Action.WRITE, deliverable)
@tells(
    schemas.FILE,
    body=of({"file": {"type": "string", "format": "binary"}}),
    form=True,
)
def attach(found: Deliverable, key: str) -> Answer:
    """Attach a file to a question of the draft, as a form with the part `file`."""
    field = queries.field(found, key)
    if field is None or field.kind != "file":
        raise Hidden
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused(_("Send the file as the part ‘file’ of a form."), field="file")
    file = uploads.receive(sent.stream, field=key, at=clock.now())
    name = uploads.plain_name(sent.filename)
    made = workflow.attach(found, field, file, name=name, by=me(), at=clock.now())
    return jsonify(shapes.file(made))


@bp.get("/deliverables/<int:id>/files/<int:attachment_id>")
@action(Action.SEE, deliverable)
@tells(None, media=ANY)
def read_file(found: Deliverable, attachment_id: int) -> Answer:
    """Return a file as its readers get it: of the draft, or of a version that was sent with it."""
    attachment = queries.readable(found, attachment_id, who())
    if attachment is None:
        raise Hidden
    return given(*uploads.for_readers(attachment), media_type=ANY)


@bp.delete("/deliverables/<int:id>/files/<int:attachment_id>")
@action(Action.WRITE, deliverable)
@tells(of({"id": schemas.ID}))
def detach(found: Deliverable, attachment_id: int) -> Answer:
    """Take a file out of the draft; versions keep what they froze."""
    attachment = queries.attachment(found, attachment_id)
    if attachment is None or attachment.removed_at is not None:
        raise Hidden
    workflow.detach(attachment, by=me(), at=clock.now())
    return jsonify(id=attachment_id)
