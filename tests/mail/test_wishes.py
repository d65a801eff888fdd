"""What people want no mail of does not leave, but for the last reminder before a date."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import compose, names, outbox, replies, truth
from secretariat.mail.letter import MUTABLE, Kind
from secretariat.models.messages import Message, MutedKind
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import reminders, wishes
from tests import factories
from tests.mail import letters


@pytest.fixture
def rosa(session):
    for offset in (-21, -7, -2, 0, 1):
        factories.add(ReminderRule(call_id=None, offset_days=offset))
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe")


def mute(person, *kinds):
    for kind in kinds:
        factories.add(MutedKind(user_id=person.id, kind=kind, at=factories.NOW))


def written(person, at):
    """Return the reminder that a run writes to a person."""
    reminders.run(at)
    return db.session.scalars(
        select(Message).where(Message.user_id == person.id, Message.kind == Kind.REMINDER, Message.created_at == at)
    ).one()


def test_every_kind_that_one_may_stop_does_not_leave_and_every_other_does(rosa):
    mute(rosa, *Kind)
    kept = set()
    for number, letter in enumerate(letters.every_kind(rosa)):
        message = outbox.put(letter, to=rosa, at=factories.NOW, once=f"again:{number}")
        if message.kind in MUTABLE:
            assert not truth.holds(message, factories.NOW)
            assert (message.state, message.reply) == ("cancelled", replies.MUTED), letter.kind
        else:
            assert truth.holds(message, factories.NOW), letter.kind
            kept.add(letter.kind)
    assert kept == set(Kind) - set(MUTABLE)


def test_it_is_asked_at_each_attempt_until_a_copy_may_have_arrived(rosa):
    text = factories.deliverable()
    first, second = (
        outbox.put(compose.call_opened(text.call, rosa, text), to=rosa, at=factories.NOW) for _copy in range(2)
    )
    first.attempts, second.uncertain = 1, True
    mute(rosa, Kind.CALL_OPENED)
    assert (truth.holds(first, factories.NOW), truth.holds(second, factories.NOW)) == (False, True)


def test_the_last_reminder_before_a_date_leaves_all_the_same(rosa):
    text = factories.deliverable()
    mute(rosa, Kind.REMINDER)
    morning = text.due_at.replace(minute=0)
    week = written(rosa, morning - timedelta(days=7))
    assert not truth.holds(week, week.created_at)
    last = written(rosa, morning)
    assert truth.holds(last, last.created_at)
    late = written(rosa, morning + timedelta(days=4))
    assert not truth.holds(late, late.created_at)


def test_the_last_one_leaves_to_each_focal_point_though_it_was_decided_once(rosa):
    other = factories.user(Role.FOCAL_POINT)
    text = factories.deliverable()
    mute(rosa, Kind.REMINDER)
    mute(other, Kind.REMINDER)
    at = text.due_at.replace(minute=0)
    both = [written(rosa, at)]
    both += db.session.scalars(select(Message).where(Message.user_id == other.id)).all()
    assert [truth.holds(one, at) for one in both] == [True, True]


def test_only_the_letters_of_ones_roles_are_offered(rosa):
    assert wishes.offered(rosa, factories.NOW) == [
        Kind.REMINDER, Kind.CALL_OPENED, Kind.CALL_CHANGED, Kind.CIRCULATED, Kind.HANDED_BACK,
    ]  # fmt: skip
    assert wishes.offered(factories.user(Role.REVIEWER), factories.NOW) == [Kind.ASSIGNED, Kind.RELEASED]
    assert wishes.offered(factories.user(Role.AUDITOR), factories.NOW) == []


def test_every_letter_that_one_may_stop_has_a_name_and_says_where_its_news_stand():
    assert set(MUTABLE) == set(names.NAMES) == set(names.WITHOUT_MAIL)
