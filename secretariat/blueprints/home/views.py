"""The home of each role."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from secretariat import clock
from secretariat.models.clearances import Clearance
from secretariat.models.people import Role
from secretariat.pages import Answer, action, days_until, me, who
from secretariat.queries import calls, clearances, home, reach, received, unsent
from secretariat.queries import deliverables as queries
from secretariat.queries.deliverables import Owed
from secretariat.rules import numbering, policy
from secretariat.rules.actions import Action

bp = Blueprint("home", __name__)


@bp.get("/")
@action(Action.READ_PUBLIC)
def index() -> Answer:
    """Show what is owed, or what waits; to visitors, what this is."""
    if not current_user.is_authenticated:
        return visitor()
    if who().countries:
        return country()
    if policy.allowed(who(), Action.SEE_MATRIX):
        return secretariat()
    return visitor()


def visitor() -> Answer:
    """Show the coming meeting, who presides, and the ways in."""
    return render_template("home/visitor.html", **coming())


def country() -> Answer:
    """Show what the country owes, what it gave, and what comes next."""
    mine = queries.of_countries({country for _role, country in who().countries})
    people = home.people_of(current_user.country.id, who().at) if current_user.country else []
    owed = queries.owed(mine, clock.now())
    requests = clearances.requests(mine)
    about = {"mine": mine, "owed": owed, "people": people, "asked": home.handed_to(me().id), "requests": requests}
    return render_template("home/country.html", **about, to_clear=to_clear(owed, requests), **coming())


def to_clear(owed: list[Owed], requests: Mapping[int, Clearance]) -> list[tuple[Owed, Clearance]]:
    """Return what waits for the reader's clearance, the next date first."""
    mine = who().countries_as(Role.APPROVER)
    found = [one for one in owed if one.deliverable.id in requests and one.deliverable.country_id in mine]
    return [(one, requests[one.deliverable.id]) for one in found]


def secretariat() -> Answer:
    """Show what waits for the officer, the reviewer, the auditor."""
    found = coming()
    meeting = found["meeting"]
    sheets = calls.of_meeting(meeting, who()) if meeting else []
    opened = [sheet for sheet in sheets if sheet.call.opened_at]
    overdue = home.overdue(opened, clock.now())
    looks = policy.allowed(who(), Action.SEE_REACH)
    accepts = bool(overdue) and policy.allowed(who(), Action.ACCEPT_UNSENT)
    return render_template(
        "home/secretariat.html",
        sheets=opened,
        unopened=[sheet.call for sheet in sheets if not sheet.call.opened_at],
        overdue=overdue,
        unsent=len(unsent.complete(clock.now())) if accepts else 0,
        waiting=home.waiting(who()),
        mails=received.waiting() if policy.allowed(who(), Action.MARK_RECEIVED) else None,
        refused=[one for one in home.refused() if policy.allowed(who(), Action.SEE_MESSAGES, one)],
        thin=[one.country for one in reach.everywhere(clock.now()) if one.thin] if looks else [],
        build=home.last_build(meeting) if meeting else None,
        bare_items=home.without_document(meeting) if meeting else 0,
        **found,
    )


def coming() -> dict[str, Any]:
    """Return the coming meeting, when it opens, in how many days, and its agenda as circulated."""
    meeting = calls.coming_meeting(clock.now())
    if meeting is None:
        return {"meeting": None, "opens": None, "days": 0, "circulation": None}
    opens = numbering.opening(meeting)
    days = days_until(opens, meeting.time_zone)
    return {"meeting": meeting, "opens": opens, "days": days, "circulation": home.last_circulation(meeting)}
