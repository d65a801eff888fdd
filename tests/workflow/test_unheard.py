"""A reminder whose reader may not act any more before it leaves: whoever acts for the country by now is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import replies, truth
from secretariat.models.deliverables import State
from secretariat.models.people import Membership, Role
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.workflow import reminders
from tests import factories
from tests.workflow.test_rungs import DUE, OPENED, letters, lima


@pytest.fixture
def rosa(session):
    for offset in (-7, -4):
        factories.add(ReminderRule(call_id=None, offset_days=offset))
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe")


@pytest.fixture
def text(rosa):
    """Peru's text, of which a reminder to Rosa waits."""
    made = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    reminders.run(lima(12))
    assert [one.user_id for one in letters()] == [rosa.id]
    return made


def successor(since, code="PE"):
    return factories.user(Role.FOCAL_POINT, factories.country(code), email="luz@rree.gob.pe", since=since)


def end(person, at) -> None:
    person.memberships[0].until = at
    db.session.flush()


def try_all(at) -> list[bool]:
    return [truth.holds(one, at) for one in letters() if one.state == "waiting"]


def told() -> list[tuple[int, str]]:
    return [(one.user_id, one.state) for one in letters()]


def test_the_successor_of_whoever_could_not_be_told_is_told_once(text, rosa):
    end(rosa, lima(13))
    luz = successor(lima(13))
    assert try_all(lima(13)) == [False]
    assert [reminders.run(lima(13, hour)) for hour in (10, 11)] == [1, 0]
    assert told() == [(rosa.id, "cancelled"), (luz.id, "waiting")]
    assert letters()[0].reply == replies.NEEDLESS
    assert try_all(lima(13, 11)) == [True]


def test_where_there_is_nobody_the_rung_waits_for_somebody(text, rosa):
    end(rosa, lima(13))
    try_all(lima(13))
    assert reminders.run(lima(13, 10)) == 0
    luz = successor(lima(14))
    assert reminders.run(lima(14)) == 1
    assert letters()[-1].user_id == luz.id


def test_of_two_reminders_that_told_nobody_one_is_written_for_both(text, rosa):
    reminders.run(lima(15))
    end(rosa, lima(16))
    luz = successor(lima(16))
    assert try_all(lima(16)) == [False, False]
    assert reminders.run(lima(16, 10)) == 1
    assert told() == [(rosa.id, "cancelled")] * 2 + [(luz.id, "waiting")]
    assert reminders.run(lima(17)) == 0


def test_a_reminder_that_waited_behind_one_that_left_was_heard(text, rosa):
    reminders.run(lima(15))
    old, new = letters()
    assert (truth.holds(old, lima(15)), old.reply) == (False, replies.BEHIND)
    new.state = "sent"
    end(rosa, lima(16))
    successor(lima(16))
    assert not truth.holds(old, lima(16))
    assert reminders.run(lima(16, 10)) == 0


@pytest.mark.parametrize("state", ["waiting", "held", "sent"])
def test_where_a_colleague_was_told_by_a_letter_of_their_own_the_rung_does_not_speak_again(rosa, state):
    luz = successor(OPENED)
    factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    reminders.run(lima(12))
    first, other = letters()
    other.state = state
    end(rosa, lima(13))
    assert (truth.holds(first, lima(13)), {first.user_id, other.user_id}) == (False, {rosa.id, luz.id})
    assert reminders.run(lima(13, 10)) == 0


def test_where_the_letters_of_all_colleagues_tell_nobody_the_rung_speaks_again(rosa):
    luz = successor(OPENED)
    factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    reminders.run(lima(12))
    for one in (rosa, luz):
        end(one, lima(13))
    ana = factories.user(Role.FOCAL_POINT, email="ana@rree.gob.pe", since=lima(13))
    ground = truth.Ground.of(letters())
    assert [truth.holds(one, lima(13), ground) for one in letters()] == [False, False]
    assert reminders.run(lima(13, 10)) == 1
    assert letters()[-1].user_id == ana.id


def test_an_approver_who_was_told_stands_for_no_focal_point(text, rosa):
    luz = factories.user(Role.APPROVER, email="luz@rree.gob.pe")
    factories.add(ReminderRule(call_id=None, offset_days=-3, audience=Audience.APPROVERS))
    reminders.run(lima(16))
    theirs = next(one for one in letters() if one.user_id == luz.id)
    theirs.state = "sent"
    end(rosa, lima(17))
    ana = factories.user(Role.FOCAL_POINT, email="ana@rree.gob.pe", since=lima(17))
    try_all(lima(17))
    assert reminders.run(lima(17, 10)) == 1
    assert letters()[-1].user_id == ana.id


def test_a_letter_to_an_approver_that_an_officer_stopped_is_not_written_again_when_a_focal_point_goes(rosa):
    luz = factories.user(Role.APPROVER, email="luz@rree.gob.pe")
    factories.add(ReminderRule(call_id=None, offset_days=-7, audience=Audience.APPROVERS))
    factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    reminders.run(lima(12))
    next(one for one in letters() if one.user_id == luz.id).state = "cancelled"
    end(rosa, lima(13))
    ana = factories.user(Role.FOCAL_POINT, email="ana@rree.gob.pe", since=lima(13))
    try_all(lima(13))
    assert reminders.run(lima(13, 10)) == 1
    assert letters()[-1].user_id == ana.id


def test_of_an_account_that_was_closed_the_successor_is_told(text, rosa):
    rosa.active = False
    luz = successor(lima(13))
    assert (try_all(lima(13)), letters()[0].reply) == ([False], replies.CLOSED)
    assert reminders.run(lima(13, 10)) == 1
    assert letters()[-1].user_id == luz.id


def test_whoever_acts_for_one_of_two_countries_yet_is_told_of_that_and_the_successor_of_the_other(rosa):
    brazil = factories.country("BR")
    rosa.memberships.append(Membership(country_id=brazil.id, role=Role.FOCAL_POINT, since=OPENED))
    call = factories.call(due_at=DUE, opened_at=OPENED)
    mine, theirs = factories.deliverable(call), factories.deliverable(call, brazil)
    reminders.run(lima(12))
    assert set(letters()[0].about) == {mine.id, theirs.id}
    end(rosa, lima(13))
    luz = successor(lima(13))
    assert try_all(lima(13)) == [True]
    assert letters()[0].about == [theirs.id]
    assert reminders.run(lima(13, 10)) == 1
    assert (letters()[-1].user_id, letters()[-1].about) == (luz.id, [mine.id])


@pytest.mark.parametrize("gone", [True, False])
def test_of_a_text_that_came_no_rung_is_opened_again(text, rosa, gone):
    text.state = State.SUBMITTED
    if gone:
        end(rosa, lima(13))
    assert try_all(lima(13)) == [False]
    assert len(db.session.scalars(select(Reminder)).all()) == 1
    text.state = State.DRAFT
    successor(lima(13))
    assert reminders.run(lima(13) + timedelta(hours=1)) == 0
