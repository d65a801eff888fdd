"""One's own account, the people of the house, and the link of an invitation."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from secretariat import clock
from secretariat.database import db
from secretariat.links import WELCOME, complete
from secretariat.mail import wire
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import Message
from secretariat.models.people import ApiToken, Invitation, Membership, Role, User, WebSession
from secretariat.workflow import accounts, new_links
from secretariat.workflow import people as workflow
from tests.factories import PASSWORD, country, how_many, organisation, user
from tests.visitors import Visit, counting

LONG = "a sentence that I remember"
LINK = re.compile(r"http://localhost(?::\d+)?(/welcome/\d+/[\w-]+)")


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        made = user(Role.OFFICER, name="Inés Robles")
        country("PE")
        db.session.commit()
        yield made


@pytest.fixture
def desk(app, officer):
    return Visit(app, officer)


def invite(desk, **form):
    given = {
        "email": "nueva@rree.gob.pe",
        "name": "Nueva Persona",
        "role": "focal_point",
        "country": "PE",
        "language": "es",
    }
    return desk.post("/account/invite", **given | form)


def link(answer):
    return LINK.search(answer.text)[1]


# ------------------------------------------------------------------- one's own account


def test_the_account_says_who_one_is_until_when_and_where_one_is_signed_in(app, officer):
    until = clock.now() + timedelta(days=30)
    observer = user(Role.OBSERVER, name="Anna", until=until, organisation=organisation("IOM"))
    db.session.commit()
    page = Visit(app, observer).read("/account")
    assert "Observer, IOM" in page
    day = until.astimezone(clock.zone(clock.SECRETARIAT_ZONE))
    assert f"until {day:%A} {day.day} {day:%B %Y}" in page
    assert "this browser" in page


def test_the_language_is_saved_to_the_account_and_shown_at_once(app, officer, desk):
    desk.get("/account?lang=pt")
    answer = desk.post("/account/language", language="fr")
    assert answer.status_code == 302
    assert 'lang="fr"' in desk.get("/account").text
    db.session.expire_all()
    assert officer.language == "fr"


def test_a_language_that_is_none_is_refused_beside_the_field(desk):
    answer = desk.post("/account/language", language="xx")
    assert (answer.status_code, "Choose one of the four languages" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"old": "wrong", "new": LONG, "again": LONG}, "not your present password"),
        ({"old": PASSWORD, "new": "fourteen chars", "again": "fourteen chars"}, "Use 15 characters or more"),
        ({"old": PASSWORD, "new": LONG, "again": LONG + "."}, "do not agree"),
        ({"old": PASSWORD, "new": "aaaaaaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaaaaaa"}, "first that somebody"),
        ({"old": PASSWORD, "new": "x" * 257, "again": "x" * 257}, "At most 256"),
        ({}, "not your present password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_what_to_do(app, officer, desk, form, sentence):
    answer = desk.post("/account/password", **form)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert form.get("new", "no such words") not in answer.text
    assert accounts.matches(officer, PASSWORD)


def test_a_password_of_fifteen_characters_alone_is_enough_in_any_keyboards_spelling(app, officer, desk):
    composed, decomposed = "contraseña ñandú", "contrasen\u0303a n\u0303andu\u0301"
    assert desk.post("/account/password", old=PASSWORD, new=composed, again=composed).status_code == 302
    db.session.expire_all()
    assert accounts.matches(officer, decomposed)


def test_another_session_can_be_ended_and_nobody_elses(app, officer, desk):
    other, stranger = Visit(app, officer), Visit(app, user_committed(Role.REVIEWER))
    name = next(one.token_hash for one in db.session.scalars(select(WebSession).where(WebSession.user_id == officer.id))
                if not one.token_hash.startswith(own(desk)))[:16]  # fmt: skip
    assert stranger.post(f"/account/sessions/{name}/end").status_code == 404
    assert desk.post("/account/sessions/%25/end").status_code == 404
    assert desk.post(f"/account/sessions/{name}/end").status_code == 302
    assert (other.get("/account").status_code, desk.get("/account").status_code) == (302, 200)


def user_committed(role, *rest, **facts):
    made = user(role, *rest, **facts)
    db.session.commit()
    return made


def own(visit):
    with visit.client.session_transaction() as cookie:
        return accounts.key(cookie["token"])[:16]


def test_all_other_sessions_can_be_ended_together(app, officer, desk):
    others = [Visit(app, officer) for _time in range(3)]
    desk.post("/account/sessions/end-others")
    assert [other.get("/account").status_code for other in others] == [302, 302, 302]
    assert desk.get("/account").status_code == 200


def test_a_token_is_shown_once_works_and_stops_working_when_it_is_revoked(app, officer, desk):
    answer = desk.post("/account/tokens", label="Register")
    token = re.search(r"sec_[\w-]{43}", answer.text)[0]
    assert token not in desk.get("/account").text
    kept = db.session.scalars(select(ApiToken)).one()
    assert (kept.token_hash, kept.label) == (accounts.key(token), "Register")
    ask = {"headers": {"Authorization": f"Bearer {token}"}}
    assert app.test_client().get("/api/v1/me", **ask).status_code == 200
    assert Visit(app, user_committed(Role.OFFICER)).post(f"/account/tokens/{kept.id}/revoke").status_code == 404
    assert desk.post(f"/account/tokens/{kept.id}/revoke").status_code == 302
    assert app.test_client().get("/api/v1/me", **ask).status_code == 401


@pytest.mark.parametrize("label", ["", "   ", "x" * 61, "a\tb"])
def test_a_token_needs_a_name_that_fits(desk, label):
    assert desk.post("/account/tokens", label=label).status_code == 422
    assert how_many(ApiToken) == 0


def test_nobody_has_more_than_twenty_tokens(desk):
    codes = [desk.post("/account/tokens", label=f"t{number}").status_code for number in range(21)]
    assert codes == [200] * 20 + [422]


# ------------------------------------------------------------------- inviting


def test_an_invitation_makes_an_account_a_role_a_mail_and_a_link_of_which_only_the_hash_is_kept(app, desk):
    answer = invite(desk)
    path = link(answer)
    person = db.session.scalars(select(User).where(User.email == "nueva@rree.gob.pe")).one()
    assert (person.password_hash, person.roles(clock.now())) == (None, {Role.FOCAL_POINT})
    kept = db.session.scalars(select(Invitation)).one()
    token = path.rpartition("/")[2]
    assert kept.token_hash == accounts.key(token)
    assert kept.expires_at - kept.made_at == timedelta(days=7)
    assert token not in desk.get("/account/people").text
    assert how_many(AuditEntry, action="invite", thing="nueva@rree.gob.pe") == 1


def test_the_outbox_keeps_the_link_without_its_token_and_the_mail_leaves_with_it(app, desk):
    token = link(invite(desk)).rpartition("/")[2]
    message = db.session.scalars(select(Message).where(Message.kind == "invitation")).one()
    assert token not in message.text + message.html
    shown = desk.get(f"/messages/{message.id}").text + desk.get(f"/messages/{message.id}/page").text
    assert token not in shown
    assert token in complete(message.text, WELCOME, db.session.scalars(select(Invitation.id)).one())
    sent = wire.to_bytes(message, "Secretariat <secretariat@example.org>").replace(b"=\r\n", b"").decode()
    assert sent.count(token) == 2
    assert wire.to_bytes(message, "Secretariat <secretariat@example.org>") == wire.to_bytes(
        message, "Secretariat <secretariat@example.org>"
    )


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@b.example\nBcc: x@evil.example"}, "email"),
        ({"email": "=?utf-8?q?x=0ABcc:…?=@b.example"}, "email"),
        ({"name": "=?utf-8?q?x=0ABcc:y?="}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"role": "king"}, "role"),
        ({"country": ""}, "country"),
        ({"country": "ZZ"}, "country"),
        ({"role": "officer"}, "country"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_invited_is_refused_beside_its_field_and_nothing_stays_behind(app, desk, form, field):
    before = how_many(User), how_many(Membership), how_many(Message), how_many(Invitation)
    answer = invite(desk, **form)
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert "Nueva Persona" in answer.text or "name" in form
    assert (how_many(User), how_many(Membership), how_many(Message), how_many(Invitation)) == before


def test_somebody_with_an_account_gets_the_role_and_no_link(app, desk):
    reviewer = user_committed(Role.REVIEWER, email="daniel@example.org")
    answer = invite(desk, email="Daniel@Example.org", role="auditor", country="")
    assert answer.status_code == 302
    db.session.expire_all()
    assert reviewer.roles(clock.now()) == {Role.REVIEWER, Role.AUDITOR}
    assert how_many(Invitation) == 0


def test_nobody_gets_the_same_role_twice(desk):
    invite(desk)
    answer = invite(desk)
    assert (answer.status_code, "has this role already" in answer.text) == (422, True)


# ------------------------------------------------------------------- the link


def test_opening_the_link_changes_nothing_however_often_and_the_button_uses_it_up(app, desk):
    path = link(invite(desk))
    for _time in range(5):
        assert app.test_client().get(path).status_code == 200
        assert app.test_client().head(path).status_code == 200
    person = Guest(app, path)
    assert person.accept(LONG).location == "/"
    assert person.client.get("/account").status_code == 200
    assert app.test_client().get(path).status_code == 404
    assert Guest(app, "/login").client.post(path, data={"new": LONG}).status_code == 400


class Guest:
    """Whoever got the mail."""

    def __init__(self, app, path):
        self.client, self.path = app.test_client(), path
        self.token = re.search(r'csrf_token" value="([^"]+)', self.client.get(path).text)[1]

    def accept(self, new, again=None):
        form = {"csrf_token": self.token, "new": new, "again": again or new}
        return self.client.post(self.path, data=form)


def test_two_who_press_the_button_use_it_once(app, desk):
    path = link(invite(desk))
    first, second = Guest(app, path), Guest(app, path)
    assert (first.accept(LONG).status_code, second.accept(LONG + "!").status_code) == (302, 404)
    person = db.session.scalars(select(User).where(User.email == "nueva@rree.gob.pe")).one()
    assert accounts.matches(person, LONG)


def test_a_password_that_will_not_do_does_not_use_the_link_up(app, desk):
    guest = Guest(app, link(invite(desk)))
    assert guest.accept("too short").status_code == 422
    assert guest.accept(LONG, again="another").status_code == 422
    assert guest.accept(LONG).status_code == 302


def test_a_used_an_ended_a_replaced_and_an_unknown_link_are_answered_alike(app, desk):
    used, ended, replaced = (link(invite(desk, email=f"{number}@rree.gob.pe")) for number in "123")
    Guest(app, used).accept(LONG)
    found = {one.user.email[0]: one for one in db.session.scalars(select(Invitation))}
    found["2"].made_at -= timedelta(days=8)
    found["2"].expires_at = clock.real() - timedelta(seconds=1)
    db.session.commit()
    fresh = link(desk.post(f"/account/people/{found['3'].user_id}/send-again"))
    unknown = "/welcome/1/" + "x" * 43
    own = r'nonce="[^"]*"|csrf_token" value="[^"]*"'
    pages = {re.sub(own, "", app.test_client().get(path).text) for path in (used, ended, replaced, unknown)}
    assert len(pages) == 1
    assert "This link works no longer" in pages.pop()
    assert app.test_client().get(fresh).status_code == 200


def leaving(letter):
    """Return a mail as it leaves, in whole lines."""
    return wire.to_bytes(letter, "Secretariat <secretariat@example.org>").decode().replace("=\r\n", "")


def test_a_link_that_ended_sends_a_new_one_to_the_same_address_and_no_other_does(app, desk):
    used, ended = (link(invite(desk, email=f"{number}@rree.gob.pe")) for number in "12")
    Guest(app, used).accept(LONG)
    db.session.execute(update(Invitation).values(expires_at=clock.real(), made_at=clock.real() - timedelta(days=8)))
    db.session.commit()
    forged = f"/welcome/{ended.split('/')[2]}/" + "x" * 43
    for path in (used, forged, ended):
        guest = Guest(app, path)
        answer = guest.client.post(path, data={"csrf_token": guest.token, "do": "again"})
        assert (answer.status_code, answer.location) == (302, path)
        assert "a new one is on its way" in guest.client.get(path).text
    letters = db.session.scalars(select(Message).where(Message.kind == "invitation").order_by(Message.id)).all()
    assert [one.email for one in letters] == ["1@rree.gob.pe", "2@rree.gob.pe", "2@rree.gob.pe"]
    sent = LINK.search(leaving(letters[-1]))
    assert sent
    assert app.test_client().get(sent[1]).status_code == 200
    for _each in range(4):
        guest.client.post(ended, data={"csrf_token": guest.token, "do": "again"})
    assert how_many(Message, email="2@rree.gob.pe") == 1 + new_links.MOST


def test_a_name_that_is_the_address_of_another_invitation_gets_no_token(app, desk):
    first = link(invite(desk))
    invite(desk, email="b@rree.gob.pe", name="http://localhost:8000" + first.rpartition("/")[0])
    letter = db.session.scalars(select(Message).where(Message.email == "b@rree.gob.pe")).one()
    sent = leaving(letter)
    assert first not in sent
    assert LINK.search(sent)


def test_the_link_of_a_suspended_account_opens_nothing(app, desk):
    path = link(invite(desk))
    person = db.session.scalars(select(User).where(User.email == "nueva@rree.gob.pe")).one()
    desk.post(f"/account/people/{person.id}/suspend")
    assert app.test_client().get(path).status_code == 404


def test_a_letter_that_quotes_the_address_of_an_invitation_gets_no_token(app, officer):
    """Whatever a country writes into its text may stand in a reviewer's mail."""
    message = Message(kind="receipt", email="a@b.example", language="en", subject="s", text="http://localhost:8000/welcome/1",
                      html="", message_id="<x@y>", created_at=clock.now())  # fmt: skip
    assert b"/welcome/1\r\n" in wire.to_bytes(message, "Secretariat <secretariat@example.org>")


# ------------------------------------------------------------------- people


def test_the_list_asks_the_database_as_often_for_one_person_as_for_many(app, desk):
    desk.get("/account/people")
    with counting() as few:
        desk.get("/account/people")
    for _time in range(8):
        user(Role.FOCAL_POINT)
    db.session.commit()
    with counting() as many:
        desk.get("/account/people")
    assert len(few) == len(many)


def test_the_list_is_found_by_name_and_address_and_says_when_nobody_is(app, desk):
    user_committed(Role.FOCAL_POINT, name="Rosa Quispe", email="rosa@example.org")
    user_committed(Role.FOCAL_POINT, name="100% Person")
    for words, found in (("quispe", True), ("ROSA@", True), ("nobody", False)):
        assert ("Rosa Quispe" in desk.read(f"/account/people?q={words}")) is found
    assert "Rosa" not in desk.read("/account/people?q=%25")
    assert "No account has that name" in desk.read("/account/people?q=nobody")


def test_the_last_officer_can_neither_be_suspended_nor_lose_the_role(app, officer, desk):
    refused = desk.post(f"/account/people/{officer.id}/suspend")
    assert (refused.status_code, "must remain officer" in refused.text) == (422, True)
    assert desk.post(f"/account/roles/{officer.memberships[0].id}/end").status_code == 422
    other = user_committed(Role.OFFICER)
    assert desk.post(f"/account/roles/{other.memberships[0].id}/end").status_code == 302


def test_a_role_that_ended_is_gone_at_once_and_stands_in_the_trail(app, officer, desk):
    focal = user_committed(Role.FOCAL_POINT)
    desk.post(f"/account/roles/{focal.memberships[0].id}/end")
    db.session.expire_all()
    assert focal.roles(clock.now()) == set()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "end_role")).one()
    assert (entry.actor, entry.thing, entry.details) == (
        "Inés Robles",
        focal.email,
        {"role": "focal_point", "country": "PE"},
    )


def test_a_role_that_was_given_this_very_moment_can_be_ended(app, officer):
    now = clock.now()
    person = user_committed(Role.OFFICER, since=now)
    workflow.end_role(person.memberships[0], by=officer, house=now)
    db.session.commit()
    assert person.roles(clock.now()) == set()


def test_a_suspended_account_has_no_token_and_can_be_opened_again(app, officer, desk):
    reviewer = user_committed(Role.REVIEWER)
    token = accounts.make_token(reviewer, "t", by=reviewer, at=clock.real(), house=clock.now())
    db.session.commit()
    ask = {"headers": {"Authorization": f"Bearer {token}"}}
    assert app.test_client().get("/api/v1/me", **ask).status_code == 200
    desk.post(f"/account/people/{reviewer.id}/suspend")
    assert app.test_client().get("/api/v1/me", **ask).status_code == 401
    desk.post(f"/account/people/{reviewer.id}/restore")
    assert Visit(app, reviewer).get("/account").status_code == 200
    assert app.test_client().get("/api/v1/me", **ask).status_code == 401
