"""By the API: completeness, closing points, publishing verdicts together, and assigning."""

import pytest
import time_machine
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import ApiToken, Role
from secretariat.models.reviews import QuietVerdict
from secretariat.workflow import accounts, reviews
from secretariat.workflow.reviews import Words
from tests.factories import NOW, add, call, country, deliverable, how_many, membership, user
from tests.texts import focal_point, sent, taken


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER)


class Program:
    """A program with somebody's token."""

    def __init__(self, app, person):
        add(ApiToken(user_id=person.id, token_hash=accounts.key(person.email), label="t", created_at=NOW))
        db.session.commit()
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {person.email}"}

    def ask(self, method, path, body=None):
        answer = self.client.open(f"/api/v1{path}", method=method, headers=self.headers, json=body)
        return answer.status_code, answer.json


def test_a_text_is_found_complete_or_given_back_with_what_is_missing(app, reviewer):
    text = sent().deliverable
    program, path = Program(app, reviewer), f"/deliverables/{text.id}/completeness"
    seen = {"state": "submitted", "version": 1}
    assert program.ask("POST", path, seen | {"missing": []})[1]["state"] == "submitted"
    code, told = program.ask("POST", path, seen | {"missing": ["summary"], "words": "Please fill it in."})
    assert (code, told["state"], told["versions"][0]["verdict"]) == (200, "changes_requested", "incomplete")
    assert [one["text"] for one in told["versions"][0]["points"]] == ["Please fill it in."]
    assert program.ask("POST", path, seen | {"missing": ["summary"]})[0] == 409


def test_a_point_is_closed_and_opened_and_one_that_was_not_sent_is_nothing(app, reviewer):
    text = taken(by=reviewer).deliverable
    (point,) = reviews.add(text.latest, Words(point="Say when."), by=reviewer, at=NOW)
    program, path = Program(app, reviewer), f"/deliverables/{text.id}/points/{point.id}/closed"
    assert program.ask("PUT", path, {"closed": True})[0] == 404
    reviews.request_changes(text, by=reviewer, at=NOW)
    db.session.commit()
    for closed in (True, False):
        assert program.ask("PUT", path, {"closed": closed}) == (200, {"id": point.id, "closed": closed})


def test_what_is_new_in_a_text_is_told_question_by_question(app, reviewer):
    text = taken(by=reviewer, words="Peru leads the work.").deliverable
    program, path = Program(app, reviewer), f"/deliverables/{text.id}/difference"
    code, first = program.ask("GET", path)
    assert (code, first["version"], first["against"], first["unchanged"]) == (200, 1, None, 0)
    reviews.add(text.latest, Words(point="Say more."), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    sent(text, "Peru leads the good work.")
    db.session.commit()
    (part,) = program.ask("GET", path)[1]["parts"]
    assert (part["key"], part["changed"]) == ("summary", True)
    assert [one for one in part["paragraphs"][0] if one["kind"] == "new"] == [{"kind": "new", "text": "good "}]
    whole = program.ask("GET", f"{path}?vs=0")[1]
    assert (whole["against"], whole["parts"][0]["changed"]) == (None, False)
    assert program.ask("GET", f"{path}?vs=last")[0] == 422
    assert Program(app, focal_point(text)).ask("GET", path)[0] == 403


def test_verdicts_are_kept_listed_and_published_together(app, reviewer):
    asked = call()
    officer = Program(app, user(Role.OFFICER))
    assert officer.ask("PUT", f"/calls/{asked.id}/quiet", {"quiet": True}) == (200, {"quiet": True})
    assert officer.ask("GET", f"/calls/{asked.id}")[1]["quiet"] is True
    theirs = Program(app, user(Role.DELEGATE, country("PE")))
    assert theirs.ask("GET", f"/calls/{asked.id}")[1]["quiet"] is None
    texts = [taken(deliverable(asked, country(code)), by=reviewer).deliverable for code in ("PE", "BR")]
    db.session.commit()
    program = Program(app, reviewer)
    for text in texts:
        step = {"action": "approve", "state": "in_review"}
        code, told = program.ask("POST", f"/deliverables/{text.id}/transitions", step)
        assert (code, told["state"]) == (200, "in_review")
    listed = program.ask("GET", "/verdicts")[1]["verdicts"]
    assert [one["verdict"] for one in listed] == ["approved", "approved"]
    ids = [one["id"] for one in listed]
    seen = [{"id": one["id"], "mark": one["mark"]} for one in listed]
    letters = program.ask("GET", "/verdicts/letters")[1]
    assert letters["total"] == 2
    assert sorted(one["verdict"] for one in letters["letters"]) == sorted(ids)
    assert all("Approved" in one["subject"] and one["text"] for one in letters["letters"])
    assert program.ask("POST", "/verdicts/publish", {"verdicts": seen})[0] == 403
    told = {"published": 2, "left": [], "changed": []}
    assert officer.ask("POST", "/verdicts/publish", {"verdicts": seen}) == (200, told)
    db.session.expire_all()
    assert {one.state for one in texts} == {State.APPROVED}
    assert db.session.scalars(select(QuietVerdict)).all() == []


def test_a_verdict_on_what_a_colleague_has_is_409_until_it_is_taken_over(app, reviewer):
    text = taken(by=reviewer).deliverable
    other = Program(app, user(Role.REVIEWER))
    path = f"/deliverables/{text.id}"
    step = {"action": "request_changes", "state": "in_review", "point": "Say when."}
    code, told = other.ask("POST", f"{path}/transitions", step)
    assert (code, told["error"]) == (409, f"{reviewer.name} has this text; take it over first.")
    assert other.ask("GET", f"{path}/comments")[1] == {"comments": []}
    assert other.ask("POST", f"{path}/take-over", {"from": "somebody@example.org"})[0] == 409
    seen = {"from": other.ask("GET", f"{path}/queue")[1]["reviewer"]}
    assert (seen, other.ask("POST", f"{path}/take-over", seen)[0]) == ({"from": reviewer.email}, 200)
    assert how_many(Message, kind="released", user_id=reviewer.id) == 1
    code, told = Program(app, reviewer).ask("POST", f"{path}/take-over", {"from": reviewer.email})
    assert (code, "has it by now; read again" in told["error"]) == (409, True)
    assert other.ask("POST", f"{path}/transitions", step)[1]["state"] == "changes_requested"
    assert other.ask("POST", f"{path}/take-over", seen)[0] == 409


def test_a_country_takes_nothing_over_and_an_officer_neither(app, reviewer):
    text = taken(by=reviewer).deliverable
    for person in (focal_point(text), user(Role.OFFICER)):
        program = Program(app, person)
        code, told = program.ask("POST", f"/deliverables/{text.id}/take-over", {"from": reviewer.email})
        assert (code, reviewer.name in str(told)) == (403, False)
        step = {"action": "approve", "state": "in_review"}
        code, told = program.ask("POST", f"/deliverables/{text.id}/transitions", step)
        assert (code, reviewer.name in str(told)) == (403, False)


def test_a_program_replaces_a_verdict_that_is_kept_only_by_its_mark(app, reviewer):
    text = taken(deliverable(call(quiet=True)), by=reviewer).deliverable
    reviews.approve(text, by=reviewer, at=NOW)
    program, path = Program(app, user(Role.REVIEWER)), f"/deliverables/{text.id}/transitions"
    step = {"action": "reject", "state": "in_review", "point": "It answers another call."}
    for stale in ({}, {"kept": 1}):
        code, told = program.ask("POST", path, step | stale)
        assert (code, told["error"]) == (409, f"{reviewer.name} has decided meanwhile: Approved.")
    (kept,) = program.ask("GET", "/verdicts")[1]["verdicts"]
    program.ask("POST", f"/deliverables/{text.id}/take-over", {"from": reviewer.email})
    assert program.ask("POST", path, step | {"kept": kept["mark"]})[0] == 200
    (now,) = program.ask("GET", "/verdicts")[1]["verdicts"]
    assert (now["verdict"], now["id"], now["mark"] == kept["mark"]) == ("rejected", kept["id"], False)
    assert [one.text for one in text.latest.comments] == ["It answers another call."]


def test_a_verdict_that_was_changed_since_a_program_saw_it_is_not_published(app, reviewer):
    text = taken(deliverable(call(quiet=True)), by=reviewer).deliverable
    kept = reviews.approve(text, by=reviewer, at=NOW)
    before = [{"id": kept.id, "mark": kept.mark}]
    reviews.add(text.latest, Words(point="It answers another call."), by=reviewer, at=NOW)
    reviews.reject(text, by=reviewer, at=NOW, kept=kept.mark)
    answer = Program(app, user(Role.OFFICER)).ask("POST", "/verdicts/publish", {"verdicts": before})
    assert answer == (200, {"published": 0, "left": [], "changed": [text.id]})


def test_the_country_sees_nothing_of_a_verdict_that_is_kept(app, reviewer):
    text = deliverable(call(quiet=True))
    writer = focal_point(text)
    taken(text, by=reviewer)
    program, path = Program(app, writer), f"/deliverables/{text.id}"
    before = program.ask("GET", path)
    reviews.approve(text, by=reviewer, at=NOW)
    db.session.commit()
    assert program.ask("GET", path) == before
    assert program.ask("GET", "/verdicts")[0] == 403


def test_texts_are_assigned_and_conflicts_and_what_moved_on_are_named(app, reviewer):
    membership(reviewer, Role.DELEGATE)
    own, other = (sent(deliverable(call(), country(code))).deliverable for code in ("PE", "BR"))
    program = Program(app, user(Role.OFFICER))
    wanted = [{"deliverable": one, "reviewer": reviewer.email.upper()} for one in (own.id, other.id, 999_999)]
    answer = program.ask("POST", "/assignments", {"assignments": wanted})
    assert answer == (200, {"done": 1, "conflicts": [own.id], "moved": [999_999]})
    stranger = [{"deliverable": other.id, "reviewer": "stranger@example.org"}]
    assert program.ask("POST", "/assignments", {"assignments": stranger})[0] == 422
    back = [{"deliverable": other.id, "reviewer": None}]
    assert program.ask("POST", "/assignments", {"assignments": back})[1]["done"] == 1
    db.session.expire_all()
    assert db.session.scalars(select(Deliverable.reviewer_id)).unique().all() == [None]
