"""Building an agenda: adding, editing, moving and taking out its items, until it is adopted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm.attributes import flag_modified

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.models.agendas import AgendaItem
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.queries import agendas
from secretariat.rules import ordering
from secretariat.rules.actions import Action
from secretariat.rules.agendas import locked
from secretariat.rules.ordering import Order
from secretariat.workflow import audit, faster, step
from secretariat.workflow.circulation import circulate

__all__ = ["add", "circulate", "edit", "move", "remove", "reorder"]


def add(
    meeting: Meeting,
    *,
    by: User,
    at: datetime,
    parent: AgendaItem | None = None,
    position: int | None = None,
    instead_of: int | None = None,
    **facts: Any,
) -> AgendaItem:
    """Add an item to the agenda, or below another item: at the end, or at a position among its sisters (from 1).

    instead_of: the item that was taken out and comes back as this one · facts: columns of AgendaItem.
    Raises Refused where there is no such place, or the agenda is adopted.
    """
    begin(meeting, by=by, at=at)
    if parent is not None and (parent.parent_id is not None or parent.kind == "pause"):
        raise Refused(_("An agenda has two levels; choose an item of the first one."), field="parent")
    if parent is not None and facts.get("kind") == "pause":
        raise Refused(_("A pause stands between items, not below one."), field="parent")
    place = _room(meeting, parent, position)
    item = AgendaItem(meeting=meeting, parent_id=parent.id if parent else None, position=place, **facts)
    db.session.add(item)
    db.session.flush()
    audit.write("add_item", meeting, by=by, at=at, item=item.id, titles=item.titles, instead_of=instead_of)
    return item


def edit(item: AgendaItem, *, revision: int, by: User, at: datetime, **facts: Any) -> list[str]:
    """Change an item and return the names of what changed.

    revision: that of the item the person saw; another raises Stale, which says who was faster.
    """
    begin(item.meeting, by=by, at=at)
    fresh(item)
    if item.revision != revision:
        raise _stale(item, by)
    changed = sorted(name for name, value in facts.items() if getattr(item, name) != value)
    if changed:
        was = {name: value for name, value in facts_of(item).items() if name in changed}
        for name in changed:
            setattr(item, name, facts[name])
        # Documents lie in a table of their own; the item's revision must count their change too.
        flag_modified(item, "titles")
        db.session.flush()
        audit.write("edit_item", item.meeting, by=by, at=at, item=item.id, changed=changed, was=was)
    return changed


def remove(item: AgendaItem, *, by: User, at: datetime, revision: int | None = None) -> None:
    """Take an item out, if nothing hangs below it. revision: as in `edit`."""
    begin(item.meeting, by=by, at=at)
    fresh(item)
    if revision is not None and item.revision != revision:
        raise _stale(item, by)
    if db.session.scalar(select(func.count()).where(AgendaItem.parent_id == item.id)):
        raise Refused(_("Items hang below this one; move or remove them first."))
    audit.write("remove_item", item.meeting, by=by, at=at, item=item.id, was=facts_of(item) | place_of(item))
    db.session.delete(item)
    db.session.flush()


def facts_of(item: AgendaItem) -> dict[str, Any]:
    """Return what an item says, as the trail keeps it: related rows by their ids."""
    return {
        "kind": item.kind,
        "titles": dict(item.titles),
        "purposes": dict(item.purposes),
        "minutes": item.minutes,
        "presenter": item.presenter,
        "country": item.country_id,
        "pillar": item.pillar_id,
        "documents": [one.id for one in item.documents],
    }


def place_of(item: AgendaItem) -> dict[str, Any]:
    """Return where an item stands."""
    return {"parent": item.parent_id, "position": item.position}


def move(item: AgendaItem, way: str, *, by: User, at: datetime) -> None:
    """Move an item one step (`rules.ordering.WAYS`)."""
    begin(item.meeting, by=by, at=at)
    items = agendas.items(item.meeting)
    found = ordering.places(items)
    wanted = ordering.moved(found, item.id, way)
    if wanted is None:
        raise Refused(_("The item cannot go further that way."))
    _write(items, wanted, by=by, at=at)


def reorder(meeting: Meeting, order: Sequence[tuple[int, int | None]], *, by: User, at: datetime) -> None:
    """Give the whole agenda a new order: (item id, parent id) in the order of the page.

    Raises Stale where the order names other items than there are now, Refused where it cannot be.
    """
    begin(meeting, by=by, at=at)
    items = agendas.items(meeting)
    if len(order) != len(items) or {one for one, _parent in order} != {one.id for one in items}:
        raise Stale(_("Somebody added or removed an item in the meantime; here is the agenda as it is now."))
    reason = ordering.impossible(list(order), {one.id for one in items if one.kind == "pause"})
    if reason:
        raise Refused(reason)
    if list(order) != ordering.order(ordering.places(items)):
        _write(items, list(order), by=by, at=at)


def begin(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Ask the policy, let one person at a time change this agenda, and see that it is not adopted."""
    step.ask(Action.EDIT_AGENDA, meeting, by=by, at=at)
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    reason = locked(agendas.last(meeting))
    if reason:
        raise Refused(reason)


def fresh(item: AgendaItem) -> None:
    """Read an item anew, now that nobody else can change it; one that is gone raises Stale."""
    there = db.session.scalar(select(AgendaItem.id).where(AgendaItem.id == item.id))
    if there is None:
        raise Stale(_("Somebody removed this item in the meantime; your text is kept below."))
    db.session.refresh(item)


def _stale(item: AgendaItem, by: User) -> Stale:
    """Return what says who changed an item last."""
    last = faster.last(item.meeting, item.meeting_id, "edit_item", item=item.id)
    if last is None:
        return Stale(_("Somebody changed this item in the meantime; your text is kept below."))
    if last.actor_id == by.id:
        said = faster.when(last.at, by)
        sentence = _("You changed this item yourself in another tab, %(when)s; your text is kept below.", when=said)
        return Stale(sentence, own=True)
    return Stale(_("%(name)s changed this item in the meantime; your text is kept below.", name=last.actor))


def _room(meeting: Meeting, parent: AgendaItem | None, position: int | None) -> int:
    """Return the position of a new item, and make room there."""
    siblings = (
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.parent_id == parent.id if parent else AgendaItem.parent_id.is_(None),
    )
    last = db.session.scalar(select(func.max(AgendaItem.position)).where(*siblings)) or 0
    if position is None or not 1 <= position <= last:
        return last + 1
    later = update(AgendaItem).where(*siblings, AgendaItem.position >= position)
    db.session.execute(later.values(position=AgendaItem.position + 1))
    return position


def _write(items: Sequence[AgendaItem], order: Order, *, by: User, at: datetime) -> None:
    """Write an order. Places are no part of an item's text: its revision stays, and nobody's edit turns stale."""
    meeting, table = items[0].meeting, cast("Table", AgendaItem.__table__)
    before = ordering.order(ordering.places(items))
    counters: dict[int | None, int] = {}
    rows = []
    for item, parent in order:
        counters[parent] = counters.get(parent, 0) + 1
        rows.append({"item": item, "parent": parent, "place": counters[parent]})
    statement = update(table).where(table.c.id == bindparam("item"))
    places = statement.values(parent_id=bindparam("parent"), position=bindparam("place"))
    db.session.connection().execute(places, rows)
    for one in items:
        db.session.expire(one)
    audit.write("reorder", meeting, by=by, at=at, order=[list(one) for one in order], was=[list(one) for one in before])
