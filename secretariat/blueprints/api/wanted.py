"""What a program wants a call to say: its shape, and how it is read."""

from datetime import time, timedelta
from typing import Any

from flask_babel import gettext as _

from secretariat.blueprints.api import reading
from secretariat.blueprints.api.schemas import DAY, FLAG, GOES, ID, INSTANT, many, maybe, of, said, typed
from secretariat.errors import Refused
from secretariat.models.calls import Call
from secretariat.models.meetings import Meeting
from secretariat.pages import language
from secretariat.queries import calls as queries
from secretariat.rules import consequences, deadlines, opening
from secretariat.workflow.drafts import Wanted

Body = dict[str, Any]
RUNG = of(
    {
        "on": maybe(DAY) | {"description": "The last day on which it applies; nothing in the last line: later."},
        "texts": said(500, least=1),
        "goes": GOES,
    },
    closed=True,
)
PARTS: Body = {
    "number": {"type": "integer", "minimum": 1, "maximum": 999},
    "titles": said(200, least=1),
    "instructions": said(5_000),
    "pillar": maybe(ID),
    "due_at": maybe(INSTANT) | {"description": "One instant for all; or due_on, or due_days."},
    "due_on": maybe(DAY) | {"description": "The day in each capital; or due_at, or due_days."},
    "due_days": maybe({"type": "integer", "minimum": 0, "maximum": 730})
    | {"description": "Days before the meeting begins; it moves with the meeting. Or due_at, or due_on."},
    "due_time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["18:00"]},
    "grace_minutes": {"type": "integer", "minimum": 0, "maximum": 1440},
    "soft": FLAG,
    "needs_clearance": FLAG,
    "ladder": many(RUNG) | {"maxItems": deadlines.MOST_RUNGS, "description": "What follows when the date passes."},
}
WANTED = of(
    {
        "meeting": typed(80) | {"description": "The slug of a meeting."},
        **PARTS,
        "from_call": maybe(ID) | {"description": "An earlier call whose questions are copied."},
    },
    optional=(*(name for name in PARTS if name != "titles"), "from_call"),
    closed=True,
)
CHANGED = of(
    PARTS | {"mark": typed(16) | {"description": "Of the call as you read it: where it was changed since, 409."}},
    optional=(*PARTS, "mark"),
    closed=True,
)
DUE = ("due_at", "due_on", "due_days")
NOTHING: Body = {
    "instructions": {}, "pillar_id": None, "due_at": None, "due_on": None, "due_days": None, "due_time": time(18),
    "grace_minutes": 60, "soft": True, "needs_clearance": False, "ladder": [],
}  # fmt: skip


def new(body: Body, meeting: Meeting) -> Wanted:
    """Return what a new call of a meeting is to say."""
    if not any(body.get(name) is not None for name in DUE):
        raise Refused(_("Name one of due_at, due_on and due_days."), field="due_on")
    before = NOTHING | {"number": queries.next_number(meeting)}
    return _consistent(Wanted(**before | _given(body, meeting)), before=None)


def other(body: Body, call: Call) -> Wanted:
    """Return what a call is to say from now on; what the body does not name stays."""
    before = {name: getattr(call, name) for name in Wanted.__dataclass_fields__}
    return _consistent(Wanted(**before | _given(body, call.meeting)), before=opening.decided(call))


def _consistent(wanted: Wanted, *, before: consequences.Decided | None) -> Wanted:
    """Return what is wanted. Raises Refused where a line of a new ladder contradicts another, or the date."""
    due, said = opening.due_day(wanted.due_on, wanted.due_at), language()
    for one in consequences.faults(wanted.ladder, due=due, soft=wanted.soft, language=said, before=before):
        raise Refused(one.sentence, field=f"ladder[{one.place}].{one.part}")
    return wanted


def _given(body: Body, meeting: Meeting) -> Body:
    """Return what the body names, as `Wanted` has it."""
    given: Body = {name: body[name] for name in ("number", "grace_minutes", "soft", "needs_clearance") if name in body}
    if "titles" in body:
        given["titles"] = reading.worded(body["titles"], "titles", needed=True)
    if "instructions" in body:
        given["instructions"] = reading.worded(body["instructions"], "instructions")
    if "pillar" in body:
        given["pillar_id"] = _pillar(body["pillar"])
    if "due_time" in body:
        given["due_time"] = time.fromisoformat(body["due_time"])
    if "ladder" in body:
        given["ladder"] = _ladder(body["ladder"])
    return given | _due(body, meeting)


def _due(body: Body, meeting: Meeting) -> Body:
    named = [name for name in DUE if body.get(name) is not None]
    if len(named) > 1:
        raise Refused(_("Name one of due_at, due_on and due_days."), field=named[-1])
    found: Body = dict.fromkeys(DUE)
    match named:
        case ["due_at"]:
            return found | {"due_at": reading.instant(body["due_at"], "due_at")}
        case ["due_on"]:
            return found | {"due_on": reading.day(body["due_on"], "due_on")}
        case ["due_days"]:
            days = body["due_days"]
            return found | {"due_days": days, "due_on": meeting.starts_on - timedelta(days=days)}
        case _:
            return {}


def due_name(body: Body, call: Call) -> str:
    """Return what names the due date: of the body where it names one, else of the call."""
    named = [name for name in DUE if body.get(name) is not None]
    there = [name for name in reversed(DUE) if getattr(call, name) is not None]
    return (named or there)[0]


def _pillar(number: int | None) -> int | None:
    if number is None:
        return None
    found = next((one.id for one in queries.pillars() if one.number == number), None)
    if found is None:
        raise Refused(_("There is no such pillar."), field="pillar")
    return found


def _ladder(sent: list[Body]) -> list[Body]:
    lines: list[Body] = []
    for place, one in enumerate(sent):
        field = f"ladder[{place}]"
        on = reading.day(one["on"], f"{field}.on").isoformat() if one["on"] is not None else None
        texts = reading.worded(one["texts"], f"{field}.texts", needed=True)
        lines.append({"on": on, "texts": texts, "goes": one["goes"]})
    return lines
