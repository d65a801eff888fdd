"""A meeting that moves takes along what is due at a distance from it, and each country is told once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import meetings as workflow
from tests.factories import NOW, call, country, deliverable, meeting, user

pytestmark = pytest.mark.usefixtures("in_2025")
LADDER = [{"on": "2025-09-23", "texts": {"en": "Bound."}}, {"on": None, "texts": {"en": "Read aloud."}}]
THEN = {"starts_on": date(2025, 11, 6), "ends_on": date(2025, 11, 7)}


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER)


@pytest.fixture
def there(officer):
    return meeting()


@pytest.fixture
def follows(there):
    """A call that is due thirty days before the meeting begins on 23 October."""
    return call(there, due_at=None, due_on=date(2025, 9, 23), due_days=30, ladder=LADDER)


def letters():
    return db.session.scalars(select(Message).where(Message.kind == "due_moved").order_by(Message.id)).all()


def test_calls_at_a_distance_move_along_with_their_ladders_and_others_stay(there, follows, officer):
    fixed = call(there, due_at=None, due_on=date(2025, 9, 23))
    draft = call(there, due_at=None, due_on=date(2025, 10, 13), due_days=10, opened_at=None)
    over = call(there, due_at=None, due_on=date(2025, 9, 23), due_days=30, closed_at=NOW)
    workflow.move(there, **THEN, by=officer, at=NOW)
    days = [one.due_on.isoformat() for one in (follows, fixed, draft, over)]
    assert days == ["2025-10-07", "2025-09-23", "2025-10-27", "2025-09-23"]
    assert [line["on"] for line in follows.ladder] == ["2025-10-07", None]


def test_each_focal_point_gets_one_letter_about_all_that_the_country_owes(there, follows, officer):
    second = call(there, titles={"en": "Sheet"}, due_at=None, due_on=date(2025, 10, 13), due_days=10)
    people = [user(Role.FOCAL_POINT, country(code)) for code in ("PE", "PE", "BR", "CO")]
    for of in (follows, second):
        deliverable(of, country("PE"))
        deliverable(of, country("BR"), state=State.SUBMITTED)
    assert workflow.move(there, **THEN, by=officer, at=NOW) == 2
    first, _other = letters()
    assert [one.user_id for one in letters()] == [people[0].id, people[1].id]
    assert all(said in first.text for said in ("Contributions (Peru)", "Sheet (Peru)", "Tuesday 7 October, 18:00 Lima"))
    assert workflow.move(there, **THEN, by=officer, at=NOW) == 0
    assert len(letters()) == 2


def test_an_extension_that_ends_later_stays_and_its_country_is_not_told(there, follows, officer):
    user(Role.FOCAL_POINT, country("PE"))
    until = NOW + timedelta(days=90)
    text = deliverable(follows, country("PE"), due_at=until, extension_reason="Elections")
    assert (workflow.move(there, **THEN, by=officer, at=NOW), text.due_at) == (0, until)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": date(2025, 11, 8), "ends_on": date(2025, 11, 7)}, "ends_on"),
        ({"starts_on": date(2025, 9, 8), "ends_on": date(2025, 9, 9)}, "starts_on"),
        ({"starts_on": date(2025, 10, 1), "ends_on": date(2025, 10, 2)}, "starts_on"),
    ],
    ids=["ends before it begins", "today", "a call would be due in the past"],
)
def test_days_that_cannot_be_are_refused_beside_the_control(there, follows, officer, days, field):
    deliverable(follows, country("PE"))
    with pytest.raises(Refused) as refused:
        workflow.move(there, **days, by=officer, at=NOW)
    assert refused.value.field == field
