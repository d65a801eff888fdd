"""Circulating an agenda: the page that says what goes out to how many, and the deed."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from secretariat import clock
from secretariat.blueprints.meetings.agenda import Sheet
from secretariat.blueprints.meetings.place import bp, one
from secretariat.blueprints.meetings.words import change_words, status_word
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, me
from secretariat.queries import agendas as queries
from secretariat.rules import agendas, numbering
from secretariat.rules.actions import Action
from secretariat.workflow import circulation as workflow


@bp.get("/<slug>/agenda/circulate")
@action(Action.CIRCULATE, one)
def confirm(meeting: Meeting) -> Answer:
    """Show what would go out, as what, to how many people, and what holds it back."""
    last = queries.last(meeting)
    rows = agendas.rows(queries.items(meeting), meeting)
    open_to = agendas.next_statuses(last)
    held = {status: agendas.held_back(status, rows, last) for status in open_to}
    free = [status for status in open_to if not held[status]]
    people = workflow.recipients(by=me(), at=clock.now())
    return render_template(
        "meetings/circulate.html",
        meeting=meeting,
        last=last,
        locked=agendas.locked(last),
        sheet=Sheet(rows, None, last),
        changed=[change_words(one_change) for one_change in Sheet(rows, None, last).changes],
        becomes=agendas.symbol(meeting, last.number + 1 if last else 0),
        statuses=[(status, status_word(status), held[status]) for status in open_to],
        chosen=request.args.get("as") if request.args.get("as") in free else next(iter(free), None),
        people=len(people),
        countries=len({home for person in people for home in person.country_ids(clock.now())}),
        shown=agendas.fingerprint(rows),
        early=clock.now() < numbering.opening(meeting),
    )


@bp.post("/<slug>/agenda/circulate")
@action(Action.CIRCULATE, one)
def circulate(meeting: Meeting) -> Answer:
    """Freeze the agenda and mail it to the delegations."""
    made = workflow.circulate(
        meeting,
        status(),
        by=me(),
        at=clock.now(),
        shown=request.form.get("shown", ""),
    )
    count = len(workflow.recipients(by=me(), at=clock.now()))
    sent = ngettext("%(num)s person gets a mail.", "%(num)s people get a mail.", count)
    flash(" ".join((_("Circulated as %(symbol)s.", symbol=made.symbol), sent)), "done")
    return redirect(url_for(".agenda", slug=meeting.slug, v=made.number))


def status() -> str:
    """Return the status that was chosen."""
    chosen = request.form.get("status", "")
    if chosen not in agendas.STATUSES:
        raise BadRequest
    return chosen
