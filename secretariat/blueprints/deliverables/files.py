"""Files of a deliverable: attaching, downloading, putting back."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, get_template_attribute, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from secretariat import clock, uploads
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.errors import Hidden, Refused
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Attachment, Deliverable
from secretariat.packets.inspect import MOST_PAGES
from secretariat.pages import Answer, action, given, me, settings, who
from secretariat.queries import deliverables as queries
from secretariat.rules import media
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables as workflow
from secretariat.workflow import handing, pieces
from secretariat.workflow.gone import Late
from secretariat.workflow.taken import Taken


@bp.context_processor
def limits() -> dict[str, Any]:
    """Say on every page of a text which files are taken, before one is chosen."""
    return {"accepted": media.ACCEPTED, "upload_limit": settings().upload_limit, "most_pages": MOST_PAGES}


def attach_all(deliverable: Deliverable, fields: Iterable[CallField]) -> dict[str, str]:
    """Attach the files that came with a form to its fields; return what was wrong with any, by field."""
    wrong: dict[str, str] = {}
    for field in fields:
        for sent in request.files.getlist(field.key) if field.kind == "file" else []:
            if not sent.filename:
                continue
            try:
                attach(deliverable, field, sent)
            except Refused as error:
                wrong[field.key] = error.sentence
    return wrong


def attach_late(deliverable: Deliverable) -> list[Late]:
    """Attach the files that came with a form to questions that were taken out meanwhile, to be read there."""
    asked = {field.key for field in deliverable.call.fields}
    sent = {key: file.filename for key, file in request.files.items() if file.filename and key not in asked}
    gone = queries.retired(deliverable, list(sent))
    wrong = attach_all(deliverable, gone)
    return [Late(one, str(sent[one.key]), kept=one.key not in wrong) for one in gone]


def too_late(lost: Mapping[str, Taken]) -> list[Late]:
    """Return the files of a form for questions that were taken back from whoever chose them; none is kept."""
    sent = {key: file.filename for key, file in request.files.items() if file.filename and key in lost}
    return [Late(lost[key].field, str(name), kept=False, taken=lost[key].sentence(me())) for key, name in sent.items()]


def attach(deliverable: Deliverable, field: CallField, sent: FileStorage) -> Attachment:
    """Receive one file and attach it to a field."""
    file = uploads.receive(sent.stream, field=field.key, at=clock.now())
    name = uploads.plain_name(sent.filename)
    deed = handing.right(deliverable, field, by=me(), at=clock.now())
    return workflow.attach(deliverable, field, file, name=name, by=me(), at=clock.now(), deed=deed)


@bp.get("/<int:id>/files/<int:attachment_id>")
@action(Action.SEE, one)
def download(deliverable: Deliverable, attachment_id: int) -> Answer:
    """Give a file to those who may read it: of the draft, or of a version that was sent with it."""
    attachment = queries.readable(deliverable, attachment_id, who())
    if attachment is None:
        raise Hidden
    return given(*uploads.for_readers(attachment))


@bp.get("/<int:id>/files/<int:attachment_id>/original")
@action(Action.READ_ORIGINAL, one)
def original(deliverable: Deliverable, attachment_id: int) -> Answer:
    """Give the auditor a file as it was received, with whatever was in it."""
    attachment = queries.readable(deliverable, attachment_id, who())
    if attachment is None:
        raise Hidden
    return given(attachment.file, attachment.name)


@bp.post("/<int:id>/files/<int:attachment_id>/back")
@action(Action.WRITE_HANDED, one)
def put_back(deliverable: Deliverable, attachment_id: int) -> Answer:
    """Undo taking a file out."""
    attachment = queries.attachment(deliverable, attachment_id)
    if attachment is None:
        raise Hidden
    deed = handing.right(deliverable, attachment.field, by=me(), at=clock.now())
    workflow.put_back(attachment, by=me(), at=clock.now(), deed=deed)
    flash(_("%(name)s is attached again.", name=attachment.name), "done")
    return redirect(form_of(deliverable, deed))


def form_of(deliverable: Deliverable, deed: Action) -> str:
    """Return where somebody writes: in the whole draft, or on the page of what was handed to them."""
    return url_for(".show" if deed == Action.WRITE else ".handed", id=deliverable.id)


def take_away(deliverable: Deliverable, deed: Action) -> Answer | None:
    """Take out the file, or forget the unfinished one, whose button sent the form; None where it was another one."""
    pressed, _colon, token = request.form.get("do", "").partition(":")
    if pressed == "discard":
        row = pieces.under_way(deliverable, token, by=me())
        if row is None:
            raise Hidden
        pieces.give_up(row, place=settings().storage)
        flash(_("%(name)s is forgotten; what had come of it is deleted.", name=row.name), "done")
    elif request.form.get("remove", "").isdecimal():
        take_out(deliverable, int(request.form["remove"]))
    else:
        return None
    return redirect(form_of(deliverable, deed))


def take_out(deliverable: Deliverable, attachment_id: int) -> None:
    """Take a file out of the draft, with a way back in the message that reports it."""
    attachment = queries.attachment(deliverable, attachment_id)
    if attachment is None or attachment.removed_at is not None:
        raise Hidden
    deed = handing.right(deliverable, attachment.field, by=me(), at=clock.now())
    workflow.detach(attachment, by=me(), at=clock.now(), deed=deed)
    flash(Markup("{} {}").format(_("%(name)s was taken out.", name=attachment.name), undo(attachment)), "done")


def undo(attachment: Attachment) -> Markup:
    """Return the small form that puts a file back."""
    post = get_template_attribute("macros/marks.html", "post")
    url = url_for(".put_back", id=attachment.deliverable_id, attachment_id=attachment.id)
    return Markup(post(url, _("Put it back"), quiet=True))  # noqa: S704  a macro of ours has escaped it
