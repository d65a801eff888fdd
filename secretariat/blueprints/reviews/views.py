"""The queue, and the page of one text."""

from flask import render_template, request

from secretariat import clock
from secretariat.blueprints.reviews import assigning, deciding, judging, phrases, publishing
from secretariat.blueprints.reviews.page import show_page
from secretariat.blueprints.reviews.place import bp, one
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, paged, who
from secretariat.queries import reviews as queries
from secretariat.queries import verdicts
from secretariat.rules.actions import Action

# Importing it registers its routes on the blueprint.
ROOMS = (assigning, deciding, judging, phrases, publishing)
__all__ = ["ROOMS", "bp"]


@bp.get("/")
@action(Action.SEE_QUEUE)
def index() -> Answer:
    """Show what waits for a verdict, one's own first, the oldest first."""
    whose, call_id = request.args.get("whose", ""), request.args.get("call", type=int)
    found = queries.waiting(who(), whose=whose, call_id=call_id)
    tally = queries.tally(who())
    page = paged(queries.for_list(found))
    return render_template(
        "reviews/index.html",
        page=page,
        unread=queries.unread(who(), [one.id for one in page.rows]),
        kept=verdicts.count(who()),
        tally=tally,
        calls=queries.calls_waiting(who()) if tally.all else [],
        now={"whose": whose, "call": call_id},
        next_due=queries.next_due(clock.now()),
        last=queries.last_verdict(who()),
    )


@bp.get("/<int:id>")
@action(Action.READ_REVIEW, one)
def show(deliverable: Deliverable) -> Answer:
    """Show a text to whoever decides on it."""
    return show_page(deliverable)
