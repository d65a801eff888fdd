"""A draft in other hands: earlier answers on the page, and a link for somebody without an account."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from secretariat.models.deliverables import Answer, Attachment, Deliverable
from secretariat.models.files import Shown, StoredFile
from secretariat.models.handing import ShareLink
from secretariat.models.people import Role
from secretariat.workflow import deliverables as workflow
from secretariat.workflow import saving
from tests import made
from tests.factories import NOW, add, call, country, deliverable, field, found, meeting, stored_file, user
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
        saving.save(made, made.call.fields[0], WORDS, revision=0, by=rosa, at=NOW)
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
    assert [visitor.get(one).status_code for one in (first, second)] == [200, 410]
    session.execute(update(ShareLink).values(made_at=NOW - timedelta(days=9), expires_at=NOW))
    session.commit()
    over = visitor.get(first)
    assert (over.status_code, WORDS in over.text, over.headers["Referrer-Policy"]) == (410, False, "no-referrer")
    assert "Ask whoever gave you the link for a new one." in over.text
    kept = session.query(ShareLink).first()
    assert first.rpartition("/")[2] not in (kept.token_hash, "")


def test_once_the_text_is_sent_the_link_leads_nowhere(app, rosa, text):
    visit = Visit(app, rosa)
    address = link(visit, text)
    assert visit.post(f"/deliverables/{text}", summary=WORDS, do="send", **{"summary.revision": "1"}).status_code == 302
    assert Visit(app).get(address).status_code == 410


def test_only_the_country_makes_and_revokes_links_for_days_that_are_offered(app, session, rosa, text):
    with app.test_request_context():
        other, delegate = user(Role.FOCAL_POINT, country("BR")), user(Role.DELEGATE)
        session.commit()
    visit = Visit(app, rosa)
    link(visit, text)
    refused = visit.post(f"/deliverables/{text}/links", days="400")
    assert (refused.status_code, "<details open><summary>Make a link" in refused.text) == (422, True)
    for person, status in ((other, 404), (delegate, 403)):
        assert Visit(app, person).post(f"/deliverables/{text}/links", days="3").status_code == status
        assert Visit(app, person).post(f"/deliverables/{text}/links/1/revoke").status_code == status


def test_the_link_gives_the_clean_copies_of_the_files_as_long_as_it_holds_and_never_the_original(
    app, session, rosa, text
):
    with app.test_request_context():
        field(session.get_one(Deliverable, text).call, "annex", kind="file", required=False)
        session.commit()
    visit, visitor = Visit(app, rosa), Visit(app)
    form = {"summary": WORDS, "summary.revision": "1", "do": "save"}
    visit.post(f"/deliverables/{text}", annex=(io.BytesIO(made.scripted_pdf()), "Anexo.pdf"), **form)
    attached = found(Attachment, deliverable_id=text)
    address = link(visit, text)
    there = f"{address}/files/{attached.id}"
    assert there in visitor.get(address).text
    with visitor.get(there) as answer:
        assert (answer.status_code, b"canary" in answer.data) == (200, False)
        assert answer.headers["Cache-Control"] == "private, no-store"
    for state in (Shown.WAITING, Shown.IMPOSSIBLE):
        session.execute(update(StoredFile).values(shown_state=state, shown_id=None))
        session.commit()
        assert (visitor.get(there).status_code, there in visitor.get(address).text) == (404, False)
    assert visitor.get(f"/deliverables/{text}/files/{attached.id}").status_code == 302
    visit.post(f"/deliverables/{text}/links/1/revoke")
    session.execute(update(StoredFile).values(shown_state=Shown.AS_IS))
    session.commit()
    assert visitor.get(there).status_code == 410


def test_a_file_that_was_taken_out_or_belongs_to_another_draft_is_not_given(app, session, rosa, text):
    with app.test_request_context():
        annex = field(session.get_one(Deliverable, text).call, "annex", kind="file", required=False)
        other = deliverable(annex.call, country("BR"))
        facts = {"field_id": annex.id, "name": "a.pdf", "added_at": NOW, "added_by_id": rosa.id}
        gone = add(Attachment(deliverable_id=text, file=stored_file(b"1"), removed_at=NOW, **facts))
        theirs = add(Attachment(deliverable_id=other.id, file=stored_file(b"2"), **facts))
        session.commit()
    address = link(Visit(app, rosa), text)
    assert [Visit(app).get(f"{address}/files/{one.id}").status_code for one in (gone, theirs)] == [404, 404]


def test_earlier_answers_are_taken_over_marked_and_confirmed_on_the_page(app, session, rosa):
    with app.test_request_context():
        before = call(meeting("fourth"), titles={"en": "Last year's call"})
        sent = deliverable(before)
        saving.save(sent, before.fields[0], WORDS, revision=0, by=rosa, at=NOW)
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
