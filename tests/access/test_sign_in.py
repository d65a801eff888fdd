"""Signing in: limits, alike answers, sessions that end, and where one may be led afterwards."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat import clock, queue
from secretariat.app import create_app
from secretariat.blueprints.access.views import inside
from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.people import Role, SignInFailure, WebSession
from secretariat.workflow import accounts, people
from tests.conftest import Visitor
from tests.factories import PASSWORD, how_many, user
from tests.visitors import Visit

LONG = "a sentence that I remember"


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        made = user(Role.OFFICER, email="inés@example.net".replace("é", "e"))
        db.session.commit()
        yield made


def try_in(app, email, password="wrong", address="203.0.113.7"):
    visit = Visit(app)
    form = {"csrf_token": visit.token, "email": email, "password": password}
    return visit.client.post("/login", data=form, environ_base={"REMOTE_ADDR": address})


def refusal(answer):
    """What the page says, without what every page has of its own."""
    return re.sub(r'(nonce|csrf_token" value)="[^"]*"', r"\1", answer.text)


def test_the_right_password_opens_a_session_of_which_only_the_hash_is_kept(app, officer):
    visit = Visit(app, officer)
    with visit.client.session_transaction() as cookie:
        token = cookie["token"]
    kept = db.session.scalars(select(WebSession)).one()
    assert (kept.token_hash, kept.user_id) == (accounts.key(token), officer.id)
    assert token not in repr(vars(kept))


def test_an_unknown_address_is_answered_like_a_wrong_password(app, officer):
    known, unknown = try_in(app, officer.email), try_in(app, "nobody@example.org")
    assert known.status_code == unknown.status_code == 422
    assert refusal(known).replace(officer.email, "X") == refusal(unknown).replace("nobody@example.org", "X")
    assert {name for name, _value in known.headers} == {name for name, _value in unknown.headers}


def test_an_account_without_a_password_and_a_suspended_one_are_answered_alike_too(app, officer):
    invited = user(Role.OFFICER, password_hash=None)
    closed = user(Role.OFFICER, active=False)
    db.session.commit()
    for person in (invited, closed):
        assert try_in(app, person.email, PASSWORD).status_code == 422
        assert try_in(app, person.email, "").status_code == 422


def test_an_unknown_address_costs_the_same_work(app, officer):
    officer.password_hash = accounts.hashed(PASSWORD)  # that of the factories is cheap on purpose
    known, unknown = (min(work_to_refuse(who) for _time in range(7)) for who in (officer, None))
    assert 0.5 < known / unknown < 2


def work_to_refuse(who):
    begun = time.process_time()
    assert not accounts.matches(who, "wrong")
    return time.process_time() - begun


def test_ten_failures_close_the_door_for_one_account_from_one_address_only(app, officer):
    for _time in range(accounts.MOST_PER_ACCOUNT):
        assert try_in(app, officer.email).status_code == 422
    assert try_in(app, officer.email, PASSWORD).status_code == 429
    assert try_in(app, officer.email, PASSWORD, address="198.51.100.9").status_code == 302


def test_the_door_is_closed_alike_for_an_address_without_an_account(app, officer):
    for _time in range(accounts.MOST_PER_ACCOUNT):
        try_in(app, "nobody@example.org")
    assert try_in(app, "nobody@example.org").status_code == 429


def test_fifty_failures_from_one_address_close_it_whatever_the_accounts(app, officer):
    for number in range(accounts.MOST_PER_ADDRESS):
        db.session.add(SignInFailure(email=f"{number}@example.org", address="203.0.113.7", at=clock.real()))
    db.session.commit()
    assert try_in(app, officer.email, PASSWORD).status_code == 429
    assert try_in(app, officer.email, PASSWORD, address="198.51.100.9").status_code == 302


def test_after_a_quarter_of_an_hour_the_door_is_open_again(app, officer):
    long_ago = clock.real() - accounts.WINDOW - timedelta(seconds=1)
    for _time in range(accounts.MOST_PER_ADDRESS):
        db.session.add(SignInFailure(email=officer.email, address="203.0.113.7", at=long_ago))
    db.session.commit()
    assert try_in(app, officer.email, PASSWORD).status_code == 302


def test_the_limits_need_no_broker(app, officer, settings):
    alone = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    alone.test_client_class = Visitor
    for _time in range(accounts.MOST_PER_ACCOUNT):
        try_in(alone, officer.email)
    assert try_in(alone, officer.email, PASSWORD).status_code == 429
    queue.connect(settings)
    with alone.app_context():
        db.engine.dispose()


def test_a_forwarded_address_that_anybody_may_write_counts_for_nothing(app, officer):
    for number in range(accounts.MOST_PER_ACCOUNT):
        visit = Visit(app)
        form = {"csrf_token": visit.token, "email": officer.email, "password": "wrong"}
        visit.client.post("/login", data=form, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    visit = Visit(app)
    form = {"csrf_token": visit.token, "email": officer.email, "password": PASSWORD}
    assert visit.client.post("/login", data=form, headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429


def test_a_failure_is_written_into_the_trail_and_into_the_counts(app, officer):
    try_in(app, officer.email)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "sign_in_refused")).one()
    assert (entry.actor_id, entry.thing, entry.address) == (None, officer.email, "203.0.0.0")
    assert how_many(SignInFailure, email=officer.email) == 1


@pytest.mark.parametrize("email", ["a" * 100_000 + "@example.org", "x\0y@example.org", "", " ", "é" * 9000])
def test_an_address_that_is_none_is_refused_and_breaks_nothing(app, officer, email):
    assert try_in(app, email).status_code == 422


def test_a_password_of_two_megabytes_is_refused_and_breaks_nothing(app, officer):
    assert try_in(app, officer.email, "x" * 1_900_000).status_code == 422


# ------------------------------------------------------------------- sessions


def copied(visit, app):
    """Return a browser with a copy of another one's cookie."""
    thief = app.test_client()
    thief.set_cookie("session", visit.client.get_cookie("session").value)
    return thief


def is_in(client):
    return client.get("/account").status_code == 200


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, officer):
    visit = Visit(app, officer)
    thief = copied(visit, app)
    assert is_in(thief)
    visit.post("/logout")
    assert not is_in(thief)
    assert not is_in(visit.client)


def test_every_session_ends_when_the_password_changes_and_this_browser_gets_a_new_one(app, officer):
    visit, other = Visit(app, officer), Visit(app, officer)
    thief = copied(visit, app)
    answer = visit.post("/account/password", old=PASSWORD, new=LONG, again=LONG)
    assert answer.status_code == 302
    assert (is_in(visit.client), is_in(other.client), is_in(thief)) == (True, False, False)
    assert try_in(app, officer.email, LONG).status_code == 302
    assert try_in(app, officer.email, PASSWORD).status_code == 422


def test_a_session_ends_when_a_role_ends_or_is_given(app, officer):
    person = user(Role.REVIEWER)
    db.session.commit()
    visit = Visit(app, person)
    people.end_role(person.memberships[0], by=officer, house=clock.now())
    db.session.commit()
    assert not is_in(visit.client)
    visit = Visit(app, person)
    guest = people.Guest(email=person.email, name=person.name, language="en", role=Role.AUDITOR)
    people.invite(guest, by=officer, secret="s", at=clock.real(), house=clock.now())
    db.session.commit()
    assert not is_in(visit.client)


def test_a_session_ends_when_the_account_is_suspended(app, officer):
    person = user(Role.REVIEWER)
    db.session.commit()
    visit = Visit(app, person)
    people.suspend(person, by=officer, house=clock.now())
    db.session.commit()
    assert not is_in(visit.client)


def test_a_session_lasts_a_fortnight_of_the_machines_time(app, officer):
    visit = Visit(app, officer)
    kept = db.session.scalars(select(WebSession)).one()
    assert kept.expires_at - kept.created_at == timedelta(days=14)
    kept.expires_at = clock.real() - timedelta(seconds=1)
    db.session.commit()
    assert not is_in(visit.client)


def test_a_session_that_somebody_planted_before_does_not_become_theirs(app, officer):
    """Fixation: the cookie that a browser had before signing in opens nothing afterwards."""
    visit = Visit(app)
    planted = copied(visit, app)
    visit.post("/login", email=officer.email, password=PASSWORD)
    assert is_in(visit.client)
    assert not is_in(planted)


def test_signing_in_again_makes_another_session(app, officer):
    tokens = set()
    for _time in range(3):
        visit = Visit(app, officer)
        with visit.client.session_transaction() as cookie:
            tokens.add(cookie["token"])
    assert len(tokens) == 3


def test_a_cookie_that_was_altered_opens_nothing(app, officer):
    visit = Visit(app, officer)
    value = visit.client.get_cookie("session").value
    forged = app.test_client()
    forged.set_cookie("session", ("A" if value[0] != "A" else "B") + value[1:])
    assert not is_in(forged)


# ------------------------------------------------------------------- next

LEADS_AWAY = [
    "//evil.example", "///evil.example", "////evil.example", "//evil.example/%2f..", "https://evil.example",
    "http://evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example", "HTTPS://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
    "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "/\\\\evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", "\n//evil.example",
    " //evil.example", " https://evil.example", "\x00//evil.example", "/\x00/evil.example", "/\x0b/evil.example",
    "//evil.example@localhost", "//localhost@evil.example", "https://localhost@evil.example",
    "//localhost.evil.example",
    "//[::1].evil.example", "//evil%2eexample", "//%65vil.example", "/%09/evil.example\t", "//evil.example:80",
    "//evil.example?x", "//evil.example#x", "//evil.example;x", "evil.example", "./evil", "../evil", "?x", "#x", "",
    "@evil.example", ":evil", "//", "///", "/\u2028/evil.example", "/\u2029/evil.example", "/\u0085/evil.example",
    "\u3000//evil.example", "//e\u3002vil.example", "/\ufeff/evil.example", "mailto:x@evil.example", "ftp://evil.example",
    "/login", "/login?next=//evil.example", "//user:pass@evil.example", "https:\\\\evil.example",
]  # fmt: skip


def test_nothing_leads_to_another_site_after_signing_in(app, officer):
    assert len(LEADS_AWAY) >= 60
    with app.test_request_context():
        assert {target: inside(target) for target in LEADS_AWAY} == dict.fromkeys(LEADS_AWAY, "/")


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"])
def test_the_answer_itself_stays_here_by_form_and_by_address(app, officer, target):
    visit = Visit(app)
    assert visit.post("/login", email=officer.email, password=PASSWORD, next=target).location == "/"
    assert visit.client.get("/login", query_string={"next": target}).location == "/"


def test_one_goes_on_to_where_one_wanted_to_go(app, officer):
    visit = Visit(app)
    asked = visit.get("/messages?state=sent")
    assert asked.location == "/login?next=/messages?state%3Dsent"
    answer = visit.post("/login", email=officer.email, password=PASSWORD, next="/messages?state=sent")
    assert answer.location == "/messages?state=sent"


def test_whoever_was_led_here_from_a_page_reads_that_its_words_are_kept_and_nobody_else(app):
    visitor = Visit(app).client
    assert "still kept" in visitor.get("/login?next=/deliverables/7").text
    assert "still kept" not in visitor.get("/login").text
    agenda = visitor.get("/login?next=/meetings/fifth-ministerial/agenda").text
    assert ("It leads back to the page that you wanted." in agenda, "still kept" in agenda) == (True, False)
