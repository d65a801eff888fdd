"""Taking a text, commenting, deciding. Where a rule says no or somebody was faster, the page keeps what was typed."""

from dataclasses import replace
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from secretariat import clock
from secretariat.blueprints.reviews.page import show_page
from secretariat.blueprints.reviews.place import bp, one, shown, to_decide, words
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, language, me, refusal, who
from secretariat.queries import neighbours
from secretariat.queries import reviews as queries
from secretariat.rules.actions import Action
from secretariat.workflow import hands, reading
from secretariat.workflow import reviews as workflow


@bp.post("/<int:id>/take")
@action(Action.TAKE, one)
def take(deliverable: Deliverable) -> Answer:
    """Take a text from the queue."""
    error = refusal(lambda: workflow.take(deliverable, by=me(), at=clock.now(), shown=shown().state), slower=True)
    if error:
        return again(deliverable, error)
    flash(_("It is yours now; others see that you have it."), "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/take-over")
@action(Action.TAKE, one)
def take_over(deliverable: Deliverable) -> Answer:
    """Take a text from the colleague who has it, who is told; what stands in the boxes stays there."""
    deed = partial(hands.take_over, deliverable, seen=request.form.get("from", ""), by=me(), at=clock.now())
    error = refusal(deed, slower=True)
    if error:
        return again(deliverable, error)
    flash(_("It is yours now; whoever had it is told."), "done")
    if words().internal.strip() or words().point.strip():
        return again(deliverable, None)
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/release")
@action(Action.RELEASE, one)
def release(deliverable: Deliverable) -> Answer:
    """Put a text back into the queue."""
    error = refusal(lambda: workflow.release(deliverable, by=me(), at=clock.now(), shown=shown().state), slower=True)
    if error:
        return again(deliverable, error)
    flash(_("It is back in the queue; whoever takes it sees the comments."), "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/comments")
@action(Action.COMMENT, one)
def comment(deliverable: Deliverable) -> Answer:
    """Add what stands in the two boxes, about one question or the whole text."""
    version = deliverable.latest
    if version is None:
        raise Hidden
    error = refusal(lambda: workflow.add(version, words(), shown=shown(), by=me(), at=clock.now()), slower=True)
    if error:
        return again(deliverable, error)
    return redirect(url_for(".show", id=deliverable.id, _anchor="words"))


@bp.post("/<int:id>/phrase")
@action(Action.COMMENT, one)
def phrase(deliverable: Deliverable) -> Answer:
    """Put a phrase into the box for the country, for whoever has no JavaScript; nothing is kept yet."""
    typed = words()
    chosen = request.form.get("phrase", "")[: reading.LONGEST_PHRASE]
    return show_page(deliverable, typed=replace(typed, point=f"{typed.point.rstrip()}\n\n{chosen}".strip()))


@bp.post("/<int:id>/read")
@action(Action.READ_REVIEW, one)
def read(deliverable: Deliverable) -> Answer:
    """Note that the version which the page showed has been before somebody's eyes."""
    version = deliverable.latest
    if version and version.number == shown().version:
        reading.mark(version, by=me(), at=clock.now())
    return "", 204


@bp.post("/<int:id>/comments/<int:number>/take-out")
@action(Action.COMMENT, one)
def take_out(deliverable: Deliverable, number: int) -> Answer:
    """Take a comment out that the country has not seen; what stands in the boxes stays there."""
    made = queries.comment(deliverable, number)
    if made is None:
        raise Hidden
    error = refusal(lambda: workflow.take_out(made, by=me(), at=clock.now()), slower=True)
    if error or words().internal.strip() or words().point.strip():
        return again(deliverable, error)
    flash(_("The comment is taken out; nobody was told of it."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="words"))


@bp.post("/<int:id>/request-changes")
@action(Action.REQUEST_CHANGES, to_decide)
def request_changes(deliverable: Deliverable) -> Answer:
    """Send the points to the country."""
    kept = _("%(country)s: your points are kept until the verdicts of this call are published.")
    return decided(deliverable, Action.REQUEST_CHANGES, _("%(country)s: your points are sent."), kept)


@bp.post("/<int:id>/approve")
@action(Action.APPROVE, to_decide)
def approve(deliverable: Deliverable) -> Answer:
    """Approve the version that was read."""
    kept = _("%(country)s: approved; kept until the verdicts of this call are published.")
    return decided(deliverable, Action.APPROVE, _("%(country)s: approved."), kept)


@bp.post("/<int:id>/reject")
@action(Action.REJECT, to_decide)
def reject(deliverable: Deliverable) -> Answer:
    """Decide that the text is not taken."""
    kept = _("%(country)s: rejected; kept until the verdicts of this call are published.")
    return decided(deliverable, Action.REJECT, _("%(country)s: rejected."), kept)


def decided(deliverable: Deliverable, verdict: Action, told: str, kept: str) -> Answer:
    """Decide, and go on to the next text of the queue. told, kept: what is reported, kept where the call is quiet."""
    after = neighbours.onward(deliverable, who())
    deed = partial(workflow.decide, deliverable, verdict, words(), shown=shown(), by=me(), at=clock.now())
    error = refusal(deed, slower=True)
    if error:
        return again(deliverable, error)
    said_so = (kept if deliverable.call.quiet else told) % {"country": deliverable.country.name(language())}
    return onward(deliverable, said_so, after)


def onward(deliverable: Deliverable, sentence: str, after: int | None) -> Answer:
    """Go to a text, or to the queue where nothing else waits, and report what was done to the one before.

    A script that has the text at hand gets the report only, and where to go.
    """
    report = render_template("reviews/done.html", sentence=sentence, d=deliverable, after=after)
    to = url_for(".show", id=after) if after else url_for(".index")
    if request.accept_mimetypes.best == "application/json":
        return {"to": to, "word": _("Done"), "report": report}
    flash(Markup(report), "done")  # noqa: S704  a template of ours
    return redirect(to)


def again(deliverable: Deliverable, error: Refused | None) -> Answer:
    """Show the page as it is now, with what was typed."""
    db.session.expire_all()
    found = queries.one(deliverable.id)
    if found is None:
        raise Hidden
    return show_page(found, error)
