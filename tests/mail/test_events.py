"""A date as a file: whatever a title holds comes out of it again, and nothing else does."""

import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from icalendar import Calendar

from secretariat.mail.events import Date, mark, one_line, written

NOON = datetime(2025, 9, 19, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def inside(app):
    """The address from which the dates come is a setting."""
    with app.app_context():
        yield


def one(**facts):
    given = {
        "key": "deliverable-1", "title": "A text", "lines": ["Due."], "url": "https://example.org/deliverables/1",
        "starts": NOON, "ends": NOON + timedelta(minutes=30), "sequence": 0,
    }  # fmt: skip
    return Date(**given | facts)


def read(content: bytes):
    return Calendar.from_ical(content).events[0]


WRITTEN = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)
SMUGGLED = "Report\r\nEND:VEVENT\r\nBEGIN:VALARM\u2028ATTENDEE:mailto:x@example.net"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=WRITTEN, line=WRITTEN, place=WRITTEN)
@example(title=SMUGGLED, line=SMUGGLED, place=SMUGGLED)
@example(title="Income; jobs, 'and' \\n \"homes\" 👩🏽‍🌾 ñ", line="a,b;c\\", place="São Paulo, Brasil")
def test_any_title_survives_and_adds_no_line_of_its_own(title, line, place):
    content = written([one(title=title, lines=["First.", line], place=place)], at=NOON, name=title)
    found = read(content)
    assert str(found["SUMMARY"]) == one_line(title)
    assert str(found["DESCRIPTION"]) == f"First.\n{one_line(line, 2_000)}"
    assert str(found.get("LOCATION", "")) == one_line(place)
    assert all(len(row) <= 75 for row in content.split(b"\r\n"))
    names = [row.partition(b":")[0].partition(b";")[0] for row in content.replace(b"\r\n ", b"").split(b"\r\n")]
    assert not {b"ATTENDEE", b"ALARM"} & set(names)
    assert (names.count(b"BEGIN"), names.count(b"END"), names.count(b"SUMMARY")) == (2, 2, 1)


@example(title=r"C:\New\\N\n,;")
@given(title=some.text(some.characters(categories=["L", "N", "P", "S"]), max_size=200))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_title_of_letters_figures_and_signs_comes_out_as_it_went_in(title):
    assert str(read(written([one(title=title)], at=NOON))["SUMMARY"]) == title


def test_what_no_calendar_may_hold_is_taken_out_and_what_is_too_long_is_cut():
    assert one_line("a\tb\r\nc\x07d\u2028e\x85f") == "a b c d e f"
    assert one_line("x" * 300) == "x" * 199 + "…"
    assert not any(unicodedata.category(letter) == "Cc" for letter in one_line("".join(map(chr, range(160)))))


def test_hours_are_in_utc_and_days_have_no_hour():
    content = written([one(), one(starts=date(2025, 10, 23), ends=date(2025, 10, 25))], at=NOON)
    assert b"DTSTART:20250919T120000Z\r\nDTEND:20250919T123000Z\r\n" in content
    assert b"DTSTART;VALUE=DATE:20251023\r\nDTEND;VALUE=DATE:20251025\r\n" in content
    assert b"TZID" not in content


def test_a_feed_names_itself_says_when_to_come_again_and_bears_what_programs_ask_for():
    content = written([one(alarm=timedelta(days=1))], at=NOON, name="What is due", refreshed=timedelta(hours=6))
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    for line in (
        b"VERSION:2.0", b"METHOD:PUBLISH", b"NAME:What is due", b"X-WR-CALNAME:What is due",
        b"UID:deliverable-1@example.org",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT6H", b"X-PUBLISHED-TTL:PT6H", b"DTSTAMP:20250919T120000Z", b"SEQUENCE:0",
        b"STATUS:CONFIRMED", b"TRIGGER:-P1D", b"ORGANIZER;CN=Secretariat:mailto:secretariat@example.org",
    ):  # fmt: skip
        assert line in lines, line


def test_a_date_that_is_called_off_makes_no_sound():
    assert b"VALARM" not in written([one(status="CANCELLED", alarm=timedelta(days=1))], at=NOON, method="CANCEL")


def test_the_mark_of_a_content_changes_with_it_and_not_with_the_hour():
    first = written([one()], at=NOON)
    assert mark(first) == mark(written([one()], at=NOON + timedelta(hours=1)))
    assert mark(first) != mark(written([one(sequence=1)], at=NOON))
