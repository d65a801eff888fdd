"""The form that is filled in without the site: taken away, sent back, and looked at before anything counts."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from secretariat import clock
from secretariat import offline as papers
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.pages import Answer, action, me
from secretariat.papers import meaning
from secretariat.rules.actions import Action
from secretariat.workflow import offline


@bp.get("/<int:id>/form")
@action(Action.WRITE, one)
def offline_form(deliverable: Deliverable) -> Answer:
    """Offer the form in both shapes, and take it back."""
    return page(deliverable)


def page(deliverable: Deliverable, refused: str = "") -> str:
    """Return the page of the form; refused: what is wrong with one that came back."""
    address = papers.address(deliverable, by=me(), at=clock.now())
    return render_template("deliverables/offline.html", deliverable=deliverable, refused=refused, address=address)


@bp.post("/<int:id>/form")
@action(Action.WRITE, one)
def take_form(deliverable: Deliverable) -> Answer:
    """Give the form, filled in as far as it is written, in the language of the page."""
    text = request.form.get("format") == "text"
    return papers.paper(deliverable, text=text, by=me(), at=clock.now())


@bp.post("/<int:id>/form/back")
@action(Action.WRITE, one)
def form_back(deliverable: Deliverable) -> Answer:
    """Read a form that came back, and show what was understood."""
    try:
        returned = papers.read(deliverable, request.files.get("form"), by=me(), at=clock.now())
    except Refused as error:
        return page(deliverable, error.sentence), 422
    return redirect(url_for(".form_understood", id=deliverable.id, returned_id=returned.id))


@bp.get("/<int:id>/form/<int:returned_id>")
@action(Action.WRITE, one)
def form_understood(deliverable: Deliverable, returned_id: int) -> Answer:
    """Show question by question what was understood, before anything counts."""
    returned = mine(deliverable, returned_id)
    revisions = {one.field_id: one.revision for one in deliverable.answers}
    missing, since = meaning.without_words(deliverable, returned, at=clock.now())
    return render_template(
        "deliverables/understood.html",
        deliverable=deliverable,
        returned=returned,
        lines=meaning.understood(deliverable, returned, at=clock.now()),
        unplaced=meaning.unplaced(deliverable, returned),
        left_out=meaning.left_out(returned),
        missing=missing,
        since=since,
        revisions=revisions,
    )


@bp.post("/<int:id>/form/<int:returned_id>")
@action(Action.WRITE, one)
def confirm_form(deliverable: Deliverable, returned_id: int) -> Answer:
    """Take over what was ticked."""
    returned = mine(deliverable, returned_id)
    ticked = set(request.form.getlist("take"))
    lines = meaning.understood(deliverable, returned, at=clock.now())
    chosen = [
        (line.field, line.value, request.form.get(f"{line.field.key}.revision", 0, type=int))
        for line in lines
        if line.field.key in ticked and not line.wrong
    ]
    clashes = offline.take(returned, deliverable, chosen, by=me(), at=clock.now())
    if clashes:
        flash(_("A colleague wrote in the meantime; look at what is left once more."), "stop")
        return redirect(url_for(".form_understood", id=deliverable.id, returned_id=returned.id))
    flash(_("What you confirmed from the form is in the draft; it is not sent yet."), "done")
    if left := sum(bool(line.wrong) for line in lines) + len(meaning.unplaced(deliverable, returned)):
        flash(not_taken(left, url_for(".form_understood", id=deliverable.id, returned_id=returned.id)), "stop")
    return redirect(url_for(".show", id=deliverable.id))


def not_taken(count: int, address: str) -> Markup:
    """Say how much of a form could not be taken, with the way back to it."""
    words = ngettext(
        "One thing in the form could not be taken.", "%(num)s things in the form could not be taken.", count
    )
    return Markup('{} <a href="{}">{}</a>').format(words, address, _("See which"))


def mine(deliverable: Deliverable, returned_id: int) -> ReturnedForm:
    """Return a form that came back for this text."""
    found = offline.returned(deliverable, returned_id)
    if found is None:
        raise Hidden
    return found
