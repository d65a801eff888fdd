"""The pages on which officers edit the words of letters."""

from html import unescape

import pytest

from secretariat.database import db
from secretariat.models.letters import LetterText
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests import factories
from tests.blueprints.test_api import Program
from tests.visitors import Visit, counting

pytestmark = pytest.mark.usefixtures("in_2025")
PAGE = "/messages/texts/reminder/en"
FORM = {
    "subject": "Send by {day}: {title}",
    "opening": "We wait for {title} by {due}.",
    "closing": "Call us.",
    "seen": "0",
}


@pytest.fixture(autouse=True)
def in_a_request(session, app):
    with app.test_request_context():
        yield


def visiting(app, role: Role, **facts) -> Visit:
    person = factories.user(role, **facts)
    db.session.commit()
    return Visit(app, person)


@pytest.fixture
def officer(app):
    text = factories.deliverable()
    factories.user(Role.FOCAL_POINT, text.country, name="Rosa Quispe")
    return visiting(app, Role.OFFICER, name="Irene Vega", email="irene@example.org")


def test_the_list_says_who_gets_each_letter_and_that_nothing_was_edited(officer):
    words = officer.read("/messages/texts")
    assert "All letters speak the standard words." in words
    assert "Reminder before the date" in words
    assert "Whoever the ladder of the call names" in words


def test_the_list_says_which_languages_fall_back(officer):
    officer.post(PAGE, **FORM)
    words = officer.read("/messages/texts")
    assert "1 kind of letter has words of yours." in words
    assert "In 1 of them some languages still speak the standard words." in words
    assert "English: version 1, Irene Vega, " in words
    assert "still the standard words: Español, Português and Français" in words
    fallback = officer.read("/messages/texts/reminder/pt")
    assert "In this language the standard words apply; yours stand in: English." in fallback


def test_a_page_shows_the_houses_words_the_fields_and_how_it_reads_for_a_real_country(officer):
    words = officer.read(PAGE)
    assert "Send {title} by {due}." in words
    assert "{due}" in words
    assert "by when, in both zones (required above)" in words
    assert "Rosa Quispe, Peru" in words
    page = unescape(unescape(officer.get(PAGE).text))
    assert "<p><b>Send Contributions (Peru) by Friday 19 September, 09:00 Lima (10:00 in Washington)." in page


def test_what_is_wrong_stands_beside_the_text_and_nothing_typed_is_lost(officer):
    answer = officer.post(PAGE, **FORM | {"opening": "By {duw} <b>", "closing": "Kept as typed."})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "looks like HTML" in page
    assert 'aria-describedby="opening-h opening-u opening-e" aria-invalid="true"' in page
    assert "By {duw} <b>" in page
    assert "Kept as typed." in page
    assert factories.how_many(LetterText) == 0


def test_saving_makes_a_version_that_letters_say_from_then_on(officer):
    assert officer.post(PAGE, **FORM).status_code == 302
    words = officer.read(PAGE)
    assert "Saved as version 1." in words
    assert "Version 1 of your words holds: Irene Vega" in words


def test_looking_and_testing_save_nothing(officer):
    looked = officer.post(PAGE, **FORM | {"do": "look"})
    assert looked.status_code == 200
    assert "We wait for Contributions (Peru) by Friday" in unescape(looked.text)
    tested = officer.post(PAGE, **FORM | {"do": "test"})
    assert "A test is on its way to irene@example.org" in tested.text
    assert "We wait for {title} by {due}." in tested.text
    assert factories.how_many(LetterText) == 0
    (sent,) = db.session.query(Message)
    assert (sent.email, sent.kind, sent.subject) == (
        "irene@example.org", "trial", "Test: Send by Friday 19 September: Contributions (Peru)",
    )  # fmt: skip


def test_whoever_is_slower_sees_both_and_may_save_after_it(officer, app):
    other = visiting(app, Role.OFFICER, name="Luis Mora")
    other.post(PAGE, **FORM | {"closing": "Theirs."})
    answer = officer.post(PAGE, **FORM | {"closing": "Mine."})
    assert answer.status_code == 409
    assert "Luis Mora saved version 1 meanwhile." in answer.text
    assert "Theirs." in answer.text
    assert "Mine." in answer.text
    assert 'name="seen" value="1"' in answer.text
    assert officer.post(PAGE, **FORM | {"closing": "Mine.", "seen": "1"}).status_code == 302


def test_where_nobody_wrote_anything_there_are_no_versions_yet(officer):
    assert "Write the first version" in officer.read(f"{PAGE}/versions")


def test_versions_say_what_changed_and_one_is_taken_back(officer):
    officer.post(PAGE, **FORM)
    officer.post(PAGE, **FORM | {"closing": "Write to us.", "seen": "1"})
    page = officer.get(f"{PAGE}/versions").text
    assert "<del>Call</del>" in page
    assert "<ins>Write to</ins>" in page
    officer.post(f"{PAGE}/versions/1/back", seen="2")
    assert "Version 3 of your words holds" in officer.read(PAGE)
    assert "Version 1, taken back." in officer.read(f"{PAGE}/versions")
    officer.post(f"{PAGE}/house", seen="3")
    assert "The standard words apply." in officer.read(PAGE)
    assert "Returned to the standard words." in officer.read(f"{PAGE}/versions")
    said = officer.read("/audit")
    assert "wrote version 2 of the words of a letter, Reminder before the date, in en" in said
    assert "let version 1 of the words of a letter" in said


def test_an_auditor_reads_and_changes_nothing(officer, app):
    officer.post(PAGE, **FORM)
    auditor = visiting(app, Role.AUDITOR)
    assert "How it reads" in auditor.read(PAGE)
    assert 'name="subject"' not in auditor.get(PAGE).text
    brazil = factories.country("BR")
    factories.deliverable(by=brazil)
    db.session.commit()
    assert brazil.name("en") in auditor.read(f"{PAGE}?country=BR").partition("How it reads")[2]
    assert auditor.post(PAGE, **FORM).status_code == 403
    assert auditor.post(f"{PAGE}/house", seen="1").status_code == 403
    assert visiting(app, Role.REVIEWER).get("/messages/texts").status_code == 403


def test_what_is_not_there_is_not_found(officer):
    for path in ("/messages/texts/notice/en", "/messages/texts/reminder/de", f"{PAGE}/versions/1"):
        assert officer.get(path).status_code == 404


def test_without_any_text_of_a_country_there_is_nothing_to_show_yet(app):
    words = visiting(app, Role.OFFICER).read(PAGE)
    assert "Nothing to show yet" in words
    assert "Send me a test" not in words


def test_the_list_costs_the_same_however_many_were_edited(officer):
    with counting() as none:
        officer.get("/messages/texts")
    for language in ("en", "es", "pt"):
        officer.post(f"/messages/texts/reminder/{language}", **FORM)
    with counting() as three:
        officer.get("/messages/texts")
    assert len(three) == len(none)


def test_by_the_api_the_same(officer, app):
    program = Program(app, factories.user(Role.OFFICER))
    path = "/texts/reminder/es"
    body = {"subject": "Plazo {day}: {title}", "opening": "Envíe {title} antes del {due}.", "closing": "", "seen": 0}
    assert program.send("PUT", path, body | {"opening": "Envíe {titel}"})[1]["field"] == "opening"
    assert program.send("PUT", path, body) == (200, {"number": 1, "own": True})
    assert program.send("PUT", path, body)[0] == 422
    assert program.send("PUT", path, body | {"closing": "Otra."})[0] == 409
    held = program.get(path)
    assert (held["own"], held["number"], held["required"], held["words"]["subject"]) == (
        True,
        1,
        "due",
        body["subject"],
    )
    listed = {one["kind"]: one["own"] for one in program.get("/texts")["texts"]}
    assert (listed["reminder"], listed["receipt"]) == (["es"], [])
    code, mail = program.send("POST", f"{path}/preview", {"country": "PE"})
    assert (code, mail["subject"]) == (200, "Plazo viernes 19 de septiembre: Contributions (Peru)")
    words = {"subject": "S", "opening": "Por {due}", "closing": ""}
    assert program.send("POST", f"{path}/preview", {"country": "PE", "words": words})[1]["subject"] == "S"
    assert program.send("POST", f"{path}/preview", {"country": "ZZ"})[1]["field"] == "country"
    assert program.send("POST", f"{path}/test", {"country": "PE"})[0] == 200
    assert program.send("DELETE", path, {"seen": 1}) == (200, {"number": 2, "own": False})
    assert program.send("POST", f"{path}/back", {"number": 1, "seen": 2}) == (200, {"number": 3, "own": True})
    assert [one["number"] for one in program.get(f"{path}/versions")["versions"]] == [3, 2, 1]
    auditor = Program(app, factories.user(Role.AUDITOR))
    assert auditor.get(path)["number"] == 3
    assert auditor.send("PUT", path, body | {"seen": 3})[0] == 403
