"""Where an answer goes: to the house, under a signed address, for mails about a text that is owed."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from secretariat.database import db
from secretariat.errors import Misconfigured
from secretariat.mail import compose, outbox, reply_to, wire
from secretariat.mail.letter import Kind
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.settings import Settings
from secretariat.workflow import calls
from tests import factories
from tests.letters import letter_to
from tests.mail import letters

FROM = "Secretariat <secretariat@example.org>"


@pytest.fixture
def reading(app, settings):
    """A house that reads answers."""
    app.config["SETTINGS"] = replace(settings, reply_to="answers@example.org")
    yield app.config["SETTINGS"]
    app.config["SETTINGS"] = settings


@pytest.fixture
def reader(session):
    return factories.user(Role.FOCAL_POINT)


@pytest.mark.parametrize("kind", Kind)
def test_only_a_mail_about_a_text_that_is_owed_is_answered_here(reading, reader, kind):
    first, other = factories.deliverable(), factories.deliverable(factories.call())
    to = reply_to.of(letter_to(reader, kind=kind, about=[first.id, other.id]), reading)
    assert to == (reply_to.signed(first.id, reading) if kind in reply_to.ANSWERABLE else None)


def test_the_address_stands_in_the_head(reading, reader):
    text = factories.deliverable()
    message = letter_to(reader, kind="reminder", about=[text.id])
    parsed = message_from_bytes(wire.to_bytes(message, FROM, reply_to.of(message, reading)), policy=default)
    assert parsed["Reply-To"].addresses[0].addr_spec == reply_to.signed(text.id, reading)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.DELEGATE])
@pytest.mark.parametrize("many", [False, True])
def test_whoever_may_not_answer_is_not_offered_to(reading, reader, role, many):
    text, other = factories.deliverable(), factories.user(role)
    factories.membership(other, Role.FOCAL_POINT, factories.country("CR"))
    letter, about, at = compose.reminder(other, [text], factories.NOW), [text.id], factories.NOW
    for to in (other, reader):
        if many:
            outbox.put_all([outbox.Post(letter, to, about)], at=at)
        else:
            outbox.put(letter, to=to, at=at, about=about)
    for message in db.session.query(Message).order_by(Message.id):
        offered = message.user_id == reader.id
        assert ("write your answers under the numbers" in " ".join(message.text.split())) is offered
        assert (reply_to.of(message, reading) is not None) is offered


def test_without_the_setting_answers_go_to_whom_the_mail_is_from(settings, reader):
    message = letter_to(reader, kind="reminder", about=[7])
    assert reply_to.of(message, settings) is None
    assert b"Reply-To" not in wire.to_bytes(message, FROM, None)


def test_another_secret_signs_otherwise():
    assert reply_to.seal(7, "a" * 32) != reply_to.seal(7, "b" * 32)


def test_the_letter_says_how_it_may_be_answered_where_answers_are_read(app, reading, settings, reader):
    letter = compose.reminder(reader, [factories.deliverable()], factories.NOW)
    assert "write your answers under the numbers" in " ".join(outbox.rendered(letter, reader)["text"].split())
    receipt = compose.receipt(letters.version(factories.deliverable(factories.call())), reader)
    assert "Answers to this mail are read by the Secretariat." in outbox.rendered(receipt, reader)["html"]
    app.config["SETTINGS"] = settings
    assert "Answers to this mail are read by the Secretariat." in outbox.rendered(letter, reader)["text"]


def test_a_letter_about_a_call_names_its_text(session, app, reader):
    with app.test_request_context():
        officer = factories.user(Role.OFFICER)
        asked = factories.call(opened_at=None)
        calls.open_call(asked, [factories.country()], by=officer, at=factories.NOW)
        session.flush()
        found = session.query(Message).filter_by(kind="call_opened").one()
        assert len(found.about) == 1


WRONG = ["answers", "a b@example.org", "a+b@example.org", "a@example", f"{'a' * 21}@example.org"]


@pytest.mark.parametrize("address", WRONG)
def test_an_address_that_cannot_be_signed_is_refused_at_the_start(engines, address):
    environ = engines.environ() | {"SECRET_KEY": "a-secret-of-32-characters-or-more", "REPLY_TO": address}
    with pytest.raises(Misconfigured, match="REPLY_TO"):
        Settings.read(environ)
