"""A question leaves between two versions: the reviewer reads what stood there, and nobody waits for its points."""

import pytest

from secretariat.database import db
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import Role
from secretariat.workflow import drafts, reviews, saving
from secretariat.workflow.reviews import Words
from tests.factories import NOW, call, country, deliverable, field, user
from tests.texts import focal_point, sent, taken
from tests.visitors import Visit


@pytest.fixture
def text(app, session):
    """Peru's second version: the plan, on which there was a point, is no longer asked."""
    with app.test_request_context():
        reviewer, asked = user(Role.REVIEWER), call(opened_at=NOW)
        plan = field(asked, "plan", kind="long_text", required=False)
        made = deliverable(asked, country("PE"))
        saving.save(made, plan, "A plan of two years.", revision=0, by=focal_point(made), at=NOW)
        taken(made, by=reviewer)
        reviews.add(made.latest, Words(point="By whom?", key="plan"), by=reviewer, at=NOW)
        reviews.request_changes(made, by=reviewer, at=NOW)
        drafts.drop(plan, by=user(Role.OFFICER), at=NOW)
        db.session.commit()
        return made.id


def visit(app, person):
    db.session.commit()
    return Visit(app, person)


def test_the_country_is_not_asked_to_answer_a_point_on_a_question_that_left(app, text):
    page = visit(app, focal_point(db.session.get_one(Deliverable, text))).read(f"/deliverables/{text}")
    assert "Plan (the question is no longer asked) By whom?" in page
    assert "Closed by the Secretariat" in page
    assert "has no answer yet" not in page


def test_the_reviewer_reads_what_stood_there_and_that_it_is_not_counted(app, text):
    with app.test_request_context():
        sent(db.session.get_one(Deliverable, text), "We will.")
        db.session.commit()
    reader = visit(app, db.session.get_one(Deliverable, text).reviewer)
    for page in (reader.read(f"/reviews/{text}"), reader.read(f"/reviews/{text}?show=new")):
        assert "100 % unchanged since version 1; one answer is no longer asked and not counted." in page
        assert "No longer asked: Plan It was, in version 1: A plan of two years." in page
        assert "Nothing is new in this version." not in page
        assert "version 1 (the question is no longer asked) By whom? Closed" in page
        assert "Becomes point 1 of version 2" in page
