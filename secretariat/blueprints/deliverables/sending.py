"""Sending a draft, and the receipt."""

import secrets

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.pages import Answer, action, arrived, language, me, who
from secretariat.queries import changed, clearances, why
from secretariat.rules import answers, deadlines, points, policy
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables as workflow

SPENT = "spent"
MOST_SPENT = 20  # in a cookie


def send(deliverable: Deliverable, once: str) -> Answer:
    """Send the draft; where a rule holds it back, the draft stays saved and the page says why.

    Nobody sends what was taken back or given back to them without having seen that it was.
    """
    shown = request.form.get("state") if deliverable.state in {State.WITHDRAWN, State.REOPENED} else None
    if once in session.get(SPENT, []):
        return held(deliverable, _("This page was sent before, and is not sent again: look at the text, then send it."))
    once = once or secrets.token_urlsafe(12)
    try:
        version = workflow.submit(deliverable, by=me(), at=clock.now(), arrived=arrived(), once=once, shown=shown)
    except Stale:
        raise
    except Refused as error:
        spend(once)
        return held(deliverable, error.sentence)
    return redirect(url_for(".receipt", id=deliverable.id, number=version.number))


def held(deliverable: Deliverable, sentence: str) -> Answer:
    """Lead to the text that was not sent, at what is missing first: whoever loads that page again sends nothing."""
    flash(" ".join([sentence, _("What you wrote is saved.")]), "stop")
    gap = next(iter(answers.missing(deliverable, clock.now())), None)
    return redirect(url_for(".show", id=deliverable.id, _anchor=f"q-{gap.field.key}" if gap else None), 303)


def spend(once: str) -> None:
    """Keep that a page was sent and held back: sent once more by the browser, it sends nothing."""
    if once:
        session[SPENT] = [*session.get(SPENT, []), once][-MOST_SPENT:]


@bp.get("/<int:id>/versions/<int:number>")
@action(Action.READ_VERSION, one)
def version(deliverable: Deliverable, number: int) -> Answer:
    """Show a version that was sent."""
    found = next((one for one in deliverable.versions if one.number == number), None)
    if found is None:
        raise Hidden
    return read(deliverable, found)


def read(deliverable: Deliverable, version: Version) -> Answer:
    """Show a version to whoever may read it; to its country the points that are before it, too, with its answers."""
    latest = version is deliverable.latest
    theirs = latest and not version.points and policy.allowed(who(), Action.READ_DRAFT, deliverable)
    return render_template(
        "deliverables/version.html",
        deliverable=deliverable,
        version=version,
        changes=asked_since(deliverable, version),
        cleared=clearances.of_version(version),
        why=why.given(deliverable) if latest else None,
        points=points.asked(deliverable) if theirs else [],
    )


def asked_since(deliverable: Deliverable, version: Version) -> changed.Changed | None:
    """Return how the call changed after a version was sent, for the country whose it is."""
    if version is not deliverable.latest or not policy.allowed(who(), Action.READ_DRAFT, deliverable):
        return None
    return changed.since_looked(deliverable, language(), after=version.submitted_at)


@bp.get("/<int:id>/versions/<int:number>/receipt")
@action(Action.READ_VERSION, one)
def receipt(deliverable: Deliverable, number: int) -> Answer:
    """Show the receipt of a version: time, files, SHA-256, which line of the ladder applied."""
    found = next((one for one in deliverable.versions if one.number == number), None)
    if found is None:
        raise Hidden
    rungs, rung = deadlines.thawed(found.rung)
    answered = points.answered_with(found) if policy.allowed(who(), Action.READ_DRAFT, deliverable) else []
    return render_template(
        "deliverables/receipt.html",
        deliverable=deliverable,
        version=found,
        rungs=rungs,
        rung=rung,
        answered=answered,
        may_withdraw=policy.allowed(who(), Action.WITHDRAW, deliverable),
    )
