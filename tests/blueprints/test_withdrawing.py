"""Withdrawing: from a page that says what follows."""

import re
from datetime import timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.workflow import deliverables
from tests.factories import NOW, call, deliverable
from tests.texts import focal_point, sent, signed_in, token_of


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


class Desk:
    """A focal point whose text was sent before its date."""

    def __init__(self, app, **facts):
        with app.test_request_context():
            due = facts.pop("due", NOW + timedelta(days=1))
            text = deliverable(call(due_at=due, **facts))
            person = focal_point(text)
            sent(text, by=person, at=due - timedelta(hours=1))
            db.session.commit()
        self.id, self.url = text.id, f"/deliverables/{text.id}/withdraw"
        self.client = signed_in(app, person)

    def press(self, **form):
        token = token_of(self.client.get("/account").text)
        return self.client.post(self.url, data={"csrf_token": token, "state": State.SUBMITTED} | form)

    def state(self):
        db.session.expire_all()
        return db.session.get(Deliverable, self.id).state


PAST = NOW - timedelta(days=3)


def test_before_the_date_too_the_page_says_what_follows_before_anything_is_withdrawn(app, session):
    desk = Desk(app)
    assert (desk.press().location, desk.state()) == (desk.url, State.SUBMITTED)
    text = desk.client.get(f"/deliverables/{desk.id}/versions/1").text
    assert (f'href="{desk.url}"' in text, f'action="{desk.url}"' in text) == (True, False)
    page = " ".join(desk.client.get(desk.url).text.split())
    assert "It can be sent again, on time until" in page
    assert "The Secretariat keeps version 1, which stays on record with its receipt." in page
    desk.press(sure="1")
    assert desk.state() == State.WITHDRAWN


def test_an_old_version_says_which_the_latest_is_and_offers_nothing(app, session):
    desk = Desk(app)
    text = db.session.get(Deliverable, desk.id)
    person = text.versions[0].submitted_by
    deliverables.withdraw(text, by=person, at=NOW)
    sent(text, "We will, soon.", by=person)
    db.session.commit()
    old, new = (desk.client.get(f"/deliverables/{desk.id}/versions/{one}").text for one in (1, 2))
    assert ("Replaced by" in old, "Replaced by" in new) == (True, False)
    assert (f'href="{desk.url}"' in old, f'href="{desk.url}"' in new) == (False, True)
    assert "<dt>State</dt><dd>replaced, never judged</dd>" in old
    assert desk.url not in desk.client.get(f"/deliverables/{desk.id}/versions/1/receipt").text


def test_after_the_date_the_press_leads_to_a_page_that_says_it_will_count_as_late(app, session):
    desk = Desk(app, due=PAST)
    answer = desk.press()
    assert (answer.status_code, answer.location, desk.state()) == (302, desk.url, State.SUBMITTED)
    page = desk.client.get(desk.url).text
    assert "Its date has passed: what is sent again counts as late." in page
    assert "<dt>Counts as</dt><dd>on time</dd>" in page


def test_whoever_is_sure_withdraws_after_the_date_too(app, session):
    desk = Desk(app, due=PAST)
    assert 'name="sure"' in desk.client.get(desk.url).text
    desk.press(sure="1")
    assert desk.state() == State.WITHDRAWN


def test_where_the_date_has_passed_for_good_the_page_says_that_nothing_can_be_sent_again(app, session):
    desk = Desk(app, due=PAST, soft=False)
    assert "once withdrawn, it cannot be sent again" in desk.client.get(desk.url).text


def test_nobody_sends_from_an_old_page_what_was_taken_back_meanwhile(app, session):
    desk = Desk(app)
    desk.press(sure="1")
    page = desk.client.get(f"/deliverables/{desk.id}").text
    base = re.search(r'name="summary.base" value="(\w+)"', page)[1]
    form = {"csrf_token": token_of(page), "do": "send", "once": "k", "summary": "We will.", "summary.base": base}
    answer = desk.client.post(f"/deliverables/{desk.id}", data=form | {"state": State.DRAFT})
    assert (answer.status_code, desk.state()) == (409, State.WITHDRAWN)
    again = desk.client.post(f"/deliverables/{desk.id}", data=form | {"state": State.WITHDRAWN})
    assert (again.location, desk.state()) == (f"/deliverables/{desk.id}/versions/2/receipt", State.SUBMITTED)
