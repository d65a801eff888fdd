"""Undoing what was done to an agenda: the trail says what stood there before."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.agendas import AgendaItem
from secretariat.models.countries import Country, Pillar
from secretariat.models.meetings import Document, Meeting
from secretariat.models.people import User
from secretariat.queries import agendas as queries
from secretariat.rules import ordering
from secretariat.workflow import agendas


def put_back(meeting: Meeting, item_id: int, *, by: User, at: datetime) -> AgendaItem:
    """Add an item that was taken out, in its former place.

    Raises Hidden where no such item was taken out, Refused where it is back already or its place is gone.
    """
    agendas.begin(meeting, by=by, at=at)
    was = queries.deed(meeting, "remove_item", item=item_id)
    if was is None:
        raise Hidden
    if queries.deed(meeting, "add_item", instead_of=item_id):
        raise Refused(_("This item is back on the agenda already."))
    place = was["was"]
    parent = queries.one(meeting, place["parent"]) if place["parent"] else None
    if place["parent"] and parent is None:
        raise Refused(_("The item that this one hung below was removed too; put that one back first."))
    facts, position = _facts(place), place["position"]
    return agendas.add(meeting, by=by, at=at, parent=parent, position=position, instead_of=item_id, **facts)


def unedit(item: AgendaItem, *, revision: int, by: User, at: datetime) -> None:
    """Give an item the text that it had before it was edited last. revision: as in `agendas.edit`."""
    agendas.begin(item.meeting, by=by, at=at)
    was = queries.deed(item.meeting, "edit_item", item=item.id)
    if was is None:
        raise Hidden
    agendas.edit(item, revision=revision, by=by, at=at, **_facts(was["was"]))


def unorder(meeting: Meeting, *, shown: str, by: User, at: datetime) -> None:
    """Give an agenda the order that it had before it was ordered last.

    shown: the mark of the order that the person saw; another one by now raises Stale.
    """
    agendas.begin(meeting, by=by, at=at)
    was = queries.deed(meeting, "reorder")
    if was is None:
        raise Hidden
    if shown != ordering.mark(ordering.order(ordering.places(queries.items(meeting)))):
        raise Stale(_("Somebody moved an item in the meantime; look at the agenda again."))
    agendas.reorder(meeting, [(item, parent) for item, parent in was["was"]], by=by, at=at)


def _facts(was: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of an item from what the trail kept; what exists no longer is left out."""
    facts: dict[str, Any] = {
        name: was[name] for name in ("kind", "titles", "purposes", "minutes", "presenter") if name in was
    }
    for name, model in (("country", Country), ("pillar", Pillar)):
        if name in was:
            facts[name] = db.session.get(model, was[name]) if was[name] else None
    if "documents" in was:
        papers = select(Document).where(Document.id.in_(was["documents"]))
        facts["documents"] = list(db.session.scalars(papers.order_by(Document.symbol, Document.language)))
    return facts
