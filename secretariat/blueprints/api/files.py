"""Files of a draft: attaching, reading, taking out."""

from flask import jsonify, request, send_file
from flask_babel import gettext as _

from secretariat import clock, uploads
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable
from secretariat.blueprints.api.schemas import of
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Attachment, Deliverable
from secretariat.models.files import Shown
from secretariat.pages import Answer, action, me, settings, who
from secretariat.queries import deliverables as queries
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.media import OFFICE
from secretariat.storage import Folder
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
    attachment = queries.attachment(found, attachment_id)
    if attachment is None or not readable(found, attachment):
        raise Hidden
    file = attachment.file
    if file.shown_state == Shown.WAITING or (file.shown_state == Shown.IMPOSSIBLE and file.media_type not in OFFICE):
        raise Refused(_("This file is still being made ready to read. Try again in a minute."))
    path = Folder(settings().storage).path(file.given.sha256)
    if not path.is_file():
        raise Hidden
    answer = send_file(path, mimetype=ANY, as_attachment=True, download_name=attachment.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def readable(found: Deliverable, attachment: Attachment) -> bool:
    """Tell whether whoever asks may read a file: the draft's are the country's, the versions' are shared."""
    if policy.allowed(who(), Action.READ_DRAFT, found):
        return True
    sent = {file["attachment"] for version in found.versions for file in version.files}
    return attachment.id in sent and policy.allowed(who(), Action.READ_VERSION, found)


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
