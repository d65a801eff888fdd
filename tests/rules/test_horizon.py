"""A picture reaches as far as something stands near to what it shows."""

from datetime import date, timedelta

import pytest

from secretariat.rules.horizon import Reach, reach

TODAY = date(2025, 9, 8)
CAME = [TODAY - timedelta(days=21), TODAY - timedelta(days=2)]


def in_days(*days: int) -> dict[date, int]:
    return {TODAY + timedelta(days=one): number for number, one in enumerate(days, 1)}


def test_a_date_near_to_the_others_ends_the_picture():
    due = in_days(-10, 11, 25)
    assert reach(CAME, due, TODAY) == Reach(CAME[0], max(due), min(due), max(due), {})


def test_a_date_a_year_away_is_left_out_and_some_days_are_added():
    due = in_days(-10, 11, 365)
    last = TODAY + timedelta(days=11)
    assert reach(CAME, due, TODAY) == Reach(
        CAME[0], last + timedelta(days=3), min(due), last, {TODAY + timedelta(days=365): 3}
    )


def test_what_follows_a_date_that_is_left_out_is_left_out_too():
    assert list(reach(CAME, in_days(-10, 300, 310), TODAY).later.values()) == [2, 3]


@pytest.mark.parametrize(("gap", "within"), [(14, True), (15, False)])
def test_two_weeks_are_near_however_short_the_picture_is(gap, within):
    found = reach([TODAY], in_days(0, gap), TODAY)
    assert (found.due_to == TODAY + timedelta(days=gap), not found.later) == (within, within)


def test_the_first_date_is_shown_however_far_it_is():
    due = in_days(300)
    assert reach([TODAY], due, TODAY) == Reach(TODAY, max(due), max(due), max(due), {})


def test_time_that_has_passed_brings_a_far_date_nearer():
    due = in_days(-10, 200)
    assert (bool(reach(CAME, due, TODAY).later), bool(reach(CAME, due, TODAY + timedelta(days=150)).later)) == (
        True,
        False,
    )


def test_days_after_the_last_date_are_shown_only_where_something_came():
    late = TODAY + timedelta(days=30)
    due = in_days(-10, 11)
    found = [reach(came, due, TODAY + timedelta(days=100)).last for came in (CAME, [*CAME, late])]
    assert found == [max(due), late]
