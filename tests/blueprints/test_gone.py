"""A question is taken out while a country writes to it: that is said, nothing typed is lost, the rest is saved."""

import io

import pytest

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.handing import HandedField
from secretariat.models.people import Role
from secretariat.workflow import drafts
from tests import made
from tests.factories import NOW, add, call, country, deliverable, field, user
from tests.visitors import Visit

GONE = "This question is no longer asked. What you wrote is kept in the draft to be copied; it is not sent."


@pytest.fixture
def text(app, session):
    with app.test_request_context():
        one = deliverable(call(fields=("summary", "plan"), opened_at=NOW), country("PE"), state=State.DRAFT)
        field(one.call, "annex", kind="file", required=False)
        field(one.call, "cost", kind="number", required=False)
        session.commit()
        return one.id


@pytest.fixture
def peru(app, session, text):
    with app.test_request_context():
        person = user(Role.FOCAL_POINT, country("PE"))
        session.commit()
        return Visit(app, person)


def take_out(app, text, *keys):
    with app.test_request_context():
        asked = db.session.get(Deliverable, text).call
        for one in [one for one in asked.fields if one.key in keys]:
            drafts.drop(one, by=found_officer(), at=NOW)
        db.session.commit()


def found_officer():
    return user(Role.OFFICER)


def written(text, key):
    db.session.expire_all()
    of = db.session.get(Deliverable, text)
    return next((one.value for one in of.answers if one.field.key == key), None)


def test_the_page_is_told_that_a_question_is_no_longer_asked_and_its_words_are_kept(app, peru, text):
    take_out(app, text, "plan")
    answer = peru.post(f"/deliverables/{text}/save", field="plan", revision="0", plan="Our plan", **{"plan.base": ""})
    told = answer.get_json()
    assert (answer.status_code, told["error"], told["kept"], told["revision"]) == (410, GONE, True, 1)
    again = {"plan": "Our plan, whole", "plan.base": told["base"]}
    assert peru.post(f"/deliverables/{text}/save", field="plan", revision="1", **again).get_json()["kept"]
    assert written(text, "plan") == "Our plan, whole"
    assert "Our plan, whole" in peru.read(f"/deliverables/{text}")


def test_what_cannot_be_read_for_a_question_that_left_stays_on_the_device(app, peru, text):
    take_out(app, text, "cost")
    answer = peru.post(f"/deliverables/{text}/save", field="cost", revision="0", cost="twelve", **{"cost.base": ""})
    assert (answer.status_code, answer.get_json()["kept"], written(text, "cost")) == (410, False, None)


def test_what_never_was_a_question_is_nothing(peru, text):
    assert peru.post(f"/deliverables/{text}/save", field="nonsense", revision="0").status_code == 404


@pytest.mark.parametrize("do", ["save", "send"])
def test_a_whole_form_says_it_saves_the_rest_and_sends_nothing_before_that_was_read(app, peru, text, do):
    take_out(app, text, "plan", "cost")
    form = {"summary": "We lead.", "plan": "Our plan", "plan.base": "", "cost": "twelve", "cost.base": ""}
    form |= {f"{key}.revision": "0" for key in ("summary", "plan", "cost")}
    answer = peru.post(f"/deliverables/{text}", do=do, **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2 questions were taken out while you wrote." in page
    assert ">twelve</p>" in page
    assert (written(text, "summary"), written(text, "plan"), written(text, "cost")) == ("We lead.", "Our plan", None)
    assert db.session.get(Deliverable, text).versions == []


def test_a_form_whose_removed_question_was_left_alone_is_saved_as_ever(app, peru, text):
    take_out(app, text, "plan")
    form = {"summary": "We lead.", "plan": "", "plan.base": "", "plan.revision": "0", "summary.revision": "0"}
    assert peru.post(f"/deliverables/{text}", do="save", **form).status_code == 302
    assert written(text, "plan") is None


def test_a_file_for_a_question_that_left_is_kept_to_be_read(app, peru, text):
    take_out(app, text, "annex")
    sent = (io.BytesIO(made.pdf()), "annex.pdf")
    answer = peru.post(f"/deliverables/{text}", do="save", summary="", annex=sent)
    assert answer.status_code == 422
    assert "annex.pdf" in peru.read(f"/deliverables/{text}")


def test_a_file_in_pieces_for_a_question_that_left_is_refused_with_the_reason(app, peru, text):
    take_out(app, text, "annex")
    answer = peru.post(f"/deliverables/{text}/files/annex/pieces", name="annex.pdf", size="10")
    assert (answer.status_code, "no longer asked" in answer.get_data(as_text=True)) == (422, True)


def test_a_colleague_hears_that_the_question_left_and_not_that_it_was_taken_back(app, session, peru, text):
    with app.test_request_context():
        ana = user(Role.DELEGATE, country("PE"), name="Ana Torres")
        plan = next(one for one in db.session.get(Deliverable, text).call.fields if one.key == "plan")
        given = {"until": NOW.date(), "made_at": NOW, "made_by_id": ana.id}
        add(HandedField(deliverable_id=text, field_id=plan.id, user=ana, **given))
        session.commit()
    visit = Visit(app, ana)
    take_out(app, text, "plan")
    page = visit.read(f"/deliverables/{text}/handed")
    assert "The Secretariat no longer asks: Plan." in page
    assert "taken them back" not in page
    told = visit.post(f"/deliverables/{text}/handed/save", field="plan", revision="0", plan="Hers").get_json()
    assert (told["error"], written(text, "plan")) == (GONE, "Hers")
    form = {"plan": "Hers, longer", "plan.base": told["base"]}
    assert visit.post(f"/deliverables/{text}/handed/save", **form).status_code == 422
    assert written(text, "plan") == "Hers, longer"
    assert "Plan: no longer asked; Ana Torres had it" in peru.read(f"/deliverables/{text}")
