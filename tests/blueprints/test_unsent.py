"""The officer's list of complete drafts that nobody sent, and the receipt as a PDF."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest

from secretariat.models.deliverables import State, Version
from secretariat.models.people import Role
from secretariat.workflow import saving
from tests.factories import NOW, call, country, deliverable, found, user
from tests.packets import paper
from tests.visitors import Visit

SECRET = "words-of-the-draft"


@pytest.fixture
def text(session, app):
    """Peru's complete draft, overdue."""
    with app.test_request_context():
        rosa = user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe")
        made = deliverable(call(), country("PE"), due_at=NOW - timedelta(days=1))
        saving.save(made, made.call.fields[0], SECRET, revision=0, by=rosa, at=NOW - timedelta(days=2))
        session.commit()
        return made


def test_an_officer_sees_which_drafts_wait_and_none_of_their_words_and_takes_one(app, session, text):
    grace = user(Role.OFFICER, name="Grace Campbell")
    session.commit()
    officer = Visit(app, grace)
    page = officer.get("/deliverables/unsent").text
    assert "Take Peru as sent" in page
    assert SECRET not in page
    assert officer.get(f"/deliverables/{text.id}").text.count(SECRET) == 0
    answer = officer.post(f"/deliverables/{text.id}/accept", state="draft")
    assert answer.status_code == 302
    assert "No complete draft waits" in officer.read("/deliverables/unsent")
    assert officer.post(f"/deliverables/{text.id}/accept", state="draft").status_code == 409
    session.expire_all()
    assert (text.state, text.late) == (State.SUBMITTED, False)


def test_the_country_reads_on_the_page_that_it_was_taken_and_not_by_whom(app, session, text):
    grace = user(Role.OFFICER, name="Grace Campbell")
    session.commit()
    Visit(app, grace).post(f"/deliverables/{text.id}/accept", state="draft")
    rosa = Visit(app, text.answers[0].saved_by)
    page = rosa.get(f"/deliverables/{text.id}").text
    assert "Taken as sent" in page
    receipt = rosa.get(f"/deliverables/{text.id}/versions/1/receipt").text
    assert "taken as sent by the Secretariat; Rosa Quispe wrote last" in receipt
    assert "Grace" not in page + receipt


def test_no_other_role_has_the_list(app, session):
    people = [user(role) for role in (Role.FOCAL_POINT, Role.REVIEWER, Role.AUDITOR)]
    session.commit()
    assert {Visit(app, one).get("/deliverables/unsent").status_code for one in people} == {403}


def test_the_receipt_is_a_page_of_pdf_with_the_number_and_the_fingerprint(app, session, text, tmp_path):
    grace = user(Role.OFFICER)
    session.commit()
    Visit(app, grace).post(f"/deliverables/{text.id}/accept", state="draft")
    rosa = Visit(app, text.answers[0].saved_by)
    answer = rosa.get(f"/deliverables/{text.id}/versions/1/receipt.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 1
    again = rosa.get(f"/deliverables/{text.id}/versions/1/receipt.pdf")
    assert again.data == answer.data
    (tmp_path / "receipt.pdf").write_bytes(answer.data)
    printed = paper.text(tmp_path / "receipt.pdf")
    version = found(Version, deliverable_id=text.id)
    assert version.symbol in printed
    assert re.search(rf"Last byte \w+ \d+ \w+ {version.submitted_at.year}, \d\d:\d\d Lima", printed)
    assert version.sha256 in printed.replace(" ", "")
    assert rosa.get(f"/deliverables/{text.id}/versions/2/receipt.pdf").status_code == 404
