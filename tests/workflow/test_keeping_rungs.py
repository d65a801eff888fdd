"""A rung that did not speak to somebody is kept for them: sent too early, held, or followed by a narrower one."""

from datetime import timedelta

import pytest

from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.models.reminders import Audience, OnlyIf, Reminder, ReminderRule
from secretariat.queries import calls
from secretariat.workflow import reminders, rungs
from tests import factories
from tests.workflow.test_rungs import DUE, OPENED, letters, lima, rung, wanted, written


@pytest.fixture
def officer(session):
    for days in (-21, -7, -2):
        factories.add(ReminderRule(call_id=None, offset_days=days))
    return factories.user(Role.OFFICER)


@pytest.fixture
def rosa(officer):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


@pytest.fixture
def ana(officer):
    return factories.user(Role.FOCAL_POINT, factories.country("BR"), name="Ana Lima")


@pytest.fixture
def text(rosa):
    made = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED, titles={"en": "Progress report"}))
    reminders.run(lima(1))
    for one in letters():
        one.state = "sent"
    return made


def sent(text) -> dict[int, int]:
    """Return to how many countries the page says that each rung was sent, by its day."""
    return {one.offset_days: count for one, count in calls.rungs(text.call)}


def days_written(user, first=9, last=20) -> list[int]:
    """Let days come, and return those on which a person is written to."""
    return [day for day in range(first, last) if user.id in {one.user_id for one in written(lima(day))}]


# Sent before its time.


def test_whoever_is_left_out_of_a_rung_that_is_sent_now_gets_it_on_its_own_day_and_nobody_gets_it_twice(
    text, officer, rosa, ana
):
    written(lima(12))
    factories.deliverable(text.call, by=factories.country("BR"))
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, 11)) == 1
    assert sent(text) == {-21: 1, -7: 1, -2: 1}
    days = {day: {one.user_id for one in written(lima(day))} for day in range(13, 19)}
    assert {day: users for day, users in days.items() if users} == {17: {rosa.id}}
    assert sent(text) == {-21: 1, -7: 1, -2: 2}


def test_a_held_rung_from_which_everybody_was_left_out_is_said_to_be_sent_to_nobody_and_speaks_after_its_release(
    text, officer, rosa
):
    rungs.hold(text.call, rung(text, -2), by=officer, at=lima(8))
    written(lima(12))
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, 11)) == 0
    assert sent(text)[-2] == 0
    assert days_written(rosa, 13) == []
    rungs.release(text.call, rung(text, -2), by=officer, at=lima(19, 10))
    assert len(written(lima(19, 10))) == 1


def test_a_country_of_which_somebody_has_had_todays_mail_keeps_a_rung_for_its_own_day(text, officer, rosa):
    written(lima(12))
    martin = factories.user(Role.FOCAL_POINT, name="Martín Paz")
    found = reminders.whom(rung(text, -2), text.call, lima(12, 11))
    assert (found.gets, found.told, found.again) == ([], [rosa, martin], (lima(13), text))
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, 11)) == 0
    assert (days_written(rosa, 13, 18), {one.user_id for one in letters()[-2:]}) == ([17], {rosa.id, martin.id})


def test_a_rung_released_on_a_day_with_a_mail_of_another_rung_speaks_the_next_morning(text, officer, rosa):
    other = factories.deliverable(factories.call(due_at=DUE + timedelta(days=4), opened_at=OPENED))
    rungs.hold(text.call, rung(text, -7), by=officer, at=lima(8))
    assert days_written(rosa, 9, 17) == [9, 16]  # for the other, three weeks and one before it is due
    rungs.release(text.call, rung(text, -7), by=officer, at=lima(16, 11))
    assert (written(lima(16, 11)), letters()[-1].about) == ([], [text.id, other.id])
    assert sent(text)[-7] == 0
    assert days_written(rosa, 17, 19) == [17]


def test_a_held_rung_that_an_officer_sends_after_its_day_is_sent(text, officer):
    rungs.hold(text.call, rung(text, -7), by=officer, at=lima(8))
    assert len(written(lima(17))) == 1
    assert rungs.send_now(text.call, rung(text, -7), by=officer, at=lima(18, 10)) == 1


def test_a_rung_that_is_sent_now_stays_for_a_text_of_which_it_does_not_hold_yet(text, officer, rosa):
    rungs.change(text.call, rung(text, -2), wanted(-2, only_if=OnlyIf.NOT_CLEARED), by=officer, at=lima(8))
    text.state = State.CLEARED
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(8)) == 0
    text.state = State.DRAFT
    assert days_written(rosa) == [12, 17]


def test_a_letter_that_was_cancelled_before_it_left_spoke_to_no_country(text):
    (letter,) = written(lima(12))
    assert sent(text)[-7] == 1
    letter.state = "cancelled"
    assert sent(text)[-7] == 0


# A narrower rung.


def test_a_narrower_rung_that_does_not_hold_leaves_the_missed_one_before_it(text, officer):
    rungs.add(text.call, wanted(-5, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(8))
    text.state = State.DRAFT
    assert len(written(lima(16))) == 1
    told = {one.rule.offset_days: one.message_id is not None for one in db.session.query(Reminder)}
    assert told == {-21: True, -7: True, -5: False}


def test_of_two_missed_rungs_that_hold_only_the_later_speaks(text, officer):
    rungs.add(text.call, wanted(-5, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(8))
    assert len(written(lima(16))) == 1
    told = {one.rule.offset_days: one.message_id is not None for one in db.session.query(Reminder)}
    assert told == {-21: True, -7: False, -5: True}


def test_a_narrower_rung_that_is_added_too_late_to_speak_does_not_silence_the_missed_one(text, officer):
    text.state = State.DRAFT
    rungs.add(text.call, wanted(-5, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(15))
    assert len(written(lima(15, 10))) == 1


@pytest.mark.parametrize(("state", "spoken"), [(State.DRAFT, 1), (State.NOT_STARTED, 0)])
def test_a_held_rung_speaks_when_it_is_released_unless_a_later_one_has_spoken(text, officer, state, spoken):
    rungs.add(text.call, wanted(-5, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(8))
    rungs.hold(text.call, rung(text, -7), by=officer, at=lima(8))
    text.state = state
    assert len(written(lima(15))) == 1 - spoken
    rungs.release(text.call, rung(text, -7), by=officer, at=lima(16))
    assert len(written(lima(16))) == spoken


def test_a_rung_that_was_skipped_for_a_country_does_not_silence_the_one_held_before_it(text, officer):
    rungs.hold(text.call, rung(text, -7), by=officer, at=lima(8))
    rungs.skip(text, rung(text, -2), "Elections", by=officer, at=lima(8))
    assert written(lima(17)) == []
    rungs.release(text.call, rung(text, -7), by=officer, at=lima(18))
    assert len(written(lima(18))) == 1


def test_an_early_rung_of_the_officers_keeps_its_day(text, officer):
    rungs.add(text.call, wanted(1, Audience.OFFICERS), by=officer, at=lima(8))
    assert rungs.send_now(text.call, rung(text, 1, Audience.OFFICERS), by=officer, at=lima(8)) == 0
    assert [one.rule.offset_days for one in db.session.query(Reminder)] == [-21]
