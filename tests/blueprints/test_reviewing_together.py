"""The pages on which verdicts are published together, texts assigned, completeness judged and points closed."""

import re
from datetime import timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reviews import QuietVerdict, Review
from secretariat.workflow import answering, deliverables, reviews
from secretariat.workflow.reviews import Words
from tests.factories import NOW, call, country, deliverable, how_many, membership, user
from tests.texts import counted, focal_point, sent, signed_in, taken, token_of
from tests.visitors import Visit


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture
def officer(reviewer):
    return user(Role.OFFICER)


def decided(asked, reviewer, *codes):
    """Have texts of countries approved, quietly."""
    for code in codes:
        text = taken(deliverable(asked, country(code)), by=reviewer).deliverable
        reviews.approve(text, by=reviewer, at=NOW)
    db.session.commit()


def visit(app, person):
    db.session.commit()
    return Visit(app, person)


def states():
    db.session.expire_all()
    return [one.state for one in db.session.scalars(db.select(Deliverable).order_by(Deliverable.id))]


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("approve", "approved; kept until the verdicts of this call are published."),
        ("request-changes", "your points are kept until the verdicts of this call are published."),
        ("reject", "rejected; kept until the verdicts of this call are published."),
    ],
)
def test_a_reviewer_is_told_that_a_quiet_verdict_is_kept(app, reviewer, deed, says):
    text = taken(deliverable(call(quiet=True), country("PE")), by=reviewer).deliverable
    db.session.commit()
    client = signed_in(app, reviewer)
    form = {"csrf_token": token_of(client.get("/account").text), "state": "in_review", "version": 1, "point": "Why?"}
    page = client.post(f"/reviews/{text.id}/{deed}", data=form, follow_redirects=True).text
    assert f"Peru: {says}" in page


def test_a_reviewer_on_a_stale_page_is_told_of_a_verdict_that_is_kept_and_loses_no_word(app, reviewer):
    text = taken(deliverable(call(quiet=True), country("PE")), by=reviewer).deliverable
    desk = visit(app, user(Role.REVIEWER, name="Grace Campbell"))
    stale = page_form(desk.get(f"/reviews/{text.id}").text)
    reviews.add(text.latest, Words(point="Say when."), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    db.session.commit()
    answer = desk.post(f"/reviews/{text.id}/approve", **stale, internal="Reads well.")
    assert answer.status_code == 409
    assert "Daniel Ortiz has decided meanwhile: Changes requested." in answer.text
    assert "Reads well." in answer.text
    assert db.session.scalars(db.select(QuietVerdict.verdict)).all() == ["changes_requested"]
    answer = desk.post(f"/reviews/{text.id}/take-over", **page_form(answer.text), internal="Reads well.")
    assert (answer.status_code, "Reads well." in answer.text) == (200, True)
    answer = desk.post(f"/reviews/{text.id}/approve", **page_form(answer.text))
    assert answer.status_code == 302
    assert db.session.scalars(db.select(QuietVerdict.verdict)).all() == ["approved"]


def page_form(page):
    """Return what the form of a reading page carries of what was shown."""
    form = page.partition('id="words"')[2]
    return dict(re.findall(r'name="(state|version|kept|from)" value="([^"]+)"', form))


def test_what_is_ticked_is_published_and_the_rest_stays_quiet(app, reviewer, officer):
    decided(call(quiet=True), reviewer, "PE", "BR", "HT")
    desk = visit(app, officer)
    page = desk.get("/reviews/decided").text
    assert "3 verdicts wait for their publication" in page
    first, _second, third = re.findall(r'name="one" value="([\d.]+)" checked', page)
    answer = desk.post("/reviews/decided/publish", one=[first, third])
    assert "2 verdicts are published." in desk.get(answer.location).text
    assert states() == [State.APPROVED, State.IN_REVIEW, State.APPROVED]
    assert how_many(QuietVerdict) == 1


def ticked():
    """Return what the boxes of the page carry, as it would show the verdicts now."""
    return [f"{one.id}.{one.mark}" for one in db.session.scalars(db.select(QuietVerdict))]


def test_a_verdict_that_was_changed_while_the_page_was_open_is_not_published_but_named(app, reviewer, officer):
    decided(call(quiet=True), reviewer, "PE", "BR")
    desk = visit(app, officer)
    shown = re.findall(r'name="one" value="([\d.]+)" checked', desk.get("/reviews/decided").text)
    text, _other = db.session.scalars(db.select(Deliverable).order_by(Deliverable.id)).all()
    reviews.add(text.latest, Words(point="It answers another call."), by=reviewer, at=NOW)
    reviews.reject(text, by=reviewer, at=NOW, kept=text.latest.quiet_verdict.mark)
    db.session.commit()
    page = desk.get(desk.post("/reviews/decided/publish", one=shown).location).text
    assert "One verdict is published." in page
    assert f"the verdict was changed after you saw it: Peru ({text.symbol})" in page
    assert states() == [State.IN_REVIEW, State.APPROVED]


def test_what_moved_on_is_named_and_nothing_ticked_is_said(app, reviewer, officer):
    asked = call(quiet=True)
    decided(asked, reviewer, "PE")
    (kept,) = ticked()
    text = db.session.scalars(db.select(Deliverable)).one()
    deliverables.withdraw(text, by=focal_point(text), at=NOW)
    desk = visit(app, officer)
    answer = desk.post("/reviews/decided/publish", one=[kept])
    assert f"they have moved on: Peru ({text.symbol})" in desk.get(answer.location).text
    answer = desk.post("/reviews/decided/publish", one=["x", f"{10**12}.1"])
    assert answer.status_code in {302, 404}
    answer = desk.post("/reviews/decided/publish")
    assert "Tick what is to be published." in desk.get(answer.location).text


def test_every_letter_can_be_read_before_in_the_language_of_its_reader(app, reviewer, officer):
    text = deliverable(call(quiet=True))
    focal_point(text, language="es")
    reviews.approve(taken(text, by=reviewer).deliverable, by=reviewer, at=NOW)
    page = visit(app, officer).get("/reviews/decided/letters").text
    assert "La Secretaría aprobó la versión 1." in page
    assert visit(app, reviewer).get("/reviews/decided/letters").status_code == 200


@pytest.mark.parametrize(("path", "count"), [("decided", 4), ("decided/letters", 7)])
def test_the_pages_of_quiet_verdicts_cost_the_same_for_one_and_for_three(app, reviewer, officer, path, count):
    asked = call(quiet=True)
    decided(asked, reviewer, "PE")
    desk = visit(app, officer)
    with counted() as one:
        desk.get(f"/reviews/{path}")
    decided(asked, reviewer, "BR", "HT")
    with counted() as three:
        desk.get(f"/reviews/{path}")
    assert len(one) == len(three) == count


def test_sixty_verdicts_are_published_in_one_go_with_as_many_queries_as_one(app, reviewer, officer):
    texts = [deliverable(call(quiet=True)) for _each in range(61)]
    writer = user(Role.FOCAL_POINT)
    for text in texts:
        reviews.take(sent(text, by=writer).deliverable, by=reviewer, at=NOW)
        reviews.add(text.latest, Words(point="Say when."), by=reviewer, at=NOW)
        reviews.request_changes(text, by=reviewer, at=NOW)
    desk = visit(app, officer)
    first, *others = ticked()
    with counted() as one:
        desk.post("/reviews/decided/publish", one=[first])
    with counted() as sixty:
        desk.post("/reviews/decided/publish", one=others)
    assert len(one) == len(sixty) == 19
    assert states() == [State.CHANGES_REQUESTED] * 61
    assert how_many(Review) == how_many(Message, kind="changes_requested") == 61


def test_an_officer_makes_a_call_quiet_and_a_reviewer_does_not(app, reviewer, officer):
    asked = call()
    desk = visit(app, officer)
    path = f"/reviews/decided/{asked.id}/quiet"
    assert desk.post(path, quiet="1").status_code == 302
    assert "Tell the verdicts of call" in desk.get("/reviews/decided").text
    assert visit(app, reviewer).post(path, quiet="0").status_code == 403
    assert desk.post("/reviews/decided/999999999/quiet", quiet="1").status_code == 404


def test_the_reading_page_says_what_was_decided_quietly_and_can_change_it(app, reviewer):
    asked = call(quiet=True)
    decided(asked, reviewer, "PE")
    text = db.session.scalars(db.select(Deliverable)).one()
    desk = visit(app, reviewer)
    page = desk.read(f"/reviews/{text.id}")
    assert "Decided quietly: Approved Daniel Ortiz" in page
    form = page_form(desk.get(f"/reviews/{text.id}").text)
    assert desk.post(f"/reviews/{text.id}/request-changes", **form, point="Say when.").location == "/reviews/"
    assert "Decided quietly: Changes requested" in desk.read(f"/reviews/{text.id}")


def test_texts_are_assigned_by_hand_and_by_a_list_that_is_looked_over_first(app, reviewer, officer):
    grace = user(Role.REVIEWER, name="Grace Campbell")
    asked = call()
    ids = [str(sent(deliverable(asked, country(code))).deliverable_id) for code in ("PE", "BR", "HT", "CA")]
    reviewers = [str(one.id) for one in (reviewer, grace)]
    desk = visit(app, officer)
    page = desk.post("/reviews/assign", text=ids, to=reviewers, do="list").text
    listed = re.search(r'id="list"[^>]*>\s*([^<]+)</textarea>', page)[1]
    assert [line.split()[1] for line in listed.splitlines()] == [reviewer.email, grace.email] * 2
    assert how_many(Deliverable, reviewer_id=None) == 4
    desk.post("/reviews/assign/list", list=listed)
    db.session.expire_all()
    assert [one.reviewer_id for one in db.session.scalars(db.select(Deliverable).order_by(Deliverable.id))] == [
        reviewer.id,
        grace.id,
    ] * 2
    answer = desk.post("/reviews/assign", text=ids, to=[reviewers[0]])
    assert "2 texts changed hands." in desk.read(answer.location)
    desk.post("/reviews/assign", text=ids, to=["nobody"])
    assert how_many(Deliverable, reviewer_id=None) == 4


def test_a_reviewer_and_nobody_at_once_are_refused_beside_the_choice(app, reviewer, officer):
    text = sent().deliverable_id
    answer = visit(app, officer).post("/reviews/assign", text=[str(text)], to=[str(reviewer.id), "nobody"])
    assert (answer.status_code, "both at once cannot be done" in answer.text) == (422, True)
    assert how_many(Deliverable, reviewer_id=None) == 1


def test_all_that_is_shown_is_assigned_without_ticking_each(app, reviewer, officer):
    first, other = call(), call()
    for asked, code in ((first, "PE"), (first, "BR"), (other, "PE")):
        sent(deliverable(asked, country(code)))
    desk = visit(app, officer)
    desk.post("/reviews/assign", all="1", call=str(first.id), to=[str(reviewer.id)])
    db.session.expire_all()
    assert [one.call_id for one in db.session.scalars(db.select(Deliverable).filter_by(reviewer_id=reviewer.id))] == [
        first.id
    ] * 2


def test_a_conflict_of_interest_is_named(app, reviewer, officer):
    membership(reviewer, Role.DELEGATE)
    text = sent().deliverable
    desk = visit(app, officer)
    answer = desk.post("/reviews/assign", text=[str(text.id)], to=[str(reviewer.id)])
    assert f"for a conflict of interest: Peru ({text.symbol})" in desk.read(answer.location)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"to": ["1"]}, "Tick the texts first."),
        ({}, "Tick the texts first."),
        ({"list": "x y"}, "Line 1 names no text"),
    ],
)
def test_what_cannot_be_assigned_is_said_where_it_stands(app, reviewer, officer, form, why):
    sent()
    desk = visit(app, officer)
    answer = desk.post("/reviews/assign/list" if "list" in form else "/reviews/assign", **form)
    assert (answer.status_code, why in answer.text) == (422, True)


def test_the_page_for_assigning_costs_the_same_for_one_text_and_for_three(app, reviewer, officer):
    asked = call()
    sent(deliverable(asked, country("PE")))
    desk = visit(app, officer)
    with counted() as one:
        desk.get("/reviews/assign")
    for code in ("BR", "HT"):
        sent(deliverable(asked, country(code)))
    db.session.commit()
    with counted() as three:
        desk.get("/reviews/assign")
    assert len(one) == len(three) == 8


@pytest.mark.parametrize("path", ["/reviews/assign", "/reviews/decided", "/reviews/phrases"])
def test_a_country_finds_none_of_these_pages(app, reviewer, path):
    assert visit(app, user(Role.FOCAL_POINT)).get(path).status_code == 403


def test_completeness_is_judged_beside_the_text_and_what_is_missing_goes_back(app, reviewer, officer):
    text = sent().deliverable
    desk = visit(app, officer)
    page = desk.get(f"/reviews/{text.id}").text
    assert "It is complete</button>" in page
    read = {"state": "submitted", "version": "1"}
    desk.post(f"/reviews/{text.id}/complete", **read)
    assert f"Complete {officer.name}" in desk.read(f"/reviews/{text.id}")
    assert " complete" in desk.read("/reviews/")
    nothing = desk.post(f"/reviews/{text.id}/incomplete", words="Where is it?", **read)
    assert nothing.status_code == 422
    assert "Tick the questions that are not answered." in nothing.text
    assert "Where is it?</textarea>" in nothing.text
    assert desk.post(f"/reviews/{text.id}/incomplete", missing=["summary"], **read).location == "/reviews/"
    assert states() == [State.CHANGES_REQUESTED]


def test_points_are_closed_one_by_one_or_all_that_are_answered(app, reviewer):
    text = deliverable()
    writer = focal_point(text)
    taken(text, by=reviewer)
    for words in ("Say when.", "Say who.", "Say where."):
        reviews.add(text.latest, Words(point=words), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    for point in text.latest.points[:2]:
        answering.answer(point, text="As asked.", by=writer, at=NOW + timedelta(minutes=1))
    taken(text, by=reviewer, words="Again.")
    ids = [point.id for point in text.versions[0].points]
    desk = visit(app, reviewer)
    page = desk.read(f"/reviews/{text.id}")
    assert "Close the 2 that are answered" in page
    desk.post(f"/reviews/{text.id}/points/close")
    page = desk.read(f"/reviews/{text.id}")
    assert "2 closed points" in page
    assert "Close point 3" in page
    desk.post(f"/reviews/{text.id}/points/{ids[2]}/close")
    assert "All are closed." in desk.read(f"/reviews/{text.id}")
    desk.post(f"/reviews/{text.id}/points/{ids[0]}/open")
    assert "Close point 1" in desk.read(f"/reviews/{text.id}")
    assert desk.post(f"/reviews/{text.id}/points/999999999/close").status_code == 404


def test_the_home_of_a_reviewer_does_not_count_what_is_decided_quietly(app, reviewer):
    decided(call(quiet=True), reviewer, "PE")
    assert "Nothing waits for" in visit(app, reviewer).read("/")
