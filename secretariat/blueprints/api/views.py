"""Reading one thing: who I am, a call, a deliverable, meetings, agendas, the presidency."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import (
    assigning,
    calls,
    clearances,
    days,
    difference,
    files,
    forecast,
    grid,
    letters,
    lists,
    messages,
    moving,
    offline,
    openapi,
    packets,
    pieces,
    promises,
    questions,
    reach,
    received,
    reviews,
    rungs,
    schemas,
    shapes,
    steps,
    texts,
    together,
    verdicts,
    wishes,
)
from secretariat.blueprints.api.place import bp, call, deliverable, meeting
from secretariat.blueprints.api.schemas import many, maybe, of, ref
from secretariat.blueprints.api.telling import asked, tells
from secretariat.errors import Hidden
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, me, who
from secretariat.queries import agendas, meetings, presidencies
from secretariat.rules import agendas as agenda_rules
from secretariat.rules import policy, presidency
from secretariat.rules.actions import Action

# Importing them registers their routes on the blueprint.
ROOMS = (
    assigning, calls, clearances, days, difference, files, forecast, grid, letters, lists, messages, moving, offline,
    packets, pieces, promises, questions, reach, received, reviews, rungs, steps, texts, together, verdicts, wishes,
)  # fmt: skip
__all__ = ["ROOMS", "bp"]


@bp.get("/openapi.json")
@action(Action.READ_PUBLIC)
@tells({"type": "object"})
def document() -> Answer:
    """Return this description."""
    return jsonify(openapi.document())


@bp.get("/me")
@action(Action.USE_ACCOUNT)
@tells(ref("Account"))
def who_am_i() -> Answer:
    """Return the account of the token: its roles, and the house's time."""
    return jsonify(shapes.me(me()))


@bp.get("/calls/<int:id>")
@action(Action.SEE_CALL, call)
@tells(ref("CallInFull"))
def one_call(found: Call) -> Answer:
    """Return one call with what it asks."""
    return jsonify(shapes.call_in_full(found))


@bp.get("/deliverables/<int:id>")
@action(Action.SEE, deliverable)
@tells(ref("DeliverableInFull"))
def one_deliverable(found: Deliverable) -> Answer:
    """Return one deliverable: what one may do next, its draft and its versions where one may read them."""
    return jsonify(shapes.deliverable_in_full(found))


@bp.get("/meetings")
@action(Action.READ_PUBLIC)
@tells(of({"meetings": many(ref("Meeting"))}))
def all_meetings() -> Answer:
    """Return all meetings, the latest first."""
    return jsonify(meetings=[shapes.meeting(one) for one in meetings.everything()])


@bp.get("/meetings/<slug>/agenda")
@action(Action.SEE_AGENDA, meeting)
@tells(
    of(
        {
            "meeting": schemas.TEXT,
            "symbol": maybe(schemas.TEXT),
            "status": schemas.TEXT,
            "circulated_at": maybe(schemas.INSTANT),
            "items": many(ref("AgendaRow")),
        }
    ),
    query={"v": {"type": "string", "enum": ["draft"]}},
)
def agenda(found: Meeting) -> Answer:
    """Return the agenda: what was circulated last, or with `?v=draft` the working draft where one may see it."""
    if asked().get("v") == "draft":
        if not policy.allowed(who(), Action.SEE_DRAFT_AGENDA, found):
            raise Hidden
        rows, last = agenda_rules.rows(agendas.items(found), found), None
    else:
        last = agendas.last(found)
        if last is None:
            raise Hidden
        rows = agenda_rules.thawed(last)
    return jsonify(
        meeting=found.slug,
        symbol=last.symbol if last else None,
        status=last.status if last else "draft",
        circulated_at=shapes.instant(last.at) if last else None,
        items=[shapes.agenda_row(row) for row in rows],
    )


@bp.get("/presidency")
@action(Action.READ_PUBLIC)
@tells(of({one: maybe(ref("Term")) for one in ("outgoing", "current", "incoming")}))
def the_presidency() -> Answer:
    """Return the trio: who presided before, who presides, who comes next."""
    found = presidency.trio(presidencies.terms(), clock.now())
    return jsonify(
        outgoing=shapes.presidency(found.outgoing),
        current=shapes.presidency(found.current),
        incoming=shapes.presidency(found.incoming),
    )
