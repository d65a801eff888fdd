"""A house that was restored from a backup mails nothing that the lost one may have mailed."""

import pytest
from sqlalchemy import select

from secretariat.errors import Refused
from secretariat.mail import due, replies
from secretariat.mail.letter import Kind
from secretariat.models.audit import AuditEntry
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import restoring
from tests.factories import LONG_AGO, NOW, add, call, country, deliverable, user
from tests.letters import letter_to


@pytest.fixture
def copy(session):
    """A house whose tables were just laid from a backup, and compared."""
    return add(OutboxHold(backup_at=NOW, restored_at=NOW))


@pytest.fixture
def rosa(session):
    return user(Role.FOCAL_POINT, country("PE"))


def waiting(person, **facts):
    return add(letter_to(person, **{"state": "waiting", "attempts": 0, "sent_at": None} | facts))


def kinds(session, state):
    return session.scalars(select(Message.kind).where(Message.state == state).order_by(Message.id)).all()


def test_what_waited_in_the_backup_is_held_and_says_why(session, copy, rosa):
    waited, sent = waiting(rosa, reply="451 later"), add(letter_to(rosa))
    assert restoring.settle(backup_at=NOW, at=NOW) == 1
    session.refresh(waited)
    assert (waited.state, waited.reply, sent.state, copy.verified) == ("held", replies.COPIED, "sent", True)


def test_nothing_leaves_a_copy_before_it_is_released(session, copy, rosa):
    restoring.settle(backup_at=NOW, at=NOW)
    waiting(rosa, kind=Kind.APPROVED)
    session.commit()
    assert (due.ready(), due.keep()) == ([], None)
    restoring.release(at=NOW)
    session.commit()
    assert due.ready()[0].to == rosa.email


def test_reminders_that_the_lost_house_may_have_sent_are_written_at_the_release_and_held(session, copy, rosa):
    add(ReminderRule(call_id=None, offset_days=-7))
    deliverable(call(due_at=NOW, opened_at=LONG_AGO))
    restoring.settle(backup_at=NOW, at=NOW)
    waiting(rosa, kind=Kind.RECEIPT)
    assert restoring.release(at=NOW) == 1
    assert (kinds(session, "waiting"), kinds(session, "held")) == ([Kind.RECEIPT], [Kind.REMINDER])


def test_a_copy_that_was_not_found_to_be_whole_is_not_released(session, copy):
    with pytest.raises(Refused, match="was not found to be whole"):
        restoring.release(at=NOW)


def test_a_house_that_is_no_copy_has_nothing_to_release(session):
    with pytest.raises(Refused, match="not on hold"):
        restoring.release(at=NOW)


def test_the_trail_tells_of_both(session, copy, rosa):
    waiting(rosa)
    restoring.settle(backup_at=NOW, at=NOW)
    restoring.release(at=NOW)
    session.commit()
    told = session.execute(select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.number)).all()
    assert [tuple(one) for one in told] == [
        ("restore_backup", {"before": NOW.isoformat(), "count": 1}),
        ("release_outbox", {"count": 0}),
    ]
