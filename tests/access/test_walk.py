"""The walk over every route: who it says may use it, what it refuses, what it never does, what it never shows."""

import json

import pytest
from psycopg import sql

from secretariat.models.people import Role
from secretariat.rules import policy
from secretariat.rules.actions import Action
from tests.access.world import METHODS, World, ask, canary, plain
from tests.broom import TABLES, Broom

CHANGES = METHODS - {"GET", "HEAD"}
EVERYBODY = (
    "visitor", "focal PE", "approver PE", "delegate PE", "chair",
    Role.REVIEWER, Role.OFFICER, Role.OBSERVER, Role.AUDITOR,
)  # fmt: skip
# A token of its own stands for a cookie there, so that no other site can borrow one.
WITHOUT_COOKIES = "api."


def changing(world: World) -> list[tuple[str, str]]:
    """Return method and address of every route that changes something and is used by browsers."""
    return [
        (method, world.url(rule, world.peru))
        for rule in world.rules()
        for method in sorted((rule.methods or set()) & CHANGES)
        if not rule.endpoint.startswith(WITHOUT_COOKIES)
    ]


def test_every_route_says_which_action_it_is(world):
    silent = [rule.endpoint for rule in world.rules() if not action_of(world, rule)]
    assert silent == []


def action_of(world, rule) -> Action | None:
    return world.app.view_functions[rule.endpoint].__dict__.get("action")


def test_a_visitor_is_asked_to_sign_in_wherever_an_account_is_needed(world):
    visitor = world.browser("visitor")
    for rule in world.rules():
        if policy.open_to_visitors(action_of(world, rule)) or "GET" not in rule.methods:
            continue
        answer = visitor.get(world.url(rule, world.peru))
        if rule.endpoint.startswith("api."):
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer"), rule
        else:
            assert answer.status_code == 302, rule
            assert answer.location.startswith("/login?next="), rule


def test_no_form_is_taken_without_its_token(world):
    officer = world.browser(Role.OFFICER)
    asked = changing(world)
    assert len(asked) > 50
    for method, url in asked:
        for how in ({}, {"data": {"csrf_token": "x"}}, {"data": "{}", "content_type": "text/plain"}, {"json": {}}):
            assert officer.client.open(url, method=method, **how).status_code == 400, (method, url, how)


def test_no_form_is_taken_from_another_site(world):
    officer = world.browser(Role.OFFICER)
    form = {"csrf_token": officer.token}
    foreign = [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:1"}, {"Sec-Fetch-Site": "cross-site"},
    ]  # fmt: skip
    for method, url in changing(world):
        for headers in foreign:
            answer = officer.client.open(url, method=method, data=form, headers=headers)
            assert answer.status_code == 400, (method, url, headers)


def test_a_form_of_this_site_is_taken_with_its_origin(world):
    officer = world.browser(Role.OFFICER)
    form = {"csrf_token": officer.token, "language": "fr"}
    answer = officer.client.post("/account/language", data=form, headers={"Origin": "http://localhost"})
    assert answer.status_code == 302


@pytest.fixture
def digest(broom: Broom):
    """Return a function that says what all tables hold; denials apart, which are written on purpose."""

    def rows() -> dict[str, str]:
        found = {}
        for (name,) in broom.connection.execute(TABLES).fetchall():
            kept = sql.SQL("WHERE action <> 'denied'") if name == "audit_entries" else sql.SQL("")
            ask = sql.SQL("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t {}")
            found[name] = broom.connection.execute(ask.format(sql.Identifier(name), kept)).fetchone()[0]
        return found

    return rows


def test_reading_changes_nothing_whoever_reads_whatever(world, digest):
    browsers = {who: world.browser(who) for who in EVERYBODY}
    before = digest()
    for who, browser in browsers.items():
        for rule in world.rules():
            for method in ("GET", "HEAD") if who == Role.OFFICER else ("GET",):
                if method in (rule.methods or set()):
                    answer = ask(browser, method, world.url(rule, world.peru))
                    # Nobody beats in a test: on a slow machine the walk takes longer than /readyz waits to hear it.
                    assert answer.status_code < 500 or rule.rule == "/readyz", (method, rule.rule, answer.text)
    assert digest() == before


def test_what_belongs_to_another_country_is_the_same_as_nothing(world):
    focal = world.browser("focal PE")
    walked = 0
    for rule in world.rules():
        if not ({"id", "attachment_id"} & rule.arguments):
            continue
        for draft in (False, True):
            theirs, nobodys = world.url(rule, world.brazil, draft=draft), world.url(rule, None)
            if theirs == nobodys:  # a call that every country may read
                continue
            for method in sorted((rule.methods or set()) & (METHODS - {"HEAD"})):
                first, second = ask(focal, method, theirs), ask(focal, method, nobodys)
                if rule.endpoint.startswith("api."):
                    assert first.status_code == second.status_code == 401
                    continue
                assert (first.status_code, second.status_code) == (404, 404), (method, theirs, nobodys)
                assert plain(first) == plain(second), (method, theirs)
                assert "canary" not in first.text
                walked += 1
    assert walked > 60


def test_the_api_hides_what_belongs_to_another_country_too(world):
    headers = {"Authorization": "Bearer PE"}
    client = world.app.test_client()
    for rule in world.rules():
        if "id" not in rule.arguments or not rule.endpoint.startswith("api.") or "/calls/" in rule.rule:
            continue  # a call is every country's to read
        for method in sorted((rule.methods or set()) & (METHODS - {"HEAD"})):
            bodies = [
                client.open(world.url(rule, of), method=method, headers=headers, json={"value": "x", "revision": 0})
                for of in (world.brazil, None)
            ]
            assert [one.status_code for one in bodies] == [404, 404], (method, rule.rule)
            assert bodies[0].data == bodies[1].data


READ_BY = {
    canary("br", "draft"): {"focal BR"},
    canary("br", "version"): {"focal BR", "chair", Role.REVIEWER, Role.OFFICER, Role.AUDITOR},
    canary("br", "internal"): {Role.REVIEWER, Role.OFFICER, Role.AUDITOR},
    canary("br", "unsent"): {Role.REVIEWER, Role.OFFICER, Role.AUDITOR},
    canary("br", "file"): {"focal BR"},
    canary("br", "letter"): {"focal BR", Role.OFFICER, Role.AUDITOR},
    canary("house", "received"): {Role.OFFICER, Role.AUDITOR},
    canary("house", "build"): {Role.REVIEWER, Role.OFFICER, Role.AUDITOR},
    canary("house", "call"): {Role.REVIEWER, Role.OFFICER, Role.AUDITOR},
    canary("house", "agenda"): {Role.REVIEWER, Role.OFFICER, Role.AUDITOR, "chair"},
    canary("house", "secretariat"): {Role.REVIEWER, Role.OFFICER, Role.AUDITOR},
    canary("house", "delegations"): set(EVERYBODY) - {"visitor"} | {"focal BR"},
}


def pages(world: World, *estates) -> set[str]:
    """Return the addresses of all pages about what some countries have."""
    return {
        world.url(rule, of, draft=draft)
        for rule in world.rules()
        if "GET" in (rule.methods or set())
        for of in estates
        for draft in (False, True)
    }


def words(browser, url):
    """Return what an address gives, as far as it is text; a PDF is none."""
    return browser.get(url).data.decode(errors="replace").lower()


@pytest.mark.parametrize("who", [*EVERYBODY, "focal BR"])
def test_nobody_reads_a_word_that_is_not_for_them_on_any_page(world, who):
    browser = world.browser(who)
    text = "".join(words(browser, url) for url in pages(world, world.peru, world.brazil))
    assert {word for word in READ_BY if word in text} <= {word for word, readers in READ_BY.items() if who in readers}


def test_the_words_are_read_by_those_they_are_for(world):
    """Otherwise the test above would find nothing wherever nothing is shown."""
    for word, who in ((canary("br", "draft"), "focal BR"), (canary("br", "internal"), Role.REVIEWER)):
        browser = world.browser(who)
        assert any(word in words(browser, url) for url in pages(world, world.brazil)), word


def test_a_denial_is_written_down_though_the_request_was_rolled_back(world, broom: Broom):
    world.browser("focal PE").get("/account/people")
    found = broom.connection.execute(
        "SELECT actor_id, thing, details FROM audit_entries WHERE action = 'denied'"
    ).fetchall()
    assert found == [(world.people["focal PE"].id, "/account/people", {"method": "GET"})]


def test_an_id_that_no_column_holds_is_nothing(world):
    focal = world.browser("focal PE")
    for number in (2**31, 2**63, 10**30):
        assert focal.get(f"/deliverables/{number}").status_code == 404
        assert focal.get(f"/messages/{number}").status_code == 404


def test_json_of_the_api_is_json_at_every_error(world):
    client = world.app.test_client()
    headers = {"Authorization": "Bearer PE"}
    for method, url, code in (
        ("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/me", 405), ("GET", "/api/v1/deliverables/1000000", 404),
    ):  # fmt: skip
        answer = client.open(url, method=method, headers=headers)
        assert answer.status_code == code
        assert set(json.loads(answer.data)) == {"error"}
