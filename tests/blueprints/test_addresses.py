"""An officer corrects somebody's address: both are told, and nothing goes to the old one any more."""

import pytest
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import Message
from secretariat.models.people import Invitation, Role
from secretariat.queries import people as queries
from secretariat.workflow import accounts, people
from tests.factories import NOW, PASSWORD, how_many, user
from tests.letters import letter_to
from tests.visitors import Visit

OLD, NEW = "rosa@old.example", "rosa@new.example"


@pytest.fixture
def rosa(session, app):
    with app.test_request_context():
        user(Role.OFFICER, name="Inés Robles", email="ines@example.org")
        made = user(Role.FOCAL_POINT, name="Rosa Quispe", email=OLD, language="es")
        db.session.commit()
        yield made


@pytest.fixture
def desk(app, rosa):
    return Visit(app, queries.by_email("ines@example.org"))


def correct(desk, person, email=NEW):
    answer = desk.post(f"/account/people/{person.id}/address", email=email)
    db.session.expire_all()
    return answer


def test_both_addresses_are_told_and_the_new_one_signs_in(app, rosa, desk):
    hers = Visit(app, rosa)
    assert f"/account/people/{rosa.id}/address" in desk.get("/account/people").text
    assert OLD in desk.get(f"/account/people/{rosa.id}/address").text
    assert correct(desk, rosa, f"  {NEW} ").location == "/account/people?q=rosa@new.example"
    told = db.session.scalars(select(Message).where(Message.kind == "address_corrected").order_by(Message.id)).all()
    assert [(one.email, one.language) for one in told] == [(OLD, "es"), (NEW, "es")]
    assert all(OLD in one.text and NEW in one.text for one in told)
    assert hers.get("/account").status_code == 302
    codes = [Visit(app).post("/login", email=email, password=PASSWORD).status_code for email in (OLD, NEW)]
    assert codes == [422, 302]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "correct_address")).one()
    assert (entry.actor, entry.thing, entry.details) == ("Inés Robles", NEW, {"before": OLD})
    assert f"corrected the address of an account: {OLD} is now {NEW}" in desk.read("/audit")


def test_an_address_that_takes_mail_again_is_sent_as_it_is_and_nobody_is_told(rosa, desk):
    rosa.address_dead_at, rosa.address_dead_why = NOW, "5.1.1 550 no such user"
    db.session.commit()
    assert "If it takes mail again" in desk.read(f"/account/people/{rosa.id}/address")
    assert correct(desk, rosa, OLD).status_code == 302
    assert (rosa.address_dead_at, rosa.address_dead_why, how_many(Message)) == (None, None, 0)
    assert f"found that the address {OLD} takes mail again" in desk.read("/audit")


def test_what_waits_goes_to_the_new_address_and_what_was_tried_or_sent_stays(rosa, desk):
    facts = [("waiting", 0), ("held", 0), ("waiting", 1), ("sent", 1)]
    db.session.add_all(letter_to(rosa, state=state, attempts=attempts) for state, attempts in facts)
    db.session.commit()
    correct(desk, rosa)
    kept = select(Message).where(Message.kind != "address_corrected").order_by(Message.id)
    assert [one.email for one in db.session.scalars(kept)] == [NEW, NEW, OLD, OLD]


def test_a_dead_address_lives_again_as_another_one(rosa, desk):
    rosa.address_dead_at, rosa.address_dead_why = NOW, "550 no such user"
    db.session.commit()
    correct(desk, rosa)
    assert (rosa.address_dead_at, rosa.address_dead_why) == (None, None)


def test_whoever_has_no_password_yet_gets_a_new_link_and_the_one_that_went_astray_is_void(app, rosa, desk):
    officer = queries.by_email("ines@example.org")
    guest = people.Guest(email="nwe@example.org", name="New", language="en", role=Role.AUDITOR)
    given = {"by": officer, "secret": "s" * 32, "at": clock.real(), "house": clock.now()}
    invited = people.invite(guest, **given)
    db.session.commit()
    correct(desk, invited.user, "new@example.org")
    assert Visit(app).get(invited.path).status_code == 404
    sent = db.session.scalars(select(Message.email).where(Message.kind == "invitation").order_by(Message.id)).all()
    assert (sent[-1], how_many(Invitation)) == ("new@example.org", 2)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "not a mail address"),
        ("nobody", "not a mail address"),
        ("a@b.example\nBcc: x@evil.example", "not a mail address"),
        ("a" * 300 + "@b.example", "not a mail address"),
        (OLD, "the address that the account has"),
        ("INES@example.org", "an account with this address already"),
    ],
)
def test_what_cannot_be_an_address_is_refused_beside_the_field_and_changes_nothing(rosa, desk, email, sentence):
    answer = correct(desk, rosa, email)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert (rosa.email, how_many(Message)) == (OLD, 0)


def test_the_spelling_alone_can_be_corrected(rosa, desk):
    assert correct(desk, rosa, OLD.title()).status_code == 302
    assert accounts.matches(queries.by_email(OLD), PASSWORD)
