"""A meeting that moves takes along what is due at a distance from it, and each country is told once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.audit import AuditEntry
from secretariat.models.calls import CallChange
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import drafts, moves
from secretariat.workflow import meetings as workflow
from tests.factories import NOW, call, country, deliverable, field, found, meeting, user
from tests.visitors import counting

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


def test_what_day_it_is_in_the_capitals_is_asked_once_for_all_calls_of_a_meeting(there, follows, officer):
    def cost() -> int:
        db.session.expire_all()
        with counting() as seen:
            moves.foreseen(there, date(2025, 11, 6), "en")
        return sum("FROM countries" in one for one in seen)

    one = cost()
    for number in (2, 3):
        call(there, number=number, due_at=None, due_on=date(2025, 9, 23), due_days=30)
    assert (one, cost()) == (2, 2)


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


def dated(of, key="targets", **days):
    return field(of, key, **{name: date.fromisoformat(day) for name, day in days.items()})


def days_of(question):
    return [one and one.isoformat() for one in (question.required_from, question.frozen_from)]


@pytest.mark.parametrize(
    ("starts_on", "days", "after"),
    [
        (date(2025, 11, 6), ("2025-09-15", "2025-09-22"), ["2025-09-29", "2025-10-06"]),
        (date(2025, 10, 16), ("2025-09-15", "2025-09-22"), ["2025-09-08", "2025-09-15"]),
        (date(2025, 11, 6), ("2025-09-01", "2025-09-08"), ["2025-09-01", "2025-09-08"]),
        (date(2025, 10, 16), ("2025-09-01", "2025-09-08"), ["2025-09-01", "2025-09-08"]),
    ],
    ids=["later", "earlier", "later, but fixed by now", "earlier, but fixed by now"],
)
def test_the_days_of_questions_move_along_and_what_is_fixed_already_stays_fixed(
    there, follows, officer, starts_on, days, after
):
    deliverable(follows, country("PE"))
    question = dated(follows, required_from=days[0], frozen_from=days[1])
    workflow.move(there, starts_on=starts_on, ends_on=starts_on, by=officer, at=NOW)
    assert days_of(question) == after


def test_a_meeting_moved_there_and_back_leaves_every_day_as_it_was(there, follows, officer):
    deliverable(follows, country("PE"))
    both = [dated(follows, "a", required_from="2025-09-12"), dated(follows, "b", frozen_from="2025-09-08")]
    before = [days_of(one) for one in both]
    for first in (date(2025, 10, 16), date(2025, 10, 23)):
        workflow.move(there, starts_on=first, ends_on=first, by=officer, at=NOW)
    assert [days_of(one) for one in both] == before


def test_a_move_that_would_fix_an_answer_before_anybody_knew_is_refused_unless_the_call_is_not_open(
    there, follows, officer
):
    draft = call(there, due_at=None, due_on=date(2025, 9, 23), due_days=30, opened_at=None)
    unseen = dated(draft, frozen_from="2025-09-15")
    first = date(2025, 10, 16)
    workflow.move(there, starts_on=first, ends_on=first, by=officer, at=NOW)
    assert days_of(unseen) == [None, "2025-09-08"]
    deliverable(follows, country("PE"))
    dated(follows, frozen_from="2025-09-15")
    back = first - timedelta(days=7)
    with pytest.raises(Refused, match=r"‘Targets’ of .* would be fixed from Monday 8 September") as refused:
        workflow.move(there, starts_on=back, ends_on=back, by=officer, at=NOW)
    assert refused.value.field == "starts_on"


def test_the_one_letter_says_the_days_too_even_where_an_extension_keeps_the_date(there, follows, officer):
    for code in ("PE", "CO"):
        user(Role.FOCAL_POINT, country(code))
    deliverable(follows, country("PE"))
    deliverable(follows, country("CO"), due_at=NOW + timedelta(days=90), extension_reason="Elections")
    dated(follows, required_from="2025-09-15", frozen_from="2025-09-22")
    assert workflow.move(there, **THEN, by=officer, at=NOW) == 2
    now = "Targets: required from Monday 29 September; fixed from Monday 6 October on."
    before = "Until now: required from Monday 15 September; fixed from Monday 22 September on."
    assert all(f"{now} {before}" in " ".join(one.text.split()) for one in letters())
    assert db.session.scalars(select(Message).where(Message.kind == "call_changed")).all() == []


def test_a_letter_about_the_call_that_still_waits_says_the_days_after_the_move_too(there, follows, officer):
    user(Role.FOCAL_POINT, country("PE"))
    deliverable(follows, country("PE"))
    wish = {name: getattr(follows, name) for name in drafts.Wanted.__dataclass_fields__}
    wish |= {"due_on": date(2025, 9, 26), "due_days": 27, "ladder": []}
    drafts.change(follows, drafts.Wanted(**wish), by=officer, at=NOW)
    workflow.move(there, **THEN, by=officer, at=NOW)
    [waits] = db.session.scalars(select(Message).where(Message.kind == "call_changed")).all()
    words = " ".join(waits.text.split())
    assert "It is due on Friday 10 October, 18:00 Lima. Until now it was Tuesday 23 September, 18:00 Lima." in words
    assert "26 September" not in words


def test_a_move_stands_among_the_changes_of_the_call_and_in_the_trail_with_the_days_that_moved(there, follows, officer):
    deliverable(follows, country("PE"))
    dated(follows, frozen_from="2025-09-22")
    workflow.move(there, **THEN, by=officer, at=NOW)
    [row] = db.session.scalars(select(CallChange)).all()
    assert [(one["what"], one["key"]) for one in row.changes] == [("call", None), ("question", "targets")]
    db.session.commit()
    entry = found(AuditEntry, action="edit_call")
    assert (entry.thing_id, entry.details["moves"]) == (follows.id, ["targets"])
    assert entry.details["days"][0]["after"] == {"frozen_from": "2025-10-06"}
