"""Without a server the demonstration keeps its mail; what an address refused before, it refuses again."""

import pytest
from sqlalchemy import select

from secretariat.mail import due, replies
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests import factories
from tests.letters import letter_to

DEAD = "550 5.1.1 no such user"


@pytest.fixture
def officer(session):
    return factories.user(Role.OFFICER, email="officer@example.org")


@pytest.fixture
def gone(officer):
    return factories.user(Role.FOCAL_POINT, address_dead_at=factories.NOW, address_dead_why=DEAD)


def put(reader, **facts):
    waiting = {"state": "waiting", "attempts": 0, "sent_at": None}
    return factories.add(letter_to(reader, **waiting | facts))


def kept(session):
    """Keep all that waits, and return what became of it."""
    session.commit()
    while due.keep():
        pass
    said = select(Message.email, Message.kind, Message.state, Message.reply).order_by(Message.id)
    return [tuple(row) for row in session.execute(said)]


def test_a_kept_mail_counts_as_sent(session, officer):
    put(officer)
    assert kept(session) == [(officer.email, "receipt", "sent", replies.KEPT)]


def test_a_kept_mail_was_tried_once_as_one_that_a_server_took(session, officer):
    message = put(officer)
    kept(session)
    assert (message.attempts, message.tried_at is not None) == (1, True)


def test_a_dead_address_refuses_what_follows_and_the_officers_hear_of_it_once_a_day(session, officer, gone):
    put(gone)
    put(gone)
    assert kept(session) == [
        (gone.email, "receipt", "refused", DEAD),
        (gone.email, "receipt", "refused", DEAD),
        (officer.email, "address_refused", "sent", replies.KEPT),
    ]


def test_a_letter_to_another_address_of_the_same_person_is_kept(session, gone):
    put(gone, email="new@example.org")
    assert kept(session) == [("new@example.org", "receipt", "sent", replies.KEPT)]
