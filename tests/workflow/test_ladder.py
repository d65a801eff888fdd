"""The line of the ladder that applied stays with the version, whatever becomes of the ladder and the calendar."""

from datetime import date, timedelta

import pytest

from secretariat.database import db
from secretariat.models.countries import Holiday
from secretariat.models.people import Role
from secretariat.models.reviews import Review
from secretariat.rules import deadlines
from secretariat.workflow import deliverables as workflow
from secretariat.workflow import saving
from tests.factories import NOW, add, call, country, deliverable, user

LADDER = [
    {"on": "2025-09-10", "texts": {"en": "In the main packet."}, "goes": "main"},
    {"on": "2025-09-15", "texts": {"en": "In the supplement."}, "goes": "supplement"},
    {"on": None, "texts": {"en": "Presented orally."}, "goes": "oral"},
]


@pytest.fixture
def focal(session, app):
    with app.test_request_context():
        yield user(Role.FOCAL_POINT, country("PE"))


@pytest.fixture
def text(focal):
    asked = call(fields=("summary",), due_at=None, due_on=date(2025, 9, 10), ladder=LADDER)
    return deliverable(asked, due_at=deadlines.due_moment(asked, country("PE"), ()))


def send(text, at, *, by, once="k"):
    summary, seen = text.call.fields[0], len(text.versions)
    saving.save(text, summary, f"Words of {once}.", revision=seen, by=by, at=at)
    return workflow.submit(text, by=by, at=at, arrived=at, once=once)


@pytest.mark.parametrize(
    ("days", "goes"), [(0, "main"), (2, "main"), (3, "supplement"), (7, "supplement"), (8, "oral"), (200, "oral")]
)
def test_a_version_keeps_where_the_line_puts_it_that_held_when_its_last_byte_came(text, focal, days, goes):
    version = send(text, NOW + timedelta(days=days), by=focal)
    rungs, applied = deadlines.thawed(version.rung)
    assert ([one.goes for one in rungs], rungs[applied].goes) == (["main", "supplement", "oral"], goes)


def test_the_receipt_says_what_applied_even_when_ladder_and_holidays_change_later(text, focal):
    version = send(text, NOW, by=focal)
    kept = deadlines.thawed(version.rung)
    text.call.ladder = [{"on": None, "texts": {"en": "Nothing."}}]
    add(Holiday(country_id=text.country_id, day=date(2025, 9, 10), names={"en": "A day of rest"}))
    db.session.flush()
    db.session.refresh(version)
    assert deadlines.thawed(version.rung) == kept


def test_what_was_taken_back_counts_no_more_and_what_is_sent_after_it_has_the_line_of_its_own_time(text, focal):
    send(text, NOW, by=focal)
    workflow.withdraw(text, by=focal, at=NOW)
    again = send(text, NOW + timedelta(days=30), by=focal, once="l")
    rungs, applied = deadlines.thawed(again.rung)
    assert (again.number, rungs[applied].goes, again.late, text.late) == (2, "oral", True, True)


def test_what_was_late_and_taken_back_is_on_time_within_an_extension(text, focal):
    assert send(text, NOW + timedelta(days=4), by=focal).late
    workflow.withdraw(text, by=focal, at=NOW + timedelta(days=4))
    text.due_at = NOW + timedelta(days=9)
    assert (send(text, NOW + timedelta(days=8), by=focal, once="l").late, text.late) == (False, False)


def test_changes_asked_for_before_the_date_leave_the_first_sending_as_it_counted(text, focal):
    first = judged(send(text, NOW, by=focal), "changes_requested")
    again = send(text, NOW + timedelta(days=30), by=focal, once="l")
    assert (again.rung, again.late, text.late) == (first.rung, False, False)


@pytest.mark.parametrize(("days", "goes", "late"), [(5, "main", False), (6, "supplement", True), (30, "oral", True)])
def test_whoever_misses_the_new_date_of_a_verdict_is_late_by_that(text, focal, days, goes, late):
    judged(send(text, NOW, by=focal), "changes_requested")
    text.due_at = text.due_at + timedelta(days=3, hours=1)
    again = send(text, NOW + timedelta(days=days), by=focal, once="l")
    rungs, applied = deadlines.thawed(again.rung)
    assert (rungs[applied].goes, again.late, text.late) == (goes, late, late)


def judged(version, verdict):
    """Give a version back to its country."""
    db.session.add(Review(version=version, reviewer=user(Role.OFFICER), verdict=verdict, at=version.submitted_at))
    version.deliverable.state = "changes_requested"
    db.session.flush()
    return version


def test_a_call_without_a_ladder_decides_nothing(focal):
    version = send(deliverable(call(fields=("summary",))), NOW, by=focal)
    assert deadlines.thawed(version.rung) == ([], None)


def sent_again(text, focal, *, first, until, judged=False):
    """Send a text, have its date moved, and send it again two days before that."""
    version = send(text, first, by=focal)
    officer = user(Role.OFFICER)
    if judged:
        db.session.add(Review(version=version, reviewer=officer, verdict="changes_requested", at=first))
    workflow.withdraw(text, by=focal, at=first)
    db.session.flush()
    text.due_at = until
    rungs, applied = deadlines.thawed(send(text, until - timedelta(days=2), by=focal, once="l").rung)
    return [(one.goes, one.until) for one in rungs], rungs[applied].goes


def test_a_text_that_is_sent_again_within_an_extension_keeps_the_ladder_of_the_extension(text, focal):
    until = NOW + timedelta(days=5)
    there = [("main", until), ("supplement", text.due_at + timedelta(days=5)), ("oral", None)]
    assert sent_again(text, focal, first=NOW, until=until) == (there, "main")


def test_an_extension_counts_for_what_was_sent_late_before_it(text, focal):
    until = NOW + timedelta(days=30)
    there = [("main", until), ("oral", None)]
    assert sent_again(text, focal, first=NOW + timedelta(days=4), until=until) == (there, "main")


@pytest.mark.parametrize(("days", "goes"), [(0, "main"), (4, "supplement")])
def test_a_date_that_came_with_a_verdict_moves_the_ladder_and_not_where_a_text_stands_in_it(text, focal, days, goes):
    until = NOW + timedelta(days=6)
    lines, applied = sent_again(text, focal, first=NOW + timedelta(days=days), until=until, judged=True)
    assert (lines[0], applied) == (("main", until), goes)


def test_where_a_new_date_reaches_the_line_that_applied_it_stays_as_it_was_kept(text, focal):
    first = NOW + timedelta(days=4)
    lines, applied = sent_again(text, focal, first=first, until=NOW + timedelta(days=30), judged=True)
    assert ([goes for goes, _until in lines], applied) == (["main", "supplement", "oral"], "supplement")
