"""What a country does with its deliverable, and what the secretariat does about it."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.mail.compose import Letter
from secretariat.models.calls import CallField
from secretariat.models.deliverables import (
    WITH_COLLEAGUES,
    WITH_THE_SECRETARIAT,
    Attachment,
    Deliverable,
    State,
    Version,
)
from secretariat.models.files import StoredFile
from secretariat.models.people import Role, User
from secretariat.queries import calendars, people
from secretariat.rules import answers, counting, deadlines, snapshots, states
from secretariat.rules.actions import Action
from secretariat.workflow import answering, audit, more_time, points, reminders, step

LONGEST_REASON = 2_000  # characters


def begin(deliverable: Deliverable, *, by: User, at: datetime, deed: Action = Action.WRITE) -> None:
    """Make sure that the text is a draft that may be written; the first word begins it.

    deed: the right by which somebody writes; only that to the whole text makes a draft of what is none, but for a text
    that was given back, where whoever holds a question may be asked for it once more.
    """
    step.lock(deliverable)
    if deliverable.state == State.DRAFT:
        step.ask(deed, deliverable, by=by, at=at)
        return
    if deed != Action.WRITE and deliverable.state not in WITH_COLLEAGUES:
        raise step.stale(deliverable, by=by, at=at)
    step.take(deliverable, Action.WRITE, by=by, at=at, right=deed)


def not_frozen(deliverable: Deliverable, field: CallField, at: datetime) -> None:
    """Refuse a change of an answer that is fixed from a day on."""
    if answers.frozen(field, deliverable, at):
        raise Refused(_("This answer is fixed by now and cannot be changed any more."), field=field.key)


def attach(
    deliverable: Deliverable,
    field: CallField,
    file: StoredFile,
    *,
    name: str,
    by: User,
    at: datetime,
    deed: Action = Action.WRITE,
) -> Attachment:
    """Attach a file that storage keeps already. The same content twice in a field counts once, by its last name."""
    begin(deliverable, by=by, at=at, deed=deed)
    not_frozen(deliverable, field, at)
    for one in deliverable.attachments:
        if (one.field_id, one.file_id) == (field.id, file.id):
            if one.name == name:
                return one
            _take_out(one, by=by, at=at)
    attachment = Attachment(
        deliverable_id=deliverable.id, field_id=field.id, file=file, name=name, added_at=at, added_by_id=by.id
    )
    db.session.add(attachment)
    db.session.flush()
    db.session.expire(deliverable, ["attachments"])
    audit.write("attach", deliverable, by=by, at=at, name=name, sha256=file.sha256)
    return attachment


def detach(attachment: Attachment, *, by: User, at: datetime, deed: Action = Action.WRITE) -> None:
    """Take a file out of the draft; versions that were sent with it keep it."""
    deliverable = attachment.deliverable
    begin(deliverable, by=by, at=at, deed=deed)
    not_frozen(deliverable, attachment.field, at)
    _take_out(attachment, by=by, at=at)
    db.session.flush()
    db.session.expire(deliverable, ["attachments"])


def _take_out(attachment: Attachment, *, by: User, at: datetime) -> None:
    attachment.removed_at = at
    audit.write("detach", attachment.deliverable, by=by, at=at, name=attachment.name)


def put_back(attachment: Attachment, *, by: User, at: datetime, deed: Action = Action.WRITE) -> None:
    """Undo taking a file out; what has the same content in its field is taken out for it."""
    deliverable = attachment.deliverable
    begin(deliverable, by=by, at=at, deed=deed)
    not_frozen(deliverable, attachment.field, at)
    if attachment.removed_at is None:
        return
    for one in deliverable.attachments:
        if (one.field_id, one.file_id) == (attachment.field_id, attachment.file_id):
            _take_out(one, by=by, at=at)
    attachment.removed_at = None
    db.session.flush()
    db.session.expire(deliverable, ["attachments"])
    audit.write("attach", deliverable, by=by, at=at, name=attachment.name, sha256=attachment.file.sha256)


def submit(
    deliverable: Deliverable, *, by: User, at: datetime, arrived: datetime, once: str, shown: str | None = None
) -> Version:
    """Freeze the draft as a version and hand it to the secretariat with its answers to points; write the receipt.

    arrived: when the last byte came in: it decides on lateness · once: the form's key; the same key again
    returns the version that it made. Raises Refused with the reason, in the reader's language.
    """
    made = version_sent_with(deliverable, once)
    step.ask(Action.SUBMIT, deliverable, by=by, at=at)
    if made:
        return made
    number = len(deliverable.versions) + 1
    step.take(deliverable, Action.SUBMIT, by=by, at=at, shown=shown, counts_at=arrived, number=number)
    answering.take_along(deliverable, by=by, at=at, arrived=arrived)
    version = freeze(deliverable, by=by, arrived=arrived, once=once)
    deliverable.sent_at = arrived
    outbox.put(compose.receipt(version, by), to=by, at=at)
    return version


def version_sent_with(deliverable: Deliverable, once: str) -> Version | None:
    """Return the version that a form's key has made already; a sending that is under way is waited for."""
    step.lock(deliverable)
    return db.session.scalars(
        select(Version).where(Version.deliverable_id == deliverable.id, Version.once == once)
    ).one_or_none()


def freeze(
    deliverable: Deliverable, *, by: User, arrived: datetime, once: str, accepted_by: User | None = None
) -> Version:
    """Return a new version: an immutable copy of answers and files. accepted_by: who took the draft as sent."""
    frozen, files = snapshots.snapshot(deliverable)
    counted = counting.counted(deliverable, calendars.holidays(deliverable.country_id), arrived)
    version = Version(
        deliverable=deliverable,
        number=len(deliverable.versions) + 1,
        answers=frozen,
        files=files,
        language=by.language,
        sha256=fingerprint(frozen, files),
        once=once,
        submitted_at=arrived,
        submitted_by=by,
        accepted_by=accepted_by,
        due_at=deliverable.due_at,
        late=counted.late,
        rung=counted.rung,
    )
    db.session.add(version)
    deliverable.late = counted.late
    db.session.flush()
    points.carry_on(version)
    return version


def fingerprint(frozen: list[dict[str, Any]], files: list[dict[str, Any]]) -> str:
    """Return the SHA-256 of a version's canonical JSON, which anybody can compute again from an export."""
    canonical = json.dumps([frozen, files], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def withdraw(deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None) -> None:
    """Take the text back, before it is approved; a reviewer who has it is told."""
    step.lock(deliverable)
    reviewer = deliverable.reviewer if deliverable.state in WITH_THE_SECRETARIAT else None
    step.take(deliverable, Action.WITHDRAW, by=by, at=at, shown=shown)
    if reviewer and reviewer.active and reviewer.id != by.id:
        outbox.put(compose.withdrawn(deliverable, reviewer, at=at), to=reviewer, at=at)


def waive(deliverable: Deliverable, *, reason: str, by: User, at: datetime, shown: str | None = None) -> None:
    """Say that the country need not answer, and why."""
    reason = given(reason)
    step.take(deliverable, Action.WAIVE, by=by, at=at, shown=shown, reason=reason)
    tell(deliverable, lambda reader: compose.waived(deliverable, reader, reason=reason, at=at), by=by, at=at)


def reopen(deliverable: Deliverable, *, reason: str, by: User, at: datetime, shown: str | None = None) -> None:
    """Give the text back to the country after it was decided, and why; with time for it where its date has passed."""
    reason = given(reason)
    step.take(deliverable, Action.REOPEN, by=by, at=at, shown=shown, reason=reason)
    more_time.give([(deliverable, by, reason)], at=at)
    tell(deliverable, lambda reader: compose.reopened(deliverable, reader, reason=reason, at=at), by=by, at=at)


def publish(deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None) -> None:
    """Publish an approved text."""
    step.take(deliverable, Action.PUBLISH, by=by, at=at, shown=shown)


def extend(deliverable: Deliverable, *, until: datetime, reason: str, by: User, at: datetime) -> None:
    """Give a country more time, with the reason; it counts at once, whatever had passed before.

    An extension that was given is corrected by another, an earlier one too. Raises Refused where the country has
    nothing to write, or where it would have less time than by the call.
    """
    step.lock(deliverable)
    step.ask(Action.EXTEND, deliverable, by=by, at=at)
    if not states.owed(State(deliverable.state)):
        raise Refused(step.not_now(deliverable))
    before = deliverable.due_at
    if until <= (_own_due(deliverable) if deliverable.extension_reason else before):
        raise Refused(_("An extension ends after the date that it extends."), field="until")
    if until == before:
        raise Refused(_("The date is this one already."), field="until")
    reason = given(reason)
    moved = {"before": before.isoformat(), "after": until.isoformat()}
    audit.write(Action.EXTEND, deliverable, by=by, at=at, reason=reason, **moved)
    deliverable.due_at, deliverable.extension_reason = until, reason
    if tell(deliverable, lambda reader: compose.extended(deliverable, reader, before=before), by=by, at=at):
        reminders.pass_over(deliverable, at)


def _own_due(deliverable: Deliverable) -> datetime:
    """Return when the text would be due without an extension."""
    return deadlines.due_moment(deliverable.call, deliverable.country, calendars.holidays(deliverable.country_id))


def tell(deliverable: Deliverable, write: Callable[[User], Letter], *, by: User, at: datetime) -> int:
    """Write to each focal point of the country but to whoever acts, and return how many that are.

    Nobody is told of their own deed.
    """
    readers = [one for one in people.of_country(deliverable.country_id, at, Role.FOCAL_POINT) if one.id != by.id]
    for reader in readers:
        outbox.put(write(reader), to=reader, at=at, about=[deliverable.id])
    return len(readers)


def given(reason: str) -> str:
    """Return a reason, or refuse an empty one and one that fills more than a paragraph."""
    reason = reason.strip()
    if answers.CONTROL.search(reason):
        raise Refused(_("This text contains control characters; paste it again as plain text."), field="reason")
    if not reason:
        raise Refused(_("Write the reason; the country and the auditor will read it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("At most %(most)s characters fit into a reason.", most=LONGEST_REASON), field="reason")
    return reason
