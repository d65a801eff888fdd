"""A letter that a server does not take is tried again, less and less often, for 72 hours."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from secretariat.mail import backoff

rolls = st.floats(0, 1)


@settings(deadline=None)
@given(st.lists(rolls, min_size=60, max_size=60))
def test_the_attempts_end_after_about_72_hours_whatever_the_dice_say(dice):
    waits = [backoff.wait(attempts, roll) for attempts, roll in enumerate(dice, 1)]
    tried = waits.index(None)
    assert all(one is None for one in waits[tried:])
    assert tried == 25
    assert timedelta(hours=36) <= sum(waits[:tried], timedelta(0)) <= timedelta(hours=112)


@settings(deadline=None)
@given(st.integers(1, 25), rolls)
def test_a_wait_is_spread_by_half_in_both_directions(attempts, roll):
    wait, middle = backoff.wait(attempts, roll), backoff.nominal(attempts)
    assert middle / 2 <= wait <= middle * 3 / 2


def test_the_first_waits_double_and_the_last_ones_are_four_hours():
    assert [backoff.nominal(one) // timedelta(minutes=1) for one in (1, 2, 3, 4, 8, 9, 20)] == [
        1, 2, 4, 8, 128, 240, 240,
    ]  # fmt: skip
