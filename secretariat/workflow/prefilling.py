"""Answers that a country gave to the call that this one follows: taken over at a press, and confirmed one by one."""

from collections.abc import Iterator
from datetime import datetime

from secretariat.database import db
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Answer, Deliverable, Version
from secretariat.models.people import User
from secretariat.queries import reviews
from secretariat.rules import kinds
from secretariat.workflow import audit, deliverables


def offered(deliverable: Deliverable) -> tuple[Version | None, int]:
    """Return the version that could be taken over, and how many answers of it have an empty place here."""
    version = reviews.earlier(deliverable)
    return version, len(list(_fitting(deliverable, version))) if version else 0


def take_over(deliverable: Deliverable, *, by: User, at: datetime) -> int:
    """Put the earlier answers where nothing is written yet, marked as such until somebody confirms them.

    Return how many.
    """
    deliverables.begin(deliverable, by=by, at=at)
    version = reviews.earlier(deliverable)
    found = list(_fitting(deliverable, version)) if version else []
    for field, value in found:
        there = next((one for one in deliverable.answers if one.field_id == field.id), None)
        answer = there or Answer(deliverable=deliverable, field=field, revision=0)
        answer.value, answer.revision, answer.earlier = value, answer.revision + 1, version
        answer.saved_at, answer.saved_by = at, by
        db.session.add(answer)
    if version and found:
        deliverable.changed_at, deliverable.changed_by_id = at, by.id
        audit.write("take_over", deliverable, by=by, at=at, symbol=version.symbol, count=len(found))
    db.session.flush()
    return len(found)


def _fitting(deliverable: Deliverable, version: Version) -> Iterator[tuple[CallField, object]]:
    """Yield the questions that were asked before under the same key and kind, with what was answered."""
    written = {one.field_id: one.value for one in deliverable.answers}
    before = {one["key"]: one for one in version.answers}
    for field in deliverable.call.fields:
        old = before.get(field.key)
        if old is None or old["kind"] != field.kind or field.kind == FieldKind.FILE:
            continue
        kind, value = kinds.of(field.kind), old["value"]
        if kind.empty(written.get(field.id)) and kind.fits(value) and not kind.empty(value):
            yield field, value


def confirm(deliverable: Deliverable, key: str, *, by: User, at: datetime) -> int:
    """Say that an earlier answer still holds; key: of a question, or '' for all. Return how many."""
    deliverables.begin(deliverable, by=by, at=at)
    found = [one for one in deliverable.answers if one.earlier_id is not None and key in {"", one.field.key}]
    for answer in found:
        answer.earlier = None
    if found:
        audit.write("confirm_earlier", deliverable, by=by, at=at, count=len(found))
    db.session.flush()
    return len(found)
