"""What every answer carries, whatever it is: pages, errors, redirects, files, downloads; by http and by https."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from secretariat.app import create_app
from secretariat.database import db
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests.conftest import Visitor
from tests.factories import user
from tests.letters import letter_to
from tests.visitors import Visit

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NO_CAMERA = {"camera=()", "geolocation=()", "microphone=()"}


@pytest.fixture
def mail(session, app):
    with app.test_request_context():
        person = user(Role.OFFICER, email="officer@example.net")
        made = letter_to(person)
        session.add(made)
        session.commit()
        return made.id


@pytest.fixture
def by_https(app, settings):
    """The house behind a proxy that speaks TLS."""
    made = create_app(replace(settings, base_url="https://house.example", proxies=1))
    made.test_client_class = Visitor
    yield made
    with made.app_context():
        db.engine.dispose()


def every_kind(app, mail, signed):
    """Return an answer of each kind, by what it is."""
    visitor = app.test_client()
    style = re.search(r'href="([^"]+house\.css)"', visitor.get("/login").text)[1]
    client = signed.client
    return {
        "page": visitor.get("/login"),
        "page of somebody": client.get("/account"),
        "redirect": visitor.get("/account"),
        "redirect of a slash": client.get("/calls"),
        "404": visitor.get("/nothing"),
        "404 of somebody": client.get("/deliverables/999999"),
        "405": visitor.delete("/login"),
        "400 without a token": visitor.post("/login"),
        "400 of another name": visitor.get("/login", headers={"Host": "evil.example"}),
        "400 of another site": visitor.post("/login", headers={"Origin": "https://evil.example"}),
        "401": visitor.get("/api/v1/me"),
        "413": client.post("/account/tokens", data={"label": "x" * 9_000_000}),
        "422": signed.post("/account/tokens", label=""),
        "JSON": visitor.get("/api/v1/openapi.json"),
        "health": visitor.get("/healthz"),
        "download": client.get("/audit/view.csv"),
        "mail": client.get(f"/messages/{mail}"),
        "page of a mail": client.get(f"/messages/{mail}/page"),
        "style sheet": file(visitor, style),
        "style sheet that is not there": file(visitor, style + "x"),
    }


def file(client, url):
    """Return the answer with a file, which is read to its end."""
    with client.get(url) as answer:
        return answer


EXPECTED = {"405": 405, "413": 413, "422": 422, "401": 401, "download": 200, "page of a mail": 200, "style sheet": 200}


def test_every_answer_carries_every_header(app, mail):
    answers = every_kind(app, mail, Visit(app, person(mail)))
    assert {name: answers[name].status_code for name in EXPECTED} == EXPECTED
    for name, answer in answers.items():
        assert dict(answer.headers) | ALWAYS == dict(answer.headers), name
        assert set(answer.headers["Permissions-Policy"].split(", ")) >= NO_CAMERA, name
        policy = directives(answer)
        assert policy["default-src"] == ["'none'"], name
        assert policy["frame-ancestors"] in (["'none'"], ["'self'"]), name
        assert "unsafe-inline" not in str(policy), name
        assert "unsafe-eval" not in str(policy), name
        assert answer.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}, name
        assert "Server" not in answer.headers or "Python" not in answer.headers["Server"], name
        assert "Strict-Transport-Security" not in answer.headers, name


def person(mail):
    return db.session.get(Message, mail).user


def directives(answer):
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts if part}


def test_only_the_page_of_a_mail_may_stand_in_a_frame_of_ours_and_it_may_do_nothing(app, mail):
    answers = every_kind(app, mail, Visit(app, person(mail)))
    framed = {name for name, answer in answers.items() if directives(answer)["frame-ancestors"] != ["'none'"]}
    assert framed == {"page of a mail"}
    assert directives(answers["page of a mail"])["sandbox"] == []
    assert "script-src" not in directives(answers["page of a mail"])
    assert directives(answers["mail"])["frame-src"] == ["'self'"]


def test_by_https_cookies_are_bound_to_the_host_and_the_browser_stays_with_https(by_https, mail):
    visit = Secure(by_https, person(mail))
    answers = every_kind(by_https, mail, visit)
    for name, answer in answers.items():
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", name
    cookie = next(value for value in visit.entered.headers.getlist("Set-Cookie") if "session" in value)
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


class Secure(Visit):
    """A browser behind the proxy."""

    def __init__(self, app, who):
        app.test_client_class = ByProxy
        self.client = app.test_client()
        self.token = self._token("/login")
        self.entered = self.post("/login", email=who.email, password="demo")
        assert self.entered.status_code == 302
        self.token = self._token("/account")


class ByProxy(Visitor):
    """Adds what the proxy tells of the browser."""

    def open(self, *args, **kwargs):
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5", "X-Forwarded-Host": "house.example"}
        mine = {"Referer": "https://house.example/login", "Host": "house.example"}
        return super().open(*args, **kwargs | {"headers": mine | headers | dict(kwargs.get("headers") or {})})


def test_by_http_the_cookie_is_hidden_from_scripts_and_other_sites(app, mail):
    visit = Visit(app)
    answer = visit.post("/login", email=person(mail).email, password="demo")
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_what_somebody_reads_is_kept_by_no_cache(app, mail):
    visit = Visit(app, person(mail))
    for url in ("/account", "/messages", f"/messages/{mail}/page", "/audit/view.csv", "/deliverables/999999"):
        assert visit.get(url).headers["Cache-Control"] == "private, no-store", url
    bearer = app.test_client().get("/api/v1/me", headers={"Authorization": "Bearer x"})
    assert bearer.headers["Cache-Control"] == "private, no-store"


def test_what_never_changes_is_kept_for_ever(app):
    style = re.search(r'href="([^"]+house\.css)"', app.test_client().get("/login").text)[1]
    assert "immutable" in file(app.test_client(), style).headers["Cache-Control"]


def test_each_nonce_is_used_once(app):
    pages = ThreadPoolExecutor(8).map(lambda _n: app.test_client().get("/help").headers, range(400))
    nonces = [re.search(r"'nonce-([^']+)'", one["Content-Security-Policy"])[1] for one in pages]
    assert len(set(nonces)) == 400
    assert min(map(len, nonces)) >= 22


def test_the_nonce_of_the_header_is_that_of_the_page_and_nothing_is_inline(app, mail):
    visit = Visit(app, person(mail))
    for url in ("/", "/account", "/messages", "/audit", "/help", "/nothing"):
        answer = visit.get(url)
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        scripts = re.findall(r"<script[^>]*>", answer.text)
        assert scripts, url
        assert all(f'nonce="{nonce}"' in script and "src=" in script for script in scripts), url
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", answer.text), url


def test_an_answer_without_a_database_carries_every_header_too(app, settings):
    alone = create_app(replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    alone.test_client_class = Visitor
    answer = alone.test_client().get("/meetings")
    assert (answer.status_code, dict(answer.headers) | ALWAYS) == (503, dict(answer.headers))
    assert directives(answer)["default-src"] == ["'none'"]
    assert alone.test_client().get("/healthz").status_code == 200


HOSTS = [
    "evil.example", "localhost.evil.example", "evil-localhost", "localhost@evil.example", "evil.example:80",
    "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "[::2]", "[::1", "::1", "localhost/evil", "localhost\\evil",
    "localhost?x", "local host", "", ".localhost", "xn--lcalhost-i5a", "house.example", "10.0.0.1",
]  # fmt: skip


def test_twenty_names_that_are_not_the_houses_are_refused(app):
    assert len(HOSTS) == 20
    codes = {host: app.test_client().get("/login", headers={"Host": host}).status_code for host in HOSTS}
    assert codes == dict.fromkeys(HOSTS, 400)


def test_the_houses_own_names_are_served(app):
    for host in ("localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000"):
        assert app.test_client().get("/login", headers={"Host": host}).status_code == 200, host


def test_the_name_of_the_base_address_is_the_houses_without_saying_it_twice(by_https):
    assert by_https.test_client().get("/login", headers={"Host": "house.example"}).status_code == 200
    assert by_https.test_client().get("/login", headers={"Host": "evil.example"}).status_code == 400


def test_no_address_in_a_page_follows_the_host_header(app):
    page = app.test_client().get("/login", headers={"Host": "localhost:1234"}).text
    assert "1234" not in page


def test_a_form_of_a_million_fields_is_refused_before_it_is_read(app):
    visitor = app.test_client()
    answer = visitor.post("/login", data="a&" * 1_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
