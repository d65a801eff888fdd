"""The verdicts that are kept quiet: reading every letter, and publishing them together."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import clock
from secretariat.blueprints.reviews.place import bp
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.mail import outbox
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.models.reviews import QuietVerdict
from secretariat.pages import Answer, action, language, me, paged, who
from secretariat.queries import verdicts as queries
from secretariat.rules.actions import Action
from secretariat.workflow import more_time, verdicts
from secretariat.workflow import publishing as workflow

LETTERS = 20  # verdicts whose letters stand on one page


@bp.get("/decided")
@action(Action.SEE_QUEUE)
def kept() -> Answer:
    """Show what is decided and not published."""
    call_id, verdict = request.args.get("call", type=int), request.args.get("verdict", "")
    found = queries.for_list(queries.kept(who(), call_id=call_id, verdict=verdict))
    return render_template(
        "reviews/decided.html",
        rows=db.session.scalars(found).unique().all(),
        calls=queries.calls(who()),
        now={"call": call_id, "verdict": verdict},
    )


@bp.get("/decided/letters")
@action(Action.SEE_QUEUE)
def letters() -> Answer:
    """Show every letter as it would leave: of one verdict, or of all that the filter leaves."""
    call_id, verdict = request.args.get("call", type=int), request.args.get("verdict", "")
    found = queries.kept(who(), call_id=call_id, verdict=verdict)
    if "kept" in request.args:
        found = found.where(QuietVerdict.id == request.args.get("kept", type=int))
    page = paged(queries.for_list(found), size=LETTERS)
    readers = queries.readers(page.rows, clock.now())
    until = more_time.dates([one.version.deliverable for one in page.rows], clock.now())
    written = [(one, _letters(one, readers.get(one.version.deliverable.country_id, []), until)) for one in page.rows]
    return render_template(
        "reviews/letters.html", page=page, written=written, now={"call": call_id, "verdict": verdict}
    )


def _letters(
    kept: QuietVerdict, readers: list[User], until: Mapping[int, datetime]
) -> list[tuple[User, dict[str, str | None]]]:
    """Return the letters that would tell a verdict, each with its reader. until: new dates, by the id of a text."""
    date = until.get(kept.version.deliverable_id)
    return [(person, outbox.rendered(verdicts.letter(kept, person, until=date), person)) for person in readers]


@bp.post("/decided/publish")
@action(Action.PUBLISH_VERDICTS)
def publish() -> Answer:
    """Publish the verdicts that are ticked."""
    ticked = [one.partition(".") for one in request.form.getlist("one")]
    seen = {int(number): int(mark) for number, _dot, mark in ticked if number.isdecimal() and mark.isdecimal()}
    outcome = workflow.publish(seen, by=me(), at=clock.now())
    if outcome.published:
        many = ngettext("One verdict is published.", "%(num)s verdicts are published.", outcome.published)
        flash(_("%(many)s The letters are on their way.", many=many), "done")
    if outcome.changed:
        names = _names(outcome.changed)
        flash(_("Left out, since the verdict was changed after you saw it: %(names)s.", names=names), "stop")
    if outcome.left:
        flash(_("Left out, since they have moved on: %(names)s.", names=_names(outcome.left)), "stop")
    if not (outcome.published or outcome.changed or outcome.left):
        flash(_("Tick what is to be published."), "stop")
    return redirect(url_for(".kept"))


def _names(texts: Iterable[Deliverable]) -> str:
    return ", ".join(f"{one.country.name(language())} ({one.symbol})" for one in texts)


@bp.post("/decided/<int:number>/quiet")
@action(Action.PUBLISH_VERDICTS)
def set_quiet(number: int) -> Answer:
    """Have the verdicts of a call kept, or told at once."""
    call = db.session.get(Call, number)
    if call is None:
        raise Hidden
    quiet = request.form.get("quiet") == "1"
    workflow.set_quiet(call, quiet=quiet, by=me(), at=clock.now())
    kept, told = _("Its verdicts are kept from now on."), _("Its verdicts are told at once from now on.")
    flash(kept if quiet else told, "done")
    return redirect(url_for(".kept"))
