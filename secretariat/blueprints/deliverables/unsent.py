"""Drafts that are complete when their date passes: the officer's list, and taking one as sent."""

from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.blueprints.deliverables.steps import shown
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, language, me
from secretariat.queries import unsent as queries
from secretariat.rules.actions import Action
from secretariat.workflow import accepting


@bp.get("/unsent")
@action(Action.ACCEPT_UNSENT)
def unsent() -> Answer:
    """Show the drafts that lack nothing, whose date has passed, and that nobody sent; never what they say."""
    found = queries.complete(clock.now())
    calls = [(call, list(drafts)) for call, drafts in groupby(found, key=lambda draft: draft.call)]
    return render_template("deliverables/unsent.html", calls=calls, count=len(found))


@bp.post("/<int:id>/accept")
@action(Action.ACCEPT_UNSENT, one)
def accept(deliverable: Deliverable) -> Answer:
    """Take a complete draft as sent."""
    accepting.accept(deliverable, by=me(), at=clock.now(), shown=shown())
    name = deliverable.country.name(language())
    flash(_("%(country)s: taken as sent. Its focal points get a mail and may withdraw it.", country=name), "done")
    return redirect(url_for(".unsent"))
