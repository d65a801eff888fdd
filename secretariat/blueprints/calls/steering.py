"""Opening and closing a call."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from secretariat import clock
from secretariat.blueprints.calls import timing
from secretariat.blueprints.calls.place import bp, looks, one
from secretariat.models.calls import Call
from secretariat.pages import Answer, action, me, refusal
from secretariat.queries import calls as queries
from secretariat.rules.actions import Action
from secretariat.workflow import calls as workflow

FEWEST_ADDRESSES = 2


@bp.get("/<int:id>/open")
@action(Action.OPEN_CALL, one)
def ask_to_open(call: Call) -> Answer:
    """Show to which countries the call goes, all of them at first, and who would be mailed."""
    return opening(call, {country.id for country in queries.countries()})


@bp.post("/<int:id>/open")
@action(Action.OPEN_CALL, one)
def open_it(call: Call) -> Answer:
    """Show again whom the choice reaches, or open the call."""
    chosen = {int(one) for one in request.form.getlist("countries") if one.isdecimal()}
    if request.form.get("do") != "open":
        return opening(call, chosen)
    countries = [country for country in queries.countries() if country.id in chosen]
    error = refusal(lambda: workflow.open_call(call, countries, by=me(), at=clock.now()))
    if error:
        return opening(call, chosen, error.sentence)
    flash(_("Call %(number)s is open; each focal point gets a mail.", number=call.number), "done")
    return redirect(url_for(".show", id=call.id))


def opening(call: Call, chosen: set[int], wrong: str = "") -> Answer:
    """Show the choice of countries, and whom it reaches."""
    focal_points = queries.focal_points(clock.now())
    countries = timing.by_name(queries.countries())
    living = {one.id: [user for user in focal_points[one.id] if user.address_dead_at is None] for one in countries}
    page = render_template(
        "calls/opening.html",
        call=call,
        countries=countries,
        chosen=chosen,
        focal_points=focal_points,
        mails=sum(len(focal_points[country_id]) for country_id in chosen),
        thin=[one for one in countries if one.id in chosen and len(living[one.id]) < FEWEST_ADDRESSES],
        living=living,
        wrong=wrong,
        looks=looks(call),
    )
    return page, 422 if wrong else 200


@bp.post("/<int:id>/close")
@action(Action.OPEN_CALL, one)
def close(call: Call) -> Answer:
    """Close a call; the message offers to open it again."""
    workflow.close(call, by=me(), at=clock.now())
    sentence = _("Call %(number)s is closed and takes nothing more.", number=call.number)
    flash(undo(sentence, url_for(".open_again", id=call.id), _("Open it again")), "done")
    return redirect(url_for(".show", id=call.id))


@bp.post("/<int:id>/open-again")
@action(Action.OPEN_CALL, one)
def open_again(call: Call) -> Answer:
    """Let a closed call take texts again."""
    workflow.open_again(call, by=me(), at=clock.now())
    flash(_("Call %(number)s takes texts again.", number=call.number), "done")
    return redirect(url_for(".show", id=call.id))


def undo(sentence: str, url: str, label: str) -> Markup:
    """Return a message with the one button that takes back what it reports."""
    return Markup(render_template("calls/undo.html", sentence=sentence, url=url, label=label))  # noqa: S704  ours
