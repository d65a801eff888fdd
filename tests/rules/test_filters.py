"""What a list shows: read from an address, written back into one, and what cannot be is refused by name."""

import pytest

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role
from secretariat.rules.filters import View, conditions
from tests.factories import LONG_AGO, NOW, call, country, deliverable, meeting, pillar, user

EVERYTHING = {
    "meeting": "fifth-ministerial", "call": "3", "country": "PE", "state": "overdue", "pillar": "1",
    "reviewer": "nobody", "late": "yes", "language": "es",
}  # fmt: skip


def test_a_view_is_read_from_an_address_and_written_back_into_the_same():
    assert View.read(EVERYTHING).address() == EVERYTHING
    assert View.read({}).address() == {}
    assert View.read({"country": "pe", "page": "2", "sort": "due"}).address() == {"country": "PE"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "overdeu"), ("call", "x"), ("call", "-1"), ("call", "99999999999"), ("call", "²"), ("pillar", "1.5"),
        ("late", "maybe"), ("language", "de"), ("reviewer", "me"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_name_instead_of_showing_everything(app, name, value):
    with app.test_request_context(), pytest.raises(Refused) as refused:
        View.read({name: value})
    assert refused.value.field == name


def test_who_may_not_know_reviewers_cannot_find_them_out_by_a_filter():
    assert View.read({"reviewer": "7", "state": "owed"}, reviewers=False) == View(state="owed")


@pytest.fixture
def texts(session):
    """Peru is late, Brazil's waits with a reviewer, Haiti has nothing yet; another meeting has one of Peru."""
    first = call(pillar=pillar(1))
    second = call(pillar=pillar(2))
    other = call(meeting("other"), number=7)
    reviewer = user(Role.REVIEWER)
    made = {
        "late": deliverable(first, country("PE"), state=State.DRAFT, due_at=LONG_AGO),
        "waits": deliverable(first, country("BR"), state=State.IN_REVIEW, reviewer=reviewer, late=True),
        "none": deliverable(second, country("HT")),
        "in": deliverable(second, country("PE"), state=State.APPROVED),
        "other": deliverable(other, country("PE"), state=State.SUBMITTED),
    }
    return made, {"first": first.id, "reviewer": reviewer.id}


@pytest.mark.parametrize(
    ("view", "left"),
    [
        ({}, "late waits none in other"),
        ({"state": "owed"}, "late none"),
        ({"state": "overdue"}, "late"),
        ({"state": "waits"}, "waits other"),
        ({"state": "arrived"}, "waits in other"),
        ({"state": "approved"}, "in"),
        ({"country": "PE"}, "late in other"),
        ({"country": "XX"}, ""),
        ({"pillar": "2"}, "none in"),
        ({"meeting": "other"}, "other"),
        ({"meeting": "nowhere"}, ""),
        ({"call": "first"}, "late waits"),
        ({"reviewer": "reviewer"}, "waits"),
        ({"reviewer": "nobody", "state": "waits"}, "other"),
        ({"late": "yes"}, "waits"),
        ({"late": "no", "country": "BR"}, ""),
        ({"language": "pt"}, "waits"),
        ({"language": "fr", "state": "owed"}, "none"),
    ],
)
def test_each_part_of_a_view_narrows_the_list(texts, view, left):
    made, numbers = texts
    asked = View.read({name: str(numbers.get(value, value)) for name, value in view.items()})
    found = db.session.scalars(db.select(Deliverable).where(*conditions(asked, NOW))).unique()
    names = {one.id: name for name, one in made.items()}
    assert {names[one.id] for one in found} == set(left.split())
