"""/calls/<id>/reminders: the ladder of a call's reminders, and what an officer does with a rung of it."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import clock, formats
from secretariat.blueprints.calls.place import bp, one, text
from secretariat.blueprints.calls.steering import undo
from secretariat.errors import Refused
from secretariat.mail.compose.notices import FIELDS
from secretariat.models.calls import Call
from secretariat.models.countries import LANGUAGES, OWN_NAMES
from secretariat.models.deliverables import Deliverable
from secretariat.models.reminders import Audience, OnlyIf, ReminderRule
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.queries import calls as queries
from secretariat.rules import reminders as rules
from secretariat.rules.actions import Action
from secretariat.workflow import forecast, repeats
from secretariat.workflow import reminders as dispatch
from secretariat.workflow import rungs as workflow

# What the form says that was asked whether the new readers of a rung may hear it.
FIRST = "first"
SIDES = {"before": -1, "on": 0, "after": 1}


@dataclass
class Typed:
    """What stands in the form of a rung, and what is wrong with it by control."""

    days: str
    side: str
    audience: str
    only_if: str
    wording: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rung: ReminderRule | None) -> "Typed":
        """Return what a rung is, or a new one to begin with."""
        if rung is None:
            return cls("3", "before", Audience.FOCAL_POINTS, OnlyIf.NOT_SENT, {})
        side = "on" if rung.offset_days == 0 else "before" if rung.offset_days < 0 else "after"
        return cls(str(abs(rung.offset_days)), side, rung.audience, rung.only_if, dict(rung.wording))

    @classmethod
    def from_form(cls) -> "Typed":
        """Return what was typed."""
        given = request.form
        wording = {one: given.get(f"wording.{one}", "") for one in LANGUAGES}
        return cls(
            given.get("days", ""), given.get("side", ""), given.get("audience", ""), given.get("only_if", ""), wording
        )

    def faults(self) -> dict[str, str]:
        """Return all that cannot be read, by control."""
        found = {}
        if self.side not in SIDES:
            found["side"] = _("Choose whether it is before or after the date.")
        if self.side != "on" and not re.fullmatch(r"\s*\d{1,3}\s*", self.days):
            found["offset_days"] = _("Write a number of days, such as 7.")
        if self.audience not in set(Audience):
            found["audience"] = _("Choose whom it is written to.")
        if self.only_if not in set(OnlyIf):
            found["only_if"] = _("Choose when it is written.")
        return found | workflow.faults(self.wording, reader=language())

    def wanted(self) -> workflow.Wanted:
        """Return what the rung is to be. Raises Refused, with the control, where that cannot be read."""
        for control, sentence in self.faults().items():
            raise Refused(sentence, field=control)
        return workflow.Wanted(
            offset_days=SIDES[self.side] * int(self.days if self.side != "on" else 0),
            audience=self.audience,
            only_if=self.only_if,
            wording=workflow.worded(self.wording, reader=language()),
        )


@bp.get("/<int:id>/reminders")
@action(Action.SEE_REMINDERS, one)
def reminding(call: Call) -> Answer:
    """Show the ladder of a call: each rung with whom it is written to, when, and how often it was."""
    return page(call)


def page(call: Call, typed: Typed | None = None, number: int | None = None) -> Answer:
    """Show the ladder; typed: what stands in the form of the rung `number`, or of a new one, and was refused."""
    answer = render_template(
        "calls/reminders.html",
        call=call,
        rungs=[(rung, sent, Typed.of(rung)) for rung, sent in queries.rungs(call)],
        typed=typed,
        number=number,
        new=typed if typed and number is None else Typed.of(None),
        audiences=list(Audience),
        conditions=list(OnlyIf),
        fields=FIELDS,
        unwritten=unwritten,
        words=rules,
        first=forecast.first_steps(call, clock.now()),
        left=forecast.left(call, clock.now()),
        shown_in=lambda step: forecast.span(step.day, clock.now()),
        farthest=forecast.SPANS[-1],
    )
    return answer, 422 if typed else 200


def unwritten(rung: ReminderRule) -> list[str]:
    """Return the names of the languages in which a sentence is missing that others have."""
    return [name for code, name in OWN_NAMES.items() if rung.wording and not rung.wording.get(code)]


@bp.post("/<int:id>/reminders")
@action(Action.STEER_REMINDERS, one)
def add_rung(call: Call) -> Answer:
    """Add a rung to the ladder."""
    typed = Typed.from_form()
    return written(call, typed, None, lambda wanted: workflow.add(call, wanted, by=me(), at=clock.now()))


@bp.post("/<int:id>/reminders/<int:number>")
@action(Action.STEER_REMINDERS, one)
def change_rung(call: Call, number: int) -> Answer:
    """Change a rung, or take it out."""
    rung = workflow.named(call, number)
    if request.form.get("do") == "take-out":
        workflow.take_out(call, rung, by=me(), at=clock.now())
        flash(_("Taken out of the reminders of this call."), "done")
        return redirect(url_for(".reminding", id=call.id))
    typed, again = Typed.from_form(), bool(request.form.get("again"))
    deed = functools.partial(workflow.change, call, rung, again=again, by=me(), at=clock.now())
    return written(call, typed, rung.id, deed)


def written(call: Call, typed: Typed, number: int | None, deed: Callable[[workflow.Wanted], None]) -> Answer:
    """Write a rung down, or show the form again with what is wrong beside the control."""
    error = refusal(lambda: deed(typed.wanted()))
    if error and error.field == "again" and number:
        return ask_again(call, typed, number)
    if error:
        typed.wrong = typed.faults() | {error.field or "offset_days": error.sentence}
        return page(call, typed, number)
    first = request.form.get("again") == FIRST
    late = _("Saved. Reminders whose day has passed are not sent after it.")
    flash(_("Saved. It goes to its new readers now.") if first else late, "done")
    return redirect(url_for(".reminding", id=call.id))


def ask_again(call: Call, typed: Typed, number: int) -> Answer:
    """Show who would get by a change of a rung what was sent already, before it is changed."""
    wanted, rung = typed.wanted(), workflow.named(call, number)
    hearers = repeats.by_changing(call, rung, wanted.rung(), clock.now())
    fields = {name: text for name, text in request.form.items() if name != "csrf_token"}
    fields["again"] = FIRST if hearers.first and not hearers.later else "1"
    shown = {"rung": rung, "wanted": wanted, "hearers": hearers, "fields": fields}
    return render_template("calls/move_rung.html", call=call, words=rules, **shown)


def back(call: Call) -> Answer:
    """Return to where the button stood: the page of the coming days, or that of the call."""
    if request.form.get("back") == "days":
        return days_ahead()
    return redirect(url_for(".reminding", id=call.id))


def days_ahead(wrong: str | None = None) -> Answer:
    """Return to the coming days, as many as were shown where the button stood. wrong: a country that wants a reason."""
    anchor = f"skip-{wrong}" if wrong else None
    return redirect(url_for("messages.coming", days=shown_days(), wrong=wrong, _anchor=anchor))


def shown_days() -> int | None:
    """Return how many of the coming days were shown where a button stood."""
    days = request.values.get("days", type=int)
    return days if days in forecast.SPANS else None


def steering(deed: Callable[..., Any], said: Callable[[Any], str]) -> Callable[..., Answer]:
    """Make a view of a use case about a rung: do it, say it, and go back."""

    def view(call: Call, number: int) -> Answer:
        flash(said(deed(call, workflow.named(call, number), by=me(), at=clock.now())), "done")
        return back(call)

    return view


@bp.get("/<int:id>/reminders/<int:number>/send")
@action(Action.STEER_REMINDERS, one)
def ask_to_send(call: Call, number: int) -> Answer:
    """Show who gets a rung that is sent now, and who is left out, before anything leaves."""
    rung = workflow.named(call, number)
    found = dispatch.whom(rung, call, clock.now())
    return render_template("calls/send_rung.html", call=call, rung=rung, found=found, words=rules, span=shown_days())


@bp.post("/<int:id>/reminders/<int:number>/send")
@action(Action.STEER_REMINDERS, one)
def send_rung(call: Call, number: int) -> Answer:
    """Send a rung now; say how many get it, and name who does not and why."""
    rung, at = workflow.named(call, number), clock.now()
    found = dispatch.whom(rung, call, at)
    workflow.send_now(call, rung, by=me(), at=at)
    flash(sent_words(found), "done")
    return back(call)


def sent_words(found: dispatch.Early) -> str:
    """Say how many get a rung that is sent now, who was told today already, and whose address takes no mail."""
    count, dead = len(found.gets), [user.name for user in found.gets if user.address_dead_at]
    told = [user.name for user in found.told]
    parts = [ngettext("One mail is on its way.", "%(num)s mails are on their way.", count)] if count else []
    if not count and not told:
        parts.append(_("Nobody was written to: whom it concerns owes nothing, or this reminder was sent already."))
    if told:
        names = formats.listing(told, language())
        parts.append(
            _(
                "Left out, their country having had the mail of today; they keep it for its own day: %(names)s.",
                names=names,
            )
        )
    if dead:
        parts.append(_("Their address did not take the last mail: %(names)s.", names=formats.listing(dead, language())))
    return " ".join(parts)


for name, deed, said in (
    ("hold", workflow.hold, lambda _done: _("Held for this call. It leaves when somebody releases it.")),
    (
        "release",
        workflow.release,
        lambda _done: _("Released. It leaves at its hour, or at once where that has passed."),
    ),
):
    guarded = action(Action.STEER_REMINDERS, one)(steering(deed, said))
    bp.add_url_rule(f"/<int:id>/reminders/<int:number>/{name}", f"{name}_rung", guarded, methods=["POST"])


@bp.post("/<int:id>/reminders/<int:number>/<alpha2>/skip")
@action(Action.STEER_REMINDERS, text)
def skip(found: Deliverable, number: int) -> Answer:
    """Leave a country out of a rung, with a reason; the message offers to take it in again."""
    rung = workflow.named(found.call, number)
    error = refusal(lambda: workflow.skip(found, rung, request.form.get("reason", ""), by=me(), at=clock.now()))
    if error:
        flash(error.sentence, "stop")
        return days_ahead(wrong=f"{found.id}-{rung.id}")
    url = url_for(".undo_skip", id=found.call_id, number=number, alpha2=found.country.alpha2, days=shown_days())
    sentence = _("%(country)s is left out of this reminder.", country=found.country.name(language()))
    flash(undo(sentence, url, _("Take it in again")), "done")
    return days_ahead()


@bp.post("/<int:id>/reminders/<int:number>/<alpha2>/undo-skip")
@action(Action.STEER_REMINDERS, text)
def undo_skip(found: Deliverable, number: int) -> Answer:
    """Take a country into a rung again."""
    workflow.undo_skip(found, workflow.named(found.call, number), by=me(), at=clock.now())
    flash(_("%(country)s gets this reminder again.", country=found.country.name(language())), "done")
    return days_ahead()
