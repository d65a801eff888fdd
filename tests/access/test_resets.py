"""A forgotten password: alike answers, limits, a link that works once and for an hour, and what stays unsaid."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat import clock, links
from secretariat.database import db
from secretariat.mail import wire
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import Message
from secretariat.models.people import Invitation, PasswordReset, Role, User
from secretariat.workflow import accounts, people, resets
from tests.factories import PASSWORD, how_many, user
from tests.visitors import Visit, words

LONG = "a sentence that I remember"
FROM = "Secretariat <secretariat@example.org>"
LINK = re.compile(r"http://localhost(?::\d+)?(/reset/\d+/[\w-]{43})\b")


@pytest.fixture
def rosa(session, app):
    with app.test_request_context():
        made = user(Role.REVIEWER, name="Rosa Quispe", email="Rosa@example.org", language="es")
        db.session.commit()
        yield made


def ask(app, email, address="203.0.113.7"):
    visit = Visit(app)
    form = {"csrf_token": visit.token, "email": email}
    return visit.client.post("/forgot", data=form, environ_base={"REMOTE_ADDR": address})


def letters():
    return db.session.scalars(select(Message).where(Message.kind == "password_reset").order_by(Message.id)).all()


def link(app, rosa):
    """Return the path that a letter brings, read from its bytes as a mail program would."""
    ask(app, rosa.email)
    raw = wire.to_bytes(letters()[-1], FROM).replace(b"=\r\n", b"").decode()
    return LINK.search(raw)[1]


def choose(visit, path, new=LONG, again=None):
    return visit.post(path, new=new, again=new if again is None else again)


def signs_in(app, person, password):
    return Visit(app).post("/login", email=person.email, password=password).status_code == 302


def said(answer):
    """What the page says, without what every page has of its own."""
    return re.sub(r'(nonce|csrf_token" value)="[^"]*"', r"\1", answer.text)


def test_the_way_from_the_page_of_signing_in_to_a_new_password(app, rosa):
    assert 'href="/forgot"' in Visit(app).get("/login").text
    other, visit = Visit(app, rosa), Visit(app)
    path = link(app, rosa)
    assert "Rosa@example.org" in visit.read(path)
    assert choose(visit, path).location == "/login"
    assert "The password is changed" in visit.read("/login")
    assert other.get("/account").status_code == 302
    assert (signs_in(app, rosa, LONG), signs_in(app, rosa, PASSWORD)) == (True, False)


def test_the_letter_comes_in_the_readers_language_and_says_until_when(app, rosa):
    ask(app, "  rosa@EXAMPLE.org ")
    (letter,) = letters()
    assert (letter.email, letter.language, letter.state) == ("Rosa@example.org", "es", "waiting")
    assert letter.subject.startswith("Elija una contraseña nueva")
    said_in_it = " ".join(letter.text.split())
    assert "Elija una contraseña nueva a más tardar el" in said_in_it
    assert "el enlace funciona una sola vez." in said_in_it


def test_an_unknown_address_and_a_closed_account_are_answered_alike(app, rosa):
    closed = user(Role.REVIEWER, active=False)
    db.session.commit()
    answers = {said(ask(app, email)).replace(email, "X") for email in (rosa.email, closed.email, "nobody@example.org")}
    assert (len(answers), len(letters())) == (1, 1)
    assert "If X has an account here" in words(answers.pop())


@pytest.mark.parametrize("email", ["", "nobody", "a@b.example\nBcc: x@evil.example", "a" * 100_000 + "@example.org"])
def test_an_address_that_is_none_is_refused_and_breaks_nothing(app, rosa, email):
    assert ask(app, email).status_code in {200, 422}
    assert letters() == []


def test_three_letters_in_a_quarter_of_an_hour_are_the_most_for_an_account_from_wherever(app, rosa):
    for email in (rosa.email, "nobody@example.org"):
        codes = [ask(app, email, f"203.0.113.{number}").status_code for number in range(4)]
        assert codes == [200, 200, 200, 429]
    assert len(letters()) == 3


def test_twenty_are_the_most_from_one_address_whatever_the_accounts(app, rosa):
    now = clock.real()
    for number in range(resets.MOST_PER_ADDRESS):
        facts = {"email": f"{number}@example.org", "address": "203.0.113.7", "made_at": now}
        db.session.add(PasswordReset(**facts, expires_at=now + resets.LIFE))
    db.session.commit()
    assert ask(app, rosa.email).status_code == 429
    assert ask(app, rosa.email, "198.51.100.9").status_code == 200


def test_the_limits_end_after_a_quarter_of_an_hour_and_what_was_asked_is_deleted_after_a_day(app, rosa):
    for _time in range(3):
        ask(app, rosa.email)
    for one in db.session.scalars(select(PasswordReset)):
        one.made_at -= accounts.WINDOW + timedelta(seconds=1)
    db.session.commit()
    assert ask(app, rosa.email).status_code == 200
    accounts.purge(at=clock.real() + accounts.FAILURES_KEPT - timedelta(minutes=1), most=10)
    assert how_many(PasswordReset) == 1


def test_a_link_that_was_used_has_ended_or_never_was_shows_the_same_page(app, rosa):
    used, sister = link(app, rosa), link(app, rosa)
    choose(Visit(app), used)
    ended = link(app, rosa)
    newest = db.session.scalars(select(PasswordReset).order_by(PasswordReset.id.desc())).first()
    newest.made_at, newest.expires_at = clock.real() - resets.LIFE, clock.real()
    db.session.commit()
    visit = Visit(app)
    pages = {said(visit.get(path)) for path in (used, sister, ended, "/reset/1/" + "x" * 43)}
    assert len(pages) == 1
    assert "This link works no longer" in pages.pop()
    for path in (used, sister, ended):
        assert choose(visit, path, LONG + " again").status_code == 404
    assert signs_in(app, rosa, LONG)


def test_looking_at_a_link_does_not_use_it_up_and_a_password_that_will_not_do_neither(app, rosa):
    path, visit = link(app, rosa), Visit(app)
    for new, again, sentence in (("short", None, "Use 15 characters"), (LONG, LONG + ".", "do not agree")):
        refused = choose(visit, path, new, again)
        assert (refused.status_code, sentence in refused.text) == (422, True)
    assert choose(visit, path).status_code == 302


def test_the_token_stands_neither_in_the_database_nor_under_messages_nor_in_the_trail(app, rosa):
    token = link(app, rosa).rpartition("/")[2]
    choose(Visit(app), f"/reset/1/{token}")
    (letter,) = letters()
    desk = Visit(app, user_committed(Role.OFFICER))
    assert token not in letter.text + letter.html + desk.get(f"/messages/{letter.id}").text
    assert token not in repr([vars(one) for one in db.session.scalars(select(PasswordReset))])
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [one.action for one in entries][:2] == ["ask_password", "reset_password"]
    assert (entries[1].actor, entries[1].thing, entries[1].details) == ("Rosa Quispe", "Rosa@example.org", {})
    assert token not in repr([one.details for one in entries])
    trail = desk.read("/audit")
    assert "Somebody asked for a new password of Rosa@example.org" in trail
    assert "Rosa Quispe (Secretariat) chose a new password by a link" in trail


def user_committed(role, **facts):
    made = user(role, **facts)
    db.session.commit()
    return made


def test_a_link_opens_nothing_once_the_account_is_suspended_or_has_another_address(app, rosa):
    path = link(app, rosa)
    rosa.active = False
    db.session.commit()
    assert Visit(app).get(path).status_code == 404
    rosa.active, rosa.email = True, "rosa.quispe@example.org"
    db.session.commit()
    assert Visit(app).get(path).status_code == 404


def test_the_token_of_an_invitation_opens_no_reset_of_the_same_number(app, rosa, settings):
    link(app, rosa)
    number = db.session.scalars(select(PasswordReset.id)).one()
    other = links.with_token(number, settings.secret_key).replace("welcome", "reset")
    assert Visit(app).get(other).status_code == 404


def test_whoever_was_locked_out_by_failures_comes_in_again_after_choosing_a_new_password(app, rosa):
    path = link(app, rosa)
    for _time in range(accounts.MOST_PER_ACCOUNT):
        signs_in(app, rosa, "wrong")
    assert not signs_in(app, rosa, PASSWORD)
    choose(Visit(app), path)
    assert signs_in(app, rosa, LONG)


def test_an_invited_person_whose_link_has_ended_helps_themselves_and_the_invitation_is_used_up(app, rosa):
    officer = user_committed(Role.OFFICER)
    guest = people.Guest(email="new@example.org", name="New", language="en", role=Role.AUDITOR)
    given = {"by": officer, "secret": "s" * 32, "at": clock.real(), "house": clock.now()}
    invited = people.invite(guest, **given)
    db.session.commit()
    choose(Visit(app), link(app, invited.user))
    assert Visit(app).get(invited.path).status_code == 404
    assert db.session.scalars(select(Invitation.used_at)).one() is not None
    assert signs_in(app, db.session.scalars(select(User).where(User.email == "new@example.org")).one(), LONG)
