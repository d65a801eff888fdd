"""The questions of a call, of every kind: asking, asking otherwise, ordering, taking out."""

from typing import Any

from flask import jsonify
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import reading, shapes
from secretariat.blueprints.api.place import bp, call, sent
from secretariat.blueprints.api.schemas import DAY, FLAG, KIND, TEXT, many, maybe, of, ref, said, typed
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden, Refused
from secretariat.models.calls import Call, CallField, FieldKind
from secretariat.pages import Answer, action, me
from secretariat.queries import calls as queries
from secretariat.rules import questions as rules
from secretariat.rules.actions import Action
from secretariat.rules.kinds.numbers import figure_of
from secretariat.workflow import drafts
from secretariat.workflow.drafts import Question

Body = dict[str, Any]
CODE = {
    "type": "string", "pattern": f"^[A-Za-z0-9]{{1,{rules.LONGEST_CODE}}}$", "examples": ["north2"],
    "description": "Given where none is.",
}  # fmt: skip
CHOICE = {"code": CODE, "labels": said(500, least=1)}
COUNTED = {FieldKind.TEXT, FieldKind.LONG_TEXT}
DETAILS: Body = {
    "unit": said(500) | {"description": "Of a number."},
    "decimals": {"type": "integer", "minimum": 0, "maximum": 2, "description": "Of a number."},
    "least": maybe(typed(40)) | {"description": "Of a number."},
    "most": maybe(typed(40)) | {"description": "Of a number."},
    "choices": many(of(CHOICE, optional=("code",), closed=True)) | {"maxItems": rules.MOST_CHOICES},
    "columns": many(of(CHOICE | {"figures": FLAG}, optional=("code", "figures"), closed=True))
    | {"maxItems": rules.MOST_COLUMNS, "description": "Of a table."},
}
ASKED: Body = {
    "kind": KIND,
    "labels": said(500, least=1),
    "helps": said(1000),
    "required": FLAG,
    "limit_words": maybe({"type": "integer", "minimum": 1, "maximum": rules.MOST_WORDS}),
    "limit_characters": maybe({"type": "integer", "minimum": 1, "maximum": rules.MOST_CHARACTERS}),
    "required_from": maybe(DAY),
    "frozen_from": maybe(DAY) | {"description": "The day in the capital from which on the answer is fixed."},
    "details": of(DETAILS, optional=tuple(DETAILS), closed=True),
}
QUESTION = of(ASKED, optional=tuple(name for name in ASKED if name not in {"kind", "labels"}), closed=True)


@bp.post("/calls/<int:id>/questions")
@action(Action.EDIT_CALL, call)
@tells(of({"key": TEXT}), body=QUESTION)
def ask_question(found: Call) -> Answer:
    """Ask a question more in a call; the countries that have it are told."""
    return jsonify(key=drafts.ask(found, _question(sent()), by=me(), at=clock.now()).key)


@bp.put("/calls/<int:id>/questions/<key>")
@action(Action.EDIT_CALL, call)
@tells(ref("CallInFull"), body=QUESTION)
def ask_otherwise(found: Call, key: str) -> Answer:
    """Ask a question otherwise; its key stays, and so do the answers of an open call."""
    field = _field(found, key)
    drafts.ask_otherwise(field, _question(sent(), field), by=me(), at=clock.now())
    return _again(found)


@bp.delete("/calls/<int:id>/questions/<key>")
@action(Action.EDIT_CALL, call)
@tells(ref("CallInFull"))
def drop_question(found: Call, key: str) -> Answer:
    """Take a question out; of an open call, what was answered is kept."""
    drafts.drop(_field(found, key), by=me(), at=clock.now())
    return _again(found)


@bp.put("/calls/<int:id>/order")
@action(Action.EDIT_CALL, call)
@tells(ref("CallInFull"), body=of({"keys": many(typed(40)) | {"maxItems": drafts.MOST_QUESTIONS}}, closed=True))
def order_questions(found: Call) -> Answer:
    """Put the questions into the order of their keys. Others than there are: 409, for somebody changed them."""
    ids = {one.key: one.id for one in found.fields}
    drafts.order(found, [ids.get(key, 0) for key in sent()["keys"]], by=me(), at=clock.now())
    return _again(found)


def _field(found: Call, key: str) -> CallField:
    field = next((one for one in found.fields if one.key == key), None)
    if field is None:
        raise Hidden
    return field


def _again(found: Call) -> Answer:
    again = queries.one(found.id)
    if again is None:
        raise Hidden
    return jsonify(shapes.call_in_full(again))


def _question(body: Body, field: CallField | None = None) -> Question:
    """Read a question. field: the one that is changed; what it leaves as it is was not contradicted by this change."""
    days = {
        name: reading.day(body[name], name) if body.get(name) else None for name in ("required_from", "frozen_from")
    }
    if (wrong := rules.days_fault(**days)) and not rules.stays(field, **days):
        raise Refused(wrong, field="required_from")
    counted = body["kind"] in COUNTED
    return Question(
        kind=body["kind"],
        labels=reading.worded(body["labels"], "labels", needed=True),
        helps=reading.worded(body.get("helps", {}), "helps"),
        required=body.get("required", True),
        limit_words=body.get("limit_words") if counted else None,
        limit_characters=body.get("limit_characters") if counted else None,
        details=_details(body["kind"], body.get("details", {}), field),
        **days,
    )


def _details(kind: str, sent_: Body, field: CallField | None) -> Body:
    match kind:
        case FieldKind.NUMBER:
            return _number(sent_, field)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            found = _rows(sent_, "choices", field)
            if len(found) < rules.FEWEST_CHOICES:
                raise Refused(_("Write at least two choices."), field="details.choices")
            return {"choices": found}
        case FieldKind.TABLE:
            found = [{"figures": False} | one for one in _rows(sent_, "columns", field)]
            if not found:
                raise Refused(_("Write at least one column."), field="details.columns")
            return {"columns": found}
        case _:
            return {}


def _rows(sent_: Body, name: str, field: CallField | None) -> list[Body]:
    found = [
        row | {"labels": reading.worded(row["labels"], f"details.{name}[{place}].labels", needed=True)}
        for place, row in enumerate(sent_.get(name, ()))
    ]
    for place, _language in () if rules.stays(field, **{name: found}) else rules.doubles(found):
        raise Refused(rules.said_twice(), field=f"details.{name}[{place}].labels")
    return rules.coded(found)


def _number(sent_: Body, field: CallField | None) -> Body:
    bounds = {name: figure_of(sent_[name], f"details.{name}") for name in ("least", "most") if sent_.get(name)}
    decimals = sent_.get("decimals", 0)
    least, most = (rules.figure(bounds[name]) if name in bounds else None for name in ("least", "most"))
    wrong = rules.bounds_fault(bounds.get("least"), bounds.get("most"), decimals)
    if wrong and not rules.stays(field, least=least, most=most, decimals=decimals):
        raise Refused(wrong, field="details.most")
    return {
        "unit": reading.worded(sent_.get("unit", {}), "details.unit"),
        "decimals": decimals,
        **{name: rules.figure(bound) for name, bound in bounds.items()},
    }
