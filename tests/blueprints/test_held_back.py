"""A sending or a clearance that was held back: its page leads to what is missing, and loaded again it sends nothing."""

import re

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.workflow import clearing
from tests.factories import NOW, call, country, deliverable, field, user
from tests.visitors import Visit


@pytest.fixture(autouse=True)
def eighth_of_september(session, app):
    with time_machine.travel(NOW), app.test_request_context():
        yield


@pytest.fixture
def text():
    asked = call(fields=("summary", "costs"))
    field(asked, "amount", kind="money", required=False)
    return deliverable(asked, country("PE"), state=State.DRAFT)


@pytest.fixture
def desk(app, text):
    rosa = user(Role.FOCAL_POINT, text.country)
    db.session.commit()
    return Visit(app, rosa)


def test_a_text_that_was_held_back_is_sent_by_no_reload_of_that_page(desk, text):
    form = {"summary": "We will.", "costs": "", "do": "send", "once": "k", "state": "draft"}
    held = desk.post(f"/deliverables/{text.id}", **form)
    assert (held.status_code, held.location) == (303, f"/deliverables/{text.id}#q-costs")
    assert "1 thing is still missing" in desk.read(f"/deliverables/{text.id}")
    again = desk.post(f"/deliverables/{text.id}", **form | {"costs": "None."})
    assert again.status_code == 303
    assert "This page was sent before, and is not sent again" in desk.read(f"/deliverables/{text.id}")
    db.session.expire_all()
    assert ([one.value for one in text.answers], text.state) == (["We will.", "None."], "draft")
    page = desk.get(f"/deliverables/{text.id}").text
    fresh = form | {"costs": "None.", "once": re.search(r'name="once" value="([^"]+)"', page)[1]}
    bases = dict(re.findall(r'name="(\w+\.base)" value="(\w*)"', page))
    assert desk.post(f"/deliverables/{text.id}", **fresh | bases).location.endswith("/versions/1/receipt")


def test_what_could_not_be_read_is_shown_and_its_form_sends_nothing_when_it_comes_again(desk, text):
    form = {"summary": "We will.", "costs": "None.", "amount.amount": "a lot", "amount.currency": "USD"}
    page = desk.post(f"/deliverables/{text.id}", **form, do="send", once="k", state="draft")
    assert (page.status_code, "a lot" in page.text, 'name="once" value="k"' in page.text) == (422, True, False)
    again = desk.post(f"/deliverables/{text.id}", **form | {"amount.amount": ""}, do="send", once="k", state="draft")
    db.session.expire_all()
    assert (again.status_code, text.state) == (303, "draft")


def test_who_clears_reads_what_is_missing_and_finds_no_button_for_it(app, text):
    approver = user(Role.APPROVER, text.country)
    db.session.commit()
    capital = Visit(app, approver)
    page = capital.read(f"/deliverables/{text.id}")
    assert ("It can be cleared once nothing is missing" in page, "Clear this text" in page) == (True, False)
    pressed = capital.post(f"/deliverables/{text.id}/clear", state="draft", read=clearing.mark(text))
    assert (pressed.status_code, pressed.location) == (303, f"/deliverables/{text.id}")
    assert "2 things are still missing" in capital.read(f"/deliverables/{text.id}")
    db.session.expire_all()
    assert text.state == "draft"
