"""The blueprint, how a deliverable is loaded, and the page of a draft, which several views show."""

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import ngettext

from secretariat import clock
from secretariat.blueprints.deliverables.cleared import clearance_of
from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Answer as Written
from secretariat.models.deliverables import Attachment, Deliverable
from secretariat.models.files import PartialUpload
from secretariat.models.reviews import Comment
from secretariat.pages import Answer, language, me, who
from secretariat.queries import calendars, changed, why
from secretariat.queries import deliverables as queries
from secretariat.rules import advice, answers, counting, deadlines, points, policy, states
from secretariat.rules.actions import Action
from secretariat.workflow import answering, clearing, pieces, prefilling, sharing
from secretariat.workflow.whole_forms import Trouble

bp = Blueprint("deliverables", __name__, url_prefix="/deliverables")


@dataclass(frozen=True)
class Late:
    """An answer to a point that takes none any more: the point's handle, a sentence, and what was typed."""

    handle: str
    sentence: str
    text: str


def one(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load the deliverable that an address names, if this person may see it."""
    return queries.one(id, who())


def draft(
    deliverable: Deliverable,
    *,
    trouble: Trouble | None = None,
    unread: str = "",
    beside: Refused | None = None,
    late: Sequence[Late] = (),
    empty: Comment | None = None,
) -> Answer:
    """Show the draft's form; where it came back, with what was wrong and everything as it was typed.

    unread: what was changed since somebody read it who wanted to clear it.
    beside: what was refused of a form in the column beside the draft.
    late: answers to points that were closed meanwhile · empty: the point that was ticked off without a word.
    """
    # What was tried is rolled back, and with it what was loaded.
    again = trouble or unread or beside or late or empty
    found = (queries.one(deliverable.id, who()) if again else None) or deliverable
    asked, may_write = points.asked(found), policy.allowed(who(), Action.WRITE, found)
    page = render_template(
        "deliverables/draft.html",
        deliverable=found,
        may_write=may_write,
        once=secrets.token_urlsafe(12),
        points=asked,
        changeable=[one for one in asked if points.can_change(one)] if may_write else [],
        **checks(found, asked),
        **fields(found, found.call.fields, trouble),
        **column(found),
        unread=unread,
        late=late,
        empty=empty.handle if empty else "",
        empty_said=answering.nothing_said(empty) if empty else "",
        beside={beside.field or "": beside.sentence} if beside else {},
    )
    return page, 409 if unread or late else 422 if again else 200


def column(deliverable: Deliverable) -> dict[str, Any]:
    """Return what stands around the form: the call's changes and its ladder, clearance, earlier answers, links."""
    at, country = clock.now(), deliverable.country
    off, today = calendars.holidays(country.id), at.astimezone(country.zone).date()
    rungs, rung = deadlines.thawed(counting.counted(deliverable, off, at).rung)
    due_on = deliverable.due_at.astimezone(country.zone).date()
    return {
        "saved": queries.last_saved(deliverable),
        "changes": changed.since_looked(deliverable, language()),
        "rungs": rungs,
        "rung": rung,
        "why": why.given(deliverable),
        "read": clearing.mark(deliverable) if policy.allowed(who(), Action.CLEAR, deliverable) else "",
        "clearance": clearance_of(deliverable),
        "to_clear": states.clearance_is_offered(deliverable),
        "earlier": prefilling.offered(deliverable),
        "kept": kept_of(deliverable),
        "today": today,
        "hand_until": deadlines.day_for_a_colleague(today, due_on, off),
        "links": sharing.open_links(deliverable, at),
        "link_days": [(str(days), ngettext("one day", "%(num)s days", days)) for days in sharing.DAYS],
    }


def checked(deliverable: Deliverable) -> str:
    """Return a mark of what a page shows beside the answers; another one where something else is missing or advised."""
    return str(checks(deliverable, points.asked(deliverable))["follows"])


def checks(deliverable: Deliverable, asked: Sequence[Comment]) -> dict[str, Any]:
    """Return what holds the sending back and what is only worth a look, with a mark of it. asked: the points."""
    at = clock.now()
    gaps, advised = answers.missing(deliverable, at), advice.before_sending(deliverable, at, language())
    said = [deliverable.state, *(f"{one.field.key} {one.sentence}" for one in [*gaps, *advised])]
    open_points = [one for one in asked if points.is_open(one)]
    along = [one for one in open_points if one.answer]
    said += [f"{one.handle} {bool(one.answer)}" for one in open_points]
    return {
        "gaps": gaps,
        "held": answers.held(gaps) if gaps else "",
        "advice": advised,
        "unanswered": [one for one in open_points if not one.answer],
        "along": along,
        "follows": f"{zlib.crc32('|'.join(said).encode()):08x}",
    }


def fields(deliverable: Deliverable, asked: Sequence[CallField], trouble: Trouble | None) -> dict[str, Any]:
    """Return what the fields of a form show: all of a draft's, or those that were handed to whoever asks."""
    return {
        "values": {one.field_id: one for one in deliverable.answers},
        "controls": {field.key: controls(deliverable, field, trouble) for field in asked},
        "bases": {field.key: base(deliverable, field, trouble) for field in asked},
        "frozen": {field.key for field in asked if answers.frozen(field, deliverable, clock.now())},
        "wrong": trouble.wrong if trouble else {},
        "clashes": trouble.clashes if trouble else {},
        "gone": trouble.gone if trouble else [],
        "unfinished": unfinished(deliverable, asked),
    }


def unfinished(deliverable: Deliverable, asked: Sequence[CallField]) -> Sequence[PartialUpload]:
    """Return the files of which a part has come; a form that asks for none is not looked at."""
    asks = any(one.kind == FieldKind.FILE for one in asked)
    return pieces.unfinished(deliverable, by=me()) if asks else []


def kept_of(deliverable: Deliverable) -> list[tuple[CallField, Written | None, list[Attachment]]]:
    """Return what was written and attached to questions that are no longer asked, by question."""
    asked = {field.id for field in deliverable.call.fields}
    words = {
        one.field: one
        for one in deliverable.answers
        if one.field_id not in asked and not answers.is_empty(one.field.kind, one.value)
    }
    files = [one for one in deliverable.attachments if one.field_id not in asked]
    gone = sorted({*words, *(one.field for one in files)}, key=lambda field: field.id)
    return [(field, words.get(field), [one for one in files if one.field is field]) for field in gone]


def controls(deliverable: Deliverable, field: CallField, trouble: Trouble | None) -> dict[str, str]:
    """Return the controls of a field: as they came with a form that is in trouble, else as the server has them."""
    if trouble and (field.key in trouble.wrong or field.key in trouble.clashes):
        return answers.typed(field, request.form)
    return answers.controls(field, written(deliverable, field), language())


def base(deliverable: Deliverable, field: CallField, trouble: Trouble | None) -> str | None:
    """Return by what the form says which answer of a field it was sent with.

    What cannot be read, or rows that are chosen between, still stand against the answer that the form had before.
    """
    clash = trouble.clashes.get(field.key) if trouble else None
    if trouble and (field.key in trouble.wrong or (clash and clash.rows)):
        return request.form.get(f"{field.key}.base")
    return answers.marks(field.kind, clash.value if clash else written(deliverable, field))


def written(deliverable: Deliverable, field: CallField) -> Any:
    """Return what the server has of an answer, or None."""
    return next((one.value for one in deliverable.answers if one.field_id == field.id), None)
