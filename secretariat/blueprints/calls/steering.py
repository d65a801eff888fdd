"""Opening and closing a call."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from secretariat import clock, reaching
from secretariat.blueprints.calls import timing
from secretariat.blueprints.calls.place import bp, looks, one
from secretariat.models.calls import Call
from secretariat.pages import Answer, action, me, refusal, role_word
from secretariat.queries import calls as queries
from secretariat.queries import reach
from secretariat.rules.actions import Action
from secretariat.rules.reach import Reach
from secretariat.workflow import calls as workflow


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
    flash(opened_words(call, chosen), "done")
    return redirect(url_for(".show", id=call.id))


def opening(call: Call, chosen: set[int], wrong: str = "") -> Answer:
    """Show the choice of countries, and whom it reaches: those whom nobody is told of in full, the thin by name."""
    told, all_ = reach.focal_points(clock.now()), reach.everywhere(clock.now())
    page = render_template(
        "calls/opening.html",
        call=call,
        countries=timing.by_name([one.country for one in told]),
        chosen=chosen,
        living={one.country.id: len(one.living) for one in told},
        mails=len(living(told, chosen)),
        unreached=[one for one in told if one.country.id in chosen and not one.living],
        thin=[one.country for one in all_ if one.country.id in chosen and one.thin and one.living],
        why=reaching.why,
        role_word=role_word,
        wrong=wrong,
        looks=looks(call),
    )
    return page, 422 if wrong else 200


def living(told: Sequence[Reach], chosen: set[int]) -> set[int]:
    """Return the ids of the people who live at an address of the chosen countries; whoever opens is not mailed."""
    return {one.user.id for it in told if it.country.id in chosen for one in it.living} - {me().id}


def opened_words(call: Call, chosen: set[int]) -> str:
    """Say how many the opening of a call reaches, and where it reaches nobody."""
    told = reach.focal_points(clock.now())
    count = len(living(told, chosen))
    said = ngettext(
        "Call %(number)s is open; one person gets a mail.",
        "Call %(number)s is open; %(num)s people get a mail.",
        count,
        number=call.number,
    )
    nobody = timing.named([one.country for one in told if one.country.id in chosen and not one.living])
    return " ".join([said, *([_("Nobody is reached in %(countries)s.", countries=nobody)] if nobody else [])])


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
