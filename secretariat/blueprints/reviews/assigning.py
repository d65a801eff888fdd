"""Assigning: which texts, to whom; directly, or as a list that can be looked over and changed first."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from secretariat import clock
from secretariat.blueprints.reviews.place import bp
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import Role, User
from secretariat.pages import Answer, action, language, me, who
from secretariat.queries import assigning as queries
from secretariat.queries import people, reviews
from secretariat.rules.actions import Action
from secretariat.workflow import assigning as workflow


@bp.get("/assign")
@action(Action.ASSIGN)
def assign() -> Answer:
    """Show what can be assigned, by call, pillar and reviewer."""
    return show_assign()


def show_assign(listed: str = "", error: Refused | None = None) -> Answer:
    """Show the page, with a list to look over where there is one."""
    reviewers = people.with_role(clock.now(), Role.REVIEWER)
    page = render_template(
        "reviews/assign.html",
        texts=db.session.scalars(_shown()).unique().all(),
        reviewers=reviewers,
        load=queries.load(reviewers, who()),
        calls=reviews.calls_waiting(who()),
        pillars=queries.pillars(),
        now=_narrowed(),
        ticked=set(request.form.getlist("text")),
        listed=listed,
        error=error,
    )
    return page, 422 if error else 200


@bp.post("/assign")
@action(Action.ASSIGN)
def do_assign() -> Answer:
    """Assign what is ticked, or all that is shown; `do=list` only writes the list."""
    texts = _texts()
    reviewers = _chosen(people.with_role(clock.now(), Role.REVIEWER))
    if not texts:
        return show_assign(error=Refused(_("Tick the texts first."), field="text"))
    if "nobody" in request.form.getlist("to") and reviewers != []:
        return show_assign(error=Refused(_("Choose reviewers, or nobody; both at once cannot be done."), field="to"))
    if reviewers is None:
        return show_assign(error=Refused(_("Choose to whom."), field="to"))
    pairs: list[workflow.Pair]
    if not reviewers:
        pairs = [(one, None) for one in texts]
    elif len(reviewers) == 1:
        pairs = [(one, reviewers[0]) for one in texts]
    else:
        pairs = workflow.share(texts, reviewers, queries.load(reviewers, who()), clock.now())
    if request.form.get("do") == "list":
        return show_assign(listed=workflow.as_list(pairs))
    return report(pairs)


@bp.post("/assign/list")
@action(Action.ASSIGN)
def assign_list() -> Answer:
    """Assign by a list: one text a line."""
    words = request.form.get("list", "")
    texts = db.session.scalars(queries.texts(who())).unique().all()
    try:
        pairs = workflow.read_list(words, texts, people.with_role(clock.now(), Role.REVIEWER))
    except Refused as error:
        return show_assign(listed=words, error=error)
    return report(pairs)


def _narrowed() -> dict[str, Any]:
    """Return what the filters of the page are set to."""
    asked = request.values
    return {
        "whose": asked.get("whose", ""),
        "call": asked.get("call", type=int),
        "pillar": asked.get("pillar", type=int),
    }


def _shown() -> Select[Deliverable]:
    now = _narrowed()
    return queries.texts(who(), whose=now["whose"], call_id=now["call"], pillar_id=now["pillar"])


def _texts() -> Sequence[Deliverable]:
    """Return the texts that are ticked, or all that the page shows."""
    if "all" in request.form:
        return db.session.scalars(_shown()).unique().all()
    return queries.of_ids(who(), [int(one) for one in request.form.getlist("text") if one.isdecimal()])


def _chosen(reviewers: Sequence[User]) -> list[User] | None:
    """Return to whom: nobody, one, or several among whom the texts are shared evenly; None where nothing is chosen."""
    wanted = request.form.getlist("to")
    if wanted == ["nobody"]:
        return []
    return [one for one in reviewers if str(one.id) in wanted] or None


def report(pairs: Sequence[workflow.Pair]) -> Answer:
    """Assign, and say what was done and what was not."""
    outcome = workflow.assign(pairs, by=me(), at=clock.now())
    if outcome.changed:
        many = ngettext("One text changed hands.", "%(num)s texts changed hands.", outcome.changed)
        flash(_("%(many)s Each reviewer concerned gets one mail.", many=many), "done")
    elif not (outcome.conflicts or outcome.moved):
        flash(_("Nothing had to change."), "done")
    if outcome.conflicts:
        names = _("Not assigned, for a conflict of interest: %(names)s.", names=_named(outcome.conflicts))
        flash(names, "stop")
    if outcome.moved:
        flash(_("Left out, since they have moved on: %(names)s.", names=_named(outcome.moved)), "stop")
    return redirect(url_for(".assign"))


def _named(texts: Sequence[Deliverable]) -> str:
    return ", ".join(f"{one.country.name(language())} ({one.symbol})" for one in texts)
