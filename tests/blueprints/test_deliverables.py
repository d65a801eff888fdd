"""A country's pages: writing, attaching, sending, and everything that can be wrong with it."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from sqlalchemy import select

from secretariat import uploads
from secretariat.database import db
from secretariat.models.deliverables import Attachment, Deliverable, State, Version
from secretariat.models.people import Role
from tests.factories import PASSWORD, call, country, deliverable, field, how_many, user


def sign_in(app, person):
    client = app.test_client()
    page = client.get("/login").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = client.post("/login", data={"email": person.email, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 302
    return client


def token(client, url):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[1]


def bytes_of(client, url):
    with client.get(url) as answer:
        return answer.data


def pdf(pages=2, **encryption):
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page()
    target = io.BytesIO()
    made.save(target, **encryption)
    return target.getvalue()


class Desk:
    """A focal point at her draft."""

    def __init__(self, app):
        asked = call(fields=("summary",))
        field(asked, "amount", kind="money", required=False)
        field(asked, "report", kind="file")
        self.person = user(Role.FOCAL_POINT, country("PE"))
        self.foreign = deliverable(asked, country("BR"))
        self.id = deliverable(asked, country("PE")).id
        self.foreign_id = self.foreign.id
        db.session.commit()
        self.app = app
        self.client = sign_in(app, self.person)
        self.token = token(self.client, self.url)

    @property
    def url(self):
        return f"/deliverables/{self.id}"

    def post(self, path="", **form):
        return self.client.post(self.url + path, data={"csrf_token": self.token} | form)

    def attach(self, content, name="report.pdf", **form):
        return self.post(report=(io.BytesIO(content), name), do="save", summary="Peru leads.", **form)

    def text(self):
        db.session.expire_all()
        return db.session.get(Deliverable, self.id)


@pytest.fixture
def desk(app, session):
    return Desk(app)


def test_a_draft_is_written_saved_and_sent_with_a_receipt(desk):
    assert desk.attach(pdf()).status_code == 302
    answer = desk.post(do="send", summary="Peru leads.", once="k1")
    assert answer.headers["Location"].endswith("/versions/1/receipt")
    page = desk.client.get(answer.headers["Location"]).text
    version = db.session.scalars(select(Version)).one()
    assert "report.pdf" in page
    assert version.sha256[:4] in page
    assert desk.text().state == State.SUBMITTED


def test_ten_presses_at_once_make_one_version_and_the_same_receipt(desk):
    desk.attach(pdf())
    cookie = desk.client.get_cookie("session").value

    def press(_number):
        client = desk.app.test_client()
        client.set_cookie("session", cookie)
        form = {"csrf_token": desk.token, "do": "send", "summary": "Peru leads.", "once": "k1"}
        return client.post(desk.url, data=form).headers["Location"]

    with ThreadPoolExecutor(5) as pool:
        places = set(pool.map(press, range(10)))
    assert places == {f"{desk.url}/versions/1/receipt"}
    assert how_many(Version) == 1


def test_an_amount_that_cannot_be_read_keeps_what_was_typed_and_saves_the_rest(desk):
    answer = desk.post(**{"summary": "Peru leads.", "amount.amount": "twelve", "amount.currency": "USD", "do": "send"})
    assert answer.status_code == 422
    assert 'value="twelve"' in answer.text
    assert "Write a number, such as" in answer.text
    assert [one.value for one in desk.text().answers] == ["Peru leads."]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "report.pdf", "is empty"),
        (b"MZ\x90\x00 not a pdf", "report.pdf", "no PDF, picture or Office file"),
        (b"<html>%PDX</html>", "report.pdf", "no PDF, picture or Office file"),
        (pdf()[:300], "report.pdf", "damaged"),
        (pdf(encryption=pikepdf.Encryption(user="secret", owner="secret")), "report.pdf", "locked with a password"),
    ],
    ids=["empty", "program", "page", "cut", "locked"],
)
def test_a_file_that_cannot_be_bound_is_refused_beside_its_field_and_the_text_is_kept(desk, content, name, sentence):
    answer = desk.attach(content, name)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert [one.value for one in desk.text().answers] == ["Peru leads."]
    assert how_many(Attachment) == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\secret\\report.pdf", "report.pdf"),
        ("a" * 300 + ".pdf", "a" * (uploads.LONGEST_NAME - 4) + ".pdf"),
        ("re\u202eport\x00.pdf", "report.pdf"),
        ("...", "file.pdf"),
        (None, "file.pdf"),
    ],
)
def test_a_name_loses_what_could_do_harm(name, kept):
    assert uploads.plain_name(name) == kept


def test_a_text_of_two_megabytes_gets_a_sentence_and_not_a_broken_page(desk):
    answer = desk.post(summary="a" * 2_000_000, do="save")
    assert answer.status_code == 422
    assert "2000000 characters" in answer.text


def test_saving_one_field_answers_with_its_revision_and_a_clash_with_both_texts(desk):
    first = desk.post("/save", field="summary", summary="one", revision="0")
    assert (first.status_code, first.json["revision"]) == (200, 1)
    clash = desk.post("/save", field="summary", summary="two", revision="7")
    assert clash.status_code == 409
    assert (clash.json["controls"], clash.json["words"]) == ({"summary": "one"}, "one")


def test_a_save_tells_that_the_checklist_changed_also_where_as_much_is_missing_as_before(desk):
    desk.text().call.fields[0].limit_words = 2
    db.session.commit()

    def shown():
        return re.search(r'data-follow="(\w+)"', desk.client.get(desk.url).text)[1]

    marks = [shown()]
    for revision, words in enumerate(("one two three", "one two three four")):
        told = desk.post("/save", field="summary", summary=words, revision=str(revision)).json
        marks.append(told["follows"])
        assert shown() == told["follows"]
    assert len(set(marks)) == 3
    same = desk.post("/save", field="summary", summary="four words again here", revision="2").json
    assert same["follows"] == marks[-1]


def test_the_headline_of_a_draft_says_what_holds_it_back(desk):
    asked = desk.text().call
    asked.fields[0].limit_words, asked.fields[2].required = 2, False
    db.session.commit()
    desk.post("/save", field="summary", summary="one two three", revision="0")
    page = desk.client.get(desk.url).text
    assert ("A draft: <b>one answer too long</b>" in page, "thing missing" in page) == (True, False)
    desk.text().call.fields[2].required = True
    db.session.commit()
    assert "A draft: <b>2 things missing or to be corrected</b>" in desk.client.get(desk.url).text


def test_an_open_page_is_told_what_was_saved_elsewhere_and_not_what_it_has(desk):
    colleague = user(Role.APPROVER, country("PE"), name="Ana Torres")
    db.session.commit()
    ana = sign_in(desk.app, colleague)
    there = {"csrf_token": token(ana, desk.url), "field": "summary", "summary": "Words of Ana.", "revision": "0"}
    assert ana.post(desk.url + "/save", data=there).status_code == 200
    told = desk.client.get(desk.url + "/save?summary=0&amount=0").json
    assert set(told) == {"summary"}
    summary = told["summary"]
    assert (summary["controls"], summary["revision"]) == ({"summary": "Words of Ana."}, 1)
    assert summary["sentence"] == "Ana Torres is writing here."
    assert desk.client.get(desk.url + "/save?summary=1").json == {}
    assert desk.client.get(desk.url + "/save").json == {}
    assert ana.get(desk.url + "/save?summary=1").json == {}
    assert (
        ana.get(desk.url + "/save?summary=0").json["summary"]["sentence"] == "You wrote here yourself in another tab."
    )


@pytest.fixture
def clash(desk):
    """The page of somebody who sent the form whole while a colleague wrote in the same field."""
    colleague = user(Role.FOCAL_POINT, country("PE"), name="Ana Torres")
    db.session.commit()
    ana = sign_in(desk.app, colleague)
    there = {"csrf_token": token(ana, desk.url), "field": "summary", "summary": "Words of Ana.", "revision": "0"}
    assert ana.post(desk.url + "/save", data=there).status_code == 200
    page = desk.post(summary="Mine.", do="send", **{"summary.revision": "0", "summary.choose": ""})
    assert page.status_code == 422
    return page


def test_of_two_texts_for_one_field_a_form_that_was_sent_whole_shows_both(desk, clash):
    assert "Ana Torres wrote here" in clash.text
    assert "Words of Ana." in clash.text
    assert ">\nMine.</textarea>" in clash.text
    assert [one.value for one in desk.text().answers] == ["Words of Ana."]


@pytest.mark.parametrize(
    ("choose", "status", "stays"),
    [("", 422, "Words of Ana."), ("mine", 302, "Mine."), ("theirs", 302, "Words of Ana.")],
)
def test_nothing_of_a_colleague_is_overwritten_until_somebody_chooses(desk, clash, choose, status, stays):
    revision = re.search(r'name="summary.revision" value="(\d+)"', clash.text)[1]
    again = desk.post(summary="Mine.", do="save", **{"summary.revision": revision, "summary.choose": choose})
    assert (again.status_code, [one.value for one in desk.text().answers]) == (status, [stays])


def test_a_field_that_the_call_does_not_ask_is_nothing(desk):
    assert desk.post("/save", field="nonsense", nonsense="x").status_code == 404


def test_another_countrys_text_and_nothing_are_the_same_answer(desk):
    foreign, nothing = (desk.client.get(f"/deliverables/{one}") for one in (desk.foreign_id, 999_999))
    assert foreign.status_code == nothing.status_code == 404
    without_nonce = [re.sub(r'nonce="[^"]+"', "", one.text) for one in (foreign, nothing)]
    assert without_nonce[0] == without_nonce[1]
    for path in ("/save", "", "/withdraw", "/files/report"):
        answer = desk.client.post(f"/deliverables/{desk.foreign_id}{path}", data={"csrf_token": desk.token})
        assert answer.status_code == 404


def test_another_countrys_file_is_not_given_under_an_own_address(desk, session):
    desk.attach(pdf())
    mine = session.scalars(select(Attachment.id)).one()
    assert bytes_of(desk.client, f"{desk.url}/files/{mine}").startswith(b"%PDF-")
    brazilian = sign_in(desk.app, user_of(session, "BR"))
    assert brazilian.get(f"{desk.url}/files/{mine}").status_code == 404
    assert brazilian.get(f"/deliverables/{desk.foreign_id}/files/{mine}").status_code == 404


def user_of(session, alpha2):
    person = user(Role.FOCAL_POINT, country(alpha2))
    session.commit()
    return person


def test_a_draft_is_not_shown_to_the_secretariat(desk, session):
    desk.post("/save", field="summary", summary="secret words", revision="0")
    officer = user(Role.OFFICER)
    session.commit()
    page = sign_in(desk.app, officer).get(desk.url)
    assert page.status_code == 200
    assert "secret words" not in page.text


def test_an_ended_session_in_the_middle_of_typing_gives_the_text_back(desk):
    other = desk.client.get_cookie("session").value
    desk.client.post("/logout", data={"csrf_token": desk.token})
    desk.client.set_cookie("session", other)
    answer = desk.post(summary="two hours of work", do="save")
    assert answer.status_code == 401
    assert "two hours of work" in answer.text
    assert desk.text().state == State.NOT_STARTED


def test_a_file_taken_out_can_be_put_back_from_the_message_that_says_so(desk, session):
    desk.attach(pdf())
    one = session.scalars(select(Attachment.id)).one()
    desk.post(remove=str(one), summary="Peru leads.")
    assert f"/files/{one}/back" in desk.client.get(desk.url).text
    desk.post(f"/files/{one}/back")
    assert [file.id for file in desk.text().attachments] == [one]


def test_a_download_is_shown_apart_from_the_site(desk, session):
    desk.attach(pdf())
    answer = desk.client.get(f"{desk.url}/files/{session.scalars(select(Attachment.id)).one()}")
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
