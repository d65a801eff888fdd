"""By the API: what a country does with a draft beside writing it: pieces, clearance, colleagues, links, old answers."""

import io
from datetime import timedelta

import pytest

from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import saving
from tests.blueprints.test_api import Program, state_of
from tests.blueprints.test_clearing import photographed
from tests.factories import NOW, call, country, deliverable, field, how_many, meeting, user
from tests.made import pdf
from tests.texts import sent


@pytest.fixture
def rosa(session, app):
    with app.test_request_context():
        yield Program(app, user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe"))


@pytest.fixture
def text(session, rosa):
    """Peru's draft, which lacks nothing."""
    asked = call(needs_clearance=True)
    field(asked, "report", kind="file", required=False)
    made = deliverable(asked, country("PE"))
    saving.save(made, asked.fields[0], "Peru leads.", revision=0, by=rosa.person, at=NOW)
    session.commit()
    return made


@pytest.fixture
def brazil(app, text):
    return Program(app, user(Role.FOCAL_POINT, country("BR")))


def put_piece(program, path, start, content):
    url = f"/api/v1{path}?at={start}"
    answer = program.app.test_client().put(
        url, data=content, content_type="application/octet-stream", headers=program.headers
    )
    return answer.status_code, answer.json


def test_a_file_comes_in_pieces_goes_on_after_a_break_and_is_attached_once(rosa, brazil, text):
    content, begin = pdf(2), f"/deliverables/{text.id}/answers/report/pieces"
    assert brazil.send("POST", begin, {"name": "a.pdf", "size": 9})[0] == 404
    assert rosa.send("POST", begin, {"name": "a.pdf", "size": 2_000_000_000})[1]["field"] == "size"
    code, told = rosa.send("POST", begin, {"name": "Annex.pdf", "size": len(content)})
    path = f"/deliverables/{text.id}/pieces/{told['token']}"
    assert (code, told["received"], told["done"]) == (200, 0, False)
    assert put_piece(rosa, path, 0, content[:500])[1]["received"] == 500
    assert rosa.get(path)["received"] == 500
    code, told = put_piece(rosa, path, 0, content[:500])
    assert (code, told["received"], "500" in told["error"]) == (409, 500, True)
    assert rosa.send("POST", path, {})[0] == 409
    assert put_piece(rosa, path, 500, content[500:])[0] == 200
    assert [rosa.send("POST", path, {})[1]["done"] for _time in range(2)] == [True, True]
    assert [one["name"] for one in rosa.get(f"/deliverables/{text.id}")["draft"]["files"]] == ["Annex.pdf"]


def test_a_file_that_is_not_wanted_or_not_taken_is_forgotten(rosa, text):
    begin = f"/deliverables/{text.id}/answers/report/pieces"
    token = rosa.send("POST", begin, {"name": "a.pdf", "size": 3})[1]["token"]
    path = f"/deliverables/{text.id}/pieces/{token}"
    put_piece(rosa, path, 0, b"abc")
    code, told = rosa.send("POST", path, {})
    assert (code, told["field"]) == (422, "report")
    assert rosa.send("GET", path, None)[0] == 404
    token = rosa.send("POST", begin, {"name": "a.pdf", "size": 3})[1]["token"]
    path = f"/deliverables/{text.id}/pieces/{token}"
    assert rosa.send("DELETE", path, None) == (200, {"token": token})
    assert rosa.send("GET", path, None)[0] == 404


def hand_in(program, text, content, **form):
    url = f"/api/v1/deliverables/{text.id}/clearances/signed"
    picture = {"photo": (io.BytesIO(content), "IMG.jpg")}
    answer = program.app.test_client().post(url, data=picture | form, headers=program.headers)
    return answer.status_code, answer.json


def page_of(program, path):
    """Return a printed page."""
    with program.app.test_client().get(f"/api/v1{path}", headers=program.headers) as answer:
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        return answer.data


def test_a_text_is_cleared_by_the_photograph_of_its_signed_page(rosa, brazil, text):
    path = f"/deliverables/{text.id}/clearances"
    assert brazil.send("POST", path, {})[0] == 404
    code, asked = rosa.send("POST", path, {})
    assert (code, asked["how"], asked["given_at"], asked["signed"]) == (200, "paper", None, False)
    page = page_of(rosa, f"{path}/{asked['code']}.pdf")
    assert hand_in(rosa, text, photographed(page)) == (
        200, {"deliverable": text.id, "code": asked["code"], "cleared": True},
    )  # fmt: skip
    assert state_of(text.id) == State.CLEARED
    (filed,) = rosa.get(path)["clearances"]
    assert (filed["given_by"], filed["signed"]) == ("Rosa Quispe", True)
    assert rosa.send("GET", f"{path}/AAAAAAAAA/signed", None)[0] == 404


def test_a_page_is_found_by_its_code_where_the_picture_does_not_show_it(session, rosa, brazil, text):
    code = rosa.send("POST", f"/deliverables/{text.id}/clearances", {})[1]["code"]
    assert hand_in(rosa, text, pdf(1))[1]["field"] == "code"
    theirs = deliverable(text.call, country("BR"))
    session.commit()
    assert hand_in(brazil, theirs, pdf(1), code=code)[1]["field"] == "code"
    assert hand_in(rosa, text, pdf(1), code=code.lower())[1]["cleared"] is True


def test_a_colleague_answers_what_was_handed_and_nothing_else(app, rosa, text):
    other = field(text.call, "other", required=False)
    martin = Program(app, user(Role.DELEGATE, country("PE"), name="Martín Salas"))
    path, until = f"/deliverables/{text.id}/handed", "2031-05-12"
    body = {"keys": ["other"], "email": martin.person.email, "until": until}
    code, told = rosa.send("POST", path, body)
    assert (code, told["handed"]) == (
        200, [{"key": "other", "name": "Martín Salas", "email": martin.person.email, "until": until}],
    )  # fmt: skip
    assert martin.get(path)["handed"] == told["handed"]
    assert martin.put(text.id, other.key, "By May.")[0] == 200
    assert martin.put(text.id, "summary", "Mine.", revision=1)[0] == 404
    assert rosa.send("POST", path, body | {"until": "2023-01-01"})[1]["field"] == "until"
    assert rosa.send("DELETE", f"{path}/other", None) == (200, {"handed": []})
    assert rosa.send("DELETE", f"{path}/other", None)[0] == 404
    assert martin.put(text.id, other.key, "Later.", revision=1)[0] == 403
    assert rosa.send("POST", path, body)[0] == 200
    assert martin.send("POST", f"{path}/done", {}) == (200, {"handed_back": 1})
    assert martin.send("POST", f"{path}/done", {})[0] == 403
    assert rosa.send("POST", f"{path}/done", {}) == (200, {"handed_back": 0})


def send_file(program, text, key, content, name="Annex.pdf"):
    url = f"/api/v1/deliverables/{text.id}/answers/{key}/files"
    part = {"file": (io.BytesIO(content), name)}
    answer = program.app.test_client().post(url, data=part, headers=program.headers)
    return answer.status_code, answer.json


def test_a_colleague_attaches_files_whole_or_in_pieces_to_what_was_handed_and_nowhere_else(app, rosa, text):
    field(text.call, "list", kind="file", required=False)
    martin = Program(app, user(Role.DELEGATE, country("PE"), name="Martín Salas"))
    place = f"/deliverables/{text.id}"
    assert send_file(martin, text, "report", pdf(1))[0] == 403
    body = {"keys": ["report"], "email": martin.person.email, "until": "2031-05-12"}
    assert rosa.send("POST", f"{place}/handed", body)[0] == 200
    code, whole = send_file(martin, text, "report", pdf(1))
    assert (code, whole["key"]) == (200, "report")
    assert send_file(martin, text, "list", pdf(1))[0] == 404
    content = pdf(2)
    told = {"name": "b.pdf", "size": len(content)}
    assert martin.send("POST", f"{place}/answers/list/pieces", told)[0] == 404
    path = f"{place}/pieces/{martin.send('POST', f'{place}/answers/report/pieces', told)[1]['token']}"
    assert put_piece(martin, path, 0, content)[0] == 200
    assert rosa.send("GET", path, None)[0] == 404
    assert martin.send("POST", path, {})[1]["done"] is True
    assert [one["name"] for one in rosa.get(place)["draft"]["files"]] == ["Annex.pdf", "b.pdf"]
    file = f"{place}/files/{whole['id']}"
    assert martin.send("DELETE", file, None)[0] == 200
    assert martin.send("POST", f"{file}/back", {})[0] == 200
    theirs = send_file(rosa, text, "list", pdf(3))[1]["id"]
    assert martin.send("DELETE", f"{place}/files/{theirs}", None)[0] == 404


def test_a_link_is_made_listed_and_revoked(rosa, brazil, text):
    path = f"/deliverables/{text.id}/links"
    assert rosa.send("POST", path, {"days": 2})[0] == 422
    code, told = rosa.send("POST", path, {"days": 3})
    assert code == 200
    address = told["url"].partition("/deliverables")[2]
    visitor = rosa.app.test_client()
    assert visitor.get(f"/deliverables{address}").status_code == 200
    (link,) = rosa.get(path)["links"]
    assert brazil.send("DELETE", f"{path}/{link['id']}", None)[0] == 404
    assert rosa.send("DELETE", f"{path}/{link['id']}", None) == (200, {"id": link["id"]})
    assert visitor.get(f"/deliverables{address}").status_code == 410
    assert rosa.send("DELETE", f"{path}/{link['id']}", None)[0] == 404


def test_earlier_answers_are_taken_over_marked_and_confirmed(session, rosa):
    before = call(meeting("fourth", starts_on=NOW.date() - timedelta(days=300)))
    sent(deliverable(before, country("PE")), "As ever.", by=rosa.person)
    text = deliverable(call(follows_id=before.id), country("PE"))
    session.commit()
    path = f"/deliverables/{text.id}"
    assert rosa.send("POST", f"{path}/earlier", {}) == (200, {"taken_over": 1})
    (answer,) = rosa.get(path)["draft"]["answers"]
    assert (answer["value"], answer["from_earlier"]) == ("As ever.", True)
    assert rosa.send("PUT", f"{path}/earlier/confirmed", {"key": "nothing"})[1] == {"confirmed": 0}
    assert rosa.send("PUT", f"{path}/earlier/confirmed", {})[1] == {"confirmed": 1}
    assert rosa.get(path)["draft"]["answers"][0]["from_earlier"] is False


def test_a_file_that_was_taken_out_is_put_back_and_a_receipt_is_printed(app, session, rosa, brazil):
    version = sent(deliverable(call(), country("PE")), by=rosa.person)
    session.commit()
    path = f"/deliverables/{version.deliverable_id}"
    assert page_of(rosa, f"{path}/versions/1/receipt.pdf").startswith(b"%PDF-")
    assert rosa.send("GET", f"{path}/versions/2/receipt.pdf", None)[0] == 404
    assert brazil.send("GET", f"{path}/versions/1/receipt.pdf", None)[0] == 404


def test_a_program_asks_the_approver_once_and_takes_the_request_back(app, session, rosa, brazil, text):
    path = f"/deliverables/{text.id}/clearances/asked"
    assert brazil.send("POST", path, {})[0] == 404
    code, told = rosa.send("POST", path, {})
    assert (code, "Nobody of your country clears texts" in told["error"]) == (422, True)
    ana = Program(app, user(Role.APPROVER, name="Ana Torres"))
    session.commit()
    assert ana.send("POST", path, {})[0] == 403
    first, again = (rosa.send("POST", path, {})[1] for _time in range(2))
    assert (first["asked"], first["asked_by"], again) == (["Ana Torres"], "Rosa Quispe", first)
    assert how_many(Message, kind="clearance_asked") == 1
    told = rosa.get(f"/deliverables/{text.id}/clearances")["clearances"]
    assert [(one["how"], one["given_at"]) for one in told] == [("account", None)]
    assert [rosa.send("DELETE", path, None)[1]["taken_back"] for _time in range(2)] == [True, False]
