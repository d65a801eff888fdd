"""The order of an agenda: by dragging, by the keyboard, by the buttons of each row."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from secretariat import clock
from secretariat.blueprints.meetings import undo
from secretariat.blueprints.meetings.place import bp, one
from secretariat.errors import Hidden
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, me
from secretariat.queries import agendas as queries
from secretariat.rules import agendas, ordering
from secretariat.rules.actions import Action
from secretariat.rules.ordering import Order
from secretariat.workflow import agendas as workflow
from secretariat.workflow import undoing

MOST_ITEMS = 500


@bp.post("/<slug>/agenda/order")
@action(Action.EDIT_AGENDA, one)
def order(meeting: Meeting) -> Answer:
    """Give the agenda the order that the page's own script sends."""
    workflow.reorder(meeting, wanted(request.form.getlist("order")), by=me(), at=clock.now())
    return jsonify(done=True)


@bp.post("/<slug>/agenda/order/former")
@action(Action.EDIT_AGENDA, one)
def unorder(meeting: Meeting) -> Answer:
    """Undo the last step, unless somebody moved an item since."""
    undoing.unorder(meeting, shown=request.form.get("shown", ""), by=me(), at=clock.now())
    flash(_("The agenda is in its former order again."), "done")
    return redirect(url_for(".agenda", slug=meeting.slug))


@bp.post("/<slug>/agenda/move")
@action(Action.EDIT_AGENDA, one)
def move(meeting: Meeting) -> Answer:
    """Move an item one step: move=7:up, or down, in, out."""
    number, _colon, way = request.form.get("move", "").partition(":")
    if not number.isdecimal() or len(number) > 9 or way not in ordering.WAYS:  # noqa: PLR2004  fits an integer
        raise BadRequest
    found = queries.one(meeting, int(number))
    if found is None:
        raise Hidden
    workflow.move(found, way, by=me(), at=clock.now())
    items = queries.items(meeting)
    row = next(row for row in agendas.rows(items, meeting) if row.id == found.id)
    title = found.title(language())
    sentence = (
        _("“%(title)s” is now number %(number)s.", title=title, number=row.number)
        if row.number
        else _("“%(title)s” was moved.", title=title)
    )
    shown = ordering.mark(ordering.order(ordering.places(items)))
    undo.offer(sentence, url_for(".unorder", slug=meeting.slug), shown=shown)
    return redirect(url_for(".agenda", slug=meeting.slug))


def wanted(fields: list[str]) -> Order:
    """Read an order as forms send it: '7:3' for item 7 below item 3, '3:' at the top."""
    found: Order = []
    for one_field in fields[:MOST_ITEMS]:
        item, colon, parent = one_field.partition(":")
        if not colon or not item.isdecimal() or not (parent.isdecimal() or not parent):
            raise BadRequest
        found.append((int(item), int(parent) if parent else None))
    return found
