"""Building an agenda, and circulating it to the delegations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.mail import compose, outbox
from secretariat.models.agendas import AgendaItem, Circulation
from secretariat.models.meetings import Meeting
from secretariat.models.people import Role, User
from secretariat.queries import agendas, people
from secretariat.rules import numbering
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def add(meeting: Meeting, *, by: User, at: datetime, parent: AgendaItem | None = None, **facts: Any) -> AgendaItem:
    """Add an item at the end of the agenda, or below another item. facts: columns of AgendaItem."""
    step.ask(Action.EDIT_AGENDA, meeting, by=by, at=at)
    if parent is not None and (parent.parent_id is not None or parent.kind == "pause"):
        raise Refused(_("An agenda has two levels; choose an item of the first one."), field="parent")
    lock(meeting)
    last = db.session.scalar(
        select(func.max(AgendaItem.position)).where(
            AgendaItem.meeting_id == meeting.id,
            AgendaItem.parent_id == parent.id if parent else AgendaItem.parent_id.is_(None),
        )
    )
    item = AgendaItem(meeting=meeting, parent_id=parent.id if parent else None, position=(last or 0) + 1, **facts)
    db.session.add(item)
    db.session.flush()
    audit.write("add_item", meeting, by=by, at=at, item=item.id, titles=item.titles)
    return item


def edit(item: AgendaItem, *, revision: int, by: User, at: datetime, **facts: Any) -> None:
    """Change an item. revision: that of the item the person saw; another raises Stale."""
    step.ask(Action.EDIT_AGENDA, item.meeting, by=by, at=at)
    if item.revision != revision:
        raise Stale(_("Somebody changed this item in the meantime; your text is kept below."))
    for name, value in facts.items():
        setattr(item, name, value)
    db.session.flush()
    audit.write("edit_item", item.meeting, by=by, at=at, item=item.id, changed=sorted(facts))


def remove(item: AgendaItem, *, by: User, at: datetime) -> None:
    """Take an item out, if nothing hangs below it."""
    step.ask(Action.EDIT_AGENDA, item.meeting, by=by, at=at)
    if db.session.scalar(select(func.count()).where(AgendaItem.parent_id == item.id)):
        raise Refused(_("Items hang below this one; move or remove them first."))
    audit.write("remove_item", item.meeting, by=by, at=at, item=item.id, titles=item.titles)
    db.session.delete(item)
    db.session.flush()


def reorder(meeting: Meeting, order: Sequence[tuple[int, int | None]], *, by: User, at: datetime) -> None:
    """Give the whole agenda a new order: (item id, parent id) in the order of the page.

    Raises Stale where the order names other items than there are now.
    """
    step.ask(Action.EDIT_AGENDA, meeting, by=by, at=at)
    lock(meeting)
    items = {one.id: one for one in agendas.items(meeting)}
    if {one for one, _parent in order} != set(items) or len(order) != len(items):
        raise Stale(_("Somebody added or removed an item in the meantime; here is the agenda as it is now."))
    tops = {one for one, parent in order if parent is None}
    if any(parent is not None and (parent not in tops or items[parent].kind == "pause") for _one, parent in order):
        raise Refused(_("An agenda has two levels; choose an item of the first one."))
    counters: dict[int | None, int] = {}
    for item_id, parent in order:
        counters[parent] = counters.get(parent, 0) + 1
        items[item_id].parent_id, items[item_id].position = parent, counters[parent]
    db.session.flush()
    audit.write("reorder", meeting, by=by, at=at, order=[list(pair) for pair in order])


def circulate(meeting: Meeting, status: str, *, by: User, at: datetime) -> Circulation:
    """Freeze the agenda as it stands, give it its symbol, and tell the delegations."""
    step.ask(Action.CIRCULATE, meeting, by=by, at=at)
    lock(meeting)
    lines = numbering.lines(agendas.items(meeting), meeting)
    if not lines:
        raise Refused(_("An agenda without items cannot be circulated."))
    number = db.session.scalar(select(func.count()).where(Circulation.meeting_id == meeting.id)) or 0
    symbol = f"{meeting.symbol}/AG.1" + (f"/Rev.{number}" if number else "")
    made = Circulation(
        meeting=meeting,
        number=number,
        status=status,
        symbol=symbol,
        at=at,
        by_id=by.id,
        items=[_frozen(line) for line in lines],
    )
    db.session.add(made)
    db.session.flush()
    audit.write(Action.CIRCULATE, made, by=by, at=at, status=status)
    for person in people.with_role(at, Role.FOCAL_POINT, Role.APPROVER, Role.DELEGATE):
        if person.id != by.id:
            outbox.put(compose.circulated(made, person), to=person, at=at)
    return made


def _frozen(line: numbering.Line) -> dict[str, Any]:
    item = line.item
    return {
        "id": item.id,
        "number": line.number,
        "depth": line.depth,
        "kind": item.kind,
        "titles": item.titles,
        "purposes": item.purposes,
        "minutes": line.minutes,
        "total": line.total,
        "parts": line.parts,
        "starts": line.starts.isoformat(),
        "presenter": item.presenter,
        "country": item.country.alpha2 if item.country else None,
        "pillar": item.pillar.number if item.pillar else None,
        "symbols": [one.symbol for one in item.documents],
    }


def lock(meeting: Meeting) -> None:
    """Let one person at a time change an agenda's order."""
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
