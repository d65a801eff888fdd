"""Earlier answers: taken over into empty places, marked until somebody confirms or changes them."""

import pytest

from secretariat.errors import Refused
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.rules import answers
from secretariat.workflow import deliverables as workflow
from secretariat.workflow import prefilling, saving
from tests.factories import NOW, call, country, deliverable, field, meeting, user


@pytest.fixture
def rosa(session, app):
    with app.test_request_context():
        yield user(Role.FOCAL_POINT)


@pytest.fixture
def text(rosa):
    """Return Peru's text to a call that follows one that Peru answered."""
    before = call(meeting("fourth"), fields=("summary", "plan", "other"))
    field(before, "sum", kind="money", required=False)
    sent = deliverable(before)
    for asked, value in zip(before.fields, ("We led.", "We planned.", "Gone."), strict=False):
        saving.save(sent, asked, value, revision=0, by=rosa, at=NOW)
    workflow.submit(sent, by=rosa, at=NOW, arrived=NOW, once="once")
    after = call(fields=("summary", "plan"), follows_id=before.id)
    field(after, "other", kind="text", required=False)
    field(after, "new", required=False)
    return deliverable(after)


def stands(text):
    return {one.field.key: (one.value, one.earlier_id is not None) for one in text.answers}


def test_what_was_asked_before_is_taken_over_and_holds_the_sending_back_until_it_is_confirmed(text, rosa):
    assert prefilling.offered(text)[1] == 2
    assert prefilling.take_over(text, by=rosa, at=NOW) == 2
    assert (text.state, stands(text)) == (State.DRAFT, {"summary": ("We led.", True), "plan": ("We planned.", True)})
    assert [one.field.key for one in answers.missing(text, NOW)] == ["summary", "plan"]
    with pytest.raises(Refused, match="2 things"):
        workflow.submit(text, by=rosa, at=NOW, arrived=NOW, once="again")
    assert prefilling.confirm(text, "summary", by=rosa, at=NOW) == 1
    saving.save(text, text.call.fields[1], "We plan anew.", revision=1, by=rosa, at=NOW)
    assert stands(text) == {"summary": ("We led.", False), "plan": ("We plan anew.", False)}
    assert answers.missing(text, NOW) == []


def test_what_is_written_already_stays_and_nothing_is_taken_over_twice(text, rosa):
    saving.save(text, text.call.fields[0], "Mine.", revision=0, by=rosa, at=NOW)
    assert prefilling.take_over(text, by=rosa, at=NOW) == 1
    assert prefilling.take_over(text, by=rosa, at=NOW) == 0
    assert stands(text) == {"summary": ("Mine.", False), "plan": ("We planned.", True)}
    assert prefilling.confirm(text, "", by=rosa, at=NOW) == 1


def test_another_country_has_nothing_to_take_over(text):
    other = deliverable(text.call, country("BR"))
    assert prefilling.offered(other) == (None, 0)
