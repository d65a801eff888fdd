"""Due moments, lateness, the ladder, and when a rung leaves."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.reminders import ReminderRule
from secretariat.rules import deadlines

LIMA, SANTIAGO, PORT_AU_PRINCE = (ZoneInfo(f"America/{one}") for one in ("Lima", "Santiago", "Port-au-Prince"))
FRIDAY = date(2025, 9, 19)
CAPITALS = (
    "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Bogota", "America/Guyana", "America/Jamaica",
    "America/Lima", "America/New_York", "America/Port-au-Prince", "America/Santiago", "America/Sao_Paulo",
)  # fmt: skip


def call(**facts):
    given: dict = {
        "due_at": None,
        "due_on": FRIDAY,
        "due_time": time(18),
        "ladder": [],
        "grace_minutes": 60,
        "soft": True,
    }
    return Call(**given | facts)


def peru():
    return Country(alpha2="PE", time_zone="America/Lima")


def chile():
    return Country(alpha2="CL", time_zone="America/Santiago")


def test_the_end_of_the_working_day_is_another_instant_in_each_capital():
    assert deadlines.due_moment(call(), peru(), set()) == datetime(2025, 9, 19, 23, tzinfo=UTC)
    assert deadlines.due_moment(call(), chile(), set()) == datetime(2025, 9, 19, 21, tzinfo=UTC)


def test_a_holiday_moves_the_due_moment_to_the_next_working_day():
    due = deadlines.due_moment(call(), chile(), {FRIDAY})
    assert due == datetime(2025, 9, 22, 18, tzinfo=SANTIAGO)


def test_one_instant_for_all_is_the_same_whatever_the_capital_does():
    instant = datetime(2025, 9, 20, 12, tzinfo=UTC)
    assert deadlines.due_moment(call(due_at=instant, due_on=None), peru(), {date(2025, 9, 20)}) == instant


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (60, False), (61, True)])
def test_the_grace_counts_as_on_time_to_its_last_minute(minutes, late):
    due = datetime(2025, 9, 19, 23, tzinfo=UTC)
    assert deadlines.late(due + timedelta(minutes=minutes), due, 60) is late


def test_a_soft_date_never_blocks_and_a_hard_one_does_after_the_grace():
    due = datetime(2025, 9, 19, 23, tzinfo=UTC)
    after = due + timedelta(days=30)
    assert not deadlines.closed(call(), due, after)
    assert deadlines.closed(call(soft=False), due, after)
    assert not deadlines.closed(call(soft=False), due, due + timedelta(minutes=59))


def test_the_ladder_says_which_line_holds_and_an_extension_moves_its_first():
    lines = [
        {"on": "2025-09-19", "texts": {"en": "main packet"}},
        {"on": "2025-09-26", "texts": {"en": "supplement"}},
        {"on": None, "texts": {"en": "oral"}},
    ]
    due = datetime(2025, 9, 19, 23, tzinfo=UTC)
    rungs = deadlines.ladder(call(ladder=lines), peru(), set(), due)
    days = [deadlines.rung_at(rungs, due + timedelta(days=day), 60) for day in (-1, 0, 1, 7, 8)]
    assert days == [0, 0, 1, 1, 2]
    extended = deadlines.ladder(call(ladder=lines), peru(), set(), due + timedelta(days=3))
    assert deadlines.rung_at(extended, due + timedelta(days=2), 60) == 0


def test_without_a_ladder_no_line_holds():
    assert deadlines.rung_at([], datetime(2025, 9, 19, tzinfo=UTC), 60) is None


def test_a_reminder_leaves_at_nine_on_a_working_day_of_the_capital():
    due = datetime(2025, 9, 19, 18, tzinfo=LIMA)
    assert deadlines.reminder_moment(due, -7, LIMA, set()) == datetime(2025, 9, 12, 9, tzinfo=LIMA)
    assert deadlines.reminder_moment(due, -2, LIMA, {date(2025, 9, 17)}) == datetime(2025, 9, 18, 9, tzinfo=LIMA)


def test_a_holiday_on_the_last_day_sends_the_reminder_before_and_not_after_the_due_moment():
    due = datetime(2025, 9, 19, 18, tzinfo=LIMA)
    assert deadlines.reminder_moment(due, 0, LIMA, {FRIDAY}) == datetime(2025, 9, 18, 9, tzinfo=LIMA)


def test_days_off_before_the_date_send_a_warning_earlier_and_not_on_the_day_itself():
    monday = datetime(2025, 10, 13, 18, tzinfo=LIMA)
    thursday, friday = date(2025, 10, 9), date(2025, 10, 10)
    assert deadlines.reminder_moment(monday, -2, LIMA, set()).astimezone(LIMA).date() == friday
    assert deadlines.reminder_moment(monday, -1, LIMA, {friday}).astimezone(LIMA).date() == thursday
    assert deadlines.reminder_moment(monday, 0, LIMA, {friday}).astimezone(LIMA).date() == monday.date()


def test_only_the_rungs_whose_moment_has_come_are_due_in_their_order():
    due = datetime(2025, 9, 19, 18, tzinfo=LIMA)
    rules = [ReminderRule(offset_days=days) for days in (1, -2, -7, -21, 0)]
    at = datetime(2025, 9, 17, 9, tzinfo=LIMA)
    found = deadlines.rungs_until(rules, due, LIMA, set(), at)
    assert [rule.offset_days for _moment, rule in found] == [-21, -7, -2]


@given(
    zone=st.sampled_from(CAPITALS),
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    hour=st.integers(0, 23),
    offset=st.integers(-30, 7),
    off=st.sets(st.dates(date(2024, 1, 1), date(2028, 12, 31)), max_size=40),
)
def test_a_reminder_is_always_at_nine_on_a_working_day_and_never_after_what_it_announces(zone, day, hour, offset, off):
    capital = ZoneInfo(zone)
    due = datetime.combine(day, time(hour), capital)
    moment = deadlines.reminder_moment(due.astimezone(UTC), offset, capital, off)
    there = moment.astimezone(capital)
    assert (there.hour, there.minute) == (9, 0)
    assert deadlines.works(there.date(), off)
    if offset < 0:
        assert there.date() < day


@pytest.mark.parametrize(
    ("today", "due", "asked"),
    [
        ("2025-09-08", "2025-09-19", "2025-09-11"),
        ("2025-09-05", "2025-09-19", "2025-09-10"),  # over a weekend
        ("2025-09-10", "2025-09-19", "2025-09-16"),  # over a weekend and a holiday
        ("2025-09-08", "2025-09-10", "2025-09-09"),  # the day before it is due
        ("2025-09-12", "2025-09-15", "2025-09-12"),  # no working day is left between
        ("2025-09-12", "2025-09-01", "2025-09-12"),  # overdue
    ],
)
def test_a_colleague_is_given_some_working_days_before_the_text_is_due(today, due, asked):
    days = [date.fromisoformat(one) for one in (today, due, asked)]
    assert deadlines.day_for_a_colleague(days[0], days[1], {date(2025, 9, 15)}) == days[2]
