"""A list shows exactly what the pages of its things would: both sides of each predicate, on rows of the database."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.calendars import CalendarFeed
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import HANDED_IN, Deliverable, State
from secretariat.models.handing import HandedField
from secretariat.models.house import DemoClock
from secretariat.models.meetings import Document
from secretariat.models.messages import Message
from secretariat.models.packets import Packet
from secretariat.models.people import COUNTRY_ROLES, Role, User
from secretariat.models.presidencies import Presidency
from secretariat.rules import policy, states
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who
from secretariat.workflow import deliverables as workflow
from tests.factories import LONG_AGO, NOW, add, call, country, deliverable, document, meeting, presidency, user

MODELS: dict[type, set[Action]] = {
    Deliverable: {one.action for one in states.TABLE}
    | {
        Action.SEE,
        Action.WRITE_HANDED,
        Action.ASK_CLEARANCE,
        Action.READ_DRAFT,
        Action.READ_VERSION,
        Action.EXTEND,
        Action.COMMENT,
        Action.READ_REVIEW,
    },
    Call: {Action.SEE_CALL, Action.EDIT_CALL, Action.OPEN_CALL},
    Country: {Action.SEE_COUNTRY, Action.LINK_PROMISE},
    Document: {Action.READ_DOCUMENT},
    Packet: {Action.SEE_PACKET, Action.READ_PACKET, Action.BUILD_PACKET, Action.PUBLISH_PACKET},
    Message: {Action.SEE_MESSAGES, Action.STEER_MESSAGES},
    CalendarFeed: {Action.KEEP_FEED},
    AuditEntry: {Action.READ_AUDIT},
    Presidency: {Action.EDIT_PRESIDENCY, Action.TICK_HANDOVER},
    DemoClock: {Action.MOVE_CLOCK},
}


@pytest.fixture
def rows(session, app):
    """Rows that differ in everything a predicate looks at; returns ids of countries and people."""
    with app.test_request_context():
        countries = [country(code) for code in ("PE", "BR", "CO")]
        people = [user(Role.FOCAL_POINT, one) for one in countries] + [user(Role.REVIEWER), user(None)]
        asked = [call(), call(opened_at=None)]
        make_deliverables(asked, countries, people)
        there = meeting("other-meeting")
        for distribution in ("public", "delegations", "secretariat"):
            document(there, distribution, distribution=distribution)
        for audience in ("delegations", "secretariat"):
            add(Packet(meeting=there, language="en", audience=audience))
        for one in people:
            add(letter_to(one))
            add(CalendarFeed(user=one, made_at=NOW))
        presidency(country("CO"), 2025)
        presidency(country("GT"), 2024)
        add(DemoClock(id=1, shift=timedelta(0)))
        yield [one.id for one in countries], [one.id for one in people]


def make_deliverables(asked, countries, people):
    """Every state in every country, some sent by one person, some by two after each other."""
    for number, (state, home) in enumerate(product(State, countries)):
        made = deliverable(call(asked[0].meeting), home, state=state)
        if number % 2:
            asks = {"until": NOW.date(), "made_at": NOW, "made_by_id": people[0].id, "user_id": people[number % 3].id}
            over = NOW if number % 4 == 1 else None
            add(HandedField(deliverable_id=made.id, field_id=made.call.fields[0].id, ended_at=over, **asks))
        for place in range(number % 3 if state in HANDED_IN else 0):
            by = people[(number + place) % len(people)]
            workflow.freeze(made, by=by, arrived=NOW, once=str(place))


def letter_to(person: User) -> Message:
    return Message(
        kind="receipt", user=person, email=person.email, language="en", subject="S", text="T", html="H",
        message_id=f"<{person.id}@example.org>", about=[], state="sent", created_at=NOW,
    )  # fmt: skip


@some.composite
def whos(draw, countries, people):
    """Anybody: any roles in any countries, presiding or not, somebody or a visitor."""
    number = draw(some.sampled_from([None, *people]))
    homes = draw(some.sets(some.tuples(some.sampled_from(COUNTRY_ROLES), some.sampled_from(countries)), max_size=3))
    others = draw(some.sets(some.sampled_from([one for one in Role if one not in COUNTRY_ROLES]), max_size=2))
    roles = frozenset(role for role, _home in homes) | others
    at = draw(some.sampled_from([LONG_AGO, NOW, NOW + timedelta(days=400)]))
    return Who(number, roles, frozenset(homes), presides=draw(some.booleans()), at=at)


def test_a_list_and_a_page_agree_for_everybody_every_action_and_every_row(rows):
    countries, people = rows
    things = {model: db.session.scalars(select(model)).unique().all() for model in MODELS}
    assert {model for model, found in things.items() if not found} == {AuditEntry}

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(who=whos(countries, people))
    def agree(who):
        for model, actions in MODELS.items():
            for action in actions:
                listed = set(db.session.scalars(select(model).where(policy.visible(who, model, action))).unique())
                allowed = {one for one in things[model] if policy.allowed(who, action, one)}
                assert listed == allowed, (model.__name__, action, who)

    agree()


def test_each_predicate_agrees_with_its_other_side(rows):
    countries, people = rows
    pairs = {
        (one, model)
        for model, actions in MODELS.items()
        for action in actions
        for line in policy.POLICY[action]
        for one in line
    }
    things = {model: db.session.scalars(select(model)).unique().all() for model in MODELS}

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(who=whos(countries, people))
    def agree(who):
        for one, model in pairs:
            listed = set(db.session.scalars(select(model).where(one.where(who, model))).unique())
            assert listed == {it for it in things[model] if one.holds(who, it)}, (one.sentence, model.__name__, who)

    agree()


def test_every_action_that_asks_about_a_thing_is_asked_here_on_rows(rows):
    del rows
    asked = {action for actions in MODELS.values() for action in actions}
    with_a_thing = {
        action
        for action, lines in policy.POLICY.items()
        for line in lines
        for one in line
        if "_thing" not in one.holds.__code__.co_varnames  # so a predicate says that it does not look at it
    }
    assert with_a_thing - asked == set()
    assert {model for model, action in policy.SEEING.items() if action in with_a_thing} <= set(MODELS)
