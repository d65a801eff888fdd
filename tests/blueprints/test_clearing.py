"""Print, sign, photograph: the page with its code, and the picture that finds its text wherever it is handed in."""

import io
import re

import pypdfium2
import pytest

from secretariat import printouts
from secretariat.models.deliverables import Answer as WrittenAnswer
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role
from secretariat.rules import clearances as rules
from secretariat.workflow import clearing, saving
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, add, call, country, deliverable, field, user
from tests.packets import paper
from tests.visitors import Visit


class Capital:
    """Peru's focal point with two complete drafts."""

    def __init__(self, app, session):
        self.session = session
        with app.test_request_context():
            self.rosa = user(Role.FOCAL_POINT, name="Rosa Quispe")
            texts = [deliverable(call(needs_clearance=True)) for _each in range(2)]
            for text in texts:
                saving.save(text, text.call.fields[0], "Peru leads.", revision=0, by=self.rosa, at=NOW)
            self.first, self.second = (text.id for text in texts)
            session.commit()
        self.visit = Visit(app, self.rosa)

    def page(self, text):
        """Return the page to sign, as a PDF, and its code."""
        self.visit.post(f"/deliverables/{text}/clearance")
        shown = self.visit.get(f"/deliverables/{text}").text
        link = re.search(rf"/deliverables/{text}/clearance/(\w+)\.pdf", shown)
        return self.visit.get(link[0]).data, link[1]

    def hand_in(self, text, content=b"", **form):
        picture = {"photo": (io.BytesIO(content), "IMG_2210.jpg")} if content else {}
        return self.visit.post(f"/deliverables/{text}/clearance/photo", **picture, **form)

    def state(self, text):
        self.session.expire_all()
        return self.session.get_one(Deliverable, text).state


@pytest.fixture
def capital(app, session):
    return Capital(app, session)


def photographed(pdf, turn=12, size=1600):
    """Return a page as a hand-held telephone sees it: turned, grey, in a lossy format."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=2, grayscale=True).to_pil()
    picture = picture.rotate(turn, expand=True, fillcolor=120)
    picture.thumbnail((size, size))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=55)
    return target.getvalue()


def test_the_page_is_one_page_with_the_code_and_the_fingerprint(capital, tmp_path):
    content, code = capital.page(capital.first)
    target = tmp_path / "page.pdf"
    target.write_bytes(content)
    assert paper.run("pdfinfo", target).count("Pages:           1") == 1
    printed = paper.text(target)
    assert rules.shown(code) in printed
    assert "Signature" in printed
    assert "Peru leads." in printed


def test_a_photograph_is_filed_to_its_text_wherever_it_is_handed_in(capital):
    content, _code = capital.page(capital.first)
    answer = capital.hand_in(capital.second, photographed(content))
    assert (answer.status_code, answer.location) == (302, f"/deliverables/{capital.first}#clearance")
    assert (capital.state(capital.first), capital.state(capital.second)) == (State.CLEARED, State.DRAFT)
    page = capital.visit.read(f"/deliverables/{capital.first}")
    assert "belongs to another text" in page
    assert "Cleared on a signed page, filed by Rosa Quispe" in page
    link = re.search(r'href="([^"]+/signed)"', capital.visit.get(f"/deliverables/{capital.first}").text)[1]
    with capital.visit.get(link) as signed:
        assert signed.data[:5] == b"%PDF-"


def test_a_scan_as_pdf_is_read_too(capital):
    content, _code = capital.page(capital.first)
    assert capital.hand_in(capital.first, content).status_code == 302
    assert capital.state(capital.first) == State.CLEARED


def test_where_the_code_cannot_be_read_it_is_typed_and_the_picture_need_not_be_sent_again(capital):
    content, code = capital.page(capital.first)
    blurred = photographed(content, size=90)
    first = capital.hand_in(capital.first, blurred)
    assert (first.status_code, "could not be read" in first.text) == (422, True)
    kept = re.search(r'name="kept" value="([^"]+)"', first.text)[1]
    assert "No page has this code" in capital.hand_in(capital.first, kept=kept, code="AAA AAA AAB").text
    assert capital.hand_in(capital.first, kept=kept + "x", code=code).status_code == 422
    assert capital.state(capital.first) == State.DRAFT
    assert capital.hand_in(capital.first, kept=kept, code=rules.shown(code).lower()).status_code == 302
    assert capital.state(capital.first) == State.CLEARED


def test_after_a_change_the_page_says_what_changed_since(capital):
    content, _code = capital.page(capital.first)
    capital.hand_in(capital.first, photographed(content))
    form = {"field": "summary", "summary": "Peru leads and pays.", "revision": "1"}
    assert capital.visit.post(f"/deliverables/{capital.first}/save", **form).status_code == 200
    page = capital.visit.get(f"/deliverables/{capital.first}").text
    assert "One answer has changed since" in page
    assert "<ins> and pays</ins>" in page
    assert capital.state(capital.first) == State.DRAFT


def test_a_question_that_the_officer_changed_is_no_change_of_the_text_and_one_that_left_is_named(capital):
    text = capital.session.get_one(Deliverable, capital.first)
    plan = field(text.call, "plan")
    saving.save(text, plan, "A plan of two years.", revision=0, by=capital.rosa, at=NOW)
    capital.session.commit()
    content, _code = capital.page(capital.first)
    capital.hand_in(capital.first, photographed(content))
    plan.labels = {"en": "The plan"}
    capital.session.commit()
    page = capital.visit.read(f"/deliverables/{capital.first}")
    told = "Cleared before question 2 was changed. No answer was changed since. Question 2 was renamed since: “Plan”"
    assert told in page
    assert "The text is still the one that was cleared." not in page
    plan.retired_at, plan.position = NOW, -plan.id
    capital.session.commit()
    page = capital.visit.read(f"/deliverables/{capital.first}")
    assert "One answer is no longer asked No longer asked: Plan A plan of two years." in page
    assert "The files have changed" not in page


def test_a_choice_that_is_called_otherwise_voids_the_page_and_both_names_are_said(capital):
    text = capital.session.get_one(Deliverable, capital.first)
    kinds = ({"choices": [{"code": "a", "labels": {"en": name}}]} for name in ("By sea", "By no sea"))
    way = field(text.call, "way", kind="choice", details=next(kinds))
    saving.save(text, way, "a", revision=0, by=capital.rosa, at=NOW)
    capital.session.commit()
    content, code = capital.page(capital.first)
    way.details = next(kinds)
    capital.session.commit()
    named = "The answer to question 2, “Way”, now reads differently: “By sea” has become “By no sea”."
    page = capital.visit.read(f"/deliverables/{capital.first}")
    assert f"Page {code} no longer clears this text" in page
    assert named in page
    capital.hand_in(capital.first, photographed(content))
    page = capital.visit.read(f"/deliverables/{capital.first}")
    assert "Its questions were changed since the page was made, so that it does not clear the text" in page
    assert f"Cleared before question 2 was changed. No answer was changed since. {named}" in page
    assert capital.state(capital.first) == State.DRAFT


def test_another_countrys_page_is_nothing_and_an_empty_hand_is_told(capital, app, session):
    content, code = capital.page(capital.first)
    with app.test_request_context():
        other = user(Role.FOCAL_POINT, country("BR"))
        theirs = deliverable(call(), country("BR")).id
        session.commit()
    visit = Visit(app, other)
    picture = {"photo": (io.BytesIO(photographed(content)), "a.jpg")}
    told = visit.post(f"/deliverables/{theirs}/clearance/photo", **picture)
    assert (told.status_code, "could not be read" in told.text) == (422, True)
    assert visit.get(f"/deliverables/{theirs}/clearance/{code}.pdf").status_code == 404
    assert "Choose the photograph" in capital.hand_in(capital.first).text
    assert capital.state(capital.first) == State.DRAFT


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("yes_no", {"answer": False, "explanation": "Not yet."}, "No · Not yet."),
        ("long_text", "Peru\nleads.\n\n\nAlone.", "Peru leads. · Alone."),
        ("long_text", "", "no answer"),
        ("long_text", "word " * 99, "word " * 5 + "word…"),
    ],
)
def test_the_page_to_sign_begins_each_answer_and_keeps_its_paragraphs_apart(app, kind, value, words):
    with app.test_request_context():
        assert printouts.beginning({"kind": kind, "value": value, "details": {}}, 30) == words


@pytest.mark.parametrize(("count", "letters", "printed"), [(12, 100, 12), (3, 900, 3), (60, 900, None)])
def test_the_page_to_sign_holds_as_many_answers_as_fit_and_counts_the_others(
    capital, tmp_path, count, letters, printed
):
    text = capital.session.get_one(Deliverable, capital.first)
    asked = [field(text.call, f"more{number}") for number in range(count - 1)]
    for number, one in enumerate(asked):
        words = f"Answer {number}: " + "a house. " * (letters // 9) + "End."
        add(WrittenAnswer(deliverable=text, field=one, value=words, saved_at=NOW, saved_by_id=capital.rosa.id))
    promises = field(text.call, "promises", kind="commitments", required=False)
    promised = [{"text": "Build it", "amount": "5.00", "currency": "USD", "target": "", "due": ""}]
    add(WrittenAnswer(deliverable=text, field=promises, value=promised, saved_at=NOW, saved_by_id=capital.rosa.id))
    capital.session.commit()
    target = tmp_path / "page.pdf"
    target.write_bytes(capital.page(capital.first)[0])
    assert paper.run("pdfinfo", target).count("Pages:           1") == 1
    words = " ".join(paper.text(target).split())
    found = sum(f"Answer {number}:" in words for number in range(count - 1))
    if printed:
        assert (found, words.count("End."), "Build it" in words, "not printed" in words) == (
            printed - 1, printed - 1, True, False,
        )  # fmt: skip
    else:
        assert found > 8
        assert f"{count - found} more answers, not printed; the fingerprint covers them." in words


def test_an_approver_clears_only_the_words_that_the_page_showed(app, session, capital):
    with app.test_request_context():
        approver = user(Role.APPROVER)
        session.commit()
    desk, path = Visit(app, approver), f"/deliverables/{capital.first}"
    stale = read_on(desk.get(path).text)
    with app.test_request_context():
        text = session.get_one(Deliverable, capital.first)
        saving.save(text, text.call.fields[0], "Peru leads nothing.", revision=1, by=capital.rosa, at=NOW)
        session.commit()
    page = desk.post(f"{path}/clear", state="draft", read=stale)
    assert (page.status_code, capital.state(capital.first)) == (409, State.DRAFT)
    assert "Changed since you read the text: " in page.text
    assert "Peru leads nothing." in page.text
    assert desk.post(f"{path}/clear", state="draft").status_code == 409
    assert desk.post(f"{path}/clear", state="draft", read=read_on(page.text)).status_code == 302
    assert capital.state(capital.first) == State.CLEARED


def renamed_once_cleared(app, session, capital, *, wanted):
    """Clear the first text by account, give its question another name; return the approver."""
    with app.test_request_context():
        approver, text = user(Role.APPROVER, name="Ana Prado"), session.get_one(Deliverable, capital.first)
        text.call.needs_clearance = wanted
        clearing.clear(text, by=approver, at=NOW)
        text.call.fields[0].labels = {"en": "Who does not lead?"}
        session.commit()
    return approver


def test_a_text_that_was_cleared_before_a_question_was_changed_says_so_and_is_cleared_again(app, session, capital):
    approver = renamed_once_cleared(app, session, capital, wanted=True)
    desk, path = Visit(app, approver), f"/deliverables/{capital.first}"
    theirs, home = capital.visit.read(path), capital.visit.read("/")
    assert "was cleared before its questions were changed, and is not sent. It is to be cleared once more" in home
    assert "Send to the Secretariat" not in theirs
    assert "This call wants the text cleared by your approver first." in theirs
    assert "Make the page to sign" in theirs
    for page in (theirs, desk.read(path)):
        assert "Cleared before question 1 was changed; overdue" in page
        assert "Question 1 was renamed since: “Summary” is now “Who does not lead?”." in page
        assert "It is to be cleared once more before it is sent." in page
    shown = desk.get(path).text
    assert "Clear this text again" in shown
    assert desk.post(f"{path}/clear", state="cleared", read=read_on(shown)).status_code == 302
    page = capital.visit.read(path)
    assert "Cleared and complete; overdue" in page
    assert "The text is still the one that was cleared." in page
    assert "One clearance before Cleared by account: Ana Prado" in page
    assert "Send to the Secretariat" in page
    assert desk.post(f"{path}/clear", state="cleared", read=read_on(shown)).location == path
    assert "This text is cleared already" in desk.read(path)


def test_where_no_clearance_is_wanted_a_text_that_was_cleared_before_a_change_can_be_sent_or_cleared_again(
    app, session, capital
):
    approver = renamed_once_cleared(app, session, capital, wanted=False)
    desk, path = Visit(app, approver), f"/deliverables/{capital.first}"
    page = desk.read(path)
    assert "Cleared before question 1 was changed; overdue" in page
    assert "The call does not want a clearance: the text can be sent as it is, or be cleared once more first." in page
    assert ("Send to the Secretariat" in page, "Clear this text again" in page) == (True, True)
    assert "to be cleared once more" not in capital.visit.read("/")


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REOPENED])
@pytest.mark.parametrize("wanted", [True, False])
def test_what_came_back_can_be_cleared_on_its_page_where_the_call_wants_it(app, session, capital, state, wanted):
    with app.test_request_context():
        approver, text = user(Role.APPROVER), session.get_one(Deliverable, capital.first)
        clearing.clear(text, by=approver, at=NOW)
        text.state, text.call.needs_clearance = state, wanted
        session.commit()
    desk, path = Visit(app, approver), f"/deliverables/{capital.first}"
    page = desk.read(path)
    once_more = "It is to be cleared once more before it is sent."
    assert ("Clear this text" in page, "Make the page to sign" in page, once_more in page) == (wanted,) * 3
    if wanted:
        read = read_on(desk.get(path).text)
        assert desk.post(f"{path}/clear", state=state.value, read=read).status_code == 302
        assert capital.state(capital.first) == State.CLEARED


def test_the_home_of_a_capital_says_that_a_complete_text_can_be_cleared(app, session, capital):
    with app.test_request_context():
        approver = user(Role.APPROVER)
        session.get_one(Deliverable, capital.first).state = State.REOPENED
        session.commit()
    page = Visit(app, approver).read("/")
    assert page.count("Nothing is missing: it can be cleared in the capital.") == 2
    assert "it can be sent" not in page


def test_a_page_that_clears_nothing_new_is_filed_and_says_so(app, session, capital):
    content, _code = capital.page(capital.first)
    with app.test_request_context():
        text = session.get_one(Deliverable, capital.first)
        clearing.clear(text, by=user(Role.APPROVER), at=NOW)
        workflow.submit(text, by=capital.rosa, at=NOW, arrived=NOW, once="once")
        text.state = State.CHANGES_REQUESTED
        session.commit()
    assert capital.hand_in(capital.first, photographed(content)).status_code == 302
    told = capital.visit.read(f"/deliverables/{capital.first}")
    assert re.search(r"Filed with \S+, [^.]+\. Nothing is new since the Secretariat read it", told)


def read_on(page):
    """Return what the button for clearing carries of the text that the page shows."""
    return re.search(r'name="read" value="([^"]+)"', page)[1]
