"""The form that is filled in without the site: taken away, handed in, looked at, and confirmed answer by answer."""

from flask import jsonify, request
from flask_babel import gettext as _

from secretariat import clock
from secretariat import offline as papers
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import FLAG, ID, INSTANT, KIND, NUMBER, TEXT, many, maybe, of, typed
from secretariat.blueprints.api.telling import BYTES, FORM, tells
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.pages import Answer, action, me
from secretariat.papers import meaning
from secretariat.papers.meaning import Line, understood
from secretariat.rules.actions import Action
from secretariat.workflow import drafts
from secretariat.workflow import offline as workflow

UNDERSTOOD = of(
    {
        "key": TEXT,
        "kind": KIND,
        "value": {"description": "As the house would keep it; null where it cannot be read."},
        "wrong": maybe(TEXT) | {"description": "Why it cannot be read."},
        "typed": TEXT | {"description": "What stands in the form, where that cannot be read."},
        "now": {"description": "What stands in the draft."},
        "revision": NUMBER | {"description": "Of what stands in the draft: send it with a confirmation."},
        "same": FLAG | {"description": "Whether both say the same."},
        "moved": FLAG | {"description": "Whether the draft was changed after the form was taken away."},
        "too_long": maybe(TEXT) | {"description": "How much longer it is than fits, also where that changed since."},
    }
)
FACTS = {"id": ID, "name": TEXT, "at": INSTANT, "taken_at": maybe(INSTANT)}
UNPLACED = of({"name": TEXT | {"description": "What is written before the words, if anything."}, "words": TEXT})
RETURNED = of(
    FACTS
    | {
        "understood": many(UNDERSTOOD),
        "unplaced": many(UNPLACED) | {"description": "For which no question was found: not taken."},
        "missing": many(TEXT) | {"description": "Keys of the questions that were not found in the form."},
        "asked_since": many(TEXT) | {"description": "Keys of the questions that were added after it was taken away."},
    }
)


@bp.post("/deliverables/<int:id>/forms")
@action(Action.WRITE, deliverable)
@tells(None, body=of({"format": {"type": "string", "enum": ["word", "text"]}}, closed=True), media=BYTES)
def take_form(found: Deliverable) -> Answer:
    """Take the form away, filled in as far as it is written, in the language that `?lang` names or the account's."""
    text = sent()["format"] == "text"
    return papers.paper(found, text=text, by=me(), at=clock.now(), media_type=BYTES)


@bp.get("/deliverables/<int:id>/forms/returned")
@action(Action.WRITE, deliverable)
@tells(of({"forms": many(of(FACTS))}))
def returned_forms(found: Deliverable) -> Answer:
    """Return the forms that came back for a text, by mail too, the newest first; `taken_at` is null of what waits."""
    return jsonify(forms=[_facts(one) for one in workflow.all_returned(found)])


@bp.post("/deliverables/<int:id>/forms/returned")
@action(Action.WRITE, deliverable)
@tells(RETURNED, body=of({"form": {"type": "string", "format": "binary"}}), takes=FORM)
def hand_in_form(found: Deliverable) -> Answer:
    """Hand in a form, as a form with the part `form`, and return what was understood; nothing of it counts yet."""
    return _told(found, papers.read(found, request.files.get("form"), by=me(), at=clock.now()))


@bp.get("/deliverables/<int:id>/forms/returned/<int:returned_id>")
@action(Action.WRITE, deliverable)
@tells(RETURNED)
def form_understood(found: Deliverable, returned_id: int) -> Answer:
    """Return question by question what was understood of a form that came back, by mail too."""
    return _told(found, _mine(found, returned_id))


@bp.post("/deliverables/<int:id>/forms/returned/<int:returned_id>")
@action(Action.WRITE, deliverable)
@tells(
    of({"taken": many(TEXT), "clashes": many(TEXT) | {"description": "Where a colleague was faster: not taken."}}),
    body=of(
        {
            "take": many(of({"key": typed(40), "revision": ID}, closed=True))
            | {"maxItems": drafts.MOST_QUESTIONS, "description": "The answers to take; none puts the form away."}
        },
        closed=True,
    ),
)
def confirm_form(found: Deliverable, returned_id: int) -> Answer:
    """Take answers of a form over into the draft, each with the revision that stood beside it.

    Those that a colleague has written meanwhile are not taken but named: look at the form again.
    """
    returned = _mine(found, returned_id)
    wanted = {one["key"]: one["revision"] for one in sent()["take"]}
    lines = [one for one in understood(found, returned, at=clock.now()) if one.field.key in wanted and not one.wrong]
    if len(lines) < len(wanted):
        raise Refused(_("The form has no such answer, or none that can be read."), field="take")
    chosen = [(one.field, one.value, wanted[one.field.key]) for one in lines]
    clashes = workflow.take(returned, found, chosen, by=me(), at=clock.now())
    taken = [one.field.key for one in lines if one.field.key not in clashes]
    return jsonify(taken=taken, clashes=clashes)


def _mine(found: Deliverable, returned_id: int) -> ReturnedForm:
    returned = workflow.returned(found, returned_id)
    if returned is None:
        raise Hidden
    return returned


def _told(found: Deliverable, returned: ReturnedForm) -> Answer:
    revisions = {one.field_id: one.revision for one in found.answers}
    lines = [_line(one, revisions.get(one.field.id, 0)) for one in understood(found, returned, at=clock.now())]
    unplaced = [{"name": name, "words": words} for name, words in meaning.unplaced(found, returned)]
    unplaced += [{"name": name, "words": words} for name, words in meaning.left_out(returned)]
    missing, since = meaning.without_words(found, returned, at=clock.now())
    lacking = {"missing": [one.key for one in missing], "asked_since": [one.key for one in since]}
    return jsonify(_facts(returned) | {"understood": lines, "unplaced": unplaced} | lacking)


def _facts(form: ReturnedForm) -> schemas.Shape:
    return {
        "id": form.id,
        "name": form.name,
        "at": shapes.instant(form.at),
        "taken_at": shapes.instant(form.taken_at),
    }


def _line(line: Line, revision: int) -> schemas.Shape:
    return {
        "key": line.field.key,
        "kind": line.field.kind,
        "value": line.value,
        "wrong": line.wrong or None,
        "typed": line.typed,
        "now": line.now,
        "revision": revision,
        "same": line.same,
        "moved": line.moved,
        "too_long": line.over or None,
    }
