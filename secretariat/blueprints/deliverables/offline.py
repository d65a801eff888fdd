"""The form that is filled in without the site: taken away, sent back, and looked at before anything counts."""

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from secretariat import clock, uploads
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.errors import Hidden, Refused, TooLarge
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.packets.parts import Reason
from secretariat.pages import Answer, action, language, me, settings
from secretariat.papers import plain, reading, word
from secretariat.papers.meaning import understood
from secretariat.papers.sheet import sheet
from secretariat.rules.actions import Action
from secretariat.rules.media import Media
from secretariat.storage import Folder
from secretariat.workflow import offline

LARGEST = 10 * 1024 * 1024  # bytes of a form that comes back: it holds words


@bp.get("/<int:id>/form")
@action(Action.WRITE, one)
def offline_form(deliverable: Deliverable) -> Answer:
    """Offer the form in both shapes, and take it back."""
    return render_template("deliverables/offline.html", deliverable=deliverable, refused="")


@bp.post("/<int:id>/form")
@action(Action.WRITE, one)
def take_form(deliverable: Deliverable) -> Answer:
    """Give the form, filled in as far as it is written, in the language of the page."""
    form = offline.hand_out(deliverable, by=me(), at=clock.now())
    paper = sheet(deliverable, form.code, language(), at=clock.now())
    if request.form.get("format") == "text":
        content, kind, ending = plain.written(paper).encode("utf-8-sig"), "text/plain; charset=utf-8", "txt"
    else:
        content, kind, ending = word.written(paper), str(Media.DOCX), "docx"
    name = f"{deliverable.symbol.replace('/', '-')}.{ending}"
    return send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)


@bp.post("/<int:id>/form/back")
@action(Action.WRITE, one)
def form_back(deliverable: Deliverable) -> Answer:
    """Read a form that came back, and show what was understood."""
    sent = request.files.get("form")
    try:
        returned = read(deliverable, sent)
    except Refused as error:
        page = render_template("deliverables/offline.html", deliverable=deliverable, refused=error.sentence)
        return page, 422
    return redirect(url_for(".form_understood", id=deliverable.id, returned_id=returned.id))


def read(deliverable: Deliverable, sent: FileStorage | None) -> ReturnedForm:
    """Read a form; raises Refused."""
    if sent is None or not sent.filename:
        raise Refused(_("Choose the form that you filled in."), field="form")
    try:
        with Folder(settings().storage).candidate(sent.stream, limit=LARGEST) as candidate:
            answer = reading.asked(candidate.path)
    except TooLarge:
        raise Refused(uploads.too_large(LARGEST), field="form") from None
    if "reason" in answer:
        raise Refused(uploads.of_a_form(Reason(answer["reason"])), field="form")
    name = uploads.plain_name(sent.filename)
    return offline.come_back(deliverable, answer["code"], answer["texts"], name=name, by=me(), at=clock.now())


@bp.get("/<int:id>/form/<int:returned_id>")
@action(Action.WRITE, one)
def form_understood(deliverable: Deliverable, returned_id: int) -> Answer:
    """Show question by question what was understood, before anything counts."""
    returned = mine(deliverable, returned_id)
    revisions = {one.field_id: one.revision for one in deliverable.answers}
    lines = understood(deliverable, returned, at=clock.now())
    return render_template(
        "deliverables/understood.html", deliverable=deliverable, returned=returned, lines=lines, revisions=revisions
    )


@bp.post("/<int:id>/form/<int:returned_id>")
@action(Action.WRITE, one)
def confirm_form(deliverable: Deliverable, returned_id: int) -> Answer:
    """Take over what was ticked."""
    returned = mine(deliverable, returned_id)
    ticked = set(request.form.getlist("take"))
    chosen = [
        (line.field, line.value, request.form.get(f"{line.field.key}.revision", 0, type=int))
        for line in understood(deliverable, returned, at=clock.now())
        if line.field.key in ticked and not line.wrong
    ]
    clashes = offline.take(returned, deliverable, chosen, by=me(), at=clock.now())
    if clashes:
        flash(_("A colleague wrote in the meantime; look at what is left once more."), "stop")
        return redirect(url_for(".form_understood", id=deliverable.id, returned_id=returned.id))
    flash(_("What you confirmed from the form is in the draft; it is not sent yet."), "done")
    return redirect(url_for(".show", id=deliverable.id))


def mine(deliverable: Deliverable, returned_id: int) -> ReturnedForm:
    """Return a form that came back for this text."""
    found = offline.returned(deliverable, returned_id)
    if found is None:
        raise Hidden
    return found
