"""Writing and changing a call, opening and closing it, and what is done for one country."""

from datetime import datetime

from flask import jsonify
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import reading, shapes, wanted
from secretariat.blueprints.api.place import bp, call, deliverable, sent
from secretariat.blueprints.api.schemas import FLAG, ID, INSTANT, NUMBER, TEXT, many, maybe, of, ref, typed
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden, Refused
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, language, me
from secretariat.queries import calendars, changed, meetings
from secretariat.queries import calls as queries
from secretariat.rules import changes, meant
from secretariat.rules.actions import Action
from secretariat.workflow import calls as workflow
from secretariat.workflow import drafts, revising

MOST_COUNTRIES = 300
CHANGED = {"number": NUMBER, "at": INSTANT, "sentences": many(TEXT)}


@bp.post("/calls")
@action(Action.EDIT_CALL)
@tells(ref("CallInFull"), body=wanted.WANTED)
def write_call() -> Answer:
    """Write a call that nobody sees before it is opened."""
    body = sent()
    meeting = meetings.by_slug(body["meeting"])
    if meeting is None:
        raise Refused(_("There is no such meeting."), field="meeting")
    source = queries.one(body["from_call"]) if body.get("from_call") is not None else None
    if body.get("from_call") is not None and source is None:
        raise Refused(_("There is no such call."), field="from_call")
    made = drafts.create(meeting, wanted.new(body, meeting), source=source, by=me(), at=clock.now())
    return jsonify(shapes.call_in_full(_again(made.id)))


@bp.patch("/calls/<int:id>")
@action(Action.EDIT_CALL, call)
@tells(ref("CallInFull"), body=wanted.CHANGED)
def change_call(found: Call) -> Answer:
    """Change what a call says; what is not named stays. Of an open call each country is told once."""
    body = sent()
    try:
        drafts.change(found, wanted.other(body, found), by=me(), at=clock.now(), shown=body.get("mark"))
    except Refused as error:
        if error.field != "day":
            raise
        raise Refused(error.sentence, field=wanted.due_name(body, found)) from error
    return jsonify(shapes.call_in_full(_again(found.id)))


def _again(call_id: int) -> Call:
    found = queries.one(call_id)
    if found is None:
        raise Hidden
    return found


@bp.get("/calls/<int:id>/changes")
@action(Action.SEE_CALL, call)
@tells(of({"changes": many(of(CHANGED))}))
def call_changes(found: Call) -> Answer:
    """Return what was changed in a call while it was open, in order, as the countries were told.

    Whoever is of a country reads dates as those of its capital, the others as the call has them.
    """
    labels = {field.key: field.labels for field in found.fields}
    capital = _capital()
    return jsonify(
        changes=[
            {
                "number": one.number,
                "at": shapes.instant(one.at),
                "sentences": changes.sentences(
                    [it for it in one.changes if changes.told(it)], labels, language(), capital
                ),
            }
            for one in queries.changes(found)
        ]
    )


def _capital() -> changes.Capital | None:
    held = me().membership(clock.now())
    of = held.country if held else None
    return changes.Capital(of, calendars.holidays(of.id)) if of else None


@bp.get("/deliverables/<int:id>/changes")
@action(Action.READ_DRAFT, deliverable)
@tells(of({"changes": maybe(of(CHANGED))}))
def text_changes(found: Deliverable) -> Answer:
    """Return what the changes of the call come to since the country looked last, or nothing.

    Of a text that is sent, only what was changed after the sending. Dates are those of the capital, an extension kept.
    """
    told = changed.news(found, language())
    return jsonify(changes=told and vars(told) | {"at": shapes.instant(told.at)})


@bp.put("/deliverables/<int:id>/changes")
@action(Action.WRITE, deliverable)
@tells(of({"seen": NUMBER}), body=of({"seen": ID | {"description": "The number of a change."}}, closed=True))
def see_changes(found: Deliverable) -> Answer:
    """Keep that the country has seen the changes of its call up to one of them."""
    revising.seen(found, upto=sent()["seen"])
    return jsonify(seen=found.seen_change)


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
@tells(
    ref("DeliverableInFull"),
    body=of(
        {
            "until": INSTANT,
            "reason": typed(4000, least=1),
            "meant": FLAG | {"description": "Yes to the question with which a day was refused that may be a slip."},
        },
        optional=("meant",),
        closed=True,
    ),
)
def extend(found: Deliverable) -> Answer:
    """Give a country more time.

    A day after the meeting, or more than a year away, is refused with a question; `meant` says that it is right.
    """
    body = sent()
    until = reading.instant(body["until"], "until")
    workflow.extend(found, until=until, reason=body["reason"], by=me(), at=clock.now())
    asked = _doubt(until, found)
    if asked and not body.get("meant"):  # asked last: what cannot be at all is refused as such
        raise Refused(asked, field="meant")
    again = deliverable(found.id)
    if again is None:
        raise Hidden
    return jsonify(shapes.deliverable_in_full(again))


def _doubt(until: datetime, found: Deliverable) -> str:
    """Ask about a moment to which a date is extended, where its day in the capital may be a slip."""
    day, today = until.astimezone(found.country.zone).date(), clock.now().astimezone(found.country.zone).date()
    asked = meant.doubt(day, ends_on=found.call.meeting.ends_on, today=today, language=language())
    return asked[:1].upper() + asked[1:]
