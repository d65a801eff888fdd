"""Whether a text is complete, and the closing of points that the country has answered."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import clock
from secretariat.blueprints.reviews.deciding import again, onward
from secretariat.blueprints.reviews.place import bp, one, shown
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, language, machine, me, refusal, who
from secretariat.queries import neighbours
from secretariat.queries import reviews as queries
from secretariat.rules.actions import Action
from secretariat.workflow import completeness, points


@bp.post("/<int:id>/complete")
@action(Action.RETURN_INCOMPLETE, one)
def complete(deliverable: Deliverable) -> Answer:
    """Note that nothing is missing."""
    deed = refusal(lambda: completeness.find_complete(deliverable, shown=shown(), by=me(), at=clock.now()), slower=True)
    if deed:
        return again(deliverable, deed)
    flash(_("Noted as complete; how good it is, the verdict says."), "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/incomplete")
@action(Action.RETURN_INCOMPLETE, one)
def incomplete(deliverable: Deliverable) -> Answer:
    """Give a text back because something is missing, and go on to the next."""
    after = neighbours.onward(deliverable, who())
    missing, words = request.form.getlist("missing"), request.form.get("words", "")

    def deed() -> None:
        completeness.send_back(deliverable, missing, words, shown=shown(), by=me(), at=clock.now(), machine=machine())

    error = refusal(deed, slower=True)
    if error:
        return again(deliverable, error)
    country = deliverable.country.name(language())
    sentence = _("%(country)s: given back, since something is missing.", country=country)
    return onward(deliverable, sentence, after)


@bp.post("/<int:id>/points/close")
@action(Action.COMMENT, one)
def close_answered(deliverable: Deliverable) -> Answer:
    """Close every point that the country has answered."""
    count = points.close_answered(deliverable, by=me(), at=clock.now())
    flash(ngettext("One point is closed.", "%(num)s points are closed.", count), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="points"))


@bp.post("/<int:id>/points/<int:number>/close")
@action(Action.COMMENT, one)
def close_point(deliverable: Deliverable, number: int) -> Answer:
    """Close one point, answered or not."""
    return _set(deliverable, number, closed=True)


@bp.post("/<int:id>/points/<int:number>/open")
@action(Action.COMMENT, one)
def open_point(deliverable: Deliverable, number: int) -> Answer:
    """Open a point again."""
    return _set(deliverable, number, closed=False)


def _set(deliverable: Deliverable, number: int, *, closed: bool) -> Answer:
    point = queries.comment(deliverable, number)
    if point is None:
        raise Hidden
    if closed:
        points.close([point], by=me(), at=clock.now())
    else:
        points.open_again(point, by=me(), at=clock.now())
    return redirect(url_for(".show", id=deliverable.id, _anchor="points"))
