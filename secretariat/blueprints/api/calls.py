"""Writing a call before it is opened, opening and closing it, and what is done for one country."""

from datetime import UTC, date, datetime, time
from typing import Any

from flask import jsonify
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.place import bp, call, deliverable, sent
from secretariat.blueprints.api.schemas import DAY, FLAG, ID, INSTANT, TEXT, many, maybe, of, ref, typed
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden, Refused
from secretariat.models.calls import Call, FieldKind
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, me
from secretariat.queries import calls as queries
from secretariat.queries import meetings
from secretariat.rules.actions import Action
from secretariat.workflow import calls as workflow
from secretariat.workflow import drafts
from secretariat.workflow.drafts import Question, Wanted

# Kinds that need nothing more than their question; the others are asked on the page, which shows how they look.
PLAIN = [FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.MONEY, FieldKind.YES_NO, FieldKind.FILE]
MOST_COUNTRIES = 300


def _said(most: int, *, least: int = 0) -> dict[str, Any]:
    shape = of(dict.fromkeys(LANGUAGES, typed(most, least=1)), optional=LANGUAGES, closed=True)
    return shape | ({"minProperties": least} if least else {})


WANTED = of(
    {
        "meeting": typed(80) | {"description": "The slug of a meeting."},
        "titles": _said(200, least=1),
        "instructions": _said(4000),
        "pillar": maybe(ID),
        "due_at": maybe(INSTANT) | {"description": "One instant for all; or nothing, with due_on."},
        "due_on": maybe(DAY) | {"description": "The day in each capital; or nothing, with due_at."},
        "due_time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        "grace_minutes": {"type": "integer", "minimum": 0, "maximum": 1440},
        "soft": FLAG,
        "needs_clearance": FLAG,
        "from_call": maybe(ID) | {"description": "An earlier call whose questions are copied."},
    },
    optional=("instructions", "pillar", "due_at", "due_on", "due_time", "grace_minutes", "soft", "needs_clearance",
              "from_call"),
    closed=True,
)  # fmt: skip


@bp.post("/calls")
@action(Action.EDIT_CALL)
@tells(ref("CallInFull"), body=WANTED)
def write_call() -> Answer:
    """Write a call that nobody sees before it is opened; its ladder is written on its page."""
    body = sent()
    meeting = meetings.by_slug(body["meeting"])
    if meeting is None:
        raise Refused(_("There is no such meeting."), field="meeting")
    source = queries.one(body["from_call"]) if body.get("from_call") is not None else None
    if body.get("from_call") is not None and source is None:
        raise Refused(_("There is no such call."), field="from_call")
    made = drafts.create(meeting, _wanted(body, queries.next_number(meeting)), source=source, by=me(), at=clock.now())
    return jsonify(shapes.call_in_full(_again(made.id)))


def _wanted(body: dict[str, Any], number: int) -> Wanted:
    due_at, due_on = body.get("due_at"), body.get("due_on")
    if (due_at is None) == (due_on is None):
        raise Refused(_("Name either due_at or due_on."), field="due_on")
    return Wanted(
        number=number,
        titles=body["titles"],
        instructions=body.get("instructions") or {},
        pillar_id=_pillar(body.get("pillar")),
        due_at=instant(due_at, "due_at") if due_at else None,
        due_on=day(due_on, "due_on") if due_on else None,
        due_time=time.fromisoformat(body.get("due_time", "18:00")),
        grace_minutes=body.get("grace_minutes", 60),
        soft=body.get("soft", True),
        needs_clearance=body.get("needs_clearance", False),
        ladder=[],
    )


def _pillar(number: int | None) -> int | None:
    if number is None:
        return None
    found = next((one.id for one in queries.pillars() if one.number == number), None)
    if found is None:
        raise Refused(_("There is no such pillar."), field="pillar")
    return found


def instant(typed_: str, field: str) -> datetime:
    """Return an instant that a program sent; raise Refused where it is none, or names no zone."""
    try:
        found = datetime.fromisoformat(typed_)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1 < found.year < 9999:  # noqa: PLR2004  what a zone may turn over
        raise Refused(_("Write an instant with its zone, such as 2025-09-19T23:00:00Z."), field=field)
    return found.astimezone(UTC)


def day(typed_: str, field: str) -> date:
    """Return a day that a program sent."""
    try:
        return date.fromisoformat(typed_)
    except ValueError:
        raise Refused(_("Write a day such as 2025-09-19."), field=field) from None


def _again(call_id: int) -> Call:
    found = queries.one(call_id)
    if found is None:
        raise Hidden
    return found


@bp.post("/calls/<int:id>/questions")
@action(Action.EDIT_CALL, call)
@tells(
    of({"key": TEXT}),
    body=of(
        {
            "kind": {"type": "string", "enum": [one.value for one in PLAIN]},
            "labels": _said(300, least=1),
            "helps": _said(600),
            "required": FLAG,
            "limit_words": maybe({"type": "integer", "minimum": 1, "maximum": 20_000}),
        },
        optional=("helps", "required", "limit_words"),
        closed=True,
    ),
)
def ask_question(found: Call) -> Answer:
    """Ask a question more in a call; the countries that have it are told. Kinds with choices are asked on its page."""
    body = sent()
    wanted = Question(
        kind=body["kind"],
        labels=body["labels"],
        helps=body.get("helps") or {},
        required=body.get("required", True),
        limit_words=body.get("limit_words"),
    )
    return jsonify(key=drafts.ask(found, wanted, by=me(), at=clock.now()).key)


@bp.post("/calls/<int:id>/transitions")
@action(Action.OPEN_CALL, call)
@tells(
    ref("Call"),
    body=of(
        {
            "action": {"type": "string", "enum": ["open", "close", "open_again"]},
            "countries": many(typed(2, least=2)) | {"maxItems": MOST_COUNTRIES, "description": "With open."},
        },
        optional=("countries",),
        closed=True,
    ),
)
def steer_call(found: Call) -> Answer:
    """Open a call to countries, each focal point getting a mail; close it; or let it take texts again."""
    body = sent()
    match body["action"]:
        case "open":
            chosen = {one.upper() for one in body.get("countries", ())}
            countries = [one for one in queries.countries() if one.alpha2 in chosen]
            if len(countries) != len(chosen):
                raise Refused(_("One of these countries does not exist."), field="countries")
            workflow.open_call(found, countries, by=me(), at=clock.now())
        case "close":
            workflow.close(found, by=me(), at=clock.now())
        case _:
            workflow.open_again(found, by=me(), at=clock.now())
    return jsonify(shapes.call(found))


@bp.post("/deliverables/<int:id>/extension")
@action(Action.EXTEND, deliverable)
@tells(ref("DeliverableInFull"), body=of({"until": INSTANT, "reason": typed(4000, least=1)}, closed=True))
def extend(found: Deliverable) -> Answer:
    """Give a country more time."""
    body = sent()
    until = instant(body["until"], "until")
    workflow.extend(found, until=until, reason=body["reason"], by=me(), at=clock.now())
    again = deliverable(found.id)
    if again is None:
        raise Hidden
    return jsonify(shapes.deliverable_in_full(again))
