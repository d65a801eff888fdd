"""A mail that was kept for a person: marked as done, opened again, and by two officers at one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from secretariat.database import db, transaction
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.people import Role, User
from secretariat.models.received import Outcome, ReceivedMail
from secretariat.workflow import received
from tests.factories import NOW, add, user
from tests.letters import received_mail

LATER = NOW + timedelta(hours=1)
ROUNDS = 10


@pytest.fixture
def ines(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER, name="Inés Robles")


@pytest.fixture
def grace(ines):
    return user(Role.OFFICER, name="Grace Campbell")


@pytest.fixture
def mail(ines):
    return add(received_mail(subject="When is it due?"))


def stands(mail):
    return mail.waits, mail.done, mail.marked_by and mail.marked_by.name, mail.marked_at


def trail():
    found = select(AuditEntry).where(AuditEntry.action == "mark_received").order_by(AuditEntry.number)
    return [(one.actor, one.thing, one.details) for one in db.session.scalars(found)]


def test_a_mail_is_done_by_somebody_at_some_moment_and_may_be_opened_again(mail, ines, grace):
    assert stands(mail) == (True, False, None, None)
    assert received.mark(mail, done=True, by=ines, at=NOW) is True
    assert stands(mail) == (False, True, "Inés Robles", NOW)
    assert received.mark(mail, done=False, by=grace, at=LATER) is True
    assert stands(mail) == (True, False, "Grace Campbell", LATER)
    db.session.commit()
    assert trail() == [
        ("Inés Robles", "When is it due?", {"done": True}),
        ("Grace Campbell", "When is it due?", {"done": False}),
    ]


def test_pressed_twice_it_counts_once(mail, ines):
    assert received.mark(mail, done=False, by=ines, at=NOW) is False
    pressed = [received.mark(mail, done=True, by=ines, at=at) for at in (NOW, LATER)]
    assert (pressed, stands(mail)) == ([True, False], (False, True, "Inés Robles", NOW))
    db.session.commit()
    assert len(trail()) == 1


def test_whoever_is_slower_is_told_who_was_faster_and_changes_nothing(mail, ines, grace):
    received.mark(mail, done=True, by=ines, at=NOW)
    with pytest.raises(Stale, match="Inés Robles was faster; it is now: Done"):
        received.mark(mail, done=True, by=grace, at=LATER)
    assert stands(mail) == (False, True, "Inés Robles", NOW)
    received.mark(mail, done=False, by=grace, at=LATER)
    with pytest.raises(Stale, match="Grace Campbell was faster; it is now: To be read"):
        received.mark(mail, done=False, by=ines, at=LATER)


def test_of_two_officers_at_one_moment_one_marks_it_and_the_trail_says_it_once(app, mail, ines, grace):
    mail_id, people = mail.id, [ines.id, grace.id]
    db.session.commit()
    winners = []
    for number in range(ROUNDS):
        done = number % 2 == 0
        told = at_once(app, mail_id, people, done=done)
        db.session.expire_all()
        winner = db.session.get(ReceivedMail, mail_id).marked_by.name
        word = "Done" if done else "To be read"
        assert sorted(told, key=str) == sorted([None, f"{winner} was faster; it is now: {word}."], key=str)
        winners.append(winner)
    assert [(who, details["done"]) for who, _subject, details in trail()] == [
        (winner, number % 2 == 0) for number, winner in enumerate(winners)
    ]


def at_once(app, mail_id, people, *, done):
    """Let several people press at one moment; return what each was told, None for whoever did it."""
    barrier = Barrier(len(people))

    def press(person):
        with app.test_request_context():
            try:
                with transaction():
                    mail, by = db.session.get(ReceivedMail, mail_id), db.session.get(User, person)
                    barrier.wait(10)
                    assert received.mark(mail, done=done, by=by, at=NOW) is True
            except Stale as stale:
                return stale.sentence
            return None

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(press, people))


@pytest.mark.parametrize("outcome", [one for one in Outcome if one != Outcome.KEPT])
def test_what_waits_for_nobody_needs_no_done(ines, outcome):
    mail = add(received_mail(outcome=outcome))
    assert mail.waits is False
    with pytest.raises(Refused, match="waits for nobody"):
        received.mark(mail, done=True, by=ines, at=NOW)


def test_an_auditor_only_reads_and_a_country_does_not_even_know(mail):
    for role, error in ((Role.AUDITOR, Forbidden), (Role.FOCAL_POINT, Hidden), (Role.REVIEWER, Hidden)):
        with pytest.raises(error):
            received.mark(mail, done=True, by=user(role), at=NOW)
    assert mail.done is False


def test_a_mail_whose_days_ended_at_that_moment_is_nothing(mail, ines):
    db.session.execute(delete(ReceivedMail).execution_options(synchronize_session=False))
    with pytest.raises(Hidden):
        received.mark(mail, done=True, by=ines, at=NOW)


@pytest.mark.parametrize(
    "values",
    [
        "done = true",
        "marked_at = now()",
        "outcome = 'ignored', marked_at = now(), marked_by_id = (SELECT id FROM users)",
    ],
    ids=["done by nobody", "at a moment by nobody", "what was not kept"],
)
def test_the_database_keeps_no_mark_that_cannot_be(mail, values):
    del mail
    with pytest.raises(IntegrityError, match="ck_received_mails_"):
        db.session.execute(text(f"UPDATE received_mails SET {values}"))
