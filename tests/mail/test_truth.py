"""Recipients are decided at sending time: what has become untrue does not leave, until a copy may have left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.mail import compose, due, edited, outbox, replies, truth
from secretariat.models.deliverables import HANDED_IN, State
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role
from secretariat.models.reminders import Audience, OnlyIf, Reminder, ReminderRule
from secretariat.workflow import messages as outgoing
from secretariat.workflow import reminders
from tests import factories

pytestmark = pytest.mark.usefixtures("in_2025")


@pytest.fixture
def reader(session):
    return factories.user(Role.FOCAL_POINT)


def remind(reader, *texts):
    letter = compose.reminder(reader, texts, factories.NOW)
    return outbox.put(letter, to=reader, at=factories.NOW, about=[one.id for one in texts])


@pytest.mark.parametrize("state", [*HANDED_IN, State.WAIVED, State.WITHDRAWN, State.REJECTED])
def test_a_reminder_of_what_is_owed_no_more_is_cancelled(reader, state):
    text = factories.deliverable()
    message = remind(reader, text)
    text.state = state
    assert not truth.holds(message, factories.NOW)
    assert (message.state, message.reply) == ("cancelled", replies.HANDED_IN)


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.CLEARED, State.CHANGES_REQUESTED])
def test_a_reminder_of_what_is_still_owed_leaves_as_it_is(reader, state):
    text = factories.deliverable(state=state)
    message = remind(reader, text)
    before = (message.subject, message.text, message.html)
    assert truth.holds(message, factories.NOW)
    assert (message.subject, message.text, message.html) == before


def test_a_reminder_that_is_partly_untrue_is_written_anew(reader):
    first = factories.deliverable(factories.call(titles={"en": "Progress report"}))
    other = factories.deliverable(factories.call(titles={"en": "Country sheet"}))
    message = remind(reader, first, other)
    first.state = State.SUBMITTED
    assert truth.holds(message, factories.NOW)
    assert (message.subject, message.about) == ("Send by Friday 19 September: Country sheet (Peru)", [other.id])
    assert "Progress report" not in message.text + message.html


def test_its_identity_stays_when_it_is_written_anew(reader):
    first, other = factories.deliverable(), factories.deliverable(factories.call())
    message = remind(reader, first, other)
    before = (message.message_id, message.created_at)
    first.state = State.SUBMITTED
    truth.holds(message, factories.NOW)
    assert (message.message_id, message.created_at) == before


@pytest.mark.parametrize("facts", [{"uncertain": True}, {"handed_at": factories.NOW}])
def test_once_a_copy_may_have_arrived_its_bytes_are_fixed_even_if_it_became_untrue(reader, facts):
    text = factories.deliverable()
    message = remind(reader, text)
    message.attempts, text.state = 1, State.SUBMITTED
    for name, value in facts.items():
        setattr(message, name, value)
    before = (message.subject, message.text, message.html)
    assert truth.holds(message, factories.NOW)
    assert (message.state, message.subject, message.text, message.html) == ("waiting", *before)


def test_whoever_sends_while_the_mail_server_takes_nothing_is_not_reminded_when_it_does(reader):
    text = factories.deliverable()
    message = remind(reader, text)
    message.attempts, message.reply, text.state = 3, "451 later", State.SUBMITTED
    assert not truth.holds(message, factories.NOW)
    assert (message.state, message.reply) == ("cancelled", replies.HANDED_IN)


def test_of_the_reminders_that_could_not_leave_for_days_the_newest_alone_does(reader):
    first, other = factories.deliverable(), factories.deliverable(factories.call())
    old = remind(reader, first)
    new = factories.add(copy_at(old, factories.NOW + timedelta(days=2), about=[first.id, other.id]))
    at = factories.NOW + timedelta(days=2, hours=1)
    assert [truth.holds(one, at) for one in (old, new)] == [False, True]
    assert (old.state, old.reply) == ("waiting", replies.BEHIND)
    new.state = "sent"
    assert not truth.holds(old, at)
    assert (old.state, old.reply) == ("cancelled", replies.TOLD_SINCE)


def test_an_older_reminder_says_what_is_left_when_a_newer_one_has_told_of_some_of_it(reader):
    first, other = factories.deliverable(), factories.deliverable(factories.call(titles={"en": "Country sheet"}))
    old = remind(reader, first, other)
    new = factories.add(copy_at(old, factories.NOW + timedelta(days=2), about=[first.id]))
    assert (truth.holds(old, LATER), old.reply, old.about) == (False, replies.BEHIND, [first.id, other.id])
    new.state = "sent"
    assert truth.holds(old, LATER)
    assert (old.about, old.subject) == ([other.id], "Send by Friday 19 September: Country sheet (Peru)")


def test_an_older_reminder_is_looked_at_again_after_the_next_attempt_of_the_newer_one(session, reader):
    text = factories.deliverable()
    old = remind(reader, text)
    new = factories.add(copy_at(old, factories.NOW + timedelta(hours=1)))
    session.commit()
    assert [one.id for one in due.ready()] == [new.id]
    session.expire_all()
    assert old.next_attempt_at > new.next_attempt_at
    new.next_attempt_at, new.lease_until = new.next_attempt_at + timedelta(hours=3), None
    old.next_attempt_at -= timedelta(hours=1)
    session.commit()
    assert due.ready() == []
    session.expire_all()
    assert old.next_attempt_at == new.next_attempt_at + truth.LATER
    new.state, old.next_attempt_at = "sent", old.next_attempt_at - timedelta(hours=4)
    session.commit()
    assert due.ready() == []
    session.expire_all()
    assert (old.state, old.reply, old.attempts) == ("cancelled", replies.TOLD_SINCE, 0)


LATER = factories.NOW + timedelta(days=2)


def spoke(message, text, *, audience=Audience.FOCAL_POINTS, **facts):
    """Write down that a rung of its own spoke in a reminder."""
    rung = ReminderRule(call_id=text.call_id, audience=audience, wording={}, **facts)
    factories.add(rung)
    row = {"deliverable_id": text.id, "rule_id": rung.id, "due_at": text.due_at, "offset_days": rung.offset_days}
    factories.add(Reminder(**row, audience=rung.audience, decided_at=message.created_at, message_id=message.id))


@pytest.mark.parametrize("begun", [True, False])
def test_an_older_reminder_waits_for_one_that_holds_as_long_as_nobody_begins_and_leaves_in_its_place(reader, begun):
    text = factories.deliverable(state=State.NOT_STARTED)
    old = remind(reader, text)
    new = factories.add(copy_at(old, LATER))
    spoke(old, text, offset_days=-7, only_if=OnlyIf.NOT_SENT)
    spoke(new, text, offset_days=-5, only_if=OnlyIf.NOT_BEGUN)
    assert (truth.holds(old, LATER), old.state) == (False, "waiting")
    text.state = State.DRAFT if begun else State.NOT_STARTED
    assert [truth.holds(one, LATER) for one in (new, old)] == [not begun, begun]


@pytest.mark.parametrize("condition", [OnlyIf.NOT_SENT, OnlyIf.NOT_BEGUN])
def test_an_older_reminder_is_needless_where_the_newer_one_holds_as_long(reader, condition):
    text = factories.deliverable(state=State.NOT_STARTED)
    old = remind(reader, text)
    new = factories.add(copy_at(old, LATER))
    spoke(old, text, offset_days=-7, only_if=OnlyIf.NOT_BEGUN)
    spoke(new, text, offset_days=-5, only_if=condition)
    assert [truth.holds(one, LATER) for one in (old, new)] == [False, True]


@pytest.mark.parametrize("older", [Audience.APPROVERS, Audience.FOCAL_POINTS])
def test_whoever_keeps_one_of_two_roles_is_told_by_the_letter_that_speaks_to_it(reader, older):
    text = factories.deliverable()
    approves = factories.add(
        Membership(user=reader, country_id=text.country_id, role=Role.APPROVER, since=factories.NOW)
    )
    focal = reader.memberships[0]
    old = remind(reader, text)
    new = factories.add(copy_at(old, LATER))
    newer = next(one for one in (Audience.APPROVERS, Audience.FOCAL_POINTS) if one != older)
    spoke(old, text, audience=older, offset_days=-7)
    spoke(new, text, audience=newer, offset_days=-5)
    assert (truth.holds(old, LATER), old.state) == (False, "waiting")
    (focal if older == Audience.APPROVERS else approves).until = LATER
    assert [truth.holds(one, LATER) for one in (new, old)] == [False, True]
    assert old.about == [text.id]


@pytest.mark.parametrize("state", ["cancelled", "refused", "held"])
def test_an_older_reminder_leaves_where_the_newer_one_was_stopped_or_refused_before_it_left(reader, state):
    text = factories.deliverable()
    old = remind(reader, text)
    new = factories.add(copy_at(old, LATER))
    assert (truth.holds(old, LATER), old.state) == (False, "waiting")
    new.state = state
    assert truth.holds(old, LATER)


def test_whoever_has_no_right_to_a_text_any_more_is_told_of_it_by_none_of_two_reminders(reader):
    old = remind(reader, factories.deliverable())
    new = factories.add(copy_at(old, LATER))
    assert (truth.holds(old, LATER), old.state) == (False, "waiting")
    reader.memberships[0].until = LATER
    assert [truth.holds(one, LATER) for one in (new, old)] == [False, False]
    assert [one.state for one in (new, old)] == ["cancelled"] * 2


def test_an_older_reminder_waits_for_one_of_which_a_copy_may_have_arrived_until_that_is_known(reader):
    text = factories.deliverable()
    old = remind(reader, text)
    new = factories.add(copy_at(old, LATER, uncertain=True))
    assert (truth.holds(old, LATER), old.state) == (False, "waiting")
    new.state = "sent"
    assert (truth.holds(old, LATER), old.state) == (False, "cancelled")


def test_an_officers_older_letter_waits_for_the_newer_one_too(session):
    officer = factories.user(Role.OFFICER)
    text = factories.deliverable(factories.call(due_at=factories.NOW - timedelta(days=1)))
    letter = compose.overdue(officer, [text], factories.NOW)
    old = outbox.put(letter, to=officer, at=factories.NOW, about=[text.id])
    new = factories.add(copy_at(old, LATER))
    assert [truth.holds(one, LATER) for one in (old, new)] == [False, True]
    assert (old.state, old.reply) == ("waiting", replies.BEHIND)
    new.state = "cancelled"
    assert truth.holds(old, LATER)


def test_an_older_reminder_leaves_where_the_newer_one_will_be_held_for_the_officer_who_changed_it(reader):
    first, other = factories.deliverable(), factories.deliverable(factories.call())
    old = remind(reader, first)
    new = factories.add(copy_at(old, LATER, about=[first.id, other.id], edited_at=LATER))
    other.state = State.SUBMITTED
    assert [truth.holds(one, LATER) for one in (old, new)] == [True, False]
    assert (new.state, new.reply) == ("held", replies.PARTLY)


def test_a_reminder_in_an_officers_words_is_not_needless_since_a_newer_one_has_none_of_them(reader):
    old = remind(reader, factories.deliverable())
    factories.add(copy_at(old, LATER, state="sent"))
    old.edited_at = factories.NOW
    assert truth.holds(old, LATER)


def test_a_reminder_that_an_officer_sends_again_leaves_and_makes_no_other_one_needless(reader):
    text = factories.deliverable()
    first = remind(reader, text)
    first.state = "refused"
    new = factories.add(copy_at(first, LATER))
    again = factories.add(copy_at(first, LATER + timedelta(hours=1), once=f"again:{first.id}"))
    assert [truth.holds(one, LATER + timedelta(hours=2)) for one in (new, again)] == [True, True]


def test_a_copy_of_a_reminder_from_before_the_date_says_that_the_text_is_late(reader):
    first = remind(reader, factories.deliverable())
    first.state = "refused"
    made = factories.add(copy_at(first, factories.NOW + timedelta(days=13), once=f"again:{first.id}"))
    assert truth.holds(made, factories.NOW + timedelta(days=14))
    assert made.subject == "Overdue since Friday 19 September: Contributions (Peru)"


def test_a_reminder_from_a_day_that_has_not_come_any_more_is_not_newer(reader):
    text = factories.deliverable()
    ahead = remind(reader, text)
    ahead.created_at, ahead.state = LATER, "sent"
    assert truth.holds(remind(reader, text), factories.NOW)


@pytest.mark.parametrize("facts", [{"state": "held"}, {"state": "refused"}, {"state": "cancelled"}, {"about": []}])
def test_an_older_reminder_leaves_where_the_newer_one_does_not_say_the_same(reader, facts):
    text = factories.deliverable()
    old = remind(reader, text)
    factories.add(copy_at(old, factories.NOW + timedelta(days=2), **facts))
    assert truth.holds(old, factories.NOW + timedelta(days=2, hours=1))


def test_a_reminder_that_leaves_after_the_date_says_that_the_text_is_late(reader):
    message = remind(reader, factories.deliverable())
    assert truth.holds(message, factories.NOW + timedelta(days=14))
    assert message.subject == "Overdue since Friday 19 September: Contributions (Peru)"


def copy_at(message, moment, **facts):
    """Return the letter of a later day to the same reader."""
    names = ("kind", "user_id", "email", "language", "subject", "text", "html")
    same = {name: getattr(message, name) for name in names}
    return Message(**same | {"about": message.about, "created_at": moment, "message_id": f"<{moment}@x>"} | facts)


def test_whoever_is_no_focal_point_any_more_is_not_reminded(reader):
    message = remind(reader, factories.deliverable())
    reader.memberships[0].until = factories.NOW
    assert not truth.holds(message, factories.NOW)


def test_nothing_leaves_to_a_closed_account(reader):
    message = outbox.put(compose.invitation(reader, "/welcome/1", until=factories.NOW), to=reader, at=factories.NOW)
    reader.active = False
    assert not truth.holds(message, factories.NOW)
    assert (message.state, message.reply) == ("cancelled", replies.CLOSED)


def test_an_officer_does_not_hear_of_a_text_that_came_meanwhile(session):
    officer = factories.user(Role.OFFICER)
    texts = [
        factories.deliverable(factories.call(due_at=factories.NOW - timedelta(days=1)), by=factories.country(code))
        for code in ("PE", "CR")
    ]
    letter = compose.overdue(officer, texts, factories.NOW)
    message = outbox.put(letter, to=officer, at=factories.NOW, about=[one.id for one in texts])
    texts[0].state = State.SUBMITTED
    assert truth.holds(message, factories.NOW)
    assert message.subject == "Follow up on Monday 8 September: 1 text is overdue"
    assert message.about == [texts[1].id]


def test_a_letter_that_cannot_be_written_is_put_off_and_does_not_hold_up_the_next(session, reader):
    broken = remind(reader, factories.deliverable())
    broken.subject = "=?utf-8?q?x?="
    whole = outbox.put(compose.invitation(reader, "/welcome/1", until=factories.NOW), to=reader, at=factories.NOW)
    session.commit()
    ready = due.ready()
    session.expire_all()
    assert [one.id for one in ready] == [whole.id]
    assert (broken.state, broken.attempts, broken.lease_until) == ("waiting", 1, None)
    assert whole.attempts == 0
    assert broken.reply == f"{replies.UNWRITTEN} (Refused)"


def test_each_of_several_approvers_is_reminded_by_a_letter_of_their_own(session):
    text = factories.deliverable(factories.call(due_at=factories.NOW + timedelta(days=2)), state=State.DRAFT)
    both = [factories.user(Role.APPROVER, email=f"approver{number}@example.org") for number in (1, 2)]
    focal = factories.user(Role.FOCAL_POINT)
    factories.add(ReminderRule(call_id=None, offset_days=-2, audience=Audience.APPROVERS, only_if=OnlyIf.NOT_SENT))
    session.commit()
    reminders.run(factories.NOW)
    letters = session.scalars(select(Message).order_by(Message.user_id)).all()
    assert {one.user_id for one in letters} == {one.id for one in both}
    assert [truth.holds(one, factories.NOW) for one in letters] == [True, True]
    beside = remind(focal, text)
    assert truth.holds(beside, factories.NOW)
    text.state = State.SUBMITTED
    assert [truth.holds(one, factories.NOW) for one in (*letters, beside)] == [False] * 3


@pytest.mark.parametrize("deed", ["send again", "write anew"])
def test_a_copy_of_a_reminder_speaks_to_whom_its_rung_speaks(session, app, deed):
    reader, officer = factories.user(Role.APPROVER), factories.user(Role.OFFICER)
    text, now = factories.deliverable(), factories.NOW
    rung = ReminderRule(call_id=text.call_id, offset_days=-1, audience=Audience.APPROVERS, wording={})
    factories.add(rung)
    spoke = remind(reader, text)
    row = {"deliverable_id": text.id, "rule_id": rung.id, "due_at": text.due_at, "offset_days": -1}
    factories.add(Reminder(**row, audience=rung.audience, decided_at=now, message_id=spoke.id))
    with app.test_request_context():
        if deed == "send again":
            spoke.state = "refused"
            made = outgoing.send_again(spoke, by=officer, at=now + timedelta(hours=1))
        else:
            spoke.attempts = 1
            made = outgoing.write_anew(spoke, "Anew", edited.body(spoke), by=officer, at=now + timedelta(hours=1))
    assert truth.holds(made, now + timedelta(hours=1))
    text.state = State.SUBMITTED
    assert not truth.holds(made, now + timedelta(hours=1))
