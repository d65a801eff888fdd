"""Writing a call: what is asked, by when, and the questions in their order; once it is open the countries are told."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as by_default
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import said
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.models.reminders import ReminderRule
from secretariat.rules import changes
from secretariat.rules.actions import Action
from secretariat.workflow import audit, calls, faster, points, revising, step

MOST_QUESTIONS = 40
# Of an earlier call's question; its days are of that call's year.
COPIED = ("key", "position", "kind", "labels", "helps", "required", "limit_words", "limit_characters", "details")
COPIED_RUNG = ("offset_days", "audience", "only_if", "wording")
# Names that the country's form uses for itself: no question may be called like this.
TAKEN = {"csrf_token", "do", "field", "files", "key", "lang", "once", "remove", "revision", "state", "typed", "value"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a call is to say. Texts are by language; the ladder is as in `models.calls.Call`."""

    number: int
    titles: dict[str, str]
    instructions: dict[str, str]
    pillar_id: int | None
    due_at: datetime | None
    due_on: date | None
    due_time: time
    grace_minutes: int
    soft: bool
    needs_clearance: bool
    ladder: list[dict[str, Any]]
    due_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a question is to say. Where it names a day from which on it is required, it is not before: `facts`."""

    kind: str
    labels: dict[str, str]
    helps: dict[str, str]
    required: bool
    limit_words: int | None = None
    limit_characters: int | None = None
    required_from: date | None = None
    frozen_from: date | None = None
    details: dict[str, Any] = by_default(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """Return what the row is to hold: a day from which on an answer is required wins over required at once."""
        return asdict(self) | {"required": self.required and self.required_from is None}


def create(meeting: Meeting, wanted: Wanted, *, source: Call | None, by: User, at: datetime) -> Call:
    """Write a new call, with the questions and reminders of an earlier one where one is named."""
    step.ask(Action.EDIT_CALL, None, by=by, at=at)
    _free(meeting.id, wanted.number, None)
    call = Call(meeting=meeting, **vars(wanted))
    db.session.add(call)
    db.session.flush()
    if source is not None:
        _copy(source, call)
        # Only what was asked of the countries has answers to go on from.
        call.follows_id = source.id if source.opened_at else None
    audit.write("create_call", call, by=by, at=at, copied=source.symbol if source else None)
    return call


def _copy(source: Call, call: Call) -> None:
    for field in source.fields:
        db.session.add(CallField(call=call, **{name: getattr(field, name) for name in COPIED}))
    own = select(ReminderRule).where(ReminderRule.call_id == source.id, ReminderRule.retired_at.is_(None))
    rungs = db.session.scalars(own).all()
    db.session.add_all(
        ReminderRule(call_id=call.id, **{name: getattr(one, name) for name in COPIED_RUNG}) for one in rungs
    )
    db.session.flush()


def change(call: Call, wanted: Wanted, *, by: User, at: datetime, shown: str | None = None) -> None:
    """Change a call. Raises Stale where somebody changed it since `shown`."""
    _begin(call, by=by, at=at)
    if shown and shown != stamp(call):
        raise _stale(call, by)
    if call.opened_at:
        revising.may_change(call, wanted.number)
    _free(call.meeting_id, wanted.number, call.id)
    before = changes.facts(call)
    for name, value in vars(wanted).items():
        setattr(call, name, value)
    db.session.flush()
    db.session.expire(call, ["pillar"])
    found = changes.between("call", None, before, changes.facts(call))
    audit.write(Action.EDIT_CALL, call, by=by, at=at)
    if call.opened_at:
        if any(changes.DUE & set(one["after"]) for one in found):
            revising.move_due(call, at=at)
        revising.note(call, found, by=by, at=at)


def _begin(call: Call, *, by: User, at: datetime) -> None:
    """Lock the call, ask the policy, and make sure that it is not over."""
    calls.lock(call)
    step.ask(Action.EDIT_CALL, call, by=by, at=at)
    if call.closed_at is not None:
        raise Stale(_("This call is closed: nobody can answer it any more, so it cannot be changed."))


def _free(meeting_id: int, number: int, call_id: int | None) -> None:
    found = select(Call.id).where(Call.meeting_id == meeting_id, Call.number == number, Call.id != (call_id or 0))
    if db.session.scalar(found) is not None:
        raise Refused(_("Another call of this meeting has this number."), field="number")


def stamp(call: Call) -> str:
    """Return a mark of what a call says now, for the form to send back."""
    says = [getattr(call, name) for name in Wanted.__dataclass_fields__]
    return hashlib.sha256(json.dumps(says, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _stale(call: Call, by: User) -> Stale:
    """Return what says who changed a call last."""
    last = faster.last(call, call.id)
    if last and last.actor_id == by.id:
        said = faster.when(last.at, by)
        return Stale(_("You changed this call yourself in another tab, %(when)s.", when=said), own=True)
    name = last.actor if last else _("Somebody")
    return Stale(_("%(name)s has changed this call since you opened the page.", name=name))


def ask(call: Call, wanted: Question, *, by: User, at: datetime) -> CallField:
    """Add a question at the end."""
    _begin(call, by=by, at=at)
    if call.opened_at:
        revising.answerable(wanted.frozen_from, at=at)
    if len(call.fields) >= MOST_QUESTIONS:
        raise Refused(_("At most %(most)s questions fit into a call.", most=MOST_QUESTIONS))
    used = db.session.scalars(select(CallField.key).where(CallField.call_id == call.id)).all()
    key = key_for(said(wanted.labels, "en"), set(used))
    field = CallField(call=call, key=key, position=len(call.fields) + 1, **wanted.facts())
    field.asked_at = at if call.opened_at else None
    db.session.add(field)
    db.session.flush()
    audit.write(Action.EDIT_CALL, call, by=by, at=at, asks=key)
    if call.opened_at:
        revising.note(call, changes.between("asked", key, {}, changes.facts(field)), by=by, at=at)
    return field


def ask_otherwise(field: CallField, wanted: Question, *, by: User, at: datetime) -> None:
    """Change a question; its key stays."""
    call = field.call
    _begin(call, by=by, at=at)
    _there(field, by)
    if call.opened_at:
        revising.may_fix(wanted.frozen_from, field.frozen_from, at=at)
    before = changes.facts(field)
    for name, value in wanted.facts().items():
        setattr(field, name, value)
    audit.write(Action.EDIT_CALL, call, by=by, at=at, asks_otherwise=field.key)
    if call.opened_at:
        revising.keep_answers(field, before)
        db.session.flush()
        revising.note(call, changes.between("question", field.key, before, changes.facts(field)), by=by, at=at)


def drop(field: CallField, *, by: User, at: datetime) -> None:
    """Take a question out; the ones below move up."""
    call = field.call
    _begin(call, by=by, at=at)
    _there(field, by)
    left = [one for one in call.fields if one is not field]
    if call.opened_at:
        revising.retire(field, at=at)
        points.let_go(field, by=by, at=at)
    else:
        db.session.delete(field)
    _number(left)
    audit.write(Action.EDIT_CALL, call, by=by, at=at, drops=field.key)
    if call.opened_at:
        revising.note(call, changes.between("retired", field.key, changes.facts(field), {}), by=by, at=at)


def _there(field: CallField, by: User) -> None:
    """Raise Stale where somebody has taken the question out meanwhile."""
    if field not in field.call.fields:
        raise _stale(field.call, by)


def order(call: Call, ids: Sequence[int], *, by: User, at: datetime) -> None:
    """Put the questions into an order. Raises Stale where it names other questions than there are."""
    _begin(call, by=by, at=at)
    there = {one.id: one for one in call.fields}
    if sorted(ids) != sorted(there):
        raise _stale(call, by)
    before = {"order": [one.key for one in call.fields]}
    after = {"order": [there[one].key for one in ids]}
    _number([there[one] for one in ids])
    audit.write(Action.EDIT_CALL, call, by=by, at=at, **after)
    if call.opened_at:
        revising.note(call, changes.between("order", None, before, after), by=by, at=at)


def move(field: CallField, *, up: bool, by: User, at: datetime) -> None:
    """Move a question one place up or down; at the end of the list it stays where it is."""
    ids = [one.id for one in field.call.fields]
    place = ids.index(field.id)
    other = place + (-1 if up else 1)
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
        order(field.call, ids, by=by, at=at)


def _number(fields: Sequence[CallField]) -> None:
    """Give the questions their places in this order; the database checks them at the commit."""
    for place, field in enumerate(fields, 1):
        field.position = place
    db.session.flush()
    if fields:
        db.session.expire(fields[0].call, ["fields"])


def key_for(label: str, used: set[str]) -> str:
    """Return a key for a question: what it says, in letters that addresses and scripts can bear."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:32].strip("_") or "question"
    key, number = words, 1
    while key in used | TAKEN:
        number += 1
        key = f"{words}_{number}"
    return key
