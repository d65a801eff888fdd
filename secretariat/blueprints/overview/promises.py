"""On a country's page: whether a promise in its texts is one that was entered by hand."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.overview.countries import one
from secretariat.blueprints.overview.place import bp
from secretariat.models.countries import Country
from secretariat.pages import Answer, action, me
from secretariat.rules.actions import Action
from secretariat.workflow import commitments as workflow


@bp.post("/countries/<string(length=2):alpha2>/promises")
@action(Action.LINK_PROMISE, one)
def answer(found: Country) -> Answer:
    """Say whether an entry and a promise are one."""
    given = request.form
    entered, text, place = (given.get(name, -1, type=int) for name in ("entered", "text", "place"))
    same = given.get("same") == "yes"
    workflow.answer(found, entered, (text, place), same=same, by=me(), at=clock.now())
    flash(_("They are one promise now, and count once.") if same else _("They are two promises."), "done")
    return _back(found)


@bp.post("/countries/<string(length=2):alpha2>/promises/<int:link_id>/back")
@action(Action.LINK_PROMISE, one)
def take_back(found: Country, link_id: int) -> Answer:
    """Take back what was said of a promise."""
    workflow.take_back(found, link_id, by=me(), at=clock.now())
    flash(_("Taken back; they are two promises again."), "done")
    return _back(found)


def _back(found: Country) -> Answer:
    return redirect(url_for(".country", alpha2=found.alpha2, _anchor="promised"))
