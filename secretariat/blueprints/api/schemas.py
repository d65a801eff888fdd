"""The shapes of what the API takes and answers, as JSON schemas by name."""

from typing import Any

from secretariat.models.calls import FieldKind
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.rules import deadlines, kinds, states
from secretariat.rules.filters import MOST, STATES

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
FLAG: Shape = {"type": "boolean"}
ID: Shape = {"type": "integer", "minimum": 0, "maximum": MOST}
INSTANT: Shape = {"type": "string", "format": "date-time", "description": "In UTC, such as 2025-09-19T23:00:00Z."}
DAY: Shape = {"type": "string", "format": "date"}
LANGUAGE: Shape = {"type": "string", "enum": list(LANGUAGES)}
TEXTS: Shape = {"type": "object", "additionalProperties": TEXT, "description": "A text by language: en, es, pt, fr."}
CODE: Shape = {"type": "string", "description": "Two letters of ISO 3166."}
KEPT: Shape = {"type": "integer", "minimum": 0, "maximum": 2**32 - 1}  # the mark of a verdict that is kept quiet
STATE: Shape = {"type": "string", "enum": list(State)}
AUDIENCE: Shape = {"type": "string", "enum": ["delegations", "secretariat"]}
KIND: Shape = {"type": "string", "enum": list(FieldKind)}
GOES: Shape = {"type": "string", "enum": list(deadlines.GOES), "description": "Where the packet puts the text then."}
# What a value may be: a version of long ago may hold a kind in an older shape, so answers are not held to this.
VALUE: Shape = {"anyOf": [one.schema({}) for name, one in kinds.KINDS.items() if name != FieldKind.FILE]}


def maybe(shape: Shape) -> Shape:
    """Return a shape that may be nothing as well."""
    if "$ref" in shape or "properties" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    kept = {name: value for name, value in shape.items() if name not in {"type", "enum"}}
    enum = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return kept | {"type": [shape["type"], "null"]} | enum


def of(properties: dict[str, Shape], *, optional: tuple[str, ...] = (), closed: bool = False) -> Shape:
    """Return an object that has these parts.

    optional: those that may be absent · closed: whether an unknown part is refused, as in what is taken.
    """
    required = [name for name in properties if name not in optional]
    shut = {"additionalProperties": False} if closed else {}
    return {"type": "object", "required": required, "properties": properties, **shut}


def many(shape: Shape) -> Shape:
    """Return a list."""
    return {"type": "array", "items": shape}


def ref(name: str) -> Shape:
    """Return a shape by its name in the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def typed(most: int, *, least: int = 0) -> Shape:
    """Return a text of bounded length."""
    return {"type": "string", "maxLength": most} | ({"minLength": least} if least else {})


def said(most: int, *, least: int = 0) -> Shape:
    """Return a text by language that is taken; least: in how many of them it must be said."""
    shape = of(dict.fromkeys(LANGUAGES, typed(most, least=1)), optional=LANGUAGES, closed=True)
    return shape | ({"minProperties": least} if least else {})


COUNTRY = of({"code": CODE, "names": TEXTS, "time_zone": TEXT})
CALL = {
    "id": ID, "symbol": TEXT, "meeting": TEXT, "titles": TEXTS, "pillar": maybe(NUMBER), "due_at": maybe(INSTANT),
    "due_on": maybe(DAY), "due_time": maybe(TEXT), "grace_minutes": NUMBER, "opened_at": maybe(INSTANT),
    "closed_at": maybe(INSTANT),
}  # fmt: skip
QUESTION = of(
    {
        "key": TEXT, "kind": KIND, "labels": TEXTS, "helps": TEXTS, "required": FLAG, "limit_words": maybe(NUMBER),
        "limit_characters": maybe(NUMBER), "required_from": maybe(DAY), "frozen_from": maybe(DAY),
        "details": {"type": "object", "description": "Choices, columns, or a number's unit and bounds."},
        "schema": {"type": "object", "description": "The JSON schema of an answer."},
    }
)  # fmt: skip
DELIVERABLE = {
    "id": ID, "symbol": TEXT, "call": ID, "country": CODE, "state": STATE, "due_at": INSTANT, "overdue": FLAG,
    "late": FLAG, "sent_at": maybe(INSTANT), "changed_at": INSTANT,
}  # fmt: skip
POINT = of(
    {
        "id": ID, "number": NUMBER, "key": maybe(TEXT), "quote": maybe(TEXT), "text": TEXT, "answer": maybe(TEXT),
        "closed": FLAG,
    }
)  # fmt: skip
FROZEN = of({"key": TEXT, "kind": TEXT, "labels": TEXTS, "value": {}}, optional=("labels",))
FILE = of({"id": ID, "key": TEXT, "name": TEXT, "sha256": TEXT, "size": NUMBER})
VERSION = of(
    {
        "number": NUMBER, "symbol": TEXT, "sha256": TEXT, "submitted_at": INSTANT, "submitted_by": TEXT, "late": FLAG,
        "language": TEXT, "answers": many(FROZEN), "files": many({"type": "object"}), "verdict": maybe(TEXT),
        "points": many(POINT),
    }
)  # fmt: skip
DRAFT = of(
    {
        "answers": many(
            of(
                {
                    "key": TEXT,
                    "kind": KIND,
                    "value": {},
                    "revision": NUMBER,
                    "from_earlier": FLAG | {"description": "Taken from an earlier call's text; to be confirmed."},
                }
            )
        ),
        "files": many(FILE),
        "mark": TEXT | {"description": "Of the draft as it stands; with it, it is cleared."},
        "points": many(
            of(
                {
                    "id": ID, "version": NUMBER, "number": NUMBER, "text": TEXT, "answer": maybe(TEXT),
                    "answered": FLAG, "closed": FLAG,
                }
            )
        )
        | {"description": "An answer that is written and not ticked off goes along when the text is sent."},
        "missing": many(of({"key": TEXT, "sentence": TEXT})),
    }
)  # fmt: skip
COMMENT = of(
    {
        "id": ID, "version": NUMBER, "key": maybe(TEXT), "quote": maybe(TEXT), "internal": FLAG,
        "number": maybe(NUMBER), "text": TEXT, "at": INSTANT, "by": TEXT, "sent": FLAG, "answer": maybe(TEXT),
    }
)  # fmt: skip
MEETING = of(
    {
        "slug": TEXT, "symbol": TEXT, "kind": TEXT, "number": maybe(NUMBER), "titles": TEXTS, "note": TEXTS,
        "city": maybe(TEXT), "time_zone": TEXT, "starts_on": DAY, "ends_on": DAY, "status": TEXT, "host": maybe(CODE),
    }
)  # fmt: skip
ROW = of(
    {
        "number": TEXT, "depth": NUMBER, "kind": TEXT, "titles": TEXTS, "purposes": TEXTS, "starts": maybe(INSTANT),
        "minutes": maybe(NUMBER), "presenter": TEXT, "country": maybe(TEXT), "pillar": maybe(NUMBER),
        "documents": many(TEXT),
    }
)  # fmt: skip
TERM = of(
    {"country": ref("Country"), "since": INSTANT, "until": INSTANT, "host_city": maybe(TEXT), "priorities": TEXTS}
)
COMMITMENT = of(
    {
        "id": ID, "country": CODE, "meeting": maybe(TEXT), "pillar": maybe(NUMBER), "part_of": maybe(ID),
        "texts": TEXTS, "amount": maybe(TEXT), "currency": maybe(TEXT), "target": maybe(TEXT), "unit": TEXTS,
        "due_on": maybe(DAY), "announced_on": DAY,
        "progress": many(of({"on": DAY, "texts": TEXTS, "amount": maybe(TEXT)})),
    }
)  # fmt: skip
PROMISE = of(
    {
        "deliverable": ID, "version": NUMBER, "place": NUMBER, "commitment": maybe(ID), "language": LANGUAGE,
        "text": TEXT, "amount": maybe(TEXT), "currency": maybe(TEXT), "target": maybe(TEXT), "due_on": maybe(DAY),
        "published": FLAG,
    }
)  # fmt: skip
COUNTS = of(dict.fromkeys(("total", "arrived", "owed", "overdue", "waiting", "late"), NUMBER))
BUILD = of(
    {
        "id": ID, "packet": of({"symbol": TEXT, "language": LANGUAGE, "audience": AUDIENCE}), "version": NUMBER,
        "state": {"type": "string", "enum": ["waiting", "building", "ready", "published", "failed", "stopped"]},
        "done": NUMBER, "total": NUMBER, "part": TEXT, "ordered_at": INSTANT, "ended_at": maybe(INSTANT),
        "size": maybe(NUMBER), "sha256": maybe(TEXT),
    }
)  # fmt: skip
ME = of(
    {
        "name": TEXT, "email": TEXT, "language": LANGUAGE, "presides": FLAG, "now": INSTANT,
        "roles": many(
            of(
                {
                    "role": {"type": "string", "enum": list(Role)}, "country": maybe(CODE), "of": maybe(TEXTS),
                    "until": maybe(INSTANT),
                }
            )
        ),
    }
)  # fmt: skip

NAMED: dict[str, Shape] = {
    "Problem": of(
        {
            "error": TEXT | {"description": "A sentence for a person."},
            "field": TEXT | {"description": "With 422: which part is meant, where one is."},
        },
        optional=("field",),
    ),
    "Account": ME,
    "Country": COUNTRY,
    "Call": of(CALL),
    "CallInFull": of(
        CALL
        | {
            "number": NUMBER,
            "due_days": maybe(NUMBER),
            "soft": FLAG,
            "needs_clearance": FLAG,
            "ladder": many(of({"on": maybe(DAY), "texts": TEXTS, "goes": GOES})),
            "instructions": TEXTS,
            "fields": many(QUESTION),
            "quiet": maybe(FLAG) | {"description": "For the Secretariat: verdicts are kept and published together."},
            "mark": TEXT | {"description": "Of what the call says now: send it with a change."},
            "advice": many(of({"key": maybe(TEXT), "sentence": TEXT, "stops": FLAG}))
            | {"description": "For officers: what is odd in it, or stops its opening; key: of the question."},
        }
    ),
    "Deliverable": of(DELIVERABLE),
    "DeliverableInFull": of(
        DELIVERABLE
        | {
            "actions": many({"type": "string", "enum": [line.action.value for line in states.TABLE]}),
            "draft": maybe(ref("Draft")),
            "versions": many(ref("Version")),
        }
    ),
    "Draft": DRAFT,
    "Version": VERSION,
    "Comment": COMMENT,
    "Meeting": MEETING,
    "AgendaRow": ROW,
    "Term": TERM,
    "Commitment": COMMITMENT,
    "Promise": PROMISE,
    "Counts": COUNTS,
    "Build": BUILD,
}
# How lists of deliverables are narrowed: the same as the addresses of their pages.
FILTERS: dict[str, Shape] = {
    "meeting": {"type": "string", "maxLength": 80, "description": "The slug of a meeting."},
    "call": ID,
    "country": CODE | {"description": "Two letters of ISO 3166, or 'trio': outgoing, current and next presidency."},
    "state": {"type": "string", "enum": list(STATES)},
    "pillar": ID,
    "reviewer": {
        "type": "string",
        "pattern": "^(nobody|[0-9]{1,9})$",
        "examples": ["12", "nobody"],
        "description": "An account, or 'nobody'.",
    },
    "late": {"type": "string", "enum": ["yes", "no"]},
    "language": LANGUAGE,
}
PAGE: Shape = {"type": "integer", "minimum": 1, "maximum": 1_000_000}


def page_of(name: str, shape: Shape) -> Shape:
    """Return a page of a list."""
    return of({name: many(shape), "page": NUMBER, "pages": NUMBER, "total": NUMBER})
