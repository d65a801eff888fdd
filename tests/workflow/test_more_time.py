"""The new date that a country gets where its text comes back to it after the due moment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import outbox
from secretariat.models.audit import AuditEntry
from secretariat.models.countries import Holiday
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reviews import QuietVerdict
from secretariat.queries import verdicts as queries
from secretariat.rules.actions import Action
from secretariat.workflow import completeness, deliverables, more_time, publishing, reviews, verdicts
from secretariat.workflow.reviews import Shown, Words
from tests.factories import NOW, add, call, country, deliverable, user
from tests.texts import MACHINE, counted, focal_point, sent, taken

# Sent on 5 September, due that evening; it is Monday, 8 September when the reviewer reads it.
DUE = datetime(2025, 9, 5, 23, tzinfo=UTC)
IN_A_WEEK = datetime(2025, 9, 15, 23, tzinfo=UTC)  # 18:00 in Lima


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER, name="Daniel Ortiz")


def past(reviewer, code="PE", **facts):
    text = deliverable(call(due_at=DUE, **facts), country(code))
    return taken(text, by=reviewer, at=DUE - timedelta(hours=2)).deliverable


def ask(text, by, at=NOW):
    shown = Shown(State.IN_REVIEW, 1)
    return reviews.decide(text, Action.REQUEST_CHANGES, Words(point="Say when."), shown=shown, by=by, at=at)


def told(kind="changes_requested"):
    return db.session.scalars(select(Message.text).where(Message.kind == kind)).first()


def test_changes_asked_for_after_the_date_bring_a_new_one_and_the_first_version_stays_on_time(reviewer):
    text = past(reviewer)
    ask(text, reviewer)
    assert (text.due_at, text.overdue(NOW), text.late) == (IN_A_WEEK, False, False)
    assert text.extension_reason == "Changes of version 1 were asked for after its date."
    second = sent(text, "In June.", at=IN_A_WEEK)
    assert (second.late, text.versions[0].due_at, text.versions[0].late) == (False, DUE, False)


def test_the_letter_names_the_new_date(reviewer):
    ask(past(reviewer), reviewer)
    assert "due Monday 15 September" in told()


def test_the_trail_tells_who_gave_the_time(reviewer):
    ask(past(reviewer), reviewer)
    db.session.commit()
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "extend")).all()
    assert (entry.actor_id, entry.details) == (
        reviewer.id,
        {
            "reason": "Changes of version 1 were asked for after its date.",
            "before": DUE.isoformat(),
            "after": IN_A_WEEK.isoformat(),
        },
    )


def test_a_text_given_back_as_incomplete_after_its_date_gets_a_new_one_too(reviewer):
    text = past(reviewer)
    shown = Shown(State.IN_REVIEW, 1)
    completeness.send_back(text, ["summary"], "", shown=shown, by=reviewer, at=NOW, machine=MACHINE)
    assert text.due_at == IN_A_WEEK
    assert "due Monday 15 September" in told("incomplete")


def test_a_holiday_of_the_capital_moves_the_new_date(reviewer):
    text = past(reviewer)
    add(Holiday(country_id=text.country_id, day=IN_A_WEEK.date(), names={"en": "A day off"}))
    ask(text, reviewer)
    assert text.due_at == IN_A_WEEK + timedelta(days=1)


def test_a_date_that_is_to_come_stays(reviewer):
    text = taken(by=reviewer).deliverable
    before = text.due_at
    ask(text, reviewer)
    assert (text.due_at, text.extension_reason) == (before, None)


def test_approving_and_rejecting_move_no_date(reviewer):
    approved, rejected = past(reviewer, "PE"), past(reviewer, "BR")
    reviews.approve(approved, by=reviewer, at=NOW)
    reviews.add(rejected.latest, Words(point="No."), by=reviewer, at=NOW)
    reviews.reject(rejected, by=reviewer, at=NOW)
    assert (approved.due_at, rejected.due_at) == (DUE, DUE)


def test_a_call_that_is_closed_takes_nothing_more_whatever_the_date(reviewer):
    text = past(reviewer)
    text.call.closed_at = NOW
    assert more_time.dates([text], NOW) == {}


def test_a_hard_date_that_has_passed_lets_the_changes_in_again(reviewer):
    text = past(reviewer, soft=False)
    ask(text, reviewer)
    assert sent(text, "In June.", at=NOW + timedelta(days=3)).number == 2


def test_a_quiet_verdict_counts_the_week_from_its_publication(reviewer):
    text = past(reviewer, quiet=True)
    kept = ask(text, reviewer)
    assert text.due_at == DUE
    later = NOW + timedelta(days=3)
    readers = queries.readers([kept], later)[text.country_id]
    until = more_time.dates([text], later)[text.id]
    seen = [outbox.rendered(verdicts.letter(kept, one, until=until), one)["text"] for one in readers]
    publishing.publish({kept.id: kept.mark}, by=user(Role.OFFICER), at=later)
    assert text.due_at == until == IN_A_WEEK + timedelta(days=3)
    assert told() == seen[0]
    assert "Thursday 18 September" in seen[0]


def test_the_new_dates_of_many_cost_as_many_queries_as_one(reviewer):
    officer, costs = user(Role.OFFICER), []
    asked = call(due_at=DUE, quiet=True)
    for codes in (("PE",), ("BR", "HT", "CR")):
        for code in codes:
            text = deliverable(asked, country(code))
            focal_point(text)
            ask(taken(text, by=reviewer, at=DUE - timedelta(hours=2)).deliverable, reviewer)
        seen = {one.id: one.mark for one in db.session.scalars(select(QuietVerdict))}
        db.session.commit()
        db.session.expire_all()
        with counted() as statements:
            publishing.publish(seen, by=officer, at=NOW)
            db.session.flush()
        costs.append(len([one for one in statements if not one.startswith("UPDATE")]))
    assert costs[0] == costs[1]


def test_more_time_by_an_officer_still_moves_it_on(reviewer):
    text = past(reviewer)
    ask(text, reviewer)
    until = IN_A_WEEK + timedelta(days=7)
    deliverables.extend(text, until=until, reason="An election.", by=user(Role.OFFICER), at=NOW)
    assert (text.due_at, text.extension_reason) == (until, "An election.")


def test_a_text_that_is_reopened_after_its_date_has_a_new_one_and_is_neither_overdue_nor_late(reviewer):
    text = past(reviewer)
    shown = Shown(State.IN_REVIEW, 1)
    reviews.decide(text, Action.APPROVE, Words(), shown=shown, by=reviewer, at=NOW)
    deliverables.reopen(text, reason="The annex is missing.", by=user(Role.OFFICER), at=NOW)
    assert (text.due_at, text.overdue(NOW), text.extension_reason) == (IN_A_WEEK, False, "The annex is missing.")
    assert "due Monday 15 September" in told("reopened") or "by Monday 15 September" in told("reopened")
    again = sent(text, "In June.", at=IN_A_WEEK)
    assert (again.late, text.late) == (False, False)
