"""Sums of commitments add up once."""

from datetime import date
from decimal import Decimal

import pytest

from secretariat.rules import commitments
from tests.factories import commitment, country, meeting

FOURTH = {"starts_on": date(2024, 9, 25), "ends_on": date(2024, 9, 25)}
THIRD = {"starts_on": date(2024, 5, 7), "ends_on": date(2024, 5, 7)}


@pytest.fixture
def ledger(session):
    """The United States' sum of 686 at the fourth meeting, with two of its parts, and 578 at the third."""
    fourth, third = meeting("fourth", **FOURTH), meeting("third", **THIRD)
    whole = commitment(text="whole", meeting=fourth, amount=686, currency="USD")
    parts = [
        commitment(text=f"part {sum_}", meeting=fourth, amount=sum_, currency="USD", part_of_id=whole.id)
        for sum_ in (369, 228)
    ]
    goal = commitment(country("CA"), "goal", meeting=fourth, target=100_000, unit={"en": "people"})
    earlier = commitment(text="earlier", meeting=third, amount=578, currency="USD", announced_on=date(2024, 5, 7))
    return [whole, *parts, goal, earlier]


def said(groups):
    return [(one.meeting and one.meeting.slug, [row.text("en") for row in one.rows], one.sums) for one in groups]


def test_a_part_is_shown_below_its_sum_and_not_counted_again(ledger):
    whole, first, second, goal, earlier = ledger
    assert said(commitments.groups([first, earlier, goal, whole, second])) == [
        ("fourth", ["goal", "whole", "part 369", "part 228"], {"USD": Decimal(686)}),
        ("third", ["earlier"], {"USD": Decimal(578)}),
    ]


def test_the_year_s_sum_is_that_of_its_meetings(ledger):
    assert commitments.by_year(ledger) == {2024: {"USD": Decimal(1264)}}


def test_parts_count_where_their_sum_is_out_of_sight(ledger):
    assert commitments.sums(ledger[1:3]) == {"USD": Decimal(597)}


def test_a_part_of_a_part_is_neither_counted_nor_lost(ledger):
    grandchild = commitment(text="of it", meeting=ledger[0].meeting, amount=1, currency="USD", part_of_id=ledger[1].id)
    rows = [*ledger, grandchild]
    assert commitments.sums(rows) == {"USD": Decimal(1264)}
    assert "of it" in [row.text("en") for row in commitments.with_parts(rows)]


def test_currencies_are_not_added_to_each_other(ledger):
    canada = commitment(country("CA"), "more", meeting=ledger[0].meeting, amount=75, currency="CAD")
    assert commitments.sums([*ledger, canada]) == {"CAD": Decimal(75), "USD": Decimal(1264)}


def test_a_part_entered_at_another_meeting_is_counted_with_its_sum_only(ledger):
    later = commitment(text="late part", meeting=ledger[4].meeting, amount=10, currency="USD", part_of_id=ledger[0].id)
    sums = {group.meeting.slug: group.sums for group in commitments.groups([*ledger, later])}
    assert sums == {"fourth": {"USD": Decimal(686)}, "third": {"USD": Decimal(578)}}


def test_what_was_promised_at_no_meeting_comes_last(ledger):
    loose = commitment(text="loose")
    assert commitments.groups([loose, *ledger])[-1].meeting is None
