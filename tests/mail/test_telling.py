"""Officers hear of a refused mail once for each person, in one mail an hour that says what the no is about."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from secretariat.mail import telling
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests import factories
from tests.letters import letter_to

pytestmark = pytest.mark.usefixtures("in_2025")
NOW, MINUTE, HOUR = factories.NOW, timedelta(minutes=1), timedelta(hours=1)
UNKNOWN = "550 5.1.1 no such user"


@pytest.fixture(autouse=True)
def officer(session):
    return factories.user(Role.OFFICER)


def refuse(person, at=NOW, reply=UNKNOWN, dead=True):
    """Let a mail to a person be refused."""
    if dead:
        person.address_dead_at = person.address_dead_at or at
    message = factories.add(letter_to(person, state="refused", reply=reply, created_at=at))
    telling.officers(message, at=at)


def told(session):
    return list(session.scalars(select(Message).where(Message.kind == "address_refused").order_by(Message.id)))


def somebody(name):
    return factories.user(Role.FOCAL_POINT, name=name)


def leaves(message):
    message.state, message.attempts = "sent", 1


def test_a_dead_address_is_told_once_until_it_lives_again(session):
    rosa = somebody("Rosa")
    for days in (0, 1, 2):
        refuse(rosa, NOW + timedelta(days=days))
        leaves(told(session)[-1])
    assert len(told(session)) == 1
    rosa.address_dead_at = None
    refuse(rosa, NOW + timedelta(days=3))
    assert len(told(session)) == 2


def test_what_is_refused_before_the_letter_leaves_stands_in_it(session):
    for name in ("Rosa", "Luis", "Ana"):
        refuse(somebody(name))
    (letter,) = told(session)
    assert letter.subject.endswith("was refused: Rosa (Peru) and 2 more")
    assert [name in letter.text for name in ("Rosa", "Luis", "Ana")] == [True] * 3
    assert "state=refused" in letter.text


def test_the_next_letter_waits_until_an_hour_after_the_last_and_gathers_who_comes_meanwhile(session):
    refuse(somebody("Rosa"))
    leaves(told(session)[0])
    for minutes, name in ((10, "Luis"), (20, "Ana")):
        refuse(somebody(name), NOW + minutes * MINUTE)
    _first, second = told(session)
    assert second.subject.endswith("Luis (Peru) and 1 more")
    waits = session.scalar(select(Message.next_attempt_at - func.now()).where(Message.id == second.id))
    assert waits == 50 * MINUTE


@pytest.mark.parametrize(
    "reply", ["554 5.7.1 rejected by policy", "552 5.2.2 mailbox full", "4.4.7 delivery time expired"]
)
def test_where_the_no_is_not_about_the_address_the_letter_leaves_it_as_it_is(session, reply):
    refuse(somebody("Rosa"), reply=reply, dead=False)
    (letter,) = told(session)
    assert letter.subject == "Look into the mail of Monday 8 September, which was refused: Rosa (Peru)"
    words = " ".join(letter.text.split())
    assert "The server does not say that the address is wrong: leave it as it is." in words
    assert "correct" not in words.casefold()


def test_another_no_to_the_same_person_on_the_same_day_is_told_once(session):
    rosa = somebody("Rosa")
    for hours in (0, 3):
        refuse(rosa, NOW + hours * HOUR, reply="552 5.2.2 mailbox full", dead=False)
        leaves(told(session)[-1])
    assert len(told(session)) == 1
