"""By the API: the form that is filled in without the site, taken away, handed in, looked at and confirmed."""

import io

import pytest

from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.blueprints.test_offline import MEANT, SHAPES, TYPED, VALUES, Desk
from tests.factories import country, user


@pytest.fixture
def desk(app, session):
    with app.test_request_context():
        yield Desk(app)


@pytest.fixture
def rosa(app, desk):
    return Program(app, desk.person)


def taken(program, desk, shape, language="en"):
    path = f"/api/v1/deliverables/{desk.id}/forms?lang={language}"
    answer = program.app.test_client().post(path, headers=program.headers, json={"format": shape})
    assert (answer.status_code, answer.content_type) == (200, "application/octet-stream")
    return answer.data


def handed_in(program, desk, content, name):
    url = f"/api/v1/deliverables/{desk.id}/forms/returned"
    part = {"form": (io.BytesIO(content), name)}
    answer = program.app.test_client().post(url, headers=program.headers, data=part)
    return answer.status_code, answer.json


def understood(told):
    return {one["key"]: one for one in told["understood"]}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_taken_away_handed_in_looked_at_and_counts_once_it_is_confirmed(rosa, desk, shape):
    fill, name = SHAPES[shape]
    desk.write({"visits": VALUES["visits"]})
    code, told = handed_in(rosa, desk, fill(taken(rosa, desk, shape), TYPED), name)
    assert (code, told["name"], told["taken_at"]) == (200, name, None)
    found = understood(told)
    assert {key: one["value"] for key, one in found.items()} == MEANT
    assert (found["visits"]["now"], found["visits"]["revision"], found["cost"]["now"]) == ("12", 1, None)
    assert desk.values() == {"visits": "12"}
    path = f"/deliverables/{desk.id}/forms/returned/{told['id']}"
    assert rosa.get(path) == told
    take = [{"key": key, "revision": found[key]["revision"]} for key in ("summary", "cost")]
    assert rosa.send("POST", path, {"take": take}) == (200, {"taken": ["summary", "cost"], "clashes": []})
    assert desk.values() == {"visits": "12", "summary": MEANT["summary"], "cost": MEANT["cost"]}
    assert rosa.get(path)["taken_at"] is not None


def test_what_was_not_found_or_could_not_be_placed_is_told(rosa, desk):
    content = SHAPES["text"][0](taken(rosa, desk, "text"), {"visits": "12 of them"})
    told = handed_in(rosa, desk, content, "form.txt")[1]
    assert (told["unplaced"], told["missing"]) == ([], [])
    told = handed_in(rosa, desk, content.replace(b"[visits]", b"[vsits]"), "form.txt")[1]
    assert (told["unplaced"], told["missing"]) == ([{"name": "vsits", "words": "12 of them"}], ["visits"])
    assert "visits" not in understood(told)


def test_a_form_is_written_in_the_language_that_was_asked_for(rosa, desk):
    assert "Fin del formulario" in taken(rosa, desk, "text", "es").decode("utf-8-sig")
    assert "Fim do formulário" in taken(rosa, desk, "text", "pt").decode("utf-8-sig")


def test_what_cannot_be_read_is_said_with_its_question_and_never_taken(rosa, desk):
    fill, name = SHAPES["text"]
    told = handed_in(rosa, desk, fill(taken(rosa, desk, "text"), {"visits": "many", "summary": "Peru."}), name)[1]
    visits = understood(told)["visits"]
    assert (visits["value"], visits["typed"], "number" in visits["wrong"]) == (None, "many", True)
    path = f"/deliverables/{desk.id}/forms/returned/{told['id']}"
    for key in ("visits", "nothing", "report"):
        code, refused = rosa.send("POST", path, {"take": [{"key": key, "revision": 0}]})
        assert (code, refused["field"]) == (422, "take")
    assert rosa.get(path)["taken_at"] is None


def test_what_a_colleague_wrote_meanwhile_is_named_and_the_rest_is_taken(app, rosa, desk):
    fill, name = SHAPES["text"]
    told = handed_in(rosa, desk, fill(taken(rosa, desk, "text"), {"visits": "7", "summary": "Old."}), name)[1]
    colleague = Program(app, user(Role.FOCAL_POINT, country("PE"), name="Martín Salas"))
    assert colleague.put(desk.id, "summary", "Newer.")[0] == 200
    path = f"/deliverables/{desk.id}/forms/returned/{told['id']}"
    take = {"take": [{"key": "summary", "revision": 0}, {"key": "visits", "revision": 0}]}
    assert rosa.send("POST", path, take) == (200, {"taken": ["visits"], "clashes": ["summary"]})
    assert (desk.values()["summary"], desk.values()["visits"]) == ("Newer.", "7")
    again = rosa.get(path)
    assert (again["taken_at"], understood(again)["summary"]["moved"]) == (None, True)


def test_a_form_of_which_nothing_is_wanted_is_put_away(rosa, desk):
    fill, name = SHAPES["text"]
    told = handed_in(rosa, desk, fill(taken(rosa, desk, "text"), {"summary": "Peru."}), name)[1]
    path = f"/deliverables/{desk.id}/forms/returned/{told['id']}"
    assert rosa.send("POST", path, {"take": []}) == (200, {"taken": [], "clashes": []})
    (listed,) = rosa.get(f"/deliverables/{desk.id}/forms/returned")["forms"]
    assert (listed["id"], listed["name"], listed["taken_at"]) == (told["id"], name, rosa.get(path)["taken_at"])
    assert listed["taken_at"] is not None
    assert desk.values() == {}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"nothing of ours"])
def test_what_is_no_form_is_refused_at_its_part(rosa, desk, content):
    code, told = handed_in(rosa, desk, content, "form.docx")
    assert (code, told["field"]) == (422, "form")


def test_the_forms_of_another_country_are_nothing(app, rosa, desk):
    fill, name = SHAPES["text"]
    told = handed_in(rosa, desk, fill(taken(rosa, desk, "text"), {"summary": "Peru."}), name)[1]
    brazil = Program(app, user(Role.FOCAL_POINT, country("BR")))
    place = f"/deliverables/{desk.id}/forms"
    assert brazil.send("POST", place, {"format": "text"})[0] == 404
    assert brazil.send("GET", f"{place}/returned/{told['id']}", None)[0] == 404
    assert rosa.send("GET", f"{place}/returned/{told['id'] + 1}", None)[0] == 404
    delegate = Program(app, user(Role.DELEGATE, country("PE")))
    assert delegate.send("POST", place, {"format": "text"})[0] == 403
