"""Adding, editing and taking out the items of an agenda; each can be undone from the message that reports it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.meetings import undo
from secretariat.blueprints.meetings.form import Choices, ItemForm
from secretariat.blueprints.meetings.place import bp, item, one
from secretariat.errors import Refused, Stale
from secretariat.models.agendas import AgendaItem
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, language, me
from secretariat.queries import agendas as queries
from secretariat.rules import agendas, ordering
from secretariat.rules.actions import Action
from secretariat.workflow import agendas as workflow
from secretariat.workflow import undoing


@bp.get("/<slug>/agenda/items/new")
@action(Action.EDIT_AGENDA, one)
def new(meeting: Meeting) -> Answer:
    """Show the empty form; `kind=pause` asks for that of a pause, `parent` for one below an item."""
    form = ItemForm.blank(pause=request.args.get("kind") == "pause", parent=request.args.get("parent", ""))
    return page(meeting, None, form)


@bp.post("/<slug>/agenda/items")
@action(Action.EDIT_AGENDA, one)
def add(meeting: Meeting) -> Answer:
    """Add an item at the end, or at the end of those below another one."""
    choices = Choices.of(meeting)
    form = ItemForm.read(request.form, pause=request.form.get("kind") == "pause")
    facts, parent = form.facts(choices), form.parent(choices)
    if form.wrong:
        return page(meeting, None, form, choices=choices, code=422)
    kind = "pause" if form.pause else "item"
    try:
        made = workflow.add(meeting, by=me(), at=clock.now(), parent=parent, kind=kind, **facts)
    except Refused as error:
        if error.field is None:
            raise
        form.wrong[error.field] = error.sentence
        return page(meeting, None, form, choices=choices, code=422)
    sentence = _("Added: “%(title)s”.", title=made.title(language()))
    undo.offer(sentence, url_for(".remove", slug=meeting.slug, item_id=made.id), revision=made.revision)
    return redirect(url_for(".agenda", slug=meeting.slug))


@bp.get("/<slug>/agenda/items/<int:item_id>")
@action(Action.EDIT_AGENDA, item)
def edit(found: AgendaItem) -> Answer:
    """Show an item's form."""
    return page(found.meeting, found, ItemForm.of(found))


@bp.post("/<slug>/agenda/items/<int:item_id>")
@action(Action.EDIT_AGENDA, item)
def save(found: AgendaItem) -> Answer:
    """Change an item; where somebody was faster, show both texts and keep what was typed."""
    meeting = found.meeting
    choices, form = Choices.of(meeting), ItemForm.read(request.form, pause=found.kind == "pause")
    facts = form.facts(choices)
    if form.wrong:
        return page(meeting, found, form, choices=choices, code=422)
    revision = request.form.get("revision", 0, type=int)
    try:
        changed = workflow.edit(found, revision=revision, by=me(), at=clock.now(), **facts)
    except Stale as error:
        if queries.one(meeting, found.id) is None:
            raise
        return page(meeting, found, form, choices=choices, code=409, faster=error.sentence)
    if not changed:
        flash(_("Nothing was changed: the item reads as before."), "done")
        return redirect(url_for(".agenda", slug=meeting.slug))
    sentence = _("Saved: “%(title)s”.", title=found.title(language()))
    undo.offer(sentence, url_for(".unedit", slug=meeting.slug, item_id=found.id), revision=found.revision)
    return redirect(url_for(".agenda", slug=meeting.slug))


@bp.post("/<slug>/agenda/items/<int:item_id>/former")
@action(Action.EDIT_AGENDA, item)
def unedit(found: AgendaItem) -> Answer:
    """Undo the last edit of an item, unless somebody edited it since."""
    undoing.unedit(found, revision=request.form.get("revision", 0, type=int), by=me(), at=clock.now())
    flash(_("“%(title)s” reads as before.", title=found.title(language())), "done")
    return redirect(url_for(".agenda", slug=found.meeting.slug))


@bp.post("/<slug>/agenda/items/<int:item_id>/remove")
@action(Action.EDIT_AGENDA, item)
def remove(found: AgendaItem) -> Answer:
    """Take an item out; the message offers to put it back in the same place."""
    meeting, number, title = found.meeting, found.id, found.title(language())
    workflow.remove(found, by=me(), at=clock.now(), revision=request.form.get("revision", type=int))
    sentence = _("Removed: “%(title)s”.", title=title)
    undo.offer(sentence, url_for(".put_back", slug=meeting.slug, item_id=number), label=_("Put it back"))
    return redirect(url_for(".agenda", slug=meeting.slug))


@bp.post("/<slug>/agenda/items/<int:item_id>/back")
@action(Action.EDIT_AGENDA, one)
def put_back(meeting: Meeting, item_id: int) -> Answer:
    """Undo a removal: the item comes back in its former place."""
    found = undoing.put_back(meeting, item_id, by=me(), at=clock.now())
    flash(_("“%(title)s” is back on the agenda.", title=found.title(language())), "done")
    return redirect(url_for(".agenda", slug=meeting.slug))


def page(
    meeting: Meeting,
    found: AgendaItem | None,
    form: ItemForm,
    *,
    choices: Choices | None = None,
    code: int = 200,
    faster: str | None = None,
) -> Answer:
    """Show the form of an item, a new one where `found` is None.

    faster: says that somebody else changed it; their text then stands beside each field that differs.
    """
    items = queries.items(meeting)
    theirs = differing(form, ItemForm.of(found)) if found and faster else {}
    answer = render_template(
        "meetings/item.html",
        meeting=meeting,
        item=found,
        row=next((row for row in agendas.rows(items, meeting) if found and row.id == found.id), None),
        form=form,
        choices=choices or Choices.of(meeting),
        theirs=theirs,
        faster=faster,
        locked=agendas.locked(queries.last(meeting)),
        ways=ordering.ways(ordering.places(items)).get(found.id, []) if found else [],
    )
    return answer, code


def differing(mine: ItemForm, theirs: ItemForm) -> dict[str, Any]:
    """Return what the item says now, by field, where that differs from what was typed."""
    found: dict[str, Any] = {
        name: text for name, text in theirs.typed.items() if text != mine.typed.get(name, "").replace("\r\n", "\n")
    }
    if sorted(theirs.symbols) != sorted(mine.symbols):
        found["symbol"] = theirs.symbols
    return found
