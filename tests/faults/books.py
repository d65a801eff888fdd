"""assert_books(): what must hold after every fault, whatever it was."""

from collections import Counter

from flask import current_app
from sqlalchemy import func, select

from secretariat.database import db, transaction
from secretariat.mail import replies
from secretariat.mail.letter import Kind
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import Deliverable
from secretariat.models.files import PartialUpload, StoredFile
from secretariat.models.messages import Message
from secretariat.models.reminders import Reminder
from secretariat.settings import Place
from secretariat.storage import store_at
from secretariat.storage.parts import parts_at
from secretariat.workflow import audit
from tests.sink import Sink


def assert_books(sink: Sink, place: Place | None = None) -> None:
    """Check the invariants I1 to I6 of the committed state against what the mail server has.

    place: where the files are, if not where the application keeps them.
    """
    with current_app.app_context(), transaction(keep=False):
        messages = db.session.scalars(select(Message).order_by(Message.id)).all()
        each_is_sent_or_an_officer_was_told(messages)
        the_server_has_each_once_or_as_promised(messages, sink)
        verdict = audit.verify()
        assert verdict.trouble is None, verdict
        every_file_is_there_with_its_hash(place or current_app.config["SETTINGS"].storage)
        each_state_is_that_of_its_last_step()
        each_rung_was_decided_once()


def each_is_sent_or_an_officer_was_told(messages) -> None:
    """I1."""
    told = {number for one in messages for number in one.refusals}
    persons = {(one.user_id, one.email) for one in messages if one.id in told}
    for one in messages:
        if one.state == "cancelled":
            assert one.reply in {replies.HANDED_IN, replies.NEEDLESS, replies.TOLD_SINCE, replies.CLOSED}
        elif one.state == "refused" and one.kind != Kind.ADDRESS_REFUSED:
            assert (one.user_id, one.email) in persons, one.reply
        else:
            assert one.state in {"sent", "refused"}, (one.id, one.state, one.attempts, one.reply)
        assert one.lease_until is None, (one.id, one.state)


def the_server_has_each_once_or_as_promised(messages, sink: Sink) -> None:
    """I2: a second copy only of what is marked uncertain, with the same bytes."""
    arrived = Counter(copy.message_id for copy in sink.copies)
    sent = {one.message_id: one for one in messages if one.state == "sent"}
    uncertain = {one.message_id for one in messages if one.uncertain}
    assert set(sent) <= set(arrived)
    assert set(arrived) - set(sent) <= uncertain
    for identity, count in arrived.items():
        bytes_of = {copy.content for copy in sink.copies if copy.message_id == identity}
        assert len(bytes_of) == 1, identity
        assert count == 1 or identity in uncertain, (identity, count)


def every_file_is_there_with_its_hash(place: Place) -> None:
    """I4."""
    storage = store_at(place)
    assert all(storage.sound(one) for one in db.session.scalars(select(StoredFile.sha256)))
    parts = parts_at(place)
    begun = db.session.scalars(select(PartialUpload).where(PartialUpload.ended_at.is_(None))).all()
    assert all(parts.size(one.token) >= one.received for one in begun)


def each_state_is_that_of_its_last_step() -> None:
    """I5, for the texts whose steps are in the trail."""
    steps = (
        select(AuditEntry.thing_id, AuditEntry.details["after"].astext)
        .where(AuditEntry.thing_kind == Deliverable.__tablename__, AuditEntry.details.has_key("before"))
        .where(AuditEntry.action != "extend")
        .order_by(AuditEntry.number)
    )
    last = dict(db.session.execute(steps).all())
    now = dict(db.session.execute(select(Deliverable.id, Deliverable.state)).all())
    assert {one: now[one] for one in last} == last


def each_rung_was_decided_once() -> None:
    """I6."""
    rungs = (Reminder.deliverable_id, Reminder.rule_id, Reminder.due_at, Reminder.offset_days, Reminder.audience)
    twice = select(*rungs).group_by(*rungs).having(func.count() > 1)
    assert db.session.execute(twice).all() == []
