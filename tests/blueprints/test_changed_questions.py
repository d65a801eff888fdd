"""A question that was changed after its call was opened: an answer outside its present rules holds the sending back."""

import pytest

from secretariat.database import db
from secretariat.models.deliverables import Answer, State
from secretariat.models.people import Role
from secretariat.rules import answers
from tests.factories import NOW, add, call, country, deliverable, field, user
from tests.visitors import Visit

MONEY = {"amount": "5.00", "currency": "USD"}
COURSE = {"columns": [{"code": "people", "labels": {"en": "People"}, "figures": True}]}
CHANGED = [
    ("number", {"least": "100", "most": "1000"}, "12.50", "Write a whole number, without decimals."),
    ("number", {"least": "100", "most": "1000"}, "12", "Write a number that is not below 100."),
    ("choice", {"choices": [{"code": "a", "labels": {"en": "A"}}]}, "b", "Choose from the list."),
    ("table", COURSE, [{"people": "many"}], "Row 1: Write a number, such as 1250000 or 1,250,000.50."),
]


@pytest.fixture
def peru(app, session):
    """Return a text of Peru, and how to write into it."""
    text = deliverable(call(fields=()), country("PE"), state=State.DRAFT)
    person = user(Role.FOCAL_POINT, country("PE"))

    def written(kind, value, **facts):
        asked = field(text.call, "visits", kind=kind, **facts)
        add(Answer(deliverable=text, field=asked, value=value, saved_at=NOW, saved_by_id=person.id))
        session.commit()
        return text

    return written, lambda: Visit(app, person)


@pytest.mark.parametrize(("kind", "details", "value", "sentence"), CHANGED)
def test_an_answer_outside_the_present_rules_of_its_question_holds_the_sending_back(
    peru, app, kind, details, value, sentence
):
    text = peru[0](kind, value, details=details)
    with app.test_request_context():
        found = [(one.kind, one.sentence) for one in answers.missing(text, NOW)]
    assert found == [("wrong", sentence)]


def test_the_page_leads_to_what_is_outside_and_does_not_send(peru):
    text, visit = peru[0]("number", "12.50", details={"least": "100", "most": "1000"}), peru[1]()
    markup = visit.get(f"/deliverables/{text.id}").text
    assert 'href="#q-visits">Visits – Write a whole number, without decimals.' in markup
    assert "To be corrected: Visits" in visit.read(f"/deliverables/{text.id}")
    visit.post(f"/deliverables/{text.id}/submit", once="x", **{"visits": "12.50", "visits.revision": "1"})
    db.session.expire_all()
    assert (text.state, text.versions) == (State.DRAFT, [])


def test_what_is_too_long_is_called_too_long_and_not_missing(peru):
    text, visit = peru[0]("text", "one two three", limit_words=2), peru[1]()
    page = visit.read(f"/deliverables/{text.id}")
    assert ("Too long: Visits – 3 words; at most 2 fit" in page, "Missing: Visits" in page) == (True, False)
