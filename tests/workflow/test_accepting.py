"""A complete draft that nobody sent is taken as sent by an officer, told to the country, and undone by withdrawing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.errors import Forbidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries import unsent
from secretariat.workflow import accepting, clearing, reviews, saving
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, add, call, country, deliverable, field, user
from tests.visitors import counting


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER, name="Grace Campbell")


@pytest.fixture
def rosa(officer):
    return user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe", language="es")


def draft(rosa, *, of=None, by="PE", at=NOW, **facts):
    """Return a complete draft that was written at a moment."""
    text = deliverable(of or call(), country(by), **facts)
    writer = rosa if by == "PE" else user(Role.FOCAL_POINT, country(by))
    saving.save(text, text.call.fields[0], "Words.", revision=0, by=writer, at=at)
    return text


def after(text):
    return text.due_at + timedelta(minutes=text.call.grace_minutes, seconds=1)


def test_a_complete_draft_is_taken_as_sent_under_the_moment_of_its_last_word(session, officer, rosa):
    text = draft(rosa)
    version = accepting.accept(text, by=officer, at=after(text))
    assert (text.state, text.late, text.sent_at) == (State.SUBMITTED, False, after(text))
    assert (version.submitted_by, version.submitted_at, version.accepted_by) == (rosa, NOW, officer)
    session.commit()
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    assert (entry.action, entry.actor_id, entry.details["number"]) == ("accept_unsent", officer.id, 1)
    letter = session.scalars(select(Message)).one()
    assert (letter.kind, letter.user_id, letter.language) == ("accepted", rosa.id, "es")
    assert "Grace" not in letter.text + letter.html


def test_what_was_written_after_the_date_counts_as_late(officer, rosa):
    text = draft(rosa, due_at=NOW - timedelta(days=3))
    assert accepting.accept(text, by=officer, at=NOW).late is True


def test_the_country_undoes_it_by_withdrawing_and_keeps_its_words(officer, rosa):
    text = draft(rosa)
    accepting.accept(text, by=officer, at=after(text))
    workflow.withdraw(text, by=rosa, at=after(text))
    assert (text.state, [one.value for one in text.answers]) == (State.WITHDRAWN, ["Words."])


def test_nothing_is_taken_before_its_date_incomplete_uncleared_or_by_anybody_else(officer, rosa):
    text = draft(rosa)
    with pytest.raises(Refused, match="has not passed"):
        accepting.accept(text, by=officer, at=text.due_at)
    with pytest.raises(Forbidden):
        accepting.accept(text, by=rosa, at=after(text))
    field(text.call, "more")
    with pytest.raises(Refused, match="missing"):
        accepting.accept(text, by=officer, at=after(text))
    uncleared = draft(rosa, of=call(needs_clearance=True))
    with pytest.raises(Refused, match="cleared in the capital"):
        accepting.accept(uncleared, by=officer, at=after(uncleared))
    clearing.clear(uncleared, by=user(Role.APPROVER), at=NOW)
    assert accepting.accept(uncleared, by=officer, at=after(uncleared)).number == 1


def test_who_sends_meanwhile_is_faster(officer, rosa):
    text = draft(rosa)
    workflow.submit(text, by=rosa, at=after(text), arrived=text.due_at, once="once")
    with pytest.raises(Stale, match="Rosa Quispe was faster"):
        accepting.accept(text, by=officer, at=after(text), shown="draft")


def test_the_list_holds_what_may_be_taken_now_at_the_same_number_of_queries(session, officer, rosa):
    asked = call()
    first = draft(rosa, of=asked)
    now = after(first)
    deliverable(asked, country("HT"), state=State.DRAFT)
    draft(rosa, of=call(closed_at=NOW))
    draft(rosa, due_at=NOW + timedelta(days=90))
    session.commit()
    expected = [first.id]
    with counting() as one:
        assert [text.id for text in unsent.complete(now)] == expected
    expected += [draft(rosa, of=asked, by=code).id for code in ("BR", "MX", "EC")]
    session.commit()
    session.expunge_all()
    with counting() as four:
        assert [text.id for text in unsent.complete(now)] == expected
    assert len(four) <= len(one)


def test_a_reviewer_who_has_a_text_is_told_that_it_was_withdrawn(session, officer, rosa):
    text, daniel = draft(rosa), add(user(Role.REVIEWER, name="Daniel Ortiz"))
    workflow.submit(text, by=rosa, at=NOW, arrived=NOW, once="once")
    reviews.take(text, by=daniel, at=NOW)
    workflow.withdraw(text, by=rosa, at=NOW)
    told = session.execute(select(Message.kind, Message.user_id).where(Message.kind == "withdrawn")).all()
    assert told == [("withdrawn", daniel.id)]


def test_a_text_that_nobody_has_is_withdrawn_without_a_letter(session, rosa):
    text = draft(rosa)
    workflow.submit(text, by=rosa, at=NOW, arrived=NOW, once="once")
    workflow.withdraw(text, by=rosa, at=NOW)
    assert session.scalars(select(Message.kind)).all() == ["receipt"]
