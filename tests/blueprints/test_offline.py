"""The form that is filled in without the site: taken away, filled in, sent back, looked at, confirmed."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
import time_machine
from docx.oxml.ns import qn
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Answer, Deliverable, State
from secretariat.models.forms import OfflineForm, ReturnedForm
from secretariat.models.people import Role
from secretariat.papers import meaning, reading
from secretariat.papers.sheet import printed
from secretariat.workflow.drafts import Question, ask_otherwise
from tests import made
from tests.factories import NOW, add, call, country, deliverable, field, found, how_many, user
from tests.visitors import Visit

CHOICES = {"choices": [
    {"code": "north", "labels": {"en": "The north", "es": "El norte"}},
    {"code": "south", "labels": {"en": "The south", "es": "El sur"}},
]}  # fmt: skip
COLUMNS = {"columns": [
    {"code": "what", "labels": {"en": "What"}, "figures": False},
    {"code": "people", "labels": {"en": "People"}, "figures": True},
]}  # fmt: skip
VALUES = {
    "summary": "Peru leads.\n\n- first: this\n- then [that] too",
    "cost": {"amount": "1250000.50", "currency": "PEN"},
    "visits": "12",
    "day": "2025-09-19",
    "where": "south",
    "places": ["north"],
    "host": {"answer": True, "explanation": "In Lima.\nAgain."},
    "steps": [{"what": "A course", "people": "40"}, {"what": "A house", "people": "7"}],
    "promises": [{"text": "Build it", "amount": "5.00", "currency": "USD", "target": "one", "due": "2026-01-31"}],
}
KINDS = {
    "summary": ("long_text", {}), "cost": ("money", {}), "visits": ("number", {"unit": {"en": "visits"}}),
    "day": ("date", {}), "where": ("choice", CHOICES), "places": ("choices", CHOICES), "host": ("yes_no", {}),
    "steps": ("table", COLUMNS), "promises": ("commitments", {}), "report": ("file", {}),
}  # fmt: skip


class Desk:
    """A focal point at a text with a question of every kind."""

    def __init__(self, app, language="en"):
        self.app, self.call = app, call(fields=())
        for key, (kind, details) in KINDS.items():
            field(self.call, key, kind=kind, details=details)
        self.text = deliverable(self.call, country("PE"), state=State.DRAFT)
        self.id = self.text.id
        self.person = user(Role.FOCAL_POINT, country("PE"), language=language)
        db.session.commit()
        self.visit = Visit(app, self.person)
        self.url = f"/deliverables/{self.id}/form"

    def write(self, values):
        for one in self.call.fields:
            if one.key in values:
                by = {"saved_at": NOW, "saved_by_id": self.person.id}
                add(Answer(deliverable=self.text, field=one, value=values[one.key], **by))
        db.session.commit()

    def take(self, shape):
        answer = self.visit.post(self.url, format=shape)
        assert answer.status_code == 200, answer.text
        return answer.data

    def send(self, content, name="form.docx"):
        return self.visit.post(f"{self.url}/back", form=(io.BytesIO(content), name))

    def confirm(self, answer, *keys):
        assert answer.status_code == 302, answer.text
        page = self.visit.get(answer.location).text
        seen = dict(re.findall(r'name="(\w+\.revision)" value="(\d+)"', page))
        return self.visit.post(answer.location, take=list(keys), **seen)

    def ticked(self, answer):
        page = self.visit.get(answer.location).text
        boxes = re.findall(r"<input[^>]*name=\"take\"[^>]*>", page)
        return {re.search(r'value="(\w+)"', one)[1]: "checked" in one for one in boxes}

    def values(self):
        db.session.expire_all()
        found = db.session.scalars(select(Answer).where(Answer.deliverable_id == self.id))
        return {one.field.key: one.value for one in found}


@pytest.fixture
def desk(app, session):
    return Desk(app)


TYPED = {
    "summary": "Brazil leads.", "cost.amount": "1.250.000,50", "cost.currency": "BRL", "visits": "7",
    "day": "2025-10-01", "where": "The north", "places.choice.south": "Yes", "host.answer": "No",
    "steps.0.what": "A road", "steps.0.people": "9", "promises.0.text": "Pave it",
}  # fmt: skip
MEANT = {
    "summary": "Brazil leads.", "cost": {"amount": "1250000.50", "currency": "BRL"}, "visits": "7",
    "day": "2025-10-01", "where": "north", "places": ["south"], "host": {"answer": False, "explanation": ""},
    "steps": [{"what": "A road", "people": "9"}],
    "promises": [{"text": "Pave it", "amount": "", "currency": "USD", "target": "", "due": ""}],
}  # fmt: skip


def typed_in(content, texts):
    """Write behind the names of a plain form."""
    lines = []
    for line in content.decode("utf-8-sig").splitlines():
        name = re.match(r"\[([\w.-]+)\][^:]*:", line)
        lines.append(f"{name[0]} {texts[name[1]]}" if name and name[1] in texts else line)
    return "\n".join(lines).encode()


SHAPES = {"word": (made.filled, "form.docx"), "text": (typed_in, "form.txt")}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_filled_in_and_every_kind_of_answer_is_understood_and_counts_when_confirmed(desk, shape):
    fill, name = SHAPES[shape]
    answer = desk.send(fill(desk.take(shape), TYPED), name)
    assert desk.ticked(answer) == dict.fromkeys(MEANT, True)
    assert desk.values() == {}
    assert desk.confirm(answer, *MEANT).status_code == 302
    assert desk.values() == MEANT


def test_what_is_no_yes_no_no_and_no_choice_is_not_understood_and_has_no_box_to_take_it(desk):
    desk.write(VALUES)
    wrong = {"host.answer": "perhaps", "places.choice.south": "some", "visits": "8"}
    answer = desk.send(typed_in(desk.take("text"), wrong), "form.txt")
    assert desk.ticked(answer) == {"visits": True}
    page = desk.visit.read(answer.location)
    for words in ("Answer with yes or no.", "perhaps", "Choose from the list.", "some"):
        assert words in page


@pytest.mark.parametrize("damaged", ["[frozn]", "[visits of ours]"])
def test_a_box_whose_name_was_damaged_is_listed_with_its_words_and_its_question_as_not_found(desk, damaged):
    content = typed_in(desk.take("text"), {"summary": "Peru leads.", "visits": "12 of them"})
    answer = desk.send(content.replace(b"[visits]", damaged.encode()), "form.txt")
    page = desk.visit.read(answer.location)
    listed = page.partition("What nobody could place")[2].partition("Not found in the form")
    assert (damaged in listed[0], "12 of them" in listed[0], "Visits" in listed[2]) == (True, True, True)
    assert "3. Visits" not in page
    assert "1. Summary" in page


def test_of_a_whole_form_nothing_is_listed_as_lost(desk):
    for shape, name in (("word", "form.docx"), ("text", "form.txt")):
        page = desk.visit.read(desk.send(desk.take(shape), name).location)
        assert ("What nobody could place" in page, "Not found in the form" in page) == (False, False)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_written_already_stands_in_the_form_and_comes_back_as_it_was(desk, shape):
    desk.write(VALUES)
    answer = desk.send(desk.take(shape), SHAPES[shape][1])
    assert desk.ticked(answer) == {}
    assert desk.visit.read(answer.location).count("As it stands on the site.") == len(VALUES)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_written_in_the_language_of_its_reader(app, session, shape):
    desk = Desk(app, language="es")
    content = desk.take(shape)
    words = docx_words(content) if shape == "word" else content.decode("utf-8-sig")
    assert "Moneda" in words
    assert "El norte" in made.part(content, "word/document.xml").decode() if shape == "word" else "El norte" in words
    answer = desk.send(SHAPES[shape][0](content, {"where": "El norte"}), SHAPES[shape][1])
    desk.confirm(answer, "where")
    assert desk.values() == {"where": "north"}


def docx_words(content):
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


def test_what_a_colleague_wrote_meanwhile_is_shown_beside_and_not_overwritten_unasked(desk):
    desk.write({"summary": "Old."})
    form = desk.take("word")
    answer = desk.text.answers[0]
    answer.value, answer.revision = "Newer on the site.", 2
    db.session.commit()
    back = desk.send(made.filled(form, {"summary": "From the plane.", "visits": "3"}))
    assert desk.ticked(back) == {"summary": False, "visits": True}
    page = desk.visit.read(back.location)
    assert "From the plane." in page
    assert "Newer on the site." in page
    assert "changed after the form was taken away" in page
    desk.confirm(back, "summary", "visits")
    assert desk.values() == {"summary": "From the plane.", "visits": "3"}


def test_an_answer_that_changes_while_one_looks_is_not_lost(desk):
    desk.write({"summary": "Old."})
    back = desk.send(made.filled(desk.take("word"), {"summary": "From the plane."}))
    page = desk.visit.get(back.location).text
    assert 'name="summary.revision" value="1"' in page
    answer = desk.text.answers[0]
    answer.value, answer.revision = "Newer on the site.", 2
    db.session.commit()
    said = desk.visit.post(back.location, **{"take": "summary", "summary.revision": "1"})
    assert said.location == back.location
    assert desk.values() == {"summary": "Newer on the site."}


def test_what_cannot_be_read_is_said_beside_what_was_written_and_the_rest_counts(desk):
    back = desk.send(made.filled(desk.take("word"), {"visits": "twelve", "summary": "Peru leads."}))
    page = desk.visit.read(back.location)
    assert "Write a number, such as" in page
    assert "twelve" in page
    desk.confirm(back, "visits", "summary")
    assert desk.values() == {"summary": "Peru leads."}


def test_a_document_that_has_lost_its_boxes_is_read_by_the_names_in_brackets(desk):
    whole = docx.Document(io.BytesIO(made.filled(desk.take("word"), {"summary": "Peru leads.", "visits": "9"})))
    for control in list(whole.element.body.iter(qn("w:sdt"))):
        if control.getparent().tag == qn("w:body"):
            for inner in list(control.find(qn("w:sdtContent"))):
                control.addprevious(inner)
            control.getparent().remove(control)
    target = io.BytesIO()
    whole.save(target)
    back = desk.send(target.getvalue())
    desk.confirm(back, "summary", "visits")
    assert desk.values() == {"summary": "Peru leads.", "visits": "9"}


def test_a_text_survives_a_quotation_windows_and_an_old_editor(desk):
    text = typed_in(desk.take("text"), {"summary": "El Perú\nlidera."}).decode()
    for content in (
        "".join(f"> {line}\r\n" for line in text.splitlines()).encode(),
        text.replace("\n", "\r\n").encode("utf-16"),
        text.encode("cp1252"),
    ):
        back = desk.send(content, "form.txt")
        desk.confirm(back, "summary")
        assert desk.values() == {"summary": "El Perú\nlidera."}


def test_a_form_of_another_text_is_sent_where_it_belongs_and_another_countrys_is_not_named(desk, session):
    sibling = deliverable(call(fields=("summary",)), country("PE"))
    foreign = deliverable(desk.call, country("BR"))
    brazilian = user(Role.FOCAL_POINT, country("BR"))
    session.commit()
    own = desk.visit.post(f"/deliverables/{sibling.id}/form", format="text").data
    answer = desk.send(own, "form.txt")
    assert (answer.status_code, sibling.symbol in answer.text) == (422, True)
    theirs = Visit(desk.app, brazilian).post(f"/deliverables/{foreign.id}/form", format="text").data
    answer = desk.send(theirs, "form.txt")
    assert (answer.status_code, "another country" in answer.text, foreign.symbol in answer.text) == (422, True, False)
    assert how_many(ReturnedForm) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"Dear colleagues, please find attached our answer.", "No answer of this call"),
        (made.pdf(), "neither the Word document"),
        (made.document("Peru leads."), "No answer of this call"),
        (made.document()[:900], "damaged"),
        (made.changed(made.document(), {"word/vbaProject.bin": b"x"}), "holds macros"),
    ],
    ids=["empty", "words", "pdf", "other document", "cut", "macros"],
)
def test_what_is_no_form_gets_a_clear_word_and_leaves_nothing(desk, content, says):
    answer = desk.send(content)
    assert (answer.status_code, says in answer.text) == (422, True), desk.visit
    assert how_many(ReturnedForm) == 0


def test_a_text_of_megabytes_is_not_read(tmp_path):
    path = tmp_path / "form.txt"
    path.write_bytes(b"x" * (reading.LONGEST + 1))
    assert reading.asked(path) == {"reason": "too_heavy"}


def test_a_text_that_is_with_the_secretariat_takes_no_form(desk, session):
    back = desk.send(made.filled(desk.take("word"), {"summary": "Peru leads."}))
    session.get(Deliverable, desk.id).state = State.IN_REVIEW
    session.commit()
    assert desk.confirm(back, "summary").status_code == 409
    assert desk.values() == {}


def test_a_form_that_came_back_is_nobody_elses(desk, session):
    back = desk.send(made.filled(desk.take("word"), {"summary": "Peru leads."}))
    brazilian = user(Role.FOCAL_POINT, country("BR"))
    other = deliverable(desk.call, country("BR"))
    session.commit()
    visit = Visit(desk.app, brazilian)
    number = back.location.rpartition("/")[2]
    assert visit.get(back.location).status_code == 404
    assert visit.get(f"/deliverables/{other.id}/form/{number}").status_code == 404


def test_each_form_has_a_code_of_its_own_that_tells_what_stood_there(desk):
    desk.write({"summary": "Old."})
    desk.take("word")
    desk.take("text")
    forms = db.session.scalars(select(OfflineForm)).all()
    assert len({one.code for one in forms}) == 2
    assert [one.revisions for one in forms] == [{"summary": "1"}] * 2


def test_every_kind_of_answer_is_tried_here():
    assert {kind for kind, _details in KINDS.values()} == {str(one) for one in FieldKind} - {"text"}


def test_an_answer_to_a_question_that_was_fixed_meanwhile_is_named_with_its_words_and_not_taken(desk):
    desk.write({"summary": "Old.", "visits": "3"})
    taken = typed_in(desk.take("text"), {"summary": "Too late.", "day": "soon"})
    for one in desk.call.fields:
        if one.key in {"summary", "visits", "day"}:
            one.frozen_from = NOW.date() - timedelta(days=2)
    db.session.commit()
    back = desk.send(taken, "form.txt")
    page = desk.visit.read(back.location)
    said = "Fixed by now; not taken. In the form:"
    assert (f"1. Summary {said} Too late." in page, f"4. Day {said} soon" in page, "Visits" in page) == (
        True,
        True,
        False,
    )
    assert "Write it on the site" not in page
    desk.confirm(back, "summary", "day")
    assert desk.values() == {"summary": "Old.", "visits": "3"}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_says_from_when_an_answer_is_fixed_and_coming_back_later_that_line_is_not_taken_for_words(
    app, session, shape
):
    fill, name = SHAPES[shape]
    with time_machine.travel(NOW):
        desk = Desk(app)
        desk.call.fields[0].frozen_from = NOW.date() + timedelta(days=2)
        db.session.commit()
        taken = desk.take(shape)
    said = "This answer is fixed from Wednesday 10 September, 00:00 Lima (01:00 in Washington) on; write it before."
    assert said in words_of(taken)
    with time_machine.travel(NOW + timedelta(days=3)):
        desk.visit = Visit(app, desk.person)
        page = desk.visit.read(desk.send(fill(taken, {"visits": "7"}), name).location)
        assert "Fixed by now; it cannot be changed any more." in words_of(desk.take(shape))
    assert ("7" in page, "This answer is fixed" in page) == (True, False)


def words_of(form):
    """Return what a form says, as text or as a Word document."""
    if not form.startswith(b"PK"):
        return " ".join(form.decode("utf-8-sig").split())
    return " ".join(one.text for one in docx.Document(io.BytesIO(form)).paragraphs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("oui, au point 5", ("oui", "au point 5")),
        ("Sí en el punto 4", ("Sí", "en el punto 4")),
        ("no: nobody goes", ("no", "nobody goes")),
        ("No sé", ("No sé", "")),
        ("Yes", ("Yes", "")),
        ("☒", ("☒", "")),
        ("perhaps", ("perhaps", "")),
    ],
)
def test_what_is_said_behind_a_yes_or_a_no_is_its_explanation(typed, meant):
    assert meaning.apart(typed) == meant


@pytest.mark.parametrize(
    ("typed", "box", "meant"),
    [
        ("US$ 1.250.000", "", ("1250000.00", "USD")),
        ("1 250 000,50 EUR", "", ("1250000.50", "EUR")),
        ("pen 40", "PEN", ("40.00", "PEN")),
        ("US$ 40", "PEN", None),
        ("$ 40", "", None),
        ("ABC 40", "", None),
    ],
)
def test_a_sum_may_bear_its_currency_and_one_that_says_two_is_left_to_a_person(desk, typed, box, meant):
    answer = desk.send(typed_in(desk.take("text"), {"cost.amount": typed, "cost.currency": box}), "form.txt")
    assert ("cost" in desk.ticked(answer)) == (meant is not None)
    desk.confirm(answer, "cost")
    assert desk.values().get("cost") == (meant and {"amount": meant[0], "currency": meant[1]})


def test_a_question_that_was_added_since_is_not_said_to_be_lost(desk):
    content = typed_in(desk.take("text"), {"summary": "Peru leads."})
    field(desk.call, "later", asked_at=NOW + timedelta(days=4000))
    db.session.commit()
    page = desk.visit.read(desk.send(content, "form.txt").location)
    assert ("Asked since the form was taken away" in page, "Not found in the form" in page) == (True, False)


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        ({"limit_words": 9}, {"limit_words": 3}, "it was 9 words."),
        ({"limit_characters": 99}, {"limit_characters": 20}, "it was 99 characters."),
        ({}, {"limit_words": 3}, "The limit came after the form was taken away."),
        ({"limit_words": 3}, {"limit_words": 3}, ""),
    ],
    ids=["fewer words", "fewer characters", "a first limit", "as it was"],
)
def test_an_answer_that_is_too_long_says_so_and_that_the_limit_became_smaller(desk, before, now, says):
    officer = user(Role.OFFICER)
    summary = next(one for one in desk.call.fields if one.key == "summary")
    for name, most in before.items():
        setattr(summary, name, most)
    db.session.commit()
    content = typed_in(desk.take("text"), {"summary": "Four words stand here now."})
    asked = Question(kind=summary.kind, labels=summary.labels, helps={}, required=False, **now)
    ask_otherwise(db.session.get(CallField, summary.id), asked, by=officer, at=clock.now() + timedelta(minutes=1))
    db.session.commit()
    page = desk.visit.read(desk.send(content, "form.txt").location)
    assert ("5 words; at most 3 fit." in page) == ("limit_words" in now)
    assert ("26 characters; at most 20 fit." in page) == ("limit_characters" in now)
    assert ("After the form was taken away the limit became smaller" in page) == ("it was" in says)
    assert says in page


def test_an_answer_that_fits_the_smaller_limit_says_nothing_of_it(desk):
    content = typed_in(desk.take("text"), {"summary": "It fits."})
    found(CallField, key="summary").limit_words = 2
    db.session.commit()
    assert "at most" not in desk.visit.read(desk.send(content, "form.txt").location)


def test_whoever_confirms_a_form_hears_how_much_of_it_was_not_taken_and_gets_back_to_it(desk):
    said = {"host.answer": "yes, in the hall", "cost.amount": "a million gourdes", "visits": "7"}
    answer = desk.send(typed_in(desk.take("text"), said), "form.txt")
    shown = desk.confirm(answer, "host", "visits")
    assert (desk.values()["host"], desk.values()["visits"]) == ({"answer": True, "explanation": "in the hall"}, "7")
    page = desk.visit.get(shown.location).text
    assert "One thing in the form could not be taken." in page
    assert f'<a href="{answer.location}">See which</a>' in page


def test_the_form_says_that_it_may_come_back_by_mail_where_that_works(app, session, monkeypatch):
    with app.test_request_context():
        desk = Desk(app)
        by_mail = "Or attach it to an answer to any mail about this text"
        taken = [desk.visit.post(f"/deliverables/{desk.id}/form", format="text").text]
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], reply_to="answers@example.org"))
        taken.append(desk.visit.post(f"/deliverables/{desk.id}/form", format="text").text)
        assert [by_mail in one for one in taken] == [False, True]
        assert f"mailto:answers+{desk.id}." in desk.visit.get(f"/deliverables/{desk.id}/form").text
        word = docx.Document(io.BytesIO(desk.visit.post(f"/deliverables/{desk.id}/form", format="word").data))
        assert any(one.text.startswith(by_mail) for one in word.paragraphs)
        assert any(one.startswith(by_mail) for one in printed(db.session.get(Deliverable, desk.id), at=NOW))
