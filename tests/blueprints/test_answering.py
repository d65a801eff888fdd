"""The country's answers to points: kept as they are typed, read by nobody else until they are ticked off."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import accepting, answering, deliverables, reviews, saving
from secretariat.workflow import points as closing
from secretariat.workflow.reviews import Words
from tests.blueprints.test_api import Program
from tests.factories import NOW, call, deliverable, how_many, user
from tests.packets import paper
from tests.texts import focal_point, taken
from tests.visitors import Visit


@pytest.fixture(autouse=True)
def eighth_of_september(session, app):
    with time_machine.travel(NOW), app.test_request_context():
        yield


@pytest.fixture
def reviewer():
    return user(Role.REVIEWER)


@pytest.fixture
def text(reviewer):
    text = taken(by=reviewer).deliverable
    for words in ("Say when.", "Say who."):
        reviews.add(text.latest, Words(point=words), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    db.session.commit()
    return text


@pytest.fixture
def rosa(text):
    return focal_point(text, name="Rosa Quispe")


@pytest.fixture
def desk(app, rosa):
    db.session.commit()
    return Visit(app, rosa)


def test_whoever_is_asked_for_changes_reads_what_the_secretariat_has_and_what_it_cannot_see(desk, text):
    page = desk.get(f"/deliverables/{text.id}").text
    assert "The Secretariat has version 1; what you change here it cannot see until you send it." in page
    assert re.search(r"Changes requested\s*;\s*due", page)
    begun = deliverable(call(), text.country, state=State.DRAFT)
    db.session.commit()
    assert "The Secretariat cannot see this text until you send it." in desk.get(f"/deliverables/{begun.id}").text


def points(text):
    db.session.expire_all()
    return [(one.answer, one.answered_at is not None) for one in text.latest.points]


def save(desk, text, number, words, revision=0):
    name = f"1-{number}"
    form = {"field": name, "revision": str(revision), name: words}
    return desk.post(f"/deliverables/{text.id}/points/save", json=True, **form)


def test_an_answer_is_kept_as_it_is_typed_and_read_by_no_reviewer_before_it_is_ticked_off(app, desk, text, reviewer):
    told = save(desk, text, 2, "The ministry.").json
    assert told["saved"].startswith("Saved at ")
    assert points(text) == [(None, False), ("The ministry.", False)]
    assert "The ministry." in desk.get(f"/deliverables/{text.id}").text
    assert "The ministry." not in Visit(app, reviewer).read(f"/reviews/{text.id}")
    form = {"1-2": "The ministry.", "1-2.revision": str(told["revision"])}
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-2", **form)
    assert points(text) == [(None, False), ("The ministry.", True)]
    assert "Point 2 is answered." in desk.read(f"/deliverables/{text.id}")


def test_ticking_one_point_off_loses_nothing_that_was_typed_at_another(desk, text):
    form = {"1-1": "In May.", "1-1.revision": "0", "1-2": "Half an answ", "1-2.revision": "0"}
    assert desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **form).status_code == 302
    assert points(text) == [("In May.", True), ("Half an answ", False)]
    assert "Half an answ" in desk.get(f"/deliverables/{text.id}").text


def test_two_colleagues_at_one_answer_see_both_texts_and_lose_none(app, desk, text):
    colleague = focal_point(text, name="Martín Salas")
    db.session.commit()
    martin = Visit(app, colleague)
    shown = save(desk, text, 1, "In May.").json["revision"]
    clash = save(martin, text, 1, "In June.")
    assert (clash.status_code, clash.json["words"], clash.json["controls"], clash.json["revision"]) == (
        409, "In May.", {"1-1": "In May."}, shown,
    )  # fmt: skip
    assert clash.json["sentence"] == "Rosa Quispe wrote here as well."
    martin.post(f"/deliverables/{text.id}/points", do="keep", **{"1-1": "In June.", "1-1.revision": "0"})
    assert points(text)[0] == ("In May.\n\nIn June.", False)


def test_a_form_that_comes_twice_adds_to_a_colleagues_answer_once(app, desk, text):
    martin = focal_point(text, name="Martín Salas")
    db.session.commit()
    save(desk, text, 1, "In May.")
    for _time in range(2):
        form = {"1-1": "In June.", "1-1.revision": "0"}
        Visit(app, martin).post(f"/deliverables/{text.id}/points", do="keep", **form)
    assert points(text)[0] == ("In May.\n\nIn June.", False)


def test_where_every_point_was_closed_unanswered_nobody_is_told_to_tick_one_off(desk, text):
    for point in text.latest.points:
        point.closed_at = NOW
    db.session.commit()
    base = re.search(r'name="summary.base" value="(\w+)"', desk.get(f"/deliverables/{text.id}").text)[1]
    refused = desk.post(f"/deliverables/{text.id}", do="send", summary="We will.", **{"summary.base": base})
    assert refused.status_code == 303
    assert "no point is open any more: change an answer." in desk.read(f"/deliverables/{text.id}")


def test_who_wrote_an_answer_in_another_tab_is_told_so_and_of_no_colleague(desk, text):
    save(desk, text, 1, "In May.")
    assert save(desk, text, 1, "In June.").json["sentence"] == "You wrote here yourself in another tab."


def test_a_point_at_which_somebody_typed_nothing_stays_as_a_colleague_left_it_and_holds_up_no_other(app, desk, text):
    martin = focal_point(text, name="Martín Salas")
    db.session.commit()
    untouched = {"1-1": "", "1-1.revision": "0", "1-2": "", "1-2.revision": "0"}
    for deed, after in (("keep", ("In May.", False)), ("tick:1-1", ("In May.", True))):
        form = untouched | {"1-1": "In May."}
        assert Visit(app, martin).post(f"/deliverables/{text.id}/points", do=deed, **form).status_code == 302
        assert desk.post(f"/deliverables/{text.id}/points", do="keep", **untouched).status_code == 302
        assert points(text)[0] == after
        assert text.latest.points[0].answered_by is martin
    assert desk.post(f"/deliverables/{text.id}/points", do="done:1-2", **untouched).status_code == 302
    assert points(text) == [("In May.", True), ("", True)]


@pytest.mark.parametrize("deed", ["keep", "tick:1-1"])
def test_the_points_of_a_text_that_was_taken_back_are_still_answered(desk, text, rosa, deed):
    deliverables.withdraw(text, by=rosa, at=NOW)
    db.session.commit()
    assert "Tick off point 1" in desk.read(f"/deliverables/{text.id}")
    form = {"1-1": "In May.", "1-1.revision": "0"}
    assert desk.post(f"/deliverables/{text.id}/points", do=deed, **form).status_code == 302
    assert (points(text)[0], text.state) == (("In May.", deed == "tick:1-1"), "withdrawn")


def test_what_is_ticked_off_or_sent_meanwhile_is_written_over_by_nobody(desk, text):
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **{"1-1": "In May.", "1-1.revision": "0"})
    late = save(desk, text, 1, "In June.", revision=text.latest.points[0].mark)
    assert (late.status_code, late.json) == (422, {"error": "Point 1 is answered by now."})
    assert points(text)[0] == ("In May.", True)
    assert save(desk, text, 9, "Nowhere.").status_code == 404


def test_who_ticks_off_what_a_colleague_ticked_meanwhile_is_told_and_keeps_what_was_typed(desk, text):
    pressed = {"do": "tick:1-1", "1-1": "In May.", "1-1.revision": "0"}
    for _press in range(2):
        assert desk.post(f"/deliverables/{text.id}/points", **pressed).status_code == 302
    late = desk.post(f"/deliverables/{text.id}/points", **pressed | {"1-1": "In June."})
    assert (late.status_code, "In June." in late.text) == (409, True)
    assert points(text)[0] == ("In May.", True)
    assert how_many(AuditEntry, action="answer_point") == 1


@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_whose_point_the_reviewer_closed_stays_as_it_was_read(desk, text, reviewer, rosa, answered):
    point = text.latest.points[0]
    if answered:
        answering.answer(point, text="In May.", by=rosa, at=NOW)
    closing.close([point], by=reviewer, at=NOW)
    db.session.commit()
    before = points(text)
    form = {"1-1": "Never.", "1-1.revision": str(point.mark)}
    page = desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **form)
    if not answered:
        assert page.status_code == 409
        assert "The Secretariat has closed point 1; its answer stays as it is." in page.text
    assert save(desk, text, 1, "Never.", revision=point.mark).status_code == 422
    with pytest.raises(Stale, match="has closed point 1"):
        answering.answer(point, text="Never.", by=rosa, at=NOW)
    assert points(text) == before


def test_a_point_that_was_closed_meanwhile_costs_none_of_the_other_answers(desk, text, reviewer):
    closing.close([text.latest.points[0]], by=reviewer, at=NOW)
    db.session.commit()
    form = {"1-1": "Too late.", "1-1.revision": "0", "1-2": "The ministry.", "1-2.revision": "0"}
    page = desk.post(f"/deliverables/{text.id}/points", do="tick:1-2", **form)
    assert page.status_code == 409
    said = ("The Secretariat has closed point 1", "Your other answers are kept.", ">\nToo late.</textarea>")
    assert [words in page.text for words in said] == [True, True, True]
    assert points(text) == [(None, False), ("The ministry.", False)]
    assert desk.post(f"/deliverables/{text.id}/points", do="tick:1-2", **form | {"1-1": ""}).status_code == 302
    assert points(text)[1] == ("The ministry.", True)


def test_a_point_on_an_answer_that_is_fixed_by_now_is_answered_in_words(desk, text, reviewer):
    text.call.fields[0].frozen_from = NOW.date()
    text.latest.points[0].key = text.call.fields[0].key
    db.session.commit()
    assert "This answer is fixed by now" in desk.read(f"/deliverables/{text.id}")
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **{"1-1": "In May.", "1-1.revision": "0"})
    assert points(text)[0] == ("In May.", True)
    sent = desk.post(f"/deliverables/{text.id}", do="send", once="k", state="changes_requested")
    assert sent.headers["Location"].endswith("/versions/2/receipt")


@pytest.mark.parametrize("by_api", [False, True])
def test_an_answered_point_alone_is_a_reason_to_send_and_nothing_at_all_is_none(app, desk, text, rosa, by_api):
    program = Program(app, rosa)

    def send(once):
        if by_api:
            return program.step(text.id, "submit", "changes_requested", once=once)[0]
        base = re.search(r'name="summary.base" value="(\w+)"', desk.get(f"/deliverables/{text.id}").text)[1]
        form = {"summary": "We will.", "summary.base": base}
        return desk.post(f"/deliverables/{text.id}", do="send", once=once, **form).status_code

    assert send("one") == (422 if by_api else 303)
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **{"1-1": "In May.", "1-1.revision": "0"})
    assert send("two") in {200, 302}
    db.session.expire_all()
    assert (text.state, len(text.versions)) == ("submitted", 2)


def test_where_the_capital_clears_an_answered_point_alone_can_be_cleared_and_sent(app, desk, text):
    text.call.needs_clearance = True
    approver = user(Role.APPROVER, text.country)
    db.session.commit()
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **{"1-1": "In May.", "1-1.revision": "0"})
    capital = Visit(app, approver)
    read = re.search(r'name="read" value="([^"]+)"', capital.get(f"/deliverables/{text.id}").text)[1]
    assert capital.post(f"/deliverables/{text.id}/clear", state="changes_requested", read=read).status_code == 302
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-2", **{"1-2": "We.", "1-2.revision": "0"})
    base = re.search(r'name="summary.base" value="(\w+)"', desk.get(f"/deliverables/{text.id}").text)[1]
    form = {"summary": "We will.", "summary.base": base, "state": "cleared"}
    sent = desk.post(f"/deliverables/{text.id}", do="send", once="k", **form)
    assert sent.headers["Location"].endswith("/versions/2/receipt")


def send(desk, text):
    """Send a text as its page shows it."""
    base = re.search(r'name="summary.base" value="(\w+)"', desk.get(f"/deliverables/{text.id}").text)[1]
    form = {"summary": "We will.", "summary.base": base, "state": text.state}
    assert desk.post(f"/deliverables/{text.id}", do="send", once="k", **form).status_code == 302
    db.session.expire_all()


def sent_with_one_answer(desk, text):
    """Send a version that answers point 1 alone."""
    save(desk, text, 1, "In May.")
    send(desk, text)


def printed(visit, text, tmp_path):
    """Return the words of a receipt as it is printed."""
    target = tmp_path / "receipt.pdf"
    target.write_bytes(visit.get(f"/deliverables/{text.id}/versions/2/receipt.pdf").data)
    return " ".join(paper.text(target).split())


@pytest.mark.parametrize("by_api", [False, True])
def test_what_is_written_to_a_point_goes_along_when_the_text_is_sent(app, desk, text, rosa, reviewer, by_api, tmp_path):
    save(desk, text, 2, "The ministry.")
    page = desk.read(f"/deliverables/{text.id}")
    assert "One written answer to a point goes along." in page
    assert ("point 1 has no answer yet" in page, "point 2 has no answer yet" in page) == (True, False)
    if by_api:
        program = Program(app, rosa)
        told = program.get(f"/deliverables/{text.id}")["draft"]["points"]
        assert [(one["answer"], one["answered"]) for one in told] == [(None, False), ("The ministry.", False)]
        assert program.step(text.id, "submit", "changes_requested", once="k")[0] == 200
    else:
        send(desk, text)
    db.session.expire_all()
    assert [(one.answer, one.answered_at is not None) for one in text.versions[0].points] == [
        (None, False), ("The ministry.", True),
    ]  # fmt: skip
    assert how_many(AuditEntry, action="answer_point") == 1
    assert "Answers to points one went along" in desk.read(f"/deliverables/{text.id}/versions/2/receipt")
    assert "Answers to points one went along" in printed(desk, text, tmp_path)
    assert "Answers to points" not in printed(Visit(app, reviewer), text, tmp_path)
    (letter,) = db.session.scalars(select(Message).where(Message.kind == "receipt", Message.text.contains("version 2")))
    assert "One written answer to a point of the Secretariat went along." in " ".join(letter.text.split())
    assert "The ministry." in Visit(app, reviewer).read(f"/reviews/{text.id}")


def test_a_draft_taken_as_sent_takes_its_written_answers_along(desk, text, rosa):
    save(desk, text, 2, "The ministry.")
    field = text.call.fields[0]
    saving.save(text, field, "We will, soon.", revision=text.answers[0].revision, by=rosa, at=NOW)
    officer = user(Role.OFFICER)
    accepting.accept(text, by=officer, at=text.due_at + timedelta(days=1))
    db.session.commit()
    assert [one.said for one in text.versions[0].points] == [None, "The ministry."]


def test_an_open_point_stays_where_the_version_that_answered_others_is_taken_back(desk, text, rosa):
    sent_with_one_answer(desk, text)
    deliverables.withdraw(text, by=rosa, at=NOW)
    db.session.commit()
    page = desk.read(f"/deliverables/{text.id}")
    assert [words in page for words in ("In May.", "Your answer to point 2", "Change the answer")] == [
        True,
        True,
        False,
    ]
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-2", **{"1-2": "The ministry.", "1-2.revision": "0"})
    db.session.expire_all()
    assert [one.said for one in text.versions[0].points] == ["In May.", "The ministry."]


def test_an_open_point_stays_beside_those_of_the_next_review(desk, text, reviewer):
    sent_with_one_answer(desk, text)
    reviews.take(text, by=reviewer, at=NOW)
    reviews.add(text.latest, Words(point="Say how."), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    db.session.commit()
    page = desk.read(f"/deliverables/{text.id}")
    seen = [words in page for words in ("Say when.", "version 1 Say who.", "version 2 Say how.")]
    assert seen == [False, True, True]
    desk.post(f"/deliverables/{text.id}/points", do="tick:2-1", **{"2-1": "So.", "2-1.revision": "0"})
    db.session.expire_all()
    assert [one.said for version in text.versions for one in version.points] == ["In May.", None, "So."]


def test_a_point_is_ticked_off_with_words_or_as_done_in_the_text(desk, text):
    untouched = {"1-1": "", "1-1.revision": "0"}
    asks = desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **untouched)
    assert asks.status_code == 422
    assert "Write an answer to point 1, or say that it is done in the text." in asks.text
    assert points(text)[0] == (None, False)
    assert desk.post(f"/deliverables/{text.id}/points", do="done:1-1", **untouched).status_code == 302
    assert points(text)[0] == ("", True)
    assert "Answered: Done in the text" in desk.read(f"/deliverables/{text.id}")


def test_an_answer_is_changed_until_it_is_sent(desk, text, rosa):
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **{"1-1": "In Mai.", "1-1.revision": "0"})
    desk.post(f"/deliverables/{text.id}/points", do="change:1-1")
    assert points(text)[0] == ("In Mai.", False)
    mark = str(text.latest.points[0].mark)
    desk.post(f"/deliverables/{text.id}/points", do="tick:1-1", **{"1-1": "In May.", "1-1.revision": mark})
    assert points(text)[0] == ("In May.", True)
    assert how_many(AuditEntry, action="take_back_answer") == 1
    send(desk, text)
    deliverables.withdraw(text, by=rosa, at=NOW)
    with pytest.raises(Stale, match="sent with version 2"):
        answering.take_back(text.versions[0].points[0], by=rosa, at=NOW)


def test_a_program_answers_a_point_with_words_or_as_done_and_takes_it_back(app, text, rosa):
    program = Program(app, rosa)
    address = f"/deliverables/{text.id}/points/{text.latest.points[0].id}"
    assert program.send("PUT", address, {"answer": " "})[0] == 422
    assert program.send("PUT", address, {"answer": "", "done_in_text": True})[0] == 200
    assert points(text)[0] == ("", True)
    assert program.send("DELETE", address, None)[0] == 200
    assert points(text)[0] == ("", False)
    assert program.send("PUT", address, {"answer": "In May."})[0] == 200
    assert points(text)[0] == ("In May.", True)


def test_after_the_sending_the_country_reads_its_points_and_what_it_answered_beside_the_version(desk, text, rosa):
    answering.answer(text.latest.points[0], text="In June.", by=rosa, at=NOW)
    deliverables.submit(text, by=rosa, at=NOW, arrived=NOW, once="second")
    db.session.commit()
    page = desk.get(f"/deliverables/{text.id}").text
    assert [words in page for words in ("Say when.", "In June.", "Say who.", "Tick off point")] == [
        True, True, True, False,
    ]  # fmt: skip
