"""Reading: who I am, calls, deliverables, meetings, agendas, the presidency."""

from flask import jsonify, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from secretariat import clock
from secretariat.blueprints.api import openapi, shapes, steps
from secretariat.blueprints.api.place import bp, call, deliverable, meeting
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, me, paged, who
from secretariat.queries import agendas, meetings, presidencies
from secretariat.queries import deliverables as queries
from secretariat.rules import agendas as agenda_rules
from secretariat.rules import policy, presidency
from secretariat.rules.actions import Action

# Importing it registers its routes on the blueprint.
ROOMS = (steps,)
__all__ = ["ROOMS", "bp"]
SIZE = 100


@bp.get("/openapi.json")
@action(Action.READ_PUBLIC)
def document() -> Answer:
    """Return this description."""
    return jsonify(openapi.document())


@bp.get("/me")
@action(Action.USE_ACCOUNT)
def who_am_i() -> Answer:
    """Return the account of the token: its roles, and the house's time."""
    return jsonify(shapes.me(me()))


@bp.get("/calls")
@action(Action.USE_ACCOUNT)
def calls() -> Answer:
    """Return the calls that one may see, newest first."""
    found = select(Call).where(policy.visible(who(), Call)).options(joinedload(Call.pillar)).order_by(Call.id.desc())
    return jsonify(calls=[shapes.call(one) for one in db.session.scalars(found)])


@bp.get("/calls/<int:id>")
@action(Action.SEE_CALL, call)
def one_call(found: Call) -> Answer:
    """Return one call with what it asks."""
    return jsonify(shapes.call_in_full(found))


@bp.get("/deliverables")
@action(Action.USE_ACCOUNT)
def deliverables() -> Answer:
    """Return the deliverables that one may see, a hundred at a time; `call`, `country` and `state` narrow them."""
    found = queries.seen(who()).options(queries.WITH_CALL).order_by(Deliverable.due_at, Deliverable.id)
    given = request.args
    if given.get("call"):
        found = found.where(Deliverable.call_id == given.get("call", -1, type=int))
    if given.get("country"):
        of = select(Country.id).where(Country.alpha2 == given["country"].upper())
        found = found.where(Deliverable.country_id.in_(of))
    if given.get("state"):
        found = found.where(Deliverable.state.in_(given.getlist("state")))
    page = paged(found, size=SIZE)
    shown = [shapes.deliverable(one) for one in page.rows]
    return jsonify(deliverables=shown, page=page.page, pages=page.last_page, total=page.total)


@bp.get("/deliverables/<int:id>")
@action(Action.SEE, deliverable)
def one_deliverable(found: Deliverable) -> Answer:
    """Return one deliverable: what one may do next, its draft and its versions where one may read them."""
    return jsonify(shapes.deliverable_in_full(found))


@bp.get("/meetings")
@action(Action.READ_PUBLIC)
def all_meetings() -> Answer:
    """Return all meetings, the latest first."""
    return jsonify(meetings=[shapes.meeting(one) for one in meetings.everything()])


@bp.get("/meetings/<slug>/agenda")
@action(Action.SEE_AGENDA, meeting)
def agenda(found: Meeting) -> Answer:
    """Return the agenda: what was circulated last, or with `?v=draft` the working draft where one may see it."""
    if request.args.get("v") == "draft":
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
def the_presidency() -> Answer:
    """Return the trio: who presided before, who presides, who comes next."""
    found = presidency.trio(presidencies.terms(), clock.now())
    return jsonify(
        outgoing=shapes.presidency(found.outgoing),
        current=shapes.presidency(found.current),
        incoming=shapes.presidency(found.incoming),
    )
