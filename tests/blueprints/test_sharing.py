"""A draft in other hands: earlier answers on the page, and a link for somebody without an account."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from secretariat.models.deliverables import Answer
from secretariat.models.handing import ShareLink
from secretariat.models.people import Role
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, call, country, deliverable, found, meeting, user
from tests.visitors import Visit

WORDS = "Words of the draft."


@pytest.fixture
def rosa(app, session):
    with app.test_request_context():
        person = user(Role.FOCAL_POINT)
        session.commit()
        return person


@pytest.fixture
def text(app, session, rosa):
    with app.test_request_context():
        made = deliverable(call())
        workflow.save(made, made.call.fields[0], WORDS, revision=0, by=rosa, at=NOW)
        session.commit()
        return made.id


def link(visit, text, days="3"):
    assert visit.post(f"/deliverables/{text}/links", days=days).status_code == 302
    return re.search(r"/deliverables/shared/[\w-]+", visit.get(f"/deliverables/{text}").text)[0]


def test_whoever_has_the_link_reads_the_draft_and_nothing_else(app, rosa, text):
    address = link(Visit(app, rosa), text)
    visitor = Visit(app)
    answer = visitor.get(address)
    assert (answer.status_code, WORDS in answer.text) == (200, True)
    assert "<textarea" not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert visitor.get(f"/deliverables/{text}").status_code == 302
    assert visitor.get(address[:-1] + ("a" if address[-1] != "a" else "b")).status_code == 404


def test_the_link_ends_by_itself_is_revoked_and_is_shown_once(app, session, rosa, text):
    visit, visitor = Visit(app, rosa), Visit(app)
    first, second = link(visit, text), link(visit, text, "14")
    assert "/deliverables/shared/" not in visit.get(f"/deliverables/{text}").text
    visit.post(f"/deliverables/{text}/links/1/revoke")
    assert [visitor.get(one).status_code for one in (first, second)] == [200, 404]
    session.execute(update(ShareLink).values(made_at=NOW - timedelta(days=9), expires_at=NOW))
    session.commit()
    assert visitor.get(first).status_code == 404
    kept = session.query(ShareLink).first()
    assert first.rpartition("/")[2] not in (kept.token_hash, "")


def test_once_the_text_is_sent_the_link_leads_nowhere(app, rosa, text):
    visit = Visit(app, rosa)
    address = link(visit, text)
    assert visit.post(f"/deliverables/{text}", summary=WORDS, do="send", **{"summary.revision": "1"}).status_code == 302
    assert Visit(app).get(address).status_code == 404


def test_only_the_country_makes_and_revokes_links_for_days_that_are_offered(app, session, rosa, text):
    with app.test_request_context():
        other, delegate = user(Role.FOCAL_POINT, country("BR")), user(Role.DELEGATE)
        session.commit()
    visit = Visit(app, rosa)
    link(visit, text)
    assert visit.post(f"/deliverables/{text}/links", days="400").status_code == 422
    for person, status in ((other, 404), (delegate, 403)):
        assert Visit(app, person).post(f"/deliverables/{text}/links", days="3").status_code == status
        assert Visit(app, person).post(f"/deliverables/{text}/links/1/revoke").status_code == status


def test_earlier_answers_are_taken_over_marked_and_confirmed_on_the_page(app, session, rosa):
    with app.test_request_context():
        before = call(meeting("fourth"), titles={"en": "Last year's call"})
        sent = deliverable(before)
        workflow.save(sent, before.fields[0], WORDS, revision=0, by=rosa, at=NOW)
        workflow.submit(sent, by=rosa, at=NOW, arrived=NOW, once="once")
        text = deliverable(call(follows_id=before.id)).id
        session.commit()
    visit = Visit(app, rosa)
    assert "One question here was answered in “Last year's call” already." in visit.read(f"/deliverables/{text}")
    visit.post(f"/deliverables/{text}/earlier")
    page = visit.read(f"/deliverables/{text}")
    assert "Taken over from “Last year's call”, version 1, and not confirmed yet." in page
    assert "Summary – taken over from an earlier answer; confirm or change it" in page
    form = {"summary": WORDS, "summary.revision": "1", "do": "confirm:summary"}
    assert visit.post(f"/deliverables/{text}", **form).status_code == 302
    assert "not confirmed yet" not in visit.read(f"/deliverables/{text}")
    assert found(Answer, deliverable_id=text).earlier_id is None
