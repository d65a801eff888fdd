"""A rung that is moved: to a later day it is due again for those who still owe, to a day that has passed for nobody."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.models.reminders import Audience, OnlyIf, Reminder, ReminderRule
from secretariat.queries import calls
from secretariat.queries import reminders as queries
from secretariat.rules import deadlines
from secretariat.workflow import forecast, repeats, revising, rungs
from tests import factories
from tests.workflow.test_rungs import DUE, OPENED, letters, lima, rung, wanted, written


@pytest.fixture
def officer(session):
    factories.add(ReminderRule(call_id=None, offset_days=-7))
    return factories.user(Role.OFFICER)


@pytest.fixture
def rosa(officer):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


@pytest.fixture
def text(rosa):
    """Peru's text, of which the one reminder speaks on the twelfth."""
    made = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED, titles={"en": "Progress report"}))
    assert [one.user_id for one in written(lima(12))] == [rosa.id]
    for one in letters():
        one.state = "sent"
    return made


def move(text, officer, before: int, after: int, at: datetime, **more) -> None:
    rungs.change(text.call, rung(text, before), wanted(after), by=officer, at=at, **{"again": True} | more)


def twice(text, before: int, after: int, at: datetime, **more) -> list[str]:
    """Return who would hear a rung a second time if it were moved."""
    found = repeats.hear_again(text.call, rung(text, before), wanted(after, **more).rung(), at)
    return [one.name for one in found]


def days_written(first: int, last: int = 20) -> list[int]:
    return [day for day in range(first, last) if written(lima(day))]


def test_a_rung_that_has_spoken_and_is_moved_to_a_later_day_speaks_again_on_it_and_once(text, officer):
    move(text, officer, -7, -2, lima(13))
    assert [one.moment for one in forecast.following(lima(13))] == [lima(17)]
    assert days_written(13) == [17]
    assert [(one.offset_days, count) for one, count in calls.rungs(text.call)] == [(-2, 1)]


def test_whoever_has_sent_in_between_does_not_hear_it_again_and_whoever_came_too_late_for_it_hears_it_first(
    text, officer, rosa
):
    factories.deliverable(text.call, by=factories.country("BR"))
    ana = factories.user(Role.FOCAL_POINT, factories.country("BR"))
    move(text, officer, -7, -2, lima(13))
    text.state = State.SUBMITTED
    assert {one.user_id for day in range(13, 20) for one in written(lima(day))} == {ana.id}


def test_nobody_is_written_to_a_second_time_before_that_was_said(text, officer):
    with pytest.raises(Refused, match=r"One person who has had this reminder gets it a second time\.") as refused:
        move(text, officer, -7, -2, lima(13), again=False)
    assert refused.value.field == "again"
    db.session.rollback()


def test_a_rung_that_is_moved_back_before_its_new_day_has_spoken_already(text, officer):
    move(text, officer, -7, -2, lima(13))
    move(text, officer, -2, -7, lima(14), again=False)
    assert days_written(14) == []
    assert calls.rungs(text.call)[0][1] == 1
    move(text, officer, -7, -2, lima(15))
    assert days_written(15) == [17]
    move(text, officer, -2, -7, lima(18), again=False)
    move(text, officer, -7, -2, lima(18), again=False)
    assert days_written(18) == []


def test_a_rung_that_is_moved_to_a_day_that_has_passed_speaks_to_nobody_until_it_is_moved_on(text, officer):
    move(text, officer, -7, -9, lima(13), again=False)
    assert days_written(13, 16) == []
    move(text, officer, -9, -2, lima(16))
    assert days_written(16) == [17]


def test_a_rung_that_was_moved_to_a_day_that_has_passed_by_mistake_keeps_the_day_to_which_it_is_moved_back(
    text, officer
):
    rungs.add(text.call, wanted(-2), by=officer, at=lima(13))
    move(text, officer, -2, -9, lima(14), again=False)
    move(text, officer, -9, -2, lima(15), again=False)
    assert days_written(15) == [17]


def test_on_one_day_nobody_hears_twice_though_a_rung_is_sent_by_hand_and_moved_to_that_day(text, officer):
    move(text, officer, -7, -2, lima(16))
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(17, 8)) == 1
    move(text, officer, -2, -1, lima(17, 8))
    rungs.add(text.call, wanted(-2), by=officer, at=lima(17, 8))
    assert days_written(17) == [18]


def test_a_day_off_that_puts_two_days_together_brings_one_mail(text, officer):
    rungs.add(text.call, wanted(-6), by=officer, at=lima(13))  # a Saturday: it comes on Monday the 15th
    assert days_written(13, 16) == [15]
    move(text, officer, -6, -4, lima(15, 10), again=False)
    assert (written(lima(15, 11)), days_written(16)) == ([], [])


def test_a_country_that_is_left_out_of_a_rung_stays_so_wherever_it_is_moved(text, officer):
    rungs.add(text.call, wanted(-2), by=officer, at=lima(13))
    rungs.skip(text, rung(text, -2), "Elections", by=officer, at=lima(13))
    move(text, officer, -2, -1, lima(14))
    assert days_written(14) == []
    rungs.undo_skip(text, rung(text, -1), by=officer, at=lima(14))
    assert days_written(14) == [18]


def test_who_hears_a_rung_a_second_time_is_known_beforehand(text, officer, rosa):
    assert twice(text, -7, -2, lima(13)) == ["Rosa Quispe"]
    factories.user(Role.FOCAL_POINT, name="Martín Paz")  # he had no letter, so it is his first
    factories.user(Role.APPROVER, name="Luz Rojas")
    assert twice(text, -7, -2, lima(13)) == ["Rosa Quispe"]
    assert twice(text, -7, -2, lima(13), audience=Audience.APPROVERS) == []
    assert twice(text, -7, -8, lima(13)) == twice(text, -7, -7, lima(13)) == []
    text.state = State.DRAFT
    assert twice(text, -7, -2, lima(13), only_if=OnlyIf.NOT_BEGUN) == []
    letters()[0].state = "cancelled"
    assert twice(text, -7, -2, lima(13)) == []


def test_a_rung_of_the_house_that_spoke_is_known_for_the_call_that_moves_it_and_other_calls_keep_it(text, officer):
    other = factories.deliverable(factories.call(due_at=DUE + timedelta(days=7), opened_at=OPENED))
    move(text, officer, -7, -2, lima(13))
    assert [one.offset_days for one in queries.ladder(other.call)] == [-7]
    assert [day for day in range(13, 24) if written(lima(day))] == [17, 19]
    spoke = db.select(Reminder.deliverable_id).where(Reminder.message_id.is_not(None)).order_by(Reminder.decided_at)
    assert list(dict.fromkeys(db.session.scalars(spoke))) == [text.id, other.id]


def test_a_rung_that_is_held_while_the_date_moves_speaks_when_it_is_released(text, officer):
    rungs.add(text.call, wanted(-2), by=officer, at=lima(13))
    rungs.hold(text.call, rung(text, -2), by=officer, at=lima(13))
    text.call.due_at = lima(17, 18)
    revising.move_due(text.call, at=lima(15, 10))
    rungs.release(text.call, rung(text, -2), by=officer, at=lima(16, 10))
    assert len(written(lima(16, 10))) == 1


moves = st.dictionaries(st.integers(8, 18), st.integers(-12, 0), max_size=6)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=moves)
def moved_about(officer, moves: dict[int, int]) -> None:
    """Move the one rung about, at ten in the morning; it speaks on its day, once for each day that it has had."""
    with db.session.begin_nested() as month:
        text = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
        rungs.change(text.call, rung(text, -7), wanted(-7), by=officer, at=lima(8, 8))
        now, decided, expected, came = -7, set(), [], []
        for day in range(8, 20):
            if now not in decided and moment(text, now) <= lima(day):
                decided.add(now)
                expected.append(day)
            came += [day for _letter in written(lima(day))]
            if day in moves:
                move(text, officer, now, now := moves[day], lima(day, 10))
                if moment(text, now) <= lima(day, 10):
                    decided.add(now)
        month.rollback()
    db.session.expire_all()
    assert came == expected


def moment(text, offset: int) -> datetime:
    return deadlines.reminder_moment(text.due_at, offset, text.country.zone, set())


def test_however_a_rung_is_moved_about_it_speaks_on_its_day_once_for_each_day_that_it_has_had(officer, rosa):
    moved_about(officer)
