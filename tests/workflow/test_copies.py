"""A reminder that was sent again, or written anew in its place, says what its first letter said: no more, no later."""

from datetime import timedelta

import pytest

from secretariat.database import db
from secretariat.mail import edited
from secretariat.mail.letter import Kind
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import messages, overdue, reminders, rungs
from tests import factories
from tests.workflow.test_rungs import DUE, OPENED, letters, lima, rung, written


@pytest.fixture
def officer(session, app):
    for days in (-7, -2, 1):
        factories.add(ReminderRule(call_id=None, offset_days=days))
    with app.test_request_context():
        yield factories.user(Role.OFFICER)


@pytest.fixture
def rosa(officer):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe")


@pytest.fixture
def text(rosa):
    return factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED, titles={"en": "Progress report"}))


def copied(letter: Message, deed: str, officer, at) -> Message:
    """Return a copy of a letter as an officer makes one."""
    if deed == "send again":
        letter.state = "refused"
        return messages.send_again(letter, by=officer, at=at)
    letter.state, letter.attempts = "waiting", 1
    return messages.write_anew(letter, letter.subject, edited.body(letter), by=officer, at=at)


both = pytest.mark.parametrize("deed", ["send again", "write anew"])


@both
def test_a_copy_of_an_older_letter_is_not_the_mail_of_the_day_on_which_it_was_made(text, officer, deed):
    (week,) = written(lima(12))
    copied(week, deed, officer, lima(17, 8))
    (two_days,) = written(lima(17))
    assert two_days.about == [text.id]
    assert reminders.run(lima(17, 10)) == 0


@both
def test_a_copy_of_the_letter_of_today_is_the_mail_of_today(text, officer, deed):
    (week,) = written(lima(12))
    made = copied(week, deed, officer, lima(12, 10))
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, 11)) == 0
    made.state = "refused"
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, 11)) == 1


def test_a_letter_of_today_that_arrived_is_the_mail_of_today_though_its_copy_was_refused(text, officer):
    (week,) = written(lima(12))
    made = copied(week, "send again", officer, lima(12, 10))
    week.state, made.state = "sent", "refused"
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, 11)) == 0


@both
def test_a_copy_of_an_older_letter_does_not_hide_the_letter_of_today_before_it(text, officer, deed):
    (week,) = written(lima(12))
    written(lima(17))
    copied(week, deed, officer, lima(17, 10))
    assert rungs.send_now(text.call, rung(text, 1), by=officer, at=lima(17, 11)) == 0


def test_a_copy_of_the_officers_letter_tells_of_nothing_that_came_after_its_first(text, officer):
    def reports(at) -> int:
        return overdue.report(at)

    written(lima(22))
    assert reports(lima(22, 12)) == 1
    (first,) = db.session.query(Message).filter_by(kind=Kind.OVERDUE)
    other = factories.deliverable(factories.call(due_at=DUE + timedelta(days=3), opened_at=OPENED))
    assert [one.about for one in written(lima(23))] == [[text.id, other.id]]
    first.state = "refused"
    messages.send_again(first, by=officer, at=lima(23, 10))
    assert reports(lima(23, 12)) == 1
    assert len(letters()) == 2
