"""The API: the same use cases and the same policy as the pages, by bearer tokens only."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from secretariat import clock
from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role, User
from secretariat.workflow import accounts
from tests.factories import call, country, deliverable, field, how_many, item, meeting, presidency, user
from tests.visitors import Visit, counting


@dataclass
class Program:
    """A program with a person's token."""

    app: Flask
    person: User

    def __post_init__(self) -> None:
        now = {"at": clock.real(), "house": clock.now()}
        token = accounts.make_token(self.person, "program", by=self.person, **now)
        db.session.commit()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        answer = self.app.test_client().get(f"/api/v1{path}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def send(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        answer = self.app.test_client().open(f"/api/v1{path}", method=method, headers=self.headers, json=body)
        return answer.status_code, answer.json

    def step(self, deliverable_id: int, action: str, state: str, **more: Any) -> tuple[int, Any]:
        return self.send(
            "POST", f"/deliverables/{deliverable_id}/transitions", {"action": action, "state": state} | more
        )

    def put(self, deliverable_id: int, key: str, value: Any, revision: int = 0) -> tuple[int, Any]:
        return self.send("PUT", f"/deliverables/{deliverable_id}/answers/{key}", {"value": value, "revision": revision})


@pytest.fixture
def text(session, app):
    with app.test_request_context():
        asked = call(fields=("summary",))
        field(asked, "amount", kind="money", required=False)
        field(asked, "agrees", kind="yes_no", required=False)
        field(asked, "report", kind="file", required=False)
        made = deliverable(asked, country("PE"))
        deliverable(asked, country("BR"))
        db.session.commit()
        yield made.id


@pytest.fixture
def rosa(app, text):
    return Program(app, user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe"))


@pytest.fixture
def daniel(app, text):
    return Program(app, user(Role.REVIEWER, name="Daniel Ortiz"))


def state_of(text):
    db.session.expire_all()
    return db.session.get_one(Deliverable, text).state


# ------------------------------------------------------------------- who asks


def test_a_cookie_counts_for_nothing_here(app, text):
    person = user(Role.OFFICER)
    db.session.commit()
    visit = Visit(app, person)
    assert visit.get("/api/v1/me").status_code == 401
    answer = visit.client.post(
        f"/api/v1/deliverables/{text}/transitions", json={"action": "waive", "state": "not_started"}
    )
    assert (answer.status_code, set(answer.json), answer.headers["WWW-Authenticate"]) == (401, {"error"}, "Bearer")
    assert state_of(text) == State.NOT_STARTED


def test_a_token_counts_for_nothing_on_pages(rosa):
    assert rosa.app.test_client().get("/account", headers=rosa.headers).status_code == 302


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer\tx", "Bearer " + "x" * 9000]
)
def test_what_is_no_token_is_401(app, text, header):
    answer = app.test_client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_program_sees_its_person(rosa):
    found = rosa.get("/me")
    assert (found["name"], found["presides"]) == ("Rosa Quispe", False)
    assert found["roles"] == [{"role": "focal_point", "country": "PE", "of": {"en": "Peru"}, "until": None}]


# ------------------------------------------------------------------- the main job


def test_a_text_is_written_sent_reviewed_and_approved(rosa, daniel, text):
    assert rosa.get(f"/deliverables/{text}")["actions"] == ["write"]
    assert rosa.put(text, "summary", "Peru leads.") == (200, {"key": "summary", "value": "Peru leads.", "revision": 1})
    code, sent = rosa.step(text, "submit", "draft", once="a")
    assert (code, sent["state"], sent["versions"][0]["number"]) == (200, "submitted", 1)
    assert daniel.step(text, "take", "submitted")[1]["state"] == "in_review"
    code, asked = daniel.step(text, "request_changes", "in_review", point="Name the ministry.")
    assert (code, asked["state"]) == (200, "changes_requested")
    (point,) = rosa.get(f"/deliverables/{text}")["versions"][0]["points"]
    assert {name: point[name] for name in ("number", "key", "text", "answer")} == {
        "number": 1,
        "key": None,
        "text": "Name the ministry.",
        "answer": None,
    }
    rosa.put(text, "summary", "The ministry of labour leads.", revision=1)
    rosa.step(text, "submit", "draft", once="b")
    daniel.step(text, "take", "submitted")
    code, approved = daniel.step(text, "approve", "in_review")
    assert (code, approved["state"], [one["verdict"] for one in approved["versions"]]) == (
        200, "approved", ["changes_requested", "approved"],
    )  # fmt: skip
    doors = set(db.session.query(AuditEntry.door).filter(AuditEntry.thing_kind == "deliverables").distinct())
    assert {door for (door,) in doors} == {"api"}


def test_a_submission_that_is_sent_twice_counts_once(rosa, text):
    rosa.put(text, "summary", "Peru leads.")
    first, second = (rosa.step(text, "submit", "draft", once="key") for _time in range(2))
    assert (first[0], second[0], len(second[1]["versions"])) == (200, 200, 1)


def test_whoever_is_slower_is_told_who_was_faster(app, rosa, daniel, text):
    rosa.put(text, "summary", "Peru leads.")
    rosa.step(text, "submit", "draft")
    other = Program(app, user(Role.REVIEWER, name="Grace Campbell"))
    daniel.step(text, "take", "submitted")
    daniel.step(text, "approve", "in_review")
    assert other.step(text, "approve", "in_review") == (409, {"error": "Daniel Ortiz was faster; it is now: Approved."})


def test_a_step_that_the_named_state_forbids_is_refused_and_nobody_was_faster(app, rosa, text):
    officer = Program(app, user(Role.OFFICER, name="Inés Robles"))
    rosa.put(text, "summary", "Peru leads.")
    rosa.step(text, "submit", "draft")
    told = officer.step(text, "waive", "submitted", reason="No need")
    assert told == (422, {"error": "This cannot be done while the text is: Submitted."})


def test_two_who_write_the_same_answer_are_told_of_each_other(app, rosa, text):
    martin = Program(app, user(Role.FOCAL_POINT, country("PE"), name="Martín Salas"))
    rosa.put(text, "summary", "one")
    code, clash = martin.put(text, "summary", "two")
    assert (code, clash["error"], clash["value"], clash["revision"]) == (
        409,
        "Rosa Quispe wrote here as well.",
        "one",
        1,
    )
    own = rosa.put(text, "summary", "three")[1]["error"]
    assert own == "You wrote here yourself meanwhile, by another program or in a browser."


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("amount", {"amount": "1,250,000.50", "currency": "USD"}, {"amount": "1250000.50", "currency": "USD"}),
        ("amount", {"amount": 12, "currency": "PEN"}, {"amount": "12.00", "currency": "PEN"}),
        ("agrees", {"answer": True, "explanation": "Yes."}, {"answer": True, "explanation": "Yes."}),
        ("agrees", {"answer": None, "explanation": ""}, {"answer": None, "explanation": ""}),
    ],
)
def test_answers_are_read_by_the_rules_of_the_forms(rosa, text, key, value, kept):
    code, saved = rosa.put(text, key, value)
    assert (code, saved["value"]) == (200, kept)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("summary", 7), ("summary", None), ("summary", {"a": 1}), ("summary", "\x07"), ("summary", "x" * 60_001),
        ("summary", "\x00"), ("amount", "twelve"), ("amount", {"amount": "twelve", "currency": "USD"}),
        ("amount", {"amount": "1e30", "currency": "USD"}), ("amount", {"amount": "-1", "currency": "USD"}),
        ("amount", {"amount": "1", "currency": "XXX"}), ("amount", {"amount": "1"}), ("agrees", {"answer": "yes"}),
        ("agrees", True),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_a_sentence_and_nothing_is_kept(rosa, text, key, value):
    code, answer = rosa.put(text, key, value)
    assert (code, set(answer) - {"field"}) == (422, {"error"})
    assert state_of(text) == State.NOT_STARTED


def test_a_question_that_was_taken_out_is_said_to_be_no_longer_asked(rosa, text):
    asked = db.session.get_one(Deliverable, text).call.fields[1]
    asked.retired_at, asked.position = clock.now(), -asked.id
    db.session.commit()
    told = {"error": "This question is no longer asked.", "field": "amount"}
    assert rosa.put(text, "amount", {"amount": "5", "currency": "USD"}) == (422, told)


@pytest.mark.parametrize("key", ["report", "nothing", "x" * 500])
def test_there_is_nothing_to_put_where_no_text_is_asked(rosa, text, key):
    assert rosa.put(text, key, "x")[0] == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 422), ([], 422), ("x", 422), ({"action": "submit"}, 422), ({"action": "juggle", "state": "draft"}, 422),
        ({"action": "submit", "state": "nonsense"}, 422), ({"action": 1, "state": "draft"}, 422),
        ({"action": "submit", "state": "not_started"}, 422), ({"action": "take", "state": "submitted"}, 403),
        ({"action": "write", "state": "not_started"}, 422), ({"action": "extend", "state": "not_started"}, 422),
    ],
)  # fmt: skip
def test_what_is_no_step_is_refused(rosa, text, body, code):
    found, answer = rosa.send("POST", f"/deliverables/{text}/transitions", body)
    assert (found, set(answer) - {"field"}) == (code, {"error"})
    assert state_of(text) == State.NOT_STARTED


def test_waiving_and_reopening_want_a_reason(app, text):
    officer = Program(app, user(Role.OFFICER))
    assert officer.step(text, "waive", "not_started")[0] == 422
    assert officer.step(text, "waive", "not_started", reason="An election.")[1]["state"] == "waived"
    assert officer.step(text, "reopen", "waived", reason="It is over.")[1]["state"] == "reopened"


def test_a_body_that_is_no_json_or_too_large_is_refused(rosa, text):
    client, url = rosa.app.test_client(), f"/api/v1/deliverables/{text}/transitions"
    for data, kind, code in (
        ("{", "application/json", 422),
        ("action=submit", "text/plain", 422),
        ("x" * 3_000_000, "application/json", 413),
    ):
        assert client.post(url, data=data, content_type=kind, headers=rosa.headers).status_code == code


# ------------------------------------------------------------------- reading


def test_a_country_reads_its_own_and_the_secretariat_no_drafts(rosa, daniel, text):
    rosa.put(text, "summary", "secret draft")
    assert [one["country"] for one in rosa.get("/deliverables")["deliverables"]] == ["PE"]
    assert {one["country"] for one in daniel.get("/deliverables")["deliverables"]} == {"PE", "BR"}
    assert rosa.get(f"/deliverables/{text}")["draft"]["answers"][0]["value"] == "secret draft"
    found = daniel.get(f"/deliverables/{text}")
    assert (found["draft"], found["versions"]) == (None, [])


def test_the_list_is_narrowed_by_call_country_and_state(daniel, text):
    everything = daniel.get("/deliverables")
    assert (everything["total"], everything["page"], everything["pages"]) == (2, 1, 1)
    assert daniel.get("/deliverables?country=pe")["total"] == 1
    assert daniel.get("/deliverables?state=owed")["total"] == 2
    assert daniel.get("/deliverables?state=draft")["total"] == 0
    assert daniel.get(f"/deliverables?call={everything['deliverables'][0]['call']}")["total"] == 2
    assert daniel.get("/deliverables?call=999999")["total"] == 0
    assert daniel.send("GET", "/deliverables?call=x", None)[0] == 422
    assert daniel.send("GET", "/deliverables?state=overdeu", None)[0] == 422


def test_lists_ask_as_often_for_one_as_for_many(daniel, text):
    for path in ("/deliverables", "/calls"):
        with counting() as few:
            daniel.get(path)
        for code in ("CO", "GT", "HT"):
            deliverable(call(), country(code))
        db.session.commit()
        with counting() as many:
            daniel.get(path)
        assert len(few) == len(many), path


def test_calls_meetings_agenda_and_presidency_are_read(app, rosa, daniel, text):
    there = meeting("sixth")
    item(there, "Opening")
    presidency(country("CO"), clock.now().year)
    draft = call(opened_at=None)
    db.session.commit()
    assert [one["key"] for one in rosa.get(f"/calls/{rosa.get('/calls')['calls'][0]['id']}")["fields"]] == [
        "summary", "amount", "agrees", "report",
    ]  # fmt: skip
    assert draft.id not in {one["id"] for one in rosa.get("/calls")["calls"]}
    assert draft.id in {one["id"] for one in daniel.get("/calls")["calls"]}
    assert {one["slug"] for one in rosa.get("/meetings")["meetings"]} == {"fifth-ministerial", "sixth"}
    assert [row["titles"] for row in daniel.get("/meetings/sixth/agenda?v=draft")["items"]] == [{"en": "Opening"}]
    for path in ("/meetings/sixth/agenda", "/meetings/sixth/agenda?v=draft", "/meetings/nothing/agenda"):
        assert rosa.app.test_client().get(f"/api/v1{path}", headers=rosa.headers).status_code == 404
    assert app.test_client().get("/api/v1/presidency").json["current"]["country"]["code"] == "CO"


# ------------------------------------------------------------------- the description


def test_the_description_names_every_route_with_its_answers(app, text):
    found = app.test_client().get("/api/v1/openapi.json").json
    described = {(path, method) for path, one in found["paths"].items() for method in one}
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == routes
    for one in found["paths"].values():
        for operation in one.values():
            assert operation["summary"]
            assert "200" in operation["responses"]
            assert bool(operation["security"]) == ("401" in operation["responses"])
    steps = found["paths"]["/api/v1/deliverables/{id}/transitions"]["post"]["requestBody"]
    assert "approve" in steps["content"]["application/json"]["schema"]["properties"]["action"]["enum"]


def test_the_steps_of_the_description_are_those_that_can_be_taken(rosa, text):
    found = rosa.app.test_client().get("/api/v1/openapi.json").json
    body = found["paths"]["/api/v1/deliverables/{id}/transitions"]["post"]["requestBody"]["content"]["application/json"]
    for action in body["schema"]["properties"]["action"]["enum"]:
        assert rosa.step(text, action, "published", reason="Why.", point="What.")[0] in {403, 404, 409}, action
    assert how_many(AuditEntry, thing_kind="deliverables") == 0
