"""The country's answers to the points of a review: kept while they are written, and ticked off one by one."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables.place import Late, bp, checked, draft, one
from secretariat.blueprints.deliverables.saving import saved_words
from secretariat.errors import Hidden, Stale
from secretariat.models.deliverables import Deliverable
from secretariat.models.reviews import Comment, mark_of
from secretariat.pages import Answer, action, me
from secretariat.rules import points as rules
from secretariat.rules.actions import Action
from secretariat.workflow import answering

LONGEST = 5000  # characters


@bp.post("/<int:id>/points/save")
@action(Action.WRITE, one)
def save_point(deliverable: Deliverable) -> Answer:
    """Keep one answer, as the page does by itself every few seconds."""
    answering.hold(deliverable)
    point = _point(deliverable, request.form.get("field", ""))
    name, text = point.handle, _typed(point)
    if _moved(point, request.form.get("revision", "")) and text != (point.answer or ""):
        words = {"controls": {name: point.answer or ""}, "words": point.answer or "", "revision": point.mark}
        return jsonify(**words, sentence=_as_well(point)), 409
    try:
        answering.keep(point, text=text, by=me(), at=clock.now())
    except Stale as error:
        if not _settled(point):
            raise
        return jsonify(error=error.sentence), 422  # of this answer alone: the others go on saving themselves
    return jsonify(revision=point.mark, saved=saved_words(deliverable), follows=checked(deliverable))


@bp.post("/<int:id>/points")
@action(Action.WRITE, one)
def answer_points(deliverable: Deliverable) -> Answer:
    """Keep all answers of the form, and tick off or take back the point whose button was pressed.

    What was typed for a point that is closed or ticked off meanwhile is shown again; all other answers are kept.
    """
    answering.hold(deliverable)
    at, late = clock.now(), list[Late]()
    for point in rules.asked(deliverable):
        text, shown = _typed(point), request.form.get(f"{point.handle}.revision", "")
        if point.handle not in request.form or text == (point.answer or "") or str(mark_of(text)) == shown:
            continue  # also where nothing was typed, and a colleague wrote there meanwhile
        if point.answer and not point.answered_at and _moved(point, shown):
            if point.answer.endswith(f"\n\n{text}"):
                continue  # the same form once more: it stands there already
            text = f"{point.answer}\n\n{text}"  # a colleague wrote there too: both stand in it, nothing is lost
        try:
            answering.keep(point, text=text, by=me(), at=at)
        except Stale as error:
            if not _settled(point):
                raise
            late.append(Late(point.handle, error.sentence, text))
    if late:
        return draft(deliverable, late=late)
    deed, _colon, handle = request.form.get("do", "").partition(":")
    if deed in {"tick", "done", "change"}:
        return _step(deliverable, _point(deliverable, handle), deed)
    flash(_("Your answers are kept; they go along when the text is sent."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="points"))


def _step(deliverable: Deliverable, point: Comment, deed: str) -> Answer:
    """Tick a point off with what is written, or without a word as done in the text; or have its answer changed."""
    anchor = "points"
    if deed == "change":
        answering.take_back(point, by=me(), at=clock.now())
        anchor = f"answer-{point.handle}"
    elif deed == "tick" and not point.answer and not point.answered_at:
        return draft(deliverable, empty=point)
    else:
        if not point.answered_at:
            answering.answer(point, text=point.answer or "", by=me(), at=clock.now(), done_in_text=deed == "done")
        flash(_("Point %(number)s is answered.", number=point.number), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor=anchor))


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


def _point(deliverable: Deliverable, handle: str) -> Comment:
    found = next((one for one in rules.asked(deliverable) if one.handle == handle), None)
    if found is None:
        raise Hidden
    return found


def _typed(point: Comment) -> str:
    return request.form.get(point.handle, "")[:LONGEST].strip().replace("\r\n", "\n")
