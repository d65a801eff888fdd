"""The matrix country × call: who sees what, filters, sums, and what it costs."""

import re
from datetime import timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.meetings import Meeting
from secretariat.models.people import Role
from secretariat.queries import matrix
from secretariat.rules.filters import TRIO, View
from secretariat.rules.predicates import Who
from tests.factories import NOW, call, country, deliverable, meeting, presidency, user
from tests.texts import counted, signed_in
from tests.visitors import Visit

LATE, SOON = NOW - timedelta(days=3), NOW + timedelta(days=11)


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def officer(session):
    return user(Role.OFFICER)


@pytest.fixture
def texts(officer):
    """Two calls to three countries: Haiti is late with the first, Peru has sent it, Brazil's is approved."""
    first, second = call(titles={"en": "Sheet"}), call(titles={"en": "Report"})
    states = {
        "HT": (State.DRAFT, State.NOT_STARTED),
        "PE": (State.SUBMITTED, State.DRAFT),
        "BR": (State.APPROVED, State.NOT_STARTED),
    }
    for code, (one, two) in states.items():
        deliverable(first, country(code), state=one, due_at=LATE)
        deliverable(second, country(code), state=two, due_at=SOON)
    return first, second


def grid(person, **filters):
    return matrix.grid(meeting_of(), Who.of(person, None, NOW), "en", view=View(**filters))


def meeting_of():
    return db.session.scalars(db.select(Meeting)).one()


def shown(found):
    return {row.name: [cell.name for cell in row.cells.values()] for row in found.rows}


def test_countries_stand_in_the_order_of_the_readers_language_and_late_is_a_state_of_its_own(officer, texts):
    assert shown(grid(officer)) == {
        "Brazil": ["approved", "not_started"],
        "Haiti": ["overdue", "not_started"],
        "Peru": ["submitted", "draft"],
    }


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"state": "overdue"}, {"Haiti": ["overdue"]}),
        ({"state": "waits"}, {"Peru": ["submitted"]}),
        ({"state": "owed"}, {"Brazil": ["not_started"], "Haiti": ["overdue", "not_started"], "Peru": ["draft"]}),
        ({"country": "PE"}, {"Peru": ["submitted", "draft"]}),
        ({"country": "PE", "state": "overdue"}, {}),
        ({"country": "XX"}, {}),
    ],
    ids=["overdue", "waits", "owed", "one country", "both", "no such country"],
)
def test_the_address_filters_by_state_and_country(officer, texts, filters, left):
    assert shown(grid(officer, **filters)) == left


def test_the_trio_are_the_countries_that_hand_over_to_one_another(officer, texts):
    presidency(country("HT"), 2024)
    presidency(country("BR"), 2025)
    presidency(country("CA"), 2026)
    assert list(shown(grid(officer, country=TRIO))) == ["Brazil", "Haiti"]


def test_sums_count_what_is_in_and_what_is_owed(officer, texts):
    found = grid(officer)
    counts = [found.count(one) for one in texts]
    assert [(one.arrived, one.owed, one.total) for one in counts] == [
        (2, 1, 3),
        (0, 3, 3),
    ]
    assert [(one.title("en"), names) for one, names in found.overdue] == [("Sheet", ["Haiti"])]


def test_the_page_says_the_status_in_a_sentence_and_offers_to_share_the_view(app, officer, texts):
    db.session.commit()
    visit = Visit(app, officer)
    assert "2 of 6 texts are in; 1 is overdue: Haiti (Sheet)." in visit.read("/deliverables/")
    assert "One text: 0 in, 1 still owed, 1 overdue; 0 wait for a verdict." in visit.read(
        "/deliverables/?state=overdue"
    )
    page = visit.get("/deliverables/?state=overdue").text
    assert "Haiti</span>" in page
    assert "Brazil</span>" not in page
    assert '<option value="overdue" selected>' in page


def test_it_costs_the_same_for_one_row_and_for_three(app, officer):
    asked = call()
    deliverable(asked, country("PE"))
    db.session.commit()
    client = signed_in(app, officer)
    with counted() as one:
        assert client.get("/deliverables/").status_code == 200
    for code in ("BR", "HT"):
        deliverable(asked, country(code), state=State.APPROVED)
    call(number=2)
    db.session.commit()
    with counted() as three:
        assert client.get("/deliverables/").status_code == 200
    assert len(one) == len(three) == 10


@pytest.mark.parametrize(
    ("role", "code"), [(Role.OFFICER, 200), (Role.REVIEWER, 200), (Role.AUDITOR, 200), (Role.OBSERVER, 403)]
)
def test_it_is_for_the_secretariat_and_the_auditor(app, session, texts, role, code):
    person = user(role)
    db.session.commit()
    assert signed_in(app, person).get("/deliverables/matrix").status_code == code


def test_the_chair_sees_every_state_but_opens_only_what_was_handed_in(app, session, texts):
    presidency(country("CO"))
    chair, other = user(Role.FOCAL_POINT, country("CO")), user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    page = signed_in(app, chair).get("/deliverables/matrix").text
    cells = re.findall(r'<a class="st st-(\w+) pe-md-3"( href="[^"]+")?>', page)
    assert {name for name, link in cells if link} == {"submitted", "approved"}
    assert {name for name, link in cells if not link} == {"draft", "not_started", "overdue"}
    assert signed_in(app, other).get("/deliverables/matrix").status_code == 403


def test_each_cell_leads_to_what_the_reader_does_with_it(app, session, texts):
    people = {role: user(role) for role in (Role.OFFICER, Role.REVIEWER, Role.AUDITOR)}
    db.session.commit()
    found = {}
    for role, person in people.items():
        page = signed_in(app, person).get("/deliverables/matrix").text
        addresses = dict(re.findall(r'<a class="st st-(\w+) pe-md-3" href="([^"]+)">', page))
        found[role] = [re.sub(r"\d+", "n", addresses[name]) for name in ("submitted", "overdue")]
    assert found == {
        Role.OFFICER: ["/reviews/n", "/calls/n/HT"],
        Role.REVIEWER: ["/reviews/n", "/deliverables/n"],
        Role.AUDITOR: ["/deliverables/n", "/deliverables/n"],
    }


@pytest.mark.parametrize(("calls", "frame"), [(5, None), (6, "table-responsive-md"), (7, "table-responsive")])
def test_more_calls_than_a_window_is_wide_move_in_a_frame_that_keys_reach(app, session, officer, calls, frame):
    for _each in range(calls):
        deliverable(call(), country("PE"))
    db.session.commit()
    page = signed_in(app, officer).get("/deliverables/").text
    found = re.search(r'<div class="([\w-]+) sideways" role="region" tabindex="0" aria-label=', page)
    assert (found and found[1]) == frame


def test_before_any_call_is_open_it_says_so(app, session, officer):
    meeting()
    db.session.commit()
    page = signed_in(app, officer).get("/deliverables/").text
    assert "No call is open yet" in page
    assert "<table" not in page
