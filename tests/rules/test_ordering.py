"""Moving items of an agenda one step, and which orders can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.rules import ordering
from secretariat.rules.ordering import Place

# 1 with parts 2 and 3, a pause 4, 5 without parts, 6 with part 7.
AGENDA = [
    Place(1, None, pause=False),
    Place(2, 1, pause=False),
    Place(3, 1, pause=False),
    Place(4, None, pause=True),
    Place(5, None, pause=False),
    Place(6, None, pause=False),
    Place(7, 6, pause=False),
]


def said(order):
    """Return an order in one line: '1(2,3) 4 5 6(7)'."""
    if order is None:
        return None
    words = []
    for item, parent in order:
        if parent is None:
            words.append([str(item)])
        else:
            words[-1].append(str(item))
    return " ".join(one[0] + (f"({','.join(one[1:])})" if one[1:] else "") for one in words)


@pytest.mark.parametrize(
    ("item", "way", "after"),
    [
        (1, "up", None),
        (1, "down", "4 1(2,3) 5 6(7)"),
        (1, "in", None),
        (1, "out", None),
        (2, "up", None),
        (2, "down", "1(3,2) 4 5 6(7)"),
        (2, "in", None),
        (2, "out", "1(3) 2 4 5 6(7)"),
        (3, "down", "1(2) 4 5(3) 6(7)"),
        (4, "up", "4 1(2,3) 5 6(7)"),
        (4, "in", None),
        (5, "in", None),
        (5, "down", "1(2,3) 4 6(7) 5"),
        (6, "in", None),
        (6, "down", None),
        (7, "up", "1(2,3) 4 5(7) 6"),
        (7, "down", None),
        (7, "out", "1(2,3) 4 5 6 7"),
    ],
)
def test_a_step_moves_an_item_with_its_parts_and_steps_that_are_none_are_known(item, way, after):
    assert said(ordering.moved(AGENDA, item, way)) == after


def test_an_item_hangs_below_the_one_before_it():
    flat = [Place(1, None, pause=False), Place(2, 1, pause=False), Place(3, None, pause=False)]
    assert said(ordering.moved(flat, 3, "in")) == "1(2,3)"


def test_the_steps_of_a_page_are_those_that_lead_somewhere():
    assert ordering.ways(AGENDA)[2] == ["down", "out"]


@pytest.mark.parametrize(
    ("order", "possible"),
    [
        ([(1, None), (2, 1), (4, None)], True),
        ([(1, None), (2, 1), (3, 2)], False),
        ([(4, None), (2, 4)], False),
        ([(1, None), (4, 1)], False),
        ([(1, 1)], False),
        ([(1, 99)], False),
    ],
)
def test_an_order_has_two_levels_and_a_pause_stands_alone(app, order, possible):
    with app.test_request_context():
        assert (ordering.impossible(order, {4}) is None) == possible


def places(tops):
    found, number = [], 0
    for pause, parts in tops:
        number += 1
        top = number
        found.append(Place(top, None, pause=pause))
        for _part in range(0 if pause else parts):
            number += 1
            found.append(Place(number, top, pause=False))
    return found


TOPS = st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=6)
STEPS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(ordering.WAYS)), max_size=12)


@given(TOPS, STEPS)
def test_no_walk_of_steps_loses_an_item_or_leads_to_an_order_that_cannot_be(tops, steps):
    now = places(tops)
    pauses = {one.id for one in now if one.pause}
    everything = {one.id for one in now}
    for pick, way in steps:
        wanted = ordering.moved(now, now[pick % len(now)].id, way)
        if wanted is None:
            continue
        levels = {one for one, parent in wanted if parent is None}
        assert {one for one, _parent in wanted} == everything
        assert len(wanted) == len(everything)
        assert all(parent is None or (parent in levels and parent not in pauses) for _one, parent in wanted)
        assert pauses <= levels
        now = [Place(item, parent, pause=item in pauses) for item, parent in wanted]


@given(TOPS, st.integers(0, 30))
def test_down_after_up_is_where_it_was_for_an_item_of_the_first_level(tops, pick):
    now = places(tops)
    firsts = [one for one in now if one.parent is None]
    item = firsts[pick % len(firsts)].id
    wanted = ordering.moved(now, item, "up")
    if wanted is None:
        return
    pauses = {one.id for one in now if one.pause}
    up = [Place(one, parent, pause=one in pauses) for one, parent in wanted]
    assert ordering.moved(up, item, "down") == ordering.order(now)
