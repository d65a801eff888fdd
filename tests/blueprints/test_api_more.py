"""The rest of the API: lists by filters, files, comments, calls, letters to a list, and its shapes."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from secretariat import clock
from secretariat.blueprints.api import checking, schemas, telling
from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Holiday
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.factories import NOW, add, call, commitment, country, deliverable, field, how_many, meeting, pillar, user
from tests.made import pdf, picture
from tests.texts import taken
from tests.visitors import counting

ROOT = Path(__file__).parents[2]
# A value in an address, as Flask writes it and as the document does.
CONVERTED, PLAIN = r"<(?:[a-z]+:)?([a-z0-9_]+)>", r"{\1}"


@pytest.fixture
def text(session, app):
    with app.test_request_context():
        asked = call(pillar=pillar(1))
        field(asked, "report", kind="file", required=False)
        made = deliverable(asked, country("PE"))
        deliverable(asked, country("BR"), state=State.APPROVED)
        db.session.commit()
        yield made


@pytest.fixture
def rosa(app, text):
    return Program(app, user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe", last_seen_at=clock.real()))


@pytest.fixture
def officer(app, text):
    return Program(app, user(Role.OFFICER))


@pytest.fixture
def daniel(app, text):
    return Program(app, user(Role.REVIEWER, name="Daniel Ortiz"))


def test_lists_and_counts_are_narrowed_as_their_pages_are(officer, rosa, text):
    assert [one["country"] for one in officer.get("/deliverables?state=arrived&pillar=1")["deliverables"]] == ["BR"]
    assert officer.get("/deliverables/counts?language=es") == {
        "total": 1, "arrived": 0, "owed": 1, "overdue": 1, "waiting": 0, "late": 0,
    }  # fmt: skip
    assert rosa.get("/deliverables/counts")["total"] == 1
    assert rosa.get("/deliverables/counts?reviewer=7")["total"] == 1
    assert officer.get("/deliverables/over-time")["total"] == 2
    assert officer.get("/calls?meeting=nowhere")["total"] == 0


@pytest.mark.parametrize("calls", [1, 3])
def test_a_queue_costs_a_program_as_many_queries_for_texts_of_one_call_as_of_three(daniel, calls):
    for number in range(calls):
        at = meeting(f"meeting-{number}", symbol=f"LAD/MIN.{number}")
        deliverable(call(at), country("PE"), state=State.SUBMITTED)
    db.session.commit()
    with counting() as statements:
        symbols = {one["symbol"] for one in daniel.get("/reviews")["deliverables"]}
    assert symbols == {f"LAD/MIN.{number}/CALL.1/PER" for number in range(calls)}
    assert len(statements) == 4, statements


def test_a_country_reads_all_it_owes_gave_and_promised_and_no_other_countrys(rosa, text):
    commitment(country("PE"), text="A window")
    db.session.commit()
    own = rosa.get("/countries/PE")
    assert ([one["id"] for one in own["owes"]], own["gave"], own["counts"]["owed"]) == ([text.id], [], 1)
    assert [one["texts"] for one in own["promised"]] == [{"en": "A window"}]
    assert rosa.send("GET", "/countries/BR", None)[0] == 404
    assert [one["code"] for one in rosa.get("/countries")["countries"]] == ["BR", "PE"]
    assert len(rosa.get("/commitments?country=pe")["commitments"]) == 1


def attach(program, text, content, key="report", name="Report.pdf"):
    form = {"file": (io.BytesIO(content), name)}
    url = f"/api/v1/deliverables/{text.id}/answers/{key}/files"
    return program.app.test_client().post(url, headers=program.headers, data=form)


def test_a_file_is_attached_read_and_taken_out(rosa, daniel, text):
    made = attach(rosa, text, pdf(1))
    assert made.status_code == 200, made.text
    assert (made.json["key"], made.json["name"]) == ("report", "Report.pdf")
    path = f"/deliverables/{text.id}/files/{made.json['id']}"
    assert daniel.send("GET", path, None)[0] == 404
    assert rosa.send("DELETE", path, None) == (200, {"id": made.json["id"]})
    assert rosa.get(f"/deliverables/{text.id}")["draft"]["files"] == []
    assert attach(rosa, text, b"no pdf").status_code == 422
    assert attach(rosa, text, pdf(1), key="summary").status_code == 404
    assert rosa.send("POST", f"/deliverables/{text.id}/answers/report/files", {})[0] == 422


def test_a_picture_is_read_as_the_pdf_that_is_shown_of_it_and_under_its_name(rosa, text):
    number = attach(rosa, text, picture("PNG"), name="Foto.png").json["id"]
    url = f"/api/v1/deliverables/{text.id}/files/{number}"
    with rosa.app.test_client().get(url, headers=rosa.headers) as answer:
        assert answer.headers["Content-Disposition"] == "attachment; filename=Foto.pdf"
        assert answer.data.startswith(b"%PDF-")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_comments_are_written_read_and_taken_out_and_points_answered(rosa, daniel, text):
    version = taken(text, by=daniel.person)
    db.session.commit()
    path = f"/deliverables/{text.id}"
    code, inside = daniel.send("POST", f"{path}/comments", {"key": None, "internal": True, "text": "Thin."})
    assert code == 200
    assert daniel.send("POST", f"{path}/comments", {"key": "summary", "internal": False, "text": "Name it."})[0] == 200
    shown = daniel.get(f"{path}/comments")["comments"]
    assert [(one["internal"], one["text"], one["sent"]) for one in shown] == [
        (True, "Thin.", False),
        (False, "Name it.", False),
    ]
    assert rosa.send("GET", f"{path}/comments", None)[0] == 403
    assert daniel.send("DELETE", f"{path}/comments/{inside['id']}", None)[0] == 200
    assert daniel.step(text.id, "request_changes", "in_review")[0] == 200
    (point,) = rosa.get(path)["versions"][version.number - 1]["points"]
    assert rosa.send("PUT", f"{path}/points/{point['id']}", {"answer": "Done."})[1]["answer"] == "Done."
    assert daniel.send("PUT", f"{path}/points/{point['id']}/closed", {"closed": True})[0] == 200
    code, told = rosa.send("PUT", f"{path}/points/{point['id']}", {"answer": "Never."})
    assert (code, told["error"]) == (409, "The Secretariat has closed point 1; its answer stays as it is.")
    assert rosa.send("PUT", f"{path}/points/999999", {"answer": "Done."})[0] == 404


def test_a_call_is_written_asked_opened_and_closed(officer, rosa, text):
    wanted = {"meeting": "fifth-ministerial", "titles": {"en": "Speakers"}, "due_on": "2031-10-10"}
    code, made = officer.send("POST", "/calls", wanted)
    assert (code, made["titles"], made["due_on"], made["opened_at"]) == (200, {"en": "Speakers"}, "2031-10-10", None)
    path = f"/calls/{made['id']}"
    assert rosa.send("POST", f"{path}/transitions", {"action": "open", "countries": ["PE"]})[0] == 404
    question = {"kind": "long_text", "labels": {"en": "Who speaks?"}, "limit_words": 50}
    assert officer.send("POST", f"{path}/questions", question) == (200, {"key": "who_speaks"})
    opened = officer.send("POST", f"{path}/transitions", {"action": "open", "countries": ["PE", "br"]})
    assert (opened[0], opened[1]["opened_at"] is not None) == (200, True)
    assert officer.get(f"/deliverables/counts?call={made['id']}")["owed"] == 2
    assert officer.send("POST", f"{path}/questions", question) == (200, {"key": "who_speaks_2"})
    assert officer.send("POST", f"{path}/transitions", {"action": "close"})[1]["closed_at"]
    assert officer.send("POST", f"{path}/transitions", {"action": "close"})[0] == 409
    assert officer.send("POST", f"{path}/questions", question)[0] == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"titles": {}}, {"titles": {"de": "x"}}, {"titles": {"en": ""}}, {"due_on": "2031-02-30"}, {"due_on": None},
        {"due_at": "2031-10-10T10:00:00"}, {"meeting": "nowhere"}, {"pillar": 9}, {"from_call": 999999},
        {"grace_minutes": 1441}, {"due_time": "25:00"}, {"unknown": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_a_call_is_refused(officer, text, wrong):
    wanted = {"meeting": "fifth-ministerial", "titles": {"en": "Speakers"}, "due_on": "2031-10-10"} | wrong
    assert officer.send("POST", "/calls", wanted)[0] == 422
    assert how_many(Call) == 1


def test_an_extension_is_given_with_its_reason(officer, rosa, text):
    body = {"until": "2031-01-01T00:00:00Z", "reason": "A flood."}
    assert rosa.send("POST", f"/deliverables/{text.id}/extension", body)[0] == 403
    code, asked = officer.send("POST", f"/deliverables/{text.id}/extension", body)
    assert (code, asked["field"], asked["error"].startswith("The due day, ")) == (422, "meant", True)
    assert how_many(Message, kind="extended") == 0
    code, made = officer.send("POST", f"/deliverables/{text.id}/extension", body | {"meant": True})
    assert (code, made["due_at"]) == (200, "2031-01-01T00:00:00Z")


def test_an_extension_within_the_time_before_the_meeting_is_asked_nothing(officer, text):
    soon = clock.now() + timedelta(days=30)
    text.call.meeting.ends_on = soon.date() + timedelta(days=30)
    db.session.commit()
    body = {"until": soon.isoformat(), "reason": "A flood."}
    assert officer.send("POST", f"/deliverables/{text.id}/extension", body)[0] == 200


def test_a_letter_is_seen_by_each_reader_before_it_is_sent(session, officer, rosa, text):
    rosa.person.language = "es"
    session.commit()
    body = {"subjects": {"en": "Reply: {calls}", "es": "Responda"}, "texts": {"en": "Now.", "es": "{country} debe."}}
    code, told = officer.send("POST", "/deliverables/letters/preview?state=owed", body)
    (letter,) = told["letters"]
    assert (code, told["people"], letter["to"], letter["language"]) == (200, 1, "Rosa Quispe", "es")
    assert (letter["country"], letter["subject"], "debe." in letter["text"]) == ("PE", "Responda", True)
    assert how_many(Message, kind="notice") == 0
    assert rosa.send("POST", "/deliverables/letters/preview", body)[0] == 403
    assert officer.send("POST", "/deliverables/letters/preview", body | {"texts": {"en": "x"}})[1]["field"] == "text.es"


def test_a_day_says_where_nobody_works(session, officer, rosa):
    add(Holiday(country_id=country("PE").id, day=date(2025, 9, 19), names={"en": "A day"}))
    session.commit()
    assert officer.get("/calls/that-day?day=2025-09-19") == {
        "day": "2025-09-19", "weekend": [], "holiday": [{"country": "PE", "name": "A day"}], "free": "2025-09-18",
    }  # fmt: skip
    assert "PE" in officer.get("/calls/that-day?day=2025-09-20")["weekend"]
    assert officer.send("GET", "/calls/that-day?day=soon", None)[1]["field"] == "day"
    assert rosa.send("GET", "/calls/that-day", None)[0] == 403


def test_those_on_a_list_are_written_to_once(officer, rosa, text):
    body = {"subjects": {"en": "Please reply: {calls}"}, "texts": {"en": "{country} owes {texts}."}, "once": "abcdefgh"}
    assert rosa.send("POST", "/deliverables/letters?state=owed", body)[0] == 403
    first = officer.send("POST", "/deliverables/letters?state=owed", body)
    assert (first[0], first[1]["letters"], first[1]["reached"], first[1]["unreached"]) == (200, 1, 1, [])
    assert officer.send("POST", "/deliverables/letters?state=owed", body) == (
        200,
        first[1] | {"letters": 0, "reached": 0},
    )
    assert how_many(Message, kind="notice") == 1
    wrong = body | {"texts": {"en": "{nobody}"}, "once": "ijklmnop"}
    assert "{nobody}" in officer.send("POST", "/deliverables/letters", wrong)[1]["error"]


def test_a_letter_names_the_country_in_which_it_reaches_nobody(session, officer, rosa, text):
    rosa.person.address_dead_at = NOW
    session.commit()
    body = {"subjects": {"en": "Reply"}, "texts": {"en": "Now."}}
    told = officer.send("POST", "/deliverables/letters/preview?state=owed", body)[1]
    assert (told["people"], told["unreached"]) == (0, ["PE"])
    told = officer.send("POST", "/deliverables/letters?state=owed", body | {"once": "abcdefgh"})[1]
    assert (told["letters"], told["reached"], told["unreached"]) == (1, 0, ["PE"])


def test_programs_see_whom_an_opening_reaches(session, officer, rosa):
    user(Role.FOCAL_POINT, country("BR"), address_dead_at=NOW)
    made = call(opened_at=None)
    session.commit()
    told = officer.get(f"/calls/{made.id}/opening")
    assert (told["people"], "BR" in told["unreached"], told["thin"]) == (1, True, ["PE"])
    assert rosa.send("GET", f"/calls/{made.id}/opening", None)[0] in {403, 404}


# ------------------------------------------------------------------- the document


def test_every_route_tells_what_it_answers_and_what_it_takes(app):
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and "told" not in app.view_functions[rule.endpoint].__dict__
    ]
    assert silent == []
    taking = {rule.endpoint for rule in app.url_map.iter_rules() if {"POST", "PUT"} & (rule.methods or set())}
    with app.app_context():
        bodiless = {one for one in taking if one.startswith("api.") and telling.told_by(one).body is None}
    assert bodiless == set()


def test_the_page_about_the_api_names_every_route_and_no_other(app):
    page = (ROOT / "docs/api.md").read_text()
    named = set(re.findall(r"`([A-Z]+ /[^`?]*)(?:\?[^`]*)?`", page))
    offered = {
        f"{method} {re.sub(CONVERTED, PLAIN, rule.rule).removeprefix('/api/v1')}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.")
    }
    assert named == offered


@pytest.mark.parametrize(
    ("value", "shape", "place"),
    [
        ({"a": 1}, {"type": "object", "properties": {"a": {"type": "string"}}}, "a"),
        (
            {"a": {"b": [1, "x"]}},
            {"properties": {"a": {"properties": {"b": {"items": {"type": "integer"}}}}}},
            "a.b[1]",
        ),
        ({"z": 1}, {"properties": {}, "additionalProperties": False}, "z"),
        ({"z": 1}, {"additionalProperties": {"type": "string"}}, "z"),
        ({}, {"required": ["a"]}, ""),
        ({"a": True}, {"properties": {"a": {"type": "integer"}}}, "a"),
        ({"a": True}, {"properties": {"a": {"enum": [1]}}}, "a"),
        ({"a": "xyz"}, {"properties": {"a": {"maxLength": 2}}}, "a"),
        ({"a": [1, 1]}, {"properties": {"a": {"uniqueItems": True}}}, "a"),
        ({"a": 5}, {"properties": {"a": {"anyOf": [{"type": "string"}, {"maximum": 4}]}}}, "a"),
    ],
)
def test_what_breaks_a_schema_is_named(value, shape, place):
    assert checking.fault(value, shape).place == place


def test_our_own_check_knows_every_word_that_our_schemas_use():
    known = {
        *checking.RULES,
        "properties",
        "items",
        "additionalProperties",
        "description",
        "examples",
        "format",
        "$ref",
    }
    assert words(schemas.NAMED) | words(dict(enumerate(schemas.VALUE["anyOf"]))) <= known | set(schemas.NAMED)


def words(shapes):
    """Return the keywords of schemas, their parts included."""
    seen = set()
    for shape in shapes.values():
        if shape and isinstance(shape, dict):
            seen |= set(shape) | words(shape.get("properties", {})) | words({"i": shape.get("items", {})})
            seen |= words({"a": shape.get("additionalProperties", {})}) | words(dict(enumerate(shape.get("anyOf", []))))
    return seen


def test_a_program_clears_only_the_draft_that_it_read(app, rosa, text):
    approver, path = Program(app, user(Role.APPROVER, country("PE"))), f"/deliverables/{text.id}"
    assert rosa.put(text.id, "summary", "Peru leads.")[0] == 200
    read = approver.get(path)["draft"]["mark"]
    assert rosa.put(text.id, "summary", "Peru leads nothing.", revision=1)[0] == 200
    code, told = approver.step(text.id, "clear", "draft", mark=read)
    assert (code, told["error"].startswith("Changed since you read the text: ")) == (409, True)
    assert approver.step(text.id, "clear", "draft")[0] == 409
    assert approver.step(text.id, "clear", "draft", mark=approver.get(path)["draft"]["mark"])[1]["state"] == "cleared"


@pytest.mark.parametrize("state", ["withdrawn", "reopened"])
def test_a_program_is_offered_the_clearance_of_what_came_back(app, rosa, text, state):
    approver, path = Program(app, user(Role.APPROVER, country("PE"))), f"/deliverables/{text.id}"
    assert rosa.put(text.id, "summary", "Peru leads.")[0] == 200
    text.state = State(state)
    db.session.commit()
    found = approver.get(path)
    assert {"clear", "clear_on_paper"} <= set(found["actions"])
    assert approver.step(text.id, "clear", state, mark=found["draft"]["mark"])[1]["state"] == "cleared"


def test_a_program_is_offered_to_clear_again_what_was_cleared_before_a_question_was_changed(app, rosa, text):
    approver, path = Program(app, user(Role.APPROVER, country("PE"))), f"/deliverables/{text.id}"
    assert rosa.put(text.id, "summary", "Peru leads.")[0] == 200
    mark = approver.get(path)["draft"]["mark"]
    assert "clear" not in approver.step(text.id, "clear", "draft", mark=mark)[1]["actions"]
    code, told = approver.step(text.id, "clear", "cleared", mark=mark)
    assert (code, "cleared already" in told["error"]) == (422, True)
    text.call.fields[0].labels = {"en": "What do you not do?"}
    db.session.commit()
    found = approver.get(path)
    assert {"clear", "clear_on_paper"} <= set(found["actions"])
    code, again = approver.step(text.id, "clear", "cleared", mark=found["draft"]["mark"])
    assert (code, "clear" in again["actions"]) == (200, False)
    assert [one["stands"] for one in approver.get(f"{path}/clearances")["clearances"]] == [True, False]
