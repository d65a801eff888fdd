"""/presidency: who presides, until when, who comes next, and what is handed over."""

from flask import render_template

from secretariat import clock
from secretariat.blueprints.presidency import handover, words, writing
from secretariat.blueprints.presidency.place import bp, priorities
from secretariat.pages import Answer, action, who
from secretariat.queries import agendas, meetings
from secretariat.queries import presidencies as queries
from secretariat.rules import numbering, policy, presidency
from secretariat.rules.actions import Action

# Importing them registers their routes on the blueprint.
ROOMS = (handover, writing)
__all__ = ["ROOMS", "bp"]


@bp.get("", strict_slashes=False)
@action(Action.READ_PUBLIC)
def index() -> Answer:
    """Show the presidency; the handover to those whom it concerns."""
    trio = presidency.trio(queries.terms(), clock.now())
    rotation = queries.rotation()
    if trio.current is None:
        return render_template("presidency/vacant.html", trio=trio, words=words)
    current = trio.current
    return render_template(
        "presidency/index.html",
        trio=trio,
        current=current,
        words=words,
        codes=[one.alpha2 for one in rotation],
        label=words.ring(trio, len(rotation)),
        hosted=[one for one in meetings.hosted_by(current.country_id) if current.holds(numbering.opening(one))],
        handovers=presidency.handovers(trio) if policy.allowed(who(), Action.SEE_HANDOVER) else [],
        may_tick=policy.allowed(who(), Action.TICK_HANDOVER, current),
        priorities=priorities(current, {one.numeral: one for one in agendas.pillars()}),
        may_edit=policy.allowed(who(), Action.EDIT_PRESIDENCY, current),
    )
