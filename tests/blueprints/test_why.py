"""Why a text was given back or waived stands where its country and the Secretariat look, not in the mail alone."""

from datetime import timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.models.reviews import Review
from secretariat.queries import why
from secretariat.workflow import deliverables
from tests.factories import NOW, call, deliverable, user
from tests.texts import focal_point, sent, signed_in

LADDER = [
    {"on": "2025-09-10", "texts": {"en": "In the main packet."}, "goes": "main"},
    {"on": None, "texts": {"en": "Presented orally."}, "goes": "oral"},
]


@pytest.fixture
def officer(app, session):
    with time_machine.travel(NOW), app.test_request_context():
        yield user(Role.OFFICER)


def approved(due=NOW + timedelta(days=1), **facts):
    """Return a text that was sent before its date and approved, and who sent it."""
    text = deliverable(call(due_at=due, **facts))
    person = focal_point(text)
    version = sent(text, by=person, at=NOW - timedelta(days=1))
    db.session.add(Review(version=version, reviewer=user(Role.REVIEWER), verdict="approved", at=NOW))
    text.state = State.APPROVED
    db.session.commit()
    return text, person


def read(app, person, path):
    return " ".join(signed_in(app, person).get(path).text.split())


def test_the_reason_of_a_reopening_stands_on_the_draft_until_it_is_sent(app, officer):
    text, person = approved()
    assert why.given(text) is None
    deliverables.reopen(text, reason="The annex is missing.", by=officer, at=NOW)
    db.session.commit()
    said = "<b>Given back</b> <span>On Mon 8 Sep, 09:00: The annex is missing.</span>"
    assert said in read(app, person, f"/deliverables/{text.id}")
    assert said.replace("09:00", "10:00") in read(app, officer, f"/calls/{text.call_id}/PE")
    sent(text, "With the annex.", by=person, at=NOW)
    db.session.commit()
    assert "The annex is missing." not in read(app, person, f"/deliverables/{text.id}")


def test_the_reason_of_a_waiver_stands_on_the_page_of_the_waived_text(app, officer):
    text = deliverable(call())
    person = focal_point(text)
    deliverables.waive(text, reason="Its ministry is on leave.", by=officer, at=NOW)
    db.session.commit()
    for reader, path in [(person, f"/deliverables/{text.id}"), (officer, f"/calls/{text.call_id}/PE")]:
        page = read(app, reader, path)
        assert ("<b>Waived</b>" in page, "Its ministry is on leave." in page) == (True, True)


def test_the_form_that_gives_a_text_back_after_its_date_says_until_when(app, officer):
    text, _person = approved(due=NOW - timedelta(hours=1))
    page = read(app, officer, f"/calls/{text.call_id}/PE")
    assert "Monday 15 September" in page.partition("Where the text goes back to it, it gets until")[2][:200]


def test_the_form_shows_the_line_that_the_receipt_will_name(app, officer):
    text, person = approved(due=NOW - timedelta(hours=1), ladder=LADDER)
    deliverables.reopen(text, reason="The annex is missing.", by=officer, at=NOW)
    db.session.commit()
    with time_machine.travel(NOW + timedelta(days=6)):
        page = read(app, person, f"/deliverables/{text.id}")
        version = sent(text, "With the annex.", by=person, at=NOW + timedelta(days=6))
    assert version.rung["applied"] == 0
    assert page.index("In the main packet.") < page.index("You are here") < page.index("Presented orally.")


def test_the_page_of_withdrawing_is_not_shown_for_what_cannot_be_withdrawn(app, officer):
    text, person = approved()
    client = signed_in(app, person)
    answer = client.get(f"/deliverables/{text.id}/withdraw")
    assert (answer.status_code, answer.location) == (302, f"/deliverables/{text.id}")
    assert "This cannot be done while the text is: Approved." in client.get(answer.location).text
