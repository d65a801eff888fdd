"""The blueprint, how a deliverable is loaded, and the page of a draft, which several views show."""

import secrets
from typing import Any

from flask import Blueprint, render_template, request

from secretariat import clock
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, who
from secretariat.queries import calendars
from secretariat.queries import deliverables as queries
from secretariat.rules import answers, deadlines, policy
from secretariat.rules.actions import Action
from secretariat.workflow.whole_forms import Trouble

bp = Blueprint("deliverables", __name__, url_prefix="/deliverables")


def one(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load the deliverable that an address names, if this person may see it."""
    return queries.one(id, who())


def draft(deliverable: Deliverable, *, trouble: Trouble | None = None, refused: str = "") -> Answer:
    """Show the draft's form; where it came back, with what was wrong and everything as it was typed."""
    again = trouble or refused  # what was tried is rolled back, and with it what was loaded
    found = (queries.one(deliverable.id, who()) if again else None) or deliverable
    rungs = deadlines.ladder(found.call, found.country, calendars.holidays(found.country_id), found.due_at)
    page = render_template(
        "deliverables/draft.html",
        deliverable=found,
        gaps=answers.missing(found),
        points=queries.asked(found),
        saved=queries.last_saved(found),
        values={one.field_id: one for one in found.answers},
        typed={field.key: typed(field) for field in found.call.fields} if trouble else {},
        wrong=trouble.wrong if trouble else {},
        clashes=trouble.clashes if trouble else {},
        refused=refused,
        rungs=rungs,
        rung=deadlines.rung_at(rungs, clock.now(), found.call.grace_minutes),
        once=request.form.get("once") or secrets.token_urlsafe(12),
        may_write=policy.allowed(who(), Action.WRITE, found),
        currencies=answers.CURRENCIES,
    )
    return page, 422 if again else 200


def typed(field: CallField) -> Any:
    """Return what came with the form for a field, in the shape of its kind, readable or not."""
    form, key = request.form, field.key
    match FieldKind(field.kind):
        case FieldKind.MONEY:
            return {name: form.get(f"{key}.{name}", "") for name in ("amount", "currency")}
        case FieldKind.YES_NO:
            answer = {"yes": True, "no": False}.get(form.get(f"{key}.answer", ""))
            return {"answer": answer, "explanation": form.get(f"{key}.explanation", "")}
        case _:
            return form.get(key, "")
