"""Nobody is told by mail of what they did themselves, though they have a second role in which they would be."""

from datetime import date

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import calls, drafts, meetings
from secretariat.workflow.drafts import Question
from tests.factories import NOW, call, country, deliverable, meeting, membership, user


@pytest.fixture
def both(session, app):
    """An officer who is a focal point of Peru as well, beside a colleague there."""
    with app.test_request_context():
        officer = user(Role.OFFICER)
        membership(officer, Role.FOCAL_POINT)
        yield officer, user(Role.FOCAL_POINT)


def mailed(kind):
    return list(db.session.scalars(select(Message.user_id).where(Message.kind == kind)))


def test_whoever_opens_a_call_gets_no_mail_of_it(both):
    officer, colleague = both
    asked = call(due_at=None, due_on=date(2025, 9, 19), opened_at=None)
    assert calls.open_call(asked, [country("PE")], by=officer, at=NOW).mails == 1
    assert mailed("call_opened") == [colleague.id]


def test_whoever_changes_a_call_gets_no_mail_of_it(both):
    officer, colleague = both
    asked = call()
    deliverable(asked)
    question = Question(kind="text", labels={"en": "What?"}, helps={}, required=False)
    drafts.ask(asked, question, by=officer, at=NOW)
    assert mailed("call_changed") == [colleague.id]


def test_whoever_moves_a_meeting_gets_no_mail_of_it(both):
    officer, colleague = both
    there = meeting()
    deliverable(call(there, due_at=None, due_on=date(2025, 9, 23), due_days=30))
    meetings.move(there, starts_on=date(2025, 11, 6), ends_on=date(2025, 11, 7), by=officer, at=NOW)
    assert mailed("due_moved") == [colleague.id]
