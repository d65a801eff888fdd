"""What changed between two versions of an agenda."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.rules import revisions
from secretariat.rules.agendas import Row

START = datetime(2025, 10, 23, 14, tzinfo=UTC)


def row(number, title, **facts):
    given = {
        "id": sum(title.encode()), "number": number, "depth": number.count("."), "kind": "item",
        "titles": {"en": title}, "purposes": {}, "minutes": 10, "total": 0, "parts": 0, "starts": START,
        "presenter": "", "country": None, "pillar": None, "symbols": (),
    }  # fmt: skip
    return Row(**given | facts)


OLD = [
    row("1", "Opening", minutes=20, parts=2),
    row("1.1", "Welcome"),
    row("1.2", "Adoption"),
    row("2", "Report"),
    row("3", "Closing"),
]


def said(before, after):
    return [(one.kind, one.row.titles["en"], one.fields) for one in revisions.changes(before, after)]


def test_nothing_changed_says_nothing():
    assert said(OLD, list(OLD)) == []


def test_an_item_that_comes_moves_nothing_though_numbers_shift():
    new = [*OLD[:3], row("2", "Message"), replace(OLD[3], number="3"), replace(OLD[4], number="4")]
    assert said(OLD, new) == [("added", "Message", ())]


def test_an_item_that_goes_moves_nothing():
    assert said(OLD, [*OLD[:3], replace(OLD[4], number="2")]) == [("removed", "Report", ())]


def test_what_changed_places_with_a_sister_moved():
    new = [*OLD[:3], replace(OLD[4], number="2"), replace(OLD[3], number="3")]
    assert [kind for kind, _title, _fields in said(OLD, new)] == ["moved"]


def test_a_part_that_hangs_elsewhere_moved():
    new = [OLD[0], OLD[1], OLD[3], replace(OLD[2], number="2.1"), OLD[4]]
    assert said(OLD, new) == [("moved", "Adoption", ())]


def test_a_part_that_moves_with_the_item_above_it_did_not_move_itself():
    new = [replace(OLD[3], number="1"), *(replace(one, number="2" + one.number[1:]) for one in OLD[:3]), OLD[4]]
    assert [(kind, title) for kind, title, _fields in said(OLD, new)] == [("moved", "Report")]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"titles": {"en": "Report", "es": "Informe"}}, ("titles",)),
        ({"purposes": {"en": "To take note."}}, ("purposes",)),
        ({"minutes": 15}, ("minutes",)),
        ({"presenter": "OAS"}, ("presenter",)),
        ({"country": "PE"}, ("presenter",)),
        ({"pillar": 1}, ("pillar",)),
        ({"symbols": ("LAD/MIN.5/DOC.1",)}, ("symbols",)),
        ({"minutes": 5, "pillar": 2}, ("minutes", "pillar")),
        ({"starts": START.replace(hour=15), "total": 99, "number": "7"}, ()),
    ],
)
def test_what_a_person_would_call_a_change_is_one_and_what_follows_from_the_order_is_none(facts, fields):
    new = [*OLD[:3], replace(OLD[3], **facts), OLD[4]]
    found = said(OLD, new)
    assert [(kind, changed) for kind, _title, changed in found] == ([("changed", fields)] if fields else [])


def test_the_sum_of_an_item_is_the_change_of_its_parts():
    new = [replace(OLD[0], minutes=25), replace(OLD[1], minutes=15), *OLD[2:]]
    assert said(OLD, new) == [("changed", "Welcome", ("minutes",))]


def test_an_item_taken_out_and_put_back_is_the_same_item():
    new = [*OLD[:3], replace(OLD[3], id=9999), OLD[4]]
    assert said(OLD, new) == []


@given(st.permutations(range(7)))
def test_the_longest_run_that_kept_its_order_is_the_longest(numbers):
    found = revisions.longest_rising(numbers)
    assert [one for one in numbers if one in found] == sorted(found)
    longer = combinations(numbers, len(found) + 1)
    assert not any(list(some) == sorted(some) for some in longer)


@given(st.permutations([1, 2, 3, 4, 5]), st.sets(st.integers(1, 5)))
def test_an_item_is_added_removed_or_in_both_and_nothing_is_said_twice(order, gone):
    before = [row(str(n), f"T{n}", id=n) for n in range(1, 6)]
    after = [row(str(place), f"T{n}", id=n) for place, n in enumerate((n for n in order if n not in gone), 1)]
    found = revisions.changes(before, after)
    assert {one.row.id for one in found if one.kind == "removed"} == gone
    assert not [one for one in found if one.kind in {"added", "changed"}]
    assert len({(one.kind, one.row.id) for one in found}) == len(found)
