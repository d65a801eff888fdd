"""What a page is told whose field saves itself, also where a colleague wrote there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import jsonify, render_template, request
from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.blueprints.deliverables.place import checked
from secretariat.errors import Hidden
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, language, me
from secretariat.queries import deliverables as queries
from secretariat.rules import answers
from secretariat.rules.actions import Action
from secretariat.workflow import gone as workflow
from secretariat.workflow.saving import Base, Clash
from secretariat.workflow.taken import Taken

WRITING = timedelta(minutes=1)


def save(deliverable: Deliverable, field: CallField, keep: Callable[..., Any], *, follows: bool = False) -> Answer:
    """Save one field as the page does by itself; tell what stands there now.

    keep: the use case that saves it · follows: the page shows what is missing, and is told when that differs.
    """
    value, base = answers.read(field, request.form), Base.of(request.form, field.key)
    revision = request.form.get("revision", 0, type=int)
    saved = keep(deliverable, field, value, revision=revision, base=base, by=me(), at=clock.now())
    if isinstance(saved, Clash):
        return jsonify(**theirs(deliverable, field, saved), sentence=as_well(saved)), 409
    told = {"revision": saved.revision, "saved": saved_words(deliverable), "base": answers.marks(field.kind, value)}
    if base and saved.value != value:
        sentence = _("What was written elsewhere meanwhile stands here too.")
        told["merged"] = shown(field, saved.value) | {"sentence": sentence}
    return jsonify(told | ({"follows": checked(deliverable)} if follows else {}))


def gone(deliverable: Deliverable, key: str, deed: Action = Action.WRITE) -> Answer:
    """Keep what came for a question that is no longer asked, and say so; raise Hidden for what never was one."""
    found = [one for one in queries.retired(deliverable, [key]) if one.kind != FieldKind.FILE]
    if not found:
        raise Hidden
    kept = workflow.keep(deliverable, found[0], request.form, by=me(), at=clock.now(), deed=deed)
    told = {"error": workflow.sentence(kept=bool(kept)), "kept": bool(kept), "saved": saved_words(deliverable)}
    if kept:
        told |= {"revision": kept.revision, "base": answers.marks(found[0].kind, kept.value)}
    return jsonify(told), 410


def taken(deliverable: Deliverable, lost: Taken) -> Answer:
    """Tell a page that a question is no longer with whoever writes; the words stay there, to be sent on."""
    to = lost.whom_to_send(deliverable, clock.now())
    told: dict[str, Any] = {"error": lost.words_for(me(), to), "kept": False}
    if to:
        told["to"] = {"address": to.email, "words": _("Send it to %(name)s by mail", name=to.name)}
    return jsonify(told), 410


def shown(field: CallField, value: Any) -> dict[str, Any]:
    """Return an answer for the page to put into the form, and by what the page says later that it was this one."""
    return {"controls": answers.controls(field, value, language()), "base": answers.marks(field.kind, value)}


def theirs(deliverable: Deliverable, field: CallField, clash: Clash) -> dict[str, Any]:
    """Return what a colleague wrote, for the page to put into the form, and as words to read.

    rows: what the page shows to choose between rows that both changed.
    """
    frozen = {"kind": field.kind, "value": clash.value, "details": field.details}
    told = shown(field, clash.value) | {
        "words": answers.plain(frozen, language()),
        "revision": clash.revision,
        "name": clash.name,
    }
    if clash.rows:
        beside = {"deliverable": deliverable, "field": field, "clash": clash}
        told["rows"] = render_template("deliverables/two_rows.html", **beside)
    return told


def saved_words(deliverable: Deliverable) -> str:
    """Say when it was saved, on the clock of the capital."""
    country = deliverable.country
    hour = formats.hour(clock.now(), country.time_zone, language())
    return _("Saved at %(hour)s %(city)s on the server", hour=hour, city=country.capital(language()))


def as_well(clash: Clash) -> str:
    """Say who wrote in a field too."""
    if clash.own:
        return _("You wrote here yourself in another tab.")
    return _("%(name)s wrote here as well.", name=clash.name)


def who_wrote(clash: Clash, at: datetime) -> str:
    """Say who writes in a field just now, or wrote there last."""
    if clash.own:
        return _("You wrote here yourself in another tab.")
    if at - clash.saved_at < WRITING:
        return _("%(name)s is writing here.", name=clash.name)
    return _("%(name)s wrote here meanwhile.", name=clash.name)
