"""The country's answers to the points of a review: kept while they are written, and ticked off one by one."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables.place import Late, bp, draft, one
from secretariat.blueprints.deliverables.saving import saved_words
from secretariat.errors import Hidden, Stale
from secretariat.models.deliverables import Deliverable
from secretariat.models.reviews import Comment, mark_of
from secretariat.pages import Answer, action, me
from secretariat.queries import deliverables as queries
from secretariat.rules.actions import Action
from secretariat.workflow import reviews

LONGEST = 5000  # characters


@bp.post("/<int:id>/points/save")
@action(Action.WRITE, one)
def save_point(deliverable: Deliverable) -> Answer:
    """Keep one answer, as the page does by itself every few seconds."""
    reviews.hold_answers(deliverable)
    point = _point(deliverable, request.form.get("field", ""))
    name, text = str(point.number), _typed(point)
    if _moved(point, request.form.get("revision", "")) and text != (point.answer or ""):
        words = {"controls": {name: point.answer or ""}, "words": point.answer or "", "revision": point.mark}
        return jsonify(**words, sentence=_as_well(point)), 409
    try:
        reviews.keep_answer(point, text=text, by=me(), at=clock.now())
    except Stale as error:
        if not _settled(point):
            raise
        return jsonify(error=error.sentence), 422  # of this answer alone: the others go on saving themselves
    return jsonify(revision=point.mark, saved=saved_words(deliverable))


@bp.post("/<int:id>/points")
@action(Action.WRITE, one)
def answer_points(deliverable: Deliverable) -> Answer:
    """Keep all answers of the form, and tick off the point whose button was pressed.

    What was typed for a point that is closed or ticked off meanwhile is shown again; all other answers are kept.
    """
    reviews.hold_answers(deliverable)
    at, late = clock.now(), list[Late]()
    for point in queries.asked(deliverable):
        text, shown = _typed(point), request.form.get(f"{point.number}.revision", "")
        if str(point.number) not in request.form or text == (point.answer or "") or str(mark_of(text)) == shown:
            continue  # also where nothing was typed, and a colleague wrote there meanwhile
        if point.answer and not point.answered_at and _moved(point, shown):
            if point.answer.endswith(f"\n\n{text}"):
                continue  # the same form once more: it stands there already
            text = f"{point.answer}\n\n{text}"  # a colleague wrote there too: both stand in it, nothing is lost
        try:
            reviews.keep_answer(point, text=text, by=me(), at=at)
        except Stale as error:
            if not _settled(point):
                raise
            late.append(Late(point.number or 0, error.sentence, text))
    if late:
        return draft(deliverable, late=late)
    deed, _colon, number = request.form.get("do", "").partition(":")
    if deed == "tick":
        point = _point(deliverable, number)
        if not point.answered_at:
            reviews.answer(point, text=point.answer or "", by=me(), at=at)
        flash(_("Point %(number)s is answered.", number=number), "done")
    else:
        flash(_("Your answers are kept; tick each point off when its answer is ready."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="points"))


def _settled(point: Comment) -> bool:
    """Tell whether a point takes no answer any more."""
    return point.closed_at is not None or point.answered_at is not None


def _moved(point: Comment, shown: str) -> bool:
    return shown != str(point.mark)


def _as_well(point: Comment) -> str:
    """Say who wrote an answer meanwhile; of whoever reads it, that they did so themselves."""
    if point.answered_by_id == me().id:
        return _("You wrote here yourself in another tab.")
    return _("%(name)s wrote here as well.", name=point.answered_by.name if point.answered_by else "")


def _point(deliverable: Deliverable, number: str) -> Comment:
    found = next((one for one in queries.asked(deliverable) if str(one.number) == number), None)
    if found is None:
        raise Hidden
    return found


def _typed(point: Comment) -> str:
    return request.form.get(str(point.number), "")[:LONGEST].strip().replace("\r\n", "\n")
