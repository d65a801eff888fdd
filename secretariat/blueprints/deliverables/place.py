"""The blueprint, how a deliverable is loaded, and the page of a draft, which several views show."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import ngettext

from secretariat import clock
from secretariat.blueprints.deliverables.cleared import clearance_of
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, language, who
from secretariat.queries import calendars, calls
from secretariat.queries import deliverables as queries
from secretariat.rules import advice, answers, changes, deadlines, policy
from secretariat.rules.actions import Action
from secretariat.workflow import prefilling, sharing
from secretariat.workflow.whole_forms import Trouble

bp = Blueprint("deliverables", __name__, url_prefix="/deliverables")


@dataclass(frozen=True)
class Changed:
    """A change of an open call: its number, when, and what changed, a sentence each."""

    number: int
    at: datetime
    sentences: list[str]


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
        gaps=answers.missing(found, clock.now()),
        advice=advice.before_sending(found, clock.now(), language()),
        points=queries.asked(found),
        saved=queries.last_saved(found),
        values={one.field_id: one for one in found.answers},
        controls={field.key: controls(found, field, typed=bool(trouble)) for field in found.call.fields},
        frozen={field.key for field in found.call.fields if answers.frozen(field, found, clock.now())},
        wrong=trouble.wrong if trouble else {},
        clashes=trouble.clashes if trouble else {},
        refused=refused,
        clearance=clearance_of(found),
        earlier=prefilling.offered(found),
        links=sharing.open_links(found, clock.now()),
        link_days=[(str(days), ngettext("one day", "%(num)s days", days)) for days in sharing.DAYS],
        changes=changes_of(found),
        rungs=rungs,
        rung=deadlines.rung_at(rungs, clock.now(), found.call.grace_minutes),
        once=request.form.get("once") or secrets.token_urlsafe(12),
        may_write=policy.allowed(who(), Action.WRITE, found),
    )
    return page, 422 if again else 200


def changes_of(deliverable: Deliverable) -> list[Changed]:
    """Return what was changed in the call since the country looked last."""
    labels = {field.key: field.labels for field in deliverable.call.fields}
    rows = calls.changes(deliverable.call, since=deliverable.seen_change)
    settled = changes.settled([one for row in rows for one in row.changes if changes.told(one)])
    return [
        Changed(row.number, row.at, said)
        for row in rows
        if (said := changes.sentences([one for one in row.changes if one in settled], labels, language()))
    ]


def controls(deliverable: Deliverable, field: CallField, *, typed: bool) -> dict[str, str]:
    """Return the controls of a field: as they came with the form, readable or not; or as the server has them."""
    if typed and not answers.frozen(field, deliverable, clock.now()):
        return answers.typed(field, request.form)
    value = next((one.value for one in deliverable.answers if one.field_id == field.id), None)
    return answers.controls(field, value)
