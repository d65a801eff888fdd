"""Numbers, hours and totals follow from the order."""

from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from secretariat.models.agendas import AgendaItem
from secretariat.models.meetings import Meeting
from secretariat.rules import numbering

MEETING = Meeting(
    starts_on=date(2025, 10, 23), ends_on=date(2025, 10, 24), opens=time(9), time_zone="America/Bogota", slug="fifth"
)


def items(*tops):
    """Return rows for tops such as ('item', 10), ('pause', 20) or ('item', [5, 5])."""
    found, number = [], 0
    for place, (kind, minutes) in enumerate(tops, 1):
        number += 1
        parts = minutes if isinstance(minutes, list) else []
        top = AgendaItem(id=number, parent_id=None, position=place, kind=kind, minutes=0 if parts else minutes)
        found.append(top)
        for below, part in enumerate(parts, 1):
            number += 1
            found.append(AgendaItem(id=number, parent_id=top.id, position=below, kind="item", minutes=part))
    return found


def hour(instant):
    return instant.astimezone(MEETING.zone).strftime("%H:%M")


def test_pauses_have_no_number_and_move_the_hours_of_what_follows():
    lines = numbering.lines(items(("item", [10, 5]), ("pause", 20), ("item", 30)), MEETING)
    assert [(line.number, hour(line.starts), line.minutes, line.total) for line in lines] == [
        ("1", "09:00", 15, 0),
        ("1.1", "09:00", 10, 10),
        ("1.2", "09:10", 5, 15),
        ("", "09:15", 20, 15),
        ("2", "09:35", 30, 45),
    ]


def test_an_item_with_parts_lasts_as_long_as_they_do_whatever_its_own_minutes_say():
    parted = items(("item", [10, 5]))
    parted[0].minutes = 600
    assert [line.minutes for line in numbering.lines(parted, MEETING)] == [15, 10, 5]


def test_the_order_is_that_of_the_positions_not_of_the_rows():
    rows = items(("item", 10), ("item", 20), ("item", [1, 2]))
    assert [one.item.id for one in numbering.lines(rows[::-1], MEETING)] == [1, 2, 3, 4, 5]


def test_the_first_item_starts_when_the_meeting_opens_in_its_own_zone():
    assert numbering.lines(items(("item", 10)), MEETING)[0].starts.isoformat() == "2025-10-23T14:00:00+00:00"


def test_a_meeting_may_begin_where_the_clocks_are_put_back_that_night():
    night = Meeting(starts_on=date(2025, 11, 1), opens=time(22), time_zone="America/New_York")
    lines = numbering.lines(items(("item", 300), ("item", 10)), night)
    # Five hours after 22:00 it is 02:00 only, since one hour comes twice.
    assert lines[1].starts.astimezone(night.zone).strftime("%d %H:%M") == "02 02:00"


def test_an_empty_agenda_has_no_lines():
    assert numbering.lines([], MEETING) == []


MINUTES = st.integers(0, 600)
TOP = st.one_of(
    st.tuples(st.just("pause"), MINUTES),
    st.tuples(st.just("item"), MINUTES),
    st.tuples(st.just("item"), st.lists(MINUTES, min_size=1, max_size=5)),
)


@given(st.lists(TOP, max_size=12))
def test_numbers_have_no_gaps_and_hours_never_overlap(tops):
    lines = numbering.lines(items(*tops), MEETING)
    numbered = [line.number for line in lines if line.number and not line.depth]
    assert numbered == [str(number) for number in range(1, len(numbered) + 1)]
    for line in (one for one in lines if one.parts):
        at = lines.index(line) + 1
        parts = lines[at : at + line.parts]
        assert [part.number for part in parts] == [f"{line.number}.{place}" for place in range(1, line.parts + 1)]
    spoken = [line for line in lines if not line.parts]
    for earlier, later in pairwise(spoken):
        assert later.starts == earlier.starts + timedelta(minutes=earlier.minutes)
    assert [line.total for line in spoken][-1:] == [sum(one.minutes for one in spoken if one.number)][: len(spoken)]
